//! Agreement with OpenSSH, in both directions: what `ssh-keygen -Y sign`
//! writes is verified here, what is signed here `ssh-keygen -Y verify`
//! accepts, and both refuse the same things. Skipped, saying so, where
//! ssh-keygen is missing.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may fail loudly, and says so when it is skipped"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use p256::ecdsa::signature::Signer as _;
use polity::sign::{
    ArmourFault, Namespace, PrivateKey, PublicKey, SignatureError, generate, verify,
    verify_by_fingerprint,
};
use proptest::prelude::*;
use sha2::{Digest, Sha256, Sha512};
use tempfile::TempDir;

const PAYLOAD: &[u8] = b"polity: ballot/1\nvote: for\n";

/// Whether the tests can run; says so if not.
fn has_ssh_keygen() -> bool {
    let found = Command::new("ssh-keygen")
        .arg("-?")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok();
    if !found {
        eprintln!("skipped: there is no ssh-keygen on this machine");
    }
    found
}

/// A key made by ssh-keygen.
fn keygen(folder: &Path, kind: &str, bits: &str) -> (PathBuf, PublicKey) {
    let path = folder.join(format!("{kind}-{bits}"));
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-N", "", "-C", "a comment", "-t", kind, "-f"]);
    command.arg(&path);
    if !bits.is_empty() {
        command.args(["-b", bits]);
    }
    assert!(command.status().unwrap().success());
    let line = std::fs::read_to_string(path.with_extension("pub")).unwrap();
    (path, line.parse().unwrap())
}

/// What `ssh-keygen -Y sign` writes.
fn ssh_sign(key: &Path, namespace: &str, payload: &[u8]) -> String {
    let file = key.with_extension("payload");
    std::fs::write(&file, payload).unwrap();
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-Y", "sign", "-n", namespace, "-f"]);
    assert!(command.arg(key).arg(&file).status().unwrap().success());
    let written = key.with_extension("payload.sig");
    let armour = std::fs::read_to_string(&written).unwrap();
    std::fs::remove_file(written).unwrap();
    armour
}

/// Whether `ssh-keygen -Y verify` accepts.
fn ssh_verify(namespace: &str, payload: &[u8], armour: &str, key: &PublicKey) -> bool {
    let folder = TempDir::new().unwrap();
    let allowed = folder.path().join("allowed");
    let signature = folder.path().join("signature");
    std::fs::write(&allowed, format!("elector {key}\n")).unwrap();
    std::fs::write(&signature, armour).unwrap();
    let mut child = Command::new("ssh-keygen")
        .args(["-Y", "verify", "-I", "elector", "-n", namespace, "-f"])
        .arg(&allowed)
        .arg("-s")
        .arg(&signature)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // It may leave before reading, when the signature is broken.
    let _ = child.stdin.take().unwrap().write_all(payload);
    child.wait().unwrap().success()
}

/// Both verdicts on the same thing, which must be the same.
fn both(payload: &[u8], armour: &str, key: &PublicKey) -> Result<(), SignatureError> {
    let ours = verify(
        Namespace::Ballot,
        payload,
        armour,
        std::slice::from_ref(key),
    );
    let theirs = ssh_verify("polity-ballot", payload, armour, key);
    assert_eq!(ours.is_ok(), theirs, "{ours:?} on {armour}");
    ours.map(|fingerprint| assert_eq!(fingerprint, key.fingerprint()))
}

