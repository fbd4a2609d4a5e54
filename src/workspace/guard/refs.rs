//! Which refs of a push are the line of decisions, and names that could be
//! taken for it.

use std::collections::BTreeSet;

use super::RefUpdate;
use crate::store::CommitId;
use crate::workspace::WorkspaceError;
use crate::workspace::session::{Session, SharedLine};

const HEADS: &str = "refs/heads/";

/// What a ref of a push is.
pub(super) enum Kind {
    /// The line of decisions.
    Shared {
        /// The branch.
        branch: String,
        /// Where the line is, as far as the target has it.
        old: Option<CommitId>,
    },
    /// Anything else.
    Other,
}

/// A branch of the target that its own newest organisation.yaml calls the
/// shared one, or that one names as its successor.
pub(super) type Lines = BTreeSet<String>;

impl Session<'_> {
    /// The branch that the organisation of a commit says decisions are made
    /// on; nothing where there is no organisation.
    fn says(&self, commit: CommitId) -> Result<Option<String>, WorkspaceError> {
        match self.header_at(commit) {
            Ok(org) => Ok(Some(org.about.branch)),
            Err(WorkspaceError::NoWorkspace) => Ok(None),
            // A draft may be broken, and must be mended by a push.
            Err(WorkspaceError::Broken(findings)) => {
                let line = SharedLine {
                    branch: String::new(),
                    tip: commit,
                };
                match self.anchor(&line)? {
                    None => Ok(None),
                    Some(_) => Err(WorkspaceError::Broken(findings)),
                }
            }
            Err(error) => Err(error),
        }
    }

    /// The names of the target's shared branches: as a rule one. Nothing that
    /// is pushed is asked.
    pub(super) fn shared_lines(&self, updates: &[RefUpdate]) -> Result<Lines, WorkspaceError> {
        let mut lines = Lines::new();
        let mut ask = |name: &str, tip: CommitId| -> Result<(), WorkspaceError> {
            if let (Some(branch), Some(says)) = (name.strip_prefix(HEADS), self.says(tip)?)
                && branch == says
            {
                lines.insert(says);
            }
            Ok(())
        };
        for update in updates {
            if let Some(old) = update.old {
                ask(&update.name, old)?;
            }
        }
        let head = self.repo().head()?;
        if let (Some(branch), Some(tip)) = (&head.branch, head.commit) {
            ask(&format!("{HEADS}{branch}"), tip)?;
            if let Some(says) = self.says(tip)? {
                // Also where the line has moved on to a branch that is not
                // there yet.
                lines.insert(says);
            }
        }
        if lines.is_empty() {
            for (name, tip) in self.repo().refs_under("refs/heads")? {
                if let (Some(branch), Ok(Some(says))) = (name.strip_prefix(HEADS), self.says(tip))
                    && branch == says
                {
                    lines.insert(says);
                }
            }
        }
        Ok(lines)
    }

    /// What a ref of a push is. A branch is the line where its own newest
    /// organisation.yaml in the target says so: that file is itself guarded, so
    /// nobody can push a line out of its guard.
    pub(super) fn kind_of(
        &self,
        update: &RefUpdate,
        lines: &Lines,
    ) -> Result<Kind, WorkspaceError> {
        let Some(branch) = update.name.strip_prefix(HEADS) else {
            return Ok(Kind::Other);
        };
        let shared = |old| {
            Ok(Kind::Shared {
                branch: branch.to_owned(),
                old,
            })
        };
        match update.old {
            Some(old) => match self.says(old)? {
                Some(says) if says == branch => return shared(Some(old)),
                Some(_) => return Ok(Kind::Other),
                None => {}
            },
            // A decision has named another branch: the line goes on there.
            None if lines.contains(branch) => {
                let head = self.repo().head()?.commit;
                let before = match head {
                    Some(tip) if self.says(tip)?.as_deref() == Some(branch) => Some(tip),
                    _ => None,
                };
                return shared(before);
            }
            None => {}
        }
        // The target has no organisation there. What begins one is looked at
        // strictly; asking the push can only add to that.
        let begins = match update.new {
            Some(new) if lines.is_empty() => self.says(new)?.as_deref() == Some(branch),
            _ => false,
        };
        if begins {
            shared(update.old)
        } else {
            Ok(Kind::Other)
        }
    }
}

/// Why a ref could be taken for a shared branch, or hides what is there; none
/// where it could not.
pub(super) fn confuses(name: &str, lines: &Lines) -> Option<String> {
    if name.starts_with("refs/replace/") {
        return Some(
            "with it git shows other objects in the place of those that are named".to_owned(),
        );
    }
    let short = ["refs/heads/", "refs/tags/", "refs/remotes/"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))?;
    let mut bare = short;
    while let Some(rest) = ["refs/", "heads/", "tags/", "remotes/", "origin/"]
        .iter()
        .find_map(|prefix| bare.strip_prefix(prefix))
    {
        bare = rest;
    }
    if short.starts_with("refs/") || bare.eq_ignore_ascii_case("HEAD") {
        return Some("git could take it for another ref".to_owned());
    }
    let hex = |c: char| c.is_ascii_hexdigit();
    if matches!(bare.len(), 40 | 64) && bare.chars().all(hex) {
        return Some("git could take it for a commit".to_owned());
    }
    let line = lines.iter().find(|line| looks_like(bare, line))?;
    (name != format!("{HEADS}{line}"))
        .then(|| format!("it could be taken for `{line}`, the branch of decisions"))
}

/// Whether a name could be read as another: but for case, or for characters
/// that are not ASCII, which may be invisible or look like a letter.
fn looks_like(name: &str, line: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii).collect();
    if plain.eq_ignore_ascii_case(line) {
        return true;
    }
    let same = |(a, b): (char, char)| !a.is_ascii() || a.eq_ignore_ascii_case(&b);
    !name.is_ascii()
        && name.chars().count() == line.chars().count()
        && name.chars().zip(line.chars()).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_be_taken_for_the_line_are_refused() {
        let lines = Lines::from(["main".to_owned()]);
        for name in [
            "refs/heads/Main",
            "refs/tags/main",
            "refs/heads/origin/main",
            "refs/heads/refs/heads/main",
            "refs/heads/heads/main",
            "refs/heads/m\u{430}in",
            "refs/heads/main\u{200b}",
            "refs/heads/HEAD",
            "refs/replace/0123",
            "refs/tags/0123456789abcdef0123456789abcdef01234567",
        ] {
            assert!(confuses(name, &lines).is_some(), "{name}");
        }
        for name in [
            "refs/heads/main",
            "refs/heads/maintenance",
            "refs/heads/ann/main-vote",
            "refs/heads/d\u{f6}main",
            "refs/tags/v1.0",
            "refs/notes/main",
        ] {
            assert_eq!(confuses(name, &lines), None, "{name}");
        }
    }
}
