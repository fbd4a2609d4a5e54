//! Polls, ballots, their verification and the count.
/// Counting methods.
pub mod count;
