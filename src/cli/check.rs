//! `polity check`.

use clap::Args;

use super::reading::Reading;
use super::{Context, Done, Exit};
use crate::finding::Severity;
use crate::render::findings::{Shown, findings};
use crate::render::json::FindingsJson;

/// Check every file, rule and constraint
///
/// Reads everything to the end and reports every problem in one go, each with
/// its place and what to do. Only errors make the exit code 1; warnings and
/// notes do not.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity check
  polity check --rev main
  polity check --format json")]
pub(super) struct Check {
    /// Check what this commit, branch or tag has, and not the working tree
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
}

impl Check {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let reading = Reading::of(&context.env, self.rev.as_deref())?;
        let all = reading.findings(&context.env);
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
            |width| findings(&shown, reading.files().files.len(), width),
            || FindingsJson::of(shown.iter().map(|it| (it.finding, it.file.clone()))),
        )?;
        let broken = all.iter().any(|it| it.severity == Severity::Error);
        if !broken {
            context.ui.hint("`polity show`");
        }
        Ok(if broken { Exit::No } else { Exit::Ok })
    }
}
