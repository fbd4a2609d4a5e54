//! Terms that end and begin.

use std::collections::BTreeSet;

use super::Draft;
use crate::base::{Date, EntityId, Period, TeamId, Until};
use crate::org::{Holder, Kind, Membership, Team};
use crate::proposal::{Appoint, Appointee, EndTerm, Leaver};

impl Draft<'_> {
    /// Terms that hold on the day and are not to go on as they are: what a term
    /// says is amended by a new term.
    pub(super) fn end_terms(&mut self) {
        for (team, now, goal) in self.lasting() {
            if now.kind == Kind::External {
                continue;
            }
            let (gone, _) = differ(&now, goal);
            for term in &gone {
                if !term.period.holds_on(self.on) || self.is_kept(term, goal) {
                    continue;
                }
                let who = match &term.holder {
                    Holder::Person(person) => Leaver::Person(person.clone()),
                    Holder::EveryoneIn { team, except: _ } => Leaver::EveryoneIn(team.clone()),
                };
                self.push(EndTerm {
                    who,
                    team: team.clone(),
                    reason: None,
                });
            }
        }
    }

    /// Whether a term is to go on, though something that no change can say is
    /// said otherwise: an end in the future, or a start that lay elsewhere.
    fn is_kept(&self, term: &Membership, goal: &Team) -> bool {
        let same = |it: &&Membership| {
            Membership {
                period: term.period,
                note: term.note.clone(),
                ..(*it).clone()
            } == *term
                && it.period.holds_on(self.on)
        };
        goal.memberships().iter().any(|it| same(&it))
    }

    /// Terms that begin.
    pub(super) fn appoint(&mut self) {
        for (team, now, goal) in self.lasting() {
            if now.kind == Kind::External {
                if now.members != goal.members {
                    let what = format!(
                        "the roll of {} is kept by housekeeping, not by proposals",
                        now.name
                    );
                    self.unsayable(EntityId::Team(team), what);
                }
                continue;
            }
            let (_, new) = differ(&now, goal);
            for term in new {
                self.begin(&team, &now, &term);
            }
        }
    }

    /// A term that begins in a body that there is.
    pub(super) fn begin(&mut self, team: &TeamId, now: &Team, term: &Membership) {
        let person = match &term.holder {
            Holder::Person(person) => person,
            Holder::EveryoneIn { team: office, .. } => {
                if !is_dated(now, term, self.on) {
                    let what = format!(
                        "no change takes everyone in `{office}` into a body that exists; form it \
                         with that line, or appoint them one by one"
                    );
                    self.unsayable(EntityId::Team(team.clone()), what);
                }
                return;
            }
        };
        if is_dated(now, term, self.on) {
            return;
        }
        let until = match term.period.until() {
            Until::Open => None,
            Until::At(until) => Some(until),
            Until::Unknown => return,
        };
        // What was amended goes on as a new term, which begins now.
        let earlier = now
            .memberships()
            .iter()
            .any(|it| it.holder == term.holder && meets(it.period, term.period));
        let from = term.period.from().filter(|from| *from != self.on.into());
        let from = if earlier { None } else { from };
        self.push(Appoint {
            basis: term.basis,
            role: term.role.clone(),
            from,
            until,
            time: term.time,
            funded_by: term.funded_by.clone(),
            ..Appoint::new(Appointee::Person(person.clone()), team.clone())
        });
    }
}

/// The terms that only one of two states of a team has.
pub(super) fn differ(now: &Team, goal: &Team) -> (Vec<Membership>, Vec<Membership>) {
    let mut new: Vec<Membership> = goal.memberships().to_vec();
    let mut gone = Vec::new();
    for term in now.memberships() {
        match new.iter().position(|it| it == term) {
            Some(at) => _ = new.remove(at),
            None => gone.push(term.clone()),
        }
    }
    (gone, new)
}

/// Whether a team has a term already that differs from another only in days
/// that the enactment sets.
fn is_dated(team: &Team, term: &Membership, on: Date) -> bool {
    let mut terms = team.memberships().iter();
    terms.any(|it| only_dated(it, term, on))
}

/// Whether a term as it became is the one that was wanted, but for days that
/// the enactment sets and for a note, which no change can make.
pub(super) fn only_dated(made: &Membership, wanted: &Membership, on: Date) -> bool {
    let same = Membership {
        period: made.period,
        ..wanted.clone()
    } == *made;
    let eve = on.yesterday().unwrap_or(Date::MIN);
    let from = made.period.from() == wanted.period.from()
        || (made.period.from() == Some(on.into()) && wanted.period.from().is_none());
    let ended = made.period.until() == Until::At(eve.into());
    let until = made.period.until() == wanted.period.until()
        || (ended
            && match wanted.period.until() {
                Until::At(until) => until.first_day() <= on,
                Until::Unknown => true,
                Until::Open => false,
            });
    same && from && until
}

/// Whether two periods may have a day in common, by what is known of them.
fn meets(a: Period, b: Period) -> bool {
    let begins = |period: Period| period.from().map_or(Date::MIN, |from| from.first_day());
    let ends = |period: Period| match period.until() {
        Until::At(until) => until.last_day(),
        Until::Open | Until::Unknown => Date::MAX,
    };
    begins(a) <= ends(b) && begins(b) <= ends(a)
}

/// The people of lines, for texts.
pub(in crate::diff) fn holder_name(org: &crate::org::Organisation, holder: &Holder) -> String {
    match holder {
        Holder::Person(person) => org.person_name(person).to_owned(),
        Holder::EveryoneIn { team, except } => {
            let but: BTreeSet<&str> = except.iter().map(|it| org.person_name(it)).collect();
            let but = but.into_iter().collect::<Vec<_>>().join(", ");
            let team = org.team_name(team);
            if but.is_empty() {
                format!("everyone in {team}")
            } else {
                format!("everyone in {team} but {but}")
            }
        }
    }
}
