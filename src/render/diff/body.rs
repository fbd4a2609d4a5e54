//! Bodies, terms and areas as entries.

use std::collections::BTreeSet;

use crate::base::{AreaId, TeamId};
use crate::diff::{Consequences, End, Field, OrgDiff, TeamTerms, TermChange};
use crate::org::{HeldPower, Holder, Membership, Standing};

use super::record::field_facts;
use super::report::{Entry, Mark, Names, count, serving};

pub(super) fn bodies(diff: &OrgDiff, after: &Standing<'_>, names: &Names<'_>) -> Vec<Entry> {
    let bodies = &diff.bodies;
    let mut entries = Vec::new();
    let guess = |inferred: bool| if inferred { " (inferred)" } else { "" };
    for renamed in &bodies.renamed {
        let (was, is) = (&renamed.name.before, &renamed.name.after);
        let mut entry = Entry::new(Mark::Changed, was, "");
        let (from, to) = (&renamed.id.before, &renamed.id.after);
        entry.say(format!(
            "renamed {is}; {from} -> {to}{}",
            guess(renamed.inferred)
        ));
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
        entries.extend(merged.ends.iter().map(|it| end(it, "merged away", names)));
    }
    for split in &bodies.split {
        let into = names.teams(&split.into).join(" and ");
        let what = format!("split into {into}{}", guess(split.inferred));
        match &split.end {
            Some(it) => entries.push(end(it, &what, names)),
            None => {
                let mut entry = Entry::new(Mark::Changed, names.team(&split.from), "");
                entry.say(what);
                entries.push(entry);
            }
        }
        entries.extend(split.formed.iter().map(|id| formed(id, after, names)));
    }
    let dissolved = bodies.dissolved.iter();
    entries.extend(dissolved.map(|it| end(it, "dissolved", names)));
    entries.extend(bodies.formed.iter().map(|id| formed(id, after, names)));
    for change in &bodies.amended {
        let mut entry = Entry::new(Mark::Changed, names.team(&change.team), "");
        entry.facts = field_facts(change.fields.iter().map(|field| field as &dyn Field));
        let powers = |held: &BTreeSet<HeldPower>| held.iter().map(|it| names.power(it)).collect();
        entry.items(Mark::Removed, powers(&change.lost));
        entry.items(Mark::Added, powers(&change.gained));
        entries.push(entry);
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

fn formed(id: &TeamId, after: &Standing<'_>, names: &Names<'_>) -> Entry {
    let mut entry = Entry::new(Mark::Added, names.team(id), names.kind(id));
    let mut who = serving(id, after, names);
    if after.team_powers(id).is_empty() {
        who.push("no powers".to_owned());
    }
    entry.items(Mark::None, who);
    entry
}

fn end(end: &End, what: &str, names: &Names<'_>) -> Entry {
    let mut entry = Entry::new(Mark::Removed, names.team(&end.team), "");
    let terms = match end.terms_ended {
        0 => String::new(),
        number => format!("; {}", count(number, "term ends", "terms end")),
    };
    // A line about another office is one term and may be many people.
    let people = match end.served.filter(|served| *served != end.terms_ended) {
        Some(served) => format!(", {} served", count(served, "person", "people")),
        None => String::new(),
    };
    let erased = if end.erased {
        ", its record removed"
    } else {
        ""
    };
    entry.say(format!("{what}{erased}{terms}{people}"));
    if !end.succeeded_by.is_empty() {
        let next = names.teams(&end.succeeded_by).join(" and ");
        entry.say(format!("succeeded by {next}"));
    }
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
        entry.about(mark, areas, vec![way]);
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
