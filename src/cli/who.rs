//! `polity who`.

use clap::Args;

use super::reading::{Reading, When, viewing};
use super::unknown::meant;
use super::{CliError, Context, Done};
use crate::base::EntityId;
use crate::finding::nearest;
use crate::org::Organisation;
use crate::render::json::{View, WhoJson};
use crate::render::who::who;

/// Who may do something, through which office, on a day
///
/// Asked about an area: who controls it, and who holds which other power over
/// it. Asked about a power: over which areas it is held, and by whom.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity who issue-tracker
  polity who issue-tracker --at 2010-01-01
  polity who merge")]
pub(super) struct Who {
    /// The id of an area, or a power such as `merge`
    #[arg(value_name = "AREA|POWER")]
    what: String,
    #[command(flatten)]
    when: When,
}

impl Who {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let reading = Reading::of(&context.env, self.when.rev.as_deref())?;
        let org = reading.organisation()?;
        let make = |view: &View<'_>| {
            let area = self.what.parse().ok();
            let power = self.what.parse().ok();
            area.and_then(|area| WhoJson::of_area(view, &area))
                .or_else(|| power.and_then(|power| WhoJson::of_power(view, &power)))
        };
        let answer = viewing(&reading, &self.when, &context.env, make)?;
        let answer = answer.ok_or_else(|| neither(org, &self.what))?;
        context.ui.answer(|width| who(&answer, width), || &answer)?;
        let again = self.when.again();
        let body = answer.rows.iter().flat_map(|row| &row.holders).next();
        if let Some(holder) = body {
            let body = format!("`polity show {}{again}`", holder.team.id);
            context.ui.hint(match answer.asked.as_str() {
                "area" => format!("{body}, `polity show {}{again}`", answer.id),
                _ => body,
            });
        }
        Ok(reading.warn(context))
    }
}

fn neither(org: &Organisation, typed: &str) -> CliError {
    let shown: String = typed.chars().take(64).collect();
    let error = CliError::usage("unknown-id", format!("`{shown}` is no area and no power"));
    if let Some(entity) = org.find(typed) {
        let name = org.label(&entity);
        let what = match entity {
            EntityId::Team(_) => "a body",
            EntityId::Person(_) => "a person",
            EntityId::Rule(_) => "a rule",
            _ => "something else",
        };
        return error
            .note(format!("it is {what}: {name}"))
            .hint(format!("`polity show {typed}`"));
    }
    let powers = org.about.powers.keys().map(|power| power.as_str());
    let known: Vec<&str> = org
        .areas
        .keys()
        .map(|area| area.as_str())
        .chain(powers)
        .collect();
    let close = nearest(typed, known.iter().copied()).map(str::to_owned);
    match close.or_else(|| meant(org, typed)) {
        Some(id) => error.hint(format!("did you mean `{id}`?")),
        None => error
            .note(format!("areas and powers: {}", known.join(", ")))
            .hint("`polity show`"),
    }
}
