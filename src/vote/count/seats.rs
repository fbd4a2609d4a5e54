//! From an order to seats: as many as there are, not below the default option,
//! and not above the cap by affiliation.

use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use super::tie::{Broken, Tie, TieBreak, refine};
use crate::base::OptionId;

/// How many of one affiliation may sit at once. Applied to the finished order:
/// an option over the cap gives way to the next one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cap {
    /// The most for each affiliation.
    pub at_most: usize,
    /// The affiliations of the options; none where an option is not listed.
    pub of: BTreeMap<OptionId, BTreeSet<String>>,
    /// How many of each affiliation sit already and stay.
    pub staying: BTreeMap<String, usize>,
}

/// What an order comes to.
#[derive(Debug, Clone, Default)]
pub(super) struct Seated {
    pub(super) elected: Vec<usize>,
    pub(super) over_cap: Vec<usize>,
    pub(super) tie: Option<Tie<usize>>,
}

/// Gives the seats of an order.
pub(super) struct Seating<'a> {
    pub(super) options: &'a Options,
    pub(super) seats: usize,
    pub(super) default: Option<usize>,
    pub(super) cap: Option<&'a Cap>,
    pub(super) chain: &'a [TieBreak],
}

impl Seating<'_> {
    /// Walks the order, best first, and stops at the first tie that matters
    /// and that the chain does not break.
    pub(super) fn seat(&self, order: &[Vec<usize>], log: &mut BTreeSet<Broken<usize>>) -> Seated {
        let mut seated = Seated::default();
        let mut taken = self.cap.map(|cap| cap.staying.clone()).unwrap_or_default();
        for group in order {
            if !self.group(group, true, &mut seated, &mut taken, log) {
                break;
            }
        }
        seated
    }

    /// Seats a group of equals; false where nothing below it can be seated.
    fn group(
        &self,
        group: &[usize],
        may_refine: bool,
        seated: &mut Seated,
        taken: &mut BTreeMap<String, usize>,
        log: &mut BTreeSet<Broken<usize>>,
    ) -> bool {
        let left = self.seats - seated.elected.len();
        if left == 0 {
            return false;
        }
        let (over, able): (Vec<usize>, Vec<usize>) = group
            .iter()
            .partition(|option| self.is_over(**option, taken, &[]));
        // The default takes the seat only where nothing stands above it.
        if able.as_slice() == [self.default.unwrap_or(usize::MAX)] {
            if seated.elected.is_empty() {
                seated.elected.extend(&able);
            }
            return false;
        }
        let with_default = able.iter().any(|option| Some(*option) == self.default);
        let clear = |option: &usize| !self.is_over(*option, taken, &able);
        if able.len() <= left && !with_default && able.iter().all(clear) {
            for option in &able {
                self.take(*option, taken);
            }
            seated.over_cap.extend(over);
            seated.elected.extend(able);
            return true;
        }
        if may_refine {
            let parts = refine(self.chain, self.options, group, log);
            return parts
                .iter()
                .all(|part| self.group(part, false, seated, taken, log));
        }
        // Nothing breaks the tie. Where there are seats for all of them, the
        // cap alone is at issue, and whoever it does not touch is elected.
        seated.over_cap.extend(over);
        let (sure, tied): (Vec<usize>, Vec<usize>) = if able.len() <= left && !with_default {
            able.iter().partition(|option| clear(option))
        } else {
            (Vec::new(), able)
        };
        seated.elected.extend(sure);
        let seats = (self.seats - seated.elected.len()).min(tied.len());
        seated.tie = Some(Tie { seats, among: tied });
        false
    }

    /// Whether an option is over the cap, given who sits and, together with
    /// it, some others of its group.
    fn is_over(&self, option: usize, taken: &BTreeMap<String, usize>, with: &[usize]) -> bool {
        let Some(cap) = self.cap else { return false };
        self.affiliations(option).any(|one| {
            let shared = |other: &&usize| self.affiliations(**other).any(|a| a == one);
            let beside = with.iter().filter(shared).count().max(1);
            taken.get(one).copied().unwrap_or(0) + beside > cap.at_most
        })
    }

    fn take(&self, option: usize, taken: &mut BTreeMap<String, usize>) {
        for one in self.affiliations(option) {
            *taken.entry(one.clone()).or_default() += 1;
        }
    }

    fn affiliations(&self, option: usize) -> impl Iterator<Item = &String> {
        let id = self.options.ids().get(option);
        let cap = self.cap;
        id.and_then(|id| cap.and_then(|cap| cap.of.get(id)))
            .into_iter()
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(order: &[&[usize]], seats: usize, at_most: usize, of: &[(usize, &str)]) -> Seated {
        let ids = (1..=9).map(|n| format!("c{n}").parse().unwrap());
        let options = Options::new(ids.collect()).unwrap();
        let affiliation = |(n, name): &(usize, &str)| {
            let id = format!("c{n}").parse().unwrap();
            (id, BTreeSet::from([(*name).to_owned()]))
        };
        let cap = Cap {
            at_most,
            of: of.iter().map(affiliation).collect(),
            staying: BTreeMap::from([("old".to_owned(), 1)]),
        };
        let order: Vec<Vec<usize>> = order
            .iter()
            .map(|group| group.iter().map(|n| n - 1).collect())
            .collect();
        let seating = Seating {
            options: &options,
            seats,
            default: None,
            cap: Some(&cap),
            chain: &[],
        };
        let mut seated = seating.seat(&order, &mut BTreeSet::new());
        let lists = [&mut seated.elected, &mut seated.over_cap];
        lists.into_iter().flatten().for_each(|n| *n += 1);
        seated
    }

    #[test]
    fn n23_the_next_in_order_moves_up_over_the_cap() {
        let order: [&[usize]; 7] = [&[1], &[2], &[3], &[4], &[5], &[6], &[7]];
        let seated = seat(&order, 6, 2, &[(1, "x"), (3, "x"), (4, "x")]);
        assert_eq!(seated.elected, [1, 2, 3, 5, 6, 7]);
        assert_eq!(seated.over_cap, [4]);
    }

    #[test]
    fn n24_the_lowest_of_three_gives_way_and_again_until_valid() {
        let order: [&[usize]; 7] = [&[1], &[2], &[3], &[4], &[5], &[6], &[7]];
        let of = [(1, "x"), (2, "x"), (5, "x"), (6, "x")];
        let seated = seat(&order, 5, 2, &of);
        assert_eq!(seated.elected, [1, 2, 3, 4, 7]);
        assert_eq!(seated.over_cap, [5, 6]);
    }

    #[test]
    fn those_who_stay_count_towards_the_cap() {
        let seated = seat(&[&[1], &[2], &[3]], 2, 2, &[(1, "old"), (2, "old")]);
        assert_eq!(seated.elected, [1, 3]);
    }

    #[test]
    fn a_tie_under_the_cap_is_reported_and_whom_it_does_not_touch_is_elected() {
        let seated = seat(&[&[1, 2, 3], &[4]], 3, 1, &[(1, "x"), (2, "x")]);
        assert_eq!(seated.elected, [3]);
        let tie = seated.tie.unwrap();
        assert_eq!((tie.seats, tie.among), (2, vec![0, 1]));
    }
}
