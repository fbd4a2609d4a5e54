//! Signed files: a text, and below it a signature over exactly that text.
//!
//! ```text
//! polity: ballot/1
//! …
//! signature: |
//!   -----BEGIN SSH SIGNATURE-----
//!   …
//!   -----END SSH SIGNATURE-----
//! ```
//!
//! What is signed is every byte before the line `signature: |`, and only that
//! is parsed. There is one way to write it, so that no two readers can see
//! two meanings in one signed file.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::emit::{Emit, EmitError};
use super::gate::{first_forbidden, gate};
use super::read::read;
use crate::base::{Digest, Subject};
use crate::finding::Finding;

/// The line that ends what is signed.
const LINE: &str = "signature: |";

/// The most bytes of a signed file where nothing else is said: 64 KiB.
pub const LONGEST_SIGNED: usize = 64 << 10;

/// The form in which signed texts are written.
pub const SIGNED: Emit = Emit { flow_width: 160 };

/// The kinds of armour that a signed file may carry: OpenSSH's
/// (PROTOCOL.sshsig) and OpenPGP's (RFC 9580, section 6.2).
const ARMOURS: [&str; 2] = ["SSH SIGNATURE", "PGP SIGNATURE"];

/// A signed file, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedParts<'a> {
    /// What is signed.
    pub prefix: &'a [u8],
    /// The armoured signature, without indentation, its last line ended.
    pub armour: String,
}

impl SignedParts<'_> {
    /// The digest of what is signed. Signatures are malleable, so this, and
    /// not the whole file's, tells two signed texts apart.
    pub fn digest(&self) -> Digest {
        Digest::of(self.prefix)
    }
}

/// Why some bytes are no signed file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignedError {
    /// Too many bytes.
    #[error("the file has {0} bytes; at most {1} are read")]
    TooLong(usize, usize),
    /// Not UTF-8.
    #[error("the file is not UTF-8")]
    NotUtf8,
    /// A character that no signed text may hold; tabs and carriage returns too.
    #[error("{0}")]
    Character(String),
    /// The last line is not ended by a line feed.
    #[error("the file does not end with a line feed")]
    NoEnd,
    /// No line, or more than one, that begins the signature.
    #[error("{0} lines read `signature: |`; a signed file has exactly one")]
    Lines(usize),
    /// Nothing before the signature.
    #[error("nothing stands before the signature")]
    Empty,
    /// A line of the signature that is not indented by two spaces.
    #[error("line {0} of the file, in the signature, is not indented by two spaces")]
    Indent(usize),
    /// Not one whole armour of a known kind.
    #[error("the signature is not one whole armoured SSH or OpenPGP signature")]
    Armour,
}

/// Why a text is not what the tool writes for its meaning.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CanonicalError {
    /// It cannot be read at all.
    #[error("{}", .0.first().map_or("it cannot be read", |finding| finding.message.as_str()))]
    Unreadable(Vec<Finding>),
    /// It is read, but is written in another form.
    #[error("line {0} is not written as the tool writes it")]
    Form(usize),
    /// Its meaning cannot be written.
    #[error(transparent)]
    Emit(#[from] EmitError),
}

/// Takes a signed file of at most `limit` bytes apart.
///
/// # Errors
/// Where anything differs from the one form: see [`SignedError`].
pub fn split(bytes: &[u8], limit: usize) -> Result<SignedParts<'_>, SignedError> {
    if bytes.len() > limit {
        return Err(SignedError::TooLong(bytes.len(), limit));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| SignedError::NotUtf8)?;
    if let Some((_, why)) = first_forbidden(text) {
        return Err(SignedError::Character(why));
    }
    if text.contains('\t') {
        return Err(SignedError::Character(
            "a tab stands in the file".to_owned(),
        ));
    }
    let body = text.strip_suffix('\n').ok_or(SignedError::NoEnd)?;
    let lines: Vec<&str> = body.split('\n').collect();
    let count = lines.iter().filter(|line| **line == LINE).count();
    let at = lines.iter().position(|line| *line == LINE);
    let (Some(at), 1) = (at, count) else {
        return Err(SignedError::Lines(count));
    };
    let (before, after) = lines.split_at(at);
    if before.is_empty() {
        return Err(SignedError::Empty);
    }
    let length: usize = before.iter().map(|line| line.len() + 1).sum();
    let mut armour = Vec::new();
    for (n, line) in after.iter().enumerate().skip(1) {
        let line = line
            .strip_prefix("  ")
            .ok_or(SignedError::Indent(at + n + 1))?;
        armour.push(line);
    }
    if !is_armour(&armour) {
        return Err(SignedError::Armour);
    }
    Ok(SignedParts {
        prefix: bytes.get(..length).unwrap_or_default(),
        armour: armour.join("\n") + "\n",
    })
}

