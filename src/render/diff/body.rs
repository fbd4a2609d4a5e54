//! Bodies, terms and areas as entries.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{AreaId, Power, TeamId};
use crate::diff::{
    Consequences, End, Field, OrgDiff, TeamAmended, TeamField, TeamTerms, TermChange,
};
use crate::org::{HeldPower, Holder, Membership, Standing};

use super::record::field_facts;
use super::report::{Entry, Mark, Names, count, serving};

pub(super) fn bodies(diff: &OrgDiff, after: &Standing<'_>, names: &Names<'_>) -> Vec<Entry> {
    let bodies = &diff.bodies;
    let mut entries = Vec::new();
    let gone: BTreeSet<&TeamId> = bodies.ends().map(|end| &end.team).collect();
    let parts = |end: &End| left_alone(diff, &end.team, names);
    let guess = |inferred: bool| if inferred { " (inferred)" } else { "" };
    for renamed in &bodies.renamed {
        let (was, is) = (&renamed.name.before, &renamed.name.after);
        let mut entry = Entry::new(Mark::Changed, was, "");
        let (from, to) = (&renamed.id.before, &renamed.id.after);
        entry.say(format!(
            "renamed {is}; {from} -> {to}{}",
            guess(renamed.inferred)
        ));
        // What else is new about it stands with its new name.
        if let Some(change) = bodies.amended.iter().find(|change| change.team == *to) {
            amended(&mut entry, change, &gone);
        }
        entries.push(entry);
    }
    for merged in &bodies.merged {
        let (from, into) = (names.teams(&merged.from), names.team(&merged.into));
        let kind = names.kind(&merged.into);
        let mark = if merged.formed {
            Mark::Added
        } else {
            Mark::Changed
        };
        let mut entry = Entry::new(mark, into, kind);
        let from = from.join(" and ");
        entry.say(format!("merged from {from}{}", guess(merged.inferred)));
        entry.items(Mark::None, serving(&merged.into, after, names));
        entries.push(entry);
        let ends = merged.ends.iter();
        entries.extend(ends.map(|it| end(it, "merged away", parts(it), names)));
    }
    for split in &bodies.split {
        let into = names.teams(&split.into).join(" and ");
        let what = format!("split into {into}{}", guess(split.inferred));
        match &split.end {
            Some(it) => entries.push(end(it, &what, parts(it), names)),
            None => {
                let mut entry = Entry::new(Mark::Changed, names.team(&split.from), "");
                entry.say(what);
                entries.push(entry);
            }
        }
        entries.extend(split.formed.iter().map(|id| formed(id, after, names)));
    }
    // What controlled most comes first.
    let mut dissolved: Vec<&End> = bodies.dissolved.iter().collect();
    dissolved.sort_by_key(|end| std::cmp::Reverse(end.areas.len()));
    let dissolved = dissolved.into_iter();
    entries.extend(dissolved.map(|it| {
        let mut entry = end(it, "dissolved", parts(it), names);
        // What a merger or a split became is told with it.
        if !it.succeeded_by.is_empty() {
            let next = names.teams(&it.succeeded_by).join(" and ");
            entry.say(format!("succeeded by {next}"));
        }
        entry
    }));
    entries.extend(bodies.formed.iter().map(|id| formed(id, after, names)));
    for change in &bodies.amended {
        let renamed = bodies.renamed.iter();
        if renamed.map(|it| &it.id.after).any(|id| *id == change.team) {
            continue;
        }
        let mut entry = Entry::new(Mark::Changed, names.team(&change.team), "");
        amended(&mut entry, change, &gone);
        if !entry.facts.is_empty() {
            entries.push(entry);
        }
    }
    for (mark, ids, what) in [
        (Mark::Added, &bodies.recorded, "recorded, of another time"),
        (Mark::Removed, &bodies.erased, "taken off the record"),
    ] {
        for id in ids {
            let mut entry = Entry::new(mark, names.team(id), names.kind(id));
            entry.say(what);
            entries.push(entry);
        }
    }
    entries
}

/// What else is said of a body. That it is no longer part of one that ends is
/// told there.
fn amended(entry: &mut Entry, change: &TeamAmended, gone: &BTreeSet<&TeamId>) {
    let told =
        |field: &&TeamField| !matches!(part_lost(field), Some(above) if gone.contains(above));
    let fields = change.fields.iter().filter(told);
    let facts = field_facts(fields.map(|field| field as &dyn Field));
    entry.facts.extend(facts);
    powers(entry, Mark::Removed, &change.lost);
    powers(entry, Mark::Added, &change.gained);
}

