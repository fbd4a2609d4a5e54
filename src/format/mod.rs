//! Text to domain and back, without input or output.
//!
//! Reading goes through two steps. The [gate](gate()) turns bytes into a
//! [`Document`]: a tree whose every node knows its place, with everything
//! refused that could make two readers see two meanings. [`read()`] turns the
//! tree into typed data and reports every problem at its place.

pub mod ballots;
mod carry;
mod digest;
mod edit;
mod emit;
mod facts;
mod gate;
mod graft;
pub mod mail;
mod node;
mod read;
mod resolve;
pub mod scalar;
mod signed;
pub mod wire;

pub use carry::carried_lines;
pub use digest::digest_files;
pub use edit::{EditRefusal, comments, rewrite, tidy};
pub use emit::{Emit, EmitError};
pub use facts::{FileKind, Names, facts};
pub(crate) use gate::first_forbidden;
pub use gate::{DEEPEST, LONGEST, gate};
#[doc(hidden)]
pub use gate::{gate_if_plain, gate_of_two_parsers};
pub use graft::graft;
pub use node::{Document, Entry, Key, Node, NodeKind, Style};
pub use read::read;
pub use signed::{
    CanonicalError, LONGEST_SIGNED, SIGNED, SignedError, SignedParts, canonical, join, signed_text,
    split,
};
