//! Polls, ballots, their verification and the count.
//!
//! A [`VerifiedBallot`] can only come from [`verify`], so nothing else can be
//! counted; a [`Mandate`] can only come from an accepted outcome of the last
//! stage, so nothing else can be enacted.

mod ballot;
mod choice;
mod commit;
pub mod count;
mod elect;
mod figures;
mod mandate;
mod outlook;
mod poll;
mod progress;
mod record;
mod rejection;
mod standing;
mod statement;
mod tally;
#[cfg(test)]
mod tests;
mod verify;

pub use ballot::{Ballot, Vote};
pub use choice::{ImpossibleVote, parse_choice, show_vote};
pub use commit::CommitHex;
pub use elect::{Candidacy, ElectError, countback, elect};
pub use figures::{Figures, FiguresError};
pub use mandate::Mandate;
pub use outlook::{Outlook, outlook};
pub use poll::{Bodies, BodySize, Elector, KeyPrint, Nonce, Poll, WordError};
pub use progress::{Ended, Progress, ProgressError, progress};
pub use record::{
    Attested, CountRecord, Enactment, ExtensionRecord, MOST_LISTED, StageResult, conditions,
    count_record, listed, sums,
};
pub use rejection::{Reason, Rejection};
pub use standing::{CountedBallot, counted};
pub use statement::{Statement, StatementKind};
pub use tally::{Circumstances, Tally};
pub use verify::{Claim, SignatureCheck, SignatureVerdict, Verified, VerifiedBallot, verify};
