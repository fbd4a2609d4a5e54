//! `polity cancel`.

use clap::Args;

use super::workspace::{proposal, session};
use super::{CliError, Context, Done, Exit};
use crate::render::json::DoneJson;
use crate::render::vote::done;

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
}

impl Cancel {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let name = proposal(&session, &self.proposal)?;
        let signer = session.signer().map_err(CliError::from)?;
        let made = session.cancel(&name, self.reason.as_deref(), &signer)?;
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "cancelled".to_owned(),
            to: name.to_string(),
            said: vec![format!(
                "the vote on {name} is called off by {}",
                made.statement.by
            )],
            commit: Some(made.commit.to_string()),
        };
        ui.answer(|width| done(&answer, width), || &answer)?;
        ui.hint(format!("`polity status {}`", name.number()));
        Ok(Exit::Ok)
    }
}
