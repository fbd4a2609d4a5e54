//! What became, since, of the terms that passed from a body that ended to those
//! that it became. Who has left there since does not come again with the body:
//! what was changed later stays.

use std::collections::BTreeSet;

use super::Work;
use super::teams::serving;
use crate::base::{EntityId, TeamId};
use crate::diff::infer::holder_name;
use crate::org::{Holder, Membership};

impl Work<'_> {
    /// Whether a term of a body that comes again has ended since in those that
    /// took it over; that, and whether it became another one, is said.
    pub(super) fn ended_since(&mut self, id: &TeamId, name: &str, line: &Membership) -> bool {
        let body = self.after.teams.get(id);
        let into = body
            .map(|it| it.succeeded_by.as_slice())
            .unwrap_or_default();
        let mut took: Vec<(TeamId, Membership)> = Vec::new();
        for successor in into {
            let body = self.after.teams.get(successor);
            let term = body.and_then(|it| serving(it, self.effective).remove(&line.holder));
            took.extend(term.map(|term| (successor.clone(), term)));
        }
        let Some((first, _)) = took.first().cloned() else {
            return false;
        };
        let who = holder_name(self.old, &line.holder);
        for (successor, term) in &took {
            let Some((body, today)) = self.goes_on(successor, &line.holder) else {
                continue;
            };
            if today != *term {
                let of = self.now.team_name(&body).to_owned();
                let why = format!(
                    "the term of {who} in {of} is another one since; in {name} it comes again as \
                     it was"
                );
                self.later(EntityId::Team(body), why);
            }
            return false;
        }
        let body = self.id_since(&first);
        let last = self.now.teams.get(&body).and_then(|team| {
            let lines = team.memberships().iter();
            let of = lines.filter(|it| it.holder == line.holder);
            of.map(|it| it.period).max()
        });
        let when = last.map_or_else(String::new, |period| format!(" ({period})"));
        let of = self.now.team_name(&body).to_owned();
        let why = format!(
            "the term of {who} in {of} has ended since{when}; it does not come again in {name}"
        );
        self.later(EntityId::Team(body), why);
        true
    }

    /// The term of somebody today in a body or in what that became since.
    fn goes_on(&self, id: &TeamId, holder: &Holder) -> Option<(TeamId, Membership)> {
        let mut waiting = vec![self.id_since(id)];
        let mut met = BTreeSet::new();
        while let Some(id) = waiting.pop() {
            let Some(team) = self.now.teams.get(&id).filter(|_| met.insert(id.clone())) else {
                continue;
            };
            if let Some(term) = serving(team, self.on).remove(holder) {
                return Some((id, term));
            }
            waiting.extend(team.succeeded_by.iter().map(|it| self.id_since(it)));
        }
        None
    }

    /// The id of a body today, which may have been renamed since.
    fn id_since(&self, id: &TeamId) -> TeamId {
        if self.now.teams.contains_key(id) {
            return id.clone();
        }
        let mut teams = self.now.teams.iter();
        let renamed = teams.find(|(_, team)| team.former_ids.contains(id));
        renamed.map_or_else(|| id.clone(), |(now, _)| now.clone())
    }
}
