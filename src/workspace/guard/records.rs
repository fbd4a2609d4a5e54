//! The records that a push brings or touches: polls, extensions, results,
//! enactments, acts. What verification finds wrong with them after the push,
//! and did not before, is refused.

use std::collections::BTreeSet;

use super::clock::is_not_now;
use super::known::PollNow;
use super::pushed::{Pushed, inside};
use super::{GuardedRef, Refusals};
use crate::base::ProposalName;
use crate::store::CommitId;
use crate::workspace::WorkspaceError;
use crate::workspace::examine::{Examined, PollEnd};
use crate::workspace::layout::{ORGANISATION, PROPOSALS};
use crate::workspace::session::{Session, SharedLine};

/// Something that does not hold.
type Problem = (&'static str, Option<CommitId>, Option<String>, String);

impl Session<'_> {
    /// Verifies every proposal that a push touches.
    pub(super) fn guard_records(
        &self,
        old: Option<SharedLine>,
        new: &SharedLine,
        pushed: &Pushed,
        refusals: &mut Refusals,
        looked: &mut GuardedRef,
    ) -> Result<(), WorkspaceError> {
        // A target that meets the whole history at once cannot know when it
        // was made.
        let met = match &old {
            Some(line) if self.repo().tree_entry(line.tip, ORGANISATION)?.is_some() => old.as_ref(),
            _ => None,
        };
        let folders = pushed.touched.iter();
        let folders = folders.filter_map(|it| inside(&it.change.path));
        let names: BTreeSet<ProposalName> =
            folders.filter_map(|it| it.proposal.parse().ok()).collect();
        for name in &names {
            self.guard_proposal(name, met, new, pushed, refusals, looked)?;
        }
        Ok(())
    }

    fn guard_proposal(
        &self,
        name: &ProposalName,
        old: Option<&SharedLine>,
        new: &SharedLine,
        pushed: &Pushed,
        refusals: &mut Refusals,
        looked: &mut GuardedRef,
    ) -> Result<(), WorkspaceError> {
        let folder = format!("{PROPOSALS}/{name}");
        let was = match old {
            Some(old) => self.has_records(old.tip, name)?,
            None => false,
        };
        let held = pushed.touched.iter().any(|it| {
            let it = inside(&it.change.path);
            it.is_some_and(|it| it.proposal == name.as_str() && is_record(it.poll, it.rest))
        });
        if !was && !held && !self.has_records(new.tip, name)? {
            // A draft: whoever may push may edit it.
            return Ok(());
        }
        if was && self.repo().tree_entry(new.tip, &folder)?.is_none() {
            let by = pushed.touched.iter().rev();
            let mut by = by.filter(|it| it.on_line && it.change.path.starts_with(&folder));
            let commit = by.next().map(|it| it.commit);
            let why = "it removes a proposal that was voted on or acted on";
            refusals.add("removed-proposal", commit, Some(&folder), why);
            return Ok(());
        }
        if let Some(old) = old {
            self.audit_target(old)?;
        }
        let before = match old.filter(|_| was) {
            Some(old) => self.polls_at(old.tip, name)?,
            None => Vec::new(),
        };
        let examined = match self.examine_on(new.clone(), name, &|_| {}) {
            Ok(examined) => examined,
            Err(error @ (WorkspaceError::Store(_) | WorkspaceError::Incomplete(_))) => {
                return Err(error);
            }
            Err(error) => {
                let why = format!("after it nobody could verify the proposal: {error}");
                refusals.add("unreadable", None, Some(&folder), why);
                return Ok(());
            }
        };
        let mut problems = self.problems(&examined, pushed)?;
        if !problems.is_empty()
            && let Some(old) = old.filter(|_| was)
        {
            let then = self.examine_on(old.clone(), name, &|_| {})?;
            let then = self.problems(&then, pushed)?;
            let then: BTreeSet<&String> = then.iter().map(|(_, _, _, why)| why).collect();
            problems.retain(|(_, _, _, why)| !then.contains(why));
        }
        for (code, commit, path, why) in problems {
            refusals.add(code, commit, path.as_deref(), why);
        }
        if old.is_some() {
            self.opened(&examined, &before, pushed, refusals);
            settled(&before, pushed, refusals);
        }
        for (proposal, poll) in pushed.ballot_folders() {
            if proposal != name.as_str() {
                continue;
            }
            let folder = format!("{PROPOSALS}/{proposal}/polls/{poll}");
            let Some(report) = examined.polls.iter().find(|it| it.folder == folder) else {
                no_poll(&folder, pushed, refusals);
                continue;
            };
            let mut now = PollNow::of(report);
            // Ballots may come with what closes their poll, not after it.
            let then = before.iter().find(|it| it.folder == folder);
            now.over = then.and_then(|it| it.over.clone());
            let old = old.map(|it| it.tip);
            self.guard_ballots(old, pushed, &now, refusals, looked)?;
        }
        Ok(())
    }

    /// Whether anything was ever decided on a proposal, as one commit has it.
    fn has_records(&self, tip: CommitId, name: &ProposalName) -> Result<bool, WorkspaceError> {
        let folder = format!("{PROPOSALS}/{name}");
        for file in ["polls", "enactment.yaml"] {
            if self
                .repo()
                .tree_entry(tip, &format!("{folder}/{file}"))?
                .is_some()
            {
                return Ok(true);
            }
        }
        let statements = self.repo().list(tip, &format!("{folder}/statements"))?;
        let mut statements = statements.unwrap_or_default().into_iter();
        Ok(statements.any(|(file, _)| is_record(None, &format!("statements/{file}"))))
    }

    /// What verification finds wrong with the records of a proposal.
    fn problems(
        &self,
        examined: &Examined,
        pushed: &Pushed,
    ) -> Result<Vec<Problem>, WorkspaceError> {
        let mut found: Vec<Problem> = Vec::new();
        for poll in &examined.polls {
            let folder = &poll.folder;
            // The last that touched a record of it.
            let by = pushed.touched.iter().rev().find(|it| {
                let file = it.change.path.strip_prefix(folder);
                it.on_line && file.is_some_and(|file| !file.starts_with("/ballots/"))
            });
            let mut add = |code, why: &str| {
                let path = by.map_or_else(|| folder.clone(), |it| it.change.path.clone());
                found.push((code, by.map(|it| it.commit), Some(path), why.to_owned()));
            };
            if let Some(why) = &poll.void {
                add("void-poll", &format!("the poll is void: {why}"));
            }
            match &poll.end {
                PollEnd::False { why } => add("false-record", why),
                PollEnd::Stale { ballots } => {
                    let why = format!(
                        "the result is stale: {ballots} valid ballots were there, and it does not \
                         count them; `polity close` again"
                    );
                    add("stale-result", &why);
                }
                _ => {}
            }
            // Of a poll that is new they only say what is worth knowing.
            if !pushed.ids.contains(&poll.opened_in) {
                poll.notes.iter().for_each(|why| add("void-record", why));
            }
        }
        let folder = format!("{PROPOSALS}/{}", examined.name);
        for why in &examined.notes {
            found.push(("no-poll", None, Some(folder.clone()), why.clone()));
        }
        for (commit, why) in self.acts(examined)?.void {
            let why = format!("the act before the decision does not hold: {why}");
            found.push(("void-act", Some(commit), Some(folder.clone()), why));
        }
        if let Some(report) = self.verify_enactment(examined)?
            && let Some(why) = report.wrong
        {
            let path = Some(format!("{folder}/enactment.yaml"));
            found.push(("false-enactment", Some(report.commit), path, why));
        }
        Ok(found)
    }

    /// Whether polls that a push opens were opened now, and are only opened.
    fn opened(
        &self,
        examined: &Examined,
        before: &[PollNow],
        pushed: &Pushed,
        refusals: &mut Refusals,
    ) {
        let now = self.now();
        for poll in &examined.polls {
            let known = before.iter().any(|it| it.folder == poll.folder);
            if known || !pushed.ids.contains(&poll.opened_in) {
                continue;
            }
            let path = format!("{}/poll.yaml", poll.folder);
            let opened = poll.signed.poll.opened;
            if is_not_now(opened, now) {
                let why = format!(
                    "it says that it was opened at {opened}, and here it is {now}; an opening is \
                     pushed within five minutes"
                );
                refusals.add("poll-clock", Some(poll.opened_in), Some(&path), why);
            }
            let more = pushed.touched.iter().find(|it| {
                let file = it.change.path.strip_prefix(&format!("{}/", poll.folder));
                let file = file.filter(|file| !file.starts_with("ballots/"));
                it.change.new.is_some() && file.is_some_and(|file| file != "poll.yaml")
            });
            if let Some(it) = more {
                let why = "a vote is opened in one push and ended in another, so that others can \
                           vote between";
                refusals.add(
                    "opened-and-closed",
                    Some(it.commit),
                    Some(&it.change.path),
                    why,
                );
            }
        }
    }
}

