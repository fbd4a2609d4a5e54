//! `polity housekeeping`.

use clap::Args;

use super::workspace::session;
use super::{Context, Done, Exit};
use crate::render::json::DoneJson;
use crate::render::vote::done;

/// Commit a change that needs no proposal, signed by you
///
/// Takes edits of governance/ that you have made in the working tree, checks
/// that `housekeeping` in organisation.yaml lets you make them without a
/// proposal (people, events, members of external bodies), and commits them with
/// a statement that you sign, which covers them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity housekeeping -m \"Record the release of 3.1\"
  polity housekeeping -m \"Ada has moved\" governance/people/ada.yaml")]
pub(super) struct Housekeeping {
    /// Why, in a line: it becomes the commit's message and is signed
    #[arg(short, long)]
    message: String,
    /// Only what lies under these files or folders
    paths: Vec<String>,
}

impl Housekeeping {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let signer = session.signer()?;
        let made = session.keep_house(&self.message, &self.paths, &signer)?;
        let mut said = vec![format!("{} may: {}", made.by, made.rule)];
        said.extend(made.paths.iter().cloned());
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "kept house".to_owned(),
            to: made.statement.clone(),
            said,
            commit: Some(made.commit.to_string()),
        };
        ui.answer(|width| done(&answer, width), || &answer)?;
        ui.hint("`polity audit` shows what covers each change");
        Ok(Exit::Ok)
    }
}
