//! Text to domain and back, without input or output.
//!
//! Reading goes through two steps. The [gate](gate()) turns bytes into a
//! [`Document`]: a tree whose every node knows its place, with everything
//! refused that could make two readers see two meanings. [`read()`] turns the
//! tree into typed data and reports every problem at its place.

mod gate;
mod node;
mod read;
mod resolve;
pub mod scalar;
pub mod wire;

pub use gate::{DEEPEST, LONGEST, gate};
pub use node::{Document, Entry, Key, Node, NodeKind, Style};
pub use read::read;
