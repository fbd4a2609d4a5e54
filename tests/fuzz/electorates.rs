//! Electorates: what is read prints and reads back the same, and names nobody
//! who is in no team.

use std::collections::{BTreeMap, BTreeSet};

use polity::base::{EventKind, PersonId, TeamId};
use polity::rule::electorate::{Electorate, ElectorateExpr, Rolls};
use proptest::prelude::*;

use super::harness::{Said, Target};

/// A few teams with known rolls; every other one has none.
struct Town(BTreeMap<TeamId, BTreeSet<PersonId>>);

fn people(names: &str) -> BTreeSet<PersonId> {
    names.split(' ').map(|name| name.parse().unwrap()).collect()
}

fn town() -> Town {
    let rolls = [
        ("core", "ann bob cy"),
        ("board", "bob dee"),
        ("fellows", "ann"),
    ];
    let roll = |(team, names): (&str, &str)| (team.parse().unwrap(), people(names));
    Town(rolls.into_iter().map(roll).collect())
}

impl Rolls for Town {
    fn roll(&self, team: &TeamId) -> Option<BTreeSet<PersonId>> {
        self.0.get(team).cloned()
    }
    fn subject(&self) -> BTreeSet<PersonId> {
        people("dee eve")
    }
    fn authors(&self) -> BTreeSet<PersonId> {
        people("ann")
    }
    fn attested(&self, kind: &EventKind) -> Option<BTreeSet<PersonId>> {
        (kind.as_str() == "meeting").then(|| people("bob eve"))
    }
}

/// As it would be written with every bracket.
fn printed(expr: &ElectorateExpr) -> String {
    let part = |expr: &ElectorateExpr| match expr {
        ElectorateExpr::Or(_) | ElectorateExpr::And(..) => format!("({})", printed(expr)),
        _ => printed(expr),
    };
    match expr {
        ElectorateExpr::Team(team, _) => team.to_string(),
        ElectorateExpr::Subject => "subject".into(),
        ElectorateExpr::Authors => "authors".into(),
        ElectorateExpr::Attested(kind) => format!("attested({kind})"),
        ElectorateExpr::Or(parts) => parts.iter().map(part).collect::<Vec<_>>().join(" or "),
        ElectorateExpr::And(first, rest) => {
            let rest = rest.iter().map(|(within, expr)| {
                let sign = if *within { "and" } else { "and not" };
                format!(" {sign} {}", part(expr))
            });
            part(first) + &rest.collect::<String>()
        }
    }
}

/// Who is in it, person by person: a second reading of what the words mean.
fn has(expr: &ElectorateExpr, town: &Town, person: &PersonId) -> Option<bool> {
    Some(match expr {
        ElectorateExpr::Team(team, _) => town.roll(team)?.contains(person),
        ElectorateExpr::Subject => town.subject().contains(person),
        ElectorateExpr::Authors => town.authors().contains(person),
        ElectorateExpr::Attested(kind) => town.attested(kind)?.contains(person),
        ElectorateExpr::Or(parts) => {
            let all: Option<Vec<bool>> = parts.iter().map(|it| has(it, town, person)).collect();
            all?.contains(&true)
        }
        ElectorateExpr::And(first, rest) => {
            let mut held = has(first, town, person)?;
            for (within, part) in rest {
                held &= has(part, town, person)? == *within;
            }
            held
        }
    })
}

fn check(file: &[u8]) -> Said {
    let Ok(text) = std::str::from_utf8(file) else {
        return Ok(());
    };
    let electorate = match Electorate::parse(text) {
        Ok(electorate) => electorate,
        Err(error) => {
            prop_assert!(text.get(error.range.clone()).is_some(), "{error:?}");
            prop_assert!(!error.message.is_empty());
            return Ok(());
        }
    };
    prop_assert!(text.len() <= 1_000);
    for (team, range) in electorate.mentions() {
        prop_assert_eq!(text.get(range), Some(team.as_str()));
    }
    let town = town();
    let members = electorate.members(&town).ok();
    let everybody = people("ann bob cy dee eve");
    let one_by_one: Option<BTreeSet<PersonId>> = everybody
        .into_iter()
        .map(|it| Some((has(electorate.expr(), &town, &it)?, it)))
        .collect::<Option<Vec<_>>>()
        .map(|all| {
            all.into_iter()
                .filter(|(held, _)| *held)
                .map(|(_, it)| it)
                .collect()
        });
    prop_assert_eq!(&members, &one_by_one);
    let again = printed(electorate.expr());
    if again.len() <= 1_000 {
        let read = Electorate::parse(&again)
            .map_err(|error| TestCaseError::fail(format!("{again}: {error}")))?;
        prop_assert_eq!(printed(read.expr()), again);
        prop_assert_eq!(read.members(&town).ok(), members);
    }
    Ok(())
}

#[test]
fn electorates() {
    let target = Target {
        name: "electorates",
        beside: &[],
        made: Vec::new(),
        dictionary: &[
            "core",
            "board",
            "fellows",
            "subject",
            "authors",
            "gone",
            " or ",
            " and ",
            " and not ",
            "a member of ",
            "members of ",
            "(",
            ")",
            " ",
            "not",
            "-",
            "É",
        ],
    };
    target.hold(check);
}
