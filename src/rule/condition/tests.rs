use super::*;
use crate::base::exact;
use proptest::prelude::*;

fn error(text: &str) -> ConditionError {
    Condition::parse(text).unwrap_err()
}

/// The part of the text that an error points at.
fn blamed(text: &str) -> &str {
    &text[error(text).range]
}

fn votes(in_favour: u32, against: u32, abstain: u32, electorate: u32) -> Quantities {
    let ballots = in_favour + against + abstain;
    Quantities {
        in_favour: exact(in_favour),
        against: exact(against),
        abstain: exact(abstain),
        ballots: exact(ballots),
        electorate: exact(electorate),
        silent: exact(electorate) - exact(ballots),
        ..Quantities::default()
    }
}

fn holds(text: &str, quantities: &Quantities) -> bool {
    let condition = Condition::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    condition.holds(quantities).unwrap()
}

#[test]
fn precedence_is_as_the_grammar_says() {
    let q = votes(6, 2, 2, 20);
    for (text, expected) in [
        ("for >= 1/2 of ballots + 1", true),
        ("for > 1/2 of (ballots + 2)", false),
        ("for = 3 * against and not against > 2", true),
        ("for < 1 and for < 1 or for = 6", true),
        ("for < 1 and (for < 1 or for = 6)", false),
        ("for - against - abstain = 2", true),
        ("electorate / 2 / 5 = 2", true),
        ("electorate/4 = 5", true),
        ("for = 60% of ballots", true),
        ("for >= 0.6 of ballots", true),
        ("-1 < -1/2", true),
        ("score in {-1, 0, 2, 3}", false),
        ("score in {1, 2 * 2}", true),
        ("(for) + (against) = 8", true),
        ("not (for > against)", false),
        ("floor(electorate/3) = 6 and ceil(electorate/3) = 7", true),
        ("min(for, against, abstain) = 2 and max(for, 1) = 6", true),
        ("2 of 3 of for = 36", true),
        ("2 * 1/2 of for = 6", true),
    ] {
        assert_eq!(holds(text, &q), expected, "{text}");
    }
}

#[test]
fn roots_are_compared_exactly() {
    for (text, electorate, in_favour, expected) in [
        ("for >= 2 * sqrt(electorate)", 200, 28, false),
        ("for >= 2 * sqrt(electorate)", 200, 29, true),
        ("for >= 2 * sqrt(electorate)", 196, 28, true),
        ("for > 2 * sqrt(electorate)", 196, 28, false),
        (
            "for >= max(electorate/4, 2 * sqrt(electorate))",
            200,
            49,
            false,
        ),
        (
            "for >= max(electorate/4, 2 * sqrt(electorate))",
            200,
            50,
            true,
        ),
        ("for >= 3/2 * sqrt(electorate)", 911, 45, false),
        ("for >= 3/2 * sqrt(electorate)", 911, 46, true),
        ("for = ceil(3/2 * sqrt(electorate))", 911, 46, true),
        ("for = floor(sqrt(electorate))", 99, 9, true),
        ("sqrt(electorate) + sqrt(for) = sqrt(18)", 2, 8, true),
        ("sqrt(electorate) + sqrt(for) < sqrt(10)", 2, 3, true),
    ] {
        let q = Quantities {
            in_favour: exact(in_favour),
            electorate: exact(electorate),
            ..Quantities::default()
        };
        assert_eq!(holds(text, &q), expected, "{text} {electorate} {in_favour}");
    }
}

#[test]
fn errors_point_at_the_word() {
    for (text, word) in [
        ("for > majority", "majority"),
        ("for >= 2/3 of cast", "cast"),
        ("unanimous", "unanimous"),
        ("ballots >= quorum", "quorum"),
        ("for > aganst", "aganst"),
        ("for-against > 1", "for-against"),
        ("for > against and ballots", "ballots"),
        ("1 < for < 3", "<"),
        ("for ≥ 3", "≥"),
        ("for > 3 against", "against"),
        ("(for > 3", "("),
        ("for > 3)", ")"),
        ("attested", "attested"),
        ("attested(Not_An_Id)", "Not_An_Id"),
        ("for > sqrt(sqrt(ballots))", "sqrt(sqrt(ballots))"),
        ("for > 1 / sqrt(ballots)", "sqrt(ballots)"),
        ("for > sqrt(for) * sqrt(ballots)", "sqrt(ballots)"),
        ("for/4/5 > 1", "4/5"),
        ("for > 4 / 5 of ballots", "5"),
        ("for > 123456789012345678901", "123456789012345678901"),
        ("for > 1/0", "1/0"),
        ("for == 3", "="),
        ("min(for) > 1", "min(for)"),
        ("core is", ""),
        ("", ""),
        ("for > against or", ""),
    ] {
        assert_eq!(blamed(text), word, "{text}");
    }
}

#[test]
fn unclear_words_come_with_the_choices() {
    for (text, choice) in [
        ("for > majority", "for > 1/2 of seats"),
        ("for > 1/2 of cast", "`for + against` does not"),
        ("unanimous", "for = electorate"),
        ("ballots > quorum", "ballots >= 1/2 of electorate"),
        ("for > aganst", "did you mean `against`?"),
        ("for-against > 1", "`for - against`"),
        ("yes > no", "write `for`"),
    ] {
        let help = error(text).help.unwrap_or_default();
        assert!(help.contains(choice), "{text}: {help}");
    }
}

