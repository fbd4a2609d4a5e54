//! A page of texts, as its bytes are. Nothing in it is believed: every number
//! is checked, and what it says of a text is for others to check.

use crate::store::BlobId;
use crate::store::id::RawId;

/// How a page begins. Another form gets another number.
pub(super) const HEAD: &[u8] = b"polity texts 1\n";

/// A page: the head, the width of ids, the number of texts, for each in the
/// order of ids its id, its place and its length, and then the texts. Numbers
/// are four bytes, the lowest first.
#[derive(Default)]
pub(super) struct Page {
    bytes: Vec<u8>,
    width: usize,
    count: usize,
    /// Which texts were used.
    pub(super) used: Vec<bool>,
}

/// The bytes of a number.
pub(super) const NUMBERS: usize = 4;

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(NUMBERS)?)?;
    usize::try_from(u32::from_le_bytes(four.try_into().ok()?)).ok()
}

impl Page {
    /// Where the table begins.
    const TABLE: usize = HEAD.len() + 1 + NUMBERS;

    /// Takes the bytes of a page for ids of this width; nothing where they are
    /// none.
    pub(super) fn of(bytes: Vec<u8>, width: usize) -> Option<Self> {
        let rest = bytes.strip_prefix(HEAD)?;
        if usize::from(*rest.first()?) != width {
            return None;
        }
        let count = number(rest, 1)?;
        let table = count.checked_mul(width + 2 * NUMBERS)?;
        bytes.get(Self::TABLE..Self::TABLE.checked_add(table)?)?;
        Some(Self {
            used: vec![false; count],
            bytes,
            width,
            count,
        })
    }

    /// Writes texts as a page.
    pub(super) fn write(texts: &[(BlobId, &[u8])], width: usize) -> Option<Vec<u8>> {
        let number = |number: usize| u32::try_from(number).map(u32::to_le_bytes).ok();
        let mut bytes = HEAD.to_vec();
        bytes.push(u8::try_from(width).ok()?);
        bytes.extend(number(texts.len())?);
        let mut at = Self::TABLE + texts.len() * (width + 2 * NUMBERS);
        for (blob, text) in texts {
            bytes.extend(blob.0.as_slice());
            bytes.extend(number(at)?);
            bytes.extend(number(text.len())?);
            at += text.len();
        }
        texts.iter().for_each(|(_, text)| bytes.extend(*text));
        Some(bytes)
    }

    fn entry(&self, index: usize) -> Option<(&[u8], &[u8])> {
        let each = self.width + 2 * NUMBERS;
        let at = Self::TABLE + index * each;
        let id = self.bytes.get(at..at + self.width)?;
        let place = number(&self.bytes, at + self.width)?;
        let length = number(&self.bytes, at + self.width + NUMBERS)?;
        Some((id, self.bytes.get(place..place.checked_add(length)?)?))
    }

    /// The text under a name, as the page has it.
    pub(super) fn find(&self, id: &[u8]) -> Option<(usize, &[u8])> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low + (high - low) / 2;
            let (own, text) = self.entry(middle)?;
            match own.cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some((middle, text)),
            }
        }
        None
    }

    /// The texts that were used, or those that were not.
    pub(super) fn texts(&self, used: bool) -> impl Iterator<Item = (BlobId, &[u8])> {
        let all = self.used.iter().enumerate();
        all.filter(move |(_, it)| **it == used)
            .filter_map(|(index, _)| {
                let (id, text) = self.entry(index)?;
                Some((BlobId(RawId::from_slice(id)?), text))
            })
    }
}
