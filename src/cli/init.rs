//! `polity init`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::workspace::outside;
use super::{CliError, Context, Done, Exit};
use crate::render::json::DoneJson;
use crate::render::vote::done;
use crate::render::words::count;
use crate::workspace::{Initialised, Template, init};

/// Begin a workspace: a small one with comments, or an example
///
/// Writes `governance/`, a README.md where there is none, and .gitattributes,
/// in one commit; makes the git repository where there is none. Nothing that
/// exists is overwritten. A new workspace is a draft: everything may be edited
/// until `polity found` ends that.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity init
  polity init project
  polity init --example django django")]
pub(super) struct Init {
    /// The folder; by default this one, which must be the root of its
    /// repository if it lies in one
    dir: Option<PathBuf>,
    /// Begin with an organisation that exists, and its proposals
    #[arg(long, value_name = "NAME")]
    example: Option<Example>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Example {
    /// Django's technical organisation on 2020-03-11, and DEP 10
    Django,
}

impl Init {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let dir = match &self.dir {
            Some(dir) => env.cwd.join(dir),
            None => env.cwd.clone(),
        };
        let template = match self.example {
            None => Template::Small,
            Some(Example::Django) => Template::Django,
        };
        let made = init(&dir, template, self.dir.is_some(), outside(env))
            .map_err(|error| explain(error.into(), &dir))?;
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "initialised".to_owned(),
            to: shown(&made.root),
            said: said(&made),
            commit: Some(made.commit.to_string()),
        };
        ui.answer(|width| done(&answer, width), || &answer)?;
        // Where a folder was named, the next commands are given there.
        let there = match &self.dir {
            Some(dir) => format!("-C {} ", quoted(dir)),
            None => String::new(),
        };
        let hint = match (&made.person, &made.key) {
            (None, _) => format!("`polity {there}show`, `polity {there}list`"),
            (Some(_), Some(_)) => {
                format!("`polity {there}show` shows it, `polity {there}found` ends the draft")
            }
            (Some(person), None) => format!(
                "`polity {there}show` shows it, `polity {there}key add {person}` records your \
                 key, `polity {there}found` ends the draft"
            ),
        };
        ui.hint(hint);
        Ok(Exit::Ok)
    }
}

fn said(made: &Initialised) -> Vec<String> {
    let what = match &made.person {
        Some(_) => "a workspace",
        None => "a workspace with Django's organisation",
    };
    let mut said = vec![format!("began {what} in {}", shown(&made.root))];
    let repository = match made.new_repository {
        true => "a new repository",
        false => "the repository",
    };
    said.push(format!(
        "{} in {repository}, on branch {}",
        count(made.paths.len(), "file"),
        made.branch
    ));
    match (&made.person, &made.key) {
        (Some(person), Some(key)) => said.push(format!("you are {person}, with the key {key}")),
        (Some(person), None) => said.push(format!("you are {person}; no key was found")),
        (None, _) => {}
    }
    said.push("a draft: everything may be edited".to_owned());
    said
}

/// A folder without the slash at its end.
pub(super) fn shown(root: &Path) -> String {
    let parts: PathBuf = root.components().collect();
    parts.display().to_string()
}

/// The error with a hint for the folder that was meant.
fn explain(error: CliError, dir: &Path) -> CliError {
    match error.code {
        "uncommitted-changes" => error.note(format!(
            "in {}: commit what is there first, or begin in an empty folder",
            dir.display()
        )),
        _ => error,
    }
}

/// A path as a shell takes it.
pub(super) fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+~@%".contains(c);
    if text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