#[test]
fn every_kind_of_key_is_judged_as_ssh_keygen_judges_it() {
    if !has_ssh_keygen() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let stranger = generate(Some([9; 32])).unwrap().public_key();
    for (kind, bits) in [
        ("ed25519", ""),
        ("ecdsa", "256"),
        ("ecdsa", "384"),
        ("ecdsa", "521"),
        ("rsa", "2048"),
        ("rsa", "3072"),
        ("rsa", "4096"),
    ] {
        let (path, key) = keygen(folder.path(), kind, bits);
        judged_by_git(&key, &|namespace, payload| {
            ssh_sign(&path, namespace, payload)
        });
        judged_on_a_day(&key, &ssh_sign(&path, "polity-ballot", PAYLOAD));
        let armour = ssh_sign(&path, "polity-ballot", PAYLOAD);
        assert_eq!(both(PAYLOAD, &armour, &key), Ok(()), "{kind} {bits}");
        assert_eq!(
            both(b"polity: ballot/1\nvote: against\n", &armour, &key),
            Err(SignatureError::BadSignature)
        );
        assert_eq!(
            both(PAYLOAD, &armour, &stranger),
            Err(SignatureError::ForeignKey {
                fingerprint: key.fingerprint()
            })
        );
        let elsewhere = ssh_sign(&path, "git", PAYLOAD);
        assert_eq!(
            both(PAYLOAD, &elsewhere, &key),
            Err(SignatureError::WrongNamespace {
                found: "git".to_owned(),
                wanted: Namespace::Ballot
            })
        );
        let listed = Command::new("ssh-keygen")
            .arg("-lf")
            .arg(&path)
            .output()
            .unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        assert!(
            listed.contains(&format!(" {} ", key.fingerprint())),
            "{listed}"
        );
        let found = verify_by_fingerprint(
            Namespace::Ballot,
            PAYLOAD,
            &armour,
            &[stranger.fingerprint(), key.fingerprint()],
        );
        assert_eq!(found, Ok(key));
    }
}

#[test]
fn what_is_signed_in_the_process_ssh_keygen_accepts() {
    if !has_ssh_keygen() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let own = generate(Some([7; 32])).unwrap();
    assert_eq!(
        both(
            PAYLOAD,
            &own.sign(Namespace::Ballot, PAYLOAD).unwrap(),
            &own.public_key()
        ),
        Ok(())
    );
    // Ed25519 is deterministic, so the two programs write the same bytes.
    let path = folder.path().join("own");
    own.write_to(&path).unwrap();
    assert_eq!(
        own.sign(Namespace::Ballot, PAYLOAD).unwrap(),
        ssh_sign(&path, "polity-ballot", PAYLOAD)
    );
    for (kind, bits) in [
        ("ed25519", ""),
        ("ecdsa", "256"),
        ("ecdsa", "384"),
        ("ecdsa", "521"),
    ] {
        // A secret number that begins with a zero byte is written shorter, and
        // the library does not read that; ssh-keygen signs with such a key.
        let made = (0..30).find_map(|_| {
            let folder = tempfile::tempdir().unwrap();
            let (path, key) = keygen(folder.path(), kind, bits);
            let text = std::fs::read_to_string(path).unwrap();
            Some((PrivateKey::from_openssh(&text).ok()?, key))
        });
        let (private, key) = made.unwrap();
        let armour = private.sign(Namespace::Ballot, PAYLOAD).unwrap();
        assert_eq!(both(PAYLOAD, &armour, &key), Ok(()), "{kind} {bits}");
    }
}

