//! `polity textconv`, which git runs.

use std::path::PathBuf;

use clap::Args;

use super::reading::root;
use super::{CliError, Context, Done, Exit};
use crate::format::{FileKind, Names, facts};
use crate::workspace::names;

/// Print a file of the organisation as lines, one fact each
///
/// For git, which compares these lines in place of the file's own: `polity
/// git-setup` has it do so. What cannot be read is printed as it is.
#[derive(Debug, Args)]
#[command(
    hide = true,
    after_help = "Examples:
  polity textconv --kind team -- governance/teams/core.yaml"
)]
pub(super) struct Textconv {
    /// What the file is about: organisation, person, team, area, rule,
    /// constraint, event
    #[arg(long)]
    kind: String,
    /// The file
    file: PathBuf,
}

impl Textconv {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let path = env.cwd.join(&self.file);
        let bytes = std::fs::read(&path).map_err(|error| {
            let said = format!("{} cannot be read", path.display());
            CliError::outside("io", said).because(&error)
        })?;
        let kind = FileKind::ALL
            .into_iter()
            .find(|it| it.as_str() == self.kind);
        // Without the names ids do: a comparison never fails for them.
        let known = match env.repo() {
            Ok(repo) => names(Some(&repo), &env.cwd).ok(),
            Err(_) => root(env).ok().and_then(|root| names(None, &root).ok()),
        };
        let known = known.unwrap_or_else(Names::default);
        let lines = kind.and_then(|kind| facts(kind, &bytes, &known));
        match lines {
            Some(lines) => ui.raw(lines.as_bytes()),
            None => ui.raw(&bytes),
        }
        Ok(Exit::Ok)
    }
}
