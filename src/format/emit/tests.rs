use proptest::prelude::*;

use super::*;
use crate::base::Subject;
use crate::format::gate;

fn read_back(text: &str) -> Value {
    if let Err(findings) = gate(&Subject::Workspace, text.as_bytes()) {
        panic!("{text}\n{findings:#?}");
    }
    serde_yaml::from_str(text).unwrap()
}

fn value(yaml: &str) -> Value {
    serde_yaml::from_str(yaml).unwrap()
}

#[test]
fn a_file_as_people_would_write_it() {
    let team = value(
        r#"{name: Core, formed: 2014-01-13, seats: 5, emails: [a@example.org, b@example.org],
            authority: [{area: github, powers: [merge]}], members: [],
            changes: [{dissolve: {team: core, transfer: {a: b}}}, plain],
            note: "one\n\ntwo\n", version: "1.10", year: 2014}"#,
    );
    assert_eq!(
        Emit::default().file(&team).unwrap(),
        "name: Core\nformed: 2014-01-13\nseats: 5\nemails: [a@example.org, b@example.org]\nauthority:\n  - {area: github, powers: [merge]}\nmembers: []\nchanges:\n  - dissolve:\n      team: core\n      transfer: {a: b}\n  - plain\nnote: |\n  one\n\n  two\nversion: \"1.10\"\nyear: 2014\n"
    );
    let block = Emit { flow_width: 0 }.file(&team).unwrap();
    assert!(block.contains("emails:\n  - a@example.org\n  - b@example.org\nauthority:\n  - area: github\n    powers:\n      - merge\nmembers: []\n"));
}

#[test]
fn a_variant_is_a_map_of_one_key() {
    #[derive(Serialize)]
    enum Change {
        Dissolve { team: String },
        Nothing,
    }
    let team = "core".to_owned();
    let changes = [Change::Dissolve { team }, Change::Nothing];
    let written = Emit { flow_width: 0 }.file(&changes).unwrap();
    assert_eq!(written, "- Dissolve:\n    team: core\n- Nothing\n");
}

#[test]
fn both_versions_of_yaml_read_the_same() {
    for word in [
        "no",
        "On",
        "y",
        "NULL",
        "~",
        "",
        " a",
        "a ",
        "12:30:45",
        "1e3",
        "1E3",
        "0x1f",
        "0o7",
        "0b1",
        "010",
        "1_000",
        "1.5",
        ".5",
        "+1",
        "1.2.3",
        "=",
        "<<",
        "---",
        "-",
        "- a",
        "#a",
        "a: b",
        "a #b",
        "a:",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "'a",
        "\"a",
        "[a",
        "{a",
        "?",
        "|",
        ">",
        ".inf",
        ".NaN",
        "190:20:30",
        "0.",
        "6.8523015e+5",
    ] {
        let written = text(word, false).unwrap();
        assert!(written.starts_with(['"', '\'']), "{word}: {written}");
        assert_eq!(
            read_back(&format!("a: {written}\n"))["a"],
            Value::from(word)
        );
    }
    for word in [
        "2020-01-01",
        "2014-10",
        "core or fellows",
        "for >= 4/5 of ballots",
        "4/5",
        "60%",
        "https://example.org/a?b#c",
        "sha256:0123",
        "3f1c9e0",
        "2020-02-01T00:00:00Z",
        "Zoë",
        "it's",
        "7 days",
        "don't \"quote\"",
    ] {
        assert_eq!(text(word, false).unwrap(), word);
    }
    assert_eq!(text("a, b", true).unwrap(), "\"a, b\"");
    assert_eq!(text("a, b", false).unwrap(), "a, b");
}

#[test]
fn a_dash_before_a_bracket_is_in_quotes() {
    assert_eq!(text("a -", false).unwrap(), "a -");
    assert_eq!(text("a -", true).unwrap(), "\"a -\"");
}

#[test]
fn what_no_file_may_hold_is_refused() {
    let emit = Emit::default();
    assert!(matches!(
        emit.file(&"a\u{202e}"),
        Err(EmitError::Character(_))
    ));
    assert!(matches!(
        emit.file(&vec!["a\rb"]),
        Err(EmitError::Character(_))
    ));
    let mut deep = value("[a]");
    for _ in 0..200 {
        deep = Value::Sequence(vec![deep, value("{}")]);
    }
    assert_eq!(emit.file(&deep), Err(EmitError::TooDeep));
}

/// Any value that a file may hold.
pub(crate) fn values() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        "[ -~]{0,6}".prop_map(Value::from),
        "[a-z:#' \\n\\t\"-]{0,8}".prop_map(Value::from),
        "[0-9a-fxoe.:_+-]{1,8}".prop_map(Value::from),
        "(yes|No|on|null|true|~|2014|2014-10-03|é ü)".prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    scalar.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Sequence),
            prop::collection::vec(("[ -~]{1,4}", inner), 0..4).prop_map(|map| Value::Mapping(
                map.into_iter().map(|(k, v)| (k.into(), v)).collect()
            )),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(value in values(), flow_width in prop_oneof![Just(0), Just(76)]) {
        // Two keys such as `1` and `1.0` cannot come from a text.
        let written = Emit { flow_width }.file(&value).unwrap();
        prop_assert!(written.ends_with('\n'));
        prop_assert_eq!(read_back(&written), value, "{}", written);
    }
}
