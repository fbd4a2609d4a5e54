//! Findings: an official's signed word that something happened, which
//! conditions ask for as `attested(NAME)`.
//!
//! The event says what happened. A statement beside it, in
//! `governance/statements/`, is about that very file and signed by one whom
//! `housekeeping` in organisation.yaml lets keep `events`. An event without one
//! is a record, and attests nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::WorkspaceError;
use super::layout::{STATEMENTS, entity_path};
use super::session::Session;
use super::signatures::Signatures;
use crate::base::{Date, Digest, EntityId, EventId, EventKind, PartialDate, PersonId, TeamId};
use crate::format::wire::Entity;
use crate::format::wire::record::{SignedStatement, read_statement, write_statement};
use crate::format::{Emit, join};
use crate::org::{AttestedEvents, Event, HousekeepingScope, Organisation, RollOn, Standing};
use crate::rule::Rolls;
use crate::sign::{Namespace, Signer};
use crate::store::{CommitId, Files};
use crate::vote::{SignatureVerdict, Statement, StatementKind};

/// An event that an official attested.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Its id.
    pub id: EventId,
    /// What kind of event.
    pub kind: EventKind,
    /// Who attests it.
    pub by: PersonId,
    /// Whether it was recorded with it.
    pub recorded: bool,
    /// The commit.
    pub commit: CommitId,
}

/// What is said of a new event.
#[derive(Debug, Clone)]
pub struct EventSaid {
    /// What kind.
    pub kind: EventKind,
    /// When.
    pub on: PartialDate,
    /// Where it is recorded.
    pub source: Option<String>,
    /// Those whom it attests, for rolls that depend on conduct.
    pub people: BTreeSet<PersonId>,
}

impl Session<'_> {
    /// Attests an event by one's signature; records it first where there is
    /// none of this id.
    ///
    /// # Errors
    ///
    /// Where the person may not keep events, or the event is there already and
    /// something else is said of it.
    pub fn find(
        &self,
        id: &EventId,
        said: Option<&EventSaid>,
        signer: &Signer,
    ) -> Result<Finding, WorkspaceError> {
        let line = self.line()?;
        let workspace = self.at(line.tip)?;
        let org = workspace.org()?;
        let by = self.person_of(org, signer)?;
        if !keepers(org, self.today(org)).contains(&by) {
            return Err(WorkspaceError::NotAllowed {
                who: by,
                what: "attest an event",
                why: "only those whom `housekeeping` in organisation.yaml lets keep `events` may"
                    .to_owned(),
            });
        }
        let path = entity_path(&EntityId::Event(id.clone()));
        let there = self.repo().file_at(line.tip, &path)?;
        let mut changes = BTreeMap::new();
        let (kind, bytes) = match (there, said, org.events.get(id)) {
            (Some(bytes), None, Some(event)) => (event.kind.clone(), bytes),
            (None, Some(said), None) => {
                let event = Event {
                    kind: said.kind.clone(),
                    on: said.on,
                    series: None,
                    source: said.source.clone(),
                    people: said.people.clone(),
                };
                let text = Emit::default().file(&event.to_file());
                let bytes = text.map_err(|error| WorkspaceError::Write(error.into()))?;
                let bytes = bytes.into_bytes();
                changes.insert(path, Some(bytes.clone()));
                (said.kind.clone(), bytes)
            }
            (None, None, _) => {
                return Err(WorkspaceError::Other(format!("there is no event `{id}`")));
            }
            _ => {
                return Err(WorkspaceError::Other(format!(
                    "event `{id}` is recorded already, and is attested as it stands"
                )));
            }
        };
        let statement = Statement {
            kind: StatementKind::Finding,
            by: by.clone(),
            at: self.now(),
            about: Digest::of(&bytes),
            text: Some(id.to_string()),
        };
        let prefix = write_statement(&statement)?;
        let armour = signer.sign(Namespace::Statement, &prefix)?;
        let file = join(&prefix, &armour).map_err(|error| WorkspaceError::Write(error.into()))?;
        let recorded = !changes.is_empty();
        // One that is about an earlier form of the event stays as it is.
        let mut place = format!("{STATEMENTS}/finding-{id}-{by}.yaml");
        let mut n = 1;
        while self.repo().tree_entry(line.tip, &place)?.is_some() {
            n += 1;
            place = format!("{STATEMENTS}/finding-{id}-{by}-{n}.yaml");
        }
        changes.insert(place, Some(file));
        let message = format!("Attest {id}\n\nEvent: {id}\nAttested-by: {by}\n");
        let commit = self.commit(&line, changes, &message, Some(signer))?;
        Ok(Finding {
            id: id.clone(),
            kind,
            by,
            recorded,
            commit,
        })
    }
}

