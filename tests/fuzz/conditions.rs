//! Conditions and formulas: what is read prints and reads back the same, holds
//! or not alike for the one that decides and the one that explains, and points
//! at its own text.

use std::ops::Range;

use polity::base::exact;
use polity::rule::condition::{
    Condition, DEEPEST, Formula, LONGEST, Number, NumberKind, Quantities, Test, TestKind,
};
use proptest::prelude::*;

use super::harness::{Said, Target};

/// A number with every bracket, literals as the source has them.
fn number(it: &Number, source: &str) -> String {
    let part = |it: &Number| match it.kind {
        NumberKind::Negative(_)
        | NumberKind::Of(_)
        | NumberKind::Product(_)
        | NumberKind::Sum(_) => format!("({})", number(it, source)),
        _ => number(it, source),
    };
    let list = |all: &[Number]| {
        let all: Vec<String> = all.iter().map(|it| number(it, source)).collect();
        all.join(", ")
    };
    let chain = |parts: &[(bool, Number)], signs: [&str; 2]| {
        let mut text = String::new();
        for (at, (second, it)) in parts.iter().enumerate() {
            if at > 0 || *second {
                text += signs[usize::from(*second)];
            }
            text += &part(it);
        }
        text
    };
    match &it.kind {
        NumberKind::Literal(_) => source[it.range.clone()].to_owned(),
        NumberKind::Quantity(quantity) => quantity.as_str().to_owned(),
        NumberKind::Seats(team) => format!("seats({team})"),
        NumberKind::Serving(team) => format!("serving({team})"),
        NumberKind::Negative(inner) => format!("-{}", part(inner)),
        NumberKind::Of(parts) => parts.iter().map(part).collect::<Vec<_>>().join(" of "),
        NumberKind::Product(parts) => chain(parts, [" * ", " / "]),
        NumberKind::Sum(parts) => chain(parts, [" + ", " - "]),
        NumberKind::Root(inner) => format!("sqrt({})", number(inner, source)),
        NumberKind::Floor(inner) => format!("floor({})", number(inner, source)),
        NumberKind::Ceil(inner) => format!("ceil({})", number(inner, source)),
        NumberKind::Min(parts) => format!("min({})", list(parts)),
        NumberKind::Max(parts) => format!("max({})", list(parts)),
    }
}

/// A condition with every bracket.
fn test(it: &Test, source: &str) -> String {
    let part = |it: &Test| match it.kind {
        TestKind::And(_) | TestKind::Or(_) | TestKind::Not(_) => format!("({})", test(it, source)),
        _ => test(it, source),
    };
    let chain = |parts: &[Test], sign: &str| parts.iter().map(part).collect::<Vec<_>>().join(sign);
    match &it.kind {
        TestKind::And(parts) => chain(parts, " and "),
        TestKind::Or(parts) => chain(parts, " or "),
        TestKind::Not(inner) => format!("not {}", part(inner)),
        TestKind::Compare(left, sign, right) => {
            let (left, right) = (number(left, source), number(right, source));
            format!("{left} {} {right}", sign.as_str())
        }
        TestKind::In(left, set) => {
            let set: Vec<String> = set.iter().map(|it| number(it, source)).collect();
            format!("{} in {{{}}}", number(left, source), set.join(", "))
        }
        TestKind::Attested(name) => format!("attested({name})"),
        TestKind::Is(stage, outcome) => format!("{stage} is {outcome}"),
        TestKind::Pivotal => "pivotal".to_owned(),
    }
}

/// Votes of several kinds: nobody, a few, and everything known.
fn votes() -> [Quantities; 3] {
    let few = Quantities {
        in_favour: exact(7),
        against: exact(3),
        abstain: exact(1),
        ballots: exact(11),
        electorate: exact(20),
        silent: exact(9),
        sponsors: exact(2),
        days: 8,
        ..Quantities::default()
    };
    let all = Quantities {
        in_favour: exact(5) / exact(3),
        seats: Some(5),
        serving: Some(4),
        seats_of: [("board".parse().unwrap(), 5)].into(),
        serving_of: [("board".parse().unwrap(), 4)].into(),
        pivotal: Some(true),
        attested: ["release".parse().unwrap()].into(),
        ..few.clone()
    };
    [Quantities::default(), few, all]
}

