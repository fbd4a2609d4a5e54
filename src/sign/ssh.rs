//! The bytes inside an SSH signature (PROTOCOL.sshsig, version 1).

use ssh_key::{Algorithm, HashAlg};

use super::armour::{ArmourFault, Form};
use super::verify::SignatureError;
use super::wire::Reader;

/// The flag of a FIDO signature that says somebody touched the key
/// (PROTOCOL.u2f of OpenSSH; user presence).
const TOUCHED: u8 = 0x01;

/// A signature as it was read; nothing about it is proven yet.
pub(super) struct Claim {
    /// The bytes of the key that it says it is by.
    pub(super) key: Vec<u8>,
    /// What it says it is for.
    pub(super) namespace: String,
    /// How the payload was hashed.
    pub(super) hash: HashAlg,
    /// The signature itself, in the wire format.
    pub(super) signature: Vec<u8>,
}

impl Claim {
    /// Reads an armour; any other form than the one is refused.
    pub(super) fn read(armour: &str) -> Result<Self, SignatureError> {
        let bytes = Form::SSH.read(armour)?;
        let mut reader = Reader::new(&bytes);
        if reader.take(6) != Some(b"SSHSIG") {
            return Err(ArmourFault::Bytes.into());
        }
        match reader.integer() {
            Some(1) => {}
            Some(other) => return Err(SignatureError::UnsupportedVersion(other)),
            None => return Err(ArmourFault::Bytes.into()),
        }
        let mut fields = || {
            Some((
                reader.string()?.to_vec(),
                reader.text()?.to_owned(),
                reader.string()?.to_vec(),
                reader.text()?.to_owned(),
                reader.string()?.to_vec(),
            ))
        };
        let (key, namespace, reserved, hash, signature) = fields().ok_or(ArmourFault::Bytes)?;
        if !reader.is_empty() || !reserved.is_empty() {
            return Err(ArmourFault::Bytes.into());
        }
        let hash = match hash.as_str() {
            "sha256" => HashAlg::Sha256,
            "sha512" => HashAlg::Sha512,
            _ => return Err(SignatureError::unsupported(&hash)),
        };
        Ok(Self {
            key,
            namespace,
            hash,
            signature,
        })
    }

    /// The signature, if its algorithm is one for a key of this kind, and the
    /// key was touched where it has to be.
    pub(super) fn signature(
        &self,
        key: &ssh_key::PublicKey,
    ) -> Result<ssh_key::Signature, SignatureError> {
        let mut reader = Reader::new(&self.signature);
        let (name, data) = reader
            .text()
            .zip(reader.string())
            .ok_or(ArmourFault::Bytes)?;
        let algorithm = for_key(&key.algorithm(), name)?;
        let mut data = data.to_vec();
        match &algorithm {
            Algorithm::SkEd25519 | Algorithm::SkEcdsaSha2NistP256 => {
                // One byte of flags and a counter of four follow.
                let trailer = reader.take(5).ok_or(ArmourFault::Bytes)?;
                if trailer.first().is_none_or(|flags| flags & TOUCHED == 0) {
                    return Err(SignatureError::NoTouch);
                }
                data.extend(trailer);
            }
            // Some agents leave out the leading zeros; OpenSSH puts them back.
            Algorithm::Rsa { .. } => {
                let modulus = key
                    .key_data()
                    .rsa()
                    .and_then(|rsa| rsa.n.as_positive_bytes());
                let missing = modulus.map_or(0, |n| n.len().saturating_sub(data.len()));
                data.splice(0..0, std::iter::repeat_n(0, missing));
            }
            _ => {}
        }
        if !reader.is_empty() {
            return Err(ArmourFault::Bytes.into());
        }
        ssh_key::Signature::new(algorithm, data).map_err(|_| SignatureError::BadSignature)
    }
}

/// The algorithm that a signature names, if a key of this kind signs with it.
/// RSA keys sign with SHA-2 only (RFC 8332): `ssh-rsa` is RSA with SHA-1.
fn for_key(key: &Algorithm, name: &str) -> Result<Algorithm, SignatureError> {
    let rsa = |hash| Algorithm::Rsa { hash: Some(hash) };
    match (key, name) {
        (Algorithm::Rsa { .. }, "rsa-sha2-256") => Ok(rsa(HashAlg::Sha256)),
        (Algorithm::Rsa { .. }, "rsa-sha2-512") => Ok(rsa(HashAlg::Sha512)),
        (Algorithm::Rsa { .. }, _) => Err(SignatureError::unsupported(name)),
        _ if key.as_str() == name => Ok(key.clone()),
        _ => Err(SignatureError::unsupported(name)),
    }
}
