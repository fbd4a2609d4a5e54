//! `polity merge-file`, which git runs.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{CliError, Context, Done, Env, Exit};
use crate::base::EntityId;
use crate::format::{FileKind, Names, facts};
use crate::render::clash::clash;
use crate::render::paint::{Style, Text};
use crate::store::{MarkForm, MergeStyle};
use crate::workspace::layout::{Holds, holds};
use crate::workspace::{MergedBy, MergedFile, Sides, merge_file, names};

/// Merge three states of a file of the organisation by meaning
///
/// For git, which runs it when branches are merged, rebased or picked from:
/// `polity git-setup` has it do so. The result is written over OURS. Where the
/// two sides clash, git's marks stand in it, and why is said in the
/// organisation's words.
#[derive(Debug, Args)]
#[command(
    hide = true,
    after_help = "Examples:
  polity merge-file --path governance/teams/core.yaml -- base ours theirs"
)]
pub(super) struct MergeFile {
    /// The path of the file in the workspace
    #[arg(long)]
    path: String,
    /// How long the marks of a conflict are
    // Whatever git says here: it must not keep a merge from being made.
    #[arg(long, default_value = "7", hide_default_value = true)]
    size: String,
    /// What the common ancestor is called
    #[arg(long, default_value = "base", hide_default_value = true)]
    base_name: String,
    /// What our side is called
    #[arg(long, default_value = "ours", hide_default_value = true)]
    ours_name: String,
    /// What their side is called
    #[arg(long, default_value = "theirs", hide_default_value = true)]
    theirs_name: String,
    /// What both sides began with
    base: PathBuf,
    /// Our side
    ours: PathBuf,
    /// Their side
    theirs: PathBuf,
}

impl MergeFile {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let read = |file: &Path| {
            let path = env.cwd.join(file);
            std::fs::read(&path).map_err(|error| failed("read", &path, &error))
        };
        let (base, ours, theirs) = (read(&self.base)?, read(&self.ours)?, read(&self.theirs)?);
        let sides = Sides {
            base: &base,
            ours: &ours,
            theirs: &theirs,
        };
        let merged = merge_file(&self.path, sides, &self.style(env))?;
        let path = env.cwd.join(&self.ours);
        std::fs::write(&path, &merged.text).map_err(|error| failed("write", &path, &error))?;
        // What git makes of several common ancestors concerns nobody.
        if !self.ours_name.starts_with("Temporary merge branch") {
            let said = self.said(env, &merged, &ours);
            ui.beside(&said.to_string(false));
        }
        Ok(match merged.clean {
            true => Exit::Ok,
            false => Exit::No,
        })
    }

    /// How conflicts are marked, as git would.
    fn style(&self, env: &Env) -> MergeStyle {
        let form = env.repo().ok().and_then(|repo| {
            let form = repo.config_get("merge.conflictstyle").ok().flatten()?;
            Some(match form.as_str() {
                "diff3" => MarkForm::WithBase,
                "zdiff3" => MarkForm::WithBaseShort,
                _ => MarkForm::Sides,
            })
        });
        MergeStyle {
            ours: given(&self.ours_name, "ours"),
            theirs: given(&self.theirs_name, "theirs"),
            base: given(&self.base_name, "base"),
            size: self.size.parse().unwrap_or(7),
            form: form.unwrap_or_default(),
        }
    }

    /// What there is to say beside git's own words.
    fn said(&self, env: &Env, merged: &MergedFile, ours: &[u8]) -> Text {
        let mut text = Text::new();
        let path = &self.path;
        let mut head = |said: &str| {
            text.line().push(Style::Plain, format!("{path}: {said}"));
        };
        let mut lines = Vec::new();
        match &merged.how {
            MergedBy::Lines => {}
            MergedBy::Unread(sides) => head(&format!(
                "merged line by line, as {} cannot be read",
                sides.join(" and ")
            )),
            MergedBy::Meaning { lost } if lost.is_empty() => {}
            MergedBy::Meaning { lost } => {
                head("merged by meaning; these comments of theirs found no place");
                lines.extend(lost.iter().cloned());
            }
            MergedBy::BothAdded => head("both branches add it, and say different things"),
            MergedBy::Clashes(clashes) => {
                head("the branches disagree");
                let known = self.names(env);
                let called = |id: &str| called(id, &known);
                let of = name(path, ours, &known);
                lines.extend(clashes.iter().map(|it| clash(it, &of, &called)));
            }
            MergedBy::Refused(why) => {
                head("the branches agree, and the file cannot be edited to say so");
                lines.push(why.clone());
            }
        }
        for line in lines {
            text.line().push(Style::Plain, format!("  {line}"));
        }
        text
    }

    fn names(&self, env: &Env) -> Names {
        let repo = env.repo().ok();
        names(repo.as_ref(), &env.cwd).unwrap_or_default()
    }
}

/// A label that git gave; an older one leaves its letter as it stands.
fn given(label: &str, otherwise: &str) -> String {
    match label {
        "" | "%S" | "%X" | "%Y" => otherwise.to_owned(),
        label => label.to_owned(),
    }
}

/// The name of an id, whatever it is an id of.
fn called(id: &str, names: &Names) -> String {
    let of = [
        id.parse().ok().map(EntityId::Person),
        id.parse().ok().map(EntityId::Team),
        id.parse().ok().map(EntityId::Area),
    ];
    let names = of.into_iter().flatten().map(|entity| names.of(entity));
    let mut other = names.filter(|name| name != id);
    other.next().unwrap_or_else(|| id.to_owned())
}

/// What the file is about: its name or title on our side.
fn name(path: &str, ours: &[u8], names: &Names) -> String {
    let (kind, id) = match holds(path) {
        Holds::Organisation => (FileKind::Organisation, "the organisation".to_owned()),
        Holds::Entity(id) => (FileKind::of(&id), id.to_string()),
        _ => return path.to_owned(),
    };
    let lines = facts(kind, ours, names).unwrap_or_default();
    let first = lines.lines().next().unwrap_or_default();
    match first.split_once(": ") {
        Some(("name" | "title", name)) => name.to_owned(),
        _ => id,
    }
}

fn failed(doing: &str, path: &Path, error: &std::io::Error) -> CliError {
    let said = format!("cannot {doing} {}", path.display());
    CliError::outside("io", said).because(error)
}
