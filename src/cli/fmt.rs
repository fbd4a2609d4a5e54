//! `polity fmt`.

use std::path::{Component, Path, PathBuf};

use clap::Args;

use super::reading::root;
use super::{CliError, Context, Done, Env, Exit};
use crate::render::json::{FmtJson, KeptJson};
use crate::render::paint::{Line, Style, Text};
use crate::render::source::{SourceChange, source};
use crate::render::words::count;
use crate::store::{Files, write_worktree};
use crate::workspace::{Tidied, files_of_folder, tidied};

/// Bring the files of the organisation and of proposals into one style
///
/// Indentation, quotes, and lists and maps on one line or several, as in files
/// that polity writes. Meaning and comments stay: each result is read back by
/// two readers before anything is written. Nothing needs this style; it is for
/// those who want one.
///
/// Files that are signed, events, and proposals that were voted on stay as they
/// are. So do the files of an organisation that is founded: a decision must
/// cover every change of them, and a poll names them by their bytes. Begin with
/// one style, then found.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity fmt
  polity fmt --check
  polity fmt --diff governance/teams")]
pub(super) struct Fmt {
    /// Files or folders; by default all of the workspace
    paths: Vec<PathBuf>,
    /// Write nothing, and end with exit code 1 where something would change
    #[arg(long)]
    check: bool,
    /// Write nothing, and show what would change
    #[arg(long)]
    diff: bool,
}

impl Fmt {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let root = root(env)?;
        let files = files_of_folder(&root)?;
        let asked = self.asked(env, &root)?;
        let below = |path: &str, folder: &str| {
            let rest = path.strip_prefix(folder);
            folder.is_empty() || rest.is_some_and(|it| it.is_empty() || it.starts_with('/'))
        };
        let wanted = |path: &str| asked.is_empty() || asked.iter().any(|it| below(path, it));
        let found = tidied(&files, &wanted);
        let looks = self.check || self.diff;
        if !looks && !found.changed.is_empty() {
            let changes = found.changed.iter();
            let changes = changes.map(|(path, text)| (path.clone(), Some(text.clone().into())));
            write_worktree(&root, &changes.collect())?;
        }
        let answer = self.answer(&found, !looks);
        ui.answer(|width| self.text(&found, &files, width), || &answer)?;
        if !found.changed.is_empty() {
            ui.hint(match looks {
                true => "`polity fmt` writes it",
                false => "`git diff --no-textconv` shows the text, `polity check`",
            });
        }
        Ok(match self.check && !found.changed.is_empty() {
            true => Exit::No,
            false => Exit::Ok,
        })
    }

    /// The paths that were named, from the root.
    fn asked(&self, env: &Env, root: &Path) -> Result<Vec<String>, CliError> {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let one = |path: &PathBuf| {
            let full = env.cwd.join(path).canonicalize();
            let full = full.map_err(|error| {
                let said = format!("there is no {}", path.display());
                CliError::usage("no-file", said).because(&error)
            })?;
            let inside = full.strip_prefix(&root).map_err(|_| {
                let said = format!("{} is not in this workspace", path.display());
                CliError::usage("no-file", said)
            })?;
            let parts = inside.components().filter_map(|part| match part {
                Component::Normal(name) => name.to_str(),
                _ => None,
            });
            Ok(parts.collect::<Vec<_>>().join("/"))
        };
        self.paths.iter().map(one).collect()
    }

    fn answer(&self, found: &Tidied, written: bool) -> FmtJson {
        FmtJson {
            polity: "fmt/1".to_owned(),
            files: found.seen.len(),
            written,
            changed: found.changed.keys().cloned().collect(),
            left: left(found),
        }
    }

    fn text(&self, found: &Tidied, files: &Files, width: usize) -> Text {
        let mut text = Text::new();
        if self.diff {
            let texts = found.changed.iter().map(|(path, after)| {
                let before = files.bytes(path).unwrap_or_default();
                (path, String::from_utf8_lossy(before).into_owned(), after)
            });
            let all: Vec<_> = texts.collect();
            let changes = all.iter().map(|(path, before, after)| SourceChange {
                path,
                before: Some(before),
                after: Some(after),
            });
            return source(&changes.collect::<Vec<_>>(), 3);
        }
        for path in found.changed.keys() {
            text.line().push(Style::Plain, path);
        }
        for KeptJson { file, why } in left(found) {
            text.line().push(Style::Warn, "left: ");
            text.wrap(2, width, &Line::new(Style::Plain, format!("{file}: {why}")));
        }
        let all = count(found.seen.len(), "file");
        let number = found.changed.len();
        text.line().push(
            Style::Plain,
            match (number, self.check) {
                (0, _) => format!("{all} looked at, nothing to change"),
                (_, true) => format!("{number} of {all} would change"),
                (_, false) => format!("{number} of {all} changed, in style alone"),
            },
        );
        text
    }
}

fn left(found: &Tidied) -> Vec<KeptJson> {
    let one = |(file, why): (&String, &String)| KeptJson {
        file: file.clone(),
        why: why.clone(),
    };
    found.left.iter().map(one).collect()
}
