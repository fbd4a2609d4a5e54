//! `polity import`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::workspace::outside;
use super::{Context, Done, Exit};
use crate::exchange::import::Origin;
use crate::exchange::{Note, Notes};
use crate::render::exchange::imported;
use crate::render::json::{ImportJson, LeftOutJson};
use crate::workspace::import;

/// Make a workspace from another tool's files
///
/// Reads a file, or the files of a checkout, and writes a draft workspace in
/// an empty folder, in one commit. What the workspace cannot say is listed in
/// exchange/left-out.md, each with its file and line; docs/exchange.md says what
/// becomes of every field.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity import rust-team ~/src/team --into rust
  polity import kubernetes-sigs community/sigs.yaml --into kubernetes
  polity import openstack governance/reference/projects.yaml --into openstack
  polity import peribolos org.yaml --into org")]
pub(super) struct Import {
    /// What is read
    #[arg(value_name = "FORMAT")]
    origin: OriginArg,
    /// The file, or the root of a checkout
    path: PathBuf,
    /// The folder, which must be empty; by default this one
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum OriginArg {
    /// A checkout of rust-lang/team: its TOML files
    RustTeam,
    /// The sigs.yaml of kubernetes/community
    KubernetesSigs,
    /// The reference/projects.yaml of openstack/governance
    Openstack,
    /// The org.yaml of peribolos
    Peribolos,
}

impl OriginArg {
    fn origin(self) -> Origin {
        match self {
            Self::RustTeam => Origin::RustTeam,
            Self::KubernetesSigs => Origin::Sigs,
            Self::Openstack => Origin::Openstack,
            Self::Peribolos => Origin::Peribolos,
        }
    }
}

impl Import {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let origin = self.origin.origin();
        let dir = match &self.into {
            Some(dir) => env.cwd.join(dir),
            None => env.cwd.clone(),
        };
        let from = env.cwd.join(&self.path);
        let made = import(origin, &from, &dir, self.into.is_some(), outside(env))?;
        let answer = ImportJson {
            polity: "import/1".to_owned(),
            format: origin.word().to_owned(),
            to: super::init::shown(&made.begun.root),
            name: made.org.about.name.clone(),
            people: made.org.people.len(),
            bodies: made.org.teams.len(),
            areas: made.org.areas.len(),
            left_out: left_out(&made.notes),
            left_out_more: made.notes.more,
            errors: made.errors,
            commit: made.begun.commit.to_string(),
        };
        ui.answer(|width| imported(&answer, width), || &answer)?;
        let there = match &self.into {
            Some(dir) => format!("-C {} ", super::init::quoted(dir)),
            None => String::new(),
        };
        ui.hint(format!(
            "`polity {there}show`, `polity {there}check --notes`, \
             `polity {there}export markdown`"
        ));
        Ok(Exit::Ok)
    }
}

/// Notes, for answers.
pub(super) fn left_out(notes: &Notes) -> Vec<LeftOutJson> {
    let one = |note: &Note| LeftOutJson {
        file: (!note.file.is_empty()).then(|| note.file.clone()),
        line: note.line,
        what: note.what.clone(),
    };
    notes.all.iter().map(one).collect()
}
