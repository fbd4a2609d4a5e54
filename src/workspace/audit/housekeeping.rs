//! Cover by housekeeping: what organisation.yaml lets some change without a
//! proposal, signed by one of them in a file.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::layout::{Holds, STATEMENTS, entity_path, holds};
use super::super::session::Session;
use super::super::signatures::Signatures;
use super::Cover;
use crate::base::{Date, Digest, EntityId, Hasher, Instant, PersonId, TeamId};
use crate::format::wire::record::{SignedStatement, read_statement};
use crate::org::{HousekeepingScope, Kind, Organisation, RollOn, Standing};
use crate::rule::Rolls;
use crate::sign::Namespace;
use crate::store::{Change, CommitId};
use crate::vote::{SignatureVerdict, StatementKind};
use crate::workspace::WorkspaceError;
use crate::workspace::examine::keys_on;

/// A file before and after: its path, and its bytes where it was there.
pub type Edited = (String, Option<Vec<u8>>, Option<Vec<u8>>);

/// What a statement of housekeeping is about: its own path, and every other
/// file that changes, before and after, in the order of paths. With its path
/// in it a statement cannot be used a second time, even where the files come
/// to be again what they were.
pub fn housekeeping_digest(statement: &str, edited: &[Edited]) -> Digest {
    let mut sorted: Vec<&Edited> = edited.iter().collect();
    sorted.sort();
    let mut hasher = Hasher::new();
    hasher.part(statement.as_bytes());
    for (path, before, after) in sorted {
        hasher.part(path.as_bytes());
        for side in [before, after] {
            match side {
                Some(bytes) => hasher.part(b"file").part(bytes),
                None => hasher.part(b"none").part(b""),
            };
        }
    }
    hasher.finish()
}

/// Where and when else a signer must still be one: the organisation that a
/// merge brought the change to.
pub(super) type Also<'a> = (&'a Organisation, i64);

impl Session<'_> {
    /// What a statement in a commit covers, by housekeeping or by a change of
    /// keys; else why it does not, if there is one. `since` is the latest date
    /// of the commits before it: a statement dated back is no older than that.
    /// `line` is the commit of the line before it, with its place.
    pub(super) fn signed_cover(
        &self,
        (parent, since): (CommitId, i64),
        commit: CommitId,
        files: &[Change],
        line: (CommitId, usize),
        also: Option<Also>,
    ) -> Result<Result<Cover, Option<String>>, WorkspaceError> {
        let inside = format!("{STATEMENTS}/");
        let (statements, others): (Vec<&Change>, Vec<&Change>) =
            files.iter().partition(|it| it.path.starts_with(&inside));
        let refuse = |why: String| Ok(Err(Some(why)));
        let statement = match statements.as_slice() {
            [] => return Ok(Err(None)),
            [one] => one,
            [first, ..] => {
                let why = format!("{}: it is not the only statement there", first.path);
                return refuse(why);
            }
        };
        let (None, Some(blob)) = (statement.old, statement.new_blob()) else {
            return refuse(format!("{}: a statement stays as it is", statement.path));
        };
        let signed = match self.record(blob)? {
            Ok(bytes) => read_statement(&bytes).map_err(|error| error.to_string()),
            Err(why) => Err(why),
        };
        let signed = match signed {
            Ok(signed) => signed,
            Err(why) => return refuse(format!("{}: {why}", statement.path)),
        };
        let (before, after) = (self.readable(parent)?, self.readable(commit)?);
        let (Some(before), Some(after)) = (before, after) else {
            return refuse("the organisation before or after it cannot be read".to_owned());
        };
        let (on_line, place) = line;
        if let Some(why) = self.unlawful(on_line, place, &before, &signed.statement.by)? {
            return refuse(format!("{}: {why}", statement.path));
        }
        let edited = self.edited(&others)?;
        let case = Case {
            path: &statement.path,
            signed: &signed,
            edited: &edited,
            before: &before,
            after: &after,
            since,
            also,
        };
        let covers = match signed.statement.kind {
            StatementKind::Housekeeping => case.housekeeping()?,
            StatementKind::KeyRotation => match self.repeated(parent, &signed)? {
                Some(path) => Err(format!("{path} is the same statement")),
                None => case.rotation()?,
            },
            StatementKind::Finding => {
                let event = case.event();
                let path = event.map(|id| entity_path(&EntityId::Event(id)));
                let there = match &path {
                    Some(path) => self.repo().file_at(commit, path)?,
                    None => None,
                };
                case.finding(path, there)?
            }
            kind => Err(format!("a statement of {kind} covers no change")),
        };
        Ok(covers.map_err(|why| Some(format!("{}: {why}", statement.path))))
    }

    fn edited(&self, files: &[&Change]) -> Result<Vec<Edited>, WorkspaceError> {
        let mut edited = Vec::new();
        for it in files {
            let read = |blob: Option<_>| blob.map(|blob| self.repo().blob(blob)).transpose();
            let (old, new) = (read(it.old_blob())?, read(it.new_blob())?);
            edited.push((it.path.clone(), old, new));
        }
        Ok(edited)
    }

    /// The organisation as a commit has it, where it can be read whole.
    pub(super) fn readable(
        &self,
        commit: CommitId,
    ) -> Result<Option<Arc<Organisation>>, WorkspaceError> {
        let governance = self.governance_at(commit)?;
        Ok(governance.org.clone().filter(|_| governance.is_readable()))
    }

    /// An earlier statement of a person that signs the same bytes.
    fn repeated(
        &self,
        parent: CommitId,
        signed: &SignedStatement,
    ) -> Result<Option<String>, WorkspaceError> {
        let prefix = format!("{}-{}-", signed.statement.kind, signed.statement.by);
        for (name, entry) in self.repo().list(parent, STATEMENTS)?.unwrap_or_default() {
            let Some(blob) = entry.file().filter(|_| name.starts_with(&prefix)) else {
                continue;
            };
            if let Ok(bytes) = self.record(blob)?
                && read_statement(&bytes).is_ok_and(|it| it.prefix == signed.prefix)
            {
                return Ok(Some(format!("{STATEMENTS}/{name}")));
            }
        }
        Ok(None)
    }
}

