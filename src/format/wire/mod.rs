//! How each kind of file is written: structs for the reader and the writer,
//! apart from the domain, and the way between the two.

mod about;
mod area;
mod constraint;
mod entity;
mod event;
mod period;
mod person;
mod pointed;
mod proposal;
pub mod record;
mod rule;
mod short;
mod source;
mod team;
mod via;

pub use about::AboutFile;
pub use area::AreaFile;
pub use constraint::ConstraintFile;
pub use entity::{Entity, entity_value, read_entity};
pub use event::EventFile;
pub use person::PersonFile;
pub use proposal::{
    KindOf, ProposalDraft, ProposalRead, follows, proposal_document, read_changes, read_proposal,
    rewrite_proposal, write_proposal,
};
pub use rule::{RuleFile, StageFile};
pub use team::TeamFile;
pub use via::Via;
