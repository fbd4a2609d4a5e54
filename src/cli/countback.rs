//! `polity countback`.

use clap::Args;

use super::workspace::{proposal, session};
use super::{Context, Done, Exit};
use crate::base::{OptionId, PersonId};
use crate::render::json::{CountbackJson, MovesUpJson};
use crate::render::vote::countback;
use crate::vote::count::Countback as Found;
use crate::vote::count_record;
use crate::workspace::Filled;

/// Find who fills a vacancy, by the ballots of the election
///
/// Verifies the election again and counts its ballots back. Where votes are
/// transferred (stv, irv) they are counted again without whoever left; by any
/// other method the next in the finished order moves up. Those who sit, do not
/// stand any more or would break the rule's cap are passed over. Nothing is
/// recorded: the command that proposes the appointment is printed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity countback 12 --vacancy ada
  polity countback 12 --vacancy ada --withdrawn ben")]
pub(super) struct Countback {
    /// The number or whole name of the proposal that held the election
    proposal: String,
    /// Who leaves the seat
    #[arg(long, value_name = "PERSON")]
    vacancy: PersonId,
    /// Who stood then and does not stand any more
    #[arg(long, value_name = "PERSON")]
    withdrawn: Vec<PersonId>,
}

impl Countback {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let name = proposal(&session, &self.proposal)?;
        let withdrawn = self.withdrawn.into_iter().collect();
        let bar = ui.progress("verifying ballots", 0);
        let made = session.countback(&name, &self.vacancy, &withdrawn, &|done| {
            bar.set_position(done as u64);
        })?;
        bar.finish_and_clear();
        let answer = answer(&made);
        ui.answer(|width| countback(&answer, width), || &answer)?;
        match &answer.propose {
            Some(line) => ui.hint(format!("`{line}`")),
            None => ui.hint(format!("`polity show {}`", answer.team)),
        }
        Ok(if answer.moves_up.fills.is_some() {
            Exit::Ok
        } else {
            Exit::No
        })
    }
}

fn answer(made: &Filled) -> CountbackJson {
    let team = &made.team;
    let ends = match made.serves {
        true => format!(" --end-term {}={team}", made.left),
        false => String::new(),
    };
    let propose = made.found.fills.as_ref().map(|next| {
        let title = format!("{next} follows {} in {team}", made.left);
        format!("polity propose \"{title}\"{ends} --appoint {next}={team}")
    });
    CountbackJson {
        polity: "countback/1".to_owned(),
        proposal: made.name.number(),
        name: made.name.to_string(),
        stage: made.stage.to_string(),
        team: team.to_string(),
        rule: made.rule.to_string(),
        method: made.method.to_string(),
        vacancy: made.left.to_string(),
        lines: count_record(&made.found.count).lines,
        moves_up: moves_up(&made.found),
        propose,
    }
}

/// Who moves up, for answers.
pub(super) fn moves_up(of: &Found) -> MovesUpJson {
    let words = |ids: &[OptionId]| -> Vec<String> { ids.iter().map(ToString::to_string).collect() };
    MovesUpJson {
        recounted: of.recounted,
        next: of.next.iter().map(|group| words(group)).collect(),
        over_cap: words(&of.over_cap),
        broken: of
            .broken
            .iter()
            .map(|it| {
                format!(
                    "tie among {} broken by {}",
                    words(&it.among).join(", "),
                    it.by
                )
            })
            .collect(),
        tie: of
            .tie
            .as_ref()
            .map_or_else(Vec::new, |tie| words(&tie.among)),
        fills: of.fills.as_ref().map(ToString::to_string),
    }
}
