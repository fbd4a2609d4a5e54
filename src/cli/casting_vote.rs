//! `polity casting-vote`.

use clap::Args;

use super::publish::PushArgs;
use super::workspace::{proposal, session};
use super::{CliError, Context, Done, Exit};
use crate::render::json::DoneJson;
use crate::render::vote::done as text;

/// Break a tie, where the rule gives you the casting vote
///
/// Names the tied options in your order of preference. The statement is signed
/// and becomes part of the count when the vote is closed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity casting-vote 12 ada
  polity casting-vote 12 ada,ben")]
pub(super) struct CastingVote {
    /// The proposal's number or whole name
    proposal: String,
    /// The options, the preferred first, joined by commas
    choice: String,
    #[command(flatten)]
    push: PushArgs,
}

impl CastingVote {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let name = proposal(&session, &self.proposal)?;
        let signer = session.signer().map_err(CliError::from)?;
        let done = self.push.share(
            &session,
            ui,
            |session| session.casting_vote(&name, &self.choice, &signer),
            |made| ("the casting vote".to_owned(), Some(made.commit)),
        )?;
        let made = &done.made;
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "casting-vote".to_owned(),
            to: name.to_string(),
            said: vec![format!(
                "{} gives the casting vote on {name}: {}",
                made.statement.by, self.choice
            )],
            commit: Some(done.commit(made.commit)),
        };
        done.answer(ui, answer, text)?;
        ui.hint(format!("`polity close {}`", name.number()));
        Ok(Exit::Ok)
    }
}
