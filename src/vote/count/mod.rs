//! Counting methods, one file each, pure and exact.
//!
//! Ballots go into a [`Tally`] one by one; [`Tally::count`] gives a [`Count`]
//! by a [`Spec`]. A ballot is weighed by a whole number; fractional weights are
//! first brought to a common denominator by [`whole_weights`]. What the ballots
//! leave tied is broken by a declared chain of [`TieBreak`]s or reported.
//!
//! ```
//! use polity::vote::count::{Method, Options, Spec, Tally, Unranked, Vote};
//!
//! let options = ["tea", "coffee"].map(|id| id.parse().unwrap());
//! let options = Options::new(options.to_vec()).unwrap();
//! let mut tally = Tally::new(options, Method::Schulze.kind(), Unranked::Last);
//! tally.add(Vote::Ranking(&[vec![1], vec![0]]), 2).unwrap();
//! tally.add(Vote::Ranks(&[1, 2]), 1).unwrap();
//! let count = tally.count(&Spec::new(Method::Schulze, 1), &[]).unwrap();
//! assert_eq!(count.winner().unwrap().as_str(), "coffee");
//! ```

mod approval;
mod branches;
mod copeland;
#[expect(
    clippy::module_inception,
    reason = "the act of counting, in its own file"
)]
mod count;
mod countback;
mod debian;
mod irv;
mod method;
mod minimax;
mod notes;
mod options;
mod order;
mod outcome;
mod pairwise;
mod pile;
mod plurality;
mod ranked_pairs;
mod rating;
mod rounds;
mod schulze;
mod seats;
mod spec;
mod star;
mod stv_meek;
mod stv_scottish;
mod tally;
mod tie;
mod weights;

#[cfg(test)]
mod tests;

pub use countback::{Countback, OptionIds, Vacancy};
pub use debian::DropReason;
pub use method::{Kind, Method, NameError, Quota, Strength, Unranked};
pub use options::{MOST_OPTIONS, Options, OptionsError};
pub use outcome::{Count, Matrix};
pub use pairwise::{Pairwise, VoteError};
pub use rounds::{Event, Round};
pub use seats::Cap;
pub use spec::{CountError, Spec};
pub use tally::{Tally, Vote};
pub use tie::{Broken, Tie, TieBreak, lot_order, lot_seed};
pub use weights::{WeightError, WholeWeights, whole_weights};
