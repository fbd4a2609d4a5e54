//! Packets of OpenPGP (RFC 9580, section 4), as far as they must be known.

use super::super::armour::{ArmourFault, Form};
use super::super::verify::SignatureError;

/// The tag of a signature.
pub(super) const SIGNATURE: u8 = 2;
/// The tag of a primary secret key.
pub(super) const SECRET_KEY: u8 = 5;
/// The tag of a primary public key.
pub(super) const PUBLIC_KEY: u8 = 6;
/// The tag of a secret subkey.
pub(super) const SECRET_SUBKEY: u8 = 7;
/// The tag of a public subkey.
pub(super) const PUBLIC_SUBKEY: u8 = 14;

/// The packets in some bytes, each with its tag; `None` if they do not fill
/// the bytes exactly.
pub(super) fn packets(mut bytes: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut found = Vec::new();
    while let Some((first, rest)) = bytes.split_first() {
        let (tag, length, rest) = match first {
            0xc0.. => {
                let (length, rest) = new_length(rest)?;
                (first & 0x3f, length, rest)
            }
            0x80.. => {
                let size = match first & 3 {
                    0 => 1,
                    1 => 2,
                    2 => 4,
                    // Of unknown length: only for streams.
                    _ => return None,
                };
                let (length, rest) = rest.split_at_checked(size)?;
                ((first >> 2) & 0x0f, number(length)?, rest)
            }
            _ => return None,
        };
        let (body, rest) = rest.split_at_checked(length)?;
        found.push((tag, body));
        bytes = rest;
    }
    Some(found)
}

/// A length in the newer form; partial lengths are for streams and refused.
fn new_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    match first {
        0..=191 => Some((usize::from(*first), rest)),
        192..=223 => {
            let (second, rest) = rest.split_first()?;
            let high = usize::from(first - 192) << 8;
            Some((high + usize::from(*second) + 192, rest))
        }
        255 => {
            let (length, rest) = rest.split_at_checked(4)?;
            Some((number(length)?, rest))
        }
        _ => None,
    }
}

/// A big-endian number of up to four bytes.
fn number(bytes: &[u8]) -> Option<usize> {
    let value = bytes
        .iter()
        .fold(0_u64, |value, byte| (value << 8) | u64::from(*byte));
    usize::try_from(value).ok()
}

/// Refuses every signature that is not one packet, of type 0x00, by an
/// accepted algorithm, in the one armour without headers. The rest is
/// arithmetic.
pub(in crate::sign) fn judge_signature(armour: &str) -> Result<(), SignatureError> {
    let bytes = Form::PGP.read(armour)?;
    let packets = packets(&bytes).ok_or(ArmourFault::Bytes)?;
    let [(SIGNATURE, body)] = packets.as_slice() else {
        return Err(ArmourFault::Bytes.into());
    };
    let [version, kind, key, hash, ..] = *body else {
        return Err(ArmourFault::Bytes.into());
    };
    // The version that every gpg in use writes and reads.
    if *version != 4 {
        return Err(SignatureError::UnsupportedVersion((*version).into()));
    }
    if *kind != 0 {
        return Err(SignatureError::WrongType(*kind));
    }
    // RFC 9580, section 9.1: RSA, ECDSA, EdDSA, as gpg knows them. No DSA.
    if !matches!(key, 1 | 3 | 19 | 22) {
        let name = format!("OpenPGP algorithm {key}");
        return Err(SignatureError::UnsupportedAlgorithm(name));
    }
    // Section 9.5: SHA-256, SHA-384, SHA-512. No MD5, SHA-1, RIPEMD.
    if !matches!(hash, 8..=10) {
        let name = format!("OpenPGP hash {hash}");
        return Err(SignatureError::UnsupportedAlgorithm(name));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_one_plain_signature_passes() {
        let packet = |body: &[u8]| [&[0x88, body.len() as u8], body].concat();
        let judge = |bytes: &[u8]| judge_signature(&Form::PGP.write(bytes));
        let good = packet(&[4, 0, 22, 8, 0, 0]);
        assert_eq!(judge(&good), Ok(()));
        // The same in the newer form.
        assert_eq!(judge(&[0xc2, 6, 4, 0, 22, 8, 0, 0]), Ok(()));
        let bytes = || Err(ArmourFault::Bytes.into());
        assert_eq!(judge(&[good.clone(), good.clone()].concat()), bytes());
        assert_eq!(judge(&good[..6]), bytes());
        assert_eq!(judge(&[]), bytes());
        assert_eq!(
            judge(&packet(&[4, 1, 22, 8])),
            Err(SignatureError::WrongType(1))
        );
        let code = |body: &[u8]| judge(&packet(body)).unwrap_err().code();
        assert_eq!(code(&[3, 0, 22, 8]), "unsupported-version");
        assert_eq!(code(&[4, 0, 17, 8]), "unsupported-algorithm");
        assert_eq!(code(&[4, 0, 1, 2]), "unsupported-algorithm");
    }

    #[test]
    fn headers_and_a_wrong_sum_are_refused() {
        let good = Form::PGP.write(&[0x88, 4, 4, 0, 22, 8]);
        let headed = good.replacen("\n\n", "\nComment: for\n\n", 1);
        assert_eq!(judge_signature(&headed), Err(ArmourFault::Headers.into()));
        let sum = good.lines().find(|line| line.starts_with('=')).unwrap();
        for other in ["=AAAA\n", ""] {
            let bad = good.replacen(&format!("{sum}\n"), other, 1);
            assert_eq!(judge_signature(&bad), Err(ArmourFault::CheckSum.into()));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Some(found) = packets(&bytes) {
                let held: usize = found.iter().map(|(_, body)| body.len()).sum();
                prop_assert!(held <= bytes.len());
            }
        }
    }
}
