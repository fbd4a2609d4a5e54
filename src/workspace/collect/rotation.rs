//! Changes of keys that came another way than by a push to the line.
//!
//! One is two files: the person's, and the statement that a key of theirs
//! signed over the file before and after. So it fits the line only where that
//! file is as it was when it was signed, and it is held against the line as the
//! guard would hold it: its commit is made, judged, and left behind where
//! nothing covers it.

use std::collections::BTreeMap;

use super::judge::{Good, Ground, Judged};
use super::{Collected, NotTaken, Refusal, Taken, author_of};
use crate::base::{Digest, EntityId};
use crate::format::wire::record::{SignedStatement, read_statement};
use crate::sign::Namespace;
use crate::store::{CommitId, Stamp, foreign};
use crate::vote::{Reason, SignatureVerdict};
use crate::workspace::WorkspaceError;
use crate::workspace::audit::{Cover, rotation_digest};
use crate::workspace::examine::keys_on;
use crate::workspace::layout::{STATEMENTS, entity_path};
use crate::workspace::session::{Session, SharedLine};
use crate::workspace::signatures::Signatures;

/// Why something is not taken.
type Refused = (Refusal, String);

/// Whether a change of keys has all that one needs. Whether it holds is asked
/// when it is put on the line: an earlier one may have to come first.
pub(super) fn rotation(
    session: &Session,
    tip: CommitId,
    signed: &SignedStatement,
    bytes: Vec<u8>,
    keys: Option<Vec<u8>>,
) -> Result<Judged, WorkspaceError> {
    let by = &signed.statement.by;
    let blob = session.repo().blob_id(&bytes)?;
    let listed = session.repo().list(tip, STATEMENTS)?.unwrap_or_default();
    if listed.iter().any(|(_, entry)| entry.file() == Some(blob)) {
        return Ok(Judged::Known);
    }
    let Some(keys) = keys else {
        let path = entity_path(&EntityId::Person(by.clone()));
        let why = format!("{path}, which it is about, did not come with it");
        return Ok(Judged::Refused(Refusal::NotARecord, why));
    };
    let said = signed.statement.text.as_deref().unwrap_or("changed");
    Ok(Judged::Good(Box::new(Good {
        folder: None,
        // Its number follows from the line.
        path: String::new(),
        by: by.clone(),
        at: signed.statement.at,
        digest: Digest::of(&signed.prefix),
        message: format!("Change the keys of {by}\n\nKeys: {}\n", foreign(said)),
        bytes,
        keys: Some(keys),
    })))
}

impl Session<'_> {
    /// Makes the commits of changes of keys, one each, which no branch is at
    /// yet; gives the last.
    pub(super) fn take_rotations(
        &self,
        rotations: Vec<(Good, String, Option<Stamp>)>,
        ground: &Ground,
        line: &SharedLine,
        collected: &mut Collected,
    ) -> Result<CommitId, WorkspaceError> {
        let mut tip = line.tip;
        if rotations.is_empty() {
            return Ok(tip);
        }
        let own = self.stamp()?;
        for (it, from, author) in rotations {
            let author = author_of(&it, author, ground, &own);
            match self.take_rotation(&it, line, tip, &author)? {
                Ok((commit, path)) => {
                    tip = commit;
                    collected.commits += 1;
                    collected.taken.push(Taken {
                        from,
                        path,
                        by: it.by,
                        digest: it.digest,
                    });
                }
                Err((code, why)) => collected.refused.push(NotTaken {
                    from,
                    path: Some(entity_path(&EntityId::Person(it.by))),
                    code,
                    why: foreign(&why),
                }),
            }
        }
        Ok(tip)
    }

    fn take_rotation(
        &self,
        it: &Good,
        line: &SharedLine,
        tip: CommitId,
        author: &Stamp,
    ) -> Result<Result<(CommitId, String), Refused>, WorkspaceError> {
        let refuse = |refusal, why: String| Ok(Err((refusal, why)));
        let keys = it.keys.clone().unwrap_or_default();
        let workspace = self.at_organisation(tip)?;
        if workspace.about.is_draft() {
            let why = "the organisation is a draft, in which files are simply edited";
            return refuse(Refusal::NotARecord, why.to_owned());
        }
        let file = entity_path(&EntityId::Person(it.by.clone()));
        let Some(before) = self.repo().file_at(tip, &file)? else {
            let why = format!("there is no person `{}`", it.by);
            return refuse(Refusal::NotAllowed, why);
        };
        let signed = match read_statement(&it.bytes) {
            Ok(signed) => signed,
            Err(error) => return refuse(Refusal::NotARecord, error.to_string()),
        };
        if signed.statement.about != rotation_digest(&it.by, &before, &keys) {
            let why = format!(
                "{file} is not as it was when this was signed; let {} fetch and change the keys \
                 again: `polity key rotate`",
                it.by
            );
            return refuse(Refusal::ChangedSince, why);
        }
        // The audit asks for a key of the day on which it comes; so nothing is
        // written for what fails that.
        let present = keys_on(&workspace, &it.by, signed.statement.at.max(self.now()));
        let signatures = Signatures::of(&workspace);
        let verdict =
            signatures.check_for(Namespace::Keys, &signed.prefix, &signed.armour, &present);
        match verdict {
            SignatureVerdict::Good => {}
            SignatureVerdict::Unknown(why) => return refuse(Refusal::Unchecked, why),
            SignatureVerdict::ForeignKey(why) => {
                return refuse(Refusal::Ballot(Reason::ForeignKey), why);
            }
            SignatureVerdict::WrongNamespace(why) => {
                return refuse(Refusal::Ballot(Reason::WrongNamespace), why);
            }
            SignatureVerdict::Bad(why) => {
                return refuse(Refusal::Ballot(Reason::BadSignature), why);
            }
        }
        let path = self.next_statement_of("key-rotation", &it.by, tip)?;
        let files = BTreeMap::from([(file, Some(keys)), (path.clone(), Some(it.bytes.clone()))]);
        let commit = self.write_on(tip, files, &it.message, author)?;
        let on = |tip| SharedLine {
            branch: line.branch.clone(),
            tip,
        };
        match self.covered_next(&on(tip), &on(commit))? {
            Some(Cover::KeyRotation { person }) if person == it.by => Ok(Ok((commit, path))),
            Some(Cover::Uncovered { why }) => refuse(Refusal::NotAllowed, why.join("; ")),
            _ => {
                let why = "it is no change of keys alone".to_owned();
                refuse(Refusal::NotARecord, why)
            }
        }
    }
}
