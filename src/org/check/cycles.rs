//! Circles: nothing is part of itself, however far around.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Report, at_area, at_team, top};
use crate::base::{Date, NodePath, TeamId};
use crate::finding::{Code, Finding};
use crate::org::{Holder, LONGEST_CHAIN};

/// From each name to those that it points at.
type Arrows<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Leaves only what lies on a circle or between two circles.
fn prune(arrows: &mut Arrows<'_>) {
    without_sources(arrows);
    let mut reversed: Arrows<'_> = BTreeMap::new();
    for (name, targets) in &*arrows {
        for target in targets {
            reversed.entry(target).or_default().insert(name);
        }
    }
    without_sources(&mut reversed);
    arrows.retain(|name, targets| {
        targets.retain(|target| reversed.contains_key(target));
        reversed.contains_key(name)
    });
}

/// Takes away what nothing points at, until everything left is pointed at.
fn without_sources(arrows: &mut Arrows<'_>) {
    let mut into: BTreeMap<&str, usize> = BTreeMap::new();
    for targets in arrows.values() {
        for target in targets {
            *into.entry(target).or_default() += 1;
        }
    }
    // What nothing points at is on no circle.
    let mut free: Vec<&str> = arrows
        .keys()
        .filter(|name| !into.contains_key(*name))
        .copied()
        .collect();
    while let Some(name) = free.pop() {
        for target in arrows.remove(name).unwrap_or_default() {
            if let Some(left) = into.get_mut(target) {
                *left -= 1;
                if *left == 0 {
                    free.push(target);
                }
            }
        }
    }
}

/// Every circle, each once, from its first name in the order of the alphabet.
/// Of circles that share a name the shortest is given: mending one shows what
/// is left of the others.
fn circles<'a>(mut arrows: Arrows<'a>) -> Vec<Vec<&'a str>> {
    let mut found = Vec::new();
    prune(&mut arrows);
    let names: Vec<&str> = arrows.keys().copied().collect();
    for start in names {
        let Some(circle) = way_back(&arrows, start) else {
            continue;
        };
        for name in &circle {
            arrows.remove(name);
        }
        found.push(circle);
    }
    found
}

/// The shortest way from a name back to itself.
fn way_back<'a>(arrows: &Arrows<'a>, start: &'a str) -> Option<Vec<&'a str>> {
    let mut before: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(name) = queue.pop_front() {
        for target in arrows.get(name).into_iter().flatten() {
            if *target == start {
                let mut way = vec![name];
                let mut at = name;
                while let Some(previous) = before.get(at).filter(|_| at != start) {
                    way.push(previous);
                    at = previous;
                }
                way.reverse();
                return Some(way);
            }
            if !before.contains_key(target) {
                before.insert(target, name);
                queue.push_back(target);
            }
        }
    }
    None
}

fn message(circle: &[&str], verb: &str) -> String {
    let [first, rest @ ..] = circle else {
        return String::new();
    };
    if rest.is_empty() {
        return format!("`{first}` {verb} itself");
    }
    let mut text = format!("`{first}` {verb} ");
    for name in rest {
        text.push_str(&format!("`{name}`, which {verb} "));
    }
    text + &format!("`{first}` again")
}

const HINT: &str = "remove one of these lines";

pub(super) fn teams_are_in_no_circle(report: &mut Report<'_>) {
    let teams = report.org.teams.iter();
    let arrows = teams
        .filter_map(|(id, team)| {
            Some((
                id.as_str(),
                BTreeSet::from([team.part_of.as_ref()?.as_str()]),
            ))
        })
        .collect();
    for circle in circles(arrows) {
        let first = circle.first().and_then(|name| name.parse().ok());
        let Some(id) = first else { continue };
        let place = at_team(&id, top("part_of"));
        let finding = Finding::error(Code::Cycle, place, message(&circle, "is part of"));
        report.push(finding.hint(HINT));
    }
}

pub(super) fn areas_are_in_no_circle(report: &mut Report<'_>) {
    let areas = report.org.areas.iter();
    let arrows = areas
        .filter_map(|(id, area)| {
            Some((
                id.as_str(),
                BTreeSet::from([area.part_of.as_ref()?.as_str()]),
            ))
        })
        .collect();
    for circle in circles(arrows) {
        let first = circle.first().and_then(|name| name.parse().ok());
        let Some(id) = first else { continue };
        let place = at_area(&id, top("part_of"));
        let finding = Finding::error(Code::Cycle, place, message(&circle, "is part of"));
        report.push(finding.hint(HINT));
    }
}

