//! Whether a constraint holds on a day, with a plain sentence for each breach.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::base::{AreaId, Date, Exact, PersonId, TeamId, Until, exact, show_exact};

use super::{Constraint, Membership, Requirement, Standing, Waiver};

/// What is known of a constraint on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It is broken, in each of these ways.
    Broken(Vec<Breach>),
    /// It is not broken by anything that is recorded, but a roll that it
    /// depends on is not known; the sentence says which.
    Unknown(String),
    /// It is broken, and an exception was granted.
    Waived {
        /// The exception.
        waiver: Waiver,
        /// What it excuses.
        breaches: Vec<Breach>,
    },
}

/// One way in which a constraint is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// It in a sentence, without a full stop.
    pub text: String,
    /// The people concerned.
    pub people: Vec<PersonId>,
    /// The teams concerned.
    pub teams: Vec<TeamId>,
    /// The areas concerned.
    pub areas: Vec<AreaId>,
}

impl Verdict {
    /// Whether it is broken and nothing excuses it.
    pub fn is_broken(&self) -> bool {
        matches!(self, Self::Broken(_))
    }

    /// The breaches, excused or not.
    pub fn breaches(&self) -> &[Breach] {
        match self {
            Self::Broken(breaches) | Self::Waived { breaches, .. } => breaches,
            Self::Holds | Self::Unknown(_) => &[],
        }
    }

    /// The verdict in a word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Broken(_) => "broken",
            Self::Unknown(_) => "unknown",
            Self::Waived { .. } => "waived",
        }
    }
}

/// Judges a constraint on the day of a standing. Whether the constraint is in
/// force on that day is for the caller to ask.
///
/// What is recorded decides first: a breach among known rolls is a breach,
/// whoever else may serve. Only then an unknown roll makes the verdict unknown.
pub fn evaluate(constraint: &Constraint, standing: &Standing<'_>) -> Verdict {
    let mut judge = Judge {
        standing,
        breaches: Vec::new(),
        unknown: BTreeSet::new(),
    };
    match &constraint.require {
        Requirement::Disjoint { teams } => judge.disjoint(teams),
        Requirement::Size {
            teams,
            at_least,
            at_most,
        } => judge.size(teams, *at_least, *at_most),
        Requirement::EveryAreaControlled => judge.every_area_controlled(),
        Requirement::AffiliationCap { teams, at_most } => judge.affiliation_cap(teams, at_most),
        Requirement::TermLimit { teams, at_most } => judge.term_limit(teams, *at_most),
        Requirement::Subset { team, of } => judge.subset(team, of),
        Requirement::PowersCap { at_most } => judge.powers_cap(*at_most),
    }
    judge.verdict(constraint)
}

struct Judge<'s, 'o> {
    standing: &'s Standing<'o>,
    breaches: Vec<Breach>,
    unknown: BTreeSet<TeamId>,
}

impl Judge<'_, '_> {
    fn verdict(self, constraint: &Constraint) -> Verdict {
        let org = self.standing.organisation();
        if self.breaches.is_empty() {
            let names: Vec<&str> = self.unknown.iter().map(|id| org.team_name(id)).collect();
            return if names.is_empty() {
                Verdict::Holds
            } else {
                Verdict::Unknown(format!("who serves in {} is not known", names.join(", ")))
            };
        }
        match constraint.waiver_on(self.standing.day()) {
            Some(waiver) => Verdict::Waived {
                waiver: waiver.clone(),
                breaches: self.breaches,
            },
            None => Verdict::Broken(self.breaches),
        }
    }

    fn breach(&mut self, text: String, people: &[&PersonId], teams: &[&TeamId]) {
        self.breaches.push(Breach {
            text,
            people: people.iter().map(|id| (*id).clone()).collect(),
            teams: teams.iter().map(|id| (*id).clone()).collect(),
            areas: Vec::new(),
        });
    }

    /// Those who serve in a team; where that is not known, notes it.
    fn members(&mut self, team: &TeamId) -> Option<BTreeSet<PersonId>> {
        let members = self.standing.members(team);
        if members.is_none() {
            self.unknown.insert(team.clone());
        }
        members.map(|people| people.into_iter().cloned().collect())
    }

    fn person(&self, id: &PersonId) -> String {
        self.standing.organisation().person_name(id).to_owned()
    }

    fn team(&self, id: &TeamId) -> String {
        self.standing.organisation().team_name(id).to_owned()
    }

    fn disjoint(&mut self, teams: &[TeamId]) {
        let mut seats: BTreeMap<PersonId, Vec<&TeamId>> = BTreeMap::new();
        for team in teams.iter().collect::<BTreeSet<_>>() {
            for person in self.members(team).unwrap_or_default() {
                seats.entry(person).or_default().push(team);
            }
        }
        for (person, held) in seats.iter().filter(|(_, held)| held.len() > 1) {
            let names: Vec<String> = held.iter().map(|team| self.team(team)).collect();
            let text = format!("{} serves in {}", self.person(person), names.join(" and "));
            self.breach(text, &[person], held);
        }
    }

    fn size(&mut self, teams: &[TeamId], at_least: Option<u32>, at_most: Option<u32>) {
        for team in teams {
            let Some(members) = self.members(team) else {
                continue;
            };
            let (name, serving) = (self.team(team), members.len());
            if let Some(least) = at_least.filter(|least| serving < *least as usize) {
                let text = format!("{name} has {serving} of at least {least}");
                self.breach(text, &[], &[team]);
            }
            if let Some(most) = at_most.filter(|most| serving > *most as usize) {
                let text = format!("{name} has {serving}, and may have {most}");
                self.breach(text, &[], &[team]);
            }
        }
    }

