//! Signatures that this clone has found good before, so that a second tally
//! need not verify them again.
//!
//! What is remembered is the digest of everything that a verdict depends on:
//! the signed text, the armour and the keys that may sign. Only good verdicts
//! are kept. The notebook is a plain file that whoever may write in the git
//! folder can change, so it serves provisional answers alone: whatever is
//! recorded or verified checks every signature anew.

use std::collections::BTreeSet;
use std::sync::Mutex;

use crate::base::{Digest, Hasher};
use crate::store::{Repo, StoreError};
use crate::vote::{KeyPrint, SignatureCheck, SignatureVerdict};

/// A check that remembers.
pub(super) struct Remembering<'a> {
    check: &'a dyn SignatureCheck,
    page: String,
    known: BTreeSet<[u8; 32]>,
    new: Mutex<Vec<[u8; 32]>>,
}

impl<'a> Remembering<'a> {
    /// What is remembered of a poll, and how to check the rest.
    ///
    /// # Errors
    ///
    /// Where the notebook cannot be read.
    pub(super) fn of(
        repo: &Repo,
        poll: Digest,
        check: &'a dyn SignatureCheck,
    ) -> Result<Self, StoreError> {
        let page = format!("good-signatures-{}", poll.hex());
        let bytes = repo.recall(&page)?.unwrap_or_default();
        let (all, _) = bytes.as_chunks::<32>();
        Ok(Self {
            check,
            page,
            known: all.iter().copied().collect(),
            new: Mutex::default(),
        })
    }

    /// Writes down what was found good. A notebook that cannot be written
    /// costs time later and nothing else.
    pub(super) fn keep(self, repo: &Repo) {
        let new = self.new.into_inner().unwrap_or_default();
        if new.is_empty() {
            return;
        }
        let mut all = self.known;
        all.extend(new);
        let bytes: Vec<u8> = all.into_iter().flatten().collect();
        let _ = repo.remember(&self.page, &bytes);
    }
}

/// The digest of all that a verdict depends on.
fn digest(prefix: &[u8], armour: &str, keys: &[KeyPrint]) -> [u8; 32] {
    let mut hasher = Hasher::new();
    hasher.part(b"ballot").part(prefix).part(armour.as_bytes());
    for key in keys {
        hasher.part(key.as_str().as_bytes());
    }
    *hasher.finish().as_bytes()
}

impl SignatureCheck for Remembering<'_> {
    fn check(&self, prefix: &[u8], armour: &str, keys: &[KeyPrint]) -> SignatureVerdict {
        let digest = digest(prefix, armour, keys);
        if self.known.contains(&digest) {
            return SignatureVerdict::Good;
        }
        let verdict = self.check.check(prefix, armour, keys);
        if verdict == SignatureVerdict::Good
            && let Ok(mut new) = self.new.lock()
        {
            new.push(digest);
        }
        verdict
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Finds every armour good but one, and counts how often it is asked.
    struct Asked(AtomicUsize);

    impl SignatureCheck for Asked {
        fn check(&self, _: &[u8], armour: &str, _: &[KeyPrint]) -> SignatureVerdict {
            self.0.fetch_add(1, Ordering::Relaxed);
            if armour == "bad" {
                return SignatureVerdict::Bad("it is bad".to_owned());
            }
            SignatureVerdict::Good
        }
    }

    #[test]
    fn good_verdicts_are_remembered_and_nothing_else_is() {
        let scratch = crate::store::testing::Scratch::new();
        let repo = &scratch.repo;
        let poll = Digest::of(b"poll");
        let asked = Asked(AtomicUsize::new(0));
        let key: KeyPrint = format!("SHA256:{}", "k".repeat(43)).parse().unwrap();
        let other: KeyPrint = format!("SHA256:{}", "o".repeat(43)).parse().unwrap();
        let ask = |poll, text: &str, armour, key: &KeyPrint| {
            let before = asked.0.load(Ordering::Relaxed);
            let check = Remembering::of(repo, poll, &asked).unwrap();
            check.check(text.as_bytes(), armour, std::slice::from_ref(key));
            check.keep(repo);
            asked.0.load(Ordering::Relaxed) - before
        };
        assert_eq!(ask(poll, "text", "good", &key), 1);
        assert_eq!(ask(poll, "text", "good", &key), 0);
        // Another text, armour, key or poll is another question.
        assert_eq!(ask(poll, "Text", "good", &key), 1);
        assert_eq!(ask(poll, "text", "fine", &key), 1);
        assert_eq!(ask(poll, "text", "good", &other), 1);
        assert_eq!(ask(Digest::of(b"other"), "text", "good", &key), 1);
        assert_eq!(ask(poll, "text", "good", &key), 0);
        assert_eq!(ask(poll, "text", "bad", &key), 1);
        assert_eq!(ask(poll, "text", "bad", &key), 1);
    }
}
