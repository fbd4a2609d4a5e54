//! Armours: bytes as base64 between two marker lines. Exactly one text is
//! accepted for given bytes, so that nobody can change a signed file without
//! changing the signature itself.

use base64ct::{Base64, Encoding};

/// The longest armour worth reading, in bytes. The longest real one, by an RSA
/// key of 4,096 bits, has some 2,000.
const LONGEST: usize = 16 * 1024;

/// Why a text is no armour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ArmourFault {
    /// Something precedes the first marker line, or there is none.
    #[error("it does not begin with the line `-----BEGIN …-----`")]
    NoBegin,
    /// The last marker line is missing, or something follows it.
    #[error("it does not end with the line `-----END …-----`")]
    NoEnd,
    /// What stands between is not base64.
    #[error("what stands between its first and last line is not base64")]
    NotBase64,
    /// The bytes are right and the text is not the one text for them.
    #[error("it was re-wrapped: its lines are not as the signing program writes them")]
    ReWrapped,
    /// The check sum of an OpenPGP armour is wrong or missing.
    #[error("its check sum is wrong or missing")]
    CheckSum,
    /// It has headers, which say things that nobody signed.
    #[error("it has headers, which nobody signed")]
    Headers,
    /// Far longer than any signature.
    #[error("it is longer than 16 KiB")]
    TooLong,
    /// The bytes inside are cut off, or something follows them.
    #[error("what it holds is no signature: bytes are missing or left over")]
    Bytes,
}

/// A kind of armour.
pub(super) struct Form {
    /// The words of the marker lines, such as `SSH SIGNATURE`.
    label: &'static str,
    /// Characters in a full line.
    width: usize,
}

impl Form {
    /// What `ssh-keygen -Y sign` writes.
    pub(super) const SSH: Self = Self {
        label: "SSH SIGNATURE",
        width: 70,
    };

    /// Whether a text claims to be of this form.
    pub(super) fn is_claimed_by(&self, text: &str) -> bool {
        text.strip_prefix("-----BEGIN ")
            .and_then(|rest| rest.strip_prefix(self.label))
            .is_some_and(|rest| rest.starts_with("-----"))
    }

    /// The one text for some bytes, ending with a line feed.
    pub(super) fn write(&self, bytes: &[u8]) -> String {
        let Self { label, width } = self;
        let base64 = Base64::encode_string(bytes);
        let mut text = format!("-----BEGIN {label}-----\n");
        let mut rest = base64.as_str();
        while !rest.is_empty() {
            // Base64 is ASCII, so that every cut is between characters.
            let (line, after) = rest.split_at(rest.len().min(*width));
            text.push_str(line);
            text.push('\n');
            rest = after;
        }
        text.push_str(&format!("-----END {label}-----\n"));
        text
    }

    /// The bytes in an armour.
    pub(super) fn read(&self, text: &str) -> Result<Vec<u8>, ArmourFault> {
        if text.len() > LONGEST {
            return Err(ArmourFault::TooLong);
        }
        let body = self.body(text)?;
        let base64: String = body.split_ascii_whitespace().collect();
        let bytes = Base64::decode_vec(&base64).map_err(|_| ArmourFault::NotBase64)?;
        if self.write(&bytes) == text {
            Ok(bytes)
        } else {
            Err(ArmourFault::ReWrapped)
        }
    }

    /// What stands between the marker lines.
    pub(super) fn body<'a>(&self, text: &'a str) -> Result<&'a str, ArmourFault> {
        let body = text
            .strip_prefix(format!("-----BEGIN {}-----\n", self.label).as_str())
            .ok_or(ArmourFault::NoBegin)?;
        body.strip_suffix(format!("-----END {}-----\n", self.label).as_str())
            .ok_or(ArmourFault::NoEnd)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn one_text_for_given_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let text = Form::SSH.write(&bytes);
            prop_assert_eq!(Form::SSH.read(&text), Ok(bytes));
            prop_assert!(text.lines().all(|line| line.len() <= 70));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,200}", base64 in "[A-Za-z0-9+/=\n -]{0,200}") {
            for inside in [&text, &base64] {
                let whole = format!("-----BEGIN SSH SIGNATURE-----\n{inside}-----END SSH SIGNATURE-----\n");
                for text in [inside, &whole] {
                    if let Ok(bytes) = Form::SSH.read(text) {
                        prop_assert_eq!(&Form::SSH.write(&bytes), text);
                    }
                }
            }
        }
    }

    #[test]
    fn any_other_text_for_the_same_bytes_is_refused() {
        let good = Form::SSH.write(&[7; 100]);
        let lines: Vec<&str> = good.lines().collect();
        let quoted: String = lines.iter().map(|line| format!("> {line}\n")).collect();
        for (bad, fault) in [
            (quoted, ArmourFault::NoBegin),
            (format!(" {good}"), ArmourFault::NoBegin),
            (format!("{good}\n"), ArmourFault::NoEnd),
            (good.trim_end().to_owned(), ArmourFault::NoEnd),
            (good.replace('\n', "\r\n"), ArmourFault::NoBegin),
            (good.replacen("BwcH", "BwcH\n", 1), ArmourFault::ReWrapped),
            (good.replacen("BwcH", "BwcH ", 1), ArmourFault::ReWrapped),
            (good.replacen("BwcH", "Bw*H", 1), ArmourFault::NotBase64),
            (good.replacen("SSH", "PGP", 2), ArmourFault::NoBegin),
            (format!("{good}{good}"), ArmourFault::NotBase64),
            ("A".repeat(LONGEST + 1), ArmourFault::TooLong),
        ] {
            assert_eq!(Form::SSH.read(&bad), Err(fault), "{bad}");
        }
    }
}