    fn every_area_controlled(&mut self) {
        let standing = self.standing;
        for (id, area) in standing.areas() {
            if standing.controllers(id).is_empty() {
                self.breaches.push(Breach {
                    text: format!("no team controls {}", area.name),
                    people: Vec::new(),
                    teams: Vec::new(),
                    areas: vec![id.clone()],
                });
            }
        }
    }

    fn affiliation_cap(&mut self, teams: &[TeamId], at_most: &Exact) {
        let standing = self.standing;
        let day = standing.day();
        for team in teams {
            let Some(members) = self.members(team) else {
                continue;
            };
            let mut groups: BTreeMap<&str, Vec<&PersonId>> = BTreeMap::new();
            for id in &members {
                let person = standing.organisation().people.get(id);
                let of: BTreeSet<&str> = person
                    .into_iter()
                    .flat_map(|person| person.affiliations_on(day))
                    .collect();
                for organisation in of {
                    groups.entry(organisation).or_default().push(id);
                }
            }
            let share = *at_most < exact(1);
            let cap = if share {
                at_most * exact(members.len())
            } else {
                at_most.clone()
            };
            for (organisation, people) in groups {
                if exact(people.len()) <= cap {
                    continue;
                }
                let name = self.team(team);
                let (count, most) = (people.len(), show_exact(at_most));
                let text = if share {
                    let all = members.len();
                    format!("{count} of {all} in {name} are of {organisation}; at most {most} may")
                } else {
                    format!("{count} in {name} are of {organisation}; at most {most} may")
                };
                self.breach(text, &people, &[team]);
            }
        }
    }

    fn term_limit(&mut self, teams: &[TeamId], at_most: u32) {
        let (standing, day) = (self.standing, self.standing.day());
        for team in teams {
            self.members(team);
            let mut terms: BTreeMap<&PersonId, Vec<&Membership>> = BTreeMap::new();
            let all = standing.organisation().teams.get(team);
            for term in all.into_iter().flat_map(|team| team.memberships()) {
                if let Some(person) = term.holder.person() {
                    terms.entry(person).or_default().push(term);
                }
            }
            let now: BTreeSet<&PersonId> = standing
                .memberships(team)
                .filter_map(|term| term.holder.person())
                .collect();
            for (person, mut terms) in terms {
                terms.retain(|term| begun(term, day));
                terms.sort_by_key(|term| term.period.from());
                let row = in_a_row(&terms);
                if now.contains(person) && row > at_most as usize {
                    let (who, name) = (self.person(person), self.team(team));
                    let text =
                        format!("{who} serves {row} terms in a row in {name}; at most {at_most}");
                    self.breach(text, &[person], &[team]);
                }
            }
        }
    }

    fn subset(&mut self, team: &TeamId, of: &TeamId) {
        let (inner, outer) = (self.members(team), self.members(of));
        let (Some(inner), Some(outer)) = (inner, outer) else {
            return;
        };
        for person in inner.difference(&outer) {
            let (who, name, of_name) = (self.person(person), self.team(team), self.team(of));
            let text = format!("{who} serves in {name} and not in {of_name}");
            self.breach(text, &[person], &[team, of]);
        }
    }

    fn powers_cap(&mut self, at_most: u32) {
        let standing = self.standing;
        for (id, _) in standing.teams() {
            if !standing.team_powers(id).is_empty() {
                self.members(id);
            }
        }
        for (person, count) in standing.numbers_of_powers() {
            if count > at_most as usize {
                let who = self.person(person);
                let plural = if count == 1 { "" } else { "s" };
                let text = format!("{who} holds {count} power{plural}; at most {at_most}");
                self.breach(text, &[person], &[]);
            }
        }
    }
}

fn begun(term: &Membership, day: Date) -> bool {
    term.period
        .from()
        .is_none_or(|from| from.first_day() <= day)
}

/// How many of the last terms follow each other without a day between. Terms
/// stand in the order of their starts. A start or an end that is not known
/// breaks the row: it cannot be held against anybody.
fn in_a_row(terms: &[&Membership]) -> usize {
    let follows = |pair: &[&Membership]| match pair {
        [earlier, later] => match (earlier.period.until(), later.period.from()) {
            (Until::At(end), Some(start)) => end
                .last_day()
                .tomorrow()
                .is_ok_and(|next| start.first_day() <= next),
            _ => false,
        },
        _ => false,
    };
    let links = terms.windows(2).rev().take_while(|pair| follows(pair));
    links.count() + usize::from(!terms.is_empty())
}

impl Standing<'_> {
    /// Everyone who holds any power, and how many; powers over several areas
    /// count apart. People of teams whose roll is not known are missing.
    pub fn numbers_of_powers(&self) -> BTreeMap<&PersonId, usize> {
        self.counted_powers().into_iter().collect()
    }

    /// The most powers that one person holds, and who does.
    pub fn most_powers(&self) -> (usize, BTreeSet<&PersonId>) {
        let all = self.counted_powers();
        let most = all.values().copied().max().unwrap_or(0);
        let top = all.into_iter().filter(|(_, held)| *held == most);
        (most, top.map(|(person, _)| person).collect())
    }

    /// How many powers each person holds, in no order.
    fn counted_powers(&self) -> HashMap<&PersonId, usize> {
        let mut counted = HashMap::new();
        let mut count = |person| *counted.entry(person).or_insert(0) += 1;
        for (_, teams) in self.teams_by_power() {
            match teams {
                // Most powers are one team's, where nobody stands twice.
                [team] => self.people_of(team).for_each(&mut count),
                teams => self.people_in(teams).into_iter().for_each(&mut count),
            }
        }
        counted
    }
}

#[cfg(test)]
mod tests;
