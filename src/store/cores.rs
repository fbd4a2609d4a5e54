//! Reading on all cores. A repository is not shared between threads, so every
//! thread opens it for itself.

use rayon::prelude::*;

use super::{Repo, StoreError};

/// Below so many items a second thread costs more than it saves.
const FEW: usize = 128;

impl Repo {
    /// Works on a list in stretches, on all cores, and gives the answers in
    /// the order of the list. `each` gets a repository of its own thread and a
    /// stretch, and answers for every item of it.
    ///
    /// # Errors
    ///
    /// The first in the order of the list; and where the repository cannot be
    /// opened again.
    pub fn on_all_cores<T, R, E>(
        &self,
        items: &[T],
        each: impl Fn(&Self, &[T]) -> Result<Vec<R>, E> + Sync,
    ) -> Result<Vec<R>, E>
    where
        T: Sync,
        R: Send,
        E: From<StoreError> + Send,
    {
        if items.len() < FEW {
            return each(self, items);
        }
        let dir = self.git_dir().to_owned();
        let also = self.also.borrow().clone();
        // More stretches than threads: some take longer than others.
        let stretch = items.len().div_ceil(4 * rayon::current_num_threads());
        let parts: Vec<Result<Vec<R>, E>> = items
            .par_chunks(stretch)
            .map(|items| {
                let repo = Self::open(&dir)?;
                for dir in &also {
                    repo.add_objects(dir)?;
                }
                each(&repo, items)
            })
            .collect();
        let mut answers = Vec::with_capacity(items.len());
        for part in parts {
            answers.extend(part?);
        }
        Ok(answers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Scratch;

    #[test]
    fn answers_come_in_order_and_the_first_error_is_told() {
        let scratch = Scratch::new();
        let blobs: Vec<_> = (0..500).map(|n| scratch.blob(&format!("{n}\n"))).collect();
        let read = |repo: &Repo, blobs: &[crate::store::BlobId]| {
            blobs.iter().map(|blob| repo.blob(*blob)).collect()
        };
        let texts: Vec<Vec<u8>> = scratch.repo.on_all_cores(&blobs, read).unwrap();
        let expected: Vec<Vec<u8>> = (0..500).map(|n| format!("{n}\n").into_bytes()).collect();
        assert_eq!(texts, expected);

        let fails = |_: &Repo, items: &[i32]| -> Result<Vec<i32>, StoreError> {
            Err(StoreError::BadPath(items[0].to_string(), String::new()))
        };
        let items: Vec<i32> = (0..500).collect();
        let error = scratch.repo.on_all_cores(&items, fails).unwrap_err();
        assert!(matches!(error, StoreError::BadPath(first, _) if first == "0"));
    }
}
