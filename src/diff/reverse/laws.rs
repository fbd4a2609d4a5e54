//! Rules and constraints taken back.

use super::{Merge3, Work};
use crate::base::{EntityId, TeamId};

impl Work<'_> {
    pub(super) fn laws(&mut self) {
        macro_rules! laws {
            ($map:ident $kind:ident $noun:literal) => {
                for (id, after) in &self.after.$map {
                    let entity = EntityId::$kind(id.clone());
                    let now = self.now.$map.get(id);
                    match (self.old.$map.get(id), now) {
                        (Some(old), _) if old == after => {}
                        (Some(old), _) if self.again.contains_key(id.as_str()) => {
                            let mut law = old.clone();
                            law.repealed = None;
                            let again = self.id_now(id);
                            self.goal.$map.insert(again, law);
                        }
                        (Some(old), Some(now)) => {
                            let found = Merge3::merge3(after, now, old);
                            self.goal.$map.insert(id.clone(), found.merged);
                            self.clashes(Some(entity), found.clashes);
                        }
                        (None, Some(now)) if now == after => _ = self.goal.$map.remove(id),
                        (None, Some(now)) if now.repealed.is_none() => {
                            let why = format!("the {} has been changed since; it stays", $noun);
                            self.later(entity, why);
                        }
                        _ => {}
                    }
                }
            };
        }
        laws!(rules Rule "rule");
        laws!(constraints Constraint "constraint");
        self.follow();
    }

    /// What names a body that comes again names it by its new id, where it did
    /// not name the old one today.
    fn follow(&mut self) {
        let again: Vec<(TeamId, TeamId)> = self
            .again
            .iter()
            .filter_map(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)))
            .filter(|(from, _)| self.old.teams.contains_key(from))
            .collect();
        for (from, to) in &again {
            for (id, rule) in &mut self.goal.rules {
                if self.now.rules.get(id) != Some(rule) {
                    rule.rename_team(from, to);
                }
            }
            for (id, constraint) in &mut self.goal.constraints {
                if self.now.constraints.get(id) == Some(constraint) {
                    continue;
                }
                for team in constraint.require.teams_mut() {
                    if team == from {
                        *team = to.clone();
                    }
                }
                if let Some(crate::org::Remedy::Vacate(team)) = &mut constraint.remedy
                    && team == from
                {
                    *team = to.clone();
                }
            }
            if self.goal.about != self.now.about {
                for permission in &mut self.goal.about.housekeeping {
                    permission.by.rename_team(from, to);
                }
            }
        }
    }
}
