//! The example with stand-ins in the place of the people who decide, so that a
//! demonstration shows nobody as voting who never did.
//!
//! Whoever serves in core is given a number, and so are the members of the
//! Technical Board and of the DSF Board, whose roll of that time was not looked
//! up. A stand-in from core also has the other offices that its member holds
//! on the day of the record. Terms that are over stay as they are: they are
//! the record, and nobody votes by them.

use std::collections::{BTreeMap, BTreeSet};

use super::WorkspaceError;
use super::edit::{edits, with};
use super::example;
use super::load::load_governance;
use crate::base::{Date, Period, PersonId, TeamId};
use crate::org::{Basis, Holder, Membership, Organisation, Person, PersonKey, Roll};
use crate::store::FileEntry;

/// How many members the board of the DSF has (its bylaws of 2020).
const DSF_BOARD: usize = 7;

/// A workspace in which stand-ins serve.
#[derive(Debug, Clone)]
pub struct StandIns {
    /// Its files, by path.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Who stands for members of core, in the order of its file.
    pub core: Vec<PersonId>,
    /// Who stands for members of the Technical Board.
    pub board: Vec<PersonId>,
    /// Who stands for members of the DSF Board.
    pub dsf: Vec<PersonId>,
    /// The name of each.
    pub names: BTreeMap<PersonId, String>,
    /// From a member of core to who stands for them.
    pub stands_for: BTreeMap<PersonId, PersonId>,
}

/// The example with stand-ins; `key` gives each of them a public key.
///
/// # Errors
///
/// Where the example is not as it is expected, or a key cannot be had.
pub fn stand_ins(
    key: &dyn Fn(&PersonId) -> Result<String, WorkspaceError>,
) -> Result<StandIns, WorkspaceError> {
    let files = example::snapshot();
    let before = load_governance(&files);
    let Some(before) = before.org else {
        return Err(WorkspaceError::Broken(before.findings));
    };
    let Some(day) = before.about.as_of else {
        return Err(WorkspaceError::Other(
            "the example says no day on which it is the record".to_owned(),
        ));
    };
    let mut after = Organisation::clone(&before);
    after.about.as_of = None;
    let core = serving(&before, "core", day)?;
    let stands_for: BTreeMap<PersonId, PersonId> = core
        .into_iter()
        .zip(1..)
        .map(|(person, n)| Ok((person, format!("core-{n:02}").parse()?)))
        .collect::<Result<_, WorkspaceError>>()?;
    let board = replace_board(&mut after, day)?;
    replace_terms(&mut after, &stands_for, day);
    let dsf = fill_dsf_board(&mut after)?;
    let mut numbered: Vec<PersonId> = stands_for.values().cloned().collect();
    numbered.sort();
    for (people, of) in [(&numbered, "Core"), (&board, "Board"), (&dsf, "DSF Board")] {
        for id in people {
            let number = id.as_str().rsplit('-').next().unwrap_or_default();
            let mut person = Person::named(format!("{of} stand-in {number}"));
            person.keys.push(PersonKey {
                key: key(id)?,
                period: Period::default(),
            });
            after.people.insert(id.clone(), person);
        }
    }
    let stand_in = |id: &PersonId| numbered.contains(id) || board.contains(id) || dsf.contains(id);
    let names = after.people.iter().filter(|(id, _)| stand_in(id));
    let names = names
        .map(|(id, it)| (id.clone(), it.name.clone()))
        .collect();
    let named = named(&after);
    after
        .people
        .retain(|id, _| named.contains(id) || !stands_for.contains_key(id));
    let changed = edits(&files, &before, &after, &BTreeMap::new())?;
    let text = |(path, entry): (String, FileEntry)| {
        let bytes = match path.ends_with("/proposal.yaml") {
            true => rename_people(&entry.bytes, &stands_for),
            false => entry.bytes.to_vec(),
        };
        (path, bytes)
    };
    let files = with(&files, &changed).files.into_iter().map(text).collect();
    Ok(StandIns {
        files,
        core: numbered,
        board,
        dsf,
        names,
        stands_for,
    })
}

/// Who serves in a body by terms of their own, in the order of its file.
fn serving(org: &Organisation, team: &str, day: Date) -> Result<Vec<PersonId>, WorkspaceError> {
    let team: TeamId = team.parse()?;
    let roll = org.teams.get(&team).map(|team| &team.members);
    let Some(Roll::Known(terms)) = roll else {
        return Err(WorkspaceError::UnknownRoll(crate::rule::UnknownRoll::Team(
            team,
        )));
    };
    let serves = |term: &&Membership| !over(term, day);
    let people = terms.iter().filter(serves).filter_map(person);
    Ok(people.cloned().collect())
}

fn person(term: &Membership) -> Option<&PersonId> {
    match &term.holder {
        Holder::Person(person) => Some(person),
        Holder::EveryoneIn { .. } => None,
    }
}

fn over(term: &Membership, day: Date) -> bool {
    !term.period.holds_on(day)
}

