//! Reading on all cores. A repository is not shared between threads, so every
//! thread opens it for itself; what it opened is kept for the next question.

use std::sync::{Arc, PoisonError};

use rayon::prelude::*;

use super::texts::Texts;
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
        let (others, shared) = (&self.others, &self.shared);
        let idle = || others.lock().unwrap_or_else(PoisonError::into_inner);
        let other = || -> Result<Self, StoreError> {
            if let Some(repo) = idle().pop() {
                return Ok(repo);
            }
            let mut repo = Self::open(&dir)?;
            for dir in &also {
                repo.add_objects(dir)?;
            }
            repo.shared = Arc::clone(shared);
            repo.texts = Texts::off().into();
            Ok(repo)
        };
        // More stretches than threads: some take longer than others.
        let stretch = items.len().div_ceil(4 * rayon::current_num_threads());
        let parts: Vec<Result<Vec<R>, E>> = items
            .par_chunks(stretch)
            .map(|items| {
                let repo = other()?;
                let answers = each(&repo, items);
                // Large trees serve whoever reads the next commit, and no more.
                repo.trees.take();
                idle().push(repo);
                answers
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

        // What was opened serves again, and what is added later is seen too.
        let open = scratch.repo.others().len();
        assert!(open > 0);
        let again: Vec<Vec<u8>> = scratch.repo.on_all_cores(&blobs, read).unwrap();
        assert_eq!(again, expected);
        let elsewhere = Scratch::new();
        let more: Vec<_> = (500..1_000)
            .map(|n| elsewhere.blob(&format!("{n}\n")))
            .collect();
        assert!(scratch.repo.on_all_cores(&more, read).is_err());
        scratch
            .repo
            .add_objects(&elsewhere.path().join(".git/objects"))
            .unwrap();
        assert_eq!(scratch.repo.on_all_cores(&more, read).unwrap().len(), 500);

        let fails = |_: &Repo, items: &[i32]| -> Result<Vec<i32>, StoreError> {
            Err(StoreError::BadPath(items[0].to_string(), String::new()))
        };
        let items: Vec<i32> = (0..500).collect();
        let error = scratch.repo.on_all_cores(&items, fails).unwrap_err();
        assert!(matches!(error, StoreError::BadPath(first, _) if first == "0"));
    }
}
