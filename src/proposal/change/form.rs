//! `form`: a new team.

use std::collections::BTreeSet;

use crate::base::{Date, NodePath, PartialDate, Period, PersonId, TeamId, Until};
use crate::org::{Grant, Holder, Membership, Organisation, Roll, Team};
use crate::proposal::refusal::{Problems, Refusal};
use crate::proposal::{effect, lookup};
use crate::rule::Class;

use super::ChangeKind;

/// A new team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its id.
    pub team: TeamId,
    /// What its file will say. What has no start begins on the day of
    /// enactment.
    pub fields: Team,
}

impl ChangeKind for Form {
    fn word(&self) -> &'static str {
        "form"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        let at = problems.root();
        begin(org, &self.team, &self.fields, on, &at, problems);
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::Structure])
    }

    fn summary(&self, org: &Organisation) -> String {
        let Team { name, kind, .. } = &self.fields;
        let mut text = format!("form {name} ({kind})");
        let areas: BTreeSet<&str> = self
            .fields
            .authority
            .iter()
            .map(|grant| org.area_name(&grant.area))
            .collect();
        if !areas.is_empty() {
            text += &format!(" with powers over {}", lookup::listed(areas));
        }
        text
    }

    fn touches(&self) -> BTreeSet<String> {
        BTreeSet::from([self.team.to_string()])
    }

    fn subject(&self, _org: &Organisation, _on: Date) -> BTreeSet<PersonId> {
        named(&self.fields)
    }

    fn reshapes(&self) -> BTreeSet<TeamId> {
        BTreeSet::from([self.team.clone()])
    }
}

/// The people whom a new team's file names as members.
pub(super) fn named(team: &Team) -> BTreeSet<PersonId> {
    let members = team.memberships().iter();
    members
        .filter_map(|it| it.holder.person())
        .cloned()
        .collect()
}

/// Forms a team. `at` is where its fields stand.
pub(super) fn begin(
    org: &mut Organisation,
    id: &TeamId,
    fields: &Team,
    on: Date,
    at: &NodePath,
    problems: &mut Problems,
) {
    problems.take(lookup::free_id(org, id.as_str(), at.clone().key("team")));
    for (said, key) in [
        (fields.dissolved.is_some(), "dissolved"),
        (!fields.succeeded_by.is_empty(), "succeeded_by"),
        (!fields.former_ids.is_empty(), "former_ids"),
    ] {
        if said {
            let why = format!("a new team has no `{key}`");
            problems.add(Refusal::new(at.clone().key(key), why).hint("leave it out"));
        }
    }
    if !starts_with(fields.formed, on) {
        problems.add(starts_later(at.clone().key("formed"), on));
    }
    if let Some(above) = &fields.part_of {
        let path = at.clone().key("part_of");
        problems.take(lookup::living_team(org, above, on, path));
    }
    let mut team = fields.clone();
    team.formed = Some(on.into());
    team.authority = authority(
        org,
        &fields.authority,
        on,
        &at.clone().key("authority"),
        problems,
    );
    if let Roll::Known(members) = &fields.members {
        let at = at.clone().key("members");
        team.members = Roll::Known(memberships(org, id, members, on, &at, problems));
    }
    if !problems.is_empty() {
        return;
    }
    let mut after = org.clone();
    after.teams.insert(id.clone(), team);
    let path = at.clone().key("seats");
    problems.take(effect::seats_suffice(org, &after, id, on, path));
    *org = after;
}

/// Whether a start that was given, if any, covers the day of enactment.
fn starts_with(given: Option<PartialDate>, on: Date) -> bool {
    given.is_none_or(|given| given.first_day() <= on && on <= given.last_day())
}

fn starts_later(path: NodePath, on: Date) -> Refusal {
    let why = format!("it begins with the enactment, here on {on}");
    Refusal::new(path, why).hint("leave the date out")
}

/// The powers of a new team, from the day on.
fn authority(
    org: &Organisation,
    grants: &[Grant],
    on: Date,
    at: &NodePath,
    problems: &mut Problems,
) -> Vec<Grant> {
    let mut given = Vec::with_capacity(grants.len());
    for (n, grant) in grants.iter().enumerate() {
        let at = at.clone().index(n);
        let path = at.clone().key("area");
        problems.take(lookup::living_area(org, &grant.area, on, path.clone()));
        let path_of_powers = at.clone().key("powers");
        for refusal in lookup::listed_powers(org, &grant.powers, &path_of_powers) {
            problems.add(refusal);
        }
        if !starts_with(grant.period.from(), on) {
            problems.add(starts_later(at.clone().key("from"), on));
            continue;
        }
        let until = at.clone().key("until");
        let period = match begins(Some(on.into()), grant.period.until(), until) {
            Ok(period) => period,
            Err(refusal) => {
                problems.add(refusal);
                continue;
            }
        };
        if grant.powers.iter().any(|power| power.is_control())
            && let Some(rival) = effect::rival(org, &grant.area, period, None, on)
        {
            problems.add(controlled_by(org, &grant.area, rival, path));
        }
        given.push(Grant {
            period,
            ..grant.clone()
        });
    }
    given
}