/// The body that one was part of, where it is part of none now.
fn part_lost(field: &TeamField) -> Option<&TeamId> {
    match field {
        TeamField::PartOf(change) if change.after.is_none() => change.before.as_ref(),
        _ => None,
    }
}

/// The bodies that were part of one, and are part of none now.
fn left_alone(diff: &OrgDiff, above: &TeamId, names: &Names<'_>) -> Vec<String> {
    let amended = diff.bodies.amended.iter();
    let was_part = |change: &&TeamAmended| {
        let mut fields = change.fields.iter();
        fields.any(|field| part_lost(field) == Some(above))
    };
    let parts = amended.filter(was_part);
    parts.map(|change| names.team(&change.team)).collect()
}

/// Powers, a line each with the areas that it is over.
fn powers(entry: &mut Entry, mark: Mark, held: &BTreeSet<HeldPower>) {
    let mut by_power: BTreeMap<&Power, Vec<String>> = BTreeMap::new();
    for it in held {
        let areas = by_power.entry(&it.power).or_default();
        areas.push(it.area.to_string());
    }
    // Control first.
    let mut by_power: Vec<_> = by_power.into_iter().collect();
    by_power.sort_by_key(|(power, _)| !power.is_control());
    for (power, mut areas) in by_power {
        if let Some(first) = areas.first_mut() {
            let word = if power.is_control() { "of" } else { "on" };
            *first = format!("{power} {word} {first}");
        }
        entry.items(mark, areas);
    }
}

fn formed(id: &TeamId, after: &Standing<'_>, names: &Names<'_>) -> Entry {
    let mut entry = Entry::new(Mark::Added, names.team(id), names.kind(id));
    let mut who = serving(id, after, names);
    let held = after.team_powers(id);
    if held.is_empty() {
        who.push("no powers".to_owned());
    }
    entry.items(Mark::None, who);
    powers(&mut entry, Mark::Added, &held);
    entry
}

fn end(end: &End, what: &str, parts: Vec<String>, names: &Names<'_>) -> Entry {
    let mut entry = Entry::new(Mark::Removed, names.team(&end.team), "");
    // A line about another office is one term and may be many people.
    let terms = match (end.terms_ended, end.served) {
        (0, _) => String::new(),
        (number, Some(served)) if served != number => {
            format!("; {} served by office", count(served, "person", "people"))
        }
        (number, _) => format!("; {}", count(number, "term ends", "terms end")),
    };
    let erased = if end.erased {
        ", its record removed"
    } else {
        ""
    };
    entry.say(format!("{what}{erased}{terms}"));
    // Areas that go the same way stand in one line.
    let mut ways: Vec<(String, bool, Vec<String>)> = Vec::new();
    for fate in &end.areas {
        let (way, lost) = match (fate.open, fate.to.is_empty()) {
            (false, _) => ("closed".to_owned(), false),
            (true, true) => ("to nobody".to_owned(), true),
            (true, false) => (format!("to {}", names.teams(&fate.to).join(" and ")), false),
        };
        let area = fate.area.to_string();
        match ways.iter_mut().find(|(known, ..)| *known == way) {
            Some((_, _, areas)) => areas.push(area),
            None => ways.push((way, lost, vec![area])),
        }
    }
    for (way, lost, areas) in ways {
        let mark = if lost { Mark::Warning } else { Mark::None };
        entry.about(mark, vec![way], areas);
    }
    if !parts.is_empty() {
        entry.about(Mark::None, vec!["no longer part of it".to_owned()], parts);
    }
    entry
}

/// Terms of bodies that were and are; those of new and of ended bodies stand
/// with them.
pub(super) fn terms(diff: &OrgDiff, names: &Names<'_>) -> Vec<Entry> {
    let bodies = &diff.bodies;
    let mut told: BTreeSet<&TeamId> = bodies.ends().map(|end| &end.team).collect();
    told.extend(&bodies.formed);
    told.extend(
        bodies
            .merged
            .iter()
            .filter(|it| it.formed)
            .map(|it| &it.into),
    );
    told.extend(bodies.split.iter().flat_map(|split| &split.formed));
    let known = diff.terms.iter().filter(|(id, _)| !told.contains(id));
    known
        .map(|(id, change)| team(id, change, names))
        .filter(|entry| !entry.facts.is_empty())
        .collect()
}

