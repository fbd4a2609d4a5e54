//! Attestations: what the officers of a vote held elsewhere have signed, and
//! what a poll comes to by it.
//!
//! An attestation counts where a key of an officer signed it, it is about this
//! very poll and made after its close, and its figures can be those of the
//! poll. All officers must attest the same figures.

use std::collections::BTreeMap;

use num_traits::Zero;

use super::compute::{Computed, Decided, circumstances};
use super::result::{Beside, moment_of, status_quo};
use super::{All, Outcomes, PollReport};
use crate::base::{Digest, Exact, Instant, OptionId, PersonId};
use crate::format::wire::record::{read_figures, read_statement, write_figures};
use crate::org::Organisation;
use crate::rule::analysis::{Prospects, prospects};
use crate::rule::decide::{decide, decide_counted};
use crate::sign::Namespace;
use crate::store::CommitId;
use crate::vote::{
    Attested, Candidacy, Elector, Figures, Poll, Rejection, SignatureVerdict, StatementKind,
};
use crate::workspace::WorkspaceError;
use crate::workspace::enact::proposal_of;
use crate::workspace::layout::PROPOSALS;
use crate::workspace::roll::{FoundingKeys, RollsOf, officers};
use crate::workspace::session::Session;
use crate::workspace::signatures::Signatures;
use crate::workspace::whole::Workspace;

/// One officer's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::workspace) struct Said {
    /// The figures.
    pub figures: Figures,
    /// What identifies the statement.
    pub statement: Digest,
    at: Instant,
}

/// What the officers of a poll have attested, as a commit has it.
#[derive(Debug, Clone, Default)]
pub(in crate::workspace) struct Attestations {
    /// The newest word of each officer that counts.
    pub said: BTreeMap<PersonId, Said>,
    /// Statements that count for nothing: the file and why.
    pub void: Vec<(String, String)>,
}

impl Session<'_> {
    /// Those who attest a poll, as of its opening; nobody where its vote is
    /// held here.
    pub(in crate::workspace) fn officers_of(
        &self,
        poll: &Poll,
        ground: &Workspace,
        founding: &FoundingKeys,
    ) -> Result<Vec<Elector>, WorkspaceError> {
        let folder = ground.proposals.proposals.get(&poll.proposal);
        let (true, Some(folder)) = (poll.stage.is_held_elsewhere(), folder) else {
            return Ok(Vec::new());
        };
        let org = ground.org()?;
        let standing = org.on(poll.opened.day(&org.about.time_zone.zone()));
        let rolls = RollsOf::new(&standing, proposal_of(folder)?);
        officers(&poll.stage, &rolls, founding)
    }

    /// What was attested of a poll, as a commit has it; nothing where its vote
    /// is held here.
    pub(in crate::workspace) fn attestations(
        &self,
        report: &PollReport,
        commit: CommitId,
        org: &Organisation,
    ) -> Result<Option<Attestations>, WorkspaceError> {
        let poll = &report.signed.poll;
        if !poll.stage.is_held_elsewhere() {
            return Ok(None);
        }
        let mut found = Attestations::default();
        let folder = format!("{PROPOSALS}/{}/statements", poll.proposal);
        let signatures = Signatures::of(org);
        for (name, entry) in self.repo().list(commit, &folder)?.unwrap_or_default() {
            if !name.starts_with("attestation-") {
                continue;
            }
            let crate::store::Entry::File(blob) = entry else {
                found.void.push((name, "it is no plain file".to_owned()));
                continue;
            };
            let read = match self.record(blob)? {
                Err(why) => Err(why),
                Ok(bytes) => self.attests(&bytes, report, &signatures)?,
            };
            match read {
                Ok(Some((by, said))) => found.hear(by, said),
                Ok(None) => {}
                Err(why) => found.void.push((name, why)),
            }
        }
        Ok(Some(found))
    }

    /// What one statement attests; nothing where it is about something else,
    /// and why where it counts for nothing.
    pub(in crate::workspace) fn attests(
        &self,
        bytes: &[u8],
        report: &PollReport,
        signatures: &Signatures,
    ) -> Result<Result<Option<(PersonId, Said)>, String>, WorkspaceError> {
        let poll = &report.signed.poll;
        let refuse = |why: String| Ok(Err(why));
        let signed = match read_statement(bytes) {
            Ok(signed) => signed,
            Err(error) => return refuse(error.to_string()),
        };
        let it = &signed.statement;
        if it.kind != StatementKind::Attestation || it.about != report.signed.digest {
            return Ok(Ok(None));
        }
        let Some(officer) = report.officers.iter().find(|o| o.person == it.by) else {
            return refuse(format!("{} is not among those who attest it", it.by));
        };
        if it.at < report.closes {
            return refuse(format!("made at {}, before the vote was over", it.at));
        }
        if self.now() < it.at {
            return refuse("made at a time that has not come".to_owned());
        }
        let keys = &officer.keys;
        let verdict =
            signatures.check_for(Namespace::Statement, &signed.prefix, &signed.armour, keys);
        match verdict {
            SignatureVerdict::Good => {}
            SignatureVerdict::Unknown(why) => return Err(WorkspaceError::Incomplete(why)),
            _ => return refuse(format!("{} did not sign it", it.by)),
        }
        let text = it.text.clone().unwrap_or_default();
        let figures = match read_figures("figures", text.as_bytes()) {
            Ok(figures) => figures,
            Err(error) => return refuse(error.to_string()),
        };
        if write_figures(&figures)? != text {
            return refuse("its figures are not written in their one form".to_owned());
        }
        if let Err(error) = figures.check(poll) {
            return refuse(error.to_string());
        }
        let said = Said {
            figures,
            statement: Digest::of(&signed.prefix),
            at: it.at,
        };
        Ok(Ok(Some((it.by.clone(), said))))
    }

    /// Notes the attestations of a poll that count for nothing.
    pub(super) fn void_attestations(
        &self,
        report: &mut PollReport,
        all: &All,
        org: &Organisation,
    ) -> Result<(), WorkspaceError> {
        if let Some(found) = self.attestations(report, all.line.tip, org)? {
            let said = |(file, why): (String, String)| format!("{file} attests nothing: {why}");
            report.notes.extend(found.void.into_iter().map(said));
        }
        Ok(())
    }
}

