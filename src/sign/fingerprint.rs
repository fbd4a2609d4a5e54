//! Fingerprints of keys, in the form that `ssh-keygen -l` shows.

use std::fmt;
use std::str::FromStr;

use base64ct::{Base64Unpadded, Encoding};
use sha2::{Digest as _, Sha256};

/// The SHA-256 of a public key's bytes, shown as `SHA256:` and base64 without
/// padding. For an OpenPGP certificate see [`Key::fingerprint`](super::Key::fingerprint).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

/// A text that is no fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no fingerprint; one is `SHA256:` and 43 characters, as `ssh-keygen -lf KEY` shows it"
)]
pub struct FingerprintError(pub String);

impl Fingerprint {
    /// The fingerprint of a key's bytes.
    pub fn of(blob: &[u8]) -> Self {
        Self(Sha256::digest(blob).into())
    }

    /// Its 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From its 32 bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!(
            "SHA256:{}",
            Base64Unpadded::encode_string(&self.0)
        ))
    }
}

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, FingerprintError> {
        let refuse = || FingerprintError(text.chars().take(80).collect());
        let base64 = text.strip_prefix("SHA256:").ok_or_else(refuse)?;
        let mut bytes = [0; 32];
        let read = Base64Unpadded::decode(base64, &mut bytes).map_err(|_| refuse())?;
        if read.len() != 32 {
            return Err(refuse());
        }
        let found = Self(bytes);
        // One text for one fingerprint, whatever the decoder lets through.
        if found.to_string() == text {
            Ok(found)
        } else {
            Err(refuse())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_only_its_own_form() {
        let one = Fingerprint::of(b"a key");
        assert_eq!(one.to_string().parse(), Ok(one));
        let text = one.to_string();
        for bad in [
            String::new(),
            text.to_lowercase(),
            format!("{text}="),
            text[..text.len() - 1].to_owned(),
            text.replace("SHA256", "MD5"),
            // The last character carries two bits that mean nothing.
            format!("SHA256:{}", "B".repeat(43)),
        ] {
            assert!(bad.parse::<Fingerprint>().is_err(), "{bad}");
        }
    }
}
