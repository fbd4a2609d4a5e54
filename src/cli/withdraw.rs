//! `polity withdraw`.

use clap::Args;

use super::publish::PushArgs;
use super::workspace::{proposal, session};
use super::{CliError, Context, Done, Exit};
use crate::render::json::DoneJson;
use crate::render::vote::done as text;

/// Take a proposal back; its authors may, until it is decided
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity withdraw 11
  polity withdraw 11 -m \"Proposal 12 says it better\"")]
pub(super) struct Withdraw {
    /// The proposal's number or whole name
    proposal: String,
    /// Why
    #[arg(short = 'm', long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    push: PushArgs,
}

impl Withdraw {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let name = proposal(&session, &self.proposal)?;
        let signer = session.signer().map_err(CliError::from)?;
        let done = self.push.share(
            &session,
            ui,
            |session| session.withdraw(&name, self.reason.as_deref(), &signer),
            |made| ("the withdrawal".to_owned(), Some(made.commit)),
        )?;
        let made = &done.made;
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "withdrawn".to_owned(),
            to: name.to_string(),
            said: vec![format!("{name} is withdrawn by {}", made.statement.by)],
            commit: Some(done.commit(made.commit)),
        };
        done.answer(ui, answer, text)?;
        ui.hint("`polity list`");
        Ok(Exit::Ok)
    }
}
