//! What a commit of the shared line came by, as its own files tell: a record
//! of an enactment, a signed statement, or nothing.

use std::fmt;

use crate::base::{Date, ProposalName};
use crate::format::wire::record::read_enactment;
use crate::store::{Change, Commit, Repo};
use crate::workspace::WorkspaceError;
use crate::workspace::layout::{PROPOSALS, STATEMENTS};

/// What a change of the organisation came by. This is what the commit says of
/// itself; whether it is true is for `verify` and `audit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It enacted a proposal.
    Proposal {
        /// Which.
        name: ProposalName,
        /// Its title, as the commit says it.
        title: String,
        /// The first day of what was changed.
        effective: Date,
    },
    /// Somebody acted before the decision on a proposal.
    ActedFirst(ProposalName),
    /// An act before the decision was undone.
    Undone(ProposalName),
    /// The organisation was founded.
    Founding,
    /// Housekeeping, with a signed statement.
    Housekeeping,
    /// Keys were changed, with a signed statement.
    KeyRotation,
    /// No record of a decision: what the commit's first line says, and whom it
    /// names as its author.
    None {
        /// The first line of its message.
        subject: String,
        /// The author that it names.
        author: String,
    },
}

impl Decision {
    /// The proposal, where it is one's.
    pub fn proposal(&self) -> Option<&ProposalName> {
        match self {
            Self::Proposal { name, .. } | Self::ActedFirst(name) | Self::Undone(name) => Some(name),
            _ => None,
        }
    }

    /// Its kind in a word, for scripts.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Proposal { .. } => "proposal",
            Self::ActedFirst(_) => "acted-first",
            Self::Undone(_) => "undone",
            Self::Founding => "founding",
            Self::Housekeeping => "housekeeping",
            Self::KeyRotation => "key-rotation",
            Self::None { .. } => "none",
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proposal { name, title, .. } => {
                write!(f, "proposal {}, {title}", name.number())
            }
            Self::ActedFirst(name) => {
                write!(f, "before the decision on proposal {}", name.number())
            }
            Self::Undone(name) => {
                write!(f, "undoing what was done before proposal {}", name.number())
            }
            Self::Founding => f.write_str("the founding"),
            Self::Housekeeping => f.write_str("housekeeping"),
            Self::KeyRotation => f.write_str("a change of keys"),
            Self::None { subject, author } => write!(f, "{author}: {subject}"),
        }
    }
}

/// What a commit came by, from the paths that it changed.
pub(super) fn of(
    repo: &Repo,
    commit: &Commit,
    governance: &[Change],
    proposals: &[Change],
) -> Result<Decision, WorkspaceError> {
    for change in proposals {
        let Some((name, file)) = inside(&change.path) else {
            continue;
        };
        let Some(blob) = change.new_blob() else {
            continue;
        };
        if file == "enactment.yaml" {
            let effective = match read_enactment(&change.path, &repo.blob(blob)?) {
                Ok(enactment) => enactment.effective,
                // Where its record cannot be read, the commit's day will do.
                Err(_) => Date::MIN,
            };
            let subject = commit.subject();
            let title = subject.strip_prefix("Enact ").unwrap_or(subject);
            return Ok(Decision::Proposal {
                name,
                title: title.to_owned(),
                effective,
            });
        }
        if change.old.is_none() && file.starts_with("statements/emergency-") {
            return Ok(Decision::ActedFirst(name));
        }
        if change.old.is_none() && file.starts_with("statements/undo-") {
            return Ok(Decision::Undone(name));
        }
    }
    for change in governance.iter().filter(|it| it.old.is_none()) {
        let statement = change.path.strip_prefix(STATEMENTS);
        let statement = statement.and_then(|it| it.strip_prefix('/'));
        for (start, decision) in [
            ("founding-", Decision::Founding),
            ("housekeeping-", Decision::Housekeeping),
            ("key-rotation-", Decision::KeyRotation),
        ] {
            if statement.is_some_and(|it| it.starts_with(start)) {
                return Ok(decision);
            }
        }
    }
    Ok(Decision::None {
        subject: commit.subject().to_owned(),
        author: commit.author.name.clone(),
    })
}

/// The proposal and the path in its folder.
fn inside(path: &str) -> Option<(ProposalName, &str)> {
    let rest = path.strip_prefix(PROPOSALS)?.strip_prefix('/')?;
    let (name, file) = rest.split_once('/')?;
    Some((name.parse().ok()?, file))
}
