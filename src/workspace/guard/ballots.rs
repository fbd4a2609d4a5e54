//! The new ballots of a push: each must count as far as it can be known, by
//! the very verdict that a count would give.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::clock::{is_to_come, takes_until};
use super::known::PollNow;
use super::pushed::Pushed;
use super::{GuardedRef, MOST_REFUSED, Refusals};
use crate::base::{PersonId, ProposalName};
use crate::store::{CommitId, Entry, Link};
use crate::workspace::WorkspaceError;
use crate::workspace::examine::commit_id;
use crate::workspace::gather::{Found, FoundPath, Gathered, gather_entries, gather_from};
use crate::workspace::layout::PROPOSALS;
use crate::workspace::session::Session;
use crate::workspace::signatures::Signatures;
use crate::workspace::sorted::{Against, FoundBallot, sort};

/// How many ballots are verified before it is asked whether enough are bad.
const BATCH: usize = 1_024;

impl Session<'_> {
    /// Verifies a push of ballots into polls that the target has. False where
    /// there is more to look at.
    pub(super) fn guard_ballots_alone(
        &self,
        old: CommitId,
        pushed: &Pushed,
        refusals: &mut Refusals,
        looked: &mut GuardedRef,
    ) -> Result<bool, WorkspaceError> {
        let mut polls = Vec::new();
        for (proposal, poll) in pushed.ballot_folders() {
            let folder = format!("{PROPOSALS}/{proposal}/polls/{poll}");
            let there = self
                .repo()
                .tree_entry(old, &format!("{folder}/poll.yaml"))?;
            let (Ok(name), Some(Entry::File(_))) = (proposal.parse::<ProposalName>(), there) else {
                return Ok(false);
            };
            let known = self.polls_at(old, &name)?;
            match known.into_iter().find(|it| it.folder == folder) {
                Some(poll) => polls.push(poll),
                None => return Ok(false),
            }
        }
        for poll in &polls {
            self.guard_ballots(Some(old), pushed, poll, refusals, looked)?;
        }
        Ok(true)
    }

    /// Verifies what a push brings among the ballots of a poll. `old` is
    /// nothing where the target meets the whole history at once.
    pub(super) fn guard_ballots(
        &self,
        old: Option<CommitId>,
        pushed: &Pushed,
        poll: &PollNow,
        refusals: &mut Refusals,
        looked: &mut GuardedRef,
    ) -> Result<(), WorkspaceError> {
        let gathered = gather_from(self.repo(), &poll.folder, &pushed.commits)?;
        let fresh = self.brought_here(&gathered, pushed)?;
        if let Some(why) = &poll.void {
            for it in &fresh {
                let why = format!("its poll is void: {why}");
                refusals.add("void-poll", Some(it.commit), Some(&it.path.whole()), why);
            }
            return Ok(());
        }
        let poll_file = &poll.signed.poll;
        let base = commit_id(&poll_file.base)?;
        let org = self.at_organisation(base)?;
        let signatures = Signatures::of(&org);
        let verdicts = |found: Vec<Found>| {
            let digest = poll.signed.digest;
            let closes = poll.closes;
            let against = Against {
                poll: poll_file,
                id: digest,
                closes,
                signatures: &signatures,
                before: None,
            };
            sort(self.repo(), found, &against, &|_| {})
        };
        // What a commit removed or wrote over must be judged too, to know
        // whether it was somebody's ballot.
        let known: BTreeSet<Entry> = fresh.iter().map(|it| it.what).collect();
        let moved = gathered
            .displaced
            .iter()
            .filter(|it| !known.contains(&it.old));
        let folder: Arc<str> = format!("{}/ballots", poll.folder).into();
        let moved = moved.map(|it| Found {
            what: it.old,
            path: FoundPath::below(&folder, &it.path),
            commit: it.commit,
        });
        let mut all = verdicts(moved.collect())?;
        all.rejected.clear();
        for batch in fresh.chunks(BATCH) {
            let sorted = verdicts(batch.to_vec())?;
            for it in &sorted.rejected {
                let code = it.rejection.reason.as_str();
                refusals.add(code, Some(it.commit), Some(&it.path), &it.rejection.why);
            }
            looked.ballots += sorted.valid.len();
            for it in &sorted.valid {
                let path = batch.iter().find(|found| found.what == it.what);
                let path = path.map_or_else(String::new, |found| found.path.whole());
                self.timely((old, base), poll, it, &path, refusals)?;
            }
            all.valid.extend(sorted.valid);
            if refusals.all.len() > MOST_REFUSED {
                let why = "so many ballots do not count that the rest were not looked at";
                refusals.add("too-many", None, Some(&poll.folder), why);
                break;
            }
        }
        for (path, commit) in gathered.meddled(&all) {
            let why = "it removes, moves or writes over a ballot that is not its voter's older one";
            refusals.add("meddled", Some(commit), Some(&path), why);
        }
        self.names_fit(pushed, poll, &all.valid, refusals);
        Ok(())
    }

    /// What a push brings itself; not what a merge in it took over from a
    /// parent, which is there already or came with that parent.
    fn brought_here(
        &self,
        gathered: &Gathered,
        pushed: &Pushed,
    ) -> Result<Vec<Found>, WorkspaceError> {
        let mut fresh = Vec::new();
        let commits = pushed.commits.iter();
        let commits: HashMap<CommitId, &Link> = commits.map(|it| (it.id, it)).collect();
        for it in &gathered.found {
            let commit = commits.get(&it.commit);
            let parents = commit.map_or(&[][..], |commit| &*commit.parents);
            let mut taken = false;
            if parents.len() > 1 {
                let path = it.path.whole();
                for parent in parents {
                    taken |= self.repo().tree_entry(*parent, &path)? == Some(it.what);
                }
            }
            if !taken {
                fresh.push(it.clone());
            }
        }
        Ok(fresh)
    }

    /// Whether a valid ballot came when it can have been cast.
    fn timely(
        &self,
        (old, base): (Option<CommitId>, CommitId),
        poll: &PollNow,
        found: &FoundBallot,
        path: &str,
        refusals: &mut Refusals,
    ) -> Result<(), WorkspaceError> {
        let now = self.now();
        let cast = found.ballot.ballot().cast_at;
        let who = found.ballot.voter();
        if is_to_come(cast, now) {
            let why = format!("it says that it was cast at {cast}, and here it is {now}");
            refusals.add("future-ballot", Some(found.commit), Some(path), why);
            return Ok(());
        }
        let Some(old) = old else { return Ok(()) };
        let until = takes_until(poll.closes, &poll.signed.poll.stage);
        let late = match (&poll.over, until) {
            (Some(over), _) => Some(format!("the vote is over: {over}")),
            (None, Some(until)) if until < now => Some(format!(
                "it comes at {now}, and ballots were taken until {until}; when it was cast only \
                 {who} says"
            )),
            _ => None,
        };
        if let Some(why) = late {
            // What was there before may be put back.
            let there = gather_entries(self, &poll.folder, base, old)?;
            if !there.contains(&found.what) {
                refusals.add("late-ballot", Some(found.commit), Some(path), why);
            }
        }
        Ok(())
    }

    /// Whether each file among the ballots bears the name of whose ballot it
    /// is: it decides nothing, but people read it.
    fn names_fit(
        &self,
        pushed: &Pushed,
        poll: &PollNow,
        valid: &[FoundBallot],
        refusals: &mut Refusals,
    ) {
        let prefix = format!("{}/ballots/", poll.folder);
        let voters = valid.iter().map(|it| (it.what, it.ballot.voter()));
        let voters: BTreeMap<Entry, &PersonId> = voters.collect();
        for it in &pushed.touched {
            let (Some(rest), Some(what)) = (it.change.path.strip_prefix(&prefix), it.change.new)
            else {
                continue;
            };
            // A merge only takes over what some commit of the push is asked
            // about, or the target has.
            let Some(voter) = voters.get(&what) else {
                continue;
            };
            if !is_named_for(rest, voter) {
                let why = format!("it holds a ballot of {voter}, and bears another name");
                refusals.add(
                    "misnamed-ballot",
                    Some(it.commit),
                    Some(&it.change.path),
                    why,
                );
            }
        }
    }
}

/// Whether a file is named for a voter: `ann.yaml`, or `ann.3f9c21aa.yaml`
/// beside a newer one, in a folder or not.
fn is_named_for(path: &str, voter: &PersonId) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let rest = name.strip_prefix(voter.as_str());
    rest.is_some_and(|rest| rest.starts_with('.') && rest.ends_with(".yaml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_for_their_voters() {
        let ann: PersonId = "ann".parse().unwrap();
        for (path, fits) in [
            ("ann.yaml", true),
            ("3f/ann.yaml", true),
            ("ann.3f9c21aa.yaml", true),
            ("anna.yaml", false),
            ("ben.yaml", false),
            ("ann", false),
        ] {
            assert_eq!(is_named_for(path, &ann), fits, "{path}");
        }
    }
}
