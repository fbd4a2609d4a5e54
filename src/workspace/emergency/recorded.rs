//! Acts before the decision, as the files alone say: for those who look at the
//! organisation and would not know that a part of it is provisional.

use super::{ActRecorded, Stated};
use crate::base::{Date, Digest, Instant, PersonId, Place, ProposalName, Subject};
use crate::finding::{Code, Finding};
use crate::proposal::State;
use crate::rule::Route;
use crate::vote::StatementKind;
use crate::workspace::load::ProposalFolder;
use crate::workspace::status::ended_by_records;
use crate::workspace::whole::Workspace;

impl Workspace {
    /// The acts that stand in the organisation and are not ratified, by their
    /// proposals.
    pub fn acts_on_record(&self, now: Instant) -> Vec<ActRecorded> {
        let all = self.proposals.proposals.keys();
        all.filter_map(|name| self.act_on_record(name, now))
            .collect()
    }

    /// The act on one proposal.
    pub fn act_on_record(&self, name: &ProposalName, now: Instant) -> Option<ActRecorded> {
        let folder = self.proposals.proposals.get(name)?;
        let said = folder.act()?;
        let rule = self.rule_of(folder).ok()?;
        let first = rule.acts_first.as_ref()?;
        let until = said.at.plus(first.within)?;
        let late = |at: Instant| (until < at).then(|| format!("it was ratified after {until}"));
        let ratified = folder.polls.values().find_map(|it| {
            let (Ok(poll), Some(result)) = (&it.poll, &it.result) else {
                return None;
            };
            let stage = &poll.poll.stage;
            let favours = matches!(
                stage.route(&result.outcome),
                Some(Route::Continue | Route::Accept)
            );
            (favours && stage.id == first.ratify).then_some(result.closed_at)
        });
        let ended = ended_by_records(folder.polls.values());
        let outcome = ended.last().map(|it| it.outcome.to_string());
        let ended = || outcome.map(|outcome| format!("the vote ended with {outcome}"));
        let lapsed = match (ratified, self.state(name)) {
            _ if said.about != folder.content => {
                Some("the proposal was changed after the act".to_owned())
            }
            (Some(at), _) => Some(late(at)?),
            (None, Some(State::Rejected { .. } | State::ReturnedToDraft)) => ended(),
            _ if until < now => Some(format!("it was not ratified by {until}")),
            _ => None,
        };
        let stated = said.text.as_deref().and_then(Stated::read)?;
        Some(ActRecorded {
            proposal: name.clone(),
            by: said.by.clone(),
            effective: stated.effective,
            until,
            lapsed,
        })
    }

    /// What is worth saying of them in a check.
    pub(in crate::workspace) fn acts_found(&self, now: Instant) -> Vec<Finding> {
        let found = self.acts_on_record(now).into_iter().map(|act| {
            let n = act.proposal.number();
            let path = format!(
                "proposals/{}/statements/emergency-{}.yaml",
                act.proposal, act.by
            );
            let place = Place::whole(Subject::File(path));
            let by = &act.by;
            match act.lapsed {
                Some(why) => Finding::warning(
                    Code::ActLapsed,
                    place,
                    format!("{by} acted first on proposal {n}, and the act must be undone: {why}"),
                )
                .hint(format!("`polity undo {n}`")),
                None => Finding::note(
                    Code::ActProvisional,
                    place,
                    format!(
                        "{by} acted first on proposal {n}; it is provisional until it is ratified, \
                         by {}",
                        act.until
                    ),
                )
                .hint(format!("`polity status {n}`")),
            }
        });
        found.collect()
    }
}

impl ProposalFolder {
    /// The statement of an act that was neither undone nor recorded as
    /// enacted, whatever became of the text since.
    pub(super) fn act(&self) -> Option<&crate::vote::Statement> {
        let all = || self.statements.iter().map(|it| &it.statement);
        let undone = |about| all().any(|it| it.kind == StatementKind::Undo && it.about == about);
        let mut acts = all().filter(|it| it.kind == StatementKind::Emergency);
        let act = acts.find(|it| !undone(it.about))?;
        self.enactment.is_none().then_some(act)
    }

    /// Who acted, from which day, and the organisation before and after.
    pub(in crate::workspace) fn acts(&self) -> Option<(&PersonId, Date, (Digest, Digest))> {
        let said = self.act()?;
        let stated = said.text.as_deref().and_then(Stated::read)?;
        Some((&said.by, stated.effective, (stated.before, stated.after)))
    }

    /// Whether somebody acted first on it, and it is not settled since.
    pub fn has_act(&self) -> bool {
        self.act().is_some()
    }
}
