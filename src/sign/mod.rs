//! Signatures: the only module that knows them.
//!
//! What is accepted: SSH signatures (PROTOCOL.sshsig of OpenSSH) by Ed25519,
//! ECDSA, RSA and FIDO keys, verified in the process, and OpenPGP signatures,
//! verified by the person's own `gpg`. What is made: the same, with the keys
//! and the settings that people already have for git.

mod armour;
mod check;
mod fingerprint;
mod key;
mod namespace;
mod openpgp;
mod private;
mod signer;
mod ssh;
mod verify;
mod wire;

pub use armour::ArmourFault;
pub use check::{Checker, VerifyOutcome};
pub use fingerprint::{Fingerprint, FingerprintError};
pub use key::{Key, KeyError, PublicKey};
pub use namespace::Namespace;
pub use openpgp::{Certificate, CertificateError, GpgError, Keyring, tell_gpg};
pub use private::{PrivateKey, PrivateKeyError, generate};
pub use signer::{Origin, Signer, SignerError, find_signer, gpg_program, sign_commit};
pub use verify::{SignatureError, Verifier, verify, verify_by_fingerprint};
