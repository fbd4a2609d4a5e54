//! `polity undo`.

use clap::Args;

use super::workspace::{proposal, session};
use super::{CliError, Context, Done, Exit};
use crate::render::json::DoneJson;
use crate::render::vote::done;
use crate::workspace::ActStands;

/// Undo an act before the decision that was not ratified
///
/// Where somebody acted first, as the rule's `acts_first` let them, and the vote
/// failed or did not come in time, every file that the act changed is put back
/// as it was, in one signed commit. Where a file has changed since, nothing is
/// touched, and the command says what to do by hand.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity undo 11")]
pub(super) struct Undo {
    /// The proposal's number or whole name
    proposal: String,
}

impl Undo {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let name = proposal(&session, &self.proposal)?;
        let signer = session.signer().map_err(CliError::from)?;
        let (act, paths, commit) = session.undo_act(&name, &signer)?;
        let mut said = vec![format!("undid the act of {} on {name}", act.by)];
        if let ActStands::MustBeUndone { why } = &act.stands {
            said.push(why.clone());
        }
        said.extend(paths.iter().map(|path| format!("{path} is as it was")));
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "undone".to_owned(),
            to: name.to_string(),
            said,
            commit: Some(commit.to_string()),
        };
        ui.answer(|width| done(&answer, width), || &answer)?;
        ui.hint(format!("`polity verify {}`", name.number()));
        Ok(Exit::Ok)
    }
}