/// A signed statement with the change that it might cover.
pub(super) struct Case<'a> {
    pub path: &'a str,
    pub signed: &'a SignedStatement,
    pub edited: &'a [Edited],
    pub before: &'a Organisation,
    pub after: &'a Organisation,
    pub since: i64,
    pub also: Option<Also<'a>>,
}

impl Case<'_> {
    fn housekeeping(&self) -> Result<Result<Cover, String>, WorkspaceError> {
        let statement = &self.signed.statement;
        let by = &statement.by;
        if !self
            .path
            .starts_with(&format!("{STATEMENTS}/housekeeping-{by}-"))
        {
            return Ok(Err(format!("it is not named housekeeping-{by}-N.yaml")));
        }
        if statement.about != housekeeping_digest(self.path, self.edited) {
            return Ok(Err("it is about another change".to_owned()));
        }
        if let Err(why) = self.signed_by_a_present_key(Namespace::Statement)? {
            return Ok(Err(why));
        }
        let paths: Vec<&str> = self.edited.iter().map(|it| it.0.as_str()).collect();
        let mut rule = allowed(
            self.before,
            self.before,
            self.after,
            &paths,
            by,
            self.day(self.before),
        );
        if let (Ok(_), Some((org, _))) = (&rule, self.also) {
            rule = allowed(org, self.before, self.after, &paths, by, self.day(org));
        }
        Ok(rule.map(|rule| Cover::Housekeeping {
            rule,
            by: by.clone(),
        }))
    }

    /// The instant at which its signer must have been one: the date it bears,
    /// or that of what came before it, whichever is later.
    fn moment(&self) -> Instant {
        let at = self.signed.statement.at;
        let also = self
            .also
            .map_or(self.since, |(_, since)| since.max(self.since));
        Instant::from_unix(also).map_or(at, |since| since.max(at))
    }

    pub(super) fn day(&self, org: &Organisation) -> Date {
        self.moment().day(&org.about.time_zone.zone())
    }

    /// Whether one of the keys signed it that the person had before the
    /// change.
    pub(super) fn signed_by_a_present_key(
        &self,
        namespace: Namespace,
    ) -> Result<Result<(), String>, WorkspaceError> {
        let by = &self.signed.statement.by;
        let mut keys = keys_on(self.before, by, self.moment());
        if let Some((org, _)) = self.also {
            let now = keys_on(org, by, self.moment());
            keys.retain(|key| now.contains(key));
        }
        let signatures = Signatures::of(self.before);
        let signed = self.signed;
        Ok(
            match signatures.check_for(namespace, &signed.prefix, &signed.armour, &keys) {
                SignatureVerdict::Good => Ok(()),
                SignatureVerdict::Unknown(why) => return Err(WorkspaceError::Incomplete(why)),
                _ => Err(format!("it is not signed by a present key of {by}")),
            },
        )
    }
}

