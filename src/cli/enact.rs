//! `polity enact`.

use clap::Args;

use super::between::mend;
use super::publish::PushArgs;
use super::workspace::{proposal, session};
use super::{CliError, Context, Done, Exit};
use crate::render::json::EnactedJson;
use crate::render::vote::enacted;
use crate::workspace::Enacted;

/// Apply an accepted proposal to the organisation
///
/// Changes just the lines of governance/ that must change, in one commit with
/// the record of what was applied, from when, and to what. Every result on the
/// way is computed again first; a proposal that no longer applies, or that
/// would break what must hold, is refused with the reason.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity enact 10
  polity enact 11 --provisional")]
pub(super) struct Enact {
    /// The proposal's number or whole name
    proposal: String,
    /// Act before the decision, where the rule's `acts_first` lets you: it holds
    /// until a vote ratifies it, and is undone else
    #[arg(long, conflicts_with = "push")]
    provisional: bool,
    #[command(flatten)]
    push: PushArgs,
}

impl Enact {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let name = proposal(&session, &self.proposal)?;
        if self.provisional {
            let signer = session.signer().map_err(CliError::from)?;
            let answer = answer(session.act_first(&name, &signer)?);
            ui.answer(|width| enacted(&answer, width), || &answer)?;
            ui.hint(format!("`polity open {}`", name.number()));
            return Ok(Exit::Ok);
        }
        let bar = ui.progress("verifying ballots", 0);
        let done = self.push.share_on_newest(
            &session,
            ui,
            |session| session.enact(&name, &|done| bar.set_position(done as u64)),
            |made| ("the enactment".to_owned(), Some(made.commit)),
        );
        let done = done.map_err(|error| mend(&name, error))?;
        bar.finish_and_clear();
        let (made, pushed) = done.split();
        let answer = answer(made);
        pushed.answer(ui, answer, enacted)?;
        ui.hint(format!("`polity show`, `polity verify {}`", name.number()));
        Ok(Exit::Ok)
    }
}

/// A proposal that was enacted, for answers.
pub(super) fn answer(made: Enacted) -> EnactedJson {
    let name = &made.enactment.proposal;
    EnactedJson {
        polity: "enacted/1".to_owned(),
        proposal: name.number(),
        name: name.to_string(),
        effective: made.effective.to_string(),
        provisional: made.provisional.map(|until| until.to_string()),
        attested: made.attested.iter().map(ToString::to_string).collect(),
        files: made.paths,
        commit: made.commit.to_string(),
    }
}
