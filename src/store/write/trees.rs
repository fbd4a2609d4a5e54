//! New trees on top of old ones: only the folders on the way to a change are
//! read and written.

use std::collections::BTreeMap;

use git2::ObjectType;

use super::super::tree::{Raw, good_name, join, order};
use super::super::{BlobId, Entry, Repo, StoreError, TreeId, TreeProblem};

/// Refuses a path that a workspace cannot hold.
pub(in crate::store) fn check_path(path: &str) -> Result<(), StoreError> {
    let good = path.split('/').all(|name| good_name(name.as_bytes()));
    if good {
        Ok(())
    } else {
        Err(StoreError::BadPath(
            path.to_owned(),
            "a path has plain names with `/` between them".to_owned(),
        ))
    }
}

/// The changes in one folder, by the path from there.
type Wanted<'a> = BTreeMap<&'a str, Option<BlobId>>;

impl Repo {
    /// The tree with the changes made. Their blobs must be written before.
    pub(super) fn rewrite(
        &self,
        tree: Option<TreeId>,
        wanted: &Wanted<'_>,
    ) -> Result<TreeId, StoreError> {
        match self.rewrite_folder("", tree, wanted)? {
            Some(tree) => Ok(tree),
            None => self.write_tree(&[]),
        }
    }

    /// `None` if nothing is left in the folder.
    fn rewrite_folder(
        &self,
        path: &str,
        tree: Option<TreeId>,
        wanted: &Wanted<'_>,
    ) -> Result<Option<TreeId>, StoreError> {
        let tree = tree.map(|tree| self.tree(tree)).transpose()?;
        let (old, problems) = match &tree {
            Some(tree) => tree.entries(path, self.id_width()),
            None => Default::default(),
        };
        if let Some(problem) = problems.into_iter().find(TreeProblem::misleads) {
            return Err(StoreError::BadTree(problem));
        }
        let refuse = |name: &str, why: String| Err(StoreError::BadPath(join(path, name), why));

        let mut inner: BTreeMap<&str, Wanted<'_>> = BTreeMap::new();
        let mut new: BTreeMap<&str, Option<Entry>> = BTreeMap::new();
        for (path, blob) in wanted {
            match path.split_once('/') {
                Some((folder, rest)) => {
                    inner.entry(folder).or_default().insert(rest, *blob);
                }
                None => {
                    new.insert(path, blob.map(Entry::File));
                }
            }
        }
        let standing = |name: &str| {
            let found = old.iter().find(|raw| raw.name == name.as_bytes());
            found.map(|raw| raw.entry)
        };
        for (name, entry) in &new {
            if entry.is_some() && standing(name).is_some_and(|old| old.folder().is_some()) {
                return refuse(name, "a folder of that name is there".to_owned());
            }
        }
        for (name, wanted) in inner {
            let below = match (new.get(name), standing(name)) {
                (Some(Some(_)), _) => {
                    return refuse(name, "it would be a file and a folder at once".to_owned());
                }
                (None, Some(Entry::Folder(tree))) => Some(tree),
                // The file makes way in the same change.
                (Some(None), Some(_)) | (_, None) => None,
                (None, Some(_)) => {
                    return refuse(name, "a file of that name is there".to_owned());
                }
            };
            let made = self.rewrite_folder(&join(path, name), below, &wanted)?;
            new.insert(name, made.map(Entry::Folder));
        }
        for (name, entry) in &new {
            let double = old.iter().find(|raw| {
                let other = raw.name;
                other != name.as_bytes() && other.eq_ignore_ascii_case(name.as_bytes())
            });
            if let (Some(double), Some(_), None) = (double, entry, standing(name)) {
                let why = format!("`{}` differs only in case", double.shown());
                return refuse(name, why);
            }
        }
        let encoded = encode(&old, &new);
        if encoded.is_empty() {
            return Ok(None);
        }
        self.write_tree(&encoded).map(Some)
    }

    fn write_tree(&self, bytes: &[u8]) -> Result<TreeId, StoreError> {
        self.write_object(ObjectType::Tree, bytes)
            .map(TreeId::from_oid)
    }
}

/// The old entries with the new ones put in or taken out, in git's order.
fn encode(old: &[Raw<'_>], new: &BTreeMap<&str, Option<Entry>>) -> Vec<u8> {
    let pieces: Vec<(Vec<u8>, &str, Entry)> = new
        .iter()
        .filter_map(|(name, entry)| {
            let entry = (*entry)?;
            let (mode, id) = match entry {
                Entry::File(id) => ("100644", id.0),
                Entry::Folder(id) => ("40000", id.0),
                // Nothing else is ever put in.
                _ => return None,
            };
            let mut bytes = format!("{mode} {name}\0").into_bytes();
            bytes.extend_from_slice(id.as_slice());
            Some((bytes, *name, entry))
        })
        .collect();
    let changed = |raw: &Raw<'_>| {
        // Nearly all entries are passed by, so the search is by bytes.
        std::str::from_utf8(raw.name).is_ok_and(|name| new.contains_key(name))
    };
    let mut entries: Vec<Raw<'_>> = old.iter().filter(|raw| !changed(raw)).copied().collect();
    for (bytes, name, entry) in &pieces {
        let raw = Raw {
            name: name.as_bytes(),
            entry: *entry,
            bytes,
        };
        let place = entries.partition_point(|other| order(other, &raw).is_lt());
        entries.insert(place, raw);
    }
    entries.iter().flat_map(|raw| raw.bytes).copied().collect()
}