/// Whether extensions and cancellations that held stay as they are. What
/// becomes of polls, results and enactments verification says itself.
fn settled(before: &[PollNow], pushed: &Pushed, refusals: &mut Refusals) {
    for it in pushed.touched.iter().filter(|it| it.on_line) {
        if it.change.old.is_none() {
            continue;
        }
        let path = &it.change.path;
        let poll = before.iter().find_map(|poll| {
            let file = path.strip_prefix(&poll.folder)?.strip_prefix('/')?;
            Some((poll, file))
        });
        let Some((poll, file)) = poll else { continue };
        let number = file
            .strip_prefix("extension-")
            .and_then(|rest| rest.strip_suffix(".yaml")?.parse::<u32>().ok());
        let extension = number.is_some_and(|number| number <= poll.extensions);
        if extension || (file == "cancelled.yaml" && poll.cancelled) {
            let why = "a record that holds is neither changed nor removed";
            refusals.add("changed-record", Some(it.commit), Some(path), why);
        }
    }
}

/// Ballots in a folder that holds no poll.
fn no_poll(folder: &str, pushed: &Pushed, refusals: &mut Refusals) {
    let prefix = format!("{folder}/ballots/");
    let here = pushed.touched.iter();
    for it in here.filter(|it| it.change.new.is_some() && it.change.path.starts_with(&prefix)) {
        let why = "there is no poll in its folder";
        refusals.add("no-poll", Some(it.commit), Some(&it.change.path), why);
    }
}

/// Whether a file is one that decides something.
fn is_record(poll: Option<&str>, file: &str) -> bool {
    poll.is_some()
        || file == "enactment.yaml"
        || file.starts_with("statements/emergency-")
        || file.starts_with("statements/undo-")
}
