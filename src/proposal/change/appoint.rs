//! `appoint`: terms begin.

use std::collections::BTreeSet;

use crate::base::{Date, NodePath, PartialDate, Period, PersonId, TeamId, Until};
use crate::org::{Basis, Holder, Membership, Organisation, Roll, RollOn, WorkTime};
use crate::proposal::ever::ever_served;
use crate::proposal::refusal::{Problems, Refusal};
use crate::proposal::{effect, lookup};
use crate::rule::Class;

use super::{ChangeKind, form};

/// Terms begin: that of one person, or of everyone in another team, who are
/// copied as single terms. (A standing line is made by [`Form`](super::Form).)
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appoint {
    /// Who.
    pub who: Appointee,
    /// Where.
    pub team: TeamId,
    /// How they come to it.
    pub basis: Option<Basis>,
    /// A role inside the team, such as `chair`.
    pub role: Option<String>,
    /// Since when, where it is not the day of enactment.
    pub from: Option<PartialDate>,
    /// The last day of the term, where it has one.
    pub until: Option<PartialDate>,
    /// Working time, for paid positions.
    pub time: Option<WorkTime>,
    /// Who pays.
    pub funded_by: Option<TeamId>,
}

/// Who is appointed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appointee {
    /// One person.
    Person(PersonId),
    /// Whoever holds that office on the day of enactment.
    EveryoneIn {
        /// The office.
        team: TeamId,
        /// Those who are left out.
        except: BTreeSet<PersonId>,
    },
    /// Whoever holds or ever held that office.
    EverIn {
        /// The office, which may be past.
        team: TeamId,
        /// Those who are left out.
        except: BTreeSet<PersonId>,
    },
}

impl Appoint {
    /// An appointment of which only who and where are said.
    pub fn new(who: Appointee, team: TeamId) -> Self {
        Self {
            who,
            team,
            basis: None,
            role: None,
            from: None,
            until: None,
            time: None,
            funded_by: None,
        }
    }
}

impl ChangeKind for Appoint {
    fn word(&self) -> &'static str {
        "appoint"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        let found = lookup::own_team(org, &self.team, on, problems.at("team"));
        let team = problems.take(found);
        if team.is_some_and(|team| team.members == Roll::Unknown) {
            let why = format!(
                "nobody here knows who serves in {}",
                org.team_name(&self.team)
            );
            problems.add(Refusal::new(problems.at("team"), why));
        }
        if let Some(payer) = &self.funded_by {
            let path = problems.at("funded_by");
            problems.take(lookup::living_team(org, payer, on, path));
        }
        let from = self.from.unwrap_or_else(|| on.into());
        let until = self.until.map_or(Until::Open, Until::At);
        let period = problems.take(form::begins(Some(from), until, problems.at("until")));
        let people = problems.take(self.people(org, on, problems.root()));
        let (Some(team), Some(period), Some(people)) = (team, period, people) else {
            return;
        };
        let serving = |person: &&PersonId| effect::term_meeting(team, person, period).is_some();
        let (old, new): (Vec<&PersonId>, Vec<&PersonId>) = people.iter().partition(serving);
        if new.is_empty() {
            problems.add(self.nobody_new(org, &old, period, problems.root()));
        }
        if !problems.is_empty() {
            return;
        }
        let before = org.clone();
        for person in new {
            let term = Membership {
                holder: Holder::Person(person.clone()),
                basis: self.basis,
                role: self.role.clone(),
                period,
                time: self.time,
                funded_by: self.funded_by.clone(),
                note: None,
            };
            effect::add_member(org, &self.team, term);
        }
        // Seats are counted where the terms have begun.
        let day = from.first_day().max(on);
        let suffice = effect::seats_suffice(&before, org, &self.team, day, problems.at("team"));
        problems.take(suffice);
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::AppointmentsIn(self.team.clone())])
    }

    fn summary(&self, org: &Organisation) -> String {
        let but = |except: &BTreeSet<PersonId>| match except.len() {
            0 => String::new(),
            _ => {
                let names = except.iter().map(|person| org.person_name(person));
                format!(" but {}", lookup::listed(names))
            }
        };
        let who = match &self.who {
            Appointee::Person(person) => org.person_name(person).to_owned(),
            Appointee::EveryoneIn { team, except } => {
                format!("everyone in {}{}", org.team_name(team), but(except))
            }
            Appointee::EverIn { team, except } => {
                format!(
                    "everyone who ever was in {}{}",
                    org.team_name(team),
                    but(except)
                )
            }
        };
        let mut text = format!("appoint {who} to {}", org.team_name(&self.team));
        if let Some(role) = &self.role {
            text += &format!(" as {role}");
        }
        if let Some(from) = self.from {
            text += &format!(" from {from}");
        }
        if let Some(until) = self.until {
            text += &format!(" until {until}");
        }
        text
    }

    fn touches(&self) -> BTreeSet<String> {
        BTreeSet::from([self.team.to_string()])
    }

    fn subject(&self, org: &Organisation, on: Date) -> BTreeSet<PersonId> {
        match &self.who {
            // Also one who is not yet registered.
            Appointee::Person(person) => BTreeSet::from([person.clone()]),
            _ => self.people(org, on, NodePath::root()).unwrap_or_default(),
        }
    }
}

