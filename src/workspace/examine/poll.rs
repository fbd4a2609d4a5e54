//! One poll, computed again: what it says of itself, then its ballots, then
//! its extensions and its result.

use std::rc::Rc;

use super::{PollEnd, PollReport, Series};
use crate::base::{Digest, Exact, Instant, PersonId, ProposalName};
use crate::format::wire::record::{SignedPoll, read_poll};
use crate::org::Organisation;
use crate::rule::PollPeriod;
use crate::sign::{Key, Namespace};
use crate::store::CommitId;
use crate::vote::{CommitHex, KeyPrint, Poll, Progress, SignatureVerdict, progress};
use crate::workspace::WorkspaceError;
use crate::workspace::call::{Choices, Ground, call};
use crate::workspace::gather::{Sorted, gather, sort};
use crate::workspace::load::PollFolder;
use crate::workspace::roll::FoundingKeys;
use crate::workspace::session::{Session, SharedLine, key_print};
use crate::workspace::signatures::{Signatures, governance_digest};
use crate::workspace::whole::Workspace;

impl Session<'_> {
    pub(super) fn examine_poll(
        &self,
        line: &SharedLine,
        name: &ProposalName,
        (number, folder): (u32, &PollFolder),
        founding: &FoundingKeys,
        series: &mut Series,
        on_progress: super::OnProgress,
    ) -> Result<PollReport, WorkspaceError> {
        let path = format!("{}/poll.yaml", folder.path);
        let opening = self.opening(line.tip, &path)?;
        let commit = self.repo().commit(opening.commit)?;
        let signed = read_poll(&opening.bytes).map_err(|error| WorkspaceError::Record {
            path: path.clone(),
            error,
        })?;
        let mut report = PollReport {
            number,
            folder: folder.path.clone(),
            closes: signed.poll.closes,
            signed,
            opened_in: opening.commit,
            void: None,
            extensions: 0,
            ballots: Sorted::default(),
            meddled: Vec::new(),
            end: PollEnd::Open,
        };
        if let Some(changed) = opening.changed_in {
            report.void = Some(format!("it was changed by {}", changed.short()));
            return Ok(report);
        }
        let Some(base) = commit.parents.first().copied() else {
            report.void = Some("it was opened without a commit before it".to_owned());
            return Ok(report);
        };
        let ground = self.at_cached(base, series)?;
        let org = ground.org()?;
        if let Err(why) = self.sound(&report.signed, name, base, &ground, founding, series)? {
            report.void = Some(why);
            return Ok(report);
        }
        if folder.cancelled.is_some() {
            // Whether it may be called off was looked at when it was; a
            // cancelled poll is never a passed one in any case.
            report.end = PollEnd::Cancelled;
            return Ok(report);
        }
        series.last_base = Some(base);
        let closes = folder
            .extensions
            .last()
            .map_or(report.closes, |extension| extension.closes);
        let counted_at = match &folder.result {
            Some(result) => commit_id(&result.counted_at)?,
            None => line.tip,
        };
        let gathered = gather(self.repo(), &folder.path, base, counted_at)?;
        let signatures = Signatures::of(org);
        report.ballots = sort(
            self.repo(),
            &gathered,
            &report.signed.poll,
            report.signed.digest,
            closes,
            &signatures,
            on_progress,
        )?;
        report.meddled = gathered.meddled;
        self.extensions(&mut report, folder, base, org, series)?;
        if !matches!(report.end, PollEnd::Open) {
            return Ok(report);
        }
        if let Some(result) = &folder.result {
            report.end = self.result(&report, result, line, base, org, series)?;
        }
        if let PollEnd::AsRecorded { result, digest } = &report.end {
            series.ended.push(crate::vote::Ended {
                stage: report.signed.poll.stage.id.clone(),
                round: report.signed.poll.round,
                result: *digest,
                outcome: result.outcome.clone(),
            });
            series.closed_at = Some(result.closed_at);
        }
        Ok(report)
    }

    pub(super) fn at_cached(
        &self,
        commit: CommitId,
        series: &mut Series,
    ) -> Result<Rc<Workspace>, WorkspaceError> {
        if let Some(found) = series.cache.get(&commit) {
            return Ok(Rc::clone(found));
        }
        let read = Rc::new(self.at(commit)?);
        series.cache.insert(commit, Rc::clone(&read));
        Ok(read)
    }

    /// The commit on the shared line that first carried a poll, the poll as it
    /// was then, and the commit that changed it, if one did.
    fn opening(&self, tip: CommitId, path: &str) -> Result<Opening, WorkspaceError> {
        let missing = || WorkspaceError::Unsound(format!("{path} is on no commit of the line"));
        // A poll never changes, so its last change is its first; only where
        // that is not so is the line walked to its root.
        let last = self.repo().last_change(tip, path)?.ok_or_else(missing)?;
        let parent = self.repo().commit(last)?.parents.first().copied();
        let before = match parent {
            Some(parent) => self.repo().blob_at(parent, path)?,
            None => None,
        };
        let (commit, changed_in) = match before {
            None => (last, None),
            Some(_) => {
                let first = self.repo().first_with(tip, path)?.ok_or_else(missing)?;
                (first, Some(last))
            }
        };
        let bytes = self.repo().file_at(commit, path)?.ok_or_else(missing)?;
        Ok(Opening {
            commit,
            bytes,
            changed_in,
        })
    }

    /// Whether a poll is what follows from its base and its opener's choices;
    /// else why it is void.
    fn sound(
        &self,
        signed: &SignedPoll,
        name: &ProposalName,
        base: CommitId,
        workspace: &Workspace,
        founding: &FoundingKeys,
        series: &mut Series,
    ) -> Result<Result<(), String>, WorkspaceError> {
        let poll = &signed.poll;
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
        if stage != poll.stage.id {
            let why = format!("stage `{stage}` was due, and not `{}`", poll.stage.id);
            return Ok(Err(why));
        }
        if series.closed_at.is_some_and(|closed| poll.opened < closed) {
            let why = "it says that it was opened before the stage before it was closed";
            return Ok(Err(why.to_owned()));
        }
        let ground = Ground {
            org,
            proposal,
            content: folder.content,
            base: hex(base)?,
            governance: governance_digest(&self.governance_files(base)?),
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
        Ok(opener_signed(signed, org))
    }
}

