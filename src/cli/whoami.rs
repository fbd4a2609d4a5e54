//! `polity whoami`.

use clap::Args;

use super::key::{key, nobodys};
use super::workspace::session;
use super::{CliError, Context, Done, Exit};
use crate::render::json::WhoamiJson;
use crate::render::keys::whoami;

/// Say whom polity takes you for, and by which key
///
/// You are whoever the key at hand is recorded for in governance/people. The
/// key is found as git finds it for signing: `user.signingkey`,
/// `gpg.ssh.defaultKeyCommand`, the usual files in ~/.ssh, the agent. Names in
/// commits decide nothing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity whoami")]
pub(super) struct Whoami {}

impl Whoami {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let signer = session.signer().map_err(CliError::from)?;
        let whose = session.whose(&signer)?;
        let fingerprint = signer.fingerprint().to_string();
        let found_by = signer.origin().to_string();
        let found = whose.owner.as_ref();
        let Some((owner, at_hand)) = found.and_then(|it| Some((it, it.at_hand(&signer)?))) else {
            let error = nobodys(&whose, fingerprint);
            return Err(error.note(format!("it was found by {found_by}")));
        };
        let answer = WhoamiJson {
            polity: "whoami/1".to_owned(),
            id: owner.person.to_string(),
            name: owner.name.clone(),
            key: key(at_hand),
            found_by,
            signs: signer.program().map(str::to_owned),
            draft: whose.draft,
            on: whose.today.to_string(),
            others: owner
                .keys
                .iter()
                .filter(|it| it.recorded != at_hand.recorded)
                .map(key)
                .collect(),
            commits_as: whose
                .identity
                .as_ref()
                .map(|it| format!("{} <{}>", it.name, it.email)),
        };
        ui.answer(|width| whoami(&answer, width), || &answer)?;
        if answer.commits_as.is_none() {
            ui.hint(
                "git does not know your name yet: `git config --global user.name NAME`, \
                 `git config --global user.email ADDRESS`",
            );
        } else {
            ui.hint(format!("`polity show {}`", answer.id));
        }
        Ok(Exit::Ok)
    }
}
