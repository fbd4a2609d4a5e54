//! Verifying OpenPGP signatures by `gpg`, in an empty home that holds the
//! certificates from the people's files and nothing of the machine's own.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Command;

use tempfile::{NamedTempFile, TempDir};

use super::certificate::Certificate;
use super::packet::judge_signature;
use super::program::{GpgError, run};
use crate::sign::check::VerifyOutcome;
use crate::sign::fingerprint::Fingerprint;
use crate::sign::verify::SignatureError;

/// A temporary home for gpg. It may be used from many threads at once.
#[derive(Debug)]
pub struct Keyring {
    program: String,
    home: TempDir,
    /// gpg's own fingerprint of each primary key, and ours.
    owners: BTreeMap<String, Fingerprint>,
}

impl Keyring {
    /// Makes the home and puts certificates into it, once for all signatures.
    /// A certificate that gpg refuses is left out: its signatures are then by
    /// a foreign key.
    pub fn open<'a>(
        program: &str,
        certificates: impl IntoIterator<Item = &'a Certificate>,
    ) -> Result<Self, GpgError> {
        let home = tempfile::Builder::new()
            .prefix("polity-gpg-")
            .tempdir()
            .map_err(|source| GpgError::Run {
                program: program.to_owned(),
                source,
            })?;
        let mut keyring = Self {
            program: program.to_owned(),
            home,
            owners: BTreeMap::new(),
        };
        for certificate in certificates {
            let mut command = keyring.command();
            command.args(["--import-options", "import-minimal", "--import"]);
            let output = run(command, certificate.bytes())?;
            let status = String::from_utf8_lossy(&output.stdout);
            for words in status_lines(&status) {
                if let ["IMPORT_OK", _, owner] = words.as_slice() {
                    let owner = (*owner).to_owned();
                    keyring.owners.insert(owner, certificate.fingerprint());
                }
            }
        }
        Ok(keyring)
    }

    /// gpg in this home alone, asking nobody and nothing.
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--homedir").arg(self.home.path());
        command.args(["--no-options", "--no-default-keyring", "--keyring"]);
        command.arg(self.home.path().join("ring.kbx"));
        command.args(["--batch", "--no-tty", "--trust-model", "always"]);
        command.args(["--no-auto-check-trustdb", "--no-auto-key-retrieve"]);
        command.args([
            "--no-auto-key-locate",
            "--disable-dirmngr",
            "--no-autostart",
        ]);
        command.args(["--status-fd", "1"]);
        command
    }

    /// Verifies an armour over a payload by one of some keys. Whatever is the
    /// machine's fault and not the signature's is incomplete, never bad.
    pub fn verify(&self, payload: &[u8], armour: &str, allowed: &[Fingerprint]) -> VerifyOutcome {
        if let Err(error) = judge_signature(armour) {
            return VerifyOutcome::Bad(error);
        }
        match self.ask(payload, armour) {
            Ok(status) => self.judge(&status, allowed),
            Err(error) => VerifyOutcome::Incomplete(error.to_string()),
        }
    }

    /// What gpg says about a signature, as its status lines.
    fn ask(&self, payload: &[u8], armour: &str) -> Result<String, GpgError> {
        let failed = |source| GpgError::Run {
            program: self.program.clone(),
            source,
        };
        let mut file = NamedTempFile::new_in(self.home.path()).map_err(failed)?;
        file.write_all(armour.as_bytes()).map_err(failed)?;
        let mut command = self.command();
        command.arg("--verify").arg(file.path()).arg("-");
        let output = run(command, payload)?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The verdict in gpg's status lines (doc/DETAILS of GnuPG).
    fn judge(&self, status: &str, allowed: &[Fingerprint]) -> VerifyOutcome {
        let mut verdict = None;
        let mut expiry = None;
        let mut valid = None;
        for words in status_lines(status) {
            match words.as_slice() {
                [
                    word @ ("GOODSIG" | "EXPKEYSIG" | "EXPSIG" | "REVKEYSIG" | "BADSIG"),
                    ..,
                ] => {
                    verdict.get_or_insert((*word).to_owned());
                }
                // The seventh word is the reason: 9 is a missing key.
                ["ERRSIG", key, _, _, _, _, "9", ..] => {
                    let key = (*key).to_owned();
                    return VerifyOutcome::Bad(SignatureError::ForeignOpenPgpKey(key));
                }
                ["KEYEXPIRED", at] => expiry = at.parse::<u64>().ok(),
                ["VALIDSIG", _, _, made, expires, _, _, _, _, _, owner] => {
                    let made = made.parse::<u64>().ok();
                    valid = Some((made, *expires == "0", (*owner).to_owned()));
                }
                // Anything else that gpg cannot read or check is no signature.
                ["ERRSIG" | "NODATA" | "UNEXPECTED", ..] => {
                    return VerifyOutcome::Bad(SignatureError::BadSignature);
                }
                _ => {}
            }
        }
        match verdict.as_deref() {
            Some("BADSIG") => return VerifyOutcome::Bad(SignatureError::BadSignature),
            Some("REVKEYSIG") => return VerifyOutcome::Bad(SignatureError::RevokedKey),
            Some(_) => {}
            None => {
                return VerifyOutcome::Incomplete(format!(
                    "`{}` gave no verdict on an OpenPGP signature; see that it is GnuPG, and \
                     works",
                    self.program
                ));
            }
        }
        let Some((made, for_ever, owner)) = valid else {
            return VerifyOutcome::Bad(SignatureError::BadSignature);
        };
        // Whether a signature counts must not depend on today's date: a key
        // that has expired since is good for what it signed before.
        let in_time = expiry.is_none_or(|expiry| made.is_some_and(|made| made < expiry));
        if !for_ever || (verdict.as_deref() == Some("EXPKEYSIG") && !in_time) {
            return VerifyOutcome::Bad(SignatureError::ExpiredKey);
        }
        match self.owners.get(&owner) {
            Some(found) if allowed.contains(found) => VerifyOutcome::Good(*found),
            Some(found) => VerifyOutcome::Bad(SignatureError::ForeignKey {
                fingerprint: *found,
            }),
            None => VerifyOutcome::Bad(SignatureError::ForeignOpenPgpKey(owner)),
        }
    }
}

/// The words of each status line, without the marker.
fn status_lines(status: &str) -> impl Iterator<Item = Vec<&str>> {
    status
        .lines()
        .filter_map(|line| line.strip_prefix("[GNUPG:] "))
        .map(|line| line.split(' ').collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::armour::Form;

    #[allow(clippy::print_stderr, reason = "a skipped test says so")]
    #[test]
    fn a_packet_of_the_right_shape_with_nothing_in_it_is_bad() {
        let keyring = match Keyring::open("gpg", []) {
            // Opening an empty keyring starts nothing, so ask once.
            Ok(keyring) if keyring.ask(b"", "").is_ok() => keyring,
            _ => {
                eprintln!("skipped: there is no gpg on this machine");
                return;
            }
        };
        for body in [
            vec![4, 0, 22, 8],
            vec![4, 0, 22, 8, 0, 0],
            vec![4, 0, 22, 8, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1],
            vec![4, 0, 1, 10, 255, 255, 0, 0],
            [vec![4, 0, 22, 8], vec![7; 90]].concat(),
        ] {
            let armour = Form::PGP.write(&[vec![0x88, body.len() as u8], body].concat());
            let outcome = keyring.verify(b"vote: for\n", &armour, &[]);
            assert!(matches!(outcome, VerifyOutcome::Bad(_)), "{outcome:?}");
        }
    }
}
