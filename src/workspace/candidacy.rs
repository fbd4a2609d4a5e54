//! What a count asks about candidates and options: when they joined, where
//! they belong, which class they are of, how a tie was broken.

use std::collections::{BTreeMap, BTreeSet};

use super::WorkspaceError;
use super::layout::PROPOSALS;
use super::session::Session;
use super::signatures::Signatures;
use crate::base::{Date, OptionId, PersonId, TeamId};
use crate::format::wire::record::{SignedPoll, read_statement};
use crate::org::{Holder, Organisation};
use crate::proposal::{Body, Proposal, Sitting};
use crate::rule::TieBreak;
use crate::sign::Namespace;
use crate::store::CommitId;
use crate::vote::{Candidacy, Poll, SignatureVerdict, StatementKind};

impl Session<'_> {
    /// What the count of a poll asks about its options, as things stood when
    /// it opened; casting votes as of the commit counted.
    pub(super) fn candidacy(
        &self,
        signed: &SignedPoll,
        counted_at: CommitId,
        org: &Organisation,
    ) -> Result<Candidacy, WorkspaceError> {
        let poll = &signed.poll;
        let Some(spec) = &poll.stage.count else {
            return Ok(Candidacy::default());
        };
        let day = poll.opened.day(&org.about.time_zone.zone());
        let ground = self.at(super::examine::commit_id(&poll.base)?)?;
        let folder = ground.proposals.proposals.get(&poll.proposal);
        let proposal = folder.and_then(|folder| folder.proposal.as_ref());
        let mut candidacy = Candidacy::default();
        if let Some(proposal) = proposal {
            candidacy.classes = classes(proposal);
            candidacy.joined = joined(org, &poll.options);
            candidacy.affiliations = affiliations(org, &poll.options, day);
            candidacy.staying = staying(org, proposal, day);
        }
        for step in &spec.tie_break {
            if let TieBreak::CastingVote(team) = step
                && let Some(choice) = self.recorded_casting_vote(signed, counted_at, org, team)?
            {
                candidacy.casting.insert(team.clone(), choice);
            }
        }
        Ok(candidacy)
    }

    /// The choice of a team's casting vote: a signed statement about the poll
    /// by a member of the team. Where several differ, there is none.
    fn recorded_casting_vote(
        &self,
        about: &SignedPoll,
        counted_at: CommitId,
        org: &Organisation,
        team: &TeamId,
    ) -> Result<Option<Vec<OptionId>>, WorkspaceError> {
        let poll = &about.poll;
        let folder = format!("{PROPOSALS}/{}/statements", poll.proposal);
        let day = poll.opened.day(&org.about.time_zone.zone());
        let standing = org.on(day);
        let members = standing.members(team).unwrap_or_default();
        let signatures = Signatures::of(org);
        let mut choices: BTreeSet<Vec<OptionId>> = BTreeSet::new();
        for (name, _) in self.repo().list(counted_at, &folder)?.unwrap_or_default() {
            let path = format!("{folder}/{name}");
            let Some(blob) = self.repo().blob_at(counted_at, &path)? else {
                continue;
            };
            let Ok(Ok(signed)) = self.record(blob)?.map(|bytes| read_statement(&bytes)) else {
                continue;
            };
            let said = &signed.statement;
            let about_this = said.kind == StatementKind::CastingVote
                && said.about == about.digest
                && members.contains(&said.by);
            if !about_this {
                continue;
            }
            let keys = self.keys_at_opening(poll, org, &said.by)?;
            let verdict =
                signatures.check_for(Namespace::Statement, &signed.prefix, &signed.armour, &keys);
            match verdict {
                SignatureVerdict::Good => {}
                SignatureVerdict::Unknown(why) => return Err(WorkspaceError::Incomplete(why)),
                _ => continue,
            }
            let text = said.text.as_deref().unwrap_or_default();
            let options: Option<Vec<OptionId>> = text
                .split(',')
                .map(|word| word.trim().parse().ok())
                .collect();
            choices.extend(options);
        }
        if choices.len() == 1 {
            return Ok(choices.pop_first());
        }
        Ok(None)
    }
}

/// The teams whose members may break a tie of a poll.
pub(super) fn tie_breakers(poll: &Poll) -> Vec<&TeamId> {
    let chain = poll.stage.count.iter().flat_map(|count| &count.tie_break);
    chain
        .filter_map(|step| match step {
            TieBreak::CastingVote(team) => Some(team),
            _ => None,
        })
        .collect()
}

/// Whether somebody may break a tie of a poll: who held the office when it was
/// opened, as the commit before it says.
pub(super) fn breaks_ties(poll: &Poll, ground: &Organisation, person: &PersonId) -> bool {
    let standing = ground.on(poll.opened.day(&ground.about.time_zone.zone()));
    tie_breakers(poll).into_iter().any(|team| {
        let members = standing.members(team);
        members.is_some_and(|members| members.contains(person))
    })
}

/// The class of each option that has one.
fn classes(proposal: &Proposal) -> BTreeMap<OptionId, crate::rule::Class> {
    match &proposal.body {
        Body::Options(options) => options
            .iter()
            .filter_map(|option| Some((option.id.clone(), option.class.clone()?)))
            .collect(),
        _ => BTreeMap::new(),
    }
}

/// The person that an option names, where it names one.
fn person(option: &OptionId) -> Option<PersonId> {
    option.as_str().parse().ok()
}

/// Candidates by the day of their first recorded term in any team, the
/// earliest first; those whose start is not known come last, together.
fn joined(org: &Organisation, options: &[OptionId]) -> Vec<Vec<OptionId>> {
    let mut by_day: BTreeMap<Date, Vec<OptionId>> = BTreeMap::new();
    for option in options {
        let Some(person) = person(option) else {
            continue;
        };
        let terms = org.teams.values().flat_map(|team| team.memberships());
        let first = terms
            .filter(|term| term.holder == Holder::Person(person.clone()))
            .filter_map(|term| term.period.from())
            .map(|from| from.first_day())
            .min();
        if let Some(day) = first {
            by_day.entry(day).or_default().push(option.clone());
        }
    }
    by_day.into_values().collect()
}

fn affiliations(
    org: &Organisation,
    options: &[OptionId],
    day: Date,
) -> BTreeMap<OptionId, BTreeSet<String>> {
    let of = |option: &OptionId| {
        let person = org.people.get(&person(option)?)?;
        let names = person.affiliations_on(day).map(str::to_owned).collect();
        Some((option.clone(), names))
    };
    options.iter().filter_map(of).collect()
}

/// How many of each affiliation sit in the team already and stay.
fn staying(org: &Organisation, proposal: &Proposal, day: Date) -> BTreeMap<String, usize> {
    let Body::Elect(election) = &proposal.body else {
        return BTreeMap::new();
    };
    let mut staying: BTreeMap<String, usize> = BTreeMap::new();
    if election.sitting == Sitting::End {
        return staying;
    }
    let standing = org.on(day);
    for member in standing.members(&election.team).unwrap_or_default() {
        if let Some(person) = org.people.get(member) {
            for name in person.affiliations_on(day) {
                *staying.entry(name.to_owned()).or_default() += 1;
            }
        }
    }
    staying
}
