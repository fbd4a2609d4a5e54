//! `split`: a team becomes several.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{AreaId, Date, NodePath, Period, PersonId, Power, TeamId};
use crate::org::{Grant, Holder, Kind, Membership, Organisation, Roll, Team};
use crate::proposal::refusal::{Problems, Refusal};
use crate::proposal::{effect, lookup};
use crate::rule::Class;

use super::dissolve::{Destination, destinations, hand_out};
use super::merge::known_roll;
use super::{ChangeKind, form};

/// A team becomes several, and ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Which.
    pub team: TeamId,
    /// What it becomes.
    pub into: Vec<Part>,
    /// Members, and teams taken in, that go to none of the parts.
    pub leaving: Vec<Holder>,
    /// What becomes of each area that it controls and no part does.
    pub transfer: BTreeMap<AreaId, Destination>,
}

/// One of the teams that a team becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its id.
    pub team: TeamId,
    /// Its name.
    pub name: String,
    /// What it is; that of the whole where it is not said.
    pub kind: Option<Kind>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Members of the whole, and teams that the whole takes in. Their terms go
    /// on as they were.
    pub members: Vec<Holder>,
    /// Powers of the whole, by area.
    pub authority: BTreeMap<AreaId, BTreeSet<Power>>,
}

impl ChangeKind for Split {
    fn word(&self) -> &'static str {
        "split"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        let path = problems.at("team");
        let found = lookup::own_team(org, &self.team, on, path.clone())
            .and_then(|team| known_roll(team, path).map(|()| team.clone()));
        let Some(whole) = problems.take(found) else {
            return;
        };
        if self.into.len() < 2 {
            let refusal = Refusal::new(problems.at("into"), "a team splits into two or more");
            problems.add(refusal.hint("for one team, write `rename`"));
        }
        let members = self.members_of_parts(org, &whole, on, problems);
        let powers = self.powers_of_parts(org, &whole, on, problems);
        let held = effect::controlled(org, &self.team, on);
        self.everything_goes_somewhere(org, &whole, &held, on, problems);
        if !problems.is_empty() {
            return;
        }
        hand_out(org, &self.team, &held, &self.transfer, on, problems);
        let next = self.into.iter().map(|part| part.team.clone()).collect();
        effect::dissolve(org, &self.team, next, on);
        let parts = self.into.iter().zip(members).zip(powers).enumerate();
        for (n, ((part, members), authority)) in parts {
            let fields = Team {
                purpose: part.purpose.clone(),
                part_of: whole.part_of.clone(),
                authority,
                members: Roll::Known(members),
                ..Team::named(part.name.clone(), part.kind.unwrap_or(whole.kind))
            };
            let at = problems.at("into").index(n);
            form::begin(org, &part.team, &fields, on, &at, problems);
        }
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::Structure])
    }

    fn summary(&self, org: &Organisation) -> String {
        let names = lookup::listed(self.into.iter().map(|part| &part.name));
        let whole = org.team_name(&self.team);
        format!(
            "split {whole} into {names}{}",
            destinations(org, &self.transfer)
        )
    }

    fn touches(&self) -> BTreeSet<String> {
        let parts = self.into.iter().map(|part| part.team.to_string());
        let areas = self.transfer.keys().map(ToString::to_string);
        parts.chain(areas).chain([self.team.to_string()]).collect()
    }

    fn subject(&self, _org: &Organisation, _on: Date) -> BTreeSet<PersonId> {
        self.leaving
            .iter()
            .filter_map(Holder::person)
            .cloned()
            .collect()
    }

    fn reshapes(&self) -> BTreeSet<TeamId> {
        let parts = self.into.iter().map(|part| part.team.clone());
        parts.chain([self.team.clone()]).collect()
    }
}

/// Whether two name the same person, or the same office: who is left out of
/// it goes without saying when it moves.
fn same(a: &Holder, b: &Holder) -> bool {
    match (a, b) {
        (Holder::Person(a), Holder::Person(b)) => a == b,
        (Holder::EveryoneIn { team: a, .. }, Holder::EveryoneIn { team: b, .. }) => a == b,
        _ => false,
    }
}

