//! What may be a record, from branches and from mails. Nothing is believed
//! here.

use std::collections::BTreeMap;

use super::super::layout::{Holds, STATEMENTS, entity_path, holds};
use super::super::sync::{Record, record};
use super::super::{Session, WorkspaceError};
use super::mailbox::{self, Mail};
use super::{Refusal, Source};
use crate::base::EntityId;
use crate::format::LONGEST_SIGNED;
use crate::format::mail::{patches, texts};
use crate::format::wire::record::read_statement;
use crate::store::{CommitId, Entry, Stamp};

/// The most commits of one branch that are read.
const MOST_COMMITS: usize = 100_000;

/// Something that may be a record.
pub(super) struct Found {
    /// Where it comes from, as people know it.
    pub from: String,
    /// The path that it had there.
    pub path: String,
    /// Its bytes, or why they are not read.
    pub bytes: Result<Vec<u8>, (Refusal, String)>,
    /// Of a change of keys, the file of the person that came with it.
    pub keys: Option<Vec<u8>>,
    /// Who committed it there, as the commit says.
    pub author: Option<Stamp>,
}

/// What each of them is given to, one after the other: nobody holds all of a
/// large mailbox.
pub(super) type Each<'a> = &'a mut dyn FnMut(Found) -> Result<(), WorkspaceError>;

/// Files that patches made, for later patches that change them.
#[derive(Default)]
struct Made {
    files: BTreeMap<String, Vec<u8>>,
    bytes: usize,
}

/// How many bytes of them are kept.
const MADE_BYTES: usize = 16 << 20;

impl Made {
    /// Keeps a file; what is too much for all is forgotten, and a patch of it
    /// then has no base.
    fn keep(&mut self, path: &str, bytes: &[u8]) {
        if bytes.len() > LONGEST_SIGNED {
            return;
        }
        self.bytes = self.bytes.saturating_add(bytes.len());
        if self.bytes > MADE_BYTES {
            *self = Self {
                bytes: bytes.len(),
                ..Self::default()
            };
        }
        self.files.insert(path.to_owned(), bytes.to_vec());
    }
}

/// A record, or that it is too long for one.
fn bounded(bytes: Vec<u8>) -> Result<Vec<u8>, (Refusal, String)> {
    match bytes.len() {
        long if long > LONGEST_SIGNED => Err((Refusal::TooLarge, format!("it has {long} bytes"))),
        _ => Ok(bytes),
    }
}

