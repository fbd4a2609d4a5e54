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
    /// Whether it is OpenPGP's: an empty line first, a check sum last
    /// (RFC 9580, section 6).
    openpgp: bool,
}

impl Form {
    /// What `ssh-keygen -Y sign` writes.
    pub(super) const SSH: Self = Self {
        label: "SSH SIGNATURE",
        width: 70,
        openpgp: false,
    };
    /// What `gpg --armor --detach-sign` writes.
    pub(super) const PGP: Self = Self {
        label: "PGP SIGNATURE",
        width: 64,
        openpgp: true,
    };
    /// What `gpg --armor --export` writes.
    pub(super) const CERTIFICATE: Self = Self {
        label: "PGP PUBLIC KEY BLOCK",
        width: 64,
        openpgp: true,
    };

    /// Whether a text claims to be of this form.
    pub(super) fn is_claimed_by(&self, text: &str) -> bool {
        text.strip_prefix("-----BEGIN ")
            .and_then(|rest| rest.strip_prefix(self.label))
            .is_some_and(|rest| rest.starts_with("-----"))
    }

    /// The one text for some bytes, ending with a line feed.
    pub(super) fn write(&self, bytes: &[u8]) -> String {
        let Self {
            label,
            width,
            openpgp,
        } = self;
        let base64 = Base64::encode_string(bytes);
        let mut text = format!("-----BEGIN {label}-----\n");
        if *openpgp {
            text.push('\n');
        }
        let mut rest = base64.as_str();
        while !rest.is_empty() {
            // Base64 is ASCII, so that every cut is between characters.
            let (line, after) = rest.split_at(rest.len().min(*width));
            text.push_str(line);
            text.push('\n');
            rest = after;
        }
        if *openpgp {
            text.push_str(&check_sum(bytes));
        }
        text.push_str(&format!("-----END {label}-----\n"));
        text
    }

    /// The bytes in an armour.
    pub(super) fn read(&self, text: &str) -> Result<Vec<u8>, ArmourFault> {
        if text.len() > LONGEST {
            return Err(ArmourFault::TooLong);
        }
        let body = text
            .strip_prefix(format!("-----BEGIN {}-----\n", self.label).as_str())
            .ok_or(ArmourFault::NoBegin)?;
        let body = body
            .strip_suffix(format!("-----END {}-----\n", self.label).as_str())
            .ok_or(ArmourFault::NoEnd)?;
        if self.openpgp && !body.starts_with('\n') {
            return Err(ArmourFault::Headers);
        }
        let bytes = self.bytes(body)?;
        if self.write(&bytes) == text {
            Ok(bytes)
        } else if self.openpgp && !body.ends_with(&check_sum(&bytes)) {
            Err(ArmourFault::CheckSum)
        } else {
            Err(ArmourFault::ReWrapped)
        }
    }

    /// The bytes in an armour that a person or another program wrote, with
    /// whatever lines and headers it has. Never for anything that is verified.
    pub(super) fn read_loosely(&self, text: &str) -> Result<Vec<u8>, ArmourFault> {
        let text = text.replace('\r', "");
        let (_, rest) = text
            .split_once(&format!("-----BEGIN {}-----", self.label))
            .ok_or(ArmourFault::NoBegin)?;
        let (body, _) = rest
            .split_once(&format!("-----END {}-----", self.label))
            .ok_or(ArmourFault::NoEnd)?;
        let is_header = |line: &&str| line.contains(": ") || line.ends_with(':');
        let lines: Vec<&str> = body.lines().map(str::trim).collect();
        let lines: Vec<&str> = lines.into_iter().filter(|line| !is_header(line)).collect();
        self.bytes(&lines.join("\n"))
    }

    /// The bytes of base64 lines, without the check sum.
    fn bytes(&self, body: &str) -> Result<Vec<u8>, ArmourFault> {
        let lines = body.lines();
        let lines = lines.filter(|line| !(self.openpgp && line.starts_with('=')));
        let base64: String = lines.flat_map(str::split_ascii_whitespace).collect();
        Base64::decode_vec(&base64).map_err(|_| ArmourFault::NotBase64)
    }
}

/// The line with OpenPGP's CRC-24 (RFC 9580, section 6.1).
fn check_sum(bytes: &[u8]) -> String {
    let mut sum: u32 = 0x00b7_04ce;
    for byte in bytes {
        sum ^= u32::from(*byte) << 16;
        for _ in 0..8 {
            sum <<= 1;
            if sum & 0x0100_0000 != 0 {
                sum ^= 0x0186_4cfb;
            }
        }
    }
    let [_, sum @ ..] = sum.to_be_bytes();
    format!("={}\n", Base64::encode_string(&sum))
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
