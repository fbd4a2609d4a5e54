//! The count of several options while their vote runs.

use super::WorkspaceError;
use super::cast::OpenPoll;
use super::examine::Computed;
use super::session::Session;
use super::whole::Workspace;
use crate::org::Organisation;
use crate::rule::Rule;
use crate::vote::count::Count;
use crate::vote::{ElectError, Outlook, Poll, elect, outlook};

/// A provisional count of several options.
#[derive(Debug, Clone)]
pub struct CountNow {
    /// It.
    pub count: Count,
    /// Whether those who are silent can still change who wins.
    pub outlook: Outlook,
}

impl Session<'_> {
    /// The count of what is there, and whether it can still change; nothing for
    /// a single question.
    pub(super) fn count_so_far(
        &self,
        open: &OpenPoll,
        org: &Organisation,
        computed: &Computed,
    ) -> Result<Option<Result<CountNow, ElectError>>, WorkspaceError> {
        let poll = &open.signed.poll;
        let Some(spec) = &poll.stage.count else {
            return Ok(None);
        };
        let candidacy = self.candidacy(&open.signed, open.line.tip, org)?;
        let (ballots, tally) = (&computed.counted, &computed.tally);
        let sums = &tally.quantities;
        let counted = elect(poll, spec, ballots, sums, &candidacy).and_then(|count| {
            let outlook = outlook(poll, spec, ballots, &tally.silent, sums, &candidacy)?;
            Ok(CountNow { count, outlook })
        });
        Ok(Some(counted))
    }
}

/// Whether something else than the status quo or the default wins.
pub(super) fn has_winner(workspace: &Workspace, poll: &Poll, count: &Count) -> bool {
    let rules = workspace.governance.org.as_ref().map(|org| &org.rules);
    let rule = rules.and_then(|rules| rules.get(&poll.rule));
    let status_quo = rule.map_or("status-quo", Rule::status_quo_name);
    let default = poll.stage.count.as_ref().and_then(|it| it.default.as_ref());
    let mut elected = count.elected.iter();
    elected.any(|option| option.as_str() != status_quo && Some(option) != default)
}
