//! `polity announce`.

use clap::Args;

use super::workspace::{proposal, session, when};
use super::{CliError, Context, Done, Exit};
use crate::render::json::DoneJson;
use crate::render::vote::done;

/// Give notice of a vote, where its rule asks for notice
///
/// Whoever may open the vote may. The notice is about the text as it stands: an
/// amendment needs another. Later stages are announced by the result of the
/// stage before.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity announce 11")]
pub(super) struct Announce {
    /// The proposal's number or whole name
    proposal: String,
}

impl Announce {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let name = proposal(&session, &self.proposal)?;
        let signer = session.signer().map_err(CliError::from)?;
        let made = session.announce(&name, &signer)?;
        let org = session.header_at(made.stated.commit)?;
        let by = &made.stated.statement.by;
        let mut said = vec![format!("{by} gives notice of the vote on {name}")];
        if let Some(from) = made.from {
            let from = when(from, &org).local;
            said.push(format!("it may open {} from now on: {from}", made.notice));
        }
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "announced".to_owned(),
            to: name.to_string(),
            said,
            commit: Some(made.stated.commit.to_string()),
        };
        ui.answer(|width| done(&answer, width), || &answer)?;
        ui.hint(format!("`polity status {}`", name.number()));
        Ok(Exit::Ok)
    }
}
