//! Acts held against what they say: from history, by anybody.

use super::{Act, ActStands, Acts, Stated, own_changes, signed_by};
use crate::format::wire::record::read_statement;
use crate::proposal::apply_all;
use crate::rule::Route;
use crate::vote::{Progress, StatementKind};
use crate::workspace::WorkspaceError;
use crate::workspace::annals::Version;
use crate::workspace::call::decides;
use crate::workspace::enact::{meaning, proposal_of};
use crate::workspace::examine::{Examined, PollEnd, keys_on};
use crate::workspace::roll::{RollsOf, keys_at, members};
use crate::workspace::session::Session;
use crate::workspace::signatures::governance_digest;

impl Session<'_> {
    /// The acts on a proposal, as history has them.
    ///
    /// # Errors
    ///
    /// Where something cannot be read, or a signature not be checked here.
    pub fn acts(&self, examined: &Examined) -> Result<Acts, WorkspaceError> {
        let mut acts = Acts::default();
        let inner = examined.annals.inside("statements");
        let mut versions: Vec<(&str, &Version)> = inner
            .flat_map(|(file, versions)| versions.iter().map(move |it| (file, it)))
            .filter(|(_, version)| version.what.is_some())
            .collect();
        versions.sort_by_key(|(file, version)| (version.at, *file));
        for (file, version) in &versions {
            if !file.starts_with("emergency-") || acts.act.is_some() {
                continue;
            }
            match self.judge_act(examined, version)? {
                Ok(act) => acts.act = Some(act),
                Err(why) => acts.void.push((version.commit, why)),
            }
        }
        let Some(act) = &mut acts.act else {
            return Ok(acts);
        };
        act.stands = self.stands(examined, act);
        let due = matches!(act.stands, ActStands::MustBeUndone { .. });
        for (file, version) in versions.iter().filter(|(_, version)| act.at < version.at) {
            if due && file.starts_with("undo-") && self.undoes(examined, act, version)? {
                let by = version.commit;
                act.stands = ActStands::Undone { by };
                break;
            }
        }
        Ok(acts)
    }

    /// Whether one act holds, or why not.
    fn judge_act(
        &self,
        examined: &Examined,
        version: &Version,
    ) -> Result<Result<Act, String>, WorkspaceError> {
        let refuse = |why: &str| Ok(Err(why.to_owned()));
        let (Some(blob), Some(parent)) = (version.file(), version.before) else {
            return refuse("its statement is not a plain file");
        };
        let signed = match self.record(blob)?.map(|bytes| read_statement(&bytes)) {
            Ok(Ok(signed)) => signed,
            Ok(Err(error)) => return Ok(Err(error.to_string())),
            Err(why) => return Ok(Err(why)),
        };
        let said = &signed.statement;
        let stated = said.text.as_deref().and_then(Stated::read);
        let (StatementKind::Emergency, Some(stated)) = (said.kind, stated) else {
            return refuse("its statement is none of an act");
        };
        let workspace = self.at(parent)?;
        let (Ok(org), Some(folder)) = (
            workspace.org(),
            workspace.proposals.proposals.get(&examined.name),
        ) else {
            return refuse("the organisation or the proposal could not be read before it");
        };
        if said.about != folder.content {
            return refuse("it is about another text than stood there");
        }
        let (Ok(proposal), Ok(rule)) = (proposal_of(folder), workspace.rule_of(folder)) else {
            return refuse("the proposal or its rule could not be read before it");
        };
        let Some(first) = &rule.acts_first else {
            return refuse("its rule lets nobody act first");
        };
        if let Err(error) = decides(rule, proposal) {
            return Ok(Err(error.to_string()));
        }
        let day = said.at.day(&org.about.time_zone.zone());
        let founded = org.about.founded.is_some_and(|founded| founded <= said.at);
        if day != stated.effective || self.now() < said.at || !founded {
            return refuse("its time cannot be");
        }
        let standing = org.on(day);
        if !members(&first.by, &RollsOf::new(&standing, proposal))?.contains(&said.by) {
            return Ok(Err(format!("{} may not act first", said.by)));
        }
        let keys = keys_at(org, &said.by, said.at, &examined.founding);
        if let Err(why) = signed_by(org, &signed, &keys)? {
            return Ok(Err(why));
        }
        for poll in examined.polls.iter().filter(|poll| poll.void.is_none()) {
            if self.repo().is_ancestor(poll.opened_in, parent)? {
                return refuse("a vote was opened before it");
            }
        }
        let (was, made) = (
            self.governance_files(parent)?,
            self.governance_files(version.commit)?,
        );
        if governance_digest(&was) != stated.before || governance_digest(&made) != stated.after {
            return refuse("the organisation before or after is not the one that it names");
        }
        let (Some(before), Some(after)) = (meaning(&was), meaning(&made)) else {
            return refuse("the organisation before or after cannot be read");
        };
        let applied = own_changes(proposal)
            .ok()
            .and_then(|changes| apply_all(&before, changes, stated.effective).ok());
        if applied.as_ref() != Some(&*after) {
            return refuse("it changed something else than the proposal says");
        }
        let Some(until) = said.at.plus(first.within) else {
            return refuse("its time to be ratified never ends");
        };
        Ok(Ok(Act {
            by: said.by.clone(),
            effective: stated.effective,
            until,
            commit: version.commit,
            stands: ActStands::Provisional,
            ratify: first.ratify.clone(),
            content: said.about,
            parent,
            at: version.at,
            before: stated.before,
            after: stated.after,
        }))
    }

    /// What an act has come to, undoing apart.
    fn stands(&self, examined: &Examined, act: &Act) -> ActStands {
        let due = |why: String| ActStands::MustBeUndone { why };
        if examined
            .folder()
            .is_ok_and(|folder| folder.content != act.content)
        {
            return due("the proposal was changed after the act".to_owned());
        }
        for poll in examined.polls.iter().filter(|poll| poll.void.is_none()) {
            let stage = &poll.signed.poll.stage;
            let PollEnd::AsRecorded { result, .. } = &poll.end else {
                continue;
            };
            let route = stage.route(&result.outcome);
            let favours = matches!(route, Some(Route::Continue | Route::Accept));
            if favours && stage.id == act.ratify {
                return match result.closed_at <= act.until {
                    true => ActStands::Ratified,
                    false => due(format!("it was ratified after {}", act.until)),
                };
            }
        }
        match &examined.progress {
            Progress::Rejected { outcome, .. } | Progress::Returned { outcome, .. } => {
                due(format!("the vote ended with {outcome}"))
            }
            _ if act.until < self.now() => due(format!("it was not ratified by {}", act.until)),
            _ => ActStands::Provisional,
        }
    }

    /// Whether a commit put back what an act changed, by somebody's signature.
    fn undoes(
        &self,
        examined: &Examined,
        act: &Act,
        version: &Version,
    ) -> Result<bool, WorkspaceError> {
        let Some(blob) = version.file() else {
            return Ok(false);
        };
        let Ok(Ok(signed)) = self.record(blob)?.map(|bytes| read_statement(&bytes)) else {
            return Ok(false);
        };
        let said = &signed.statement;
        let about = said.kind == StatementKind::Undo && said.about == act.content;
        let this = said.text.as_deref() == Some(act.commit.to_string().as_str());
        // Before its time is over nobody takes it back for being late; else
        // whoever did would only have to wait to be in the right.
        let decided = matches!(
            examined.progress,
            Progress::Rejected { .. } | Progress::Returned { .. }
        );
        let amended = match version.before {
            Some(before) => self.content_at(before, &examined.name)? != Some(act.content),
            None => false,
        };
        if self.now() < said.at || (!decided && !amended && said.at <= act.until) {
            return Ok(false);
        }
        if !about || !this {
            return Ok(false);
        }
        // It puts back what was decided, so that any present key may.
        let org = examined.org()?;
        let keys = keys_on(org, &said.by, said.at);
        if signed_by(org, &signed, &keys)?.is_err() {
            return Ok(false);
        }
        // What was undone before it had to be stays so.
        let ended = examined.last_closed();
        if !amended && said.at <= act.until && ended.is_none_or(|ended| said.at < ended) {
            return Ok(false);
        }
        let was = self.governance_files(act.parent)?;
        let now = self.governance_files(version.commit)?;
        let mut back = self.touched_by(act)?.into_iter();
        Ok(back.all(|path| now.bytes(&path) == was.bytes(&path)))
    }
}
