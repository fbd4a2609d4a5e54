//! What stands before the next opening, as the records say: for `status`.

use super::{Hindrance, Recorded, Sponsorship, Wanted, hindrances, sponsorship};
use crate::base::Instant;
use crate::proposal::State;
use crate::rule::Rule;
use crate::vote::Progress;
use crate::workspace::WorkspaceError;
use crate::workspace::load::ProposalFolder;
use crate::workspace::roll::RollsOf;
use crate::workspace::whole::Workspace;

/// What stands before the next opening of a vote on a proposal.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// How it stands with sponsors, where its rule asks for some.
    pub sponsors: Option<Sponsorship>,
    /// What keeps the vote from opening.
    pub hindrances: Vec<Hindrance>,
}

/// What stands before the next opening; nothing where none is due.
///
/// # Errors
///
/// Where the proposal or the organisation cannot be read. What cannot be
/// worked out otherwise is among the hindrances, as it would be for `open`.
pub(in crate::workspace) fn before(
    workspace: &Workspace,
    folder: &ProposalFolder,
    rule: &Rule,
    (state, progress): (&State, &Progress),
    at: Instant,
) -> Result<Before, WorkspaceError> {
    let (stage, first) = match progress {
        _ if state.is_final() => return Ok(Before::default()),
        Progress::Due { stage, after, .. } => (rule.stage(stage), after.is_none()),
        Progress::Returned { .. } => (rule.stages.first().map(|stage| (0, stage)), true),
        _ => return Ok(Before::default()),
    };
    let Some((_, stage)) = stage else {
        return Ok(Before::default());
    };
    let org = workspace.org()?;
    let proposal = crate::workspace::enact::proposal_of(folder)?;
    let results = folder.polls.values().filter_map(|it| it.result.as_ref());
    let wanted = Wanted {
        workspace,
        org,
        folder,
        proposal,
        rule,
        stage,
        first,
        closed: results.map(|it| it.closed_at).max(),
        at,
        founding: None,
    };
    let standing = org.on(at.day(&org.about.time_zone.zone()));
    let rolls = RollsOf::new(&standing, proposal);
    let sponsors = if first {
        sponsorship(&wanted, &rolls).unwrap_or_default()
    } else {
        None
    };
    let found = hindrances(&wanted, &Recorded(workspace));
    Ok(Before {
        sponsors,
        hindrances: found.unwrap_or_else(|error| vec![Hindrance::new(error.to_string())]),
    })
}