/// What lets a person make a change without a proposal (`people by ops`); else
/// what does not.
pub(super) fn allowed(
    law: &Organisation,
    before: &Organisation,
    after: &Organisation,
    paths: &[&str],
    by: &PersonId,
    day: Date,
) -> Result<String, String> {
    if paths.is_empty() {
        return Err("nothing else changes with it".to_owned());
    }
    let mut needed = BTreeSet::new();
    for path in paths {
        needed.extend(scopes(path, before, after)?);
    }
    let standing = law.on(day);
    let rolls = Members(&standing);
    let mut rules = BTreeSet::new();
    for scope in needed {
        let line = law.about.housekeeping.iter().find(|line| {
            let members = line.by.members(&rolls);
            line.may.contains(&scope) && members.is_ok_and(|all| all.contains(by))
        });
        match line {
            Some(line) => rules.insert(format!("{scope} by {}", line.by.source())),
            None => return Err(format!("`housekeeping` does not let {by} change {scope}")),
        };
    }
    Ok(rules.into_iter().collect::<Vec<_>>().join(", "))
}

/// The matters of housekeeping that a file's change is; or why it is none.
fn scopes(
    path: &str,
    before: &Organisation,
    after: &Organisation,
) -> Result<Vec<HousekeepingScope>, String> {
    let refuse = |what: &str| Err(format!("{path}: housekeeping never {what}"));
    match holds(path) {
        Holds::Entity(EntityId::Person(id)) => {
            let Some(new) = after.people.get(&id) else {
                return refuse("removes a person");
            };
            let old = before.people.get(&id);
            let had = old.map_or(&[][..], |old| old.keys.as_slice());
            if had == new.keys.as_slice() {
                return Ok(vec![HousekeepingScope::People]);
            }
            if !had.is_empty() {
                return refuse("changes keys that are there");
            }
            let mut rest = new.clone();
            rest.keys.clear();
            let mut scopes = vec![HousekeepingScope::FirstKeys];
            if old != Some(&rest) {
                scopes.push(HousekeepingScope::People);
            }
            Ok(scopes)
        }
        Holds::Entity(EntityId::Event(id)) => match after.events.contains_key(&id) {
            true => Ok(vec![HousekeepingScope::Events]),
            false => refuse("removes an event"),
        },
        Holds::Entity(EntityId::Team(id)) => {
            let (Some(old), Some(new)) = (before.teams.get(&id), after.teams.get(&id)) else {
                return refuse("forms or removes a team");
            };
            let mut rest = new.clone();
            rest.members = old.members.clone();
            if old.kind != Kind::External {
                return refuse("changes a team that is not external");
            }
            if rest != *old {
                return refuse("changes more of an external team than its members");
            }
            Ok(vec![HousekeepingScope::ExternalMembers])
        }
        _ => refuse("changes this file"),
    }
}

/// The rolls of teams alone: housekeeping is about no proposal.
struct Members<'a>(&'a Standing<'a>);

impl Rolls for Members<'_> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_about_one_change_in_one_file() {
        let file = |text: &str| Some(text.as_bytes().to_vec());
        let one = [("a".to_owned(), file("1"), file("2"))];
        let digest = housekeeping_digest("s", &one);
        assert_eq!(digest, housekeeping_digest("s", &one));
        assert_ne!(digest, housekeeping_digest("t", &one));
        for other in [
            ("a".to_owned(), file("2"), file("1")),
            ("a".to_owned(), None, file("2")),
            ("a".to_owned(), file("1"), Some(Vec::new())),
            ("b".to_owned(), file("1"), file("2")),
        ] {
            assert_ne!(digest, housekeeping_digest("s", &[other]));
        }
        let absent = housekeeping_digest("s", &[("a".to_owned(), None, file(""))]);
        let empty = housekeeping_digest("s", &[("a".to_owned(), file(""), file(""))]);
        assert_ne!(absent, empty);
    }
}
