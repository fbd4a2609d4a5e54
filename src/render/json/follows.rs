//! What follows from a draft for constraints, rules, areas and seats.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diff::{Consequences, Turn};
use crate::org::{Organisation, Verdict};

/// One thing that follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FollowJson {
    /// The option that it follows from, where there are several.
    pub option: Option<String>,
    /// Whether it is for the better: `mended`, `harmed`, or `other`.
    pub sense: String,
    /// Of what: `constraint`, `rule`, `area` or `team`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// In a sentence.
    pub what: String,
}

impl FollowJson {
    /// Everything of that kind that follows from a difference.
    pub fn all(option: Option<&str>, of: &Consequences, after: &Organisation) -> Vec<Self> {
        let mut all = Vec::new();
        let mut add = |sense: &str, kind: &str, id: &str, what: String| {
            all.push(Self {
                option: option.map(str::to_owned),
                sense: sense.to_owned(),
                kind: kind.to_owned(),
                id: id.to_owned(),
                what,
            });
        };
        for turn in &of.constraints {
            let (sense, what) = said(turn.turn, turn.after.as_ref());
            let level = turn.level;
            add(
                sense,
                "constraint",
                turn.constraint.as_str(),
                format!("{what} ({level})"),
            );
        }
        for (id, teams) in &of.rules_without_body {
            let names: Vec<&str> = teams.iter().map(|id| after.team_name(id)).collect();
            let what = format!("names {}, which is gone", names.join(" and "));
            add("harmed", "rule", id.as_str(), what);
        }
        for (id, why) in &of.rules_out_of_reach {
            add(
                "harmed",
                "rule",
                id.as_str(),
                format!("nobody can pass it: {why}"),
            );
        }
        for id in &of.rules_back_in_reach {
            add(
                "mended",
                "rule",
                id.as_str(),
                "can be passed again".to_owned(),
            );
        }
        for (id, why) in &of.rules_of_unknown_reach {
            if !of.rules_still_unknown.contains(id) {
                let what = format!("whether it can be passed cannot be said: {why}");
                add("other", "rule", id.as_str(), what);
            }
        }
        for id in &of.orphaned {
            let what = "is left without a team that controls it".to_owned();
            add("harmed", "area", id.as_str(), what);
        }
        for id in &of.newly_controlled {
            let what = "has a team that controls it again".to_owned();
            add("mended", "area", id.as_str(), what);
        }
        for short in &of.short {
            let what = format!("{} of {} seats taken", short.serving, short.seats);
            add("harmed", "team", short.team.as_str(), what);
        }
        all
    }
}

/// What became of a constraint, and whether that is for the better.
fn said(turn: Turn, after: Option<&Verdict>) -> (&'static str, String) {
    let broken = after.filter(|it| it.is_broken()).map(|verdict| {
        let breaches = verdict.breaches().iter();
        let texts: Vec<String> = breaches.map(|it| it.text.clone()).collect();
        texts.join("; ")
    });
    match (turn, broken) {
        (Turn::Adopted, Some(why)) => ("harmed", format!("comes into force broken: {why}")),
        (Turn::Adopted, None) => ("other", "comes into force".to_owned()),
        (Turn::Repealed, _) => ("other", "goes out of force".to_owned()),
        (Turn::Broken, why) => ("harmed", format!("broken: {}", why.unwrap_or_default())),
        (Turn::BrokenOtherwise, why) => (
            "harmed",
            format!("broken in another way: {}", why.unwrap_or_default()),
        ),
        (Turn::Kept, _) => ("mended", "holds again".to_owned()),
        (Turn::Waived, _) => ("other", "excused".to_owned()),
        (Turn::Lost, _) => ("other", "cannot be judged any more".to_owned()),
    }
}
