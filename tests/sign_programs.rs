//! Signing and verifying with the programs that people have: ssh-keygen with
//! its agent, and gpg. Skipped, saying so, where one is missing.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use polity::sign::{
    Certificate, Checker, Key, Namespace, PublicKey, SignatureError, Signer, SignerError,
    VerifyOutcome, find_signer, generate, sign_commit, verify,
};
use tempfile::TempDir;

const PAYLOAD: &[u8] = b"polity: ballot/1\nvote: for\n";

/// Whether a program is here; says so if not.
fn has(program: &str) -> bool {
    let found = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok();
    if !found {
        eprintln!("skipped: there is no {program} on this machine");
    }
    found
}

/// Finds a signer from a list of settings.
fn find(
    settings: &[(&str, &str)],
    home: &Path,
    agent: Option<&Path>,
) -> Result<Signer, SignerError> {
    let config = |name: &str| {
        let found = settings.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let env = |name: &str| {
        let agent = agent.filter(|_| name == "SSH_AUTH_SOCK")?;
        Some(agent.to_str()?.to_owned())
    };
    find_signer(&config, home, &env)
}

/// A key made by ssh-keygen.
fn keygen(path: &Path, kind: &str, passphrase: &str) -> PublicKey {
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-C", "", "-t", kind, "-N", passphrase, "-f"]);
    assert!(command.arg(path).status().unwrap().success());
    let line = std::fs::read_to_string(path.with_extension("pub")).unwrap();
    line.parse().unwrap()
}

/// Signs a ballot and verifies it.
fn signs(signer: &Signer, key: &PublicKey) {
    let armour = signer.sign(Namespace::Ballot, PAYLOAD).unwrap();
    assert_eq!(
        verify(Namespace::Ballot, PAYLOAD, &armour, &[key.clone()]),
        Ok(key.fingerprint())
    );
}

/// An agent of the test's own, ended with it.
struct Agent(Child, PathBuf);

impl Agent {
    fn start(folder: &Path) -> Self {
        let socket = folder.join("agent");
        let child = Command::new("ssh-agent")
            .arg("-D")
            .arg("-a")
            .arg(&socket)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        for _ in 0..200 {
            if socket.exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Self(child, socket)
    }

    fn add(&self, key: &Path) {
        let mut command = Command::new("ssh-add");
        command.arg("-q").arg(key).env("SSH_AUTH_SOCK", &self.1);
        assert!(command.status().unwrap().success());
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn keys_that_are_not_plain_are_signed_with_by_ssh_keygen() {
    if !has("ssh-keygen") {
        return;
    }
    let home = TempDir::new().unwrap();
    let rsa = keygen(&home.path().join("rsa"), "rsa", "");
    for name in ["~/rsa", "~/rsa.pub"] {
        let signer = find(&[("user.signingkey", name)], home.path(), None).unwrap();
        assert!(signer.may_ask());
        signs(&signer, &rsa);
    }
    // An encrypted key still shows which key it is.
    let locked = keygen(&home.path().join("locked"), "ed25519", "a passphrase");
    let signer = find(&[("user.signingkey", "~/locked")], home.path(), None).unwrap();
    assert_eq!(signer.public_key(), Some(&locked));
    assert!(signer.may_ask());
}

#[test]
fn an_agent_signs_for_a_public_key_alone() {
    if !has("ssh-keygen") || !has("ssh-agent") {
        return;
    }
    let home = TempDir::new().unwrap();
    let agent = Agent::start(home.path());
    let socket = Some(agent.1.as_path());
    assert!(matches!(
        find(&[], home.path(), socket),
        Err(SignerError::NoKey)
    ));
    let key = keygen(&home.path().join("one"), "ed25519", "");
    agent.add(&home.path().join("one"));
    std::fs::remove_file(home.path().join("one")).unwrap();

    signs(&find(&[], home.path(), socket).unwrap(), &key);
    let literal = format!("key::{key}");
    for settings in [
        [("user.signingkey", "~/one.pub")],
        [("user.signingkey", literal.as_str())],
        [("gpg.ssh.defaultkeycommand", "ssh-add -L")],
    ] {
        signs(&find(&settings, home.path(), socket).unwrap(), &key);
    }
    // Without the agent nobody has the private half.
    let alone = find(&[("user.signingkey", "~/one.pub")], home.path(), None).unwrap();
    assert!(matches!(
        alone.sign(Namespace::Ballot, PAYLOAD),
        Err(SignerError::Refused { .. })
    ));
    keygen(&home.path().join("two"), "ed25519", "");
    agent.add(&home.path().join("two"));
    assert!(matches!(
        find(&[], home.path(), socket),
        Err(SignerError::ManyKeys(2))
    ));
}

#[test]
fn git_itself_accepts_a_commit_signature() {
    if !has("ssh-keygen") {
        return;
    }
    let key = generate(Some([3; 32])).unwrap();
    let buffer = b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\nA commit\n";
    let armour = sign_commit(&key.clone().into(), buffer).unwrap();
    assert!(verify(Namespace::Git, buffer, &armour, &[key.public_key()]).is_ok());
    assert!(armour.starts_with("-----BEGIN SSH SIGNATURE-----\n"));
}

/// A program that calls gpg in a home of the test's own, with one key per
/// name. The agent that gpg starts is ended with the home.
struct Gpg {
    home: TempDir,
    wrapper: String,
}

impl Gpg {
    fn start(keys: &[(&str, &str)]) -> Self {
        // Sockets have short paths, so not deep in the temporary folder.
        let home = tempfile::Builder::new().prefix("pg").tempdir().unwrap();
        let folder = home.path().display();
        let wrapper = home.path().join("wrapper");
        let script = format!("#!/bin/sh\nexec gpg --homedir '{folder}' \"$@\"\n");
        std::fs::write(&wrapper, script).unwrap();
        Command::new("chmod")
            .arg("700")
            .arg(&wrapper)
            .arg(home.path())
            .status()
            .unwrap();
        let gpg = Self {
            wrapper: wrapper.display().to_string(),
            home,
        };
        for (name, kind) in keys {
            gpg.run(&[
                "--passphrase",
                "",
                "--quick-gen-key",
                name,
                kind,
                "sign",
                "never",
            ]);
        }
        gpg
    }

    fn run(&self, arguments: &[&str]) {
        let mut command = Command::new(&self.wrapper);
        command.args(["--batch", "--quiet", "--pinentry-mode", "loopback"]);
        assert!(command.args(arguments).status().unwrap().success());
    }

    fn signer(&self, name: &str) -> Signer {
        let settings = [
            ("gpg.format", "openpgp"),
            ("user.signingkey", name),
            ("gpg.program", self.wrapper.as_str()),
        ];
        find(&settings, self.home.path(), None).unwrap()
    }
}

impl Drop for Gpg {
    fn drop(&mut self) {
        let _ = Command::new("gpgconf")
            .arg("--homedir")
            .arg(self.home.path())
            .args(["--kill", "all"])
            .status();
    }
}

#[cfg(unix)]
#[test]
fn openpgp_signatures_are_verified_with_the_certificates_alone() {
    if !has("gpg") {
        return;
    }
    let gpg = Gpg::start(&[
        ("tim@example.org", "ed25519"),
        ("ann@example.org", "rsa2048"),
        ("zoe@example.org", "nistp256"),
    ]);
    let tim = gpg.signer("tim@example.org");
    let ann = gpg.signer("ann@example.org");
    let zoe = gpg.signer("zoe@example.org");
    let known = [tim.key().clone(), ann.key().clone()];
    assert_eq!(known[0].to_string().parse::<Key>(), Ok(known[0].clone()));
    let checker = Checker::new(&known, "gpg");
    let armour = tim.sign(Namespace::Ballot, PAYLOAD).unwrap();
    let check = |payload: &[u8], armour: &str, of: &Signer| {
        checker.check(Namespace::Ballot, payload, armour, &[of.fingerprint()])
    };
    assert_eq!(
        check(PAYLOAD, &armour, &tim),
        VerifyOutcome::Good(tim.fingerprint())
    );
    let by_ann = ann.sign(Namespace::Ballot, PAYLOAD).unwrap();
    assert_eq!(
        check(PAYLOAD, &by_ann, &ann),
        VerifyOutcome::Good(ann.fingerprint())
    );
    assert_eq!(
        check(b"vote: against\n", &armour, &tim),
        VerifyOutcome::Bad(SignatureError::BadSignature)
    );
    assert_eq!(
        check(PAYLOAD, &by_ann, &tim),
        VerifyOutcome::Bad(SignatureError::ForeignKey {
            fingerprint: ann.fingerprint()
        })
    );
    let code = |outcome| match outcome {
        VerifyOutcome::Bad(error) => error.code(),
        other => panic!("{other:?}"),
    };
    // Zoe's certificate is in nobody's file.
    let by_zoe = zoe.sign(Namespace::Ballot, PAYLOAD).unwrap();
    assert_eq!(code(check(PAYLOAD, &by_zoe, &tim)), "foreign-key");
    assert_eq!(code(check(PAYLOAD, &by_zoe, &zoe)), "foreign-key");
    // A packet of the right shape with nothing in it is bad, not incomplete.
    let hollow =
        "-----BEGIN PGP SIGNATURE-----\n\niAYEABYIAAA=\n=3DUs\n-----END PGP SIGNATURE-----\n";
    assert!(matches!(
        check(PAYLOAD, hollow, &tim),
        VerifyOutcome::Bad(_)
    ));

    // A wrong gpg leaves the verification open, and only where gpg is needed.
    let blind = Checker::new(&known, "no-such-gpg");
    let look = |armour: &str, of: &Signer| {
        blind.check(Namespace::Ballot, PAYLOAD, armour, &[of.fingerprint()])
    };
    assert!(matches!(look(&armour, &tim), VerifyOutcome::Incomplete(_)));
    assert_eq!(code(look(&armour, &zoe)), "foreign-key");
    assert_eq!(
        code(look("-----BEGIN PGP SIGNATURE-----\n", &tim)),
        "not-an-armour"
    );
}

#[cfg(unix)]
#[test]
fn a_signature_over_text_or_by_two_keys_is_not_made_or_accepted() {
    if !has("gpg") {
        return;
    }
    let gpg = Gpg::start(&[("tim@example.org", "ed25519")]);
    let tim = gpg.signer("tim@example.org");
    let Key::OpenPgp(certificate) = tim.key() else {
        panic!("not an OpenPGP key");
    };
    let certificate: &Certificate = certificate;
    let file = gpg.home.path().join("payload");
    std::fs::write(&file, PAYLOAD).unwrap();
    let sign = |arguments: &[&str]| {
        let mut command = Command::new(&gpg.wrapper);
        command.args(["--batch", "--armor", "--detach-sign", "--output", "-"]);
        let output = command.args(arguments).arg(&file).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let checker = Checker::new(std::slice::from_ref(tim.key()), "gpg");
    let check = |armour: &str| {
        let allowed = [certificate.fingerprint()];
        checker.check(Namespace::Ballot, PAYLOAD, armour, &allowed)
    };
    assert_eq!(check(&sign(&[])), VerifyOutcome::Good(tim.fingerprint()));
    assert_eq!(
        check(&sign(&["--textmode"])),
        VerifyOutcome::Bad(SignatureError::WrongType(1))
    );
    let headed = sign(&["--comment", "for"]);
    assert!(headed.contains("Comment: for"));
    assert!(matches!(
        check(&headed),
        VerifyOutcome::Bad(SignatureError::NotAnArmour(_))
    ));
    assert!(matches!(
        check(&sign(&["--digest-algo", "SHA224"])),
        VerifyOutcome::Bad(SignatureError::UnsupportedAlgorithm(_))
    ));
    // One that ends some day would count today and not tomorrow.
    assert_eq!(
        check(&sign(&["--default-sig-expire", "10d"])),
        VerifyOutcome::Bad(SignatureError::ExpiredKey)
    );
    // What the person's gpg.conf asks for does not reach what is signed.
    let conf = gpg.home.path().join("gpg.conf");
    std::fs::write(conf, "textmode\ncomment for\nemit-version\n").unwrap();
    let armour = tim.sign(Namespace::Ballot, PAYLOAD).unwrap();
    assert_eq!(check(&armour), VerifyOutcome::Good(tim.fingerprint()));
}
