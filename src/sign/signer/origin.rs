//! What named the key that somebody signs with, so that they can be told why
//! they are taken for whom they are taken.

use std::fmt;
use std::path::PathBuf;

/// What named a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Git's setting `user.signingkey`, with its value.
    Setting(String),
    /// Git's setting `gpg.ssh.defaultKeyCommand`, with its value.
    Command(String),
    /// Git's own `user.name` and `user.email`, by which gpg finds a key where
    /// `user.signingkey` is not set.
    Identity(String),
    /// A file that OpenSSH makes by itself; nothing is set.
    Usual(PathBuf),
    /// It is the only key in the agent; nothing is set.
    Agent,
    /// It was given, and not found.
    Given,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting(value) => write!(f, "git's setting user.signingkey, `{}`", short(value)),
            Self::Command(value) => {
                let value = short(value);
                write!(f, "git's setting gpg.ssh.defaultKeyCommand, `{value}`")
            }
            Self::Identity(value) => write!(f, "gpg's key for `{}`", short(value)),
            Self::Usual(path) => write!(f, "the usual file {}", path.display()),
            Self::Agent => f.write_str("the one key in your ssh agent"),
            Self::Given => f.write_str("the key that was given"),
        }
    }
}

/// A value that fits on a line. A whole key is known by its beginning.
fn short(value: &str) -> String {
    let mut shown: String = value.chars().filter(|c| !c.is_control()).take(60).collect();
    if value.chars().count() > 60 {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_cut() {
        let origin = Origin::Setting(format!("key::ssh-ed25519 {}", "A".repeat(68)));
        let shown = origin.to_string();
        assert!(shown.ends_with("A…`"), "{shown}");
        assert!(shown.chars().count() < 110);
    }
}
