//! `polity tally`.

use clap::Args;

use super::status::answer;
use super::workspace::{maybe_signer, session};
use super::{CliError, Context, Done, Exit};
use crate::render::paint::{Line, Style, Text};
use crate::render::vote::{explained, poll};

/// Count the ballots that are there now
///
/// As `polity close` would, but without recording anything: how many voted
/// what, every condition with its numbers, and what can still change. Every
/// signature is checked; ballots that do not count are listed with the reason.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity tally 10
  polity tally 10 --explain")]
pub(super) struct Tally {
    /// The proposal's number or whole name
    proposal: String,
    /// Show the arithmetic: every condition, and of a count of several options
    /// the totals, the pairwise matrix or the rounds
    #[arg(long)]
    explain: bool,
}

impl Tally {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let signer = maybe_signer(&session);
        let bar = ui.progress("verifying ballots", 0);
        let found = session.status(&self.proposal, signer.as_ref(), &|done| {
            bar.set_position(done as u64);
        })?;
        bar.finish_and_clear();
        let answer = answer(&found, session.now())?;
        let n = answer.proposal;
        let Some(it) = &answer.poll else {
            return Err(CliError::refused(
                "no-poll",
                format!("no poll of proposal {} is open", answer.name),
            )
            .hint(format!("`polity status {n}`")));
        };
        let lines = found.poll.as_ref().and_then(|it| it.decision.as_ref());
        let lines = lines.map_or_else(Vec::new, |decision| decision.lines());
        let text = |width: usize| {
            let mut text = Text::new();
            let title = format!("{:04}  {}, stage {}", n, answer.title, it.stage);
            text.line().push(Style::Name, title);
            text.extend(0, poll(it, width));
            if self.explain {
                if let Some(count) = &it.count {
                    explained(&mut text, count, width);
                }
                if !lines.is_empty() {
                    text.heading("Every condition, in the order of asking");
                }
                for line in &lines {
                    text.line().push(Style::Plain, "  ");
                    text.wrap(4, width, &Line::new(Style::Plain, line));
                }
            }
            text
        };
        ui.answer(text, || &answer)?;
        ui.hint(if it.closable {
            format!("`polity close {n}`")
        } else if it.attesting.is_some() {
            format!("`polity attest {n} FILE`, once the vote is over")
        } else {
            format!("`polity status {n}`; this count is provisional until the close")
        });
        Ok(Exit::Ok)
    }
}