#[test]
fn an_armour_in_any_other_form_is_refused() {
    let key = generate(Some([7; 32])).unwrap();
    let good = key.sign(Namespace::Ballot, PAYLOAD).unwrap();
    let lines: Vec<&str> = good.lines().collect();
    let join = |lines: &[String]| {
        lines
            .iter()
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    let quoted: Vec<String> = lines.iter().map(|line| format!("> {line}")).collect();
    let truncated: Vec<String> = [&lines[..2], &lines[3..]]
        .concat()
        .iter()
        .map(|l| (*l).to_owned())
        .collect();
    let body = lines[1..lines.len() - 1].concat();
    let one_line = [lines[0].to_owned(), body, lines[lines.len() - 1].to_owned()];
    for (bad, fault) in [
        (join(&quoted), ArmourFault::NoBegin),
        (join(&one_line), ArmourFault::ReWrapped),
        (format!("{good}{good}"), ArmourFault::NotBase64),
        (format!("\n{good}"), ArmourFault::NoBegin),
        (format!("{good}vote: against\n"), ArmourFault::NoEnd),
    ] {
        assert_eq!(
            verify(Namespace::Ballot, PAYLOAD, &bad, &[key.public_key()]),
            Err(SignatureError::NotAnArmour(fault)),
            "{bad}"
        );
    }
    // Which fault a cut makes depends on where it falls.
    assert!(matches!(
        verify(
            Namespace::Ballot,
            PAYLOAD,
            &join(&truncated),
            &[key.public_key()]
        ),
        Err(SignatureError::NotAnArmour(_))
    ));
}

/// A commit with a signature in its header, judged by git and here, where it
/// is good, changed afterwards, by another key, and for another purpose.
fn judged_by_git(key: &PublicKey, sign: &dyn Fn(&str, &[u8]) -> String) {
    let folder = TempDir::new().unwrap();
    let git = |arguments: &[&str], input: &[u8]| {
        let mut command = Command::new("git");
        command.current_dir(folder.path()).args(arguments);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null");
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        let written = String::from_utf8(output.stdout).unwrap();
        output.status.success().then(|| written.trim().to_owned())
    };
    git(&["init", "-q"], b"").unwrap();
    let tree = git(&["hash-object", "-t", "tree", "-w", "--stdin"], b"").unwrap();
    let who = "Tim <tim@example.org> 1580000000 +0000";
    let head = format!("tree {tree}\nauthor {who}\ncommitter {who}\n");
    let signed = format!("{head}\nVote\n");
    let good = sign("git", signed.as_bytes());
    let stranger = generate(Some([9; 32])).unwrap().public_key();
    let agree = |armour: &str, message: &str, key: &PublicKey| {
        let allowed = format!("tim@example.org {key}\n");
        std::fs::write(folder.path().join("allowed"), allowed).unwrap();
        let header = armour.trim_end().replace('\n', "\n ");
        let commit = format!("{head}gpgsig {header}\n\n{message}\n");
        let store = ["hash-object", "-t", "commit", "-w", "--stdin"];
        let id = git(&store, commit.as_bytes()).unwrap();
        let allowed = "gpg.ssh.allowedSignersFile=allowed";
        let theirs = git(&["-c", allowed, "verify-commit", &id], b"").is_some();
        let payload = format!("{head}\n{message}\n");
        let keys = std::slice::from_ref(key);
        let ours = verify(Namespace::Git, payload.as_bytes(), armour, keys);
        assert_eq!(ours.is_ok(), theirs, "{ours:?}");
        theirs
    };
    assert!(agree(&good, "Vote", key));
    assert!(!agree(&good, "Veto", key));
    assert!(!agree(&good, "Vote", &stranger));
    let elsewhere = sign("polity-ballot", signed.as_bytes());
    assert!(!agree(&elsewhere, "Vote", key));
    // A key that had ended on the day of the commit, and one that had not: git
    // asks the list of signers, and here the person's file says so.
    for (last, holds) in [("2020-01-25", false), ("2020-01-26", true)] {
        let until = last.replace('-', "") + "235959Z";
        let line = format!("tim@example.org valid-before=\"{until}\" {key}\n");
        std::fs::write(folder.path().join("allowed"), line).unwrap();
        let header = good.trim_end().replace('\n', "\n ");
        let commit = format!("{head}gpgsig {header}\n\nVote\n");
        let store = ["hash-object", "-t", "commit", "-w", "--stdin"];
        let id = git(&store, commit.as_bytes()).unwrap();
        let allowed = "gpg.ssh.allowedSignersFile=allowed";
        let theirs = git(&["-c", allowed, "verify-commit", &id], b"").is_some();
        let mut tim = polity::org::Person::named("Tim");
        let until = polity::base::Until::At(last.parse().unwrap());
        tim.keys.push(polity::org::PersonKey {
            key: key.to_string(),
            period: polity::base::Period::new(None, until).unwrap(),
        });
        let day = "2020-01-26".parse::<polity::base::PartialDate>().unwrap();
        let keys: Vec<PublicKey> = tim
            .keys_on(day.first_day())
            .map(|key| key.key.parse().unwrap())
            .collect();
        let ours = verify(Namespace::Git, signed.as_bytes(), &good, &keys).is_ok();
        assert_eq!((ours, theirs), (holds, holds), "{last}");
    }
}

/// A key that ends, judged on days around its end by ssh-keygen, which is told
/// `valid-before`, and here, where a person's file has its last day.
fn judged_on_a_day(key: &PublicKey, armour: &str) {
    let folder = TempDir::new().unwrap();
    let allowed = folder.path().join("allowed");
    let signature = folder.path().join("signature");
    // Inclusive to the second, as OpenSSH has it; the day is inclusive here.
    let line = format!("elector valid-before=\"20200201235959Z\" {key}\n");
    std::fs::write(&allowed, line).unwrap();
    std::fs::write(&signature, armour).unwrap();
    let mut tim = polity::org::Person::named("Tim");
    tim.keys.push(polity::org::PersonKey {
        key: key.to_string(),
        period: polity::base::Period::new(
            None,
            polity::base::Until::At("2020-02-01".parse().unwrap()),
        )
        .unwrap(),
    });
    for (day, holds) in [
        ("2020-01-31", true),
        ("2020-02-01", true),
        ("2020-02-02", false),
    ] {
        let time = format!("-Overify-time={}120000Z", day.replace('-', ""));
        let mut child = Command::new("ssh-keygen")
            .args([
                "-Y",
                "verify",
                "-I",
                "elector",
                "-n",
                "polity-ballot",
                &time,
                "-f",
            ])
            .arg(&allowed)
            .arg("-s")
            .arg(&signature)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(PAYLOAD);
        let theirs = child.wait().unwrap().success();
        let day = day.parse::<polity::base::PartialDate>().unwrap();
        let keys: Vec<PublicKey> = tim
            .keys_on(day.first_day())
            .map(|key| key.key.parse().unwrap())
            .collect();
        let ours = verify(Namespace::Ballot, PAYLOAD, armour, &keys).is_ok();
        assert_eq!((ours, theirs), (holds, holds), "{day}");
    }
}

/// A string in the SSH wire format.
fn string(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u32).to_be_bytes(), bytes].concat()
}

