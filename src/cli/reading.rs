//! What commands that only look read: the workspace in the working tree, or as
//! a commit has it, on a day.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::{CliError, Context, Env, Exit};
use crate::base::{Date, PartialDate, ProposalName};
use crate::finding::Finding;
use crate::org::{Organisation, TimeZoneName};
use crate::render::json::View;
use crate::render::words::count;
use crate::store::{Files, StoreError};
use crate::workspace::layout::{ORGANISATION, PROPOSALS, subject_path};
use crate::workspace::{Proposals, Side, Workspace, files_of_commit, files_of_folder, load};

/// Of when: the two kinds of time.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct When {
    /// As it held on this date: 2014-10-03, or the first day of 2014-10 or 2014
    #[arg(long, value_name = "DATE")]
    pub at: Option<PartialDate>,
    /// As it was recorded in this commit, branch or tag
    #[arg(long, value_name = "REV")]
    pub rev: Option<String>,
}

impl When {
    /// The same options again, for a hint that continues the question.
    pub fn again(&self) -> String {
        let mut words = String::new();
        if let Some(at) = self.at {
            words.push_str(&format!(" --at {at}"));
        }
        if let Some(rev) = &self.rev {
            words.push_str(&format!(" --rev {rev}"));
        }
        words
    }
}

/// A workspace that was read.
pub(super) struct Reading {
    files: Files,
    pub workspace: Workspace,
}

impl Reading {
    /// Reads the working tree, or a commit. A bare repository has no working
    /// tree: there it is the newest commit.
    pub fn of(env: &Env, rev: Option<&str>) -> Result<Self, CliError> {
        let bare = rev.is_none() && env.repo().is_ok_and(|repo| repo.is_bare());
        let rev = rev.or(bare.then_some("HEAD"));
        let files = match rev {
            Some(rev) => {
                let repo = env.repo()?;
                files_of_commit(&repo, repo.resolve(rev)?)?
            }
            None => files_of_folder(&root(env)?)?,
        };
        if !files
            .files
            .keys()
            .any(|path| path.starts_with("governance/"))
        {
            let error = match rev {
                Some(rev) => nothing_there(rev),
                None => no_workspace(),
            };
            return Err(error);
        }
        let workspace = load(&files, env.clock.now().day(&TimeZoneName::utc().zone()));
        Ok(Self { files, workspace })
    }

    /// One side of a comparison, which has no proposals.
    pub fn of_side(side: Side, called: &str) -> Result<Self, CliError> {
        if side.files.files.is_empty() {
            return Err(nothing_there(called));
        }
        let Side {
            files, governance, ..
        } = side;
        let workspace = Workspace {
            governance,
            proposals: Proposals::default(),
        };
        Ok(Self { files, workspace })
    }

    /// The file that a finding stands in, with its text.
    pub fn file_of(&self, finding: &Finding) -> (Option<String>, Option<&str>) {
        let path = subject_path(&finding.place.subject);
        let bytes = path.as_deref().and_then(|path| self.files.bytes(path));
        let text = bytes.and_then(|bytes| str::from_utf8(bytes).ok());
        (path, text)
    }

    /// The organisation, as far as it can be read.
    pub fn organisation(&self) -> Result<&Organisation, CliError> {
        self.shared().map(|org| &**org)
    }

    /// The same, to be kept.
    pub fn shared(&self) -> Result<&Arc<Organisation>, CliError> {
        self.workspace.governance.org.as_ref().ok_or_else(|| {
            CliError::unreadable("unreadable", format!("{ORGANISATION} cannot be read"))
                .hint("`polity check`")
        })
    }

    /// Says what an answer leaves out because it could not be read, and how the
    /// command ends.
    pub fn warn(&self, context: &mut Context) -> Exit {
        let lacking = self.workspace.governance.unreadable.len();
        if lacking == 0 {
            return Exit::Ok;
        }
        let files = count(lacking, "file");
        let verb = if lacking == 1 { "is" } else { "are" };
        context.ui.warn(format!(
            "{files} of the organisation cannot be read and {verb} left out; `polity check` says why"
        ));
        Exit::Incomplete
    }

