use super::*;
use crate::rule::model::*;
use crate::rule::{Condition, Electorate, Formula};

fn stage(id: &str, ballot: &str, outcomes: &[(&str, &str)]) -> Stage {
    let electorate = Electorate::parse("core").unwrap();
    let mut stage = Stage::new(id.parse().unwrap(), electorate, ballot.parse().unwrap());
    stage.period = Some(PollPeriod::Fixed(Span::days(7)));
    stage.outcomes = outcomes
        .iter()
        .map(|(name, text)| {
            let condition = (*text != "otherwise").then(|| Condition::parse(text).unwrap());
            (name.parse().unwrap(), condition)
        })
        .collect();
    stage
}

const SIMPLE: &[(&str, &str)] = &[("accept", "for > against"), ("reject", "otherwise")];

fn vote() -> Stage {
    stage("vote", "for-against", SIMPLE)
}

/// The problems of a rule, each as its place and code.
fn of(stages: Vec<Stage>) -> Vec<String> {
    of_rule(&Rule::new("Rule", stages))
}

fn of_rule(rule: &Rule) -> Vec<String> {
    let found = rule.problems(&"rule".parse().unwrap());
    let line = |it: &Finding| format!("{} {}", it.place.path, it.code);
    found.iter().map(line).collect()
}

/// The problems of one stage after a change.
fn with(change: impl FnOnce(&mut Stage)) -> Vec<String> {
    let mut stage = vote();
    change(&mut stage);
    of(vec![stage])
}

#[test]
fn a_plain_rule_has_none() {
    assert_eq!(of(vec![vote()]), [""; 0]);
}

#[test]
fn stages_and_outcomes() {
    assert_eq!(of(vec![]), ["stages rule-stages"]);
    assert_eq!(of(vec![vote(), vote()]), ["stages[1].id rule-stages"]);
    let outcomes = |list: &[(&str, &str)]| of(vec![stage("vote", "for-against", list)]);
    assert_eq!(outcomes(&[]), ["stages[0] rule-outcomes"]);
    assert_eq!(
        outcomes(&[("accept", "for > against")]),
        ["stages[0].outcomes.accept rule-outcomes"]
    );
    assert_eq!(
        outcomes(&[("accept", "otherwise"), ("reject", "otherwise")]),
        ["stages[0].outcomes.reject rule-unreachable"]
    );
    assert_eq!(
        outcomes(&[
            ("accept", "for > against"),
            ("no-ballots", "for  >  against"),
            ("reject", "otherwise")
        ]),
        [
            "stages[0].outcomes.no-ballots rule-outcomes",
            "stages[0].outcomes.no-ballots rule-unreachable"
        ]
    );
}

#[test]
fn ways_on() {
    assert_eq!(
        of(vec![stage(
            "vote",
            "for-against",
            &[("significant", "for > 1"), ("accept", "otherwise")]
        )]),
        ["stages[0].outcomes.significant rule-no-way-on"]
    );
    assert_eq!(
        with(|it| drop(it.then.insert("acept".parse().unwrap(), Route::Continue))),
        ["stages[0].then.acept rule-unknown-outcome"]
    );
    assert_eq!(
        with(|it| drop(it.then.insert("accept".parse().unwrap(), Route::REJECT))),
        ["stages[0] rule-no-way-on"]
    );
    let gone = Route::Stage("gone".parse().unwrap());
    assert_eq!(
        with(|it| drop(it.then.insert("accept".parse().unwrap(), gone))),
        ["stages[0].then.accept.stage rule-unknown-stage"]
    );
}

#[test]
fn conditions_ask_for_what_there_is() {
    let accept = |ballot: &str, text: &str| {
        of(vec![stage(
            "vote",
            ballot,
            &[("accept", text), ("reject", "otherwise")],
        )])
    };
    let mismatch = ["stages[0].outcomes.accept rule-ballot-mismatch"];
    assert_eq!(accept("for-against", "consents > 3"), mismatch);
    assert_eq!(accept("plus-minus", "vetoes = 0"), mismatch);
    assert_eq!(accept("consent", "for > 3"), mismatch);
    assert_eq!(
        accept("consent", "consents > silent and objections = 0"),
        [""; 0]
    );
    assert_eq!(
        accept("for-against", "for > against and pivotal"),
        ["stages[0].outcomes.accept rule-quantity"]
    );
    assert_eq!(
        with(|it| it.ballot = BallotKind::PlusMinus { veto: true }),
        ["stages[0].ballot rule-ballot-mismatch"]
    );
    let seats = |electorate: &str| {
        with(|it| {
            it.electorate = electorate.parse().unwrap();
            it.outcomes[0].1 = Some(Condition::parse("for > 1/2 of seats").unwrap());
        })
    };
    assert_eq!(seats("core and not subject"), [""; 0]);
    assert_eq!(
        seats("core or board"),
        ["stages[0].outcomes.accept rule-quantity"]
    );
}

