//! `polity whoami`.

use clap::Args;

use super::workspace::session;
use super::{CliError, Context, Done, Exit};
use crate::render::json::DoneJson;
use crate::render::vote::done;

/// Say whom polity takes you for, and by which key
///
/// You are whoever the key at hand is recorded for in governance/people. The
/// key is found as git finds it for signing: `user.signingkey`, the usual files
/// in ~/.ssh, the agent.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity whoami")]
pub(super) struct Whoami {}

impl Whoami {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let signer = session.signer().map_err(CliError::from)?;
        let (person, keys) = session.whoami(&signer)?;
        let at_hand = signer.key().fingerprint().to_string();
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "whoami".to_owned(),
            to: person.to_string(),
            said: vec![
                format!("you are {person}"),
                format!("the key at hand is {at_hand}"),
                format!("it is one of {} recorded for {person}", keys.len()),
            ],
            commit: None,
        };
        ui.answer(|width| done(&answer, width), || &answer)?;
        ui.hint(format!("`polity show {person}`"));
        Ok(Exit::Ok)
    }
}