impl Session<'_> {
    /// Everything in a source that may be a record.
    pub(super) fn find_in(
        &self,
        source: &Source,
        tip: CommitId,
        limit: std::time::Duration,
        found: Each,
    ) -> Result<(), WorkspaceError> {
        match source {
            Source::Revision(name) => {
                let commit = self.repo().resolve(name)?;
                self.find_in_commits(name, commit, tip, found)
            }
            Source::Offered(remote) => {
                for (name, commit) in self.repo().fetch_offered(remote, Some(limit))? {
                    let name = name.strip_prefix("refs/polity/offered/").unwrap_or(&name);
                    self.find_in_commits(name, commit, tip, found)?;
                }
                Ok(())
            }
            Source::Mbox(path) => {
                let mut made = Made::default();
                mailbox::mbox(path, &mut |mail| {
                    self.find_in_mail(mail, tip, &mut made, found)
                })
            }
            Source::Maildir(path) => {
                let mut made = Made::default();
                mailbox::maildir(path, &mut |mail| {
                    self.find_in_mail(mail, tip, &mut made, found)
                })
            }
        }
    }

    /// Every record that a commit reaches and the line does not, whatever became
    /// of it there.
    fn find_in_commits(
        &self,
        name: &str,
        commit: CommitId,
        tip: CommitId,
        found: Each,
    ) -> Result<(), WorkspaceError> {
        let commits = self.repo().commits_reachable(commit, &[tip])?;
        if commits.len() > MOST_COMMITS {
            return Err(WorkspaceError::Other(format!(
                "{name} has {} commits that the line does not have; at most {MOST_COMMITS} are read",
                commits.len()
            )));
        }
        for commit in commits {
            let parents: Vec<Option<CommitId>> = match &*commit.parents {
                [] => vec![None],
                parents => parents.iter().copied().map(Some).collect(),
            };
            for parent in parents {
                let prefix = super::super::layout::PROPOSALS;
                for change in self.repo().changed_paths(parent, commit.id, prefix)?.paths {
                    let is_record = may_be_record(&change.path);
                    let Some(Entry::File(blob)) = change.new.filter(|_| is_record) else {
                        continue;
                    };
                    let size = self.repo().blob_size(blob)?;
                    let bytes = match size > LONGEST_SIGNED as u64 {
                        true => Err((Refusal::TooLarge, format!("it has {size} bytes"))),
                        false => Ok(self.repo().blob(blob)?),
                    };
                    found(Found {
                        from: format!("{name}, commit {}", commit.id.short()),
                        path: change.path,
                        bytes,
                        keys: None,
                        author: Some(self.repo().commit(commit.id)?.author),
                    })?;
                }
                self.find_rotations(name, parent, commit.id, found)?;
            }
        }
        Ok(())
    }

    /// The changes of keys that a commit made, each with the person's file as
    /// the commit has it.
    fn find_rotations(
        &self,
        name: &str,
        parent: Option<CommitId>,
        commit: CommitId,
        found: Each,
    ) -> Result<(), WorkspaceError> {
        let changes = self.repo().changed_paths(parent, commit, STATEMENTS)?;
        for change in changes.paths {
            let new = change.new_blob().filter(|_| is_rotation(&change.path));
            let Some(blob) = new else { continue };
            let bytes = match self.repo().blob_size(blob)? {
                size if size > LONGEST_SIGNED as u64 => {
                    Err((Refusal::TooLarge, format!("it has {size} bytes")))
                }
                _ => Ok(self.repo().blob(blob)?),
            };
            let of = bytes.as_deref().ok().and_then(file_of);
            let file = match of {
                Some(path) => self.repo().blob_at(commit, &path)?,
                None => None,
            };
            let keys = match file {
                Some(file) if self.repo().blob_size(file)? <= LONGEST_SIGNED as u64 => {
                    Some(self.repo().blob(file)?)
                }
                _ => None,
            };
            found(Found {
                from: format!("{name}, commit {}", commit.short()),
                path: change.path,
                bytes,
                keys,
                author: Some(self.repo().commit(commit)?.author),
            })?;
        }
        Ok(())
    }

    /// Every record that a mail makes, by patches or as it stands.
    fn find_in_mail(
        &self,
        (from, mail): Mail,
        tip: CommitId,
        made: &mut Made,
        found: Each,
    ) -> Result<(), WorkspaceError> {
        let mut put = |path: String, bytes, keys| {
            found(Found {
                from: from.clone(),
                path,
                bytes,
                keys,
                author: None,
            })
        };
        let mut add = |path: String, bytes| put(path, bytes, None);
        let Some(mail) = mail else {
            let why = format!("it is larger than {} bytes", mailbox::LARGEST_MAIL);
            return add(String::new(), Err((Refusal::TooLarge, why)));
        };
        let texts = match texts(&mail) {
            Ok(texts) => texts,
            Err(error) => {
                return add(String::new(), Err((Refusal::BadMail, error.to_string())));
            }
        };
        let mut any = false;
        // A change of keys is two files of one mail.
        let mut people: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut rotations: Vec<(String, Vec<u8>)> = Vec::new();
        for text in texts {
            if text.starts_with(b"polity: ") {
                any = true;
                add(String::new(), bounded(text))?;
                continue;
            }
            for patch in patches(&text) {
                any = true;
                let patch = match patch {
                    Ok(patch) => patch,
                    Err(error) => {
                        add(String::new(), Err((Refusal::BadPatch, error.to_string())))?;
                        continue;
                    }
                };
                let path = patch.path.clone();
                let person = is_person(&path);
                if !may_be_record(&path) && !person && !is_rotation(&path) {
                    let why = "it is no place of a ballot or a statement".to_owned();
                    add(path, Err((Refusal::NotARecord, why)))?;
                    continue;
                }
                // A later mail may change what an earlier one made.
                let base = match &patch.from {
                    None => Some(Vec::new()),
                    Some(id) => self.base(&path, id, tip, made)?,
                };
                let applied = match base {
                    Some(base) => patch.apply(&base).map_err(|error| error.to_string()),
                    None => Err("the file that it changes is not here".to_owned()),
                };
                match applied {
                    Ok(bytes) => {
                        made.keep(&path, &bytes);
                        match bounded(bytes) {
                            Ok(bytes) if person => _ = people.insert(path, bytes),
                            Ok(bytes) if is_rotation(&path) => rotations.push((path, bytes)),
                            bounded => add(path, bounded)?,
                        }
                    }
                    Err(why) => add(path, Err((Refusal::BadPatch, why)))?,
                }
            }
        }
        for (path, bytes) in rotations {
            let keys = file_of(&bytes).and_then(|of| people.remove(&of));
            put(path, Ok(bytes), keys)?;
        }
        for path in people.into_keys() {
            let why = "no signed change of keys that comes with it is about it".to_owned();
            put(path, Err((Refusal::NotARecord, why)), None)?;
        }
        if !any {
            let why = "there is neither a patch nor a record in it".to_owned();
            put(String::new(), Err((Refusal::NotARecord, why)), None)?;
        }
        Ok(())
    }

    /// The file that a patch starts from, by the beginning of its id.
    fn base(
        &self,
        path: &str,
        id: &str,
        tip: CommitId,
        made: &Made,
    ) -> Result<Option<Vec<u8>>, WorkspaceError> {
        let is = |bytes: &[u8]| {
            self.repo()
                .blob_id(bytes)
                .is_ok_and(|blob| id.len() >= 4 && blob.hex().starts_with(id))
        };
        if let Some(bytes) = made.files.get(path).filter(|bytes| is(bytes)) {
            return Ok(Some(bytes.clone()));
        }
        let Some(blob) = self.repo().blob_at(tip, path)? else {
            return Ok(None);
        };
        if self.repo().blob_size(blob)? > LONGEST_SIGNED as u64 {
            return Ok(None);
        }
        let bytes = self.repo().blob(blob)?;
        Ok(is(&bytes).then_some(bytes))
    }
}

/// Whether a path is one where a change of keys is stated.
fn is_rotation(path: &str) -> bool {
    let name = path.strip_prefix(STATEMENTS);
    let name = name.and_then(|it| it.strip_prefix('/'));
    name.is_some_and(|name| name.starts_with("key-rotation-") && !name.contains('/'))
}

fn is_person(path: &str) -> bool {
    matches!(holds(path), Holds::Entity(EntityId::Person(_)))
}

/// The file of whoever made a statement.
fn file_of(statement: &[u8]) -> Option<String> {
    let signed = read_statement(statement).ok()?;
    Some(entity_path(&EntityId::Person(signed.statement.by)))
}

/// Whether a path is one where a ballot or a statement may lie. The path on the
/// line follows from what the record says, and not from this one.
fn may_be_record(path: &str) -> bool {
    let plain = path
        .split('/')
        .all(|part| !part.is_empty() && part != "." && part != "..");
    plain
        && matches!(
            record(path),
            Record::Ballot { .. } | Record::Statement { .. }
        )
}
