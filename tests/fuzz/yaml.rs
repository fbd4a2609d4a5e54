//! YAML: what passes the gate and the typed readers is written and read back
//! with the same meaning, points only at its own text, and can be judged.

use std::collections::BTreeMap;

use polity::base::{EntityId, Subject, TextSpan};
use polity::finding::Finding;
use polity::format::wire::{Entity, entity_value, read_entity, read_proposal, write_proposal};
use polity::format::{DEEPEST, Emit, LONGEST, Node, NodeKind, gate, read};
use polity::org::{About, Area, Constraint, Person, Team};
use polity::rule::Rule;
use proptest::prelude::*;

use super::harness::{Said, Target};

const WORDS: &[&str] = &[
    ": ",
    "\n",
    "- ",
    "  ",
    "\n  ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "\"",
    "'",
    "#",
    " #",
    "|",
    ">",
    "|-",
    "&a ",
    "*a",
    "!!str ",
    "<<: ",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "\t",
    "\r\n",
    "\u{feff}",
    "null",
    "~",
    "yes",
    "no",
    "2024",
    "0x1",
    "1e3",
    "12:30",
    "title",
    "stages",
    "members",
    "unknown",
    "person",
    "from",
    "until",
    "outcomes",
    "otherwise",
    "changes",
    "name",
    "kind",
    "\\u0000",
    "\u{85}",
    "\u{202e}",
    "? ",
    "!",
    "@",
    "`",
    "\u{e9}",
    "e\u{301}",
];

/// That a span lies in a text, on the line and column that it says.
fn placed(text: &str, span: TextSpan) -> Said {
    let Some(before) = text.get(..span.start) else {
        return Err(TestCaseError::fail(format!("{span:?}")));
    };
    prop_assert!(text.get(span.start..span.end).is_some(), "{span:?}");
    prop_assert_eq!(before.matches('\n').count() + 1, span.line, "{:?}", span);
    let line = before.rsplit('\n').next().unwrap_or_default();
    prop_assert_eq!(line.chars().count() + 1, span.column, "{:?}", span);
    Ok(())
}

fn nodes(node: &Node, text: &str, depth: usize) -> Said {
    prop_assert!(depth <= DEEPEST + 1);
    placed(text, node.span)?;
    match &node.kind {
        NodeKind::Map { entries, .. } => {
            for (at, entry) in entries.iter().enumerate() {
                placed(text, entry.key.span)?;
                let twice = entries[..at].iter().any(|it| it.key.text == entry.key.text);
                prop_assert!(!twice, "{}", entry.key.text);
                nodes(&entry.value, text, depth + 1)?;
            }
        }
        NodeKind::List { items, .. } => {
            for item in items {
                nodes(item, text, depth + 1)?;
            }
        }
        NodeKind::Scalar { .. } => {}
    }
    Ok(())
}

fn found(bytes: &[u8], findings: &[Finding]) -> Said {
    prop_assert!(!findings.is_empty() && findings.len() <= 50);
    for finding in findings {
        prop_assert!(!finding.message.is_empty());
        if let (Some(span), Ok(text)) = (finding.span, std::str::from_utf8(bytes)) {
            placed(text, span)?;
        }
    }
    Ok(())
}

/// The gate alone, and the meaning without a type.
fn meaning(bytes: &[u8]) -> Said {
    let document = match gate(&subject(), bytes) {
        Ok(document) => document,
        Err(findings) => return found(bytes, &findings),
    };
    prop_assert!(bytes.len() <= LONGEST);
    prop_assert_eq!(document.text.as_bytes(), bytes);
    nodes(&document.root, &document.text, 0)?;
    let Ok(ours) = read::<serde_yaml::Value>(&document, &subject()) else {
        return Ok(());
    };
    let theirs = serde_yaml::from_slice::<serde_yaml::Value>(bytes);
    prop_assert_eq!(Some(&ours), theirs.as_ref().ok());
    for emit in [Emit::default(), Emit { flow_width: 0 }] {
        let Ok(text) = emit.file(&ours) else {
            continue;
        };
        let again = gate(&subject(), text.as_bytes())
            .map_err(|all| TestCaseError::fail(format!("{}\n{text}", all[0].message)))?;
        prop_assert_eq!(
            &read::<serde_yaml::Value>(&again, &subject()).unwrap(),
            &ours,
            "{}",
            text
        );
    }
    Ok(())
}

