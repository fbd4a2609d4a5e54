//! Changed files: a strategy of proptest, so that a failure shrinks to few
//! changes of a small file.

use proptest::prelude::*;
use proptest::sample::Index;

/// The most bytes that a changed file has: more than any reader takes.
const MOST: usize = 5 << 18;

/// Something done to a file. Places are parts of the whole, so that a change
/// fits a file of any size.
#[derive(Debug, Clone)]
enum Change {
    /// Bytes are taken out.
    Take(Index, usize),
    /// A word of the dictionary is put in.
    Word(Index, Index),
    /// A word of the dictionary replaces so many bytes.
    Replace(Index, Index, usize),
    /// One byte is another.
    Byte(Index, u8),
    /// A stretch stands so many times.
    Repeat(Index, usize, usize),
    /// Two lines change places.
    Swap(Index, Index),
    /// A line stands once more, elsewhere.
    Copy(Index, Index),
    /// The rest is that of another file, from a line on.
    Splice(Index, Index, Index),
    /// The file ends here.
    Cut(Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        2 => (at(), 1_usize..12).prop_map(|(a, n)| Change::Take(a, n)),
        4 => (at(), at()).prop_map(|(a, w)| Change::Word(a, w)),
        4 => (at(), at(), 0_usize..8).prop_map(|(a, w, n)| Change::Replace(a, w, n)),
        2 => (at(), any::<u8>()).prop_map(|(a, b)| Change::Byte(a, b)),
        2 => (at(), 1_usize..24, 2_usize..40).prop_map(|(a, n, t)| Change::Repeat(a, n, t)),
        2 => (at(), at()).prop_map(|(a, b)| Change::Swap(a, b)),
        2 => (at(), at()).prop_map(|(a, b)| Change::Copy(a, b)),
        2 => (at(), at(), at()).prop_map(|(a, f, b)| Change::Splice(a, f, b)),
        1 => at().prop_map(Change::Cut),
    ]
}

/// A change that few files survive: hardly ever, as it is slow.
fn flood() -> impl Strategy<Value = Change> {
    (any::<Index>(), 1_usize..40, 100_usize..4_000).prop_map(|(a, n, t)| Change::Repeat(a, n, t))
}

/// Files of the corpus with some changes; words of the dictionary are those
/// that mean something to the reader.
pub(super) fn files(
    corpus: Vec<Vec<u8>>,
    dictionary: &'static [&'static str],
) -> impl Strategy<Value = Vec<u8>> {
    let changes = prop_oneof![
        300 => prop::collection::vec(change(), 0..6),
        1 => prop::collection::vec(flood(), 1..3),
    ];
    (any::<Index>(), changes).prop_map(move |(which, changes)| {
        let mut file = corpus[which.index(corpus.len())].clone();
        for change in &changes {
            apply(&mut file, change, &corpus, dictionary);
            file.truncate(MOST);
        }
        file
    })
}

fn apply(file: &mut Vec<u8>, change: &Change, corpus: &[Vec<u8>], dictionary: &[&str]) {
    let place = |at: &Index, file: &[u8]| at.index(file.len() + 1);
    match change {
        Change::Take(at, length) => {
            let at = place(at, file);
            let end = file.len().min(at + length);
            file.drain(at..end);
        }
        Change::Word(at, word) => {
            let at = place(at, file);
            let word = dictionary[word.index(dictionary.len())];
            file.splice(at..at, word.bytes());
        }
        Change::Replace(at, word, length) => {
            let at = place(at, file);
            let end = file.len().min(at + length);
            let word = dictionary[word.index(dictionary.len())];
            file.splice(at..end, word.bytes());
        }
        Change::Byte(at, byte) => {
            let at = place(at, file);
            if let Some(slot) = file.get_mut(at) {
                *slot = *byte;
            }
        }
        Change::Repeat(at, length, times) => {
            let at = place(at, file);
            let end = file.len().min(at + length);
            let more = file[at..end].repeat(times - 1);
            file.splice(end..end, more);
        }
        Change::Swap(one, two) => {
            let mut all = lines(file);
            let (one, two) = (one.index(all.len()), two.index(all.len()));
            all.swap(one, two);
            *file = all.concat();
        }
        Change::Copy(from, to) => {
            let mut all = lines(file);
            let line = all[from.index(all.len())].clone();
            all.insert(to.index(all.len() + 1), line);
            *file = all.concat();
        }
        Change::Splice(at, which, from) => {
            let other = lines(&corpus[which.index(corpus.len())]);
            let at = place(at, file);
            file.truncate(at);
            file.extend(other[from.index(other.len())..].concat());
        }
        Change::Cut(at) => {
            let at = place(at, file);
            file.truncate(at);
        }
    }
}

/// The lines of a file with their ends; at least one.
fn lines(file: &[u8]) -> Vec<Vec<u8>> {
    let lines = file.split_inclusive(|byte| *byte == b'\n');
    let mut lines: Vec<Vec<u8>> = lines.map(<[u8]>::to_vec).collect();
    if lines.is_empty() {
        lines.push(Vec::new());
    }
    lines
}
