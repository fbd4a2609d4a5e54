//! The names of git's objects, one type a kind, so that a tree is never taken
//! for a commit.

use std::fmt;
use std::str::FromStr;

use sha1::Sha1;
use sha2::{Digest, Sha256};

/// A text that is no object id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no full object id; it has 40 digits of 0-9 and a-f, or 64")]
pub struct GitIdError(pub String);

/// The bytes of an id: 20 in a repository with SHA-1, 32 in one with SHA-256.
/// No repository has both.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct RawId {
    len: u8,
    bytes: [u8; 32],
}

impl RawId {
    /// From 20 or 32 bytes.
    pub(super) fn from_slice(slice: &[u8]) -> Option<Self> {
        let mut raw = Self::default();
        match slice.len() {
            20 | 32 => {
                raw.len = u8::try_from(slice.len()).ok()?;
                raw.bytes.get_mut(..slice.len())?.copy_from_slice(slice);
                Some(raw)
            }
            _ => None,
        }
    }

    /// Its bytes.
    pub(super) fn as_slice(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// Whether git gives this name to an object: the digest of its kind, its
    /// length and its bytes (git's hash-function-transition.txt,
    /// gitformat-pack(5)).
    pub(super) fn names(&self, kind: &str, bytes: &[u8]) -> bool {
        let length = bytes.len().to_string();
        let parts = [kind.as_bytes(), b" ", length.as_bytes(), b"\0", bytes];
        let id = self.as_slice();
        if id.len() == 20 {
            let hash = parts.iter().fold(Sha1::new(), Digest::chain_update);
            hash.finalize().as_slice() == id
        } else {
            let hash = parts.iter().fold(Sha256::new(), Digest::chain_update);
            hash.finalize().as_slice() == id
        }
    }
}

macro_rules! git_ids {
    ($($(#[$about:meta])* $name:ident;)+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(super) RawId);

        impl $name {
            /// All 40 or 64 hexadecimal digits.
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
                git2::Oid::from_bytes(self.0.as_slice())
            }

            pub(super) fn from_oid(oid: git2::Oid) -> Self {
                // libgit2 knows ids of these two lengths alone.
                Self(RawId::from_slice(oid.as_bytes()).unwrap_or_default())
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
    /// Its 20 or 32 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// The name that is these 20 or 32 bytes; `None` for any other number.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        RawId::from_slice(bytes).map(Self)
    }

    /// Whether git gives this name to a file of these bytes.
    pub(super) fn names(self, bytes: &[u8]) -> bool {
        self.0.names("blob", bytes)
    }

    /// The name that git gives to these bytes where objects are named so.
    pub(super) fn of(bytes: &[u8], format: git2::ObjectFormat) -> Result<Self, super::StoreError> {
        git2::Oid::hash_object_ext(git2::ObjectType::Blob, bytes, format)
            .map(Self::from_oid)
            .map_err(|error| super::StoreError::git("hash a file", &error))
    }
}

fn hex(raw: &RawId) -> String {
    use fmt::Write;
    raw.as_slice()
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Reads 40 or 64 lower-case hexadecimal digits.
pub(super) fn parse(text: &[u8]) -> Option<RawId> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; 32];
    let (pairs, rest) = text.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let bytes = bytes.get_mut(..pairs.len())?;
    for (to, [high, low]) in bytes.iter_mut().zip(pairs) {
        *to = digit(*high)? << 4 | digit(*low)?;
    }
    RawId::from_slice(bytes)
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
        let long = format!("{text}{}", &text[..24]);
        assert_eq!(long.parse::<CommitId>().unwrap().hex(), long);
        let longer = format!("{long}{long}");
        for bad in [
            "",
            "3f1c9e0",
            &text.to_uppercase(),
            &format!("{text}0"),
            &longer,
        ] {
            assert!(bad.parse::<CommitId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_name_is_that_of_some_bytes_alone() {
        for format in [git2::ObjectFormat::Sha1, git2::ObjectFormat::Sha256] {
            for length in [0, 1, 54, 55, 56, 63, 64, 65, 999, 10_000] {
                let bytes = vec![b'x'; length];
                let id = BlobId::of(&bytes, format).unwrap();
                assert!(id.names(&bytes));
                assert!(!id.names(&[&bytes[..], b"y"].concat()));
            }
        }
    }

    #[test]
    fn a_blob_is_named_as_git_names_it() {
        // The id of the empty blob is the same in every repository.
        let empty = BlobId::of(b"", git2::ObjectFormat::Sha1).unwrap();
        assert_eq!(empty.hex(), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        let empty = BlobId::of(b"", git2::ObjectFormat::Sha256).unwrap();
        assert_eq!(
            empty.hex(),
            "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"
        );
    }
}
