//! Finding the key that a person signs with, by git's own settings first.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::program::{Source, SshProgram};
use super::{Means, Origin, Signer, SignerError};
use crate::sign::key::{Key, PublicKey};
use crate::sign::openpgp;
use crate::sign::private::PrivateKey;

/// The key files that OpenSSH makes by itself, best first.
const USUAL: [&str; 5] = [
    "id_ed25519",
    "id_ed25519_sk",
    "id_ecdsa",
    "id_ecdsa_sk",
    "id_rsa",
];

/// Where to look.
struct Places<'a> {
    config: &'a dyn Fn(&str) -> Option<String>,
    home: &'a Path,
    env: &'a dyn Fn(&str) -> Option<String>,
}

/// Finds what a person signs with.
///
/// `config` gives git's settings by their name in lower case (`gpg.format`,
/// `user.signingkey`, `gpg.ssh.program`, `gpg.ssh.defaultkeycommand`,
/// `gpg.program`, `gpg.openpgp.program`), `home` is the person's home folder,
/// and `env` the environment, of which only `SSH_AUTH_SOCK` is asked.
///
/// As in git, programs and key files may begin with `~/`, and OpenPGP without a
/// named key takes gpg's key for `user.name` and `user.email`. `user.signingkey` is a key file, private or public, or the public
/// key itself, after `key::` or bare. Unlike git, whose default is OpenPGP, the
/// format is SSH where nothing says otherwise. Where no key is named:
/// `gpg.ssh.defaultKeyCommand`, then the usual files in `~/.ssh`, then the one
/// key of the agent.
pub fn find_signer(
    config: &dyn Fn(&str) -> Option<String>,
    home: &Path,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Signer, SignerError> {
    let places = Places { config, home, env };
    let named = config("user.signingkey").filter(|name| !name.trim().is_empty());
    let format = config("gpg.format");
    match (format.as_deref(), named) {
        (Some("ssh"), Some(name)) => places.named(&name),
        (Some("ssh") | None, None) => places.unnamed(),
        (None, Some(name)) if places.looks_like_ssh(&name) => places.named(&name),
        (Some("openpgp") | None, Some(name)) => {
            places.openpgp(&name, Origin::Setting(name.clone()))
        }
        (Some("openpgp"), None) => {
            let name = places.identity().ok_or(SignerError::NoOpenPgpKey)?;
            places.openpgp(&name, Origin::Identity(name.clone()))
        }
        (Some(other), _) => Err(SignerError::Format(other.chars().take(40).collect())),
    }
}

/// The `gpg` that git is told to use, for signing and for verifying:
/// `gpg.openpgp.program`, else `gpg.program`, else `gpg`. `config` and `home`
/// are as for [`find_signer`].
pub fn gpg_program(config: &dyn Fn(&str) -> Option<String>, home: &Path) -> String {
    program(config, home, "gpg.openpgp.program")
        .or_else(|| program(config, home, "gpg.program"))
        .unwrap_or_else(|| "gpg".to_owned())
}

/// A program in a setting; `~/` is the person's home.
fn program(config: &dyn Fn(&str) -> Option<String>, home: &Path, key: &str) -> Option<String> {
    let value = config(key).filter(|value| !value.trim().is_empty())?;
    match value.starts_with("~/") {
        true => below(home, &value).to_str().map(str::to_owned),
        false => Some(value),
    }
}

/// A name as a path; `~/` is the person's home.
fn below(home: &Path, name: &str) -> PathBuf {
    match name.strip_prefix("~/") {
        Some(rest) => home.join(rest),
        None => PathBuf::from(name),
    }
}

impl Places<'_> {
    /// Whether a name is an SSH key rather than an OpenPGP key's.
    fn looks_like_ssh(&self, name: &str) -> bool {
        literal(name).is_some() || self.path(name).is_file()
    }

    /// A name as a path; `~/` is the person's home.
    fn path(&self, name: &str) -> PathBuf {
        below(self.home, name)
    }

    /// A program in a setting; `~/` is the person's home.
    fn program(&self, key: &str) -> Option<String> {
        program(self.config, self.home, key)
    }

    /// The name and address by which gpg finds a key where none is named.
    fn identity(&self) -> Option<String> {
        let (name, email) = ((self.config)("user.name")?, (self.config)("user.email")?);
        Some(format!("{name} <{email}>"))
    }

    /// The key that `user.signingkey` names.
    fn named(&self, name: &str) -> Result<Signer, SignerError> {
        let signer = match literal(name) {
            Some(line) => self.in_agent(line),
            None => self.file(&self.path(name)),
        };
        Ok(signer?.named_by(Origin::Setting(name.to_owned())))
    }

    /// The key of a person who named none.
    fn unnamed(&self) -> Result<Signer, SignerError> {
        if let Some(command) = (self.config)("gpg.ssh.defaultkeycommand") {
            let shown = self.output(Command::new("sh").arg("-c").arg(&command))?;
            let line = shown.lines().find_map(literal);
            let signer = self.in_agent(line.ok_or(SignerError::NoKey)?)?;
            return Ok(signer.named_by(Origin::Command(command)));
        }
        let folder = self.home.join(".ssh");
        for usual in USUAL {
            let private = folder.join(usual);
            if private.is_file() {
                let signer = self.file(&private)?;
                return Ok(signer.named_by(Origin::Usual(private)));
            }
        }
        if (self.env)("SSH_AUTH_SOCK").is_none() {
            return Err(SignerError::NoKey);
        }
        let held = match self.output(Command::new("ssh-add").arg("-L")) {
            Err(SignerError::NoProgram(_)) => return Err(SignerError::NoKey),
            held => held?,
        };
        let keys: Vec<PublicKey> = held.lines().filter_map(|line| line.parse().ok()).collect();
        match keys.as_slice() {
            [] => Err(SignerError::NoKey),
            [one] => {
                let signer = self.by_program(one.clone(), Source::Agent);
                Ok(signer.named_by(Origin::Agent))
            }
            several => Err(SignerError::ManyKeys(several.len())),
        }
    }

    /// A key that is given by its public half alone.
    fn in_agent(&self, line: &str) -> Result<Signer, SignerError> {
        let key: PublicKey = line.parse().map_err(|source| SignerError::Key {
            name: "in user.signingkey".to_owned(),
            source,
        })?;
        Ok(self.by_program(key, Source::Agent))
    }

    /// A key in a file, private or public.
    fn file(&self, path: &Path) -> Result<Signer, SignerError> {
        let text = read(path)?;
        if text.contains("PRIVATE KEY-----") {
            return self.private(path, &text);
        }
        let key: PublicKey = text.parse().map_err(|source| SignerError::Key {
            name: path.display().to_string(),
            source,
        })?;
        // The private half usually stands beside it, without the ending.
        if path.extension().is_some_and(|ending| ending == "pub") {
            let private = path.with_extension("");
            if let Ok(text) = read(&private)
                && let Some(plain) = self.plain(&text)
                && plain.public_key() == key
            {
                return Ok(plain.into());
            }
        }
        Ok(self.by_program(key, Source::File(path.to_owned())))
    }

    /// A private key file: signed with here if it is plain.
    fn private(&self, path: &Path, text: &str) -> Result<Signer, SignerError> {
        if let Some(plain) = self.plain(text) {
            return Ok(plain.into());
        }
        // The newer format shows the public half even when it is encrypted.
        let shown = ssh_key::PrivateKey::from_openssh(text)
            .ok()
            .and_then(|key| key.public_key().to_openssh().ok());
        let line = match shown {
            Some(line) => line,
            None => {
                let mut beside = path.as_os_str().to_owned();
                beside.push(".pub");
                read(Path::new(&beside)).map_err(|_| SignerError::NoPublicHalf(path.to_owned()))?
            }
        };
        let key = line.parse().map_err(|source| SignerError::Key {
            name: path.display().to_string(),
            source,
        })?;
        Ok(self.by_program(key, Source::File(path.to_owned())))
    }

    /// A key that can sign in the process, unless another program is to sign.
    fn plain(&self, text: &str) -> Option<PrivateKey> {
        match self.program("gpg.ssh.program") {
            Some(_) => None,
            None => PrivateKey::from_openssh(text).ok(),
        }
    }

    fn by_program(&self, key: PublicKey, source: Source) -> Signer {
        let program = self.program("gpg.ssh.program");
        Signer {
            origin: Origin::Given,
            key: Key::Ssh(key.clone()),
            means: Means::Ssh(Box::new(SshProgram {
                key,
                program: program.unwrap_or_else(|| "ssh-keygen".to_owned()),
                source,
                agent: (self.env)("SSH_AUTH_SOCK"),
            })),
        }
    }

    fn openpgp(&self, name: &str, origin: Origin) -> Result<Signer, SignerError> {
        let program = gpg_program(self.config, self.home);
        Ok(Signer {
            origin,
            key: Key::OpenPgp(openpgp::export(&program, name)?),
            means: Means::OpenPgp {
                program,
                key: name.to_owned(),
            },
        })
    }

    /// What a program writes, whatever it then says.
    fn output(&self, command: &mut Command) -> Result<String, SignerError> {
        let program = command.get_program().to_string_lossy().into_owned();
        match (self.env)("SSH_AUTH_SOCK") {
            Some(socket) => command.env("SSH_AUTH_SOCK", socket),
            None => command.env_remove("SSH_AUTH_SOCK"),
        };
        let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output();
        let output = output.map_err(|error| match error.kind() {
            ErrorKind::NotFound => SignerError::NoProgram(program),
            _ => SignerError::Temporary(error),
        })?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl Signer {
    fn named_by(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }
}

/// The key line in a setting that holds the key itself.
fn literal(name: &str) -> Option<&str> {
    let name = name.trim();
    name.strip_prefix("key::").or_else(|| {
        let kinds = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"];
        let is_kind = kinds.iter().any(|kind| name.starts_with(kind));
        (is_kind && name.contains(' ')).then_some(name)
    })
}

fn read(path: &Path) -> Result<String, SignerError> {
    std::fs::read_to_string(path).map_err(|source| SignerError::KeyFile {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::{Namespace, generate};

    fn find(settings: &[(&str, &str)], home: &Path) -> Result<Signer, SignerError> {
        let config = |name: &str| {
            let found = settings.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        find_signer(&config, home, &|_| None)
    }

    #[test]
    fn the_usual_key_is_taken_where_nothing_is_set() {
        let home = tempfile::tempdir().unwrap();
        assert!(matches!(find(&[], home.path()), Err(SignerError::NoKey)));
        std::fs::create_dir(home.path().join(".ssh")).unwrap();
        let key = generate(Some([1; 32])).unwrap();
        key.write_to(&home.path().join(".ssh/id_ed25519")).unwrap();
        let found = find(&[], home.path()).unwrap();
        assert_eq!(found.public_key(), Some(&key.public_key()));
        assert!(!found.may_ask());
        assert_eq!(
            found.sign(Namespace::Ballot, b"for").unwrap(),
            key.sign(Namespace::Ballot, b"for").unwrap()
        );
    }

    #[test]
    fn the_named_key_may_be_private_public_or_literal() {
        let home = tempfile::tempdir().unwrap();
        let key = generate(Some([2; 32])).unwrap();
        key.write_to(&home.path().join("mine")).unwrap();
        for name in ["~/mine", "~/mine.pub"] {
            let found = find(&[("user.signingkey", name)], home.path()).unwrap();
            assert_eq!(found.public_key(), Some(&key.public_key()));
            assert!(!found.may_ask(), "{name}");
        }
        let line = key.public_key().to_string();
        for name in [format!("key::{line}"), format!("{line} tim")] {
            let found = find(&[("user.signingkey", &name)], home.path()).unwrap();
            assert_eq!(found.public_key(), Some(&key.public_key()));
            assert!(found.may_ask(), "{name}");
        }
        // Another program is used wherever one is set.
        let settings = [("user.signingkey", "~/mine"), ("gpg.ssh.program", "op")];
        assert!(find(&settings, home.path()).unwrap().may_ask());
    }

    #[test]
    fn each_mistake_has_its_own_words() {
        let home = tempfile::tempdir().unwrap();
        let wrong = |settings: &[(&str, &str)]| find(settings, home.path()).unwrap_err();
        assert!(matches!(
            wrong(&[("gpg.format", "x509")]),
            SignerError::Format(_)
        ));
        assert!(matches!(
            wrong(&[("gpg.format", "openpgp")]),
            SignerError::NoOpenPgpKey
        ));
        assert!(matches!(
            wrong(&[("gpg.format", "ssh"), ("user.signingkey", "~/none")]),
            SignerError::KeyFile { .. }
        ));
        assert!(matches!(
            wrong(&[("user.signingkey", "key::nonsense")]),
            SignerError::Key { .. }
        ));
        assert!(matches!(
            wrong(&[
                ("user.signingkey", "ABCD1234"),
                ("gpg.program", "no-such-gpg")
            ]),
            SignerError::Gpg(_)
        ));
    }
}