/// Whether a text as printed is within what a condition may be.
fn small(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut deepest = 0;
    for byte in text.bytes() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    // Each sign and each denial is a level too.
    let signs = text.matches('-').count() + text.matches("not ").count();
    text.len() <= LONGEST && deepest + signs + 2 < DEEPEST
}

fn within(text: &str, range: &Range<usize>) -> bool {
    text.get(range.clone()).is_some()
}

fn condition(text: &str) -> Said {
    let read = match Condition::parse(text) {
        Ok(read) => read,
        Err(error) => {
            prop_assert!(within(text, &error.range), "{error:?}");
            return Ok(());
        }
    };
    prop_assert!(text.len() <= LONGEST);
    prop_assert_eq!(read.to_string(), text);
    for (_, range) in read.mentions() {
        prop_assert!(within(text, &range) && !range.is_empty());
    }
    let printed = test(read.test(), text);
    let again = if small(&printed) {
        let again = Condition::parse(&printed)
            .map_err(|error| TestCaseError::fail(format!("{printed}: {error}")))?;
        prop_assert_eq!(test(again.test(), &printed), printed.clone());
        Some(again)
    } else {
        None
    };
    for votes in votes() {
        let holds = read.holds(&votes);
        match (&holds, read.explain(&votes)) {
            (Ok(holds), Ok(explained)) => prop_assert_eq!(explained.holds, Ok(*holds)),
            (Err(error), Err(_)) => prop_assert!(within(text, &error.range)),
            (holds, explained) => prop_assert!(false, "{holds:?} and {explained:?}"),
        }
        if let Some(again) = &again {
            prop_assert_eq!(again.holds(&votes).ok(), holds.ok(), "{}", printed);
        }
    }
    Ok(())
}

fn formula(text: &str) -> Said {
    let read = match Formula::parse(text) {
        Ok(read) => read,
        Err(error) => {
            prop_assert!(within(text, &error.range), "{error:?}");
            return Ok(());
        }
    };
    // A number is what it is, and not less than itself.
    let equal = Condition::parse(&format!("({text}) = ({text})"));
    let less = Condition::parse(&format!("{text} < {text}"));
    for votes in votes() {
        match read.value(&votes) {
            Ok(value) => {
                prop_assert!(value.floor() <= value.ceil());
                let floor = read.met_by(&value.floor(), &votes).unwrap();
                let whole = value.floor() == value.ceil();
                prop_assert_eq!(floor, whole, "{}", value.show());
                prop_assert!(read.met_by(&value.ceil(), &votes).unwrap());
                if let (Ok(equal), Ok(less)) = (&equal, &less) {
                    prop_assert_eq!(equal.holds(&votes), Ok(true));
                    prop_assert_eq!(less.holds(&votes), Ok(false));
                }
            }
            Err(error) => prop_assert!(within(text, &error.range)),
        }
    }
    Ok(())
}

fn check(file: &[u8]) -> Said {
    let Ok(text) = std::str::from_utf8(file) else {
        return Ok(());
    };
    condition(text)?;
    formula(text)
}

#[test]
fn conditions() {
    let target = Target {
        name: "conditions",
        beside: &[],
        made: Vec::new(),
        dictionary: &[
            "for",
            "against",
            "score",
            "ballots",
            "electorate",
            "silent",
            "seats",
            "serving",
            "sqrt(",
            "floor(",
            "ceil(",
            "min(",
            "max(",
            "(",
            ")",
            "{",
            "}",
            ", ",
            " and ",
            " or ",
            "not ",
            " = ",
            " < ",
            " >= ",
            " in ",
            " of ",
            " + ",
            " - ",
            " * ",
            " / ",
            "-",
            "0",
            "1/3",
            "60%",
            "0.5",
            "99999999999999999999",
            "pivotal",
            "attested(release)",
            "first is accept",
            "seats(board)",
            "serving(core)",
            "days",
            "majority",
            "≥",
        ],
    };
    target.hold(check);
}