    /// The organisation as it was read, with what is wrong in its files.
    pub fn governance(&self) -> &crate::workspace::Governance {
        &self.workspace.governance
    }

    /// The names of the proposals.
    pub fn names(&self) -> std::collections::BTreeSet<crate::base::ProposalName> {
        self.workspace.proposals.proposals.keys().cloned().collect()
    }

    /// The files of the workspace.
    pub fn files(&self) -> &Files {
        &self.files
    }
}

/// Leaves something large to the end of the process, which comes soon: the
/// system takes all memory back at once, and giving back thousands of pieces
/// one by one takes as long as comparing them.
pub(super) fn left<T>(it: T) {
    std::mem::forget(it);
}

/// The day that is asked about: the one that was named, else the day of the
/// record, else today; and the day to which the record is known.
pub(super) fn days(org: &Organisation, at: Option<PartialDate>, env: &Env) -> (Date, Date) {
    let today = env.clock.now().day(&org.about.time_zone.zone());
    let recorded = org.about.as_of.unwrap_or(today);
    (at.map_or(recorded, PartialDate::first_day), recorded)
}

/// Gives an organisation on the day that was asked for to a function.
pub(super) fn viewing<T>(
    reading: &Reading,
    when: &When,
    env: &Env,
    look: impl FnOnce(&View<'_>) -> T,
) -> Result<T, CliError> {
    let org = reading.organisation()?;
    let (day, recorded) = days(org, when.at, env);
    let standing = org.on(day);
    let view = View {
        standing: &standing,
        recorded,
    };
    Ok(look(&view))
}

/// The root of the workspace that a folder lies in: of its working tree, or,
/// without git, the nearest folder above that has one.
pub(super) fn root(env: &Env) -> Result<PathBuf, CliError> {
    match env.repo() {
        Ok(repo) => match repo.workdir() {
            Ok(root) => Ok(root.to_owned()),
            Err(error @ StoreError::Bare(_)) => {
                Err(CliError::from(error).note("`--rev main` reads a branch of it"))
            }
            Err(error) => Err(error.into()),
        },
        Err(StoreError::NotARepository(_)) => {
            let above = env.cwd.ancestors();
            let found = above
                .into_iter()
                .find(|dir| dir.join(ORGANISATION).is_file());
            found.map(PathBuf::from).ok_or_else(no_workspace)
        }
        Err(error) => Err(error.into()),
    }
}

fn nothing_there(rev: &str) -> CliError {
    CliError::unreadable("no-workspace", format!("`{rev}` has no {ORGANISATION}"))
        .hint("`git log --oneline -- governance` lists the commits that changed it")
}

/// The names of the proposals in the working tree, or in a commit, by their
/// folders alone; none where there is nothing to be read.
pub(super) fn proposal_names(env: &Env, rev: Option<&str>) -> BTreeSet<ProposalName> {
    let bare = env.repo().is_ok_and(|repo| repo.is_bare());
    let names: Vec<String> = match rev.or(bare.then_some("HEAD")) {
        Some(rev) => {
            let listed = env.repo().and_then(|repo| {
                let commit = repo.resolve(rev)?;
                repo.list(commit, PROPOSALS)
            });
            let listed = listed.ok().flatten().unwrap_or_default();
            listed.into_iter().map(|(name, _)| name).collect()
        }
        None => {
            let folder = root(env).map(|root| root.join(PROPOSALS).read_dir());
            let entries = folder.into_iter().flatten().flatten().flatten();
            entries
                .filter_map(|entry| entry.file_name().into_string().ok())
                .collect()
        }
    };
    names
        .into_iter()
        .filter_map(|name| name.parse().ok())
        .collect()
}

fn no_workspace() -> CliError {
    CliError::unreadable("no-workspace", format!("there is no {ORGANISATION} here"))
        .hint("`polity init` begins a workspace; `-C DIR` looks in another folder")
}
