//! Other tools' files: an organisation from them, and out of one again.
//!
//! An importer takes bytes that nobody here wrote, so each of them is bounded
//! and says what it leaves out. An exporter takes an organisation and a day,
//! and says what its format cannot hold.

pub mod export;
pub mod import;

mod beside;
mod fields;
mod ids;
mod note;
mod tree;

pub use beside::{BESIDE, Beside, BesideError};
pub use note::{Note, Notes};
