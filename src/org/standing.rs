//! The organisation on one day: who holds which office, and which power.
//!
//! Authority of a person is derived, never stored: the offices that the person
//! holds, directly or because another office brings them, and what the teams
//! of those offices may do.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{AreaId, Date, PersonId, Power, TeamId};

use super::{Holder, Membership, Organisation, Roll, Team};

/// The longest chain of offices that bring each other.
pub const LONGEST_CHAIN: usize = 32;

/// The organisation on one day.
pub struct Standing<'a> {
    org: &'a Organisation,
    day: Date,
    rolls: BTreeMap<&'a TeamId, Serving<'a>>,
    holders: Holders<'a>,
}

/// A [`RollOn`] without copies; none where it is not known.
type Serving<'a> = Option<BTreeMap<&'a PersonId, Vec<&'a TeamId>>>;

/// The teams that hold each power, by area and power, in the order of ids.
type Holders<'a> = BTreeMap<&'a AreaId, BTreeMap<&'a Power, Vec<&'a TeamId>>>;

/// Who serves in a team on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RollOn {
    /// Not known, itself or because a team that it takes in is not known.
    Unknown,
    /// Each person with the offices that brought them in, from the team itself
    /// to the one that they hold directly; the shortest such way.
    Known(BTreeMap<PersonId, Vec<TeamId>>),
}

/// An office that a person holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Office {
    /// The team.
    pub team: TeamId,
    /// The offices that bring it, in order; empty where it is held directly.
    pub through: Vec<TeamId>,
}

/// A power over an area.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldPower {
    /// Over what.
    pub area: AreaId,
    /// Which.
    pub power: Power,
}

impl<'a> Standing<'a> {
    pub(super) fn new(org: &'a Organisation, day: Date) -> Self {
        let mut standing = Self {
            org,
            day,
            rolls: BTreeMap::new(),
            holders: Holders::new(),
        };
        standing.holders = standing.all_holders();
        for id in org.teams.keys() {
            standing.resolve(id, &mut BTreeSet::new());
        }
        standing
    }

    /// Finds a team's roll, and before it those that it takes in. A cycle, or a
    /// chain longer than people would build, is reported by `check`; here it
    /// makes a roll unknown, which can never let anybody in.
    fn resolve(&mut self, id: &'a TeamId, open: &mut BTreeSet<&'a TeamId>) {
        if self.rolls.contains_key(id) || open.len() >= LONGEST_CHAIN || !open.insert(id) {
            return;
        }
        let Some(team) = self.org.teams.get(id) else {
            open.remove(id);
            return;
        };
        let mut people: BTreeMap<&PersonId, Vec<&TeamId>> = BTreeMap::new();
        let mut unknown = team.members == Roll::Unknown && team.alive_on(self.day);
        for membership in serving(team, self.day) {
            match &membership.holder {
                Holder::Person(person) => {
                    people.insert(person, Vec::new());
                }
                Holder::EveryoneIn {
                    team: source,
                    except,
                } => {
                    self.resolve(source, open);
                    match self.rolls.get(source) {
                        Some(None) => unknown = true,
                        Some(Some(roll)) => {
                            for (person, through) in roll {
                                if except.contains(*person) {
                                    continue;
                                }
                                let way: Vec<&TeamId> = [source]
                                    .into_iter()
                                    .chain(through.iter().copied())
                                    .collect();
                                let shorter = people
                                    .get(person)
                                    .is_none_or(|known| way.len() < known.len());
                                if shorter {
                                    people.insert(*person, way);
                                }
                            }
                        }
                        None => unknown |= self.org.teams.contains_key(source),
                    }
                }
            }
        }
        open.remove(id);
        self.rolls.insert(id, (!unknown).then_some(people));
    }

