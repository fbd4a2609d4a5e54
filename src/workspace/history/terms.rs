//! Terms by the dates of the record: when they held, and not when that was
//! written down.

use std::collections::BTreeSet;

use crate::base::{PartialDate, PersonId, TeamId, Until};
use crate::org::{Holder, Organisation};

use super::walk::names_of;

/// That a term began, or ended, on a date of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedTerm {
    /// When, as exactly as it is known: the first day, or the last.
    pub date: PartialDate,
    /// Whether it began then.
    pub begun: bool,
    /// Whose; none for everyone in another team.
    pub person: Option<PersonId>,
    /// Where.
    pub team: TeamId,
    /// In words: `Ada Abel joined Board`.
    pub text: String,
}

/// The terms begun and ended by the dates of the record, newest first: all, or
/// those of the person or the team of an id.
pub fn dated_terms(org: &Organisation, id: Option<&str>) -> Vec<DatedTerm> {
    let teams: Option<BTreeSet<TeamId>> = id
        .and_then(|id| names_of(org, id))
        .map(|ids| ids.into_iter().collect());
    let mut all = Vec::new();
    for (team_id, team) in &org.teams {
        let whole = id.is_none() || teams.as_ref().is_some_and(|it| it.contains(team_id));
        for term in team.memberships() {
            let person = term.holder.person();
            if !whole && person.map(PersonId::as_str) != id {
                continue;
            }
            let who = match &term.holder {
                Holder::Person(person) => org.person_name(person).to_owned(),
                Holder::EveryoneIn { team, .. } => format!("everyone in {}", org.team_name(team)),
            };
            let mut say = |date: PartialDate, begun: bool| {
                let how = if begun { "joined" } else { "left" };
                all.push(DatedTerm {
                    date,
                    begun,
                    person: person.cloned(),
                    team: team_id.clone(),
                    text: format!("{who} {how} {}", team.name),
                });
            };
            if let Some(from) = term.period.from() {
                say(from, true);
            }
            if let Until::At(until) = term.period.until() {
                say(until, false);
            }
        }
    }
    all.sort_by(|a, b| {
        let key = |it: &DatedTerm| (it.date.first_day(), it.date.last_day());
        key(b).cmp(&key(a)).then_with(|| a.text.cmp(&b.text))
    });
    all
}
