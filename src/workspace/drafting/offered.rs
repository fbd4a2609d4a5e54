//! What somebody offers: a branch, the head of a pull request, a patch.

use std::collections::BTreeMap;

use super::Understood;
use crate::format::mail::texts;
use crate::store::{CommitId, StoreError};
use crate::workspace::WorkspaceError;
use crate::workspace::layout::GOVERNANCE;
use crate::workspace::session::Session;

impl Session<'_> {
    /// What a branch or another revision changed in `governance/` since it left
    /// the shared line, as changes of what the line has now. `pull/12` and
    /// `pr/12` mean the head of that pull request, where it was fetched.
    ///
    /// # Errors
    ///
    /// Where there is no such revision, it has no history in common with the
    /// line or several, it changes nothing, or its files cannot be read.
    pub fn understand_branch(&self, rev: &str) -> Result<Understood, WorkspaceError> {
        let line = self.line()?;
        let head = self.revision(rev)?;
        let bases = self.repo().merge_bases(line.tip, head)?;
        let [base] = bases.as_slice() else {
            let why = match bases.is_empty() {
                true => "has no history in common with the shared line",
                false => "left the shared line in several places; merge the line into it first",
            };
            return Err(WorkspaceError::Other(format!("`{rev}` {why}")));
        };
        let changes = self.repo().changed_paths(Some(*base), head, GOVERNANCE)?;
        if let Some(problem) = changes.problems.into_iter().find(|it| it.misleads()) {
            return Err(StoreError::BadTree(problem).into());
        }
        let mut edited = BTreeMap::new();
        for change in changes.paths {
            let bytes = match change.new {
                None => None,
                Some(entry) => match entry.file() {
                    Some(blob) => Some(self.repo().blob(blob)?),
                    None => {
                        return Err(WorkspaceError::Other(format!(
                            "{} is no plain file in `{rev}`",
                            change.path
                        )));
                    }
                },
            };
            edited.insert(change.path, bytes);
        }
        if edited.is_empty() {
            return Err(WorkspaceError::NoEdits(format!(
                "`{rev}` changes nothing in governance/ since it left the shared line"
            )));
        }
        self.understand(*base, line.tip, edited)
    }

    /// What a patch, or the mails of a series of patches, would change in
    /// `governance/` of the shared line.
    ///
    /// # Errors
    ///
    /// Where it is no such patch, touches anything else, is too large, or does
    /// not fit what the line has.
    pub fn understand_patch(&self, text: &[u8]) -> Result<Understood, WorkspaceError> {
        let line = self.line()?;
        let patches = series(text)?;
        let edited = self.repo().patched(line.tip, GOVERNANCE, &patches)?;
        if edited.is_empty() {
            return Err(WorkspaceError::NoEdits(
                "the patch changes nothing".to_owned(),
            ));
        }
        self.understand(line.tip, line.tip, edited)
    }

    fn revision(&self, rev: &str) -> Result<CommitId, WorkspaceError> {
        let number = ["pull/", "pr/", "pull-request/", "merge-request/", "#", "!"]
            .iter()
            .find_map(|word| rev.strip_prefix(word))
            .filter(|rest| rest.chars().all(|c| c.is_ascii_digit()) && !rest.is_empty());
        let found = self.repo().resolve(rev);
        let (Some(n), Err(_)) = (number, &found) else {
            return Ok(found?);
        };
        // Where forges and people's settings put them.
        let places = [
            format!("refs/pull/{n}/head"),
            format!("refs/remotes/origin/pull/{n}/head"),
            format!("refs/remotes/origin/pull/{n}"),
            format!("refs/remotes/origin/pr/{n}"),
            format!("refs/merge-requests/{n}/head"),
            format!("refs/remotes/origin/merge-requests/{n}"),
        ];
        for place in places {
            if let Some(tip) = self.repo().ref_tip(&place)? {
                return Ok(tip);
            }
        }
        Err(WorkspaceError::Other(format!(
            "the pull request {n} was not fetched; `git fetch origin pull/{n}/head:pr/{n}` does it \
             (on some forges `merge-requests/{n}/head:pr/{n}`)"
        )))
    }
}

