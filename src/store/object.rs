//! Objects as they are stored. libgit2 checks each against its name, so what
//! is read is what was meant, or an error.

use std::collections::BTreeMap;
use std::sync::Arc;

use git2::ObjectType;

use super::id::RawId;
use super::{BlobId, Repo, StoreError, TreeId};

/// Trees that were read lately. The tree of a commit is that of the next
/// one's parent, and large ones are slow to unpack; libgit2 itself keeps none
/// above 4 KiB.
#[derive(Default)]
pub(super) struct TreeCache {
    kept: BTreeMap<TreeId, Arc<[u8]>>,
    bytes: usize,
}

/// How many bytes of trees are kept.
const CACHE_BYTES: usize = 32 << 20;

/// The most bytes of a file that is read: those of the longest record.
pub const LARGEST_FILE: u64 = 64 << 20;

impl Repo {
    /// The bytes of a file. One that is larger than anything a workspace has
    /// ([`LARGEST_FILE`]) is refused by its size, before it is read.
    pub fn blob(&self, id: BlobId) -> Result<Vec<u8>, StoreError> {
        let bytes = self.blob_size(id)?;
        if bytes > LARGEST_FILE {
            let id = id.hex();
            return Err(StoreError::HugeFile { id, bytes });
        }
        self.object(id.0, ObjectType::Blob)
    }

    /// The size of a file in bytes, without reading it.
    pub fn blob_size(&self, id: BlobId) -> Result<u64, StoreError> {
        let oid = id.oid().map_err(|e| StoreError::git("read an id", &e))?;
        let odb = self.odb()?;
        let (size, _) = odb
            .read_header(oid)
            .map_err(|error| self.unreadable(oid, &error))?;
        Ok(size as u64)
    }

    /// The name that git gives to these bytes in this repository.
    pub fn blob_id(&self, bytes: &[u8]) -> Result<BlobId, StoreError> {
        BlobId::of(bytes, self.git.object_format())
    }

    /// How many bytes an id has here.
    pub(super) fn id_width(&self) -> usize {
        match self.git.object_format() {
            git2::ObjectFormat::Sha256 => 32,
            _ => 20,
        }
    }

    /// Whether an object is here.
    pub fn has_commit(&self, id: super::CommitId) -> Result<bool, StoreError> {
        let oid = id.oid().map_err(|e| StoreError::git("read an id", &e))?;
        Ok(self.odb()?.exists(oid))
    }

    pub(super) fn tree_bytes(&self, id: TreeId) -> Result<Arc<[u8]>, StoreError> {
        if let Some(bytes) = self.trees.borrow().kept.get(&id) {
            return Ok(Arc::clone(bytes));
        }
        let bytes: Arc<[u8]> = self.object(id.0, ObjectType::Tree)?.into();
        let mut cache = self.trees.borrow_mut();
        if cache.bytes.saturating_add(bytes.len()) > CACHE_BYTES {
            *cache = TreeCache::default();
        }
        cache.bytes = cache.bytes.saturating_add(bytes.len());
        cache.kept.insert(id, Arc::clone(&bytes));
        Ok(bytes)
    }

    pub(super) fn object(&self, raw: RawId, kind: ObjectType) -> Result<Vec<u8>, StoreError> {
        let oid =
            git2::Oid::from_bytes(raw.as_slice()).map_err(|e| StoreError::git("read an id", &e))?;
        let odb = self.odb()?;
        let object = odb
            .read(oid)
            .map_err(|error| self.unreadable(oid, &error))?;
        if object.kind() != kind {
            return Err(StoreError::BadObject {
                id: oid.to_string(),
                why: format!("it is a {}, not a {}", object.kind().str(), kind.str()),
            });
        }
        Ok(object.data().to_vec())
    }

    pub(super) fn write_object(
        &self,
        kind: ObjectType,
        bytes: &[u8],
    ) -> Result<git2::Oid, StoreError> {
        super::write::step();
        self.odb()?
            .write(kind, bytes)
            .map_err(|error| StoreError::git("write an object", &error))
    }

    pub(super) fn odb(&self) -> Result<git2::Odb<'_>, StoreError> {
        self.git
            .odb()
            .map_err(|error| StoreError::git("open the objects", &error))
    }

    fn unreadable(&self, oid: git2::Oid, error: &git2::Error) -> StoreError {
        if error.code() == git2::ErrorCode::NotFound {
            self.missing(Some(oid.to_string()))
        } else {
            StoreError::BadObject {
                id: oid.to_string(),
                why: error.message().to_owned(),
            }
        }
    }
}
