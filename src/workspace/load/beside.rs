//! Reads `governance/` beside another state of it: what both have is held
//! once, and only what differs is parsed.

use std::sync::Arc;

use rayon::prelude::*;

use super::Governance;
use super::governance::{Read, keep, load_governance, read_one};
use crate::base::EntityId;
use crate::org::Organisation;
use crate::store::{FileEntry, Files};
use crate::workspace::finding::attested_events;
use crate::workspace::layout::{Holds, holds};

/// Reads `governance/` as [`load_governance`] does, beside other files of
/// which it is known what they say.
pub fn load_governance_beside(files: &Files, other: &Files, known: &Governance) -> Governance {
    let stepped = stepped(files, other, known);
    stepped.unwrap_or_else(|| load_governance(files))
}

/// The same from what differs; none where most does, and where anything is
/// wrong on either side: that is for the full reading to say.
fn stepped(files: &Files, other: &Files, known: &Governance) -> Option<Governance> {
    let is_plain = |files: &Files| files.problems.is_empty() && files.unread.is_empty();
    let org = known.org.as_deref().filter(|_| known.is_readable())?;
    if !is_plain(files) || !is_plain(other) {
        return None;
    }
    let changed = changed(files, other);
    if changed.len() * 2 > files.files.len() {
        return None;
    }
    let read = |(path, file): (&String, Option<&FileEntry>)| -> Option<(Holds, Option<Read>)> {
        let holds = holds(path);
        if matches!(holds, Holds::BadName { .. } | Holds::Misplaced) {
            return None;
        }
        let read = match file {
            Some(file) => read_one(&holds, &file.bytes).transpose().ok()?,
            None => None,
        };
        Some((holds, read))
    };
    let read: Option<Vec<_>> = changed.into_par_iter().map(read).collect();
    let mut org = org.clone();
    for (holds, read) in read? {
        match (holds, read) {
            (Holds::Organisation, Some(Read::About(about))) => org.about = *about,
            (Holds::Organisation, _) => return None,
            (Holds::Entity(entity), Some(read)) => keep(&mut org, entity, read),
            (Holds::Entity(entity), None) => forget(&mut org, &entity),
            _ => {}
        }
    }
    org.attested = attested_events(&org, files);
    Some(Governance {
        org: Some(Arc::new(org)),
        texts: super::own_texts(files),
        findings: Vec::new(),
        unreadable: Default::default(),
    })
}

/// The files of `governance/` that are not the same in another state, in
/// order; those that are gone without a file.
fn changed<'f>(files: &'f Files, other: &'f Files) -> Vec<(&'f String, Option<&'f FileEntry>)> {
    let mut changed = Vec::new();
    let mut old = other.files.iter().peekable();
    for (path, file) in &files.files {
        while let Some((gone, _)) = old.next_if(|(was, _)| *was < path) {
            changed.push((gone, None));
        }
        let was = old.next_if(|(was, _)| *was == path);
        if was.is_none_or(|(_, was)| !same(was, file)) {
            changed.push((path, Some(file)));
        }
    }
    changed.extend(old.map(|(gone, _)| (gone, None)));
    changed.retain(|(path, _)| path.starts_with("governance/"));
    changed
}

fn same(one: &FileEntry, other: &FileEntry) -> bool {
    Arc::ptr_eq(&one.bytes, &other.bytes) || one.bytes == other.bytes
}

fn forget(org: &mut Organisation, entity: &EntityId) {
    match entity {
        EntityId::Person(id) => _ = org.people.remove(id),
        EntityId::Team(id) => _ = org.teams.remove(id),
        EntityId::Area(id) => _ = org.areas.remove(id),
        EntityId::Rule(id) => _ = org.rules.remove(id),
        EntityId::Constraint(id) => _ = org.constraints.remove(id),
        EntityId::Event(id) => _ = org.events.remove(id),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;
    use proptest::test_runner::{Config, TestRunner};

    use super::*;

    fn entry(text: &str) -> FileEntry {
        FileEntry {
            bytes: Arc::from(text.as_bytes()),
            blob: None,
        }
    }

    /// A small organisation.
    fn small() -> Files {
        let mut files = Files::default();
        let mut put = |path: &str, text: &str| {
            let path = format!("governance/{path}.yaml");
            files.files.insert(path, entry(text));
        };
        put("organisation", "name: Small\n");
        for id in ["ann", "bob", "cem", "dee", "eve", "fay"] {
            put(&format!("people/{id}"), &format!("name: {id}\n"));
        }
        put(
            "teams/core",
            "name: Core\nkind: team\nmembers: [{person: ann}]\n",
        );
        put("teams/web", "name: Web\nkind: team\nmembers: unknown\n");
        put("areas/code", "name: Code\n");
        put("events/one", "kind: release\non: 2020-01-01\n");
        files
    }

    #[test]
    fn beside_another_state_the_same_is_read() {
        let before = small();
        let known = load_governance(&before);
        assert_eq!(known.findings, []);
        let paths: Vec<String> = before.files.keys().cloned().collect();
        let more = [
            "teams/new",
            "people/Bad",
            "people/deep/er",
            "other",
            "README",
        ];
        let more = more.iter().map(|path| format!("governance/{path}.yaml"));
        let path = select(paths.into_iter().chain(more).collect::<Vec<_>>());
        let text = select(vec![
            None,
            Some("name: Other\n"),
            Some("name: Other\nkind: team\nmembers: [{person: bob}]\n"),
            Some("kind: release\non: 2021-01-01\n"),
            Some("name: [\n"),
            Some(""),
        ]);
        let changes = prop::collection::vec((path, text), 0..6);
        let config = Config {
            cases: 300,
            failure_persistence: None,
            ..Config::default()
        };
        let run = TestRunner::new(config).run(&changes, |changes| {
            let mut after = before.clone();
            for (path, text) in changes {
                match text {
                    Some(text) => _ = after.files.insert(path, entry(text)),
                    None => _ = after.files.remove(&path),
                }
            }
            let whole = load_governance(&after);
            let beside = load_governance_beside(&after, &before, &known);
            prop_assert_eq!(&beside.org, &whole.org);
            prop_assert_eq!(&beside.findings, &whole.findings);
            prop_assert_eq!(&beside.unreadable, &whole.unreadable);
            // And back from a state that may be broken.
            let back = load_governance_beside(&before, &after, &whole);
            prop_assert_eq!(&back.org, &known.org);
            Ok(())
        });
        if let Err(error) = run {
            panic!("{error}");
        }

        // What is the same is held once.
        let mut after = before.clone();
        let path = "governance/areas/code.yaml".to_owned();
        after.files.insert(path, entry("name: All code\n"));
        let beside = load_governance_beside(&after, &before, &known);
        let (old, new) = (known.org.unwrap(), beside.org.unwrap());
        assert!(old.people.is(&new.people) && old.teams.is(&new.teams));
        assert!(!old.areas.is(&new.areas));
    }
}
