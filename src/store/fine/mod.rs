//! Trees that nothing is wrong with, found out quickly.
//!
//! [`checked`](super::tree::checked) names everything that is wrong with a
//! tree, and is asked where something is. Nearly always nothing is, and nearly
//! always a tree differs from the one before it in a single entry; so this asks
//! the same rules for yes or no, and of a tree that is like a good one only
//! where it differs. Tests hold that both agree on any bytes.

use std::cmp::Ordering;
use std::ops::Range;

use super::tree::{Raw, Step, good_name, may_fold, step, take};

/// What is known of a tree that nothing is wrong with: it is in git's order,
/// each name is a good one and stands once, also where case is not told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fine {
    /// Where each entry begins, and at last where the tree ends.
    starts: Box<[u32]>,
    /// Whether a name has letters that could have another case.
    folds: bool,
}

impl Fine {
    /// Looks at a whole tree; nothing where anything is wrong with it. `width`
    /// is how many bytes an id has.
    pub(super) fn of(tree: &[u8], width: usize) -> Option<Self> {
        let mut starts = Vec::with_capacity(tree.len() / 32 + 1);
        let (mut folds, mut perhaps_double) = (false, false);
        let mut at = 0;
        let mut last: Option<Step<'_>> = None;
        while at < tree.len() {
            let here = step(tree.get(at..)?, width)?;
            if !good_name(here.name) || last.is_some_and(|last| !follows(&last, &here)) {
                return None;
            }
            folds |= here.name.iter().any(may_fold);
            // Between a file and a folder of one name there are only names
            // that begin with it.
            perhaps_double |=
                here.folder && last.is_some_and(|last| last.name.starts_with(here.name));
            starts.push(u32::try_from(at).ok()?);
            at += here.len;
            last = Some(here);
        }
        starts.push(u32::try_from(at).ok()?);
        let fine = Self {
            starts: starts.into(),
            folds,
        };
        let looked = fine.look(tree, width);
        if perhaps_double && (0..fine.len()).any(|n| looked.is_double(n)) {
            return None;
        }
        (!folds || !looked.folds_together()).then_some(fine)
    }

    /// The same of a tree that is much like one that nothing is wrong with:
    /// only what differs is looked at, with its neighbours. Nothing also where
    /// that does not tell.
    pub(super) fn like((old, known): (&[u8], &Self), new: &[u8], width: usize) -> Option<Self> {
        let (first, mut last) = known.same_ends(old, new);
        // An end that is the same begins an entry of the old tree; of the new
        // one only where its own entries lead there.
        let moved = |n: usize| {
            known
                .start(n)
                .checked_add(new.len())?
                .checked_sub(old.len())
        };
        let mut at = known.start(first);
        let mut starts = known.starts.get(..first)?.to_vec();
        loop {
            while last < known.len() && moved(last)? < at {
                last += 1;
            }
            if at == moved(last)? {
                break;
            }
            starts.push(u32::try_from(at).ok()?);
            at += step(new.get(at..)?, width)?.len;
        }
        let middle = first..starts.len();
        for n in last..=known.len() {
            starts.push(u32::try_from(moved(n)?).ok()?);
        }
        let fine = Self {
            starts: starts.into(),
            folds: known.folds,
        };
        let (before, after) = (known.look(old, width), fine.look(new, width));
        // The same names with other contents: what was right stays so.
        let same = |(a, b): (usize, usize)| match (before.entry(a), after.entry(b)) {
            (Some(a), Some(b)) => a.name == b.name && a.folder == b.folder,
            _ => false,
        };
        if last - first == middle.len() && (first..last).zip(middle.clone()).all(same) {
            return Some(fine);
        }
        if known.folds {
            return None;
        }
        let good = |n: usize| {
            let entry = after.entry(n);
            entry.is_some_and(|it| good_name(it.name) && !it.name.iter().any(may_fold))
        };
        // Each with the one before it, and the first after them too.
        let in_order = |n: usize| match (n.checked_sub(1), after.entry(n)) {
            (Some(before), Some(here)) => {
                let last = after.entry(before);
                last.is_some_and(|last| follows(&last, &here))
            }
            (None, _) => true,
            (_, None) => n == fine.len(),
        };
        let fits = middle.clone().all(good)
            && (middle.start..=middle.end).all(in_order)
            && !middle.clone().any(|n| after.is_double(n));
        fits.then_some(fine)
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether a name has letters that could have another case.
    pub(super) fn folds(&self) -> bool {
        self.folds
    }

    /// How many bytes are taken to know it.
    pub(super) fn size(&self) -> usize {
        self.starts.len() * size_of::<u32>()
    }

    /// The bytes of some entries of its tree.
    pub(super) fn stretch<'t>(&self, tree: &'t [u8], entries: Range<usize>) -> &'t [u8] {
        let bytes = tree.get(self.start(entries.start)..self.start(entries.end));
        bytes.unwrap_or_default()
    }

    /// The entry of a name in its tree.
    pub(super) fn find<'t>(&self, tree: &'t [u8], name: &[u8], width: usize) -> Option<Raw<'t>> {
        let looked = self.look(tree, width);
        let file = looked.find(name, false);
        let at = file.or_else(|| looked.find(name, true))?;
        take(&mut tree.get(self.start(at)..)?, width)
    }

    /// Which entries differ between two trees that nothing is wrong with. What
    /// stands before and after them is the same in both.
    pub(super) fn differing(
        (old, a): (&[u8], &Self),
        (new, b): (&[u8], &Self),
    ) -> (Range<usize>, Range<usize>) {
        let (first, last) = a.same_ends(old, new);
        for n in last..=a.len() {
            let moved = (a.start(n) + new.len()).checked_sub(old.len());
            let moved = moved.and_then(|at| u32::try_from(at).ok());
            if let Some(m) = moved.and_then(|at| b.starts.binary_search(&at).ok()) {
                return (first..n, first..m);
            }
        }
        (first..a.len(), first..b.len())
    }

    /// How many entries stand at the beginning of both trees, and the first
    /// entry of the old one from which on all bytes are those that the new one
    /// ends with.
    fn same_ends(&self, old: &[u8], new: &[u8]) -> (usize, usize) {
        let head = common_start(old, new);
        let begun = self
            .starts
            .partition_point(|start| as_usize(*start) <= head);
        // The tree's end counts as a beginning too.
        let first = begun.saturating_sub(1);
        let at = self.start(first);
        let (rest, other) = (old.get(at..), new.get(at..));
        let tail = common_end(rest.unwrap_or_default(), other.unwrap_or_default());
        let from = old.len().saturating_sub(tail);
        let last = self.starts.partition_point(|start| as_usize(*start) < from);
        (first, last)
    }

    fn start(&self, n: usize) -> usize {
        let start = self.starts.get(n).or(self.starts.last());
        start.map_or(0, |start| as_usize(*start))
    }

    fn look<'a>(&'a self, tree: &'a [u8], width: usize) -> Looked<'a> {
        Looked {
            fine: self,
            tree,
            width,
        }
    }
}

