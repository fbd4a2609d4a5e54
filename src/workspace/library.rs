//! The library of rules that the program carries: the decision rules of real
//! organisations, each with its source and with votes whose outcome is known.
//!
//! `rules/<organisation>/<name>.yaml` is a rule as a workspace would have it,
//! with names of teams such as `members` and `board` that are to be mapped to
//! a workspace's own; `<name>.vectors.yaml` beside it holds the votes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use include_dir::{Dir, include_dir};

use super::WorkspaceError;
use super::edit::rewrite_entity;
use super::layout::entity_path;
use crate::base::{EntityId, RuleId, Subject, TeamId};
use crate::finding::{Finding, nearest};
use crate::format::wire::read_entity;
use crate::rule::{Route, Rule};
use crate::store::write_worktree;

static RULES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// A rule of the library.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LibraryRule {
    /// The organisation's folder, such as `apache`.
    pub organisation: &'static str,
    /// The rule's name there, such as `code-change`.
    pub name: &'static str,
    /// The text of its file.
    pub text: &'static str,
    /// The votes whose outcome is known, as YAML.
    pub vectors: Option<&'static str>,
}

/// Why a name finds no rule of the library.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LibraryError {
    /// It names none.
    #[error("the library has no rule `{name}`")]
    Unknown {
        /// The name given, cut to a printable length.
        name: String,
        /// What was most likely meant.
        near: Option<String>,
    },
    /// It names several.
    #[error("several organisations have a rule `{name}`: {}", .all.join(", "))]
    Several {
        /// The name given.
        name: String,
        /// Their full names.
        all: Vec<String>,
    },
}

/// Every rule of the library, by organisation and name.
pub fn library() -> Vec<LibraryRule> {
    let mut all = Vec::new();
    for folder in RULES.dirs() {
        let Some(organisation) = folder.path().to_str() else {
            continue;
        };
        let texts: BTreeMap<&str, &str> = folder
            .files()
            .filter_map(|file| Some((file.path().file_name()?.to_str()?, file.contents_utf8()?)))
            .collect();
        for (file, text) in &texts {
            let Some(name) = file.strip_suffix(".yaml").filter(|it| !it.contains('.')) else {
                continue;
            };
            let vectors = texts.get(format!("{name}.vectors.yaml").as_str());
            all.push(LibraryRule {
                organisation,
                name,
                text,
                vectors: vectors.copied(),
            });
        }
    }
    all.sort();
    all
}

/// The rule of a name: `apache/code-change`, or `code-change` where only one
/// organisation has it.
///
/// # Errors
///
/// Where it names none, or several.
pub fn find_in_library(name: &str) -> Result<LibraryRule, LibraryError> {
    let all = library();
    let shown: String = name.chars().take(64).collect();
    let fits = |it: &&LibraryRule| it.path() == name || it.name == name;
    let found: Vec<&LibraryRule> = all.iter().filter(fits).collect();
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let paths: Vec<String> = all.iter().map(LibraryRule::path).collect();
            let words = all
                .iter()
                .map(|it| it.name)
                .chain(paths.iter().map(String::as_str));
            let near = nearest(name, words).map(str::to_owned);
            Err(LibraryError::Unknown { name: shown, near })
        }
        several => Err(LibraryError::Several {
            name: shown,
            all: several.iter().map(|it| it.path()).collect(),
        }),
    }
}

impl LibraryRule {
    /// Its full name: `apache/code-change`.
    pub fn path(&self) -> String {
        format!("{}/{}", self.organisation, self.name)
    }

    /// The comment at the head of its file, as plain text: how the source is
    /// read where it leaves something unsaid.
    pub fn comment(&self) -> String {
        let lines = self.text.lines().map_while(|line| line.strip_prefix('#'));
        let lines: Vec<&str> = lines.map(str::trim).collect();
        lines.join("\n")
    }

    /// The rule.
    ///
    /// # Errors
    ///
    /// What is wrong with its file; a test holds that nothing is.
    pub fn rule(&self) -> Result<Rule, Vec<Finding>> {
        let subject = Subject::File(format!("rules/{}.yaml", self.path()));
        read_entity::<Rule>(&subject, self.text.as_bytes()).map(|(_, rule)| rule)
    }

    /// The rule with a workspace's own teams in the place of the library's, its
    /// comments, order and words kept. Teams that are not mapped stay.
    ///
    /// # Errors
    ///
    /// Where the text cannot be edited safely.
    pub fn adapt(
        &self,
        id: &RuleId,
        teams: &BTreeMap<TeamId, TeamId>,
    ) -> Result<Adapted, WorkspaceError> {
        let before = self.rule().map_err(WorkspaceError::Broken)?;
        let mut after = before.clone();
        // By way of names that nobody has, so that two teams can change places.
        let parked = |at: usize| format!("parked-while-renaming-{at}").parse::<TeamId>();
        for (at, from) in teams.keys().enumerate() {
            after.rename_team(from, &parked(at)?);
        }
        for (at, to) in teams.values().enumerate() {
            after.rename_team(&parked(at)?, to);
        }
        let path = entity_path(&EntityId::Rule(id.clone()));
        let text = rewrite_entity(&path, self.text.as_bytes(), &before, &after)?;
        Ok(Adapted {
            path,
            rule: after,
            text,
        })
    }

    /// The rules of the same organisation that it names.
    pub fn names_rules(&self) -> BTreeSet<RuleId> {
        self.rule()
            .map(|rule| named_rules(&rule))
            .unwrap_or_default()
    }
}

/// The other rules that a rule names.
pub fn named_rules(rule: &Rule) -> BTreeSet<RuleId> {
    let routes = rule.stages.iter().flat_map(|stage| stage.then.values());
    let started = routes.filter_map(|route| match route {
        Route::Start(rule) => Some(rule.clone()),
        _ => None,
    });
    rule.blocked_while.iter().cloned().chain(started).collect()
}

/// A rule of the library, made a workspace's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Adapted {
    /// Where its file belongs.
    pub path: String,
    /// What it says.
    pub rule: Rule,
    /// The bytes of the file.
    pub text: Vec<u8>,
}

impl Adapted {
    /// Writes the file into the workspace at a folder; commits nothing.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn write(&self, root: &Path) -> Result<(), WorkspaceError> {
        let files = BTreeMap::from([(self.path.clone(), Some(self.text.clone()))]);
        Ok(write_worktree(root, &files)?)
    }
}