struct Opening {
    commit: CommitId,
    bytes: Vec<u8>,
    changed_in: Option<CommitId>,
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
fn opener_signed(signed: &SignedPoll, org: &Organisation) -> Result<(), String> {
    let poll = &signed.poll;
    let keys = keys_on(org, &poll.opened_by, poll.opened);
    let signatures = Signatures::of(org);
    match signatures.check_for(Namespace::Poll, &signed.prefix, &signed.armour, &keys) {
        SignatureVerdict::Good => Ok(()),
        SignatureVerdict::ForeignKey(why)
        | SignatureVerdict::WrongNamespace(why)
        | SignatureVerdict::Bad(why)
        | SignatureVerdict::Unknown(why) => {
            Err(format!("{} did not sign it: {why}", poll.opened_by))
        }
    }
}

/// The keys that a person has at an instant.
pub(in crate::workspace) fn keys_on(
    org: &Organisation,
    person: &PersonId,
    at: Instant,
) -> Vec<KeyPrint> {
    let day = at.day(&org.about.time_zone.zone());
    let Some(person) = org.people.get(person) else {
        return Vec::new();
    };
    person
        .keys_on(day)
        .filter_map(|key| key.key.parse::<Key>().ok())
        .filter_map(|key| key_print(&key))
        .collect()
}

/// A commit as records write it.
pub(in crate::workspace) fn hex(commit: CommitId) -> Result<CommitHex, WorkspaceError> {
    let hex = commit.hex().parse();
    hex.map_err(|error: crate::vote::WordError| WorkspaceError::Other(error.to_string()))
}

/// A commit as git knows it.
pub(super) fn commit_id(hex: &CommitHex) -> Result<CommitId, WorkspaceError> {
    hex.as_str()
        .parse()
        .map_err(|_| WorkspaceError::Unsound(format!("{hex} is no commit of this repository")))
}

/// The weight of those who support a proposal; each counts once.
pub(in crate::workspace) fn sponsors(
    folder: &crate::workspace::load::ProposalFolder,
    content: Digest,
    org: &Organisation,
) -> Exact {
    crate::base::exact(sponsors_of(folder, content, org).len())
}

/// Those whose signed support for this very text holds.
pub(in crate::workspace) fn sponsors_of(
    folder: &crate::workspace::load::ProposalFolder,
    content: Digest,
    org: &Organisation,
) -> std::collections::BTreeSet<PersonId> {
    let signatures = Signatures::of(org);
    folder
        .sponsors
        .iter()
        .filter(|signed| signed.statement.about == content)
        .filter(|signed| signed.statement.kind == crate::vote::StatementKind::Sponsor)
        .filter(|signed| {
            let keys = keys_on(org, &signed.statement.by, signed.statement.at);
            let verdict =
                signatures.check_for(Namespace::Statement, &signed.prefix, &signed.armour, &keys);
            verdict == SignatureVerdict::Good
        })
        .map(|signed| signed.statement.by.clone())
        .collect()
}