/// Which office takes in which, on a day or ever.
fn offices<'a>(report: &Report<'a>, day: Option<Date>) -> Arrows<'a> {
    let mut arrows: Arrows<'a> = BTreeMap::new();
    for (id, team) in &report.org.teams {
        for term in team.memberships() {
            if let Holder::EveryoneIn { team: source, .. } = &term.holder
                && day.is_none_or(|day| team.alive_on(day) && term.period.holds_on(day))
            {
                arrows
                    .entry(id.as_str())
                    .or_default()
                    .insert(source.as_str());
            }
        }
    }
    arrows
}

/// The line of a team that takes in another.
fn line_of(report: &Report<'_>, id: &TeamId, source: &str) -> usize {
    let team = report.org.teams.get(id);
    let lines = team.map(|team| team.memberships()).unwrap_or_default();
    let is = |holder: &Holder| matches!(holder, Holder::EveryoneIn { team, .. } if team.as_str() == source);
    lines
        .iter()
        .position(|term| is(&term.holder))
        .unwrap_or_default()
}

/// The most days that are looked at for circles: each takes a walk of its own.
const DAYS: usize = 1_000;

/// Lines that take in an office hold for a time, so a circle is one only if
/// all its lines hold on one day: the latest day on which one of them begins,
/// or the day of the check.
pub(super) fn offices_are_in_no_circle(report: &mut Report<'_>) {
    long_chains(report);
    // Mostly there is no circle even if all lines held at once.
    let mut arrows = offices(report, None);
    prune(&mut arrows);
    let on_circle = |id: &TeamId| arrows.contains_key(id.as_str());
    let teams = report.org.teams.iter().filter(|(id, _)| on_circle(id));
    let mut days: BTreeSet<Date> = teams
        .flat_map(|(_, team)| team.memberships())
        .filter(|term| term.holder.person().is_none())
        .filter_map(|term| Some(term.period.from()?.first_day()))
        .collect();
    while days.len() >= DAYS {
        days.pop_first();
    }
    if !arrows.is_empty() {
        days.insert(report.day);
    }
    let mut reported: BTreeSet<Vec<String>> = BTreeSet::new();
    for day in days {
        for circle in circles(offices(report, Some(day))) {
            let names = circle.iter().map(|name| (*name).to_owned()).collect();
            let first = circle.first().and_then(|name| name.parse::<TeamId>().ok());
            let (Some(id), true) = (first, reported.insert(names)) else {
                continue;
            };
            let next = circle
                .get(1)
                .or(circle.first())
                .copied()
                .unwrap_or_default();
            let line = line_of(report, &id, next);
            let place = at_team(&id, top("members").index(line).key("everyone_in"));
            let finding =
                Finding::error(Code::Cycle, place, message(&circle, "takes in everyone in"));
            report.push(finding.hint(HINT));
        }
    }
}

/// Chains are followed only so far, and a roll at the end of a longer one is
/// not known.
fn long_chains(report: &mut Report<'_>) {
    let arrows = offices(report, Some(report.day));
    // Lengths grow from the ends of the chains; what is on a circle never ends.
    let mut lengths: BTreeMap<&str, usize> = BTreeMap::new();
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    let mut from: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut ready: Vec<&str> = Vec::new();
    for (name, targets) in &arrows {
        left.insert(name, targets.len());
        for target in targets {
            from.entry(target).or_default().push(name);
            if !arrows.contains_key(target) && lengths.insert(target, 1).is_none() {
                ready.push(target);
            }
        }
    }
    while let Some(name) = ready.pop() {
        let length = lengths.get(name).copied().unwrap_or(1);
        for source in from.get(name).into_iter().flatten() {
            let longest = lengths.entry(source).or_default();
            *longest = (*longest).max(length + 1);
            if let Some(count) = left.get_mut(source) {
                *count -= 1;
                if *count == 0 {
                    ready.push(source);
                }
            }
        }
    }
    for (name, length) in lengths {
        // One finding a chain: where it becomes too long.
        if length != LONGEST_CHAIN + 1 {
            continue;
        }
        let Ok(id) = name.parse::<TeamId>() else {
            continue;
        };
        let message =
            format!("{length} offices take each other in; at most {LONGEST_CHAIN} are followed");
        let finding = Finding::error(
            Code::LongChain,
            at_team(&id, NodePath::root().key_of("members")),
            message,
        );
        report.push(finding.hint("take in the last office of the chain directly"));
    }
}
