//! Public keys, and which of them are good enough to sign with.

use std::fmt;
use std::str::FromStr;

use base64ct::{Base64, Encoding};
use ssh_key::public::KeyData;

use super::fingerprint::Fingerprint;
use super::openpgp::{Certificate, CertificateError};
use super::wire::Reader;

/// The fewest bits of an RSA key (NIST SP 800-57, part 1, table 2).
const RSA_LEAST: usize = 2048;
/// The most bits of an RSA key, so that nobody can make a poll slow to verify.
const RSA_MOST: usize = 4096;

/// A public key that may sign: Ed25519, ECDSA, RSA from 2,048 bits, or a FIDO
/// key. No certificates, no DSA.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublicKey {
    fingerprint: Fingerprint,
    inner: ssh_key::PublicKey,
}

/// Why a text is no key that may sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not a public key at all.
    #[error(
        "`{0}` is no SSH public key; one is a line such as `ssh-ed25519 AAAA…`, as in `~/.ssh/id_ed25519.pub`"
    )]
    NotAKey(String),
    /// A private key, which must never be shown to anybody.
    #[error(
        "this is a private key, which must stay secret; give the public one, in the file that ends in `.pub`"
    )]
    Private,
    /// The base64 says another kind of key than the word before it.
    #[error("the key says `{said}` and is `{is}`")]
    TwoKinds {
        /// The word before the base64.
        said: String,
        /// The kind inside the base64.
        is: String,
    },
    /// A certificate.
    #[error("`{0}` is a certificate; give the plain public key that it was made for")]
    Certificate(String),
    /// A kind of key that is not accepted.
    #[error(
        "keys of the kind `{0}` are not accepted; Ed25519, ECDSA, RSA from 2048 bits and FIDO keys are"
    )]
    Kind(String),
    /// Too few bits to be safe, or more than any program verifies quickly.
    #[error("an RSA key of {0} bits is not accepted; those of {RSA_LEAST} to {RSA_MOST} bits are")]
    RsaBits(usize),
    /// An exponent that no sound program chooses.
    #[error("the RSA key has an exponent that is even or below 3")]
    RsaExponent,
    /// Bytes that are no key, or one for which anybody can sign.
    #[error("the key is not sound: its bytes are cut off, left over, or no point of its curve")]
    Unsound,
    /// An OpenPGP certificate that is not accepted.
    #[error(transparent)]
    OpenPgp(#[from] CertificateError),
}

/// A key as it stands in a person's file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// An SSH key.
    Ssh(PublicKey),
    /// An OpenPGP certificate.
    OpenPgp(Certificate),
}

impl Key {
    /// What a poll's roll holds of it. For SSH as `ssh-keygen -l` shows it;
    /// for OpenPGP see [`Certificate::fingerprint`].
    pub fn fingerprint(&self) -> Fingerprint {
        match self {
            Self::Ssh(key) => key.fingerprint(),
            Self::OpenPgp(certificate) => certificate.fingerprint(),
        }
    }
}

impl Key {
    /// Its kind in a word, such as `ssh-ed25519` or `openpgp`.
    pub fn kind(&self) -> String {
        match self {
            Self::Ssh(key) => key.kind(),
            Self::OpenPgp(_) => "openpgp".to_owned(),
        }
    }
}

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        if text.contains("-----BEGIN PGP ") {
            return Ok(Self::OpenPgp(text.parse()?));
        }
        text.parse().map(Self::Ssh)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ssh(key) => key.fmt(f),
            Self::OpenPgp(certificate) => certificate.fmt(f),
        }
    }
}

impl PublicKey {
    /// Reads a key from its bytes in the SSH wire format.
    pub fn from_bytes(blob: &[u8]) -> Result<Self, KeyError> {
        let kind = Reader::new(blob).text().ok_or(KeyError::Unsound)?;
        accepted_kind(kind)?;
        let inner = ssh_key::PublicKey::from_bytes(blob).map_err(|_| KeyError::Unsound)?;
        // One key has one form, and so one fingerprint.
        if inner.to_bytes().ok().as_deref() != Some(blob) {
            return Err(KeyError::Unsound);
        }
        sound(inner.key_data())?;
        Ok(Self {
            fingerprint: Fingerprint::of(blob),
            inner,
        })
    }

    /// Its fingerprint, as `ssh-keygen -l` shows it.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Its kind in a word, such as `ssh-ed25519`.
    pub fn kind(&self) -> String {
        self.inner.algorithm().as_str().to_owned()
    }

    /// Whether it lives in a piece of hardware that has to be touched.
    pub fn is_hardware(&self) -> bool {
        matches!(
            self.inner.key_data(),
            KeyData::SkEd25519(_) | KeyData::SkEcdsaSha2NistP256(_)
        )
    }

    /// The key as the crate that verifies knows it.
    pub(super) fn inner(&self) -> &ssh_key::PublicKey {
        &self.inner
    }
}

/// Refuses by the name alone, so that the words can say why.
fn accepted_kind(kind: &str) -> Result<(), KeyError> {
    match kind {
        "ssh-ed25519"
        | "ecdsa-sha2-nistp256"
        | "ecdsa-sha2-nistp384"
        | "ecdsa-sha2-nistp521"
        | "ssh-rsa"
        | "sk-ssh-ed25519@openssh.com"
        | "sk-ecdsa-sha2-nistp256@openssh.com" => Ok(()),
        _ if kind.contains("-cert-v0") => Err(KeyError::Certificate(shorten(kind))),
        _ => Err(KeyError::Kind(shorten(kind))),
    }
}