/// Fills the Technical Board's seats with people of their own: five numbers
/// say more in a vote than members of core under two hats.
fn replace_board(org: &mut Organisation, day: Date) -> Result<Vec<PersonId>, WorkspaceError> {
    let team: TeamId = "technical-board".parse()?;
    let mut people = Vec::new();
    if let Some(team) = org.teams.get_mut(&team)
        && let Roll::Known(terms) = &mut team.members
    {
        for term in terms.iter_mut().filter(|term| !over(term, day)) {
            let id: PersonId = format!("board-{}", people.len() + 1).parse()?;
            term.holder = Holder::Person(id.clone());
            people.push(id);
        }
    }
    Ok(people)
}

/// Gives every term that holds on the day to who stands for its member.
fn replace_terms(org: &mut Organisation, stands_for: &BTreeMap<PersonId, PersonId>, day: Date) {
    for team in org.teams.values_mut() {
        let Roll::Known(terms) = &mut team.members else {
            continue;
        };
        for term in terms.iter_mut().filter(|term| !over(term, day)) {
            if let Holder::Person(person) = &mut term.holder
                && let Some(other) = stands_for.get(person)
            {
                *person = other.clone();
            }
        }
    }
}

fn fill_dsf_board(org: &mut Organisation) -> Result<Vec<PersonId>, WorkspaceError> {
    let team: TeamId = "dsf-board".parse()?;
    let people: Vec<PersonId> = (1..=DSF_BOARD)
        .map(|n| format!("dsf-{n}").parse())
        .collect::<Result<_, _>>()?;
    let term = |person: &PersonId| Membership {
        holder: Holder::Person(person.clone()),
        basis: Some(Basis::Elected),
        role: None,
        period: Period::default(),
        time: None,
        funded_by: None,
        note: None,
    };
    match org.teams.get_mut(&team) {
        Some(team) => team.members = Roll::Known(people.iter().map(term).collect()),
        None => {
            return Err(WorkspaceError::UnknownRoll(crate::rule::UnknownRoll::Team(
                team,
            )));
        }
    }
    Ok(people)
}

/// Everybody whom some term names.
fn named(org: &Organisation) -> BTreeSet<PersonId> {
    let rolls = org.teams.values().filter_map(|team| match &team.members {
        Roll::Known(terms) => Some(terms),
        Roll::Unknown => None,
    });
    rolls.flatten().filter_map(person).cloned().collect()
}

/// The text with other ids in the place of people's; an id is a whole word.
fn rename_people(bytes: &[u8], stands_for: &BTreeMap<PersonId, PersonId>) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let of_an_id = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut renamed = String::new();
    let mut word = String::new();
    for c in text.chars().map(Some).chain([None]) {
        match c {
            Some(c) if of_an_id(c) => word.push(c),
            other => {
                let known = word
                    .parse()
                    .ok()
                    .and_then(|id: PersonId| stands_for.get(&id));
                renamed.push_str(known.map_or(word.as_str(), PersonId::as_str));
                word.clear();
                renamed.extend(other);
            }
        }
    }
    renamed.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::generate;
    use crate::store::Files;

    fn key(id: &PersonId) -> Result<String, WorkspaceError> {
        let seed = *crate::base::Digest::of(id.as_str().as_bytes()).as_bytes();
        Ok(generate(Some(seed)).unwrap().public_key().to_string())
    }

    #[test]
    fn stand_ins_serve_and_no_member_of_core_is_left() {
        let made = stand_ins(&key).unwrap();
        assert_eq!(
            (made.core.len(), made.board.len(), made.dsf.len()),
            (38, 5, 7)
        );
        let entry = |bytes: Vec<u8>| FileEntry {
            bytes: bytes.into(),
            blob: None,
        };
        let files = Files {
            files: made
                .files
                .into_iter()
                .map(|(path, it)| (path, entry(it)))
                .collect(),
            ..Files::default()
        };
        let day = "2020-03-11".parse().unwrap();
        let workspace = super::super::load(&files, day);
        let noon = "2020-03-11T12:00:00Z".parse().unwrap();
        for finding in workspace.findings(noon) {
            assert_ne!(
                finding.severity,
                crate::finding::Severity::Error,
                "{finding:?}"
            );
        }
        let org = workspace.org().unwrap();
        for team in ["core", "technical-board", "dsf-board"] {
            for person in serving(org, team, day).unwrap() {
                assert!(org.people[&person].name.contains("stand-in"), "{person}");
                assert_eq!(org.people[&person].keys.len(), 1);
            }
        }
        for (real, other) in &made.stands_for {
            for (id, team) in &org.teams {
                let Roll::Known(terms) = &team.members else {
                    continue;
                };
                let holds = |term: &&Membership| person(term) == Some(real) && !over(term, day);
                assert!(
                    !terms.iter().any(|term| holds(&term)),
                    "{real} in {id}, not {other}"
                );
            }
        }
    }

    #[test]
    fn only_whole_ids_are_replaced() {
        let to = BTreeMap::from([("ada".parse().unwrap(), "core-01".parse().unwrap())]);
        let text = "authors: [ada, ada-b]  # adaptable\nshepherd: ada";
        let expected = "authors: [core-01, ada-b]  # adaptable\nshepherd: core-01";
        assert_eq!(rename_people(text.as_bytes(), &to), expected.as_bytes());
    }
}
