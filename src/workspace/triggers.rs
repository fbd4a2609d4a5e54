//! Decisions that are due: by a rule's triggers, or because a vote under
//! another rule started them.

use super::gate::Recorded;
use super::status::ended_by_records;
use super::whole::Workspace;
use crate::base::{EntityId, Instant, NodePath, Place, ProposalName, RuleId, Subject};
use crate::finding::{Code, Finding};
use crate::proposal::State;
use crate::vote::{Progress, progress};

/// A rule under which a decision is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRule {
    /// Which.
    pub rule: RuleId,
    /// Why, in words.
    pub why: String,
    /// The proposal under it that answers, where one is under way, and how far
    /// it has come.
    pub answered_by: Option<(ProposalName, State)>,
}

impl Workspace {
    /// The rules under which a decision is due at an instant, with the reason.
    pub fn due_rules(&self, now: Instant) -> Vec<DueRule> {
        let Some(org) = &self.governance.org else {
            return Vec::new();
        };
        let found = crate::org::check(org, Self::day(org, now), &self.governance.unreadable);
        let found = found.into_iter().chain(self.started());
        found
            .filter(|finding| finding.code == Code::TriggerDue)
            .filter_map(|finding| match finding.place.subject {
                Subject::Entity(EntityId::Rule(rule)) => Some(DueRule {
                    why: finding.message,
                    answered_by: self.under(&rule),
                    rule,
                }),
                _ => None,
            })
            .collect()
    }

    /// Decisions that a vote under another rule started, and that were not
    /// begun since.
    pub(super) fn started(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for (name, folder) in &self.proposals.proposals {
            let Some((rule, stage, closed)) = self.starts(name) else {
                continue;
            };
            let begun = self.proposals.proposals.values().any(|other| {
                let mut polls = other.polls.values().filter_map(|it| it.poll.as_ref().ok());
                polls.any(|it| it.poll.rule == rule && closed <= it.poll.opened)
            });
            let there = self.governance.org.as_ref();
            if begun || !there.is_some_and(|org| org.rules.contains_key(&rule)) {
                continue;
            }
            let outcome = folder
                .polls
                .values()
                .last()
                .and_then(|it| it.result.as_ref());
            let outcome = outcome.map_or_else(String::new, |it| format!(" ({})", it.outcome));
            let place = Place::new(
                Subject::Entity(EntityId::Rule(rule.clone())),
                NodePath::root().key_of("title"),
            );
            let message = format!(
                "a decision is due: proposal {} started it by stage `{stage}`{outcome}",
                name.number()
            );
            let finding = Finding::warning(Code::TriggerDue, place, message);
            found.push(finding.hint(format!("write a proposal under `{rule}`")));
        }
        found
    }

    /// The rule that a proposal's vote started, in which stage and when.
    fn starts(&self, name: &ProposalName) -> Option<(RuleId, crate::base::StageId, Instant)> {
        let folder = self.proposals.proposals.get(name)?;
        let rule = self.rule_of(folder).ok()?;
        let ended = ended_by_records(folder.polls.values());
        let attested = super::examine::attested(self.governance.org.as_ref()?);
        let results = folder.polls.values().filter_map(|it| it.result.as_ref());
        let closed = results.map(|it| it.closed_at).max()?;
        match progress(name, folder.content, rule, &ended, &attested) {
            Ok(Progress::Starts { rule, stage }) => Some((rule, stage, closed)),
            _ => None,
        }
    }

    /// The newest proposal under a rule that is not settled.
    fn under(&self, rule: &RuleId) -> Option<(ProposalName, State)> {
        let records = Recorded(self);
        let all = self.proposals.proposals.iter().rev();
        all.filter(|(_, it)| it.proposal.as_ref().is_some_and(|it| it.rule == *rule))
            .map(|(name, _)| (name.clone(), records.state(name)))
            .find(|(_, state)| !state.is_final() && *state != State::Cancelled)
    }

    /// Says of a decision that is due which proposal is to answer it, in place
    /// of how to begin one.
    pub(super) fn answered(&self, finding: Finding) -> Finding {
        let Subject::Entity(EntityId::Rule(rule)) = &finding.place.subject else {
            return finding;
        };
        match self.under(rule) {
            Some((name, state)) if finding.code == Code::TriggerDue => {
                let hint = format!("proposal {} under it: {state}", name.number());
                finding.hint(hint)
            }
            _ => finding,
        }
    }
}