/// An area that is not shared has a controller already.
pub(super) fn controlled_by(
    org: &Organisation,
    area: &crate::base::AreaId,
    team: &TeamId,
    path: NodePath,
) -> Refusal {
    let why = format!(
        "{} is controlled by {}, and it is not shared",
        org.area_name(area),
        org.team_name(team)
    );
    Refusal::new(path, why)
        .hint(format!("write a change `transfer` for `{area}`"))
        .because(area.as_str())
        .because(team.as_str())
}

/// A period that begins with an enactment; an end before it, or an end that
/// nobody knows, is refused.
pub(super) fn begins(
    from: Option<PartialDate>,
    until: Until,
    path: NodePath,
) -> Result<Period, Refusal> {
    if until == Until::Unknown {
        return Err(Refusal::new(path, "what begins now has no unknown end").hint("leave it out"));
    }
    Period::new(from, until).map_err(|error| Refusal::new(path, error.to_string()))
}

/// The members of a new team, from the day on where they say no other.
fn memberships(
    org: &Organisation,
    id: &TeamId,
    members: &[Membership],
    on: Date,
    at: &NodePath,
    problems: &mut Problems,
) -> Vec<Membership> {
    let mut team = Team::named("", crate::org::Kind::Team);
    let mut given: Vec<Membership> = Vec::with_capacity(members.len());
    for (n, membership) in members.iter().enumerate() {
        let at = at.clone().index(n);
        match &membership.holder {
            Holder::Person(person) => {
                problems.take(lookup::person(org, person, at.clone().key("person")));
            }
            Holder::EveryoneIn { team, except } => {
                let path = at.clone().key("everyone_in");
                if team == id {
                    problems.add(Refusal::new(path, "a team cannot take in itself"));
                } else {
                    problems.take(lookup::living_team(org, team, on, path));
                }
                for person in except {
                    problems.take(lookup::person(org, person, at.clone().key("except")));
                }
            }
        }
        if let Some(payer) = &membership.funded_by {
            let path = at.clone().key("funded_by");
            problems.take(lookup::living_team(org, payer, on, path));
        }
        let from = membership.period.from().unwrap_or_else(|| on.into());
        let until = membership.period.until();
        match begins(Some(from), until, at.clone().key("until")) {
            Err(refusal) => problems.add(refusal),
            Ok(period) => {
                if let Some(person) = membership.holder.person()
                    && effect::term_meeting(&team, person, period).is_some()
                {
                    let why = format!("{} is named twice", org.person_name(person));
                    problems.add(Refusal::new(at, why));
                }
                given.push(Membership {
                    period,
                    ..membership.clone()
                });
                team.members = Roll::Known(given.clone());
            }
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Period;
    use crate::org::{Holder, Kind, Membership, Roll, Team};
    use crate::proposal::fixture::*;

    #[test]
    fn a_new_team_begins_on_the_day() {
        let mut fields = Team::named("Triage", Kind::Team);
        fields.part_of = Some(id("core"));
        fields.members = Roll::Known(vec![
            person_line("ada"),
            Membership::of(
                Holder::EveryoneIn {
                    team: id("fellows"),
                    except: BTreeSet::new(),
                },
                Period::default(),
            ),
        ]);
        fields.authority = vec![Grant {
            area: id("tracker"),
            powers: BTreeSet::from([id("merge")]),
            period: Period::default(),
        }];
        let form = Form {
            team: id("triage"),
            fields,
        };
        let after = applied(form);
        let team = &after.teams[&id("triage")];
        assert_eq!(team.formed, Some(DAY.into()));
        assert!(
            team.memberships()
                .iter()
                .all(|it| it.period == Period::since(DAY))
        );
        assert_eq!(team.authority[0].period, Period::since(DAY));
        assert_eq!(after.on(DAY).serving(&id("triage")), Some(2));
    }

    #[test]
    fn all_that_is_wrong_with_a_new_team_is_said_at_once() {
        let mut fields = Team::named("Second core", Kind::Team);
        fields.former_ids = vec![id("x")];
        fields.part_of = Some(id("founders"));
        fields.seats = Some(1);
        fields.members = Roll::Known(vec![
            person_line("ada"),
            person_line("ada"),
            person_line("adda"),
        ]);
        fields.authority = vec![Grant::control(id("website"), Period::default())];
        let why = refused(Form {
            team: id("core"),
            fields,
        });
        assert_eq!(
            why,
            [
                "form.team: the id `core` belongs to the team Core team",
                "form.former_ids: a new team has no `former_ids`",
                "form.part_of: Founders is dissolved since 2014-01-13",
                "form.authority[0].area: Website is controlled by Core team, and it is not shared",
                "form.members[1]: Ada Abel is named twice",
                "form.members[2].person: no person `adda`",
            ]
        );
    }

    #[test]
    fn a_new_team_has_no_more_people_than_seats() {
        let mut fields = Team::named("Pair", Kind::Board);
        fields.seats = Some(1);
        fields.members = Roll::Known(vec![person_line("ada"), person_line("ben")]);
        let why = refused(Form {
            team: id("pair"),
            fields,
        });
        assert_eq!(
            why,
            ["form.seats: Pair has 1 seat; 0 serve, and this would make 2"]
        );
    }
}
