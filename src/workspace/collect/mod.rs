//! Taking in ballots and statements that came another way than by a push to the
//! line: on branches, in pull requests, by mail.
//!
//! What counts is what a record proves itself, so each is verified first and
//! then put where it belongs by its own words. The path, the name and the date
//! under which it came decide nothing.

mod found;
mod judge;
mod mailbox;
mod rotation;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use found::Found;
use judge::{Good, Ground, Judged};

use super::{Session, WorkspaceError};
use crate::base::{Digest, PersonId};
use crate::store::{CommitId, Stamp, foreign};
use crate::vote::Reason;

/// Where records are taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A branch or any other revision, such as `origin/ballot-of-ann`.
    Revision(String),
    /// Every pull or merge request at a remote.
    Offered(String),
    /// A file of mails in mbox form.
    Mbox(PathBuf),
    /// A folder of mails.
    Maildir(PathBuf),
}

/// Why something is not taken. The words are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Refusal {
    /// It is no ballot that would count.
    Ballot(Reason),
    /// No poll that it names is open.
    NoPoll,
    /// No proposal has the text that it is about.
    NoProposal,
    /// Its maker may not.
    NotAllowed,
    /// Another one of the same person stands there.
    StandsAlready,
    /// The file that it changes is another one by now.
    ChangedSince,
    /// Its signature cannot be checked here.
    Unchecked,
    /// It is no ballot and no statement that can be taken.
    NotARecord,
    /// It is too large to be read.
    TooLarge,
    /// The mail cannot be read.
    BadMail,
    /// The patch is none that makes a record.
    BadPatch,
}

impl Refusal {
    /// Its stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ballot(reason) => reason.as_str(),
            Self::NoPoll => "no-open-poll",
            Self::NoProposal => "no-such-proposal",
            Self::NotAllowed => "not-allowed",
            Self::StandsAlready => "stands-already",
            Self::ChangedSince => "changed-since",
            Self::Unchecked => "unchecked-signature",
            Self::NotARecord => "not-a-record",
            Self::TooLarge => "too-large",
            Self::BadMail => "bad-mail",
            Self::BadPatch => "bad-patch",
        }
    }
}

/// How to take in what came.
#[derive(Debug, Clone)]
pub struct CollectOptions {
    /// From where.
    pub sources: Vec<Source>,
    /// All in one commit; else each in its own.
    pub one_commit: bool,
    /// Only say what would be taken.
    pub dry_run: bool,
    /// The longest that a fetch may take.
    pub limit: Duration,
}

/// A record that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Where it came from.
    pub from: String,
    /// Where it is now.
    pub path: String,
    /// Whose it is.
    pub by: PersonId,
    /// The digest of what is signed: of a ballot, the voter's receipt.
    pub digest: Digest,
}

/// Something that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// Where it came from.
    pub from: String,
    /// The path that it had there, where it had one.
    pub path: Option<String>,
    /// Why, as a stable word.
    pub code: Refusal,
    /// Why, for people. Control characters are escaped.
    pub why: String,
}

/// What was taken in.
#[derive(Debug, Clone, Default)]
pub struct Collected {
    /// What was taken.
    pub taken: Vec<Taken>,
    /// What was not.
    pub refused: Vec<NotTaken>,
    /// How many records the line had already.
    pub known: usize,
    /// How many commits were made.
    pub commits: usize,
    /// The new end of the line, where any was made.
    pub tip: Option<CommitId>,
}

