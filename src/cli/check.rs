//! `polity check`.

use clap::Args;

use super::between::explained;
use super::reading::Reading;
use super::{Context, Done, Exit};
use crate::finding::{Finding, Severity};
use crate::render::findings::{Shown, findings};
use crate::render::json::FindingsJson;
use crate::workspace::layout::proposal_folder;

/// Check every file, rule, constraint and proposal
///
/// Reads everything to the end and reports every problem in one go, each with
/// its place and what to do. Only errors make the exit code 1; warnings and
/// notes do not. With a proposal: only what is wrong with it, and what it would
/// break or leave wrong in the organisation.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity check
  polity check 10
  polity check --notes
  polity check --rev main --format json")]
pub(super) struct Check {
    /// Only what concerns this proposal, by its number or whole name
    proposal: Option<String>,
    /// Show the notes too, which are worth knowing and nothing to mend
    #[arg(long)]
    notes: bool,
    /// Check what this commit, branch or tag has, and not the working tree
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
}

impl Check {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let reading = Reading::of(&context.env, self.rev.as_deref())?;
        let workspace = &reading.workspace;
        let now = context.env.clock.now();
        let paths = reading.files().files.keys();
        let (all, files): (Vec<Finding>, usize) = match &self.proposal {
            Some(given) => {
                let name = workspace.pick(given)?;
                let folder = format!("{}/", proposal_folder(&name));
                let own = paths.filter(|path| path.starts_with(&folder));
                let found = workspace.findings_about(&name, now);
                let found = explained(&context.env, &reading, &name, found);
                (found, own.count())
            }
            None => (workspace.findings(now), paths.count()),
        };
        let shown: Vec<Shown<'_>> = all
            .iter()
            .map(|finding| {
                let (file, text) = reading.file_of(finding);
                Shown {
                    finding,
                    file,
                    text,
                }
            })
            .collect();
        context.ui.answer(
            |width| findings(&shown, self.notes, files, width),
            || FindingsJson::of(shown.iter().map(|it| (it.finding, it.file.clone()))),
        )?;
        let there = |severity| all.iter().any(|it| it.severity == severity);
        let again = |option: &str| match &self.proposal {
            Some(given) => format!("`polity check {given}{option}`"),
            None => format!("`polity check{option}`"),
        };
        if there(Severity::Note) && !self.notes {
            let hint = again(" --notes");
            context.ui.hint(format!("{hint} shows the notes too"));
        } else if !there(Severity::Error) {
            context.ui.hint(match &self.proposal {
                Some(given) => format!("`polity diff {given}`"),
                None => "`polity show`".to_owned(),
            });
        }
        Ok(if there(Severity::Error) {
            Exit::No
        } else {
            Exit::Ok
        })
    }
}
