//! One answer for any signature, SSH or OpenPGP.

use std::collections::BTreeSet;

use super::armour::Form;
use super::fingerprint::Fingerprint;
use super::key::{Key, PublicKey};
use super::namespace::Namespace;
use super::openpgp::{Certificate, Keyring, judge_signature};
use super::verify::{SignatureError, Verifier};

/// What became of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerifyOutcome {
    /// The signature holds, by the key with this fingerprint.
    Good(Fingerprint),
    /// It does not, and anybody will find so.
    Bad(SignatureError),
    /// This machine cannot tell, and why. Never a reason to reject.
    Incomplete(String),
}

/// Verifies signatures of both kinds, from as many threads as there are.
#[derive(Debug)]
pub struct Checker {
    ssh: Verifier,
    certificates: BTreeSet<Fingerprint>,
    openpgp: Result<Keyring, String>,
}

impl Checker {
    /// A checker that knows some keys. SSH signatures carry their key, so that
    /// those keys only save time; OpenPGP certificates must be among them.
    /// `gpg` is the program to call, by git's setting `gpg.program`; it is not
    /// called when there is no certificate.
    pub fn new<'a>(keys: impl IntoIterator<Item = &'a Key>, gpg: &str) -> Self {
        let mut ssh: Vec<PublicKey> = Vec::new();
        let mut certificates: Vec<&Certificate> = Vec::new();
        for key in keys {
            match key {
                Key::Ssh(key) => ssh.push(key.clone()),
                Key::OpenPgp(certificate) => certificates.push(certificate),
            }
        }
        let known = certificates.iter().map(|one| one.fingerprint()).collect();
        let openpgp = if certificates.is_empty() {
            Err("no OpenPGP certificate was given".to_owned())
        } else {
            Keyring::open(gpg, certificates).map_err(|error| {
                format!("OpenPGP signatures cannot be verified here: {error}; install GnuPG, or say with git's \
                     setting gpg.program where it is")
            })
        };
        Self {
            ssh: Verifier::new(ssh),
            certificates: known,
            openpgp,
        }
    }

    /// The same, with the `gpg` that the person's git is told to use (see
    /// [`tell_gpg`](super::tell_gpg)).
    pub fn as_told<'a>(keys: impl IntoIterator<Item = &'a Key>) -> Self {
        let keys: Vec<&Key> = keys.into_iter().collect();
        // Nobody is asked where no key is an OpenPGP one.
        let program = match keys.iter().any(|key| matches!(key, Key::OpenPgp(_))) {
            true => super::openpgp::gpg(),
            false => String::new(),
        };
        Self::new(keys, &program)
    }

    /// Verifies an armour of either kind over a payload by a key with one of
    /// some fingerprints.
    pub fn check(
        &self,
        namespace: Namespace,
        payload: &[u8],
        armour: &str,
        allowed: &[Fingerprint],
    ) -> VerifyOutcome {
        if Form::PGP.is_claimed_by(armour) {
            return self.check_openpgp(payload, armour, allowed);
        }
        match self.ssh.verify(namespace, payload, armour, allowed) {
            Ok(key) => VerifyOutcome::Good(key.fingerprint()),
            Err(error) => VerifyOutcome::Bad(error),
        }
    }

    /// A stranger must not be able to leave a verification incomplete: what
    /// can be refused without gpg is refused without it.
    fn check_openpgp(
        &self,
        payload: &[u8],
        armour: &str,
        allowed: &[Fingerprint],
    ) -> VerifyOutcome {
        if let Err(error) = judge_signature(armour) {
            return VerifyOutcome::Bad(error);
        }
        if !allowed.iter().any(|one| self.certificates.contains(one)) {
            let owner = "of somebody else".to_owned();
            return VerifyOutcome::Bad(SignatureError::ForeignOpenPgpKey(owner));
        }
        match &self.openpgp {
            Ok(keyring) => keyring.verify(payload, armour, allowed),
            Err(why) => VerifyOutcome::Incomplete(why.clone()),
        }
    }
}
