//! A commit as it is stored. Its parents are those in the object itself: in a
//! shallow clone git and libgit2 pretend that history begins at the cut, and a
//! verification must not believe that.

use std::borrow::Cow;

use git2::ObjectType;

use super::id::parse;
use super::{CommitId, Repo, StoreError, TreeId};

/// One commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its name.
    pub id: CommitId,
    /// The whole state that it holds.
    pub tree: TreeId,
    /// What it follows; several for a merge, none for a root.
    pub parents: Vec<CommitId>,
    /// Who is said to have made the change, and when. It proves nothing.
    pub author: Stamp,
    /// Who is said to have made the commit, and when. It proves nothing.
    pub committer: Stamp,
    /// What it says.
    pub message: String,
    /// Its signature, if it has one.
    pub signature: Option<String>,
}

/// Who, and when, as a commit says it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub unix: i64,
    /// Minutes east of UTC.
    pub offset: i32,
}

impl Commit {
    /// The first line of the message.
    pub fn subject(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }

    /// The trailers (`Key: value`) of the message's last paragraph, in order.
    pub fn trailers(&self) -> Vec<(String, String)> {
        let Ok(found) = git2::message_trailers_strs(&self.message) else {
            return Vec::new();
        };
        found
            .iter()
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect()
    }

    /// The value of the first trailer of a name, in any case.
    pub fn trailer(&self, name: &str) -> Option<String> {
        self.trailers()
            .into_iter()
            .find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
    }
}

impl Repo {
    /// Reads a commit.
    pub fn commit(&self, id: CommitId) -> Result<Commit, StoreError> {
        let bytes = self.object(id.0, ObjectType::Commit)?;
        let read = Header::read(&bytes).and_then(|header| header.commit(id));
        read.ok_or_else(|| formless(id))
    }

    /// The tree of a commit.
    pub fn commit_tree(&self, id: CommitId) -> Result<TreeId, StoreError> {
        self.link(id).map(|link| link.tree)
    }
}

pub(super) fn formless(id: CommitId) -> StoreError {
    StoreError::BadObject {
        id: id.hex(),
        why: "it is not in the form of a commit".to_owned(),
    }
}

/// A commit taken apart, borrowed from its bytes.
pub(super) struct Header<'a> {
    pub(super) tree: TreeId,
    pub(super) parents: Vec<CommitId>,
    author: Cow<'a, str>,
    committer: Cow<'a, str>,
    message: &'a [u8],
    signature: Option<Vec<&'a [u8]>>,
}

impl<'a> Header<'a> {
    /// Nothing where the bytes are not in the form of a commit.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut tree = None;
        let mut parents = Vec::new();
        let (mut author, mut committer) = (None, None);
        let mut signature: Option<Vec<&[u8]>> = None;
        let mut rest = bytes;
        let mut last: &[u8] = b"";
        loop {
            let end = rest.iter().position(|byte| *byte == b'\n')?;
            let line = rest.get(..end)?;
            rest = rest.get(end + 1..)?;
            if line.is_empty() {
                break;
            }
            if let Some(more) = line.strip_prefix(b" ") {
                if last == b"gpgsig" {
                    signature.get_or_insert_default().push(more);
                }
                continue;
            }
            let space = line.iter().position(|byte| *byte == b' ')?;
            let (key, value) = (line.get(..space)?, line.get(space + 1..)?);
            match key {
                b"tree" if tree.is_none() => tree = Some(TreeId(parse(value)?)),
                b"parent" => parents.push(CommitId(parse(value)?)),
                b"author" if author.is_none() => author = Some(String::from_utf8_lossy(value)),
                b"committer" if committer.is_none() => {
                    committer = Some(String::from_utf8_lossy(value));
                }
                b"gpgsig" => signature.get_or_insert_default().push(value),
                _ => {}
            }
            last = key;
        }
        Some(Self {
            tree: tree?,
            parents,
            author: author?,
            committer: committer?,
            message: rest,
            signature,
        })
    }

    /// When it says that it was committed; nothing where it does not say who
    /// made it in git's form, and so is no commit.
    pub(super) fn unix(&self) -> Option<i64> {
        who(&self.author)?;
        who(&self.committer).map(|(_, _, unix, _)| unix)
    }

    fn commit(self, id: CommitId) -> Option<Commit> {
        let text = |lines: Vec<&[u8]>| String::from_utf8_lossy(&lines.join(&b'\n')).into_owned();
        Some(Commit {
            id,
            tree: self.tree,
            parents: self.parents,
            author: stamp(&self.author)?,
            committer: stamp(&self.committer)?,
            message: String::from_utf8_lossy(self.message).into_owned(),
            signature: self.signature.map(text),
        })
    }
}

/// `Name <address> seconds +hhmm`. A time that cannot be read is 0, as git
/// itself takes it: times in commits decide nothing.
fn who(text: &str) -> Option<(&str, &str, i64, i32)> {
    let close = text.rfind('>')?;
    let (who, when) = text.split_at(close);
    let (name, email) = who.split_once('<')?;
    let mut when = when.trim_start_matches('>').split_whitespace();
    let unix = when.next().and_then(|t| t.parse().ok()).unwrap_or(0);
    let zone: i32 = when.next().and_then(|t| t.parse().ok()).unwrap_or(0);
    // The range that a stamp may be written with again.
    let offset = (zone / 100 * 60 + zone % 100).clamp(-1439, 1439);
    Some((name.trim(), email, unix, offset))
}

fn stamp(text: &str) -> Option<Stamp> {
    let (name, email, unix, offset) = who(text)?;
    Some(Stamp {
        name: name.to_owned(),
        email: email.to_owned(),
        unix,
        offset,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Scratch;

    #[test]
    fn a_commit_is_read_whole() {
        let scratch = Scratch::new();
        let id = scratch.commit_all(
            1,
            "Vote\n\nWhy: not a trailer\nbut text\n\nPoll: x\nBallot: y",
        );
        let commit = scratch.repo.commit(id).unwrap();
        assert_eq!(commit.subject(), "Vote");
        assert_eq!(commit.trailer("poll").as_deref(), Some("x"));
        assert_eq!(commit.trailers().len(), 2);
        assert_eq!(commit.author.name, "Tess Ter");
        assert_eq!(commit.author.unix, 1_577_836_860);
        assert_eq!(commit.parents, []);
    }

    #[test]
    fn stamps_of_any_form_are_read() {
        let read = |text: &str| stamp(text).map(|s| (s.name, s.email, s.unix, s.offset));
        let of = |n: &str, e: &str, u, o| Some((n.to_owned(), e.to_owned(), u, o));
        assert_eq!(read("A B <a@b> 12 +0130"), of("A B", "a@b", 12, 90));
        assert_eq!(read("A <a@b> 12 -0130"), of("A", "a@b", 12, -90));
        assert_eq!(read(" <> never"), of("", "", 0, 0));
        assert_eq!(read("A <a@b> 1 +999999"), of("A", "a@b", 1, 1439));
        assert_eq!(read("nobody"), None);
    }
}
