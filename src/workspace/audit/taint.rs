//! What uncovered changes do to votes: a poll is void where one touched what
//! it rests on, and warned of otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::super::layout::{ORGANISATION, entity_path};
use super::super::session::Session;
use super::AuditedChange;
use crate::base::{EntityId, PersonId, Subject, TeamId};
use crate::format::wire::read_entity;
use crate::org::{Holder, Organisation, Person, PersonKey};
use crate::store::{CommitId, Entry};
use crate::vote::Poll;
use crate::workspace::WorkspaceError;
use crate::workspace::candidacy::tie_breakers;

/// A file that differs from what covered changes alone have made of it.
#[derive(Debug, Clone)]
struct Tainted {
    /// What stood there before the first uncovered change.
    expected: Option<Entry>,
    /// The uncovered commits that changed it since.
    by: Vec<CommitId>,
}

/// What an uncovered change means for a poll.
#[derive(Debug, Default)]
pub(in crate::workspace) struct Grounds {
    /// Why it is void.
    pub void: Option<String>,
    /// What is only worth knowing.
    pub notes: Vec<String>,
}

impl Session<'_> {
    /// What the uncovered changes up to a poll's base mean for it.
    ///
    /// A change that was undone since, so that the file is again what it was
    /// before, means nothing: else one slip would void every vote for ever,
    /// also the one that is to ratify it.
    pub(in crate::workspace) fn grounds(
        &self,
        poll: &Poll,
        base: CommitId,
        anchor: CommitId,
        org: &Organisation,
    ) -> Result<Grounds, WorkspaceError> {
        let mut grounds = Grounds::default();
        let place = self.audited_to(base, anchor, &|_, _| {})?;
        let tainted = self.tainted(base, place)?;
        if tainted.is_empty() {
            return Ok(grounds);
        }
        let mut rests_on = BTreeSet::from([
            ORGANISATION.to_owned(),
            entity_path(&EntityId::Rule(poll.rule.clone())),
        ]);
        for team in teams(poll, org) {
            rests_on.insert(entity_path(&EntityId::Team(team)));
        }
        let beside = beside(poll, org);
        let people: BTreeSet<&PersonId> = poll
            .electorate
            .iter()
            .map(|it| &it.person)
            .chain([&poll.opened_by])
            .chain(&beside)
            .collect();
        for person in people {
            let path = entity_path(&EntityId::Person(person.clone()));
            if let Some(it) = tainted.get(&path)
                && self.keys_in(person, it.expected)? != keys_of(org, person)
            {
                rests_on.insert(path);
            }
        }
        for (path, it) in &tainted {
            let by: Vec<String> = it.by.iter().map(CommitId::short).collect();
            let said = format!(
                "{} changed {path}, and no decision covers it",
                by.join(", ")
            );
            if rests_on.contains(path) {
                grounds.void.get_or_insert(said);
            } else {
                grounds.notes.push(said);
            }
        }
        Ok(grounds)
    }

    fn tainted(
        &self,
        base: CommitId,
        place: usize,
    ) -> Result<BTreeMap<String, Tainted>, WorkspaceError> {
        let uncovered = self.uncovered_to(place);
        let mut tainted: BTreeMap<String, Tainted> = BTreeMap::new();
        if uncovered.is_empty() {
            return Ok(tainted);
        }
        // What was undone needs no decision to look for.
        if self.still_tainted(base, &uncovered)?.is_empty() {
            return Ok(tainted);
        }
        let ratified = self.ratified_at(base)?;
        let mut left = uncovered;
        left.retain(|it| !ratified.contains_key(&it.commit));
        tainted = self.still_tainted(base, &left)?;
        Ok(tainted)
    }

    /// The files that some changes left otherwise than they found them.
    fn still_tainted(
        &self,
        base: CommitId,
        uncovered: &[AuditedChange],
    ) -> Result<BTreeMap<String, Tainted>, WorkspaceError> {
        let mut tainted: BTreeMap<String, Tainted> = BTreeMap::new();
        for change in uncovered {
            for file in &change.files {
                let it = tainted.entry(file.path.clone()).or_insert_with(|| Tainted {
                    expected: file.old,
                    by: Vec::new(),
                });
                it.by.push(change.commit);
            }
        }
        let mut left = BTreeMap::new();
        for (path, it) in tainted {
            if self.repo().tree_entry(base, &path)? != it.expected {
                left.insert(path, it);
            }
        }
        Ok(left)
    }

    /// Why a signed change covers nothing, where what lets its signer make it
    /// is itself not covered: else one change by hand would let any number of
    /// others look covered, and could be taken back after them.
    pub(super) fn unlawful(
        &self,
        parent: CommitId,
        place: usize,
        org: &Organisation,
        by: &PersonId,
    ) -> Result<Option<String>, WorkspaceError> {
        let own = entity_path(&EntityId::Person(by.clone()));
        let keepers = org.about.housekeeping.iter();
        let keepers = keepers.flat_map(|it| it.by.teams()).collect();
        let mut paths: BTreeSet<String> = with_theirs(keepers, org)
            .into_iter()
            .map(|team| entity_path(&EntityId::Team(team)))
            .collect();
        paths.extend([ORGANISATION.to_owned(), own]);
        let mut uncovered = self.uncovered_to(place);
        uncovered.retain(|it| it.files.iter().any(|file| paths.contains(&file.path)));
        if self.still_tainted(parent, &uncovered)?.is_empty() {
            return Ok(None);
        }
        let tainted = self.tainted(parent, place)?;
        let on = tainted.into_iter().find(|(path, _)| paths.contains(path));
        Ok(on.map(|(path, it)| {
            let by: Vec<String> = it.by.iter().map(CommitId::short).collect();
            format!(
                "it rests on {path}, which {} changed without cover",
                by.join(", ")
            )
        }))
    }

    /// The keys in a person's file.
    fn keys_in(
        &self,
        person: &PersonId,
        entry: Option<Entry>,
    ) -> Result<Option<Vec<PersonKey>>, WorkspaceError> {
        let Some(blob) = entry.and_then(Entry::file) else {
            return Ok(None);
        };
        let Ok(bytes) = self.record(blob)? else {
            return Ok(None);
        };
        let subject = Subject::Entity(EntityId::Person(person.clone()));
        let read = read_entity::<Person>(&subject, &bytes);
        Ok(read.ok().map(|(_, person)| person.keys))
    }
}

