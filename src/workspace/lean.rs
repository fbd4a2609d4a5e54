//! What is read to say how a proposal stands: no more than is needed, so that
//! a tally of 100,000 does not read 100,000 people.

use super::WorkspaceError;
use super::layout::{GOVERNANCE, PROPOSALS};
use super::load::{PollFolder, ProposalFolder, load_governance, load_proposals};
use super::session::{Session, without_ballots};
use super::whole::Workspace;
use crate::base::ProposalName;
use crate::format::wire::record::SignedPoll;
use crate::store::{CommitId, Selection, Want};

impl Session<'_> {
    /// What is read to say how a proposal stands: where its poll is open, the
    /// organisation without its people, and that proposal alone. Where that is
    /// not enough, as where anything is signed, all of it.
    pub(super) fn for_status(
        &self,
        tip: CommitId,
        name: &ProposalName,
    ) -> Result<Workspace, WorkspaceError> {
        let own = format!("{PROPOSALS}/{name}");
        let wanted = |path: &str, is_folder: bool| {
            let inside = path == own || path.starts_with(&format!("{own}/"));
            let other = path.starts_with("proposals/") && !inside;
            if path == "governance/people" || other {
                return Want::Skip;
            }
            without_ballots(path, is_folder)
        };
        let wanted = Selection::only(&[GOVERNANCE, PROPOSALS], &wanted);
        let files = self.repo().files_at(tip, &wanted)?;
        let governance = load_governance(&files);
        let proposals = load_proposals(&files, &governance, self.utc_day());
        let workspace = Workspace {
            governance,
            proposals,
        };
        let folder = workspace.proposals.proposals.get(name);
        let unsigned = workspace.org().is_ok_and(|org| org.events.is_empty());
        if unsigned && folder.is_some_and(needs_no_people) {
            return Ok(workspace);
        }
        self.at(tip)
    }
}

/// Whether the only signatures that bear on how a proposal stands are those of
/// ballots, whose keys are on the roll. Certificates of OpenPGP are not there.
fn needs_no_people(folder: &ProposalFolder) -> bool {
    let openpgp = |poll: &PollFolder| {
        let roll = poll.poll.iter().flat_map(|it| it.poll.electorate.iter());
        let mut keys = roll.flat_map(|elector| &elector.keys);
        keys.any(|key| key.as_str().starts_with("OPENPGP:"))
    };
    let open = |poll: &PollFolder| {
        let elsewhere = |it: &SignedPoll| it.poll.stage.is_held_elsewhere();
        let here = poll.poll.as_ref().is_ok_and(|it| !elsewhere(it));
        here && poll.result.is_none() && poll.cancelled.is_none()
    };
    folder.proposal.is_some()
        && folder.statements.is_empty()
        && folder.sponsors.is_empty()
        && !folder.polls.values().any(openpgp)
        && folder.polls.values().any(open)
}