/// Whether lines are one armour from its first line to its last.
fn is_armour(lines: &[&str]) -> bool {
    let [first, body @ .., last] = lines else {
        return false;
    };
    let kind = ARMOURS.iter().find(|kind| {
        *first == format!("-----BEGIN {kind}-----") && *last == format!("-----END {kind}-----")
    });
    let inner = |line: &&str| {
        line.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b))
    };
    kind.is_some() && !body.is_empty() && body.iter().all(inner)
}

/// Puts a text and its armoured signature together.
///
/// # Errors
/// Where [`split`] would not give both back: the text holds the signature's
/// line or does not end its last line, or the armour is none.
pub fn join(prefix: &[u8], armour: &str) -> Result<Vec<u8>, SignedError> {
    let mut bytes = prefix.to_vec();
    bytes.extend_from_slice(LINE.as_bytes());
    bytes.push(b'\n');
    for line in armour.lines() {
        bytes.extend_from_slice(b"  ");
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
    }
    let parts = split(&bytes, usize::MAX)?;
    if parts.prefix != prefix {
        return Err(SignedError::NoEnd);
    }
    Ok(bytes)
}

/// The text to sign for a value.
///
/// # Errors
/// Where the value holds what no file may hold.
pub fn signed_text<T: Serialize>(value: &T) -> Result<Vec<u8>, EmitError> {
    SIGNED.file(value).map(String::into_bytes)
}