/// Refuses keys that are weak whatever their kind says.
fn sound(data: &KeyData) -> Result<(), KeyError> {
    match data {
        KeyData::Ed25519(key) => sound_edwards(&key.0),
        KeyData::SkEd25519(key) => sound_edwards(&key.public_key().0),
        KeyData::Rsa(key) => sound_rsa(key),
        _ => Ok(()),
    }
}

/// A point of small order would let anybody sign for it.
fn sound_edwards(bytes: &[u8; 32]) -> Result<(), KeyError> {
    match ed25519_dalek::VerifyingKey::from_bytes(bytes) {
        Ok(key) if !key.is_weak() => Ok(()),
        _ => Err(KeyError::Unsound),
    }
}

fn sound_rsa(key: &ssh_key::public::RsaPublicKey) -> Result<(), KeyError> {
    let modulus = key.n.as_positive_bytes().ok_or(KeyError::Unsound)?;
    let exponent = key.e.as_positive_bytes().ok_or(KeyError::Unsound)?;
    let zeros = modulus
        .first()
        .map_or(0, |byte| byte.leading_zeros() as usize);
    let bits = (modulus.len() * 8).saturating_sub(zeros);
    if !(RSA_LEAST..=RSA_MOST).contains(&bits) {
        return Err(KeyError::RsaBits(bits));
    }
    match exponent {
        [1] => Err(KeyError::RsaExponent),
        [.., last] if last % 2 == 1 => Ok(()),
        _ => Err(KeyError::RsaExponent),
    }
}

/// The start of a text from outside, for a message.
fn shorten(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .take(60)
        .collect::<String>()
}

impl FromStr for PublicKey {
    type Err = KeyError;

    /// Reads a line of the form `kind base64`, with or without a comment.
    fn from_str(line: &str) -> Result<Self, KeyError> {
        let line = line.trim();
        if line.contains("PRIVATE KEY-----") {
            return Err(KeyError::Private);
        }
        let refuse = || KeyError::NotAKey(shorten(line));
        if line.contains('\n') {
            return Err(refuse());
        }
        let mut words = line.split_ascii_whitespace();
        let (said, base64) = words.next().zip(words.next()).ok_or_else(refuse)?;
        let blob = Base64::decode_vec(base64).map_err(|_| refuse())?;
        let is = Reader::new(&blob).text().ok_or_else(refuse)?;
        if is != said {
            return Err(KeyError::TwoKinds {
                said: shorten(said),
                is: shorten(is),
            });
        }
        Self::from_bytes(&blob)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blob = self.inner.to_bytes().map_err(|_| fmt::Error)?;
        write!(f, "{} {}", self.kind(), Base64::encode_string(&blob))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::generate;

    /// A key line of a kind with given fields.
    fn line(kind: &str, fields: &[&[u8]]) -> String {
        let mut blob = Vec::new();
        for field in std::iter::once(&kind.as_bytes()).chain(fields) {
            blob.extend((field.len() as u32).to_be_bytes());
            blob.extend(*field);
        }
        format!("{kind} {}", Base64::encode_string(&blob))
    }

    fn refused(line: &str) -> KeyError {
        line.parse::<PublicKey>().unwrap_err()
    }

    #[test]
    fn a_key_is_shown_without_its_comment() {
        let key = generate(Some([1; 32])).unwrap().public_key();
        let text = key.to_string();
        assert_eq!(
            format!("  {text} tim@example.org\n").parse(),
            Ok(key.clone())
        );
        assert_eq!(text.parse::<PublicKey>().unwrap().to_string(), text);
        assert!(!key.is_hardware());
    }

    #[test]
    fn each_rule_says_its_name() {
        assert!(matches!(refused("hello"), KeyError::NotAKey(_)));
        assert!(matches!(refused("ssh-ed25519 AAAA"), KeyError::NotAKey(_)));
        assert!(matches!(
            refused("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl"),
            KeyError::Private
        ));
        let cert = line("ssh-ed25519-cert-v01@openssh.com", &[&[1; 32]]);
        assert!(matches!(refused(&cert), KeyError::Certificate(_)));
        assert!(matches!(
            refused(&line("ssh-dss", &[&[1; 128]])),
            KeyError::Kind(_)
        ));
        let other = line("ssh-ed25519", &[&[1; 32]]).replacen("ssh-ed25519", "ssh-rsa", 1);
        assert!(matches!(refused(&other), KeyError::TwoKinds { .. }));
    }

    #[test]
    fn weak_keys_are_refused() {
        let rsa = |bits: usize, e: &[u8]| {
            let mut n = vec![0xff; bits / 8];
            n.insert(0, 0);
            line("ssh-rsa", &[e, &n])
        };
        assert_eq!(refused(&rsa(1024, &[1, 0, 1])), KeyError::RsaBits(1024));
        assert_eq!(refused(&rsa(2040, &[1, 0, 1])), KeyError::RsaBits(2040));
        assert_eq!(refused(&rsa(8192, &[1, 0, 1])), KeyError::RsaBits(8192));
        assert_eq!(refused(&rsa(2048, &[1])), KeyError::RsaExponent);
        assert_eq!(refused(&rsa(2048, &[4])), KeyError::RsaExponent);
        assert!(rsa(2048, &[1, 0, 1]).parse::<PublicKey>().is_ok());
        // The neutral element, for which any signature can be made up.
        let mut neutral = [0; 32];
        neutral[0] = 1;
        assert_eq!(
            refused(&line("ssh-ed25519", &[&neutral])),
            KeyError::Unsound
        );
        // Left-over and missing bytes.
        assert_eq!(
            refused(&line("ssh-ed25519", &[&[9; 32], b"x"])),
            KeyError::Unsound
        );
        assert_eq!(
            refused(&line("ssh-ed25519", &[&[9; 31]])),
            KeyError::Unsound
        );
    }
}