impl Appoint {
    /// The people, on the day of enactment; whoever of them serves already is
    /// among them still.
    fn people(
        &self,
        org: &Organisation,
        on: Date,
        at: NodePath,
    ) -> Result<BTreeSet<PersonId>, Refusal> {
        let (team, except, mut people) = match &self.who {
            Appointee::Person(person) => {
                lookup::person(org, person, at.key("person"))?;
                return Ok(BTreeSet::from([person.clone()]));
            }
            Appointee::EveryoneIn { team, except } => {
                let at = at.key("everyone_in");
                let name = &lookup::living_team(org, team, on, at.clone())?.name;
                let RollOn::Known(roll) = org.on(on).roll(team) else {
                    return Err(not_known(name, at));
                };
                (team, except, roll.into_keys().collect::<BTreeSet<_>>())
            }
            Appointee::EverIn { team, except } => {
                let at = at.key("ever_in");
                let name = &lookup::team(org, team, at.clone())?.name;
                let Some(people) = ever_served(org, team, on) else {
                    return Err(not_known(name, at));
                };
                (team, except, people)
            }
        };
        people.retain(|person| !except.contains(person));
        if people.is_empty() {
            let why = format!("nobody in {} is left to appoint", org.team_name(team));
            return Err(Refusal::new(NodePath::root().key("appoint"), why).because(team.as_str()));
        }
        Ok(people)
    }

    fn nobody_new(
        &self,
        org: &Organisation,
        old: &[&PersonId],
        period: Period,
        at: NodePath,
    ) -> Refusal {
        let team = org.team_name(&self.team);
        let term = |person: &PersonId| {
            let team = org.teams.get(&self.team)?;
            effect::term_meeting(team, person, period).map(|it| it.period)
        };
        let refusal = match (&self.who, old) {
            (Appointee::Person(person), _) => {
                let name = org.person_name(person);
                let since = term(person).map_or_else(String::new, |it| format!(" ({it})"));
                Refusal::new(
                    at.key("person"),
                    format!("{name} serves in {team} already{since}"),
                )
                .hint("for a new term, write `end_term` before this change")
            }
            _ => {
                let why = format!("all {} serve in {team} already", old.len());
                Refusal::new(at, why)
            }
        };
        refusal.because(self.team.as_str())
    }
}

fn not_known(team: &str, path: NodePath) -> Refusal {
    let why = format!("nobody here knows who serves in {team}");
    Refusal::new(path, why).hint("name the people one by one")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::fixture::*;

    fn appoint(who: &str, team: &str) -> Appoint {
        Appoint::new(Appointee::Person(id(who)), id(team))
    }

    fn all(team: &str, except: &[&str]) -> Appointee {
        Appointee::EveryoneIn {
            team: id(team),
            except: except.iter().map(|person| id(person)).collect(),
        }
    }

    fn ever(team: &str) -> Appointee {
        let except = BTreeSet::new();
        Appointee::EverIn {
            team: id(team),
            except,
        }
    }

    #[test]
    fn a_term_begins_on_the_day() {
        let mut change = appoint("fay", "core");
        change.basis = Some(Basis::Elected);
        let after = applied(change);
        let term = after.teams[&id("core")].memberships().last().unwrap();
        assert_eq!(term.period, Period::since(DAY));
        assert_eq!(term.basis, Some(Basis::Elected));
    }

    #[test]
    fn everyone_is_copied_once() {
        let after = applied(Appoint::new(all("core", &["ben"]), id("ops")));
        // Cleo is in Ops already, Dan is past, Ben is left out.
        let ops = &after.teams[&id("ops")];
        let new: Vec<_> = ops
            .memberships()
            .iter()
            .filter(|it| it.period == Period::since(DAY))
            .collect();
        assert_eq!(new.len(), 1);
        assert_eq!(new[0].holder.person(), Some(&id("ada")));
    }

    #[test]
    fn those_who_ever_served_are_copied_too() {
        let after = applied(Appoint::new(ever("core"), id("alumni")));
        let members = after.on(DAY);
        let members = members.members(&id("alumni")).unwrap();
        let names: Vec<_> = members.into_iter().map(PersonId::as_str).collect();
        assert_eq!(names, ["ada", "ben", "cleo", "dan"]);
        // Committers takes in core and the Fellows, past ones too.
        let after = applied(Appoint::new(ever("committers"), id("alumni")));
        assert_eq!(after.on(DAY).serving(&id("alumni")), Some(6));
    }

    #[test]
    fn whoever_serves_is_not_appointed_again() {
        assert_eq!(
            refused(appoint("ada", "core")),
            ["appoint.person: Ada Abel serves in Core team already (since 2010)"]
        );
        assert_eq!(
            refused(Appoint::new(all("board", &[]), id("core"))),
            ["appoint: all 2 serve in Core team already"]
        );
        // Dan left, and may return.
        assert_eq!(
            applied(appoint("dan", "core")).on(DAY).serving(&id("core")),
            Some(4)
        );
    }

    #[test]
    fn seats_are_limited() {
        let mut org = organisation();
        Change::from(appoint("dan", "board"))
            .apply(&mut org, DAY)
            .unwrap();
        assert_eq!(
            said(
                Change::from(appoint("fay", "board"))
                    .apply(&mut org, DAY)
                    .unwrap_err()
            ),
            ["appoint.team: Board has 3 seats; 3 serve, and this would make 4"]
        );
    }

    #[test]
    fn who_is_not_known_cannot_be_appointed() {
        assert_eq!(
            refused(appoint("adda", "core")),
            ["appoint.person: no person `adda`"]
        );
        assert_eq!(
            refused(Appoint::new(all("foundation", &[]), id("core"))),
            ["appoint.everyone_in: nobody here knows who serves in Foundation"]
        );
        assert_eq!(
            refused(appoint("ada", "foundation")),
            ["appoint.team: Foundation is outside the organisation; no proposal here changes it",]
        );
    }

    #[test]
    fn a_term_ends_after_it_begins() {
        let mut change = appoint("fay", "core");
        change.until = Some("2019".parse().unwrap());
        assert_eq!(
            refused(change),
            ["appoint.until: it ends (2019) before it begins (2020-03-12)"]
        );
    }

    use super::super::Change;
}