/// An armour around given parts, so that tests can lie in any of them.
fn armour(version: u32, key: &[u8], reserved: &[u8], hash: &str, signature: &[u8]) -> String {
    armour_for("polity-ballot", version, key, reserved, hash, signature)
}

/// The same for a purpose.
fn armour_for(
    namespace: &str,
    version: u32,
    key: &[u8],
    reserved: &[u8],
    hash: &str,
    signature: &[u8],
) -> String {
    use base64ct::{Base64, Encoding};
    let blob = [
        b"SSHSIG".to_vec(),
        version.to_be_bytes().to_vec(),
        string(key),
        string(namespace.as_bytes()),
        string(reserved),
        string(hash.as_bytes()),
        string(signature),
    ]
    .concat();
    let base64 = Base64::encode_string(&blob);
    let lines = base64.as_bytes().chunks(70);
    let body: String = lines
        .map(|line| format!("{}\n", std::str::from_utf8(line).unwrap()))
        .collect();
    format!("-----BEGIN SSH SIGNATURE-----\n{body}-----END SSH SIGNATURE-----\n")
}

/// What the key signs, for a payload hashed with SHA-512.
fn signed_data(payload: &[u8]) -> Vec<u8> {
    signed_data_for("polity-ballot", payload)
}

/// The same for a purpose.
fn signed_data_for(namespace: &str, payload: &[u8]) -> Vec<u8> {
    [
        b"SSHSIG".to_vec(),
        string(namespace.as_bytes()),
        string(b""),
        string(b"sha512"),
        string(&Sha512::digest(payload)),
    ]
    .concat()
}

/// What a chip does with the bytes it is given.
type Chip = dyn Fn(&[u8]) -> Vec<u8>;

/// A hardware key in software (PROTOCOL.u2f of OpenSSH).
struct Fido {
    /// The key's bytes in the wire format.
    blob: Vec<u8>,
    /// The name of its kind.
    kind: &'static str,
    /// Signs as the chip does.
    chip: Box<Chip>,
}

