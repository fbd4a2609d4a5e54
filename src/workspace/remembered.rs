//! Ballots that this clone has found good before, so that a second tally need
//! neither read nor verify them again.
//!
//! What is remembered under the digest of a poll is the name of a ballot's file
//! and the text in it that is signed. The name stands for every byte of the
//! file, and the poll for the roll: all that the verdict on a signature depends
//! on. Whatever else makes a ballot count is looked at anew. Only good ones are
//! kept. The notebook is a plain file that whoever may write in the git folder
//! can change, so it serves provisional answers alone: whatever is recorded or
//! verified reads every ballot and checks every signature.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Mutex;

use crate::base::Digest;
use crate::format::wire::record::ballot_head;
use crate::store::{BlobId, Page, Repo, StoreError};
use crate::vote::{KeyPrint, SignatureCheck, SignatureVerdict};

/// The most bytes of a page that is read: those of some 500,000 ballots.
const LONGEST_PAGE: usize = 256 << 20;

/// The ballots of one poll that were found good.
pub(super) struct Remembering {
    page: String,
    /// How the text of every ballot of the poll begins, which is not written
    /// down.
    head: String,
    bytes: Vec<u8>,
    known: HashMap<BlobId, Range<usize>>,
    writing: Mutex<Writing>,
}

/// What becomes of the page.
enum Writing {
    /// Nothing is new.
    Not,
    /// What was there is copied, and what is new added.
    Begun(Page),
    /// It cannot be written, which costs time later and nothing else.
    Failed,
}

impl Remembering {
    /// What is remembered of a poll.
    ///
    /// # Errors
    ///
    /// Where the notebook cannot be read.
    pub(super) fn of(repo: &Repo, poll: Digest) -> Result<Self, StoreError> {
        let page = format!("good-ballots-{}", poll.hex());
        let mut bytes = repo.recall(&page)?.unwrap_or_default();
        let known = match bytes.len() <= LONGEST_PAGE {
            true => entries(&bytes).unwrap_or_default(),
            false => HashMap::new(),
        };
        if known.is_empty() {
            bytes = Vec::new();
        }
        Ok(Self {
            page,
            head: ballot_head(poll),
            bytes,
            known,
            writing: Mutex::new(Writing::Not),
        })
    }

    /// Whether a ballot was found good in this poll.
    pub(super) fn knows(&self, blob: BlobId) -> bool {
        self.known.contains_key(&blob)
    }

    /// The signed text of a ballot that was found good in this poll.
    pub(super) fn text(&self, blob: BlobId) -> Option<Vec<u8>> {
        let rest = self.bytes.get(self.known.get(&blob)?.clone())?;
        Some([self.head.as_bytes(), rest].concat())
    }

    /// Takes note of a ballot that was found good.
    pub(super) fn note(&self, repo: &Repo, blob: BlobId, text: &[u8]) {
        let entry = text
            .strip_prefix(self.head.as_bytes())
            .and_then(|rest| entry(blob, rest));
        let (Some(entry), Ok(mut writing)) = (entry, self.writing.lock()) else {
            // It is read again each time.
            return;
        };
        if let Writing::Not = *writing {
            let begun = repo.begin_page(&self.page).and_then(|mut page| {
                page.add(&self.bytes)?;
                Ok(page)
            });
            *writing = begun.map_or(Writing::Failed, Writing::Begun);
        }
        if let Writing::Begun(page) = &mut *writing
            && page.add(&entry).is_err()
        {
            *writing = Writing::Failed;
        }
    }

    /// Writes down what was found good.
    pub(super) fn keep(self) {
        if let Ok(Writing::Begun(page)) = self.writing.into_inner() {
            // As in `note`: what cannot be written is no error.
            let _ = page.keep();
        }
    }
}

/// The verdict on a signature that was found good before.
pub(super) struct GoodBefore;

impl SignatureCheck for GoodBefore {
    fn check(&self, _: &[u8], _: &str, _: &[KeyPrint]) -> SignatureVerdict {
        SignatureVerdict::Good
    }
}

/// An entry: the length of the name and the name, the length of the text in two
/// bytes and the text. `None` for a longer text.
fn entry(blob: BlobId, text: &[u8]) -> Option<Vec<u8>> {
    let name = blob.as_bytes();
    let named = u8::try_from(name.len()).ok()?;
    let length = u16::try_from(text.len()).ok()?;
    Some([&[named], name, &length.to_be_bytes(), text].concat())
}

/// The entries of a page; none at all where it is not as it is written.
fn entries(page: &[u8]) -> Option<HashMap<BlobId, Range<usize>>> {
    let mut known = HashMap::new();
    let mut at = 0;
    let mut take = |length: usize| {
        let range = at..at + length;
        at = range.end;
        Some((page.get(range.clone())?, range))
    };
    while let Some((&[named], _)) = take(1) {
        let (name, _) = take(usize::from(named))?;
        let name = BlobId::from_bytes(name)?;
        let (length, _) = take(2)?;
        let length = u16::from_be_bytes(length.try_into().ok()?);
        let (_, range) = take(usize::from(length))?;
        known.insert(name, range);
    }
    Some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_ballots_are_remembered_by_poll_and_file() {
        let scratch = crate::store::testing::Scratch::new();
        let repo = &scratch.repo;
        let (one, two) = (Digest::of(b"one"), Digest::of(b"two"));
        let (a, b) = (scratch.blob("a"), scratch.blob("b"));
        let text = |poll, rest: &str| format!("{}{rest}", ballot_head(poll)).into_bytes();
        let first = Remembering::of(repo, one).unwrap();
        assert_eq!(first.text(a), None);
        first.note(repo, a, &text(one, "voter: a\n"));
        first.keep();
        let second = Remembering::of(repo, one).unwrap();
        assert_eq!(second.text(a), Some(text(one, "voter: a\n")));
        assert!(second.knows(a) && !second.knows(b));
        second.note(repo, b, &text(one, ""));
        // What does not begin as a ballot of the poll is none of its.
        second.note(repo, scratch.blob("c"), &text(two, "voter: c\n"));
        second.keep();
        let third = Remembering::of(repo, one).unwrap();
        assert_eq!(third.text(a), Some(text(one, "voter: a\n")));
        assert_eq!(third.text(b), Some(text(one, "")));
        assert!(!third.knows(scratch.blob("c")));
        // Another poll has another roll.
        assert!(!Remembering::of(repo, two).unwrap().knows(a));
    }

    #[test]
    fn a_page_that_was_cut_or_changed_is_not_used() {
        let scratch = crate::store::testing::Scratch::new();
        let a = scratch.blob("a");
        assert_eq!(entry(a, &vec![b'x'; 1 << 16]), None);
        let mut page = entry(a, b"text").unwrap();
        assert_eq!(entries(&page).map(|it| it.len()), Some(1));
        for cut in 1..page.len() {
            assert_eq!(entries(&page[..cut]), None, "{cut}");
        }
        page[0] = 19;
        assert_eq!(entries(&page), None);
        page[0] = 0;
        assert_eq!(entries(&page), None);
    }
}
