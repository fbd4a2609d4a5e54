//! What was found among the ballots of a poll, read and verified.

use super::WorkspaceError;
use super::gather::Found;
use super::remembered::{GoodBefore, Remembering};
use crate::base::{Digest, Instant};
use crate::format::LONGEST_SIGNED;
use crate::format::wire::record::{read_ballot, read_claim};
use crate::store::{BlobId, CommitId, Entry, Repo};
use crate::vote::{Claim, Poll, Rejection, SignatureCheck, Verified, VerifiedBallot, verify};

/// A ballot that was verified, with where it was found.
#[derive(Debug, Clone)]
pub struct FoundBallot {
    /// The ballot.
    pub ballot: VerifiedBallot,
    /// What stood in the tree.
    pub what: Entry,
    /// The commit that first brought it.
    pub commit: CommitId,
}

/// A rejection, with where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRejection {
    /// Why it does not count.
    pub rejection: Rejection,
    /// What stood in the tree.
    pub what: Entry,
    /// The commit that first brought it.
    pub commit: CommitId,
    /// The file.
    pub path: String,
}

/// Everything that was found, verified.
#[derive(Debug, Clone, Default)]
pub struct Sorted {
    /// The ballots that are their voters'.
    pub valid: Vec<FoundBallot>,
    /// The rest.
    pub rejected: Vec<FoundRejection>,
}

/// What ballots are held against.
pub(super) struct Against<'a> {
    /// The poll.
    pub poll: &'a Poll,
    /// What ballots name it by.
    pub id: Digest,
    /// The end of its window, with all extensions.
    pub closes: Instant,
    /// What checks their signatures.
    pub signatures: &'a dyn SignatureCheck,
    /// What this clone has found good before is neither read nor has its
    /// signature checked: for provisional answers alone.
    pub before: Option<&'a Remembering>,
}

/// Reads and verifies what was found, on all cores.
///
/// # Errors
///
/// Where an object cannot be read (never a rejected ballot), or a signature
/// cannot be checked here (never a result).
pub(super) fn sort(
    repo: &Repo,
    found: Vec<Found>,
    against: &Against<'_>,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Sorted, WorkspaceError> {
    // A batch at a time, to say how far it has come.
    const BATCH: usize = 4_096;
    let order = reading_order(repo, &found, against.before);
    let mut verdicts: Vec<Option<Verified>> = Vec::new();
    verdicts.resize_with(found.len(), || None);
    for (nth, batch) in order.chunks(BATCH).enumerate() {
        let judged = repo.on_all_cores(batch, |repo, batch| {
            let found = batch.iter().filter_map(|at| found.get(*at));
            found.map(|found| against.verdict(repo, found)).collect()
        })?;
        for (at, verdict) in batch.iter().zip(judged) {
            if let Some(place) = verdicts.get_mut(*at) {
                *place = Some(verdict);
            }
        }
        progress((nth * BATCH) + batch.len());
    }
    drop(order);
    let (mut rejected, mut unknown) = (Vec::new(), None);
    // What was found becomes the valid ballots in the same memory.
    let judged = found.into_iter().zip(verdicts);
    let mut valid: Vec<FoundBallot> = judged
        .filter_map(|(found, verdict)| match verdict? {
            Verified::Yes(ballot) => Some(FoundBallot {
                ballot,
                what: found.what,
                commit: found.commit,
            }),
            Verified::No(rejection) => {
                rejected.push(FoundRejection {
                    rejection: *rejection,
                    what: found.what,
                    commit: found.commit,
                    path: found.path.whole(),
                });
                None
            }
            Verified::Unknown(why) => {
                unknown.get_or_insert(why);
                None
            }
        })
        .collect();
    if let Some(why) = unknown {
        return Err(WorkspaceError::Incomplete(why));
    }
    valid.shrink_to_fit();
    rejected.sort_by(|a, b| a.rejection.cmp(&b.rejection));
    Ok(Sorted { valid, rejected })
}

/// The places of what was found, in the order in which it is read best; what
/// is not read at all comes first.
fn reading_order(repo: &Repo, found: &[Found], before: Option<&Remembering>) -> Vec<usize> {
    let read = |found: &Found| {
        let blob = plain_file(found.what)?;
        let known = before.is_some_and(|before| before.knows(blob));
        (!known).then_some(blob)
    };
    let read = found.iter().map(read).collect::<Vec<Option<BlobId>>>();
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.retain(|at| read.get(*at).is_some_and(Option::is_none));
    let places = read.iter().enumerate();
    let (places, blobs): (Vec<usize>, Vec<BlobId>) =
        places.filter_map(|(at, blob)| Some((at, (*blob)?))).unzip();
    let read = repo.reading_order(&blobs);
    order.extend(read.into_iter().filter_map(|at| places.get(at)));
    order
}

/// The file, where it is one that may be a ballot: the same bytes in another
/// mode are none.
fn plain_file(what: Entry) -> Option<BlobId> {
    match what {
        Entry::File(blob) => Some(blob),
        _ => None,
    }
}

impl Against<'_> {
    fn verdict(&self, repo: &Repo, found: &Found) -> Result<Verified, WorkspaceError> {
        let verify = |claim, signatures| verify(self.poll, self.id, self.closes, claim, signatures);
        let known = plain_file(found.what).zip(self.before);
        if let Some((blob, before)) = known
            && let Some(claim) = before.text(blob).and_then(known_claim)
        {
            return Ok(verify(claim, &GoodBefore));
        }
        let claim = match read(repo, found)? {
            Ok(bytes) => read_claim(&bytes),
            Err(why) => Claim::Unreadable {
                digest: Digest::of(why.as_bytes()),
                why,
            },
        };
        let text = match (&claim, known) {
            (Claim::Ballot { prefix, .. }, Some(_)) => prefix.clone(),
            _ => Vec::new(),
        };
        let verdict = verify(claim, self.signatures);
        if let (Verified::Yes(_), Some((blob, before))) = (&verdict, known) {
            before.note(repo, blob, &text);
        }
        Ok(verdict)
    }
}

/// The claim of a ballot whose signed text was found good before.
fn known_claim(text: Vec<u8>) -> Option<Claim> {
    Some(Claim::Ballot {
        ballot: Box::new(read_ballot(&text).ok()?),
        prefix: text,
        armour: String::new(),
    })
}

/// The bytes of what was found, or why it cannot be a ballot. Size and mode
/// are looked at before anything is read.
fn read(repo: &Repo, found: &Found) -> Result<Result<Vec<u8>, String>, WorkspaceError> {
    let blob: BlobId = match found.what {
        Entry::File(blob) => blob,
        Entry::Executable(_) => return Ok(Err(odd("a file that may be run", found))),
        Entry::Link(_) => return Ok(Err(odd("a link", found))),
        Entry::Submodule(_) => return Ok(Err(odd("another repository", found))),
        Entry::Folder(_) => return Ok(Err(odd("a folder", found))),
        Entry::Odd(_) => return Ok(Err(odd("of a mode that git does not write", found))),
    };
    let bytes = repo.blob_within(blob, LONGEST_SIGNED as u64)?;
    Ok(bytes.map_err(|size| {
        format!("blob {blob} has {size} bytes; a ballot has at most {LONGEST_SIGNED}")
    }))
}

fn odd(what: &str, found: &Found) -> String {
    format!(
        "`{}` is {what}, and a ballot is a plain file",
        found.path.whole()
    )
}
