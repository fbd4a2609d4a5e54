//! `polity vote`.

use clap::Args;

use super::publish::PushArgs;
use super::workspace::{TAKES, session, when};
use super::{CliError, Context, Done, Exit};
use crate::org::Organisation;
use crate::render::json::CastJson;
use crate::render::vote::cast;
use crate::workspace::Cast;

/// Cast your ballot on a proposal
///
/// Signs a ballot with your key and commits it. What makes it count is the
/// signature inside the file, not the commit; `polity verify` and `ssh-keygen
/// -Y verify` check it. Until the close a later ballot of yours takes the place
/// of an earlier one, where the rule lets votes be changed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity vote 10 for
  polity vote 10 for --push
  polity vote 10 against -m \"Ops should keep the website\"
  polity vote 11 +1
  polity vote 12 ada,ben
  polity vote 13 \"ada > ben = cleo\"")]
pub(super) struct Vote {
    /// The proposal's number or whole name
    proposal: String,
    /// What you vote: for, against, abstain; +1, 0, -1; options; recused
    #[arg(allow_hyphen_values = true)]
    choice: String,
    /// Why
    #[arg(short = 'm', long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    push: PushArgs,
}

impl Vote {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let signer = session.signer().map_err(CliError::from)?;
        let reason = self.reason.as_deref();
        let done = self.push.share(
            &session,
            ui,
            |session| session.cast(&self.proposal, &self.choice, reason, &signer),
            |made| {
                (
                    format!("the ballot {}", made.receipt.short()),
                    Some(made.commit),
                )
            },
        );
        let done = done.map_err(|error| explain(error, &self.proposal))?;
        let made = &done.made;
        let org = session.header_at(made.commit)?;
        let mut answer = answer(made, &org);
        answer.commit = done.commit(made.commit);
        let n = answer.proposal;
        done.answer(ui, answer, cast)?;
        let receipt = made.receipt.short();
        ui.hint(format!(
            "`polity status {n}`; after the close `polity verify {n} --receipt {receipt}`"
        ));
        Ok(Exit::Ok)
    }
}

/// The error with a choice that works as printed.
fn explain(error: CliError, proposal: &str) -> CliError {
    let takes = error.notes.iter().find_map(|note| note.strip_prefix(TAKES));
    let first = takes.and_then(|takes| takes.split(", ").next());
    match first.map(|first| format!("`polity vote {proposal} {first}`")) {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

/// A ballot that was cast, for answers.
pub(super) fn answer(made: &Cast, org: &Organisation) -> CastJson {
    let name = &made.poll.proposal;
    CastJson {
        polity: "cast/1".to_owned(),
        proposal: name.number(),
        name: name.to_string(),
        stage: made.poll.stage.id.to_string(),
        voter: made.voter.to_string(),
        vote: made.vote.clone(),
        before: made.before.clone(),
        receipt: made.receipt.to_string(),
        commit: made.commit.to_string(),
        closes: when(made.closes, org),
    }
}