fn as_usize(start: u32) -> usize {
    usize::try_from(start).unwrap_or(usize::MAX)
}

/// Whether an entry may stand right after another.
fn follows(last: &Step<'_>, here: &Step<'_>) -> bool {
    last.name != here.name && compare(last, here.name, here.folder) == Ordering::Less
}

/// Where an entry stands to a name in git's order: folders as if their name
/// ended in a slash.
fn compare(entry: &Step<'_>, name: &[u8], folder: bool) -> Ordering {
    let common = entry.name.len().min(name.len());
    let next = |name: &[u8], folder: bool| name.get(common).copied().or(folder.then_some(b'/'));
    match entry.name.get(..common).cmp(&name.get(..common)) {
        Ordering::Equal => next(entry.name, entry.folder).cmp(&next(name, folder)),
        other => other,
    }
}

/// How many bytes two texts begin with in common.
fn common_start(a: &[u8], b: &[u8]) -> usize {
    // Stretches as one comparison of memory each.
    const STRETCH: usize = 128;
    let alike = a.chunks(STRETCH).zip(b.chunks(STRETCH));
    let whole = alike
        .take_while(|(a, b)| a == b && a.len() == STRETCH)
        .count()
        * STRETCH;
    let (a, b) = (a.get(whole..), b.get(whole..));
    let bytes = a.into_iter().flatten().zip(b.into_iter().flatten());
    whole + bytes.take_while(|(a, b)| a == b).count()
}

/// How many bytes two texts end with in common.
fn common_end(a: &[u8], b: &[u8]) -> usize {
    const STRETCH: usize = 128;
    let alike = a.rchunks(STRETCH).zip(b.rchunks(STRETCH));
    let whole = alike
        .take_while(|(a, b)| a == b && a.len() == STRETCH)
        .count()
        * STRETCH;
    let rest = |text: &[u8]| text.len() - whole;
    let (a, b) = (a.get(..rest(a)), b.get(..rest(b)));
    let bytes = a
        .into_iter()
        .flatten()
        .rev()
        .zip(b.into_iter().flatten().rev());
    whole + bytes.take_while(|(a, b)| a == b).count()
}

/// A tree with where its entries begin.
struct Looked<'a> {
    fine: &'a Fine,
    tree: &'a [u8],
    width: usize,
}

impl<'a> Looked<'a> {
    fn entry(&self, n: usize) -> Option<Step<'a>> {
        if n >= self.fine.len() {
            return None;
        }
        step(self.tree.get(self.fine.start(n)..)?, self.width)
    }

    /// The number of the entry of a name; entries must be in git's order.
    fn find(&self, name: &[u8], folder: bool) -> Option<usize> {
        let (mut low, mut high) = (0, self.fine.len());
        while low < high {
            let middle = low.midpoint(high);
            let here = self.entry(middle)?;
            match compare(&here, name, folder) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                // A file `a/` would compare as the folder `a` does.
                Ordering::Equal => return (here.name == name).then_some(middle),
            }
        }
        None
    }

    /// Whether the name of an entry is also that of a folder, or of a file
    /// where it is a folder: these need not be neighbours (`a`, `a.b`, `a/`).
    fn is_double(&self, n: usize) -> bool {
        let entry = self.entry(n);
        entry.is_none_or(|it| self.find(it.name, !it.folder).is_some())
    }

    /// Whether two names are one where case is not told apart.
    fn folds_together(&self) -> bool {
        let mut names: Vec<&[u8]> = (0..self.fine.len())
            .filter_map(|n| self.entry(n).map(|it| it.name))
            .collect();
        let lower = |name: &'a [u8]| name.iter().map(u8::to_ascii_lowercase);
        names.sort_by(|a, b| lower(a).cmp(lower(b)));
        let mut pairs = names.windows(2);
        pairs.any(|pair| matches!(pair, [a, b] if a.eq_ignore_ascii_case(b)))
    }
}

#[cfg(test)]
mod tests;
