//! `polity found`.

use clap::Args;

use super::publish::PushArgs;
use super::workspace::session;
use super::{CliError, Context, Done, Exit};
use crate::render::json::DoneJson;
use crate::render::vote::done as text;

/// Found the organisation: end its draft
///
/// Until its founding everything may be edited freely and no vote can be
/// opened. From then on every change needs a decision or a rule that allows
/// it. Signs all of governance/ with your key, in one commit: the anchor of
/// all verification.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity found")]
pub(super) struct Found {
    #[command(flatten)]
    push: PushArgs,
}

impl Found {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let signer = session.signer().map_err(CliError::from)?;
        let done = self.push.share_on_newest(
            &session,
            ui,
            |session| session.found(&signer),
            |made| ("the founding".to_owned(), Some(made.anchor)),
        )?;
        let made = &done.made;
        let org = session.header_at(made.anchor)?;
        let people = match made.with_key {
            1 => "1 person has a key and can vote".to_owned(),
            n => format!("{n} people have a key and can vote"),
        };
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "founded".to_owned(),
            to: org.about.name.clone(),
            said: vec![
                format!("{} is founded, by {}", org.about.name, made.by),
                people,
                "keep the commit id: those who verify give it as their anchor".to_owned(),
            ],
            commit: Some(made.anchor.to_string()),
        };
        done.answer(ui, answer, text)?;
        ui.hint("`polity propose \"TITLE\" …` drafts a change, `polity list` shows proposals");
        Ok(Exit::Ok)
    }
}
