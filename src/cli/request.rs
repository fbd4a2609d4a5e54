//! `polity request`.

use clap::Args;

use super::workspace::{proposal, session};
use super::{CliError, Context, Done, Exit};
use crate::render::json::DoneJson;
use crate::render::vote::done;

/// Ask that a rejected proposal may come back before its time
///
/// Some rules let members of a team ask for that. The request is about the text
/// as it stands.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity request 12
  polity request 12 -m \"The release that it waited for is out\"")]
pub(super) struct Request {
    /// The proposal's number or whole name
    proposal: String,
    /// Why
    #[arg(short = 'm', long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Request {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let name = proposal(&session, &self.proposal)?;
        let signer = session.signer().map_err(CliError::from)?;
        let made = session.request(&name, self.reason.as_deref(), &signer)?;
        let by = &made.statement.by;
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "requested".to_owned(),
            to: name.to_string(),
            said: vec![format!("{by} asks that {name} may open before its time")],
            commit: Some(made.commit.to_string()),
        };
        ui.answer(|width| done(&answer, width), || &answer)?;
        ui.hint(format!("`polity open {}`", name.number()));
        Ok(Exit::Ok)
    }
}
