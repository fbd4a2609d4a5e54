//! Mails that carry records: the texts in them, and the patches in those texts.
//!
//! Everything here comes from strangers. Nothing is executed, no name in it is
//! ever written to, sizes and depths are bounded, and what is not understood is
//! refused rather than guessed at.

mod mime;
mod patch;

pub use mime::{MailError, texts};
pub use patch::{FilePatch, PatchError, patches};