fn name(org: &Organisation, holder: &Holder) -> String {
    match holder {
        Holder::Person(person) => org.person_name(person).to_owned(),
        Holder::EveryoneIn { team, .. } => format!("everyone in {}", org.team_name(team)),
    }
}

impl Split {
    /// The members of each part, as they go on from the day.
    fn members_of_parts(
        &self,
        org: &Organisation,
        whole: &Team,
        on: Date,
        problems: &mut Problems,
    ) -> Vec<Vec<Membership>> {
        let mut parts = Vec::with_capacity(self.into.len());
        for (n, part) in self.into.iter().enumerate() {
            let mut members: Vec<Membership> = Vec::new();
            for (m, holder) in part.members.iter().enumerate() {
                let path = problems.at("into").index(n).key("members").index(m);
                let before = members.len();
                let going_on = whole.memberships().iter().filter_map(|membership| {
                    let period = effect::rest(membership.period, on)?;
                    same(&membership.holder, holder).then(|| Membership {
                        period,
                        ..membership.clone()
                    })
                });
                members.extend(going_on);
                if members.len() == before {
                    problems.add(not_in(org, whole, holder, path));
                }
            }
            parts.push(members);
        }
        for (n, holder) in self.leaving.iter().enumerate() {
            let mut open = open_holders(whole, on);
            let path = problems.at("leaving").index(n);
            let part = self
                .into
                .iter()
                .find(|part| part.members.iter().any(|it| same(it, holder)));
            if let Some(part) = part {
                let why = format!(
                    "{} leaves, and yet goes to {}",
                    name(org, holder),
                    part.name
                );
                problems.add(Refusal::new(path, why));
            } else if !open.any(|it| same(it, holder)) {
                problems.add(not_in(org, whole, holder, path));
            }
        }
        parts
    }

    /// The powers of each part, which must be powers of the whole.
    fn powers_of_parts(
        &self,
        org: &Organisation,
        whole: &Team,
        on: Date,
        problems: &mut Problems,
    ) -> Vec<Vec<Grant>> {
        let mut controlled: BTreeMap<&AreaId, &Part> = BTreeMap::new();
        let mut parts = Vec::with_capacity(self.into.len());
        for (n, part) in self.into.iter().enumerate() {
            let mut grants = Vec::new();
            for (area, powers) in &part.authority {
                let path = problems
                    .at("into")
                    .index(n)
                    .key("authority")
                    .key(area.as_str());
                let lacks = |power: &&Power| !whole.may_on(area, power, on);
                let lacking: Vec<&str> = powers.iter().filter(lacks).map(Power::as_str).collect();
                if !lacking.is_empty() {
                    let why = format!(
                        "{} does not hold {} over {}",
                        whole.name,
                        lookup::listed(lacking),
                        org.area_name(area)
                    );
                    let hint = "write a change `grant` for it, after this one";
                    problems.add(Refusal::new(path.clone(), why).hint(hint));
                }
                let shared = org.areas.get(area).is_some_and(|area| area.shared);
                if powers.iter().any(Power::is_control)
                    && let Some(other) = controlled.insert(area, part)
                    && !shared
                {
                    let why = format!(
                        "both {} and {} would control {}",
                        other.name,
                        part.name,
                        org.area_name(area)
                    );
                    problems.add(Refusal::new(path, why));
                }
                grants.push(Grant {
                    area: area.clone(),
                    powers: powers.clone(),
                    period: Period::default(),
                });
            }
            parts.push(grants);
        }
        parts
    }

