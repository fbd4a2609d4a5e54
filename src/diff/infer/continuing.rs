//! Bodies that go on in others: mergers and splits, where one change says what
//! else would be a body formed, another dissolved, and everybody appointed.

use std::collections::{BTreeMap, BTreeSet};

use super::terms::differ;
use super::{Draft, bodies};
use crate::base::{AreaId, Date, Power, TeamId, Until};
use crate::diff::Hints;
use crate::diff::lineage::Lineage;
use crate::org::{Holder, Kind, Organisation, Roll, Team};
use crate::proposal::{Merge, MergeInto, Part, Split};

/// The most of them that are tried.
const MOST: usize = 8;

/// A way in which bodies may have gone on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Continued {
    what: What,
    /// Whether nobody wrote it down.
    guessed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Merge(BTreeSet<TeamId>, TeamId),
    Split(TeamId, BTreeSet<TeamId>),
}

/// What may be a merger or a split: by the record, by what bodies have in
/// common, and where a body that stays took in all of one that ended.
pub(super) fn find(before: &Organisation, after: &Organisation, on: Date) -> Vec<Continued> {
    let lineage = Lineage::find(&before.on(on), &after.on(on), &Hints::none());
    let mut found = Vec::new();
    for (into, (from, guessed)) in &lineage.merges {
        let what = What::Merge(from.clone(), into.clone());
        let guessed = *guessed;
        found.push(Continued { what, guessed });
    }
    for (from, (into, guessed)) in &lineage.splits {
        let what = What::Split(from.clone(), into.clone());
        let guessed = *guessed;
        found.push(Continued { what, guessed });
    }
    let lives = |org: &Organisation, id: &TeamId| {
        let team = org.teams.get(id);
        team.is_some_and(|team| team.alive_on(on) && team.kind != Kind::External)
    };
    let gone = before
        .teams
        .iter()
        .filter(|(id, _)| lives(before, id) && !lives(after, id) && !lineage.goes_on(id));
    for (id, team) in gone {
        let into: Vec<&TeamId> = after
            .teams
            .iter()
            .filter(|(other, _)| lives(before, other) && lives(after, other))
            .filter(|(other, goal)| {
                let had = before.teams.get(*other);
                holds_all(goal, team, on) && had.is_some_and(|had| !holds_all(had, team, on))
            })
            .map(|(other, _)| other)
            .collect();
        if let [into] = into.as_slice() {
            let said = after.teams.get(id).map(|team| team.succeeded_by.as_slice());
            found.push(Continued {
                what: What::Merge(BTreeSet::from([id.clone()]), (*into).clone()),
                guessed: said != Some(std::slice::from_ref(*into)),
            });
        }
    }
    found.truncate(MOST);
    found
}

/// Whether a body has everybody and everything that another has.
fn holds_all(whole: &Team, part: &Team, on: Date) -> bool {
    let members = holders(part, on);
    let has: Vec<&Holder> = holders(whole, on);
    let powers = powers(part, on);
    let mut held = powers
        .iter()
        .flat_map(|(area, powers)| powers.iter().map(move |power| (*area, power)));
    !(members.is_empty() && powers.is_empty())
        && members.iter().all(|it| has.contains(it))
        && held.all(|(area, power)| whole.may_on(area, power, on))
}

/// Whoever serves on a day, or will.
fn holders(team: &Team, on: Date) -> Vec<&Holder> {
    let lasts = |until: Until| match until {
        Until::Open => true,
        Until::At(until) => until.last_day() >= on,
        Until::Unknown => false,
    };
    let open = team.memberships().iter();
    open.filter(|it| lasts(it.period.until()))
        .map(|it| &it.holder)
        .collect()
}

fn powers(team: &Team, on: Date) -> BTreeMap<&AreaId, BTreeSet<Power>> {
    let mut powers: BTreeMap<&AreaId, BTreeSet<Power>> = BTreeMap::new();
    for grant in team.authority.iter().filter(|it| it.period.holds_on(on)) {
        let of = powers.entry(&grant.area).or_default();
        of.extend(grant.powers.iter().cloned());
    }
    powers
}