#[test]
fn a_part_that_cannot_be_worked_out_matters_only_where_it_decides() {
    let nobody = votes(0, 0, 0, 5);
    let parse = |text| Condition::parse(text).unwrap();
    let bad = parse("for / ballots > 1/2").holds(&nobody).unwrap_err();
    assert_eq!(bad.problem, EvalProblem::DivisionByZero);
    assert_eq!(&"for / ballots > 1/2"[bad.range], "ballots");
    let guarded = parse("ballots > 0 and for / ballots > 1/2");
    assert_eq!(guarded.holds(&nobody), Ok(false));
    let lines = guarded.explain(&nobody).unwrap().lines();
    assert!(
        lines[1].ends_with("cannot be worked out (division by zero)"),
        "{lines:?}"
    );
    assert_eq!(
        parse("for > 1/2 of seats")
            .holds(&nobody)
            .unwrap_err()
            .problem,
        EvalProblem::NoSeats
    );
    assert!(parse("pivotal").holds(&nobody).is_err());
}

#[test]
fn an_explanation_shows_every_number() {
    let q = votes(41, 9, 0, 60);
    let line = |text: &str, q: &Quantities| {
        Condition::parse(text)
            .unwrap()
            .explain(q)
            .unwrap()
            .lines()
            .join("; ")
    };
    assert_eq!(
        line("for >= 4/5 of ballots", &q),
        "for 41 >= 4/5 of ballots 50 = 40: holds"
    );
    assert_eq!(
        line("for + against > 50 or score in {-1, 32}", &q),
        "for 41 + against 9 = 50 > 50: does not hold; score 32 in {-1, 32}: holds"
    );
    assert_eq!(
        line("for >= 2 * sqrt(electorate)", &q),
        "for 41 >= 2 * sqrt(electorate 60) = about 15.491: holds"
    );
    assert_eq!(
        line("not (board is veto)", &q),
        "(board is veto): does not hold"
    );
}

#[test]
fn no_text_exhausts_the_stack() {
    for text in [
        "(".repeat(1_999),
        "not ".repeat(499),
        "-".repeat(1_999),
        "sqrt(".repeat(399),
        "for+".repeat(499) + "for > 1",
        "for>1 and ".repeat(190) + "for>1",
        "{".repeat(1_999),
        "1 of ".repeat(390) + "for > 1",
        "x".repeat(5_000),
    ] {
        if let Ok(condition) = Condition::parse(&text) {
            condition.explain(&votes(1, 1, 1, 5)).unwrap();
        }
    }
    let deep = |n: usize| format!("{}for > 1{}", "(".repeat(n), ")".repeat(n));
    assert!(Condition::parse(&deep(DEEPEST)).is_ok());
    assert!(Condition::parse(&deep(DEEPEST + 1)).is_err());
}

/// Conditions as people might write them.
fn number_text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(Quantity::WORDS).prop_map(str::to_owned),
        (0_u32..99).prop_map(|n| n.to_string()),
        (0_u32..9, 1_u32..9).prop_map(|(a, b)| format!("{a}/{b}")),
        (0_u32..100).prop_map(|n| format!("{n}%")),
        Just("sqrt(electorate)".to_owned()),
        Just("serving(core)".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} + {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} - {b})")),
            inner.clone().prop_map(|a| format!("2 of ({a})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("max({a}, {b})")),
            inner.prop_map(|a| format!("floor({a})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn reads_back_what_it_writes(a in number_text(), b in number_text()) {
        for text in [format!("{a} >= {b}"), format!("not {a} in {{{b}, 1}} or {b} = 1")] {
            let condition = Condition::parse(&text).unwrap();
            prop_assert_eq!(&Condition::parse(&condition.to_string()).unwrap(), &condition);
            let mut q = votes(3, 2, 1, 9);
            q.seats = Some(5);
            q.serving = Some(4);
            q.serving_of.insert("core".parse().unwrap(), 7);
            prop_assert_eq!(condition.explain(&q).unwrap().holds, condition.holds(&q));
        }
    }

    #[test]
    fn random_text_never_panics(text in "\\PC{0,60}") {
        if let Err(error) = Condition::parse(&text) {
            prop_assert!(text.get(error.range.clone()).is_some());
        }
    }

    #[test]
    fn random_words_never_panic(words in prop::collection::vec(prop::sample::select(vec![
        "for", "of", "(", ")", "{", "}", ",", "-", "+", "*", "/", ">=", "=", "in", "is", "and",
        "or", "not", "4/5", "60%", "0", "sqrt", "min", "floor", "attested", "seats", "core",
        "pivotal", "ballots", "1.5",
    ]), 0..24)) {
        let text = words.join(" ");
        match Condition::parse(&text) {
            Ok(condition) => { let _ = condition.holds(&votes(1, 2, 3, 9)); }
            Err(error) => prop_assert!(text.get(error.range.clone()).is_some()),
        }
    }

    /// Against a square root worked out in whole numbers.
    #[test]
    fn a_root_is_compared_as_by_squaring(n in 0_u64..1_000_000, e in 0_u64..1_000_000, k in 1_u64..9) {
        let q = Quantities { in_favour: exact(n), electorate: exact(e), ..Quantities::default() };
        let text = format!("for >= {k}/2 * sqrt(electorate)");
        prop_assert_eq!(holds(&text, &q), 4 * n * n >= k * k * e);
    }

    #[test]
    fn a_fraction_is_compared_as_by_multiplying(n in 0_u64..1_000, e in 0_u64..1_000, a in 0_u64..20, b in 1_u64..20) {
        let q = Quantities { in_favour: exact(n), ballots: exact(e), ..Quantities::default() };
        prop_assert_eq!(holds(&format!("for > {a}/{b} of ballots"), &q), n * b > a * e);
    }
}
