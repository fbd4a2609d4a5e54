//! `polity sponsor`.

use clap::Args;

use super::publish::PushArgs;
use super::workspace::{proposal, session};
use super::{CliError, Context, Done, Exit};
use crate::render::json::DoneJson;
use crate::render::vote::done as text;

/// Sign your support for a proposal, where its rule asks for sponsors
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity sponsor 11")]
pub(super) struct Sponsor {
    /// The proposal's number or whole name
    proposal: String,
    #[command(flatten)]
    push: PushArgs,
}

impl Sponsor {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let name = proposal(&session, &self.proposal)?;
        let signer = session.signer().map_err(CliError::from)?;
        let done = self.push.share(
            &session,
            ui,
            |session| session.sponsor(&name, &signer),
            |made| ("the support".to_owned(), Some(made.commit)),
        )?;
        let made = &done.made;
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "sponsored".to_owned(),
            to: name.to_string(),
            said: vec![format!("{} sponsors {name}", made.statement.by)],
            commit: Some(done.commit(made.commit)),
        };
        done.answer(ui, answer, text)?;
        ui.hint(format!("`polity open {}`", name.number()));
        Ok(Exit::Ok)
    }
}
