//! What stands under a few names at the root of a tree: the first question of
//! whoever walks a long history, answered by one look at one tree.

use super::tree::may_fold;
use super::{Entry, Repo, StoreError, TreeFlaw, TreeId, TreeProblem};

impl Repo {
    /// What stands under some names at the root of a tree, in their order.
    ///
    /// # Errors
    ///
    /// Where readers could see different things there: the tree is not in
    /// git's order, a name stands twice, or another name differs from it only
    /// in case. The rest of a project's root is not judged.
    pub fn top<const N: usize>(
        &self,
        tree: TreeId,
        names: [&str; N],
    ) -> Result<[Option<Entry>; N], StoreError> {
        let tree = self.tree(tree)?;
        // Where no name could have another case, none is a double of these.
        let plain = |name: &str| !name.as_bytes().iter().any(may_fold);
        if let Some(fine) = tree.fine.as_ref().filter(|it| !it.folds())
            && names.iter().all(|name| plain(name))
        {
            let find = |name: &str| fine.find(&tree.bytes, name.as_bytes(), self.id_width());
            return Ok(names.map(|name| find(name).map(|raw| raw.entry)));
        }
        let (entries, problems) = tree.entries("", self.id_width());
        let bears = |problem: &TreeProblem| match &problem.what {
            TreeFlaw::NotSorted | TreeFlaw::Broken => true,
            TreeFlaw::CaseCollision { with } => names
                .iter()
                .any(|name| *name == problem.path || name == with),
            _ => names.contains(&problem.path.as_str()),
        };
        if let Some(problem) = problems.into_iter().find(bears) {
            return Err(StoreError::BadTree(problem));
        }
        let mut found = [None; N];
        for raw in &entries {
            for (name, place) in names.iter().zip(&mut found) {
                if raw.name == name.as_bytes() {
                    *place = Some(raw.entry);
                } else if raw.name.eq_ignore_ascii_case(name.as_bytes()) {
                    let with = (*name).to_owned();
                    let what = TreeFlaw::CaseCollision { with };
                    let path = raw.shown();
                    return Err(StoreError::BadTree(TreeProblem { path, what }));
                }
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use crate::store::testing::Scratch;
    use crate::store::{Entry, StoreError};

    #[test]
    fn names_are_found_and_their_doubles_refused() {
        let scratch = Scratch::new();
        let blob = scratch.blob("1").0;
        let inner = scratch.tree(&[("100644", "a", blob)]);
        let root = scratch.tree(&[("120000", "README", blob), ("40000", "governance", inner.0)]);
        let found = scratch.repo.top(root, ["governance", "proposals"]).unwrap();
        assert_eq!(found, [Some(Entry::Folder(inner)), None]);
        let double = scratch.tree(&[("40000", "Governance", inner.0)]);
        let found = scratch.repo.top(double, ["governance"]);
        assert!(matches!(found, Err(StoreError::BadTree(_))));
    }
}