fn team(id: &TeamId, change: &TeamTerms, names: &Names<'_>) -> Entry {
    let mut entry = Entry::new(Mark::Changed, names.team(id), "");
    if let Some(known) = &change.roll_known {
        entry.say(if known.after {
            "who serves is known now"
        } else {
            "who serves is no longer known"
        });
    }
    let (mut begun, mut ended) = (Vec::new(), Vec::new());
    for term in &change.terms {
        match term {
            TermChange::Begun(term) => begun.push(said(term, names)),
            TermChange::Ended(term) => ended.push(holder(term, names)),
            TermChange::Changed { after, fields, .. }
            | TermChange::Mended { after, fields, .. } => {
                let who = holder(after, names);
                for mut fact in field_facts(fields.iter().map(|field| field as &dyn Field)) {
                    if let Some(first) = fact.items.first_mut() {
                        *first = format!("{who}: {first}");
                    }
                    fact.mark = Mark::Changed;
                    entry.facts.push(fact);
                }
            }
            TermChange::Passed(term) => {
                let text = format!("{}, {}, came and went", holder(term, names), term.period);
                entry.items(Mark::None, vec![text]);
            }
            TermChange::Recorded(term) => {
                let text = format!("{}, {}, recorded", holder(term, names), term.period);
                entry.items(Mark::Added, vec![text]);
            }
            TermChange::Erased(term) => {
                let text = format!(
                    "{}, {}, taken off the record",
                    holder(term, names),
                    term.period
                );
                entry.items(Mark::Removed, vec![text]);
            }
        }
    }
    entry.items(Mark::Removed, ended);
    entry.items(Mark::Added, begun);
    for (mark, people) in [(Mark::Removed, &change.go), (Mark::Added, &change.come)] {
        // By the office that brings them, which is the first of the way.
        let offices: BTreeSet<&TeamId> = people.values().filter_map(|way| way.first()).collect();
        for office in offices {
            let of = people.iter().filter(|(_, way)| way.first() == Some(office));
            let mut who = names.people(of.map(|(person, _)| person), "people");
            if let Some(first) = who.first_mut() {
                *first = format!("through {}: {first}", names.team(office));
            }
            entry.items(mark, who);
        }
    }
    entry
}

fn holder(term: &Membership, names: &Names<'_>) -> String {
    match &term.holder {
        Holder::Person(person) => names.person(person),
        Holder::EveryoneIn { team, except } => {
            let but: Vec<String> = except.iter().map(|person| names.person(person)).collect();
            let but = match but.is_empty() {
                true => String::new(),
                false => format!(" except {}", but.join(" and ")),
            };
            format!("everyone in {}{but}", names.team(team))
        }
    }
}

fn said(term: &Membership, names: &Names<'_>) -> String {
    let words = [
        term.role.clone(),
        term.basis.map(|basis| basis.to_string()),
        term.time.map(|time| format!("{time} time")),
    ];
    let words: Vec<String> = words.into_iter().flatten().collect();
    match words.is_empty() {
        true => holder(term, names),
        false => format!("{} ({})", holder(term, names), words.join(", ")),
    }
}

/// Areas, but for those that the end of their controller tells of already.
pub(super) fn areas(diff: &OrgDiff, follows: &Consequences, names: &Names<'_>) -> Vec<Entry> {
    let areas = &diff.areas;
    let fates = diff.bodies.ends().flat_map(|end| &end.areas);
    let told: BTreeSet<&AreaId> = fates.map(|fate| &fate.area).collect();
    let mut entries = Vec::new();
    let by = |teams: &[TeamId]| match teams {
        [] => "nobody".to_owned(),
        teams => names.teams(teams).join(" and "),
    };
    for area in &areas.opened {
        let mut entry = Entry::new(Mark::Added, names.area(&area.area), "");
        entry.say(format!("opened, controlled by {}", by(&area.controllers)));
        entries.push(entry);
    }
    for area in &areas.closed {
        let mut entry = Entry::new(Mark::Removed, names.area(&area.area), "");
        let erased = if area.erased {
            ", its record removed"
        } else {
            ""
        };
        let was = by(&area.controllers);
        entry.say(format!("closed{erased}; {was} controlled it"));
        entries.push(entry);
    }
    for moved in areas.hands.iter().filter(|it| !told.contains(&it.area)) {
        let mut entry = Entry::new(Mark::Changed, names.area(&moved.area), "");
        entry.say(format!("from {} to {}", by(&moved.from), by(&moved.to)));
        entries.push(entry);
    }
    for change in &areas.amended {
        let mut entry = Entry::new(Mark::Changed, names.area(&change.id), "");
        entry.facts = field_facts(change.fields.iter().map(|field| field as &dyn Field));
        entries.push(entry);
    }
    for (mark, ids, what) in [
        (Mark::Added, &areas.recorded, "recorded, of another time"),
        (Mark::Removed, &areas.erased, "taken off the record"),
        (Mark::Warning, &follows.orphaned, "no team controls it"),
    ] {
        for id in ids {
            let mut entry = Entry::new(mark, names.area(id), "");
            entry.say(what);
            entries.push(entry);
        }
    }
    entries
}
