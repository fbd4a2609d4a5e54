//! Random bits, taken from outside in one place, so that tests can give them.

use std::sync::Mutex;

use super::StoreError;

/// Gives numbers that nobody can guess.
pub trait Entropy {
    /// 16 random bytes.
    fn bytes(&self) -> Result<[u8; 16], StoreError>;

    /// 128 random bits as 32 hexadecimal digits, for a poll's nonce.
    fn nonce(&self) -> Result<String, StoreError> {
        let number = u128::from_be_bytes(self.bytes()?);
        Ok(format!("{number:032x}"))
    }
}

/// The system's source.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn bytes(&self) -> Result<[u8; 16], StoreError> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| StoreError::NoEntropy(error.to_string()))?;
        Ok(bytes)
    }
}

/// 1, 2, 3 and so on: the same in every run, for tests and demonstrations.
#[derive(Debug, Default)]
pub struct FixedEntropy(Mutex<u128>);

impl FixedEntropy {
    /// The numbers that follow this one.
    pub fn from_seed(seed: u64) -> Self {
        Self(Mutex::new(u128::from(seed)))
    }
}

impl Entropy for FixedEntropy {
    fn bytes(&self) -> Result<[u8; 16], StoreError> {
        let mut held = self.0.lock().unwrap_or_else(|held| held.into_inner());
        *held = held.wrapping_add(1);
        Ok(held.to_be_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonces_have_32_digits_and_differ() {
        let (a, b) = (
            SystemEntropy.nonce().unwrap(),
            SystemEntropy.nonce().unwrap(),
        );
        assert_eq!(a.len(), 32);
        assert_ne!(a, b);
        let fixed = FixedEntropy::default();
        assert_eq!(fixed.nonce().unwrap(), format!("{:032}", 1));
        assert_eq!(fixed.nonce().unwrap(), format!("{:032}", 2));
    }
}