impl Session<'_> {
    /// Takes in the ballots and statements of some sources: verifies each, and
    /// puts those that hold on the shared line, all or none of them.
    ///
    /// # Errors
    ///
    /// Where a source cannot be read, or the line cannot be written. What does
    /// not hold is no error, but listed.
    pub fn collect(&self, options: &CollectOptions) -> Result<Collected, WorkspaceError> {
        let line = self.line()?;
        let ground = Ground::of(self, &line)?;
        let mut collected = Collected::default();
        let mut good: Vec<(Good, String, Option<Stamp>)> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut each = |found: Found| {
            let (from, path) = (foreign(&found.from), foreign(&found.path));
            let mut refuse = |code, why: String| {
                collected.refused.push(NotTaken {
                    from: from.clone(),
                    path: (!path.is_empty()).then(|| path.clone()),
                    code,
                    why: foreign(&why),
                });
            };
            let bytes = match found.bytes {
                Ok(bytes) => bytes,
                Err((code, why)) => {
                    refuse(code, why);
                    return Ok(());
                }
            };
            // One record may come several ways.
            let keys = found.keys.as_deref();
            let keys = keys.map(|keys| self.repo().blob_id(keys)).transpose()?;
            if !seen.insert((self.repo().blob_id(&bytes)?, keys)) {
                return Ok(());
            }
            match ground.judge(self, bytes, found.keys)? {
                Judged::Known => collected.known += 1,
                Judged::Refused(code, why) => refuse(code, why),
                Judged::Good(it) => good.push((*it, from, found.author)),
            }
            Ok(())
        };
        for source in &options.sources {
            self.find_in(source, line.tip, options.limit, &mut each)?;
        }
        // In the order of the rules, so that of one voter's ballots the one
        // that counts is written last.
        good.sort_by_key(|(it, ..)| (it.at, it.digest));
        let (rotations, good) = good.into_iter().partition(|(it, ..)| it.keys.is_some());
        let tip = self.take_rotations(rotations, &ground, &line, &mut collected)?;
        self.take(good, &ground, (line.tip, tip), options, &mut collected)?;
        if options.dry_run {
            (collected.commits, collected.tip) = (0, None);
        }
        if let Some(tip) = collected.tip.filter(|tip| *tip != line.tip) {
            self.repo().move_branch(&line.branch, Some(line.tip), tip)?;
        }
        Ok(collected)
    }

    /// Makes the commits, which no branch is at yet.
    fn take(
        &self,
        good: Vec<(Good, String, Option<Stamp>)>,
        ground: &Ground,
        (since, mut tip): (CommitId, CommitId),
        options: &CollectOptions,
        collected: &mut Collected,
    ) -> Result<(), WorkspaceError> {
        let own = self.stamp()?;
        let by_rotations = collected.taken.len();
        let mut together: BTreeMap<String, Option<Vec<u8>>> = BTreeMap::new();
        for (it, from, author) in good {
            let mut path = it.path.clone();
            if let Some(folder) = &it.folder {
                match self.place(folder, &path, &it.bytes, tip, since)? {
                    Some(place) => path = place,
                    None => {
                        collected.known += 1;
                        continue;
                    }
                }
            }
            // In one commit an older ballot of the same voter has no moment of
            // its own in history, so it goes beside.
            if let Some(older) = together.remove(&path).filter(|_| it.folder.is_some()) {
                let digits = self
                    .repo()
                    .blob_id(older.as_deref().unwrap_or_default())?
                    .hex();
                let stem = path.strip_suffix(".yaml").unwrap_or(&path);
                let beside = format!("{stem}.{}.yaml", digits.get(..8).unwrap_or(&digits));
                together.insert(beside, older);
            }
            collected.taken.push(Taken {
                from,
                path: path.clone(),
                by: it.by.clone(),
                digest: it.digest,
            });
            let author = author_of(&it, author, ground, &own);
            together.insert(path, Some(it.bytes));
            if options.one_commit || options.dry_run {
                continue;
            }
            let files = std::mem::take(&mut together);
            tip = self.write_on(tip, files, &it.message, &author)?;
            collected.commits += 1;
        }
        if options.dry_run || together.is_empty() {
            collected.tip = (tip != since).then_some(tip);
            return Ok(());
        }
        let records = collected.taken.get(by_rotations..).unwrap_or_default();
        let count = super::error::count(records.len(), "record");
        let mut message = format!("Collect {count}\n\n");
        for it in records {
            message.push_str(&format!("Record: {} {}\n", it.by, it.digest));
        }
        tip = self.write_on(tip, together, &message, &own)?;
        collected.commits += 1;
        collected.tip = Some(tip);
        Ok(())
    }
}

/// Who is to stand as the author of a record's commit: who committed it where
/// it comes from, else whose it is.
fn author_of(it: &Good, author: Option<Stamp>, ground: &Ground, own: &Stamp) -> Stamp {
    author.filter(is_plain).unwrap_or_else(|| {
        let (name, email) = ground.name_of(&it.by);
        let stamp = Stamp {
            name,
            email: email.unwrap_or_else(|| own.email.clone()),
            unix: it.at.unix(),
            offset: 0,
        };
        if is_plain(&stamp) { stamp } else { own.clone() }
    })
}

/// Whether a name and an address can stand in a commit.
fn is_plain(stamp: &Stamp) -> bool {
    let plain = |text: &str| {
        let odd = |c: char| c.is_control() || c == '<' || c == '>';
        !text.trim().is_empty() && !text.chars().any(odd) && foreign(text) == text
    };
    plain(&stamp.name) && plain(&stamp.email)
}
