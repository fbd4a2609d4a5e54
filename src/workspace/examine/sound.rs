//! Whether a poll is what its base and its opener's choices make it.

use super::Series;
use super::poll::{hex, keys_on};
use crate::base::ProposalName;
use crate::format::wire::record::PollSignature;
use crate::org::Organisation;
use crate::rule::PollPeriod;
use crate::sign::Namespace;
use crate::store::CommitId;
use crate::vote::{Poll, Progress, SignatureVerdict, progress};
use crate::workspace::WorkspaceError;
use crate::workspace::call::{Choices, Ground, call};
use crate::workspace::gate::{Recomputed, Wanted, hindrances, in_words};
use crate::workspace::roll::FoundingKeys;
use crate::workspace::session::{Session, SharedLine};
use crate::workspace::signatures::{Signatures, governance_digest};
use crate::workspace::whole::Workspace;

impl Session<'_> {
    /// Whether a poll is what follows from its base and its opener's choices;
    /// else why it is void.
    pub(super) fn sound(
        &self,
        (poll, signature): (&Poll, &PollSignature),
        name: &ProposalName,
        base: CommitId,
        workspace: &Workspace,
        founding: &FoundingKeys,
        series: &mut Series,
    ) -> Result<Result<(), String>, WorkspaceError> {
        let org = workspace.org()?;
        if org.about.is_draft() {
            return Ok(Err(
                "the workspace was a draft when it was opened".to_owned()
            ));
        }
        let Some(folder) = workspace.proposals.proposals.get(name) else {
            return Ok(Err(
                "its proposal was not there when it was opened".to_owned()
            ));
        };
        let Some(proposal) = &folder.proposal else {
            return Ok(Err(
                "its proposal could not be read when it was opened".to_owned()
            ));
        };
        let attested = super::attested(org);
        if let (Some(rule), Some(content)) = (&series.rule, series.content)
            && content != folder.content
        {
            // Changed between two stages: a draft again, from the first stage.
            let due = progress(name, content, rule, &series.ended, &attested)?;
            if matches!(due, Progress::Due { .. } | Progress::Returned { .. }) {
                series.begin_again();
            }
        }
        if series.rule.is_none() {
            series.rule = Some(workspace.rule_of(folder)?.clone());
            series.content = Some(folder.content);
        }
        let Some(rule) = series.rule.clone() else {
            return Ok(Err("it has no rule".to_owned()));
        };
        let due = match progress(name, folder.content, &rule, &series.ended, &attested)? {
            Progress::Returned { .. } => {
                series.begin_again();
                series.rule = Some(workspace.rule_of(folder)?.clone());
                series.content = Some(folder.content);
                progress(name, folder.content, &rule, &[], &attested)?
            }
            due => due,
        };
        let Progress::Due {
            stage,
            round,
            after,
        } = due
        else {
            return Ok(Err("no vote was due when it was opened".to_owned()));
        };
        let superseded = series.superseded.get(&stage).copied().unwrap_or(0);
        let round = round.saturating_add(superseded);
        if stage != poll.stage.id {
            let why = format!("stage `{stage}` was due, and not `{}`", poll.stage.id);
            return Ok(Err(why));
        }
        if series.closed_at.is_some_and(|closed| poll.opened < closed) {
            let why = "it says that it was opened before the stage before it was closed";
            return Ok(Err(why.to_owned()));
        }
        if let Some((_, due)) = rule.stage(&stage) {
            let wanted = Wanted {
                workspace,
                org,
                folder,
                proposal,
                rule: &rule,
                stage: due,
                first: after.is_none(),
                closed: series.closed_at,
                at: poll.opened,
                founding: Some(founding),
            };
            let line = SharedLine {
                branch: org.about.branch.clone(),
                tip: base,
            };
            match hindrances(
                &wanted,
                &Recomputed {
                    session: self,
                    line,
                },
            ) {
                Ok(found) if found.is_empty() => {}
                Ok(found) => return Ok(Err(in_words(&found))),
                Err(error @ (WorkspaceError::Store(_) | WorkspaceError::Incomplete(_))) => {
                    return Err(error);
                }
                Err(error) => return Ok(Err(error.to_string())),
            }
        }
        let ground = Ground {
            org,
            proposal,
            content: folder.content,
            base: hex(base)?,
            governance: governance_digest(&*self.governance_files(base)?),
            rule: &rule,
            stage: &stage,
            round,
            after,
            founding,
        };
        let choices = Choices {
            opened: poll.opened,
            nonce: poll.nonce.clone(),
            opened_by: poll.opened_by.clone(),
            period: match poll.stage.period {
                Some(PollPeriod::Fixed(period)) => Some(period),
                _ => None,
            },
            keyless: poll.keyless,
        };
        let expected = match call(&ground, &choices) {
            Ok(expected) => expected,
            Err(error) => return Ok(Err(error.to_string())),
        };
        if let Some(field) = difference(poll, &expected) {
            return Ok(Err(format!("its {field} is not what its base says")));
        }
        Ok(opener_signed(poll, signature, org))
    }
}

/// The first field in which a poll is not what it should be.
fn difference(poll: &Poll, expected: &Poll) -> Option<&'static str> {
    // Destructured, so that a new field cannot be forgotten here.
    let Poll {
        proposal,
        content,
        base,
        governance,
        rule,
        stage,
        round,
        after,
        options,
        opened,
        closes,
        fan_out,
        nonce,
        electorate,
        opened_by,
        keyless,
    } = poll;
    let same = [
        ("proposal", *proposal == expected.proposal),
        ("content", *content == expected.content),
        ("base", *base == expected.base),
        ("governance", *governance == expected.governance),
        ("rule", *rule == expected.rule),
        ("stage", *stage == expected.stage),
        ("round", *round == expected.round),
        ("after", *after == expected.after),
        ("options", *options == expected.options),
        ("opening", *opened == expected.opened),
        ("close", *closes == expected.closes),
        ("fan_out", *fan_out == expected.fan_out),
        ("nonce", *nonce == expected.nonce),
        ("electorate", *electorate == expected.electorate),
        ("opener", *opened_by == expected.opened_by),
        ("keyless", *keyless == expected.keyless),
    ];
    let wrong = same.iter().find(|(_, same)| !same);
    wrong.map(|(field, _)| *field)
}

/// Whether the one who says to have opened a poll signed it.
fn opener_signed(poll: &Poll, signature: &PollSignature, org: &Organisation) -> Result<(), String> {
    let keys = keys_on(org, &poll.opened_by, poll.opened);
    let signatures = Signatures::of(org);
    match signatures.check_for(Namespace::Poll, &signature.prefix, &signature.armour, &keys) {
        SignatureVerdict::Good => Ok(()),
        SignatureVerdict::ForeignKey(why)
        | SignatureVerdict::WrongNamespace(why)
        | SignatureVerdict::Bad(why)
        | SignatureVerdict::Unknown(why) => {
            Err(format!("{} did not sign it: {why}", poll.opened_by))
        }
    }
}
