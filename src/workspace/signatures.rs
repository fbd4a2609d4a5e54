//! Joins what signatures say to what polls ask.

use crate::base::Digest;
use crate::org::{Organisation, Person};
use crate::sign::{Checker, Fingerprint, Key, Namespace, SignatureError, VerifyOutcome};
use crate::vote::{KeyPrint, SignatureCheck, SignatureVerdict};

/// Checks signatures with the keys that an organisation records.
pub(super) struct Signatures(Checker);

impl Signatures {
    /// With every OpenPGP certificate of everybody; which of them may sign is
    /// said per check. An SSH signature carries its key, which is read where
    /// the signature is verified: on all cores, and nobody else's.
    pub(super) fn of(org: &Organisation) -> Self {
        let keys: Vec<Key> = org
            .people
            .values()
            .flat_map(|person: &Person| &person.keys)
            .filter(|key| key.key.contains("-----BEGIN PGP "))
            .filter_map(|key| key.key.parse().ok())
            .collect();
        Self(Checker::as_told(keys.iter()))
    }

    /// Whether a text is signed for a purpose by one of some keys.
    pub(super) fn check_for(
        &self,
        namespace: Namespace,
        prefix: &[u8],
        armour: &str,
        keys: &[KeyPrint],
    ) -> SignatureVerdict {
        let allowed: Vec<Fingerprint> = keys
            .iter()
            .filter_map(|print| print.as_str().parse().ok())
            .collect();
        match self.0.check(namespace, prefix, armour, &allowed) {
            VerifyOutcome::Good(_) => SignatureVerdict::Good,
            VerifyOutcome::Incomplete(why) => SignatureVerdict::Unknown(why),
            VerifyOutcome::Bad(error) => match &error {
                SignatureError::ForeignKey { .. } | SignatureError::ForeignOpenPgpKey(_) => {
                    SignatureVerdict::ForeignKey(error.to_string())
                }
                SignatureError::WrongNamespace { .. } => {
                    SignatureVerdict::WrongNamespace(error.to_string())
                }
                _ => SignatureVerdict::Bad(error.to_string()),
            },
        }
    }
}

impl SignatureCheck for Signatures {
    fn check(&self, prefix: &[u8], armour: &str, keys: &[KeyPrint]) -> SignatureVerdict {
        self.check_for(Namespace::Ballot, prefix, armour, keys)
    }
}

/// The digest of what a commit holds in `governance/`.
pub(super) fn governance_digest(files: &crate::store::Files) -> Digest {
    let parts = files
        .files
        .iter()
        .filter(|(path, _)| path.starts_with("governance/"))
        .map(|(path, file)| (path.as_str(), &*file.bytes))
        .collect();
    crate::format::digest_files::<&str, &[u8]>(&parts)
}
