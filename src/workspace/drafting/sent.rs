//! What somebody sends: a patch, or the mails of a series of them.

use std::collections::{BTreeMap, BTreeSet};

use super::Understood;
use crate::format::mail::texts;
use crate::store::{CommitId, Entry, StoreError};
use crate::workspace::WorkspaceError;
use crate::workspace::layout::GOVERNANCE;
use crate::workspace::session::Session;

/// How many earlier states of the files a patch is tried on.
const MOST_TRIED: usize = 500;

/// The edited files of a patch, by path.
type Edited = BTreeMap<String, Option<Vec<u8>>>;

impl Session<'_> {
    /// What a patch, or the mails of a series of patches, would change in
    /// `governance/` of the shared line. Where the line went on since it was
    /// made, it is read against the newest commit of the line that it fits, and
    /// what the line did meanwhile is not undone.
    ///
    /// # Errors
    ///
    /// Where it is no such patch, touches anything else, is too large, or fits
    /// no commit of the line.
    pub fn understand_patch(&self, text: &[u8]) -> Result<Understood, WorkspaceError> {
        let line = self.line()?;
        let patches = series(text)?;
        let (base, edited) = self.fitted(line.tip, &patches)?;
        if edited.is_empty() {
            return Err(WorkspaceError::NoEdits(
                "the patch changes nothing".to_owned(),
            ));
        }
        self.understand(base, line.tip, edited)
    }

    /// The newest commit of the line that patches fit, with what they make of
    /// its files.
    ///
    /// What git's `index` lines name is not asked: a mailed patch often has
    /// none, and the objects behind them may be nowhere here. A patch that fits
    /// exactly says what it changes of that state, whichever it was made from.
    fn fitted(
        &self,
        tip: CommitId,
        patches: &[Vec<u8>],
    ) -> Result<(CommitId, Edited), WorkspaceError> {
        let repo = self.repo();
        let mut unfit = match repo.patched(tip, GOVERNANCE, patches) {
            Err(StoreError::PatchUnfit(files)) => files,
            done => return Ok((tip, done?)),
        };
        let touched = repo.touched(GOVERNANCE, patches)?;
        let mut tried: BTreeSet<Vec<Option<Entry>>> = BTreeSet::new();
        for commit in repo.first_parent_line(tip, None)? {
            let state = touched.iter().map(|path| repo.entry_in(&commit, path));
            let state: Vec<Option<Entry>> = state.collect::<Result<_, _>>()?;
            if !tried.insert(state) {
                continue;
            }
            if tried.len() > MOST_TRIED {
                break;
            }
            match repo.patched(commit.id, GOVERNANCE, patches) {
                // Where it comes nearest, the files that are left are to blame.
                Err(StoreError::PatchUnfit(files)) if files.len() < unfit.len() => unfit = files,
                Err(StoreError::PatchUnfit(_)) => {}
                done => return Ok((commit.id, done?)),
            }
        }
        Err(WorkspaceError::PatchUnfit(unfit))
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
