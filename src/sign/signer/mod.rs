//! Signing with what people have: the keys, agents, hardware and settings that
//! they already use for git.

mod find;
mod origin;
mod program;

pub use find::{find_signer, gpg_program};
pub use origin::Origin;

use std::path::PathBuf;

use super::fingerprint::Fingerprint;
use super::key::{Key, KeyError, PublicKey};
use super::namespace::Namespace;
use super::openpgp::{self, GpgError};
use super::private::{PrivateKey, PrivateKeyError};
use super::verify::{SignatureError, verify};
use program::SshProgram;

/// Somebody's way to sign.
#[derive(Debug, Clone)]
pub struct Signer {
    key: Key,
    means: Means,
    origin: Origin,
}

/// What makes the signature.
#[derive(Debug, Clone)]
enum Means {
    /// This program, with a plain key.
    Plain(Box<PrivateKey>),
    /// `ssh-keygen -Y sign` or what stands for it.
    Ssh(Box<SshProgram>),
    /// `gpg`, with a key that it knows by a name.
    OpenPgp { program: String, key: String },
}

/// Why nothing can be signed.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    /// No key was found anywhere.
    #[error(
        "no key to sign with was found; make one with `ssh-keygen -t ed25519`, or name yours with `git config --global user.signingkey ~/.ssh/KEY.pub`, then record it with `polity key add`"
    )]
    NoKey,
    /// An agent holds several keys and nothing says which to take.
    #[error(
        "your ssh agent holds {0} keys; say which with `git config --global user.signingkey \"key::ssh-ed25519 AAAA…\"`"
    )]
    ManyKeys(usize),
    /// The key file cannot be read.
    #[error("cannot read the key {}: {source}", path.display())]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The key is not accepted.
    #[error("the key {name} cannot be used: {source}")]
    Key {
        /// The file or the setting that names it.
        name: String,
        /// Why not.
        source: KeyError,
    },
    /// A private key file that does not show its public half.
    #[error(
        "the public half of {} is not known; write it with `ssh-keygen -y -f {} > {}.pub`",
        .0.display(), .0.display(), .0.display()
    )]
    NoPublicHalf(PathBuf),
    /// A format of signatures that is not SSH or OpenPGP.
    #[error(
        "git's setting gpg.format is `{0}`; polity signs with `ssh` or `openpgp`: `git config gpg.format ssh`"
    )]
    Format(String),
    /// OpenPGP is asked for and no key is named.
    #[error(
        "git is set to sign with OpenPGP and no key is named; name it with `git config --global user.signingkey KEYID`"
    )]
    NoOpenPgpKey,
    /// A program is missing.
    #[error(
        "there is no program `{0}` here; install OpenSSH, or mend git's setting gpg.ssh.program"
    )]
    NoProgram(String),
    /// A program ran and did not sign.
    #[error("`{program}` did not sign with {key}; its own words stand above")]
    Refused {
        /// The program.
        program: String,
        /// The key.
        key: String,
    },
    /// A temporary file could not be made or read.
    #[error("cannot use a temporary file: {0}")]
    Temporary(#[from] std::io::Error),
    /// What was made is not a signature that would be accepted.
    #[error("what was signed would not be accepted: {0}")]
    Useless(#[from] SignatureError),
    /// gpg could not sign.
    #[error("cannot sign with OpenPGP: {0}")]
    Gpg(#[from] GpgError),
    /// The key in the process could not sign.
    #[error(transparent)]
    Plain(#[from] PrivateKeyError),
}

impl From<PrivateKey> for Signer {
    fn from(key: PrivateKey) -> Self {
        Self {
            key: Key::Ssh(key.public_key()),
            means: Means::Plain(Box::new(key)),
            origin: Origin::Given,
        }
    }
}

impl Signer {
    /// The public half of what it signs with.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// The same, where it is an SSH key.
    pub fn public_key(&self) -> Option<&PublicKey> {
        match &self.key {
            Key::Ssh(key) => Some(key),
            Key::OpenPgp(_) => None,
        }
    }

    /// The fingerprint by which a roll knows the key.
    pub fn fingerprint(&self) -> Fingerprint {
        self.key.fingerprint()
    }

    /// What named the key.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The program that signs; nothing where the key signs in this process.
    pub fn program(&self) -> Option<&str> {
        match &self.means {
            Means::Plain(_) => None,
            Means::Ssh(program) => Some(&program.program),
            Means::OpenPgp { program, .. } => Some(program),
        }
    }

    /// Whether signing may ask something of the person: a passphrase, a touch,
    /// an agent's window. A progress bar should be out of the way then.
    pub fn may_ask(&self) -> bool {
        !matches!(self.means, Means::Plain(_))
    }

    /// Signs a payload and gives the armour, ending with a line feed.
    ///
    /// What another program signs is verified before it is given out, so that
    /// no vote is lost by a setting that nobody else would accept.
    pub fn sign(&self, namespace: Namespace, payload: &[u8]) -> Result<String, SignerError> {
        let armour = match &self.means {
            Means::Plain(key) => key.sign(namespace, payload)?,
            Means::Ssh(program) => program.sign(namespace, payload)?,
            Means::OpenPgp { program, key } => return Ok(openpgp::sign(program, key, payload)?),
        };
        if let (Key::Ssh(key), true) = (&self.key, self.may_ask()) {
            verify(namespace, payload, &armour, std::slice::from_ref(key))?;
        }
        Ok(armour)
    }
}

/// Signs the bytes of a git commit without its signature, for the commit's
/// `gpgsig` header.
pub fn sign_commit(signer: &Signer, buffer: &[u8]) -> Result<String, SignerError> {
    signer.sign(Namespace::Git, buffer)
}