fn subject() -> Subject {
    Subject::File("file.yaml".to_owned())
}

/// A kind of file: read, written, and read again.
fn entity<D>(bytes: &[u8]) -> Result<Option<D>, TestCaseError>
where
    D: Entity + TryFrom<D::File, Error = String> + PartialEq + std::fmt::Debug,
{
    let value = match read_entity::<D>(&subject(), bytes) {
        Ok((_, value)) => value,
        Err(findings) => {
            found(bytes, &findings)?;
            return Ok(None);
        }
    };
    let text = Emit::default()
        .file(&entity_value(&value).unwrap())
        .unwrap();
    let (_, again) = read_entity::<D>(&subject(), text.as_bytes())
        .map_err(|all| TestCaseError::fail(format!("{}\n{text}", all[0].message)))?;
    prop_assert_eq!(&again, &value, "{}", text);
    Ok(Some(value))
}

#[test]
fn yaml_files() {
    let target = Target {
        name: "yaml_files",
        beside: &[("governance", ".yaml")],
        made: Vec::new(),
        dictionary: WORDS,
    };
    target.hold(|bytes| {
        meaning(bytes)?;
        entity::<Team>(bytes)?;
        entity::<Person>(bytes)?;
        entity::<Area>(bytes)?;
        entity::<Constraint>(bytes)?;
        entity::<About>(bytes)?;
        Ok(())
    });
}

#[test]
fn yaml_rules() {
    let target = Target {
        name: "yaml_rules",
        beside: &[("rules", ".yaml"), ("governance/rules", ".yaml")],
        made: Vec::new(),
        dictionary: WORDS,
    };
    target.hold(|bytes| {
        if let Some(rule) = entity::<Rule>(bytes)? {
            let problems = rule.problems(&"this-rule".parse().unwrap());
            prop_assert!(problems.iter().all(|it| !it.message.is_empty()));
            prop_assert!(rule.sentences().iter().all(|it| !it.is_empty()));
        }
        Ok(())
    });
}

#[test]
fn yaml_proposals() {
    let rule = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/corpus/yaml_rules/short"
    ));
    let rule = rule.unwrap();
    let target = Target {
        name: "yaml_proposals",
        beside: &[("proposals", "proposal.yaml")],
        made: Vec::new(),
        dictionary: WORDS,
    };
    target.hold(|bytes| {
        let name = "0001-fuzzed".parse().unwrap();
        let subject = Subject::Proposal("0001-fuzzed".parse().unwrap());
        let document = match gate(&subject, bytes) {
            Ok(document) => document,
            Err(findings) => return found(bytes, &findings),
        };
        let files = BTreeMap::from([("files/short.yaml".to_owned(), rule.as_slice())]);
        let kind_of = |id: &str| -> Option<EntityId> {
            match id {
                "core" | "board" => Some(EntityId::Team(id.parse().ok()?)),
                "website" => Some(EntityId::Area(id.parse().ok()?)),
                "ann" => Some(EntityId::Person(id.parse().ok()?)),
                _ => None,
            }
        };
        let read = read_proposal(&name, document, &files, &kind_of);
        let text = std::str::from_utf8(bytes).unwrap();
        for finding in &read.findings {
            if let Some(span) = finding.span.filter(|_| finding.place.subject == subject) {
                placed(text, span)?;
            }
        }
        let Some(proposal) = read.proposal else {
            prop_assert!(!read.findings.is_empty());
            return Ok(());
        };
        let text = write_proposal(&proposal).unwrap();
        let document = gate(&subject, text.as_bytes()).unwrap();
        let again = read_proposal(&name, document, &files, &kind_of);
        prop_assert_eq!(
            again.proposal.as_ref(),
            Some(&proposal),
            "{:?}\n{}",
            again.findings,
            text
        );
        Ok(())
    });
}