impl Fido {
    fn ed25519() -> Self {
        let kind = "sk-ssh-ed25519@openssh.com";
        let chip = ed25519_dalek::SigningKey::from_bytes(&[5; 32]);
        let point = chip.verifying_key().to_bytes();
        let blob = [string(kind.as_bytes()), string(&point), string(b"ssh:")].concat();
        let chip = Box::new(move |data: &[u8]| chip.sign(data).to_bytes().to_vec());
        Self { blob, kind, chip }
    }

    fn ecdsa() -> Self {
        let kind = "sk-ecdsa-sha2-nistp256@openssh.com";
        let chip = p256::ecdsa::SigningKey::from_slice(&[5; 32]).unwrap();
        let point = chip.verifying_key().to_encoded_point(false);
        let blob = [
            string(kind.as_bytes()),
            string(b"nistp256"),
            string(point.as_bytes()),
            string(b"ssh:"),
        ]
        .concat();
        let chip = Box::new(move |data: &[u8]| {
            let signature: p256::ecdsa::Signature = chip.sign(data);
            let (r, s) = signature.split_bytes();
            [string(&mpint(&r)), string(&mpint(&s))].concat()
        });
        Self { blob, kind, chip }
    }

    /// A signature with given flags: 1 touched, 4 also verified by PIN.
    fn sign(&self, payload: &[u8], flags: u8) -> String {
        self.sign_for("polity-ballot", payload, flags)
    }

    /// The same for a purpose.
    fn sign_for(&self, namespace: &str, payload: &[u8], flags: u8) -> String {
        let counter = 42_u32.to_be_bytes();
        let data = [
            Sha256::digest(b"ssh:").to_vec(),
            vec![flags],
            counter.to_vec(),
            Sha256::digest(signed_data_for(namespace, payload)).to_vec(),
        ]
        .concat();
        let signature = [
            string(self.kind.as_bytes()),
            string(&(self.chip)(&data)),
            vec![flags],
            counter.to_vec(),
        ]
        .concat();
        armour_for(namespace, 1, &self.blob, b"", "sha512", &signature)
    }
}

/// A positive number without leading zeros, but for one before a high bit.
fn mpint(bytes: &[u8]) -> Vec<u8> {
    let start = bytes
        .iter()
        .position(|byte| *byte != 0)
        .unwrap_or(bytes.len());
    let mut number = bytes[start..].to_vec();
    if number.first().is_some_and(|byte| byte & 0x80 != 0) {
        number.insert(0, 0);
    }
    number
}

#[test]
fn hardware_keys_count_only_when_touched() {
    for fido in [Fido::ed25519(), Fido::ecdsa()] {
        let key = PublicKey::from_bytes(&fido.blob).unwrap();
        assert!(key.is_hardware());
        if has_ssh_keygen() {
            judged_by_git(&key, &|namespace, payload| {
                fido.sign_for(namespace, payload, 1)
            });
            judged_on_a_day(&key, &fido.sign(PAYLOAD, 1));
            let stranger = generate(Some([9; 32])).unwrap().public_key();
            let elsewhere = fido.sign_for("git", PAYLOAD, 1);
            assert!(both(PAYLOAD, &fido.sign(PAYLOAD, 1), &stranger).is_err());
            assert!(both(b"other", &fido.sign(PAYLOAD, 1), &key).is_err());
            assert!(both(PAYLOAD, &elsewhere, &key).is_err());
        }
        for flags in [1, 5] {
            let armour = fido.sign(PAYLOAD, flags);
            let keys = [key.clone()];
            assert_eq!(
                verify(Namespace::Ballot, PAYLOAD, &armour, &keys),
                Ok(key.fingerprint()),
                "{}",
                fido.kind
            );
            assert_eq!(
                verify(Namespace::Ballot, b"other", &armour, &keys),
                Err(SignatureError::BadSignature)
            );
            if has_ssh_keygen() {
                assert_eq!(both(PAYLOAD, &armour, &key), Ok(()));
            }
        }
        for flags in [0, 4] {
            assert_eq!(
                verify(
                    Namespace::Ballot,
                    PAYLOAD,
                    &fido.sign(PAYLOAD, flags),
                    std::slice::from_ref(&key)
                ),
                Err(SignatureError::NoTouch)
            );
        }
    }
}

