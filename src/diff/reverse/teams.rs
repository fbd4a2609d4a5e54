//! Bodies, terms and powers taken back.

use std::collections::{BTreeMap, BTreeSet};

use super::Work;
use crate::base::{AreaId, Date, EntityId, Period, Power, TeamId, Until};
use crate::org::{Grant, Holder, Membership, Organisation, Roll, Team};

impl Work<'_> {
    pub(super) fn teams(&mut self) {
        for (id, after) in &self.after.teams {
            let now = self.now.teams.get(id);
            match (self.old.teams.get(id), now) {
                (Some(old), _) if old == after => {}
                (Some(old), _) if self.again.contains_key(id.as_str()) => self.again(id, old),
                (Some(old), Some(now)) if now.alive_on(self.on) => self.amended(id, old, after),
                (Some(_), Some(now)) if after.alive_on(self.effective) => {
                    let why = format!("{} has been dissolved since", now.name);
                    self.later(EntityId::Team(id.clone()), why);
                }
                (None, Some(now)) if now == after => _ = self.goal.teams.remove(id),
                (None, Some(now)) if now.alive_on(self.on) => {
                    let why = format!("{} has been changed since; it stays", now.name);
                    self.later(EntityId::Team(id.clone()), why);
                }
                _ => {}
            }
        }
    }

    /// A body that it dissolved, as a new one.
    fn again(&mut self, id: &TeamId, old: &Team) {
        let mut team = old.clone();
        (team.formed, team.dissolved) = (None, None);
        team.succeeded_by = Vec::new();
        team.former_ids = Vec::new();
        team.part_of = old.part_of.as_ref().map(|above| self.id_now(above));
        team.part_of.take_if(|above| !self.will_live(above));
        if let Roll::Known(members) = &mut team.members {
            let lines = std::mem::take(members);
            let eve = self.eve;
            for line in lines.iter().filter(|it| it.period.holds_on(eve)) {
                if self.ended_since(id, &old.name, line) {
                    continue;
                }
                if let Some(line) = self.begun(id, line) {
                    members.push(line);
                }
            }
        }
        team.authority = Vec::new();
        for (area, powers) in powers(old, self.eve) {
            let kept = self.may_have(id, &old.name, &area, powers);
            if !kept.is_empty() {
                team.authority.push(Grant {
                    area: self.id_now(&area),
                    powers: kept,
                    period: Period::default(),
                });
            }
        }
        let again = self.id_now(id);
        self.goal.teams.insert(again, team);
    }

    /// Whether a body is there in what is wanted, or comes again.
    fn will_live(&self, id: &TeamId) -> bool {
        let lives = self.goal.teams.get(id);
        lives.is_some_and(|team| team.alive_on(self.on))
            || self.again.values().any(|again| again == id.as_str())
    }

    /// A line that begins anew; none where it would be over, or names somebody
    /// who is gone.
    fn begun(&mut self, team: &TeamId, line: &Membership) -> Option<Membership> {
        let until = match line.period.until() {
            Until::At(until) if until.last_day() < self.on => {
                let who = super::super::infer::holder_name(self.old, &line.holder);
                let why = format!("the term of {who} would be over since {until}");
                self.later(EntityId::Team(team.clone()), why);
                return None;
            }
            Until::Unknown => return None,
            until => until,
        };
        let holder = match &line.holder {
            Holder::EveryoneIn { team, except } => Holder::EveryoneIn {
                team: self.id_now(team),
                except: except.clone(),
            },
            person @ Holder::Person(_) => person.clone(),
        };
        Some(Membership {
            holder,
            funded_by: line.funded_by.as_ref().map(|by| self.id_now(by)),
            period: Period::new(None, until).ok()?,
            ..line.clone()
        })
    }

    /// Those of the powers over an area that a body can have back.
    fn may_have(
        &mut self,
        id: &TeamId,
        name: &str,
        area: &AreaId,
        mut powers: BTreeSet<Power>,
    ) -> BTreeSet<Power> {
        let control = Power::control();
        let open = self.goal.areas.get(&self.id_now(area)).cloned();
        let Some(open) = open.filter(|area| area.alive_on(self.on)) else {
            let area = self.now.area_name(area);
            let why = format!("{name} had powers over {area}, which is closed since");
            self.later(EntityId::Team(id.clone()), why);
            return BTreeSet::new();
        };
        if powers.contains(&control) && !open.shared {
            let since = controllers(self.after, area, self.effective);
            let today = controllers(self.now, area, self.on);
            if !today.is_empty() && today != since && today != BTreeSet::from([id.clone()]) {
                let names: Vec<&str> = today.iter().map(|it| self.now.team_name(it)).collect();
                let why = format!(
                    "{} has passed to {} since; {name} does not get it back",
                    open.name,
                    names.join(" and ")
                );
                self.later(EntityId::Area(area.clone()), why);
                powers.remove(&control);
            }
        }
        powers
    }

    fn amended(&mut self, id: &TeamId, old: &Team, after: &Team) {
        let entity = || EntityId::Team(id.clone());
        let Some(mut team) = self.goal.teams.get(id).cloned() else {
            return;
        };
        macro_rules! fields {
            ($($field:ident)+) => {$(
                if old.$field != after.$field {
                    if team.$field == after.$field {
                        team.$field.clone_from(&old.$field);
                    } else if team.$field != old.$field {
                        let why = format!("its {} has been changed again since", stringify!($field));
                        self.later(entity(), why);
                    }
                }
            )+};
        }
        fields! { name kind purpose seats }
        if old.part_of != after.part_of && team.part_of == after.part_of {
            team.part_of = old.part_of.as_ref().map(|above| self.id_now(above));
        }
        self.terms(id, &mut team, old, after);
        self.powers(id, &mut team, old, after);
        self.goal.teams.insert(id.clone(), team);
    }

    fn terms(&mut self, id: &TeamId, team: &mut Team, old: &Team, after: &Team) {
        let was = serving(old, self.eve);
        let is = serving(after, self.effective);
        let today = serving(team, self.on);
        let (Roll::Known(members), true) = (&mut team.members, was != is) else {
            return;
        };
        for (holder, line) in &is {
            if was.contains_key(holder) {
                continue;
            }
            match today.get(holder) {
                Some(now) if now == line => members.retain(|it| it != line),
                Some(_) => {
                    let who = super::super::infer::holder_name(self.now, holder);
                    let why = format!("the term of {who} is another one since; it goes on");
                    self.later(EntityId::Team(id.clone()), why);
                }
                None => {}
            }
        }
        for (holder, line) in &was {
            match (is.get(holder), today.get(holder)) {
                (None, None) => {
                    if let Some(line) = self.begun(id, line) {
                        members.push(line);
                    }
                }
                // The same holder, and something else is said of the term.
                (Some(changed), Some(now)) if changed != line && now == changed => {
                    let at = members.iter().position(|it| it == now);
                    if let Some(again) = self.begun(id, line)
                        && let Some(place) = at.and_then(|at| members.get_mut(at))
                    {
                        *place = again;
                    }
                }
                _ => {}
            }
        }
    }

    fn powers(&mut self, id: &TeamId, team: &mut Team, old: &Team, after: &Team) {
        let was = powers(old, self.eve);
        let is = powers(after, self.effective);
        for (area, held) in &is {
            let had = was.get(area);
            for power in held {
                if had.is_none_or(|had| !had.contains(power)) {
                    take(team, area, power, self.on);
                }
            }
        }
        for (area, had) in &was {
            let has = is.get(area);
            let lost = had.iter().filter(|power| {
                has.is_none_or(|has| !has.contains(*power)) && !team.may_on(area, power, self.on)
            });
            let lost: BTreeSet<Power> = lost.cloned().collect();
            if lost.is_empty() {
                continue;
            }
            let back = self.may_have(id, &old.name, area, lost);
            if !back.is_empty() {
                team.authority.push(Grant {
                    area: self.id_now(area),
                    powers: back,
                    period: Period::default(),
                });
            }
        }
    }

    /// No area is left without a body that has it today, and no area has two.
    pub(super) fn controllers(&mut self) {
        let control = Power::control();
        let open: Vec<AreaId> = self
            .goal
            .areas
            .iter()
            .filter(|(_, area)| area.alive_on(self.on) && !area.shared)
            .map(|(id, _)| id.clone())
            .collect();
        for area in open {
            let today = controllers(self.now, &area, self.on);
            let goal = controllers(&self.goal, &area, self.on);
            if goal.is_empty() {
                for id in today {
                    let Some(team) = self.goal.teams.get_mut(&id) else {
                        continue;
                    };
                    team.authority.push(Grant {
                        area: area.clone(),
                        powers: BTreeSet::from([control.clone()]),
                        period: Period::default(),
                    });
                    let why = "nobody who had it before can have it back".to_owned();
                    self.later(EntityId::Area(area.clone()), why);
                }
            } else if goal.len() > 1 {
                for id in today.intersection(&goal) {
                    if let Some(team) = self.goal.teams.get_mut(id) {
                        take(team, &area, &control, self.on);
                    }
                }
            }
        }
    }
}

