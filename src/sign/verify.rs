//! Verifying SSH signatures, in the process.

use std::collections::BTreeMap;

use ssh_key::SshSig;

use super::armour::ArmourFault;
use super::fingerprint::Fingerprint;
use super::key::{KeyError, PublicKey};
use super::namespace::Namespace;
use super::ssh::Claim;

/// Why a signature proves nothing. Each variant keeps its meaning for ever:
/// recorded results name it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The text is not exactly one signature in its one form.
    #[error("this is not a signature as the signing program writes it: {0}")]
    NotAnArmour(#[from] ArmourFault),
    /// A version of the format that is not known here.
    #[error("the signature is of version {0}; only version 1 is known")]
    UnsupportedVersion(u32),
    /// It was made for something else.
    #[error("the signature is for `{found}`, not for `{wanted}`")]
    WrongNamespace {
        /// What it was made for.
        found: String,
        /// What it should be for.
        wanted: Namespace,
    },
    /// It is by a key that is not one of those allowed.
    #[error(
        "the signature is by the key {fingerprint}, which is not one of this person's keys here"
    )]
    ForeignKey {
        /// The key that it is by.
        fingerprint: Fingerprint,
    },
    /// The key is not good enough to sign with.
    #[error("the signing key is not accepted: {0}")]
    WeakKey(KeyError),
    /// A way of signing or hashing that is not accepted, such as SHA-1.
    #[error(
        "signatures with `{0}` are not accepted; Ed25519, ECDSA, RSA with SHA-2 and FIDO keys are"
    )]
    UnsupportedAlgorithm(String),
    /// A hardware key signed without being touched.
    #[error("the hardware key signed without being touched; make it with touch required")]
    NoTouch,
    /// An OpenPGP signature by a key that is in none of the certificates.
    #[error("the signature is by the OpenPGP key {0}, which is not one of this person's keys here")]
    ForeignOpenPgpKey(String),
    /// An OpenPGP signature over text or over another key, not over bytes.
    #[error("the OpenPGP signature is of type {0:#04x}; only 0x00, over plain bytes, is accepted")]
    WrongType(u8),
    /// The OpenPGP key was revoked, and its certificate says so.
    #[error("the OpenPGP key was revoked")]
    RevokedKey,
    /// The OpenPGP key had expired when it signed, or the signature expires.
    #[error("the OpenPGP key had expired when it signed, or the signature itself expires")]
    ExpiredKey,
    /// The text was changed after signing, or the signature is made up.
    #[error("the signature does not fit the text: one of the two was changed")]
    BadSignature,
}

impl SignatureError {
    /// An algorithm that is refused, its name made safe to show.
    pub(super) fn unsupported(name: &str) -> Self {
        let shown = name.chars().filter(|c| !c.is_control()).take(60).collect();
        Self::UnsupportedAlgorithm(shown)
    }

    /// The stable word for scripts and recorded results.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAnArmour(_) => "not-an-armour",
            Self::UnsupportedVersion(_) => "unsupported-version",
            Self::WrongNamespace { .. } => "wrong-namespace",
            Self::ForeignKey { .. } | Self::ForeignOpenPgpKey(_) => "foreign-key",
            Self::WrongType(_) => "wrong-type",
            Self::RevokedKey => "revoked-key",
            Self::ExpiredKey => "expired-key",
            Self::WeakKey(_) => "weak-key",
            Self::UnsupportedAlgorithm(_) => "unsupported-algorithm",
            Self::NoTouch => "no-touch",
            Self::BadSignature => "bad-signature",
        }
    }
}

/// Verifies an armour over a payload by one of some keys, and says which.
pub fn verify(
    namespace: Namespace,
    payload: &[u8],
    armour: &str,
    keys: &[PublicKey],
) -> Result<Fingerprint, SignatureError> {
    let allowed: Vec<Fingerprint> = keys.iter().map(PublicKey::fingerprint).collect();
    verify_by_fingerprint(namespace, payload, armour, &allowed).map(|key| key.fingerprint())
}

/// Verifies an armour over a payload by a key with one of some fingerprints.
/// The armour itself carries the key, so that a roll of fingerprints is enough.
pub fn verify_by_fingerprint(
    namespace: Namespace,
    payload: &[u8],
    armour: &str,
    allowed: &[Fingerprint],
) -> Result<PublicKey, SignatureError> {
    Verifier::default().verify(namespace, payload, armour, allowed)
}

/// Verifies many signatures, from as many threads as there are, with the keys
/// that are known beforehand read and checked once only.
#[derive(Debug, Clone, Default)]
pub struct Verifier {
    keys: BTreeMap<Fingerprint, PublicKey>,
}

impl Verifier {
    /// A verifier that knows some keys already. It allows nobody by that: who
    /// may sign is said for each signature.
    pub fn new(keys: impl IntoIterator<Item = PublicKey>) -> Self {
        let keys = keys.into_iter().map(|key| (key.fingerprint(), key));
        Self {
            keys: keys.collect(),
        }
    }

    /// Verifies an armour over a payload by a key with one of some
    /// fingerprints, and gives that key.
    ///
    /// The cheap questions come first: a signature by somebody else costs no
    /// arithmetic on curves.
    pub fn verify(
        &self,
        namespace: Namespace,
        payload: &[u8],
        armour: &str,
        allowed: &[Fingerprint],
    ) -> Result<PublicKey, SignatureError> {
        let claim = Claim::read(armour)?;
        if claim.namespace != namespace.as_str() {
            let shown = claim.namespace.chars().filter(|c| !c.is_control());
            return Err(SignatureError::WrongNamespace {
                found: shown.take(60).collect(),
                wanted: namespace,
            });
        }
        let fingerprint = Fingerprint::of(&claim.key);
        if !allowed.contains(&fingerprint) {
            return Err(SignatureError::ForeignKey { fingerprint });
        }
        let key = match self.keys.get(&fingerprint) {
            Some(known) => known.clone(),
            None => PublicKey::from_bytes(&claim.key).map_err(SignatureError::WeakKey)?,
        };
        let signature = claim.signature(key.inner())?;
        let data = key.inner().key_data().clone();
        let bad = |_| SignatureError::BadSignature;
        let signed = SshSig::new(data, namespace.as_str(), claim.hash, signature).map_err(bad)?;
        key.inner()
            .verify(namespace.as_str(), payload, &signed)
            .map_err(bad)?;
        Ok(key)
    }
}