fn keys_of(org: &Organisation, person: &PersonId) -> Option<Vec<PersonKey>> {
    org.people.get(person).map(|it| it.keys.clone())
}

/// The teams that a poll's roll comes from, and those who decide beside it.
fn teams(poll: &Poll, org: &Organisation) -> BTreeSet<TeamId> {
    let stage = &poll.stage;
    let mut named: Vec<TeamId> = stage.electorate.teams().into_iter().collect();
    named.extend(stage.weights.keys().cloned());
    named.extend(deciding(poll, org));
    with_theirs(named, org)
}

/// The teams whose word decides beside the ballots: who breaks ties, who
/// attests, who sponsors.
fn deciding(poll: &Poll, org: &Organisation) -> Vec<TeamId> {
    let stage = &poll.stage;
    let mut named: Vec<TeamId> = tie_breakers(poll).into_iter().cloned().collect();
    named.extend(stage.returns.iter().flat_map(|it| it.teams()));
    let rule = org.rules.get(&poll.rule);
    let sponsors = rule.and_then(|rule| rule.sponsors.as_ref());
    named.extend(sponsors.iter().flat_map(|it| it.from.teams()));
    named
}

/// Who is in those teams when the poll opens.
fn beside(poll: &Poll, org: &Organisation) -> BTreeSet<PersonId> {
    let standing = org.on(poll.opened.day(&org.about.time_zone.zone()));
    let teams = deciding(poll, org);
    let members = teams.iter().filter_map(|team| standing.members(team));
    members.flatten().cloned().collect()
}

/// Some teams, with those whose members are theirs.
fn with_theirs(mut waiting: Vec<TeamId>, org: &Organisation) -> BTreeSet<TeamId> {
    let mut found = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !found.insert(id.clone()) {
            continue;
        }
        let members = org
            .teams
            .get(&id)
            .into_iter()
            .flat_map(|it| it.memberships());
        waiting.extend(members.filter_map(|it| match &it.holder {
            Holder::EveryoneIn { team, .. } => Some(team.clone()),
            Holder::Person(_) => None,
        }));
    }
    found
}
