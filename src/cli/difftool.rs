//! `polity difftool`, which git runs.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use clap::Args;

use super::reading::{days, root};
use super::{CliError, Context, Done, Env, Exit};
use crate::diff::{Consequences, Hints, OrgDiff, reach};
use crate::org::TimeZoneName;
use crate::render::diff::{DiffView, TextOptions, text};
use crate::render::paint::Text;
use crate::render::source::{SourceChange, source};
use crate::store::{FileEntry, Files};
use crate::workspace::{files_of_folder, governance_of, load};

/// The longest file that is compared, in bytes.
const LONGEST: u64 = 1 << 20;

/// The deepest folder that is looked into.
const DEEPEST: usize = 16;

/// Show what differs between two folders or files that git compares
///
/// For git: `git difftool -d --tool=polity main~5 main` after `polity
/// git-setup`. Git hands over only the files that differ; everything else is
/// taken to be as it is in the working tree. `polity diff main~5 main` reads
/// both states whole.
#[derive(Debug, Args)]
#[command(
    hide = true,
    after_help = "Examples:
  polity difftool -- left right
  polity difftool -- old.yaml new.yaml governance/teams/core.yaml
  GIT_EXTERNAL_DIFF='polity difftool' git diff"
)]
pub(super) struct Difftool {
    /// Two folders; or two files and the path of both in the workspace; or what
    /// GIT_EXTERNAL_DIFF is given
    #[arg(required = true, num_args = 1..=9)]
    what: Vec<String>,
}

/// The files of one side that git handed over, by path.
type Side = BTreeMap<String, Vec<u8>>;

impl Difftool {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let what: Vec<&str> = self.what.iter().map(String::as_str).collect();
        let dir = |path: &str| context.env.cwd.join(path);
        let (before, after) = match what.as_slice() {
            // An unmerged path, of which git has nothing more to say.
            [path] => {
                context
                    .ui
                    .raw(format!("* Unmerged path {path}\n").as_bytes());
                return Ok(Exit::Ok);
            }
            [left, right] | [left, right, ""] if dir(left).is_dir() || dir(right).is_dir() => {
                (folder(&dir(left))?, folder(&dir(right))?)
            }
            [left, right] => {
                let path = (*right).to_owned();
                (file(&dir(left), &path)?, file(&dir(right), &path)?)
            }
            [left, right, path] => (file(&dir(left), path)?, file(&dir(right), path)?),
            // GIT_EXTERNAL_DIFF: path, then file, object and mode of each side,
            // then the new path and what is said of it.
            [path, old, _, _, new, _, _, rest @ ..] => {
                let new_path = rest.first().unwrap_or(path);
                (file(&dir(old), path)?, file(&dir(new), new_path)?)
            }
            _ => {
                let said = "two folders, or two files and their path, are compared";
                return Err(CliError::usage("two-sides", said));
            }
        };
        let shown = show(&context.env, &before, &after, context.ui.width());
        context.ui.text(&shown);
        Ok(Exit::Ok)
    }
}

/// What differs, by meaning for the organisation, and line by line for all
/// else.
fn show(env: &Env, before: &Side, after: &Side, width: usize) -> Text {
    let own = |path: &String| path.starts_with("governance/");
    let mut shown = Text::new();
    let rest = |with: &dyn Fn(&String) -> bool| {
        let texts = |side: &Side, path: &String| {
            let bytes = side.get(path)?;
            Some(String::from_utf8_lossy(bytes).into_owned())
        };
        let paths: std::collections::BTreeSet<&String> = before
            .keys()
            .chain(after.keys())
            .filter(|it| with(it))
            .collect();
        let all: Vec<_> = paths
            .into_iter()
            .map(|path| (path, texts(before, path), texts(after, path)))
            .collect();
        let changes = all.iter().map(|(path, before, after)| SourceChange {
            path,
            before: before.as_deref(),
            after: after.as_deref(),
        });
        source(&changes.collect::<Vec<_>>(), 3)
    };
    let lines = rest(&|path| !own(path));
    if before.keys().chain(after.keys()).any(own) {
        match meaning(env, before, after, width) {
            Some(meaning) => shown.extend(0, meaning),
            // A side that cannot be read has lines all the same.
            None => shown.extend(0, rest(&own)),
        }
    }
    shown.extend(0, lines);
    shown
}

/// The organisation before and after; nothing where either cannot be read.
fn meaning(env: &Env, before: &Side, after: &Side, width: usize) -> Option<Text> {
    let around = root(env).ok().and_then(|root| files_of_folder(&root).ok());
    let around = governance_of(&around.unwrap_or_default());
    let today = env.clock.now().day(&TimeZoneName::utc().zone());
    let whole = |side: &Side, other: &Side| {
        let mut files = around.clone();
        files.problems.clear();
        // What only the other side has does not exist on this one.
        files.files.retain(|path, _| !other.contains_key(path));
        for (path, bytes) in side {
            let bytes = Arc::from(bytes.as_slice());
            files
                .files
                .insert(path.clone(), FileEntry { bytes, blob: None });
        }
        let workspace = load(&Files { ..files }, today);
        let governance = workspace.governance;
        // What is broken and was not changed matters to neither side.
        let id = |path: &String| {
            let name = path.rsplit('/').next().unwrap_or(path);
            name.trim_end_matches(".yaml").to_owned()
        };
        let lost = |path: &String| governance.unreadable.contains(&id(path));
        match side.keys().any(lost) {
            true => None,
            false => governance.org,
        }
    };
    let (old, new) = (whole(before, after)?, whole(after, before)?);
    let (old_day, new_day) = (days(&old, None, env).0, days(&new, None, env).0);
    let (before, after) = (old.on(old_day), new.on(new_day));
    let diff = OrgDiff::between(&before, &after, &Hints::none());
    let follows = Consequences::of(&diff, &before, &after, &reach);
    let view = DiffView {
        diff: &diff,
        follows: &follows,
        before: &before,
        after: &after,
        title: &new.about.name,
        aside: "",
    };
    let people = false;
    Some(text(&view, TextOptions { width, people }))
}

/// Every file below a folder. Git puts links to the working tree there, so
/// that links are followed.
fn folder(dir: &Path) -> Result<Side, CliError> {
    fn walk(dir: &Path, under: &str, depth: usize, side: &mut Side) -> std::io::Result<()> {
        for entry in std::fs::read_dir(dir)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            let path = match under {
                "" => name,
                under => format!("{under}/{name}"),
            };
            let Ok(kind) = std::fs::metadata(entry.path()) else {
                continue;
            };
            if kind.is_dir() && depth < DEEPEST && !path.ends_with(".git") {
                walk(&entry.path(), &path, depth + 1, side)?;
            } else if kind.is_file() && kind.len() <= LONGEST {
                side.insert(path, std::fs::read(entry.path())?);
            }
        }
        Ok(())
    }
    let mut side = Side::new();
    walk(dir, "", 0, &mut side).map_err(|error| failed(dir, &error))?;
    Ok(side)
}

/// One file under a path; nothing where it is `/dev/null`, as git says that
/// there is none.
fn file(file: &Path, path: &str) -> Result<Side, CliError> {
    if file == Path::new("/dev/null") || file == Path::new("nul") {
        return Ok(Side::new());
    }
    let bytes = std::fs::read(file).map_err(|error| failed(file, &error))?;
    Ok(Side::from([(path.to_owned(), bytes)]))
}

fn failed(path: &Path, error: &std::io::Error) -> CliError {
    CliError::outside("io", format!("{} cannot be read", path.display())).because(error)
}
