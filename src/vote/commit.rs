//! A commit as records name it.

use std::fmt;
use std::str::FromStr;

use super::poll::WordError;

/// A commit, by its full id in hexadecimal (SHA-1 or SHA-256). It is held as
/// bytes: each ballot names one, and there may be 100,000.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommitHex(Box<[u8]>);

impl FromStr for CommitHex {
    type Err = WordError;

    fn from_str(text: &str) -> Result<Self, WordError> {
        let digits = text.as_bytes();
        let bytes = match digits.len() {
            40 | 64 => digits.chunks_exact(2).map(byte).collect(),
            _ => None,
        };
        match bytes {
            Some(bytes) => Ok(Self(bytes)),
            None => Err(WordError::new(
                "commit id of 40 or 64 hexadecimal digits",
                text,
            )),
        }
    }
}

/// Two hexadecimal digits, in small letters as git writes them.
fn byte(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| match *digits.get(at)? {
        digit @ b'0'..=b'9' => Some(digit - b'0'),
        digit @ b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    Some(digit(0)? * 16 + digit(1)?)
}

impl fmt::Display for CommitHex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut hex = String::with_capacity(2 * self.0.len());
        for byte in &self.0 {
            fmt::Write::write_fmt(&mut hex, format_args!("{byte:02x}"))?;
        }
        f.pad(&hex)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_written_as_it_was_read() {
        for good in ["0123456789abcdef0123456789abcdef01234567", &"f0".repeat(32)] {
            assert_eq!(good.parse::<CommitHex>().unwrap().to_string(), good);
        }
        let bad = [
            "",
            "0123",
            &"0".repeat(41),
            &"F".repeat(40),
            &"g".repeat(40),
        ];
        for bad in bad {
            assert!(bad.parse::<CommitHex>().is_err(), "{bad}");
        }
    }
}
