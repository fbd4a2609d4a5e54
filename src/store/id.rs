//! The names of git's objects, one type a kind, so that a tree is never taken
//! for a commit.

use std::fmt;
use std::str::FromStr;

/// A text that is no object id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no full object id; it has 40 digits of 0-9 and a-f")]
pub struct GitIdError(pub String);

/// The bytes of an id: SHA-1, the only kind that is supported.
pub(super) type RawId = [u8; 20];

macro_rules! git_ids {
    ($($(#[$about:meta])* $name:ident;)+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(super) RawId);

        impl $name {
            /// All 40 hexadecimal digits.
            pub fn hex(&self) -> String {
                hex(&self.0)
            }

            /// The first ten digits, for people.
            pub fn short(&self) -> String {
                hex(&self.0).chars().take(10).collect()
            }

            // Not every kind of object is looked up by its oid.
            #[allow(dead_code)]
            pub(super) fn oid(self) -> Result<git2::Oid, git2::Error> {
                git2::Oid::from_bytes(&self.0)
            }

            pub(super) fn from_oid(oid: git2::Oid) -> Self {
                let mut raw = RawId::default();
                // SHA-256 repositories are refused when they are opened, so
                // the lengths agree.
                for (to, from) in raw.iter_mut().zip(oid.as_bytes()) {
                    *to = *from;
                }
                Self(raw)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.hex())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.hex())
            }
        }

        impl FromStr for $name {
            type Err = GitIdError;

            fn from_str(text: &str) -> Result<Self, GitIdError> {
                parse(text.as_bytes())
                    .map(Self)
                    .ok_or_else(|| GitIdError(text.chars().take(50).collect()))
            }
        }
    )+};
}

git_ids! {
    /// The name of a commit.
    CommitId;
    /// The name of a tree: a folder and all that it holds.
    TreeId;
    /// The name of a blob: the bytes of a file.
    BlobId;
}

impl BlobId {
    /// The name that git gives to these bytes.
    pub fn of(bytes: &[u8]) -> Result<Self, super::StoreError> {
        git2::Oid::hash_object(git2::ObjectType::Blob, bytes)
            .map(Self::from_oid)
            .map_err(|error| super::StoreError::git("hash a file", &error))
    }
}

fn hex(raw: &RawId) -> String {
    use fmt::Write;
    raw.iter()
        .fold(String::with_capacity(40), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Reads 40 lower-case hexadecimal digits.
pub(super) fn parse(text: &[u8]) -> Option<RawId> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut raw = RawId::default();
    let (pairs, rest) = text.as_chunks::<2>();
    if pairs.len() != raw.len() || !rest.is_empty() {
        return None;
    }
    for (to, [high, low]) in raw.iter_mut().zip(pairs) {
        *to = digit(*high)? << 4 | digit(*low)?;
    }
    Some(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_and_shown() {
        let text = "3f1c9e0b2a4d5968778695a4b3c2d1e0f1e2d3c4";
        let id: CommitId = text.parse().unwrap();
        assert_eq!(id.to_string(), text);
        assert_eq!(id.short(), "3f1c9e0b2a");
        for bad in ["", "3f1c9e0", &text.to_uppercase(), &format!("{text}0")] {
            assert!(bad.parse::<CommitId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_blob_is_named_as_git_names_it() {
        // The id of the empty blob is the same in every repository.
        let empty = BlobId::of(b"").unwrap();
        assert_eq!(empty.hex(), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    }
}