#[test]
fn a_lie_in_any_part_of_the_signature_is_refused() {
    let chip = ed25519_dalek::SigningKey::from_bytes(&[5; 32]);
    let kind = b"ssh-ed25519";
    let point = chip.verifying_key().to_bytes();
    let blob = [string(kind), string(&point)].concat();
    let key = PublicKey::from_bytes(&blob).unwrap();
    let raw = chip.sign(&signed_data(PAYLOAD)).to_bytes();
    let signature = [string(kind), string(&raw)].concat();
    let check = |armour: String| {
        verify(
            Namespace::Ballot,
            PAYLOAD,
            &armour,
            std::slice::from_ref(&key),
        )
    };
    assert!(check(armour(1, &blob, b"", "sha512", &signature)).is_ok());

    assert_eq!(
        check(armour(2, &blob, b"", "sha512", &signature)),
        Err(SignatureError::UnsupportedVersion(2))
    );
    assert_eq!(
        check(armour(1, &blob, b"x", "sha512", &signature)),
        Err(SignatureError::NotAnArmour(ArmourFault::Bytes))
    );
    assert_eq!(
        check(armour(1, &blob, b"", "sha1", &signature)),
        Err(SignatureError::UnsupportedAlgorithm("sha1".to_owned()))
    );
    assert_eq!(
        check(armour(1, &blob, b"", "sha256", &signature)),
        Err(SignatureError::BadSignature)
    );
    let longer = [signature.clone(), vec![0]].concat();
    assert_eq!(
        check(armour(1, &blob, b"", "sha512", &longer)),
        Err(SignatureError::NotAnArmour(ArmourFault::Bytes))
    );
    let other_kind = [string(b"ssh-rsa"), string(&raw)].concat();
    assert_eq!(
        check(armour(1, &blob, b"", "sha512", &other_kind)),
        Err(SignatureError::UnsupportedAlgorithm("ssh-rsa".to_owned()))
    );
}

#[test]
fn rsa_with_sha1_is_refused() {
    let mut modulus = vec![0xff; 256];
    modulus.insert(0, 0);
    let blob = [string(b"ssh-rsa"), string(&[1, 0, 1]), string(&modulus)].concat();
    let key = PublicKey::from_bytes(&blob).unwrap();
    let signature = [string(b"ssh-rsa"), string(&[1; 256])].concat();
    assert_eq!(
        verify(
            Namespace::Ballot,
            PAYLOAD,
            &armour(1, &blob, b"", "sha512", &signature),
            &[key]
        ),
        Err(SignatureError::UnsupportedAlgorithm("ssh-rsa".to_owned()))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn one_changed_byte_is_always_noticed(at in 0_usize..1000, to in any::<u8>()) {
        let key = generate(Some([7; 32])).unwrap();
        let good = key.sign(Namespace::Ballot, PAYLOAD).unwrap();
        let mut bytes = good.clone().into_bytes();
        let at = at % bytes.len();
        bytes[at] = to;
        if let Ok(text) = String::from_utf8(bytes) {
            let accepted = verify(Namespace::Ballot, PAYLOAD, &text, &[key.public_key()]).is_ok();
            prop_assert_eq!(accepted, text == good);
        }
    }

    #[test]
    fn random_signatures_never_panic(
        key in prop::collection::vec(any::<u8>(), 0..80),
        signature in prop::collection::vec(any::<u8>(), 0..120),
        kind in prop::sample::select(vec!["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "sk-ssh-ed25519@openssh.com"]),
    ) {
        let blob = [string(kind.as_bytes()), string(&key)].concat();
        let signature = [string(kind.as_bytes()), string(&signature)].concat();
        for (blob, signature) in [(&blob, &signature), (&key, &signature), (&blob, &key)] {
            let text = armour(1, blob, b"", "sha512", signature);
            let allowed = [polity::sign::Fingerprint::of(blob)];
            prop_assert!(verify_by_fingerprint(Namespace::Ballot, PAYLOAD, &text, &allowed).is_err());
        }
    }
}
