use super::*;
use crate::diff::{Hints, Reach, fixture};
use crate::org::Organisation;
use crate::rule::Rule;

fn with<T>(before: &Organisation, after: &Organisation, show: impl Fn(&DiffView<'_>) -> T) -> T {
    let (was, is) = (before.on(fixture::BEFORE), after.on(fixture::AFTER));
    let diff = OrgDiff::between(&was, &is, &Hints::none());
    let reach = |rule: &Rule, standing: &Standing<'_>| {
        let mut serving = rule.teams().into_iter().map(|team| standing.serving(&team));
        match serving.next().flatten() {
            Some(0) => Reach::OutOfReach("nobody may vote".to_owned()),
            _ => Reach::InReach,
        }
    };
    let follows = Consequences::of(&diff, &was, &is, &reach);
    show(&DiffView {
        diff: &diff,
        follows: &follows,
        before: &was,
        after: &is,
        title: "0010  New governance for the Django project",
        aside: "draft, adopt-governance",
    })
}

fn dep_10() -> (Organisation, Organisation) {
    let (mut before, mut after) = (fixture::before(), fixture::after());
    let rule = fixture::core_vote();
    before.rules.insert(fixture::id("core-vote"), rule.clone());
    after.rules.insert(fixture::id("core-vote"), rule);
    (before, after)
}

#[test]
fn core_dissolved_in_eighty_columns() {
    let (before, after) = dep_10();
    let shown = with(&before, &after, |view| text(view, TextOptions::default()));
    assert!(shown.lines().iter().all(|line| line.width() <= 80));
    insta::assert_snapshot!(shown.to_string(false), @"");
}