impl Attestations {
    /// Of two statements by one officer the later counts.
    fn hear(&mut self, by: PersonId, said: Said) {
        let key = |said: &Said| (said.at, said.statement);
        let newer = self.said.get(&by).is_none_or(|it| key(it) < key(&said));
        if newer {
            self.said.insert(by, said);
        }
    }

    /// Those who have not attested yet.
    pub fn missing(&self, report: &PollReport) -> Vec<PersonId> {
        let officers = report.officers.iter().map(|it| &it.person);
        let missing = officers.filter(|it| !self.said.contains_key(*it));
        missing.cloned().collect()
    }

    /// The figures that all officers attest.
    ///
    /// # Errors
    ///
    /// Where somebody has not, or two differ.
    pub fn agreed(&self, report: &PollReport) -> Result<&Figures, WorkspaceError> {
        let poll = &report.signed.poll;
        let missing = self.missing(report);
        let mut said = self.said.iter();
        let (true, Some((first, agreed))) = (missing.is_empty(), said.next()) else {
            return Err(WorkspaceError::Unattested {
                name: poll.proposal.clone(),
                stage: poll.stage.id.clone(),
                missing,
            });
        };
        for (other, differs) in said {
            if differs.figures != agreed.figures {
                return Err(WorkspaceError::Unsound(format!(
                    "those who attest the vote do not agree: {first} says {} ({}); {other} says {} \
                     ({})",
                    agreed.figures.words(),
                    agreed.figures.method,
                    differs.figures.words(),
                    differs.figures.method,
                )));
            }
        }
        Ok(&agreed.figures)
    }

    /// Decides a poll by the figures that its officers attest.
    pub fn decide(
        &self,
        report: &PollReport,
        (beside, at): (&Beside, Instant),
        rejected: Vec<Rejection>,
        org: &Organisation,
        outcomes: &Outcomes,
    ) -> Result<Decided, WorkspaceError> {
        let poll = &report.signed.poll;
        let figures = self.agreed(report)?;
        if let Some(later) = self.said.values().find(|it| at < it.at) {
            return Err(WorkspaceError::Unsound(format!(
                "it was closed at {at}, before it was attested at {}",
                later.at
            )));
        }
        keeps_the_cap(figures, poll, &beside.candidacy)?;
        let around = circumstances(poll, org, outcomes, beside.sponsors.clone(), at);
        let mut tally = figures.tally(poll, &around);
        let prospects = silent_of(poll, &tally.quantities.silent)
            .and_then(|silent| prospects(&poll.stage, &tally.quantities, &silent));
        tally.quantities.pivotal = prospects.as_ref().and_then(Prospects::pivotal);
        let moment = moment_of(report);
        let (decision, count) = match &poll.stage.count {
            None => (decide(&poll.stage, &tally.quantities, moment)?, None),
            Some(spec) => {
                let nothing = status_quo(poll, org);
                let is_choice =
                    |it: &&OptionId| it.as_str() != nothing && Some(*it) != spec.default.as_ref();
                let winner = figures.elected.iter().any(|it| is_choice(&it));
                let decision = decide_counted(&poll.stage, &tally.quantities, moment, winner)?;
                (decision, Some(figures.count_record()))
            }
        };
        let by = self.said.iter();
        Ok(Decided {
            decision,
            computed: Computed {
                counted: BTreeMap::new(),
                left_out: Vec::new(),
                tally,
                prospects,
            },
            rejected,
            count,
            attested: Some(Attested {
                method: figures.method.clone(),
                by: by.map(|(who, it)| (who.clone(), it.statement)).collect(),
            }),
            ended: None,
            held: None,
            check: None,
        })
    }
}

/// The weights of those who are silent, which can be told where all weigh the
/// same.
fn silent_of(poll: &Poll, silent: &Exact) -> Option<Vec<Exact>> {
    let each = &*poll.electorate.first()?.weight;
    if each.is_zero() || poll.electorate.iter().any(|it| *it.weight != *each) {
        return None;
    }
    let many = (silent / each).to_integer();
    let many = usize::try_from(many).ok()?;
    Some(vec![each.clone(); many])
}

/// Whether those elected keep the cap of the rule, with those who stay.
fn keeps_the_cap(
    figures: &Figures,
    poll: &Poll,
    candidacy: &Candidacy,
) -> Result<(), WorkspaceError> {
    let Some(cap) = poll.stage.count.as_ref().and_then(|count| count.cap) else {
        return Ok(());
    };
    let mut many: BTreeMap<&String, usize> = BTreeMap::new();
    for (name, staying) in &candidacy.staying {
        many.insert(name, *staying);
    }
    for option in &figures.elected {
        for name in candidacy.affiliations.get(option).into_iter().flatten() {
            let sum = many.entry(name).or_default();
            *sum += 1;
            if *sum > cap.at_most as usize {
                return Err(WorkspaceError::Unsound(format!(
                    "the attested result elects {sum} of {name}, and the rule allows {}",
                    cap.at_most
                )));
            }
        }
    }
    Ok(())
}
