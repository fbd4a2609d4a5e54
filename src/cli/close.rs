//! `polity close`.

use std::path::PathBuf;

use clap::Args;

use super::publish::PushArgs;
use super::status::votes;
use super::workspace::{proposal, rejected, session, when};
use super::{Context, Done, Exit};
use crate::org::Organisation;
use crate::render::json::ClosedJson;
use crate::render::vote::closed;
use crate::rule::Route;
use crate::rule::sentence::leads;
use crate::vote::Progress;
use crate::workspace::{Closed, Ending};

/// Close a vote and record its result
///
/// Reads every ballot that ever stood in the poll, verifies and counts them,
/// and writes result.yaml: who was counted, who was rejected and why, every
/// condition with its numbers, and the outcome. Anyone can compute the same
/// file again with `polity verify`. Where the rule extends the vote, the
/// extension is recorded in place of a result.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity close 10
  polity close 10 --attested figures.yaml")]
pub(super) struct Close {
    /// The proposal's number or whole name
    proposal: String,
    /// Attest a vote held elsewhere by the figures in FILE, as `attest` does
    #[arg(long, value_name = "FILE", conflicts_with = "push")]
    attested: Option<PathBuf>,
    #[command(flatten)]
    push: PushArgs,
}

impl Close {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        if let Some(file) = &self.attested {
            return super::attest::attest(env, ui, &self.proposal, file);
        }
        let session = session(env)?;
        let name = proposal(&session, &self.proposal)?;
        let bar = ui.progress("verifying ballots", 0);
        let done = self.push.share_on_newest(
            &session,
            ui,
            |session| session.close(&name, &|done| bar.set_position(done as u64)),
            |made| ("the end of the vote".to_owned(), Some(made.commit)),
        )?;
        let made = &done.made;
        bar.finish_and_clear();
        let org = session.header_at(made.commit)?;
        let (answer, hint) = answer(made, &org);
        done.answer(ui, answer, closed)?;
        ui.hint(hint);
        Ok(Exit::Ok)
    }
}

/// A poll that was closed, for answers, and what to type next.
pub(super) fn answer(made: &Closed, org: &Organisation) -> (ClosedJson, String) {
    let poll = &made.report.signed.poll;
    let n = poll.proposal.number();
    let attested = match &made.end {
        Ending::Over { attested, .. } => attested.as_ref(),
        Ending::Extended { .. } => None,
    };
    let (outcome, extended, count, next, hint) = match &made.end {
        Ending::Extended { closes } => (
            None,
            Some(when(*closes, org)),
            None,
            "the rule extends the vote".to_owned(),
            format!("`polity status {n}`"),
        ),
        Ending::Over {
            outcome,
            progress,
            count,
            ..
        } => {
            let (next, hint) = follows(progress, n);
            (Some(outcome.to_string()), None, count.as_ref(), next, hint)
        }
    };
    let answer = ClosedJson {
        polity: "closed/1".to_owned(),
        proposal: n,
        name: poll.proposal.to_string(),
        stage: poll.stage.id.to_string(),
        electors: poll.electorate.len(),
        counted: made.computed.counted.len(),
        votes: votes(&poll.stage.ballot, &made.computed.tally),
        rejected: rejected(&made.report.ballots.rejected),
        rejected_in_all: made.report.ballots.rejected.len(),
        count: count.map_or_else(Vec::new, |it| it.lines.clone()),
        elected: count.map_or_else(Vec::new, |it| {
            it.elected.iter().map(ToString::to_string).collect()
        }),
        attested: attested.map(super::attest::attested_by),
        conditions: made.decision.lines(),
        outcome,
        extended,
        next,
        commit: made.commit.to_string(),
    };
    (answer, hint)
}

/// What follows from a result, and what to type.
fn follows(progress: &Progress, n: u32) -> (String, String) {
    match progress {
        Progress::Due { stage, .. } => (
            format!("stage {stage} is due"),
            format!("`polity open {n}`"),
        ),
        Progress::Accepted(_) => (
            "the proposal is accepted".to_owned(),
            format!("`polity enact {n}`"),
        ),
        Progress::Rejected { waiting, .. } => {
            let waiting = waiting.clone();
            let leads = leads(&Route::Reject { waiting });
            (
                leads.replacen("it is", "the proposal is", 1),
                format!("`polity verify {n}`"),
            )
        }
        Progress::Returned { .. } => (
            "the proposal is a draft again".to_owned(),
            format!("`polity diff {n}`, and `polity open {n}` once it is mended"),
        ),
        Progress::Starts { rule, .. } => (
            format!("a decision under the rule {rule} is due"),
            format!("`polity show {rule}`"),
        ),
    }
}
