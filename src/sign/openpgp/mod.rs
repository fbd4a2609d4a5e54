//! OpenPGP keys and signatures (RFC 9580). Their arithmetic is left to the
//! person's own `gpg`; what can be judged from the bytes is judged here first.
//!
//! An OpenPGP signature has no namespace. What keeps one for a statement from
//! counting as a ballot is that each payload begins by naming its own kind.

mod certificate;
mod keyring;
mod packet;
mod program;
mod told;

pub use certificate::{Certificate, CertificateError};
pub use keyring::Keyring;
pub(super) use packet::judge_signature;
pub use program::GpgError;
pub(super) use program::{export, sign};
pub(super) use told::gpg;
pub use told::tell_gpg;