/// Those who may keep events on a day.
fn keepers(org: &Organisation, day: Date) -> BTreeSet<PersonId> {
    let standing = org.on(day);
    let rolls = Teams(&standing);
    let lines = org.about.housekeeping.iter();
    let lines = lines.filter(|line| line.may.contains(&HousekeepingScope::Events));
    let members = lines.filter_map(|line| line.by.members(&rolls).ok());
    members.flatten().collect()
}

/// The rolls of teams, where no proposal is about anybody.
struct Teams<'a>(&'a Standing<'a>);

impl Rolls for Teams<'_> {
    fn roll(&self, team: &TeamId) -> Option<BTreeSet<PersonId>> {
        self.0.organisation().teams.get(team)?;
        match self.0.roll(team) {
            RollOn::Known(people) => Some(people.into_keys().collect()),
            RollOn::Unknown => None,
        }
    }

    fn subject(&self) -> BTreeSet<PersonId> {
        BTreeSet::new()
    }

    fn authors(&self) -> BTreeSet<PersonId> {
        BTreeSet::new()
    }
}

/// The events that are attested by what stands in `governance/`.
pub(super) fn attested_events(org: &Organisation, files: &Files) -> AttestedEvents {
    let mut attested = BTreeSet::new();
    let prefix = format!("{STATEMENTS}/finding-");
    let all = files.files.range(prefix.clone()..);
    for (_, file) in all.take_while(|(path, _)| path.starts_with(&prefix)) {
        let Ok(signed) = read_statement(&file.bytes) else {
            continue;
        };
        let text = signed.statement.text.as_deref();
        let Some(id) = text.and_then(|text| text.parse::<EventId>().ok()) else {
            continue;
        };
        let event = files.bytes(&entity_path(&EntityId::Event(id)));
        // What cannot be checked here attests nothing here.
        attested.extend(finds(org, &signed, event).ok().flatten());
    }
    AttestedEvents(attested)
}

/// The event that a statement attests, where it does: about the event's very
/// file, and signed by one who may keep events.
pub(super) fn finds(
    org: &Organisation,
    signed: &SignedStatement,
    event: Option<&[u8]>,
) -> Result<Option<EventId>, WorkspaceError> {
    let said = &signed.statement;
    let id = said.text.as_deref().and_then(|text| text.parse().ok());
    let (StatementKind::Finding, Some(id)) = (said.kind, id) else {
        return Ok(None);
    };
    let day = said.at.day(&org.about.time_zone.zone());
    if event.map(Digest::of) != Some(said.about) || !keepers(org, day).contains(&said.by) {
        return Ok(None);
    }
    let keys = super::examine::keys_on(org, &said.by, said.at);
    let signatures = Signatures::of(org);
    match signatures.check_for(Namespace::Statement, &signed.prefix, &signed.armour, &keys) {
        SignatureVerdict::Good => Ok(Some(id)),
        SignatureVerdict::Unknown(why) => Err(WorkspaceError::Incomplete(why)),
        _ => Ok(None),
    }
}
