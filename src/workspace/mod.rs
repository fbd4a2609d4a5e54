//! The only joiner: bytes of a tree become the domain, and decisions become
//! commits. One file per use case.

mod annals;
mod attested;
pub mod audit;
mod call;
mod candidacy;
mod cast;
mod close;
mod collect;
mod compare;
mod concern;
mod countback;
mod drafting;
mod edit;
mod emergency;
mod enact;
mod error;
mod examine;
pub mod example;
mod exchange;
mod finding;
mod found;
mod gate;
mod gather;
mod git_setup;
mod guard;
mod history;
mod init;
mod key;
pub mod layout;
mod lean;
pub mod library;
mod list;
mod load;
mod merge_file;
mod names;
mod notice;
mod open;
mod propose;
mod provisional;
mod rebase;
pub mod recount;
mod remembered;
mod roll;
mod session;
mod signatures;
mod stand_ins;
mod statement;
mod status;
mod sync;
mod tidy;
mod together;
mod triggers;
mod verify;
mod whoami;
mod whole;

pub use attested::{AttestedNow, AttestedStanding};
pub use audit::{
    Anchor, Audit, AuditedChange, Blamed, BlamedLine, Cover, Kept, Rewritten, SeenBallot,
    housekeeping_digest, rotation_digest,
};
pub use cast::{Cast, pick_proposal};
pub use close::{Closed, Ending};
pub use collect::{CollectOptions, Collected, NotTaken, Refusal, Source, Taken};
pub use compare::{EnactedThen, Texts, Trial, Tried, enacted, governance_of, hints};
pub use countback::Filled;
pub use drafting::{KeptEdits, Reversed, Revised, Revision, Understood, Undoing};
pub use emergency::{Act, ActStands, Acts};
pub use enact::Enacted;
pub use error::WorkspaceError;
pub use examine::{Computed, Examined, OnProgress, PollEnd, PollReport};
pub use exchange::{ImportedWorkspace, beside_at, beside_in, import};
pub use finding::{EventSaid, Finding};
pub use found::Founded;
pub use gate::{Before, Hindrance, Sponsorship};
pub use gather::{FoundBallot, FoundRejection, Sorted};
pub use git_setup::{Attributes, GitSetup, GitSetupOptions, git_setup, git_undo};
pub use guard::{Guarded, GuardedRef, Looked, RefUpdate, Refused};
pub use history::{CameBetween, DatedTerm, Decision, Onward, Recorded, dated_terms, history};
pub use init::{Initialised, Template, init};
pub use key::{KeyAdded, KeyOwner, KeyRotated, KeyStanding, Whose};
pub use list::{Due, Listed};
pub use load::{
    Governance, PollFolder, Preview, ProposalFolder, Proposals, Way, load_governance,
    load_proposals, locate, preview,
};
pub use merge_file::{MergedBy, MergedFile, Sides, merge_file};
pub use names::names;
pub use notice::Announced;
pub use open::{OpenOptions, Opened};
pub use propose::{Draft, Proposed};
pub use provisional::CountNow;
pub use rebase::{BroughtUp, BroughtUpWay, LeftLine, MendedLine};
pub use session::{Outside, Session, SharedLine, files_of_commit, files_of_folder};
pub use stand_ins::{StandIns, stand_ins};
pub use statement::Stated;
pub use status::{OwnBallot, PollStanding, Standing};
pub use sync::{Left, Put, Shared, SyncError, SyncOptions, Synced, Upstream};
pub use tidy::{Tidied, tidied};
pub use together::{Asked, RivalOf};
pub use triggers::DueRule;
pub use verify::{EnactmentReport, ReceiptState, Verification};
pub use whole::{Workspace, load};
