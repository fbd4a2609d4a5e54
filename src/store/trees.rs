//! Trees that were read lately, and what is known of them.
//!
//! The tree of a commit is that of the next one's parent, and one history is
//! walked for several questions. Small trees, those on the way to what changes
//! with every ballot, are kept for all threads; large ones, which are slow to
//! unpack and seldom asked for again but by whoever reads the next commit, for
//! each thread alone. libgit2 itself keeps none above 4 KiB, and hashes each
//! object once more for every thread.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use git2::ObjectType;

use super::fine::Fine;
use super::kept::Kept;
use super::tree::{Raw, checked, take};
use super::{Repo, StoreError, TreeId, TreeProblem};

/// A tree as it is stored.
pub(super) struct Tree {
    pub(super) bytes: Box<[u8]>,
    /// Where nothing is wrong with it.
    pub(super) fine: Option<Fine>,
}

impl Tree {
    /// The entries, and everything that is wrong with them. `path` is the
    /// tree's own.
    pub(super) fn entries(&self, path: &str, width: usize) -> (Vec<Raw<'_>>, Vec<TreeProblem>) {
        match &self.fine {
            Some(fine) => (entries(fine, &self.bytes, 0..fine.len(), width), Vec::new()),
            None => checked(path, &self.bytes, width),
        }
    }

    fn size(&self) -> usize {
        self.bytes.len() + self.fine.as_ref().map_or(0, Fine::size)
    }
}

/// Some entries of a tree that nothing is wrong with.
pub(super) fn entries<'t>(
    fine: &Fine,
    tree: &'t [u8],
    some: std::ops::Range<usize>,
    width: usize,
) -> Vec<Raw<'t>> {
    let mut rest = fine.stretch(tree, some);
    std::iter::from_fn(|| take(&mut rest, width)).collect()
}

/// The small trees, for all threads.
#[derive(Default)]
pub(super) struct Shared([Mutex<Small>; SHARDS]);

type Small = Kept<TreeId, Arc<Tree>>;

/// So many locks that two threads seldom wait for one another.
const SHARDS: usize = 16;

/// A tree of at most so many bytes is small.
const SMALL: usize = 1 << 10;

/// How many bytes of small trees are kept in all.
const SHARED_BYTES: usize = 32 << 20;

/// How many bytes of large trees every thread keeps.
const OWN_BYTES: usize = 16 << 20;

impl Shared {
    fn of(&self, id: TreeId) -> Option<MutexGuard<'_, Small>> {
        let at = usize::from(*id.0.as_slice().last()?) % SHARDS;
        let kept = self.0.get(at)?.lock();
        // What a thread that failed left there are whole trees.
        Some(kept.unwrap_or_else(PoisonError::into_inner))
    }
}

impl Repo {
    /// Reads a tree.
    pub(super) fn tree(&self, id: TreeId) -> Result<Arc<Tree>, StoreError> {
        self.tree_like(id, None)
    }

    /// Reads a tree that may be much like another.
    pub(super) fn tree_like(
        &self,
        id: TreeId,
        other: Option<&Tree>,
    ) -> Result<Arc<Tree>, StoreError> {
        const EACH: usize = SHARED_BYTES / SHARDS;
        let shared = || self.shared.of(id);
        if let Some(tree) = shared().and_then(|mut kept| kept.get(id, EACH)) {
            return Ok(tree);
        }
        if let Some(tree) = self.trees.borrow_mut().get(id, OWN_BYTES) {
            return Ok(tree);
        }
        let bytes = self.object(id.0, ObjectType::Tree)?.into_boxed_slice();
        let width = self.id_width();
        let known = other.and_then(|other| Some((&*other.bytes, other.fine.as_ref()?)));
        let fine = known.and_then(|known| Fine::like(known, &bytes, width));
        let fine = fine.or_else(|| Fine::of(&bytes, width));
        let tree = Arc::new(Tree { bytes, fine });
        match shared().filter(|_| tree.bytes.len() <= SMALL) {
            Some(mut kept) => kept.put(id, Arc::clone(&tree), tree.size(), EACH),
            None => {
                let kept = Arc::clone(&tree);
                self.trees
                    .borrow_mut()
                    .put(id, kept, tree.size(), OWN_BYTES);
            }
        }
        Ok(tree)
    }
}
