//! A caretaker's limits: rules whose votes do not open while one of certain
//! others is under way.

use super::{Hindrance, Others, Wanted};
use crate::proposal::State;
use crate::workspace::WorkspaceError;

/// Whether a vote under one of the rules that block this one is under way:
/// from its first opening until it is decided, the time between two stages
/// included.
pub(super) fn blocked(
    wanted: &Wanted,
    others: &dyn Others,
) -> Result<Vec<Hindrance>, WorkspaceError> {
    let blocking = &wanted.rule.blocked_while;
    let mut found = Vec::new();
    if blocking.is_empty() {
        return Ok(found);
    }
    for (name, folder) in &wanted.workspace.proposals.proposals {
        let polls = folder.polls.values();
        let mut rules = polls.filter_map(|it| Some(&it.poll.as_ref().ok()?.poll.rule));
        let rule = rules.find(|rule| blocking.contains(*rule));
        let (Some(rule), false) = (rule, *name == wanted.folder.name) else {
            continue;
        };
        if matches!(others.stood(name)?.state, State::Voting { .. }) {
            found.push(Hindrance::new(format!(
                "no vote under its rule opens while one under `{rule}` is under way, and \
                 proposal {} is",
                name.number()
            )));
        }
    }
    Ok(found)
}
