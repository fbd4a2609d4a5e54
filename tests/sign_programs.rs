//! Signing and verifying with the programs that people have: ssh-keygen with
//! its agent, and gpg. Skipped, saying so, where one is missing.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may fail loudly, and says so when it is skipped"
)]

use std::io::Write;
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
        verify(
            Namespace::Ballot,
            PAYLOAD,
            &armour,
            std::slice::from_ref(key)
        ),
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
    if !has("ssh-keygen") || !has("git") {
        return;
    }
    let folder = TempDir::new().unwrap();
    let git = |arguments: &[&str], input: &[u8]| {
        let mut command = Command::new("git");
        command.current_dir(folder.path()).args(arguments);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null");
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        let written = String::from_utf8(output.stdout).unwrap();
        output.status.success().then(|| written.trim().to_owned())
    };
    git(&["init", "-q"], b"").unwrap();
    let tree = git(&["hash-object", "-t", "tree", "-w", "--stdin"], b"").unwrap();
    let key = generate(Some([3; 32])).unwrap();
    let allowed = format!("tim@example.org {}\n", key.public_key());
    std::fs::write(folder.path().join("allowed"), allowed).unwrap();

    let who = "Tim <tim@example.org> 1580000000 +0000";
    let head = format!("tree {tree}\nauthor {who}\ncommitter {who}\n");
    let buffer = format!("{head}\nVote\n");
    let armour = sign_commit(&key.into(), buffer.as_bytes()).unwrap();
    let header = armour.trim_end().replace('\n', "\n ");
    let accepts = |message: &str| {
        let commit = format!("{head}gpgsig {header}\n\n{message}\n");
        let store = ["hash-object", "-t", "commit", "-w", "--stdin"];
        let id = git(&store, commit.as_bytes()).unwrap();
        let allowed = "gpg.ssh.allowedSignersFile=allowed";
        git(&["-c", allowed, "verify-commit", &id], b"").is_some()
    };
    assert!(accepts("Vote"));
    assert!(!accepts("Veto"));
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
fn other_forms_of_openpgp_signatures_are_refused() {
    if !has("gpg") {
        return;
    }
    let gpg = Gpg::start(&[
        ("tim@example.org", "ed25519"),
        ("ann@example.org", "ed25519"),
    ]);
    let tim = gpg.signer("tim@example.org");
    let Key::OpenPgp(certificate) = tim.key() else {
        panic!("not an OpenPGP key");
    };
    let certificate: &Certificate = certificate;
    let file = gpg.home.path().join("payload");
    std::fs::write(&file, PAYLOAD).unwrap();
    let sign = |arguments: &[&str]| {
        let arguments = [&["-u", "tim@example.org"], arguments].concat();
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
    assert!(matches!(
        check(&sign(&["-u", "ann@example.org"])),
        VerifyOutcome::Bad(SignatureError::NotAnArmour(_))
    ));
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

#[cfg(unix)]
#[test]
fn the_day_of_the_verification_decides_nothing() {
    if !has("gpg") {
        return;
    }
    let gpg = Gpg::start(&[]);
    let on = |day: &str, arguments: &[&str]| {
        let day = format!("{day}T000000!");
        gpg.run(&[&["--faked-system-time", &day], arguments].concat());
    };
    let name = "tim@example.org";
    let make = [
        "--passphrase",
        "",
        "--quick-gen-key",
        name,
        "ed25519",
        "sign",
        "1y",
    ];
    on("20200101", &make);
    let file = gpg.home.path().join("payload");
    std::fs::write(&file, PAYLOAD).unwrap();
    on(
        "20200601",
        &["--armor", "--detach-sign", file.to_str().unwrap()],
    );
    let armour = std::fs::read_to_string(gpg.home.path().join("payload.asc")).unwrap();
    let check = |key: &Key| {
        let checker = Checker::new(std::slice::from_ref(key), "gpg");
        checker.check(Namespace::Ballot, PAYLOAD, &armour, &[key.fingerprint()])
    };

    // The key has expired since, and had not when it signed.
    let before = gpg.signer(name);
    assert_eq!(
        check(before.key()),
        VerifyOutcome::Good(before.fingerprint())
    );

    // The same key, recorded as one that expires before the signature.
    let listed = Command::new(&gpg.wrapper)
        .args(["--list-keys", "--with-colons"])
        .output();
    let listed = String::from_utf8(listed.unwrap().stdout).unwrap();
    let line = listed
        .lines()
        .find(|line| line.starts_with("fpr:"))
        .unwrap();
    let id = line.split(':').nth(9).unwrap();
    on("20200201", &["--quick-set-expire", id, "20200301T000000"]);
    let shorter = gpg.signer(name);
    assert_eq!(shorter.fingerprint(), before.fingerprint());
    assert_eq!(
        check(shorter.key()),
        VerifyOutcome::Bad(SignatureError::ExpiredKey)
    );

    // And as one that does not expire and was revoked.
    on("20200202", &["--quick-set-expire", id, "0"]);
    let revocation = gpg.home.path().join(format!("openpgp-revocs.d/{id}.rev"));
    let text = std::fs::read_to_string(&revocation).unwrap();
    std::fs::write(&revocation, text.replace(":-----BEGIN", "-----BEGIN")).unwrap();
    gpg.run(&["--import", revocation.to_str().unwrap()]);
    let revoked = gpg.signer(name);
    assert_eq!(
        check(revoked.key()),
        VerifyOutcome::Bad(SignatureError::RevokedKey)
    );
    // What was recorded before does not know of it.
    assert_eq!(
        check(before.key()),
        VerifyOutcome::Good(before.fingerprint())
    );
}

/// What `git verify-commit` says of a commit that gpg signed, in the test's
/// own gpg home, and what is said here with the certificate alone.
#[cfg(unix)]
#[test]
fn git_and_polity_judge_openpgp_commits_alike() {
    if !has("gpg") || !has("git") {
        return;
    }
    let gpg = Gpg::start(&[]);
    let on = |day: &str, arguments: &[&str]| {
        let day = format!("{day}T000000!");
        gpg.run(&[&["--faked-system-time", &day], arguments].concat());
    };
    let tim = "tim@example.org";
    for (name, kind) in [(tim, "ed25519"), ("ann@example.org", "rsa2048")] {
        let make = [
            "--passphrase",
            "",
            "--quick-gen-key",
            name,
            kind,
            "sign",
            "never",
        ];
        on("20200101", &make);
    }
    let folder = TempDir::new().unwrap();
    let git = |arguments: &[&str], input: &[u8]| {
        let mut command = Command::new("git");
        command.current_dir(folder.path()).args(arguments);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null");
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        let written = String::from_utf8(output.stdout).unwrap();
        output.status.success().then(|| written.trim().to_owned())
    };
    git(&["init", "-q"], b"").unwrap();
    let tree = git(&["hash-object", "-t", "tree", "-w", "--stdin"], b"").unwrap();
    let who = "Tim <tim@example.org> 1580000000 +0000";
    let head = format!("tree {tree}\nauthor {who}\ncommitter {who}\n");
    let signed_on = |day: &str, name: &str| {
        let file = gpg.home.path().join("payload");
        std::fs::write(&file, format!("{head}\nVote\n")).unwrap();
        let _ = std::fs::remove_file(gpg.home.path().join("payload.asc"));
        on(
            day,
            &[
                "-u",
                name,
                "--armor",
                "--detach-sign",
                file.to_str().unwrap(),
            ],
        );
        std::fs::read_to_string(gpg.home.path().join("payload.asc")).unwrap()
    };
    let theirs = |armour: &str, message: &str| {
        let header = armour.trim_end().replace('\n', "\n ");
        let commit = format!("{head}gpgsig {header}\n\n{message}\n");
        let store = ["hash-object", "-t", "commit", "-w", "--stdin"];
        let id = git(&store, commit.as_bytes()).unwrap();
        let program = format!("gpg.program={}", gpg.wrapper);
        git(&["-c", &program, "verify-commit", &id], b"").is_some()
    };
    let ours = |armour: &str, message: &str, by: &Signer| {
        let checker = Checker::new(std::slice::from_ref(by.key()), "gpg");
        let payload = format!("{head}\n{message}\n");
        checker.check(
            Namespace::Git,
            payload.as_bytes(),
            armour,
            &[by.fingerprint()],
        )
    };
    let (first, late) = (signed_on("20200115", tim), signed_on("20200601", tim));
    let signer = gpg.signer(tim);
    let good = VerifyOutcome::Good(signer.fingerprint());
    assert_eq!(
        (ours(&first, "Vote", &signer), theirs(&first, "Vote")),
        (good.clone(), true)
    );
    let bad = VerifyOutcome::Bad(SignatureError::BadSignature);
    assert_eq!(
        (ours(&first, "Veto", &signer), theirs(&first, "Veto")),
        (bad, false)
    );
    // Git accepts any key that gpg knows, whoever the commit says it is by;
    // here it must be the person's.
    let ann = signed_on("20200115", "ann@example.org");
    assert!(theirs(&ann, "Vote"));
    assert!(matches!(
        ours(&ann, "Vote", &signer),
        VerifyOutcome::Bad(SignatureError::ForeignOpenPgpKey(_))
    ));
    // Expired before it signed: bad for both. Expired since: git asks today's
    // calendar, and here what was good stays good.
    let listed = Command::new(&gpg.wrapper)
        .args(["--list-keys", "--with-colons", tim])
        .output();
    let listed = String::from_utf8(listed.unwrap().stdout).unwrap();
    let line = listed
        .lines()
        .find(|line| line.starts_with("fpr:"))
        .unwrap();
    let id = line.split(':').nth(9).unwrap();
    on("20200116", &["--quick-set-expire", id, "20200301T000000"]);
    let expired = gpg.signer(tim);
    let over = VerifyOutcome::Bad(SignatureError::ExpiredKey);
    assert_eq!(
        (ours(&late, "Vote", &expired), theirs(&late, "Vote")),
        (over, false)
    );
    assert_eq!(ours(&first, "Vote", &expired), good);
    // Revoked: bad for both, whenever it signed.
    on("20200117", &["--quick-set-expire", id, "0"]);
    let revocation = gpg.home.path().join(format!("openpgp-revocs.d/{id}.rev"));
    let text = std::fs::read_to_string(&revocation).unwrap();
    std::fs::write(&revocation, text.replace(":-----BEGIN", "-----BEGIN")).unwrap();
    gpg.run(&["--import", revocation.to_str().unwrap()]);
    let revoked = gpg.signer(tim);
    let gone = VerifyOutcome::Bad(SignatureError::RevokedKey);
    assert_eq!(
        (ours(&first, "Vote", &revoked), theirs(&first, "Vote")),
        (gone, false)
    );
}