    /// Refuses to lose anybody, or the control of anything, by silence.
    fn everything_goes_somewhere(
        &self,
        org: &Organisation,
        whole: &Team,
        held: &BTreeSet<AreaId>,
        on: Date,
        problems: &mut Problems,
    ) {
        let goes = |holder: &Holder| {
            let parts = self.into.iter().flat_map(|part| &part.members);
            parts.chain(&self.leaving).any(|it| same(it, holder))
        };
        let left: BTreeSet<String> = open_holders(whole, on)
            .filter(|holder| !goes(holder))
            .map(|holder| name(org, holder))
            .collect();
        if !left.is_empty() {
            let verb = if left.len() == 1 { "does" } else { "do" };
            let why = format!("where {verb} {} go?", lookup::listed(left));
            let hint = "name them under the members of a part, or under `leaving`";
            problems.add(Refusal::new(problems.at("into"), why).hint(hint));
        }
        let by_part = |area: &AreaId| {
            let controls = |part: &Part| {
                let powers = part.authority.get(area);
                powers.is_some_and(|powers| powers.iter().any(Power::is_control))
            };
            self.into.iter().any(controls)
        };
        let left: Vec<&str> = held
            .iter()
            .filter(|area| !by_part(area) && !self.transfer.contains_key(*area))
            .map(|area| org.area_name(area))
            .collect();
        if !left.is_empty() {
            let why = format!("who controls {} then?", lookup::listed(left));
            let hint = "give the control to a part, or name the area under `transfer`";
            problems.add(Refusal::new(problems.at("into"), why).hint(hint));
        }
        for area in self.transfer.keys().filter(|area| by_part(area)) {
            let why = format!("a part takes {} already", org.area_name(area));
            let path = problems.at("transfer").key(area.as_str());
            problems.add(Refusal::new(path, why));
        }
    }
}

/// Whoever has a term, or is taken in, on a day or later.
fn open_holders(team: &Team, on: Date) -> impl Iterator<Item = &Holder> {
    let open = move |it: &&Membership| effect::rest(it.period, on).is_some();
    team.memberships().iter().filter(open).map(|it| &it.holder)
}

fn not_in(org: &Organisation, whole: &Team, holder: &Holder, path: NodePath) -> Refusal {
    let why = format!("{} is not in {}", name(org, holder), whole.name);
    Refusal::new(path, why).hint("write a change `appoint`, after this one")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::fixture::*;

    fn part(team: &str, members: &[&str], areas: &[&str]) -> Part {
        Part {
            team: id(team),
            name: team.to_uppercase(),
            kind: None,
            purpose: None,
            members: members.iter().map(|it| Holder::Person(id(it))).collect(),
            authority: areas
                .iter()
                .map(|area| (id(area), BTreeSet::from([Power::control()])))
                .collect(),
        }
    }

    fn split(into: Vec<Part>) -> Split {
        Split {
            team: id("core"),
            into,
            leaving: Vec::new(),
            transfer: BTreeMap::new(),
        }
    }

    #[test]
    fn members_and_powers_go_to_the_parts() {
        let mut change = split(vec![
            part("web", &["ada", "ben"], &["website"]),
            part("triage", &["ben"], &[]),
        ]);
        change.leaving = vec![Holder::Person(id("cleo"))];
        change.transfer = BTreeMap::from([(id("tracker"), Destination::Team(id("ops")))]);
        let after = applied(change.clone());
        let day = after.on(DAY);
        assert_eq!(day.controllers(&id("website")), [&id("web")]);
        assert_eq!(day.controllers(&id("tracker")), [&id("ops")]);
        assert_eq!(day.serving(&id("web")), Some(2));
        assert_eq!(day.serving(&id("core")), Some(0));
        assert_eq!(
            after.teams[&id("core")].succeeded_by,
            [id("web"), id("triage")]
        );
        assert_eq!(change.subject(&after, DAY), BTreeSet::from([id("cleo")]));
    }

    #[test]
    fn nobody_and_nothing_is_lost_by_silence() {
        let change = split(vec![part("web", &["ada"], &["website"])]);
        assert_eq!(
            refused(change),
            [
                "split.into: a team splits into two or more",
                "split.into: where do Ben Birk and Cleo Cole go?",
                "split.into: who controls Tracker then?",
            ]
        );
    }

    #[test]
    fn parts_take_only_what_there_is() {
        let mut change = split(vec![
            part("web", &["ada", "ben", "cleo", "fay"], &["website", "chat"]),
            part("triage", &[], &["website", "tracker"]),
        ]);
        change.leaving = vec![Holder::Person(id("ada"))];
        assert_eq!(
            refused(change),
            [
                "split.into[0].members[3]: Fay Field is not in Core team",
                "split.leaving[0]: Ada Abel leaves, and yet goes to WEB",
                "split.into[0].authority.chat: Core team does not hold control over Chat",
                "split.into[1].authority.website: both WEB and TRIAGE would control Website",
            ]
        );
    }
}