/// The patches of a text: of a diff as it is, of a mail, of several in mbox
/// form.
fn series(text: &[u8]) -> Result<Vec<Vec<u8>>, WorkspaceError> {
    // What comes from a page or a mailer may end its lines in another way.
    let lines = text.iter().filter(|byte| **byte == b'\n').count();
    let windows = text.windows(2).filter(|pair| pair == b"\r\n").count();
    let text: Vec<u8> = match lines > 0 && windows == lines {
        true => text.iter().copied().filter(|byte| *byte != b'\r').collect(),
        false => text.to_vec(),
    };
    let mut mails: Vec<Vec<u8>> = Vec::new();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        if is_mbox_line(line) {
            mails.push(Vec::new());
            continue;
        }
        if mails.is_empty() {
            mails.push(Vec::new());
        }
        if let Some(mail) = mails.last_mut() {
            mail.extend_from_slice(line);
        }
    }
    mails.retain(|mail| !mail.iter().all(u8::is_ascii_whitespace));
    let has_diff = |text: &[u8]| {
        text.starts_with(b"diff --git ")
            || find(text, b"\ndiff --git ")
            || text.starts_with(b"--- ")
    };
    let mut patches = Vec::new();
    for mail in mails {
        if mail.starts_with(b"diff --git ") || mail.starts_with(b"--- ") {
            patches.push(mail);
            continue;
        }
        let inside: Vec<Vec<u8>> = match texts(&mail) {
            Ok(texts) => texts.into_iter().filter(|it| has_diff(it)).collect(),
            Err(_) => Vec::new(),
        };
        match inside.is_empty() {
            true if has_diff(&mail) => patches.push(mail),
            // A covering letter says nothing.
            true => {}
            false => patches.extend(inside),
        }
    }
    match patches.is_empty() {
        true => Err(StoreError::Patch("there is no change of a file in it".to_owned()).into()),
        false => Ok(patches),
    }
}

/// `From 0123… Mon Sep 17 00:00:00 2001`, as git begins each mail.
fn is_mbox_line(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else {
        return false;
    };
    let id = rest.split(|byte| *byte == b' ').next().unwrap_or_default();
    matches!(id.len(), 40 | 64) && id.iter().all(u8::is_ascii_hexdigit)
}

fn find(text: &[u8], what: &[u8]) -> bool {
    text.windows(what.len()).any(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIFF: &str = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n";

    fn found(text: &str) -> Vec<String> {
        let all = series(text.as_bytes()).unwrap();
        let text = |it: Vec<u8>| String::from_utf8(it).unwrap();
        all.into_iter().map(text).collect()
    }

    #[test]
    fn a_diff_is_taken_as_it_is_whatever_ends_its_lines() {
        assert_eq!(found(DIFF), [DIFF]);
        assert_eq!(found(&DIFF.replace('\n', "\r\n")), [DIFF]);
    }

    #[test]
    fn mails_are_read_one_by_one_and_their_letter_is_left_out() {
        let id = "0".repeat(40);
        let mail = |subject: &str, body: &str| {
            format!(
                "From {id} Mon Sep 17 00:00:00 2001\nFrom: A <a@b.c>\nSubject: {subject}\n\n{body}"
            )
        };
        let all = [
            mail("0/2", "What this is\n"),
            mail("1/2", DIFF),
            mail("2/2", DIFF),
        ];
        let found = found(&all.concat());
        assert_eq!(found.len(), 2);
        assert!(found[1].contains("+b"), "{found:?}");
    }

    #[test]
    fn a_text_without_a_patch_is_refused() {
        assert!(series(b"hello\n").is_err());
        assert!(series(b"").is_err());
    }
}
