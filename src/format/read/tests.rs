use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::base::{PartialDate, TeamId};
use crate::format::gate;
use crate::format::scalar::{Number, Text};

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Team {
    name: String,
    #[serde(default)]
    part_of: Option<TeamId>,
    #[serde(default)]
    seats: Option<u32>,
    #[serde(default)]
    formed: Option<Text<PartialDate>>,
    #[serde(default)]
    members: Vec<Member>,
    #[serde(default)]
    share: Option<Text<Number>>,
    #[serde(default)]
    changes: Vec<Change>,
    #[serde(default)]
    shared: bool,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    person: TeamId,
    basis: Basis,
    from: Text<PartialDate>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Basis {
    Elected,
    ExOfficio,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Change {
    Dissolve {
        team: TeamId,
        transfer: BTreeMap<TeamId, TeamId>,
    },
    EndTerm(Member),
    Nothing,
}

fn subject() -> Subject {
    Subject::File("x.yaml".to_owned())
}

fn team(text: &str) -> Result<Team, Vec<Finding>> {
    read(&gate(&subject(), text.as_bytes()).unwrap(), &subject())
}

/// Every problem as `line:column code: message`.
fn problems(text: &str) -> Vec<String> {
    let findings = team(text).unwrap_err();
    findings
        .iter()
        .map(|finding| {
            let span = finding.span.unwrap();
            format!(
                "{}:{} {}: {}",
                span.line, span.column, finding.code, finding.message
            )
        })
        .collect()
}

#[test]
fn a_sound_file_is_read() {
    let read = team(
        "name: Core\npart_of: '2020'\nseats: 5\nformed: 2014\nshare: 4/5\nmembers:\n  - {person: a, basis: ex-officio, from: 2014-10}\nchanges:\n  - dissolve: {team: b, transfer: {c: d, 2021: e}}\n  - nothing\n",
    )
    .unwrap();
    assert_eq!(read.seats, Some(5));
    assert_eq!(read.formed.unwrap().0.to_string(), "2014");
    assert_eq!(read.share.unwrap().0.to_string(), "0.8");
    assert_eq!(read.members[0].basis, Basis::ExOfficio);
    assert_eq!(read.changes.len(), 2);
    // A field without a value is an empty list.
    assert_eq!(team("name: Core\nmembers:\n").unwrap().members, []);
}

#[test]
fn every_problem_is_reported_at_its_place() {
    assert_eq!(
        problems(
            "nam: Core\npart_of: Core Team\nseats: many\nformed: soon\nmembers:\n  - {person: a, basis: elected}\n  - {person: b, basis: electd, from: 2014, tile: x}\n  - c\nshared: no\nchanges:\n  - dissolve: {team: [x], transfer: {w: Z}}\n  - disolve: {}\n  - end_term\n  - {nothing: ~, dissolve: {}}\n",
        ),
        [
            "1:1 unknown-field: `nam` is no field here",
            "1:1 missing-field: the field `name` is missing",
            "2:10 bad-value: `Core Team` holds `C`; an id has lower-case letters, digits and single hyphens",
            "3:8 bad-value: expected a whole number from 0, found the text `many`",
            "4:9 bad-value: `soon` is no date; write a year, a month or a day: 2014, 2014-10 or 2014-10-03",
            "6:5 missing-field: the field `from` is missing",
            "7:24 bad-value: `electd` is none of the words that may stand here",
            "7:44 unknown-field: `tile` is no field here",
            "8:5 bad-value: expected a map, found the text `c`",
            "9:9 bad-value: expected true or false, found the text `no`",
            "11:22 bad-value: expected a text, found a list",
            "11:41 bad-value: `Z` holds `Z`; an id has lower-case letters, digits and single hyphens",
            "12:5 bad-value: `disolve` is none of the words that may stand here",
            "13:5 bad-value: `end_term` needs a value: write `end_term: …`",
            "14:18 bad-value: expected a map of one key, found more",
        ]
    );
}

#[test]
fn all_missing_fields_are_reported() {
    assert_eq!(
        problems("name: x\nmembers: [{}]\n"),
        [
            "2:11 missing-field: the field `person` is missing",
            "2:11 missing-field: the field `basis` is missing",
            "2:11 missing-field: the field `from` is missing",
        ]
    );
}

#[test]
fn hints_name_what_is_likely_meant_and_what_is_allowed() {
    let findings = team("nam: x\nname: 3\n").unwrap_err();
    assert!(
        findings[0]
            .hint
            .as_ref()
            .unwrap()
            .starts_with("did you mean `name`? the fields are: name, part_of")
    );
    assert_eq!(findings[1].message, "expected a text, found the number 3");
    assert_eq!(findings[1].hint.as_deref(), Some("put it in quotes: \"3\""));
    let findings = team("name: x\nchanges: [disolve: {}]\n").unwrap_err();
    assert_eq!(
        findings[0].hint.as_deref(),
        Some("did you mean `dissolve`? it may be: dissolve, end_term, nothing")
    );
}

#[test]
fn a_number_is_read_as_it_is_written() {
    let read = |text: &str| {
        let document = gate(&subject(), text.as_bytes()).unwrap();
        read::<Text<String>>(&document, &subject()).map(|text| text.0)
    };
    for text in ["1.10", "0x1f", "2014", "2014-10", "1e3", "true", "007"] {
        assert_eq!(read(text), Ok(text.to_owned()));
    }
    assert!(read("~").is_err());
}

#[test]
fn a_file_of_problems_is_given_up_on_soon() {
    let start = std::time::Instant::now();
    let text = "name: x\nmembers:\n".to_owned() + &"- {person: A, basis: b}\n".repeat(40_000);
    assert!((1..=MOST).contains(&problems(&text).len()));
    assert!(start.elapsed().as_secs() < 10);
}

/// Texts of lists, maps and scalars, in several styles.
fn documents() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        "[a-z]{1,4}",
        "-?[0-9]{1,3}(\\.[0-9]{1,2})?",
        Just("true".to_owned()),
        Just("~".to_owned()),
        "'[a-z ]{0,5}'",
        "\"[a-z0-9 ]{0,5}\"",
    ];
    scalar.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::btree_map("[a-z]{1,2}|[0-9]{1,2}", inner, 0..4).prop_map(|map| {
                let entries: Vec<_> = map.iter().map(|(k, v)| format!("{k}: {v}")).collect();
                format!("{{{}}}", entries.join(", "))
            }),
        ]
    })
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Loose {
    a: Option<i64>,
    #[serde(default)]
    b: Vec<Text<String>>,
    c: Option<BTreeMap<String, Option<bool>>>,
    d: Option<(Option<String>, f64)>,
}

proptest! {
    #[test]
    fn agrees_with_serde_yaml(
        (a, b) in (documents(), documents()),
        (c, d) in (documents(), documents()),
    ) {
        let text = format!("a: {a}\nb: {b}\nc: {c}\nd: {d}\n");
        // The gate compares the meaning of the whole with serde_yaml's.
        let document = gate(&subject(), text.as_bytes());
        prop_assert!(document.is_ok(), "{text}{document:?}");
        let Ok(document) = document else { return Ok(()); };
        let ours = read::<Loose>(&document, &subject());
        match (serde_yaml::from_str::<Loose>(&text), ours) {
            (Ok(theirs), Ok(ours)) => prop_assert_eq!(theirs, ours),
            // serde_yaml takes nothing, numbers and truth values for texts.
            (Ok(_), Err(findings)) => {
                for finding in findings {
                    prop_assert!(finding.message.starts_with("expected a text, found"), "{}", finding.message);
                }
            }
            (Err(_), Ok(ours)) => {
                // And it loses how a float was written.
                prop_assert!(ours.b.iter().any(|text| text.0.contains('.') || text.0.starts_with('-') || text.0 == "true" ), "{text}");
            }
            (Err(_), Err(_)) => {}
        }
    }
}
