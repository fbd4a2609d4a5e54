//! Whether a constraint holds on a day, with a plain sentence for each breach.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{AreaId, Date, Exact, PersonId, TeamId, Until, exact, show_exact};

use super::{Constraint, HeldPower, Membership, Requirement, Standing, Waiver};

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
        for (person, powers) in standing.powers_by_person() {
            if powers.len() > at_most as usize {
                let (who, count) = (self.person(&person), powers.len());
                let plural = if count == 1 { "" } else { "s" };
                let text = format!("{who} holds {count} power{plural}; at most {at_most}");
                self.breach(text, &[&person], &[]);
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
    /// Everyone who holds any power, with all of them. People of teams whose
    /// roll is not known are missing.
    pub fn powers_by_person(&self) -> BTreeMap<PersonId, BTreeSet<HeldPower>> {
        let mut powers: BTreeMap<PersonId, BTreeSet<HeldPower>> = BTreeMap::new();
        for (held, people) in self.all_powers() {
            for person in people {
                powers.entry(person).or_default().insert(held.clone());
            }
        }
        powers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{PartialDate, Period, parse_exact};
    use crate::org::{
        About, Affiliation, Area, Grant, Holder, Kind, Level, Organisation, Person, Roll, Team,
    };
    use jiff::civil::date;

    const DAY: Date = date(2020, 3, 11);

    fn team(org: &mut Organisation, id: &str, people: &[&str]) {
        let mut team = Team::named(id.to_uppercase(), Kind::Team);
        let member = |person: &&str| {
            Membership::of(Holder::Person(person.parse().unwrap()), Period::default())
        };
        team.members = Roll::Known(people.iter().map(member).collect());
        org.teams.insert(id.parse().unwrap(), team);
        for person in people {
            let entry = org.people.entry(person.parse().unwrap());
            entry.or_insert_with(|| Person::named(person.to_uppercase()));
        }
    }

    fn org() -> Organisation {
        let mut org = Organisation::empty(About::named("Test"));
        team(&mut org, "board", &["ann", "bob", "cid"]);
        team(&mut org, "mergers", &["bob", "dee"]);
        org
    }

    fn judge(org: &Organisation, require: Requirement) -> Verdict {
        evaluate(&constraint(require), &org.on(DAY))
    }

    fn constraint(require: Requirement) -> Constraint {
        Constraint {
            title: "It".to_owned(),
            source: None,
            level: Level::Must,
            require,
            remedy: None,
            waivers: Vec::new(),
            repealed: None,
        }
    }

    fn ids(words: &[&str]) -> Vec<TeamId> {
        words.iter().map(|word| word.parse().unwrap()).collect()
    }

    fn texts(verdict: &Verdict) -> Vec<&str> {
        let breaches = verdict.breaches().iter();
        breaches.map(|breach| breach.text.as_str()).collect()
    }

    #[test]
    fn each_requirement_says_who_breaks_it() {
        let mut org = org();
        let mut web = Area::named("Website");
        web.shared = true;
        org.areas.insert("website".parse().unwrap(), web);
        let size = |at_least, at_most| Requirement::Size {
            teams: ids(&["mergers"]),
            at_least,
            at_most,
        };
        let both = ids(&["board", "mergers"]);
        for (require, expected) in [
            (
                Requirement::Disjoint { teams: both },
                "BOB serves in BOARD and MERGERS",
            ),
            (size(Some(3), None), "MERGERS has 2 of at least 3"),
            (size(None, Some(1)), "MERGERS has 2, and may have 1"),
            (Requirement::EveryAreaControlled, "no team controls Website"),
            (
                Requirement::Subset {
                    team: "mergers".parse().unwrap(),
                    of: "board".parse().unwrap(),
                },
                "DEE serves in MERGERS and not in BOARD",
            ),
        ] {
            assert_eq!(texts(&judge(&org, require)), [expected]);
        }
        assert_eq!(judge(&org, size(Some(2), Some(2))), Verdict::Holds);
        let grant = Grant::control("website".parse().unwrap(), Period::default());
        org.teams
            .get_mut(&ids(&["board"])[0])
            .unwrap()
            .authority
            .push(grant);
        assert_eq!(
            judge(&org, Requirement::EveryAreaControlled),
            Verdict::Holds
        );
        let verdict = judge(&org, Requirement::PowersCap { at_most: 0 });
        assert_eq!(verdict.breaches().len(), 3);
        assert_eq!(texts(&verdict)[0], "ANN holds 1 power; at most 0");
    }

    #[test]
    fn a_cap_is_a_number_from_one_and_a_share_below() {
        let mut org = org();
        for id in ["ann", "bob"] {
            let person = org.people.get_mut(&id.parse().unwrap()).unwrap();
            person.affiliations.push(Affiliation {
                organisation: "Acme".to_owned(),
                period: Period::default(),
            });
        }
        let cap = |text| Requirement::AffiliationCap {
            teams: ids(&["board"]),
            at_most: parse_exact(text).unwrap(),
        };
        assert_eq!(judge(&org, cap("2")), Verdict::Holds);
        assert_eq!(judge(&org, cap("2/3")), Verdict::Holds);
        let one = judge(&org, cap("1"));
        assert_eq!(texts(&one), ["2 in BOARD are of Acme; at most 1 may"]);
        let half = judge(&org, cap("1/2"));
        assert_eq!(
            texts(&half),
            ["2 of 3 in BOARD are of Acme; at most 0.5 may"]
        );
    }

    #[test]
    fn terms_count_in_a_row_only_without_a_gap() {
        let mut org = org();
        let mut term = |from: &str, until: Option<&str>| {
            let until = until.map_or(Until::Open, |day| Until::At(day.parse().unwrap()));
            let from: PartialDate = from.parse().unwrap();
            let period = Period::new(Some(from), until).unwrap();
            let holder = Holder::Person("dee".parse().unwrap());
            let team = org.teams.get_mut(&"mergers".parse().unwrap()).unwrap();
            let mut members = team.memberships().to_vec();
            members.push(Membership::of(holder, period));
            team.members = Roll::Known(members);
        };
        term("2014", Some("2015"));
        term("2017", Some("2017"));
        term("2018", Some("2018"));
        term("2019-01-01", None);
        let team = org.teams.get_mut(&"mergers".parse().unwrap()).unwrap();
        let mut members = team.memberships().to_vec();
        members.retain(|term| term.period.from().is_some());
        team.members = Roll::Known(members);
        let limit = |at_most| Requirement::TermLimit {
            teams: ids(&["mergers"]),
            at_most,
        };
        assert_eq!(judge(&org, limit(3)), Verdict::Holds);
        assert_eq!(
            texts(&judge(&org, limit(2))),
            ["DEE serves 3 terms in a row in MERGERS; at most 2"]
        );
    }

    #[test]
    fn what_is_not_known_neither_holds_nor_breaks() {
        let mut org = org();
        let id = &ids(&["board"])[0];
        org.teams.get_mut(id).unwrap().members = Roll::Unknown;
        let size = |teams: &[&str]| Requirement::Size {
            teams: ids(teams),
            at_least: Some(3),
            at_most: None,
        };
        let unknown = judge(&org, size(&["board"]));
        assert_eq!(
            unknown,
            Verdict::Unknown("who serves in BOARD is not known".to_owned())
        );
        assert!(judge(&org, size(&["board", "mergers"])).is_broken());
    }

    #[test]
    fn a_waiver_excuses_until_its_last_day() {
        let org = org();
        let mut rule = constraint(Requirement::Size {
            teams: ids(&["mergers"]),
            at_least: Some(3),
            at_most: None,
        });
        rule.waivers.push(Waiver {
            reason: "founding".to_owned(),
            until: Some("2020-03".parse().unwrap()),
        });
        assert_eq!(evaluate(&rule, &org.on(DAY)).word(), "waived");
        assert!(evaluate(&rule, &org.on(date(2020, 4, 1))).is_broken());
    }
}