/// Whoever serves in a body on a day, with the line.
pub(super) fn serving(team: &Team, day: Date) -> BTreeMap<Holder, Membership> {
    let lines = team.memberships().iter();
    lines
        .filter(|it| it.period.holds_on(day))
        .map(|it| (it.holder.clone(), it.clone()))
        .collect()
}

fn powers(team: &Team, day: Date) -> BTreeMap<AreaId, BTreeSet<Power>> {
    let mut powers: BTreeMap<AreaId, BTreeSet<Power>> = BTreeMap::new();
    for grant in team.authority.iter().filter(|it| it.period.holds_on(day)) {
        let of = powers.entry(grant.area.clone()).or_default();
        of.extend(grant.powers.iter().cloned());
    }
    powers
}

fn controllers(org: &Organisation, area: &AreaId, day: Date) -> BTreeSet<TeamId> {
    let control = Power::control();
    let teams = org.teams.iter();
    teams
        .filter(|(_, team)| team.may_on(area, &control, day))
        .map(|(id, _)| id.clone())
        .collect()
}

/// Takes a power away from what a body holds on a day.
fn take(team: &mut Team, area: &AreaId, power: &Power, day: Date) {
    for grant in &mut team.authority {
        if grant.area == *area && grant.period.holds_on(day) {
            grant.powers.remove(power);
        }
    }
    team.authority.retain(|grant| !grant.powers.is_empty());
}
