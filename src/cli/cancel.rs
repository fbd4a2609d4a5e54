//! `polity cancel`.

use clap::Args;

use super::publish::PushArgs;
use super::workspace::{proposal, session};
use super::{CliError, Context, Done, Exit};
use crate::render::json::DoneJson;
use crate::render::vote::done as text;

/// Call off an open vote; its rule says who may
///
/// A poll that was called off is never passed, whatever its ballots say.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity cancel 10 -m \"The roll was wrong\"")]
pub(super) struct Cancel {
    /// The proposal's number or whole name
    proposal: String,
    /// Why
    #[arg(short = 'm', long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    push: PushArgs,
}

impl Cancel {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let name = proposal(&session, &self.proposal)?;
        let signer = session.signer().map_err(CliError::from)?;
        let done = self.push.share_on_newest(
            &session,
            ui,
            |session| session.cancel(&name, self.reason.as_deref(), &signer),
            |made| ("the end of the vote".to_owned(), Some(made.commit)),
        )?;
        let made = &done.made;
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "cancelled".to_owned(),
            to: name.to_string(),
            said: vec![format!(
                "the vote on {name} is called off by {}",
                made.statement.by
            )],
            commit: Some(done.commit(made.commit)),
        };
        done.answer(ui, answer, text)?;
        ui.hint(format!("`polity status {}`", name.number()));
        Ok(Exit::Ok)
    }
}
