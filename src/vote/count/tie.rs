//! Ties, and the declared chain that alone may break them.

use std::collections::BTreeSet;

use super::Options;
use crate::base::{Digest, Hasher, OptionId};

/// One step of the chain. A step may leave a tie, or part of one, to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TieBreak {
    /// A given order, such as who joined earlier: groups, best first, equal
    /// within. Options that it does not name come last, together.
    Order {
        /// What the order is by, such as `earlier-joiner`.
        by: String,
        /// The groups.
        groups: Vec<Vec<OptionId>>,
    },
    /// The choice of the person or body with the casting vote: the options in
    /// the order of preference, or nothing yet. Options that it does not name
    /// stay tied behind those that it names.
    CastingVote {
        /// Whose vote it is.
        of: String,
        /// The choice, where it was made.
        choice: Option<Vec<OptionId>>,
    },
    /// A lot that anyone can draw again; see [`lot_order`].
    Lot {
        /// Its seed; see [`lot_seed`].
        seed: Digest,
    },
}

impl TieBreak {
    /// What it is called where the count says who broke a tie.
    pub fn name(&self) -> String {
        match self {
            Self::Order { by, .. } => by.clone(),
            Self::CastingVote { of, .. } => format!("casting-vote of {of}"),
            Self::Lot { .. } => "lot".to_owned(),
        }
    }

    /// A place for each of the tied options; equal places stay tied.
    fn ranks(&self, tied: &[usize], options: &Options) -> Vec<usize> {
        let ids = options.name(tied);
        let among = |groups: &[Vec<OptionId>], id: &OptionId| {
            let place = groups.iter().position(|group| group.contains(id));
            place.unwrap_or(groups.len())
        };
        match self {
            Self::Order { groups, .. } => ids.iter().map(|id| among(groups, id)).collect(),
            Self::CastingVote { choice, .. } => {
                let named = choice.as_deref().unwrap_or_default();
                let place = |id| named.iter().position(|other| other == id);
                let last = named.len();
                ids.iter().map(|id| place(id).unwrap_or(last)).collect()
            }
            Self::Lot { seed } => {
                let order = lot_order(*seed, &ids);
                let place = |id| order.iter().position(|other| other == id);
                ids.iter().map(|id| place(id).unwrap_or(0)).collect()
            }
        }
    }
}

/// A tie that a step of the chain broke, wholly or in part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken<O = OptionId> {
    /// The options that were tied.
    pub among: Vec<O>,
    /// The order that came of it, best first.
    pub into: Vec<Vec<O>>,
    /// The step's name.
    pub by: String,
}

/// A tie that the chain did not break, and that matters for the seats.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie<O = OptionId> {
    /// How many of the tied options have a seat to win.
    pub seats: usize,
    /// The tied options.
    pub among: Vec<O>,
}

/// Splits tied options by the steps of a chain, and notes each step that did
/// something.
pub(super) fn refine(
    chain: &[TieBreak],
    options: &Options,
    tied: &[usize],
    log: &mut BTreeSet<Broken<usize>>,
) -> Vec<Vec<usize>> {
    let Some((step, rest)) = chain.split_first() else {
        return vec![tied.to_vec()];
    };
    if tied.len() < 2 {
        return vec![tied.to_vec()];
    }
    let mut ranked: Vec<(usize, usize)> = step
        .ranks(tied, options)
        .into_iter()
        .zip(tied.iter().copied())
        .collect();
    ranked.sort_unstable();
    let into: Vec<Vec<usize>> = ranked
        .chunk_by(|a, b| a.0 == b.0)
        .map(|group| group.iter().map(|(_, option)| *option).collect())
        .collect();
    if into.len() > 1 {
        log.insert(Broken {
            among: tied.to_vec(),
            into: into.clone(),
            by: step.name(),
        });
    }
    into.iter()
        .flat_map(|group| refine(rest, options, group, log))
        .collect()
}

/// The seed of a poll's lot: the digest of its nonce and of every voter with
/// the vote, sorted by voter, so that nobody can choose it and anyone can find
/// it again.
pub fn lot_seed<'a>(nonce: &[u8], votes: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Digest {
    let sorted: BTreeSet<(&str, &[u8])> = votes.into_iter().collect();
    let mut hasher = Hasher::new();
    hasher.part(nonce);
    for (voter, vote) in sorted {
        hasher.part(voter.as_bytes()).part(vote);
    }
    hasher.finish()
}

/// The options in the order of the lot: by SHA-256 of the seed's 32 bytes
/// followed by the option's id, the smallest first.
pub fn lot_order(seed: Digest, options: &[OptionId]) -> Vec<OptionId> {
    let mut drawn: Vec<(Digest, &OptionId)> = options
        .iter()
        .map(|id| {
            let bytes = [seed.as_bytes().as_slice(), id.as_str().as_bytes()].concat();
            (Digest::of(&bytes), id)
        })
        .collect();
    drawn.sort();
    drawn.into_iter().map(|(_, id)| id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(words: &[&str]) -> Vec<OptionId> {
        words.iter().map(|word| word.parse().unwrap()).collect()
    }

    #[test]
    fn each_step_breaks_what_it_can_and_leaves_the_rest() {
        let options = Options::new(ids(&["a", "b", "c", "d"])).unwrap();
        let chain = [
            TieBreak::CastingVote {
                of: "board".into(),
                choice: Some(ids(&["c"])),
            },
            TieBreak::Order {
                by: "earlier-joiner".into(),
                groups: vec![ids(&["d"]), ids(&["a", "b"])],
            },
        ];
        let mut log = BTreeSet::new();
        let groups = refine(&chain, &options, &[0, 1, 2, 3], &mut log);
        assert_eq!(groups, [vec![2], vec![3], vec![0, 1]]);
        assert_eq!(log.len(), 2);
        let absent = [TieBreak::CastingVote {
            of: "board".into(),
            choice: None,
        }];
        assert_eq!(refine(&absent, &options, &[0, 1], &mut log), [[0, 1]]);
    }

    #[test]
    fn a_lot_depends_on_the_votes_and_not_on_the_order_that_they_come_in() {
        let votes: [(&str, &[u8]); 2] = [("ann", b"a"), ("bob", b"b")];
        let swapped = [votes[1], votes[0]];
        let seed = lot_seed(b"nonce", votes);
        assert_eq!(seed, lot_seed(b"nonce", swapped));
        assert_ne!(seed, lot_seed(b"other", votes));
        let one = lot_order(seed, &ids(&["a", "b", "c"]));
        assert_eq!(one, lot_order(seed, &ids(&["c", "b", "a"])));
    }
}
