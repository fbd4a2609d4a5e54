//! The only joiner: bytes of a tree become the domain, and decisions become
//! commits. One file per use case.

pub mod layout;
mod load;

pub use load::{
    Governance, PollFolder, Preview, ProposalFolder, Proposals, Way, load_governance,
    load_proposals, locate, preview,
};
