//! `polity check`.

use clap::Args;

use super::between::explained;
use super::reading::Reading;
use super::{Context, Done, Env, Exit};
use crate::base::{Instant, ProposalName};
use crate::diff::{Consequences, OrgDiff, reach};
use crate::finding::{Finding, Severity};
use crate::render::findings::{Shown, findings, follows};
use crate::render::json::{FindingsJson, FollowJson};
use crate::store::Files;
use crate::workspace::layout::proposal_folder;
use crate::workspace::{Trial, Workspace};

/// Check every file, rule, constraint and proposal
///
/// Reads everything to the end and reports every problem in one go, each with
/// its place and what to do. Only errors make the exit code 1; warnings and
/// notes do not. With a proposal: only what is wrong with it, and what it would
/// break or leave wrong in the organisation; and what it would do to constraints,
/// rules, areas and seats, for worse and for better.
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
        let after = self.after(&reading, &context.env)?;
        context.ui.answer(
            |width| {
                let mut text = findings(&shown, self.notes, files, width);
                if let Some(after) = &after {
                    text.extend(0, follows(after, width));
                }
                text
            },
            || FindingsJson {
                follows: after.clone(),
                ..FindingsJson::of(shown.iter().map(|it| (it.finding, it.file.clone())))
            },
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

    /// What the draft would do to constraints, rules, areas and seats; none
    /// where no draft is asked about, or it cannot be applied.
    fn after(
        &self,
        reading: &Reading,
        env: &Env,
    ) -> Result<Option<Vec<FollowJson>>, super::CliError> {
        let Some(given) = &self.proposal else {
            return Ok(None);
        };
        let name = reading.workspace.pick(given)?;
        Ok(after(
            &reading.workspace,
            reading.files(),
            &name,
            env.clock.now(),
        ))
    }
}

/// What a draft would do to constraints, rules, areas and seats.
pub(super) fn after(
    workspace: &Workspace,
    files: &Files,
    name: &ProposalName,
    now: Instant,
) -> Option<Vec<FollowJson>> {
    let org = workspace.governance.org.as_ref()?;
    let folder = workspace.proposals.proposals.get(name)?;
    if folder.enactment.is_some() {
        return None;
    }
    let today = now.day(&org.about.time_zone.zone());
    let day = org.about.as_of.unwrap_or(today);
    let trial = Trial {
        files,
        governance: &workspace.governance,
        proposals: &workspace.proposals,
        day,
    };
    // Why it cannot be applied is among the findings.
    let ways = trial.ways(name).ok()?;
    let mut all = Vec::new();
    for way in &ways {
        let (before, after) = (way.before.on(day), way.after.on(day));
        let diff = OrgDiff::between(&before, &after, &way.hints);
        let found = Consequences::of(&diff, &before, &after, &reach);
        let option = way.option.as_ref().map(|(id, _)| id.as_str());
        all.extend(FollowJson::all(option, &found, &way.after));
    }
    Some(all)
}
