//! One digest over a set of files.

use std::collections::BTreeMap;

use crate::base::{Digest, Hasher};

/// The digest of a set of files: every path and its bytes, each preceded by
/// its length, in the order of the paths' bytes. So neither the order in
/// which the files come nor a cut moved between two of them matters or hides.
///
/// ```
/// use std::collections::BTreeMap;
/// let files = BTreeMap::from([("a".to_owned(), b"1".to_vec())]);
/// let digest = polity::format::digest_files(&files);
/// assert!(digest.to_string().starts_with("sha256:"));
/// ```
pub fn digest_files<P: AsRef<str> + Ord, B: AsRef<[u8]>>(files: &BTreeMap<P, B>) -> Digest {
    let mut sorted: Vec<(&[u8], &[u8])> = files
        .iter()
        .map(|(path, bytes)| (path.as_ref().as_bytes(), bytes.as_ref()))
        .collect();
    // The caller's kind of path may have an order of its own.
    sorted.sort_unstable();
    let mut hasher = Hasher::new();
    for (path, bytes) in sorted {
        hasher.part(path).part(bytes);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_and_every_byte_matters() {
        let digest = |files: &[(&str, &str)]| {
            let files: BTreeMap<_, _> = files.iter().copied().collect();
            digest_files(&files)
        };
        let base = digest(&[("a", "1"), ("b", "2")]);
        assert_eq!(base, digest(&[("b", "2"), ("a", "1")]));
        for other in [
            digest(&[("a", "1")]),
            digest(&[("a", "2"), ("b", "1")]),
            digest(&[("a", "1b"), ("", "2")]),
            digest(&[("a", "1"), ("b", "2"), ("c", "")]),
            digest(&[]),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn the_form_is_the_documented_one() {
        // Two parts of one byte each: 8 bytes of length before each.
        let bytes = b"\0\0\0\0\0\0\0\x01a\0\0\0\0\0\0\0\x011";
        let files = BTreeMap::from([("a", "1")]);
        assert_eq!(digest_files(&files), Digest::of(bytes));
    }
}
