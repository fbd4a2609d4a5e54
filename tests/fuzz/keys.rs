//! Keys and signatures of OpenSSH: one text for one key and one signature, and
//! nothing is accepted that a second implementation refuses.

use polity::sign::{Key, KeyError, Namespace, PrivateKey, PublicKey, generate, verify};
use proptest::prelude::*;

use super::harness::{Said, Target};

const PAYLOAD: &[u8] = b"polity: ballot/1\nvote: for\n";

fn key() -> PrivateKey {
    generate(Some([7; 32])).unwrap()
}

fn check_key(file: &[u8]) -> Said {
    let Ok(text) = std::str::from_utf8(file) else {
        return Ok(());
    };
    let ssh = match text.parse::<Key>() {
        Ok(Key::Ssh(key)) => key,
        Ok(key @ Key::OpenPgp(_)) => {
            let again: Key = key.to_string().parse().unwrap();
            prop_assert_eq!(again.fingerprint(), key.fingerprint());
            return Ok(());
        }
        Err(error) => {
            // A private key is never shown, not even in part.
            let shown = error.to_string();
            prop_assert!(!shown.chars().any(char::is_control) || error == KeyError::Private);
            prop_assert!(shown.chars().count() < 400);
            return Ok(());
        }
    };
    let printed = ssh.to_string();
    let again: PublicKey = printed.parse().unwrap();
    prop_assert_eq!(&again, &ssh);
    prop_assert_eq!(again.to_string(), printed.clone());
    let words: Vec<&str> = text.split_ascii_whitespace().take(2).collect();
    prop_assert_eq!(words.join(" "), printed.clone());
    let theirs = ssh_key::PublicKey::from_openssh(&printed);
    let theirs = theirs.map_err(|error| TestCaseError::fail(error.to_string()))?;
    let print = theirs.fingerprint(ssh_key::HashAlg::Sha256).to_string();
    prop_assert_eq!(print, ssh.fingerprint().to_string());
    Ok(())
}

fn check_signature(file: &[u8]) -> Said {
    let Ok(armour) = std::str::from_utf8(file) else {
        return Ok(());
    };
    let known = [key().public_key()];
    for namespace in Namespace::ALL {
        if let Ok(by) = verify(namespace, PAYLOAD, armour, &known) {
            prop_assert_eq!(by, known[0].fingerprint());
            let theirs = armour.parse::<ssh_key::SshSig>();
            let theirs = theirs.map_err(|error| TestCaseError::fail(error.to_string()))?;
            let key = ssh_key::PublicKey::from_openssh(&known[0].to_string()).unwrap();
            prop_assert!(key.verify(namespace.as_str(), PAYLOAD, &theirs).is_ok());
            // Ed25519 signs one payload in one way, so this is the text.
            let ours = self::key().sign(namespace, PAYLOAD).unwrap();
            prop_assert_eq!(&ours, armour);
        }
        let other = b"polity: ballot/1\nvote: against\n";
        prop_assert!(verify(namespace, other, armour, &known).is_err());
    }
    Ok(())
}

#[test]
fn ssh_keys() {
    let target = Target {
        name: "ssh_keys",
        beside: &[],
        made: vec![key().public_key().to_string().into_bytes()],
        dictionary: &[
            "ssh-ed25519 ",
            "ssh-rsa ",
            "ecdsa-sha2-nistp256 ",
            "AAAA",
            "AAAAC3NzaC1lZDI1NTE5AAAA",
            "=",
            "==",
            " ",
            "\n",
            "a comment",
            "PRIVATE KEY-----",
            "-----BEGIN PGP ",
            "+",
            "/",
            "\t",
            "ssh-ed25519-cert-v01@openssh.com ",
            "sk-ssh-ed25519@openssh.com ",
            "\u{1b}[0m",
        ],
    };
    target.hold(check_key);
}

#[test]
fn ssh_signatures() {
    let sign = |namespace| key().sign(namespace, PAYLOAD).unwrap();
    let all = Namespace::ALL.map(|namespace| {
        let armour = sign(namespace);
        assert!(verify(namespace, PAYLOAD, &armour, &[key().public_key()]).is_ok());
        armour.into_bytes()
    });
    let target = Target {
        name: "ssh_signatures",
        beside: &[],
        made: all.to_vec(),
        dictionary: &[
            "-----BEGIN SSH SIGNATURE-----\n",
            "-----END SSH SIGNATURE-----\n",
            "\n",
            "\r\n",
            " ",
            "=",
            "==",
            "AAAA",
            "U1NIU0lH",
            "Proc-Type: 4\n",
            "PGP",
            "+",
            "/",
            "A",
            "\u{feff}",
        ],
    };
    target.hold(check_signature);
}
