//! Objects as they are stored. Each is checked against its name, so what is
//! read is what was meant, or an error.

use std::sync::Arc;

use git2::ObjectType;

use super::id::RawId;
use super::{BlobId, Repo, StoreError};

/// A file of at most so many bytes is kept for the next snapshot.
const SMALL: usize = 16 << 10;

/// How many bytes of files are kept in all.
const KEPT_BYTES: usize = 32 << 20;

/// The most bytes of a file that is read: those of the longest record.
pub const LARGEST_FILE: u64 = 64 << 20;

impl Repo {
    /// The bytes of a file. One that is larger than anything a workspace has
    /// (64 MiB) is refused by its size, before it is read.
    pub fn blob(&self, id: BlobId) -> Result<Vec<u8>, StoreError> {
        match self.blob_within(id, LARGEST_FILE)? {
            Ok(bytes) => Ok(bytes),
            Err(bytes) => Err(StoreError::HugeFile {
                id: id.hex(),
                bytes,
            }),
        }
    }

    /// The bytes of a file that has at most so many; else how many it has.
    pub fn blob_within(&self, id: BlobId, most: u64) -> Result<Result<Vec<u8>, u64>, StoreError> {
        let bytes = self.blob_size(id)?;
        if bytes > most.min(LARGEST_FILE) {
            return Ok(Err(bytes));
        }
        self.object(id.0, ObjectType::Blob).map(Ok)
    }

    /// The bytes of a file that was read lately for a snapshot, or that this
    /// clone remembers.
    pub(super) fn kept_file(&self, blob: BlobId) -> Option<Arc<[u8]>> {
        let mut kept = self.files.borrow_mut();
        if let Some(bytes) = kept.get(blob, KEPT_BYTES) {
            return Some(bytes);
        }
        let bytes = self.remembered_text(blob)?;
        kept.put(blob, Arc::clone(&bytes), bytes.len(), KEPT_BYTES);
        Some(bytes)
    }

    /// The bytes of a file of at most so many, for a snapshot; nothing where
    /// it is longer.
    pub fn short_file(&self, blob: BlobId, most: u64) -> Result<Option<Arc<[u8]>>, StoreError> {
        if let Some(bytes) = self.kept_file(blob) {
            return Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= most));
        }
        if self.blob_size(blob)? > most {
            return Ok(None);
        }
        self.read_file(blob).map(Some)
    }

    /// Reads a file for a snapshot, and keeps it for the next one.
    pub(super) fn read_file(&self, blob: BlobId) -> Result<Arc<[u8]>, StoreError> {
        let bytes: Arc<[u8]> = self.blob(blob)?.into();
        if bytes.len() <= SMALL {
            let mut kept = self.files.borrow_mut();
            kept.put(blob, Arc::clone(&bytes), bytes.len(), KEPT_BYTES);
            self.note_text(blob, &bytes);
        }
        Ok(bytes)
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
        let bytes = object.data();
        if !raw.names(kind.str(), bytes) {
            return Err(StoreError::BadObject {
                id: oid.to_string(),
                why: "its bytes have another name".to_owned(),
            });
        }
        Ok(bytes.to_vec())
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::store::testing::Scratch;

    /// Whoever writes in the git folder can put any object under any name.
    #[test]
    fn an_object_under_another_name_is_damaged() {
        let scratch = Scratch::new();
        let file = |hex: &str| {
            let objects = scratch.path().join(".git/objects");
            objects.join(&hex[..2]).join(&hex[2..])
        };
        let swap = |one: &str, other: &str| {
            fs::remove_file(file(one)).unwrap();
            fs::copy(file(other), file(one)).unwrap();
        };
        scratch.write("a", "one\n");
        let first = scratch.commit_all(1, "First");
        scratch.write("a", "two\n");
        let second = scratch.commit_all(2, "Second");
        let (one, two) = (scratch.blob("one\n"), scratch.blob("two\n"));
        let trees = [first, second].map(|it| scratch.repo.commit_tree(it).unwrap());
        swap(&one.hex(), &two.hex());
        swap(&trees[0].hex(), &trees[1].hex());
        swap(&first.hex(), &second.hex());

        let fresh = Repo::open(scratch.path()).unwrap();
        let refused = |result: Result<(), StoreError>, id: String| match result {
            Err(StoreError::BadObject { id: found, .. }) => assert_eq!(found, id),
            other => panic!("{other:?}"),
        };
        refused(fresh.blob(one).map(drop), one.hex());
        refused(fresh.tree(trees[0]).map(drop), trees[0].hex());
        refused(fresh.commit_tree(first).map(drop), first.hex());
        assert_eq!(fresh.blob(two).unwrap(), b"two\n");
        assert_eq!(fresh.commit_tree(second).unwrap(), trees[1]);
    }
}
