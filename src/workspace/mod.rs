//! The only joiner: bytes of a tree become the domain, and decisions become
//! commits. One file per use case.

mod annals;
mod call;
mod cast;
mod close;
mod edit;
mod enact;
mod error;
mod examine;
mod found;
mod gather;
mod key;
pub mod layout;
mod load;
mod open;
mod propose;
mod roll;
mod session;
mod signatures;
mod statement;
mod status;
mod verify;
mod whole;

pub use cast::Cast;
pub use close::{Closed, Ending};
pub use enact::Enacted;
pub use error::WorkspaceError;
pub use examine::{Computed, Examined, OnProgress, PollEnd, PollReport};
pub use found::Founded;
pub use gather::{FoundBallot, FoundRejection, Sorted};
pub use key::KeyAdded;
pub use load::{
    Governance, PollFolder, Preview, ProposalFolder, Proposals, Way, load_governance,
    load_proposals, locate, preview,
};
pub use open::{OpenOptions, Opened};
pub use propose::{Draft, Proposed};
pub use session::{Outside, Session, SharedLine, files_of_folder};
pub use statement::Stated;
pub use status::{OwnBallot, PollStanding, Standing};
pub use verify::{EnactmentReport, ReceiptState, Verification};
pub use whole::{Workspace, load};