impl Draft<'_> {
    /// Mergers and splits; what they do not say follows by other changes.
    pub(super) fn continue_bodies(&mut self, all: &[Continued]) {
        for Continued { what, guessed } in all {
            let made = match what {
                What::Merge(from, into) => self.merge(from, into),
                What::Split(from, into) => self.split(from, into),
            };
            if made && *guessed {
                self.guessed.insert(self.changes.len().saturating_sub(1));
            }
        }
        if !all.is_empty() {
            self.amend_seats();
        }
    }

    fn merge(&mut self, from: &BTreeSet<TeamId>, into: &TeamId) -> bool {
        let goal = self.goal;
        let Some(team) = goal.teams.get(into) else {
            return false;
        };
        if let Some(now) = self.now.teams.get(into).cloned() {
            // Whoever serves already keeps the term; so those come first whose
            // terms began before the merger.
            for term in differ(&now, team).1 {
                let earlier = term
                    .period
                    .from()
                    .is_some_and(|it| it.first_day() < self.on);
                if earlier && matches!(term.holder, Holder::Person(_)) {
                    self.begin(into, &now, &term);
                }
            }
            return self.push(Merge {
                teams: from.iter().cloned().collect(),
                into: MergeInto::Existing(into.clone()),
            });
        }
        let mut fields = bodies::begun(self, team);
        let sources = from.iter().filter_map(|id| self.now.teams.get(id));
        let sources: Vec<&Team> = sources.collect();
        let comes = |holder: &Holder| {
            let mut all = sources.iter().flat_map(|team| holders(team, self.on));
            all.any(|it| it == holder)
        };
        if let Roll::Known(members) = &mut fields.members {
            members.retain(|member| !comes(&member.holder));
        }
        for grant in &mut fields.authority {
            let area = grant.area.clone();
            let held = |power: &Power| sources.iter().any(|it| it.may_on(&area, power, self.on));
            grant.powers.retain(|power| !held(power));
        }
        fields.authority.retain(|grant| !grant.powers.is_empty());
        let merge = Merge {
            teams: from.iter().cloned().collect(),
            into: MergeInto::New {
                team: into.clone(),
                fields: Box::new(fields),
            },
        };
        self.push(merge)
    }

    fn split(&mut self, from: &TeamId, into: &BTreeSet<TeamId>) -> bool {
        let goal = self.goal;
        let Some(whole) = self.now.teams.get(from).cloned() else {
            return false;
        };
        let all = holders(&whole, self.on);
        let mut parts = Vec::new();
        for id in into {
            let Some(team) = goal.teams.get(id) else {
                return false;
            };
            let here = holders(team, self.on);
            let members = all.iter().filter(|holder| here.contains(holder));
            let authority = powers(team, self.on).into_iter();
            let authority = authority.map(|(area, mut powers)| {
                powers.retain(|power| whole.may_on(area, power, self.on));
                (area.clone(), powers)
            });
            parts.push(Part {
                team: id.clone(),
                name: team.name.clone(),
                kind: Some(team.kind).filter(|kind| *kind != whole.kind),
                purpose: team.purpose.clone(),
                members: members.map(|it| (*it).clone()).collect(),
                authority: authority.filter(|(_, powers)| !powers.is_empty()).collect(),
            });
        }
        let stays = |holder: &Holder| parts.iter().any(|part| part.members.contains(holder));
        let leaving = all.iter().filter(|it| !stays(it));
        let leaving = leaving.map(|it| (*it).clone()).collect();
        let mut transfer = self.destinations(from);
        let control = Power::control();
        transfer.retain(|area, _| {
            let takes = |part: &Part| {
                let powers = part.authority.get(area);
                powers.is_some_and(|powers| powers.contains(&control))
            };
            !parts.iter().any(takes)
        });
        self.push(Split {
            team: from.clone(),
            into: parts,
            leaving,
            transfer,
        })
    }
}