    /// The organisation that this is a view of.
    pub fn organisation(&self) -> &'a Organisation {
        self.org
    }

    /// The day.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The teams that exist on the day.
    pub fn teams(&self) -> impl Iterator<Item = (&'a TeamId, &'a Team)> {
        let day = self.day;
        self.org
            .teams
            .iter()
            .filter(move |(_, team)| team.alive_on(day))
    }

    /// The areas that exist on the day.
    pub fn areas(&self) -> impl Iterator<Item = (&'a AreaId, &'a super::Area)> {
        let day = self.day;
        self.org
            .areas
            .iter()
            .filter(move |(_, area)| area.alive_on(day))
    }

    /// Who serves in a team; nobody where there is no such team.
    pub fn roll(&self, team: &TeamId) -> RollOn {
        let roll = match self.rolls.get(team) {
            Some(Some(roll)) => roll,
            Some(None) => return RollOn::Unknown,
            None => return RollOn::Known(BTreeMap::new()),
        };
        let owned = roll.iter().map(|(person, through)| {
            (
                (*person).clone(),
                through.iter().copied().cloned().collect(),
            )
        });
        RollOn::Known(owned.collect())
    }

    /// The people of a team, in order; nobody where its roll is not known.
    pub fn people_of(&self, team: &TeamId) -> impl Iterator<Item = &'a PersonId> {
        let roll = self.rolls.get(team).and_then(Option::as_ref);
        roll.into_iter().flat_map(|roll| roll.keys().copied())
    }

    /// Whether a team has one roll here and in another standing.
    pub fn same_roll(&self, other: &Standing<'_>, team: &TeamId) -> bool {
        self.rolls.get(team) == other.rolls.get(team)
    }

    /// Those who serve in a team, where that is known.
    pub fn members(&self, team: &TeamId) -> Option<BTreeSet<&PersonId>> {
        match self.rolls.get(team) {
            Some(roll) => Some(roll.as_ref()?.keys().copied().collect()),
            None => Some(BTreeSet::new()),
        }
    }

    /// How many serve in a team, where that is known.
    pub fn serving(&self, team: &TeamId) -> Option<usize> {
        match self.rolls.get(team) {
            Some(roll) => roll.as_ref().map(BTreeMap::len),
            None => Some(0),
        }
    }

    /// The terms and standing lines of a team that hold on the day.
    pub fn memberships(&self, team: &TeamId) -> impl Iterator<Item = &'a Membership> {
        let day = self.day;
        self.org
            .teams
            .get(team)
            .into_iter()
            .flat_map(move |team| serving(team, day))
    }

    /// The offices that a person holds.
    pub fn offices(&self, person: &PersonId) -> Vec<Office> {
        let held = |(team, roll): (&&TeamId, &Serving<'_>)| {
            let through = roll.as_ref()?.get(person)?;
            Some(Office {
                team: (*team).clone(),
                through: through.iter().copied().cloned().collect(),
            })
        };
        self.rolls.iter().filter_map(held).collect()
    }

    /// The powers that a team holds.
    pub fn team_powers(&self, team: &TeamId) -> BTreeSet<HeldPower> {
        let Some(team) = self.org.teams.get(team) else {
            return BTreeSet::new();
        };
        if !team.alive_on(self.day) {
            return BTreeSet::new();
        }
        team.authority
            .iter()
            .filter(|grant| grant.period.holds_on(self.day))
            .filter(|grant| self.area_alive(&grant.area))
            .flat_map(|grant| {
                grant.powers.iter().map(|power| HeldPower {
                    area: grant.area.clone(),
                    power: power.clone(),
                })
            })
            .collect()
    }

    /// An area that is not recorded counts as alive, so that a dangling
    /// reference is reported once, as such, and not as a lost power.
    fn area_alive(&self, area: &AreaId) -> bool {
        self.org
            .areas
            .get(area)
            .is_none_or(|area| area.alive_on(self.day))
    }

    /// The powers of a person, each with the offices that give it.
    pub fn powers_of(&self, person: &PersonId) -> BTreeMap<HeldPower, Vec<Office>> {
        let mut powers: BTreeMap<HeldPower, Vec<Office>> = BTreeMap::new();
        for office in self.offices(person) {
            for held in self.team_powers(&office.team) {
                powers.entry(held).or_default().push(office.clone());
            }
        }
        powers
    }

    /// The teams that hold a power over an area.
    pub fn holders(&self, area: &AreaId, power: &Power) -> Vec<&'a TeamId> {
        let held = self.holders.get(area).and_then(|powers| powers.get(power));
        held.cloned().unwrap_or_default()
    }

    fn all_holders(&self) -> Holders<'a> {
        let mut all = Holders::new();
        for (id, team) in self.teams() {
            let grants = team.authority.iter();
            for grant in grants.filter(|it| it.period.holds_on(self.day)) {
                let on_area = all.entry(&grant.area).or_default();
                for power in &grant.powers {
                    let teams = on_area.entry(power).or_default();
                    // Two grants may give one power.
                    if teams.last() != Some(&id) {
                        teams.push(id);
                    }
                }
            }
        }
        all
    }

    /// The teams that control an area: at most one, unless it is shared.
    pub fn controllers(&self, area: &AreaId) -> Vec<&'a TeamId> {
        self.holders(area, &Power::control())
    }

    /// Everyone who holds each power that any team holds. People of teams whose
    /// roll is not known are missing, of course.
    pub fn all_powers(&self) -> BTreeMap<HeldPower, BTreeSet<PersonId>> {
        let owned = |((area, power), people): ((&AreaId, &Power), BTreeSet<&PersonId>)| {
            let held = HeldPower {
                area: area.clone(),
                power: power.clone(),
            };
            (held, people.into_iter().cloned().collect())
        };
        self.people_by_power().into_iter().map(owned).collect()
    }

    /// The same without copies: every power by its area, and who holds it.
    pub fn people_by_power(&self) -> BTreeMap<(&'a AreaId, &'a Power), BTreeSet<&'a PersonId>> {
        let held = self.teams_by_power();
        held.map(|(power, teams)| (power, self.people_in(teams)))
            .collect()
    }

    /// Every power over an area that exists, in order, with the teams that hold
    /// it.
    pub fn teams_by_power(&self) -> impl Iterator<Item = ((&'a AreaId, &'a Power), &[&'a TeamId])> {
        let alive = self
            .holders
            .iter()
            .filter(|(area, _)| self.area_alive(area));
        alive.flat_map(|(area, powers)| {
            let each = powers.iter();
            each.map(|(power, teams)| ((*area, *power), teams.as_slice()))
        })
    }

    /// Everyone who serves in one of these teams, as far as that is known.
    pub fn people_in(&self, teams: &[&TeamId]) -> BTreeSet<&'a PersonId> {
        teams.iter().flat_map(|team| self.people_of(team)).collect()
    }
}

/// The lines of a team that hold on a day, none where it does not exist then.
fn serving(team: &Team, day: Date) -> impl Iterator<Item = &Membership> {
    team.memberships()
        .iter()
        .filter(move |membership| team.alive_on(day) && membership.period.holds_on(day))
}
