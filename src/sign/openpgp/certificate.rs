//! OpenPGP certificates, as they stand in a person's file.

use std::fmt;
use std::str::FromStr;

use super::super::armour::{ArmourFault, Form};
use super::super::fingerprint::Fingerprint;
use super::packet::{PUBLIC_KEY, PUBLIC_SUBKEY, SECRET_KEY, SECRET_SUBKEY, SIGNATURE, packets};

/// An OpenPGP certificate: one primary key with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Certificate {
    fingerprint: Fingerprint,
    bytes: Vec<u8>,
}

/// Why a text is no certificate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not armoured as certificates are.
    #[error("this is no OpenPGP certificate; `gpg --armor --export KEY` writes one: {0}")]
    Armour(#[from] ArmourFault),
    /// A private key, which must never be shown to anybody.
    #[error(
        "this is a private key, which must stay secret; `gpg --armor --export KEY` writes the public one"
    )]
    Private,
    /// Packets that are no certificate, or more than one.
    #[error("this is not exactly one OpenPGP certificate; name one key to `gpg --armor --export`")]
    NotOne,
    /// An RSA key with too few bits.
    #[error("the certificate holds an RSA key of {0} bits; 2048 are the least")]
    RsaBits(u16),
}

impl Certificate {
    /// From the packets themselves.
    fn from_bytes(bytes: Vec<u8>) -> Result<Self, CertificateError> {
        let packets = packets(&bytes).ok_or(CertificateError::NotOne)?;
        let mut primary = None;
        for (tag, body) in &packets {
            match *tag {
                SECRET_KEY | SECRET_SUBKEY => return Err(CertificateError::Private),
                PUBLIC_KEY if primary.is_none() => primary = Some(*body),
                PUBLIC_KEY => return Err(CertificateError::NotOne),
                // Signatures, names, pictures and subkeys come after the key.
                SIGNATURE | 13 | 17 | PUBLIC_SUBKEY if primary.is_some() => {}
                _ => return Err(CertificateError::NotOne),
            }
            if matches!(*tag, PUBLIC_KEY | PUBLIC_SUBKEY) {
                strong(body)?;
            }
        }
        let primary = primary.ok_or(CertificateError::NotOne)?;
        let length = u16::try_from(primary.len()).map_err(|_| CertificateError::NotOne)?;
        let hashed = [&[0x99], length.to_be_bytes().as_slice(), primary].concat();
        Ok(Self {
            fingerprint: Fingerprint::of(&hashed),
            bytes,
        })
    }

    /// The SHA-256 of the primary key, hashed as OpenPGP hashes it for its own
    /// fingerprint of version 4 (there with SHA-1). It stays the same when the
    /// certificate is renewed.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The packets, for a program that reads them.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Refuses short RSA keys. In version 4 the modulus, a number after its count
/// of bits, follows the version, the time and the algorithm.
fn strong(body: &[u8]) -> Result<(), CertificateError> {
    match *body {
        [4, _, _, _, _, 1..=3, high, low, ..] => {
            let bits = u16::from_be_bytes([high, low]);
            if bits < 2048 {
                return Err(CertificateError::RsaBits(bits));
            }
            Ok(())
        }
        [4, ..] => Ok(()),
        _ => Err(CertificateError::NotOne),
    }
}

impl FromStr for Certificate {
    type Err = CertificateError;

    /// Reads what `gpg --armor --export` writes, with or without headers.
    fn from_str(text: &str) -> Result<Self, CertificateError> {
        if text.contains("BEGIN PGP PRIVATE KEY") {
            return Err(CertificateError::Private);
        }
        Self::from_bytes(Form::CERTIFICATE.read_loosely(text)?)
    }
}

impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Form::CERTIFICATE.write(&self.bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(tag: u8, body: &[u8]) -> Vec<u8> {
        [&[0xc0 | tag, body.len() as u8], body].concat()
    }

    fn read(bytes: &[u8]) -> Result<Certificate, CertificateError> {
        Form::CERTIFICATE.write(bytes).parse()
    }

    #[test]
    fn one_primary_key_and_what_belongs_to_it() {
        let key = packet(PUBLIC_KEY, &[4, 0, 0, 0, 1, 22, 9]);
        let name = packet(13, b"Tim");
        let one = read(&[key.clone(), name.clone()].concat()).unwrap();
        assert_eq!(one.to_string().parse(), Ok(one.clone()));
        assert_eq!(one.fingerprint(), read(&key).unwrap().fingerprint());
        let headed = one.to_string().replacen("\n\n", "\nComment: mine\n\n", 1);
        assert_eq!(headed.parse(), Ok(one));
        assert_eq!(
            read(&[key.clone(), key.clone()].concat()),
            Err(CertificateError::NotOne)
        );
        assert_eq!(read(&name), Err(CertificateError::NotOne));
        assert_eq!(
            read(&packet(SECRET_KEY, &[4, 0, 0, 0, 1, 22, 9])),
            Err(CertificateError::Private)
        );
        assert_eq!(
            read(&packet(PUBLIC_KEY, &[4, 0, 0, 0, 1, 1, 4, 0, 9])),
            Err(CertificateError::RsaBits(1024))
        );
    }
}