#[test]
fn a_condition_is_blamed_to_the_word() {
    let mut stage = vote();
    stage.outcomes[0].1 = Some(Condition::parse("for > against and consents > 1").unwrap());
    let found = Rule::new("Rule", vec![stage]).problems(&"rule".parse().unwrap());
    assert_eq!(found[0].place.part, Some((18, 26)));
}

#[test]
fn when_names_an_earlier_stage() {
    let second = |when: &str| {
        let mut second = stage("second", "for-against", SIMPLE);
        second.when = Some(Condition::parse(when).unwrap());
        of(vec![vote(), second])
    };
    assert_eq!(second("vote is accept or vote is no-ballots"), [""; 0]);
    assert_eq!(
        second("vote is acept"),
        ["stages[1].when rule-unknown-outcome"]
    );
    assert_eq!(
        second("second is accept"),
        ["stages[1].when rule-unknown-stage"]
    );
    assert_eq!(
        second("votes is accept"),
        ["stages[1].when rule-unknown-stage"]
    );
    assert_eq!(second("for > 3"), ["stages[1].when rule-quantity"]);
    assert_eq!(second("serving(core) > 3 and attested(notice)"), [""; 0]);
}

#[test]
fn times() {
    assert_eq!(with(|it| it.period = None), ["stages[0] rule-time"]);
    let between =
        |at_least, at_most| with(|it| it.period = Some(PollPeriod::Between { at_least, at_most }));
    assert_eq!(between(Span::days(7), Span::days(30)), [""; 0]);
    assert_eq!(
        between(Span::days(30), Span::days(7)),
        ["stages[0].period rule-time"]
    );
    let extend = |repeat, at_most| {
        with(|it| {
            it.extend = Some(Extend {
                name: None,
                when: Condition::parse("silent > 0").unwrap(),
                by: Span::days(7),
                repeat,
                at_most,
            });
        })
    };
    assert_eq!(extend(Repeat::UntilComplete, Some(10)), [""; 0]);
    assert_eq!(extend(Repeat::Times(1), None), [""; 0]);
    assert_eq!(
        extend(Repeat::UntilComplete, None),
        ["stages[0].extend rule-time"]
    );
    assert_eq!(
        extend(Repeat::Times(0), None),
        ["stages[0].extend rule-time"]
    );
}

#[test]
fn counts() {
    let count = |ballot: &str, method| {
        let mut stage = stage("vote", ballot, &[]);
        stage.count = Some(CountSpec::new(method));
        stage
    };
    assert_eq!(of(vec![count("approval", Method::Approval)]), [""; 0]);
    assert_eq!(
        of(vec![count("approval", Method::Schulze)]),
        ["stages[0].count.method rule-ballot-mismatch"]
    );
    assert_eq!(
        of(vec![stage("vote", "approval", SIMPLE)])
            .first()
            .map(String::as_str),
        Some("stages[0].outcomes.accept rule-ballot-mismatch")
    );
    let mut debian = count("approval", Method::Debian);
    debian.ballot = BallotKind::Rank {
        unranked: Unranked::Last,
    };
    let spec = debian.count.as_mut().unwrap();
    spec.min_support = Some(Formula::parse("3/2 * sqrt(electorate)").unwrap());
    assert_eq!(
        of(vec![debian.clone()]),
        ["stages[0].count.min_support rule-ballot-mismatch"]
    );
    let spec = debian.count.as_mut().unwrap();
    spec.default = Some("further-discussion".parse().unwrap());
    assert_eq!(of(vec![debian]), [""; 0]);
}

#[test]
fn what_stands_outside_the_stages() {
    let mut rule = Rule::new("Rule", vec![vote()]);
    rule.sponsors = Some(Sponsors {
        from: Electorate::parse("core").unwrap(),
        need: Condition::parse("sponsors >= 2 * sqrt(electorate)").unwrap(),
        within: None,
    });
    rule.triggers = vec![Trigger::When(
        Condition::parse("serving(core) < 3").unwrap(),
    )];
    assert_eq!(of_rule(&rule), [""; 0]);
    rule.sponsors.as_mut().unwrap().need = Condition::parse("for > 3").unwrap();
    rule.triggers = vec![Trigger::When(Condition::parse("serving < 3").unwrap())];
    rule.acts_first = Some(ActsFirst {
        by: Electorate::parse("core").unwrap(),
        ratify: "gone".parse().unwrap(),
        within: Span::days(7),
        otherwise: ActsFirstOtherwise::Undo,
    });
    assert_eq!(
        of_rule(&rule),
        [
            "acts_first.ratify rule-unknown-stage",
            "sponsors.need rule-quantity",
            "triggers[0].when rule-quantity"
        ]
    );
}
