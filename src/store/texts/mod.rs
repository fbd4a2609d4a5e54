//! The texts of an organisation's files, remembered in the clone's notebook:
//! one read of one file where git would look up, unpack and join thousands of
//! small objects.
//!
//! A text is kept under the name of its blob, and whenever one is used it is
//! hashed as git hashes it. So a page that is damaged, foreign or forged can no
//! more change an answer than the objects themselves: what does not bear its
//! name is not used, and the whole page is then thrown away. The marks of an
//! attack on SHA-1 are not looked for again: git did so when the object came,
//! and a text without them has no known twin. The page is bounded, holds
//! nothing that is not in the repository, and is written only where it saves
//! many reads.

mod page;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use self::page::{NUMBERS, Page};
use super::{BlobId, Repo};

/// The page of the notebook.
const PAGE: &str = "texts";

/// How many bytes a page has at most, beside its head.
const MOST: usize = 4 << 20;

/// A longer page is not read.
const LONGEST: u64 = MOST as u64 + 64;

/// Fewer files than this are read from their objects: a page would not pay.
const MANY: usize = 64;

/// What is remembered, and what there is to be remembered.
#[derive(Default)]
pub(super) struct Texts {
    state: State,
    /// What was read from objects since the page was looked for.
    new: Vec<(BlobId, Arc<[u8]>)>,
    /// The bytes that these take on a page.
    bytes: usize,
}

/// The bytes that a text takes on a page, where ids are long.
fn cost(text: &[u8]) -> usize {
    text.len() + 32 + 2 * NUMBERS
}

#[derive(Default)]
enum State {
    /// The page was not asked for yet.
    #[default]
    Closed,
    /// It is not asked for here.
    Off,
    /// There is a page, or an empty one in its place.
    Open(Page),
}

impl Texts {
    /// For a repository that is one of several: one of them writes.
    pub(super) fn off() -> Self {
        Self {
            state: State::Off,
            ..Self::default()
        }
    }
}

/// The reading of many files by name, of which those read from objects are
/// remembered at the end.
#[must_use]
pub struct Remembering<'r>(&'r Repo);

impl Remembering<'_> {
    /// Ends it.
    pub fn keep(self) {
        self.0.keep_texts();
    }
}

impl Repo {
    /// Begins to read so many files with [`Repo::short_file`].
    pub fn remembering(&self, files: usize) -> Remembering<'_> {
        self.open_texts(files);
        Remembering(self)
    }

    /// Looks for the page, where so many files are about to be read that it
    /// pays.
    pub(super) fn open_texts(&self, files: usize) {
        let mut texts = self.texts.borrow_mut();
        if files < MANY || !matches!(texts.state, State::Closed) {
            return;
        }
        let bytes = self.recall_short(PAGE, LONGEST);
        let page = bytes.and_then(|bytes| Page::of(bytes, self.id_width()));
        texts.state = State::Open(page.unwrap_or_default());
    }

    /// A text that is remembered and bears its name.
    pub(super) fn remembered_text(&self, blob: BlobId) -> Option<Arc<[u8]>> {
        let mut texts = self.texts.borrow_mut();
        let State::Open(page) = &mut texts.state else {
            return None;
        };
        let (index, text) = page.find(blob.0.as_slice())?;
        if !blob.names(text) {
            // Whatever happened to the page, it is of no use.
            *page = Page::default();
            return None;
        }
        let text = Arc::from(text);
        if let Some(used) = page.used.get_mut(index) {
            *used = true;
        }
        Some(text)
    }

    /// Notes a text that was read from its object.
    pub(super) fn note_text(&self, blob: BlobId, text: &Arc<[u8]>) {
        let mut texts = self.texts.borrow_mut();
        let bytes = texts.bytes + cost(text);
        if matches!(texts.state, State::Open(_)) && bytes <= MOST {
            texts.bytes = bytes;
            texts.new.push((blob, Arc::clone(text)));
        }
    }

    /// Writes down what was read, where that saves many reads the next time:
    /// what was used stays, then comes what is new, then what there was. Where
    /// nothing can be written, nothing is remembered.
    pub(super) fn keep_texts(&self) {
        let mut texts = self.texts.borrow_mut();
        let new = std::mem::take(&mut texts.new);
        texts.bytes = 0;
        let State::Open(page) = &mut texts.state else {
            return;
        };
        let mut left = MOST;
        let mut fits = |(_, text): &(BlobId, &[u8])| {
            let fit = left.checked_sub(cost(text));
            left = fit.unwrap_or(left);
            fit.is_some()
        };
        let mut all: Vec<(BlobId, &[u8])> = page.texts(true).filter(&mut fits).collect();
        let used = all.len();
        let new = new.iter().map(|(blob, text)| (*blob, &**text));
        all.extend(new.filter(&mut fits));
        if all.len() - used < MANY {
            return;
        }
        all.extend(page.texts(false).filter(&mut fits));
        all.sort_unstable_by_key(|(blob, _)| *blob);
        all.dedup_by_key(|(blob, _)| *blob);
        let width = self.id_width();
        let Some(bytes) = Page::write(&all, width) else {
            return;
        };
        self.jot(PAGE, &bytes);
        // What is kept for the next snapshot is kept in memory too.
        *page = Page::of(bytes, width).unwrap_or_default();
    }
}