/// Reads a signed text, which must be, byte for byte, what [`signed_text`]
/// writes for its meaning.
///
/// # Errors
/// Where it cannot be read or is written otherwise.
pub fn canonical<T: Serialize + DeserializeOwned>(
    subject: &Subject,
    prefix: &[u8],
) -> Result<T, CanonicalError> {
    let document = gate(subject, prefix).map_err(CanonicalError::Unreadable)?;
    let value: T = read(&document, subject).map_err(CanonicalError::Unreadable)?;
    let written = signed_text(&value)?;
    if written == prefix {
        return Ok(value);
    }
    let lines = |bytes| <[u8]>::split_inclusive(bytes, |b: &u8| *b == b'\n');
    let equal = lines(prefix)
        .zip(lines(written.as_slice()))
        .take_while(|(theirs, ours)| theirs == ours)
        .count();
    Err(CanonicalError::Form(equal + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    const SSH: &str = "-----BEGIN SSH SIGNATURE-----\nAAAA\nBB==\n-----END SSH SIGNATURE-----\n";
    const PGP: &str = "-----BEGIN PGP SIGNATURE-----\n\niQ==\n=abcd\n-----END PGP SIGNATURE-----\n";

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Ballot {
        polity: String,
        vote: i32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    }

    fn subject() -> Subject {
        Subject::File("ballot.yaml".to_owned())
    }

    #[test]
    fn split_undoes_join() {
        let prefix = b"polity: ballot/1\nvote: 1\n";
        for armour in [SSH, PGP] {
            let bytes = join(prefix, armour).unwrap();
            let parts = split(&bytes, LONGEST_SIGNED).unwrap();
            assert_eq!(parts.prefix, prefix);
            assert_eq!(parts.armour, armour);
            assert_eq!(parts.digest(), Digest::of(prefix));
        }
        assert_eq!(
            String::from_utf8(join(b"a: b\n", SSH).unwrap()).unwrap(),
            "a: b\nsignature: |\n  -----BEGIN SSH SIGNATURE-----\n  AAAA\n  BB==\n  -----END SSH SIGNATURE-----\n"
        );
    }

    #[test]
    fn every_other_form_is_refused() {
        let good = String::from_utf8(join(b"a: b\n", SSH).unwrap()).unwrap();
        let refuse = |text: &str| split(text.as_bytes(), LONGEST_SIGNED).unwrap_err();
        let swap = |from: &str, to: &str| refuse(&good.replacen(from, to, 1));
        assert_eq!(refuse(good.trim_end()), SignedError::NoEnd);
        assert_eq!(refuse("a: b\n"), SignedError::Lines(0));
        assert_eq!(swap("a: b\n", "signature: |\n"), SignedError::Lines(2));
        assert_eq!(swap("a: b\n", ""), SignedError::Empty);
        assert_eq!(swap("signature: |", "signature: |-"), SignedError::Lines(0));
        assert_eq!(swap("signature: |", " signature: |"), SignedError::Lines(0));
        assert_eq!(swap("  AAAA", " AAAA"), SignedError::Indent(4));
        assert_eq!(swap("  AAAA", "   AAAA"), SignedError::Armour);
        assert_eq!(swap("  AAAA", "  A AA"), SignedError::Armour);
        assert_eq!(swap("BEGIN SSH", "BEGIN PGP"), SignedError::Armour);
        assert_eq!(refuse(&(good.clone() + "b: c\n")), SignedError::Indent(7));
        assert_eq!(refuse(&(good.clone() + "\n")), SignedError::Indent(7));
        let twice = good.clone() + good.split_once("|\n").unwrap().1;
        assert_eq!(refuse(&twice), SignedError::Armour);
        for odd in ["\r", "\t", "\u{202e}", "\0", "\u{85}"] {
            assert!(matches!(
                swap("a: b", &format!("a: {odd}b")),
                SignedError::Character(_)
            ));
        }
        assert_eq!(split(b"a: \xff\n", 99), Err(SignedError::NotUtf8));
        assert_eq!(
            split(good.as_bytes(), 9),
            Err(SignedError::TooLong(good.len(), 9))
        );
    }

    #[test]
    fn a_text_is_joined_only_where_it_can_be_split() {
        assert_eq!(join(b"a: b", SSH), Err(SignedError::Lines(0)));
        assert_eq!(join(b"signature: |\n", SSH), Err(SignedError::Lines(2)));
        assert_eq!(join(b"a: b\n", "-----BEGIN"), Err(SignedError::Armour));
        assert_eq!(
            join(b"a: b\n", &(SSH.to_owned() + SSH)),
            Err(SignedError::Armour)
        );
    }

    #[test]
    fn only_the_tools_own_form_is_read() {
        let ballot = Ballot {
            polity: "ballot/1".to_owned(),
            vote: -1,
            reason: Some("no\nand no\n".to_owned()),
        };
        let text = signed_text(&ballot).unwrap();
        assert_eq!(canonical::<Ballot>(&subject(), &text), Ok(ballot));
        for (other, line) in [
            ("polity: ballot/1\nvote: 1 # for\n", 2),
            ("polity: 'ballot/1'\nvote: 1\n", 1),
            ("vote: 1\npolity: ballot/1\n", 1),
            ("polity: ballot/1\nvote: +1\n", 2),
            ("polity: ballot/1\nvote: 1\n\n", 3),
            ("---\npolity: ballot/1\nvote: 1\n", 1),
            ("polity: ballot/1\nvote: 1\nreason: ~\n", 3),
        ] {
            let read = canonical::<Ballot>(&subject(), other.as_bytes());
            assert_eq!(read, Err(CanonicalError::Form(line)), "{other}");
        }
        for bad in [
            "polity: a\nvote: 1\nvote: 2\n",
            "polity: a\n",
            "polity: a\nvote: 1\n---\n",
        ] {
            let read = canonical::<Ballot>(&subject(), bad.as_bytes());
            assert!(matches!(read, Err(CanonicalError::Unreadable(_))), "{bad}");
        }
    }
}
