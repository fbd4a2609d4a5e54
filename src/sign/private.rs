//! Private keys that this program holds itself: in a plain file, or made for a
//! demonstration.

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::{HashAlg, LineEnding};

use super::armour::Form;
use super::key::{KeyError, PublicKey};
use super::namespace::Namespace;

/// A private key that can sign without any other program. It is never shown.
#[derive(Clone)]
pub struct PrivateKey {
    inner: ssh_key::PrivateKey,
    public: PublicKey,
}

/// Why a private key cannot be made, kept or used.
#[derive(Debug, thiserror::Error)]
pub enum PrivateKeyError {
    /// The system gives no random bytes.
    #[error("the system gives no random bytes: {0}")]
    NoRandomness(String),
    /// The key's public half is not accepted.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Another program has to sign with it.
    #[error("this key is encrypted, in hardware, or of a kind that only ssh-keygen signs with")]
    NotPlain,
    /// The signature could not be made.
    #[error("the key could not sign")]
    CannotSign,
    /// A file could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Makes an Ed25519 key: always the same from the same seed, a new one without.
pub fn generate(seed: Option<[u8; 32]>) -> Result<PrivateKey, PrivateKeyError> {
    let seed = match seed {
        Some(seed) => seed,
        None => {
            let mut seed = [0; 32];
            getrandom::fill(&mut seed)
                .map_err(|error| PrivateKeyError::NoRandomness(error.to_string()))?;
            seed
        }
    };
    let pair = Ed25519Keypair::from_seed(&seed);
    PrivateKey::plain(ssh_key::PrivateKey::from(pair))
}

impl PrivateKey {
    /// Reads an OpenSSH key file's text, if the key is plain: not encrypted,
    /// and Ed25519 or ECDSA.
    ///
    /// RSA is left to ssh-keygen: the Rust implementation takes a time that
    /// depends on the key (RUSTSEC-2023-0071).
    pub fn from_openssh(text: &str) -> Result<Self, PrivateKeyError> {
        let inner =
            ssh_key::PrivateKey::from_openssh(text).map_err(|_| PrivateKeyError::NotPlain)?;
        Self::plain(inner)
    }

    fn plain(inner: ssh_key::PrivateKey) -> Result<Self, PrivateKeyError> {
        match inner.key_data() {
            KeypairData::Ed25519(_) | KeypairData::Ecdsa(_) => {}
            _ => return Err(PrivateKeyError::NotPlain),
        }
        let blob = inner
            .public_key()
            .to_bytes()
            .map_err(|_| KeyError::Unsound)?;
        let public = PublicKey::from_bytes(&blob)?;
        Ok(Self { inner, public })
    }

    /// Its public half.
    pub fn public_key(&self) -> PublicKey {
        self.public.clone()
    }

    /// Signs a payload; the same payload always gives the same armour
    /// (RFC 8032 for Ed25519, RFC 6979 for ECDSA).
    pub fn sign(&self, namespace: Namespace, payload: &[u8]) -> Result<String, PrivateKeyError> {
        let cannot = |_| PrivateKeyError::CannotSign;
        let signed = self
            .inner
            .sign(namespace.as_str(), HashAlg::Sha512, payload)
            .map_err(cannot)?;
        let text = signed.to_pem(LineEnding::LF).map_err(cannot)?;
        // The one form, whatever the crate's own line width and last line.
        let bytes = base64_of(&text).ok_or(PrivateKeyError::CannotSign)?;
        Ok(Form::SSH.write(&bytes))
    }

    /// Writes the key to a new file that only its owner may read, and its
    /// public half beside it with `.pub` added.
    pub fn write_to(&self, path: &Path) -> Result<(), PrivateKeyError> {
        let text = self
            .inner
            .to_openssh(LineEnding::LF)
            .map_err(|_| PrivateKeyError::NotPlain)?;
        write_new(path, text.as_bytes(), 0o600)?;
        let mut public = path.as_os_str().to_owned();
        public.push(".pub");
        let line = format!("{}\n", self.public);
        write_new(Path::new(&public), line.as_bytes(), 0o644)
    }
}

/// The bytes between the marker lines of the crate's own armour.
fn base64_of(text: &str) -> Option<Vec<u8>> {
    use base64ct::{Base64, Encoding};
    let body: String = text
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    Base64::decode_vec(&body).ok()
}

/// Writes a file that must not exist yet, so that no key is ever overwritten.
fn write_new(path: &Path, bytes: &[u8], mode: u32) -> Result<(), PrivateKeyError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    options
        .open(path)
        .and_then(|mut file| file.write_all(bytes))
        .map_err(|source| PrivateKeyError::Write {
            path: path.to_owned(),
            source,
        })
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.public.fingerprint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::{SignatureError, verify};

    #[test]
    fn the_same_seed_gives_the_same_key_and_signature() {
        let one = generate(Some([3; 32])).unwrap();
        let two = generate(Some([3; 32])).unwrap();
        assert_eq!(one.public_key(), two.public_key());
        let armour = one.sign(Namespace::Ballot, b"vote: for\n").unwrap();
        assert_eq!(armour, two.sign(Namespace::Ballot, b"vote: for\n").unwrap());
        assert_ne!(
            generate(None).unwrap().public_key(),
            generate(None).unwrap().public_key()
        );
    }

    #[test]
    fn what_is_signed_verifies_and_nothing_else_does() {
        let key = generate(Some([4; 32])).unwrap();
        let other = generate(Some([5; 32])).unwrap();
        let armour = key.sign(Namespace::Ballot, b"vote: for\n").unwrap();
        let check = |namespace, payload: &[u8], key: &PrivateKey| {
            verify(namespace, payload, &armour, &[key.public_key()])
        };
        assert_eq!(
            check(Namespace::Ballot, b"vote: for\n", &key),
            Ok(key.public_key().fingerprint())
        );
        assert_eq!(
            check(Namespace::Ballot, b"vote: against\n", &key),
            Err(SignatureError::BadSignature)
        );
        assert_eq!(
            check(Namespace::Ballot, b"vote: for\n", &other),
            Err(SignatureError::ForeignKey {
                fingerprint: key.public_key().fingerprint()
            })
        );
        assert!(matches!(
            check(Namespace::Statement, b"vote: for\n", &key),
            Err(SignatureError::WrongNamespace { found, .. }) if found == "polity-ballot"
        ));
    }

    #[test]
    fn a_key_file_is_private_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let key = generate(Some([6; 32])).unwrap();
        key.write_to(&path).unwrap();
        assert!(key.write_to(&path).is_err());
        let read = PrivateKey::from_openssh(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(read.public_key(), key.public_key());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert!(!format!("{key:?}").contains("PRIVATE"));
    }
}
