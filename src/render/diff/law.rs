//! Rules and constraints as entries.

use std::collections::BTreeMap;

use crate::base::ConstraintId;
use crate::diff::{Consequences, ConstraintTurn, Field, OrgDiff, Turn};
use crate::org::{Standing, Verdict};

use super::record::field_facts;
use super::report::{Entry, Mark, Names};

pub(super) fn constraints(diff: &OrgDiff, follows: &Consequences, names: &Names<'_>) -> Vec<Entry> {
    let laws = &diff.laws;
    let mut entries: Vec<Entry> = follows.constraints.iter().map(turn).collect();
    for waived in &laws.waived {
        let mut entry = Entry::new(Mark::Changed, waived.constraint.as_str(), "");
        let until = waived.waiver.until;
        let until = until.map_or_else(|| "for good".to_owned(), |day| format!("until {day}"));
        entry.say(format!("waived {until}: {}", waived.waiver.reason));
        entries.push(entry);
    }
    for change in &laws.constraints_amended {
        let mut entry = Entry::new(Mark::Changed, change.id.as_str(), level(&change.id, names));
        entry.facts = field_facts(change.fields.iter().map(|field| field as &dyn Field));
        entries.push(entry);
    }
    for (mark, ids, what) in [
        (
            Mark::Added,
            &laws.constraints_recorded,
            "recorded, of another time",
        ),
        (
            Mark::Removed,
            &laws.constraints_erased,
            "taken off the record",
        ),
    ] {
        for id in ids {
            let mut entry = Entry::new(mark, id.as_str(), "");
            entry.say(what);
            entries.push(entry);
        }
    }
    entries
}

fn level(id: &ConstraintId, names: &Names<'_>) -> String {
    let known = names.new.constraints.get(id);
    known.map_or_else(String::new, |constraint| constraint.level.to_string())
}

fn turn(change: &ConstraintTurn) -> Entry {
    let mark = match change.turn {
        Turn::Adopted => Mark::Added,
        Turn::Repealed => Mark::Removed,
        Turn::Broken | Turn::BrokenOtherwise => Mark::Warning,
        Turn::Kept | Turn::Waived | Turn::Lost => Mark::Changed,
    };
    let mut entry = Entry::new(mark, change.constraint.as_str(), change.level.as_str());
    match (change.turn, &change.after) {
        (Turn::Repealed, _) | (_, None) => {
            entry.say("repealed");
        }
        (Turn::Kept, _) => {
            entry.say("holds now");
        }
        (turn, Some(verdict)) => {
            let newly = match turn {
                Turn::Broken => "newly ",
                Turn::BrokenOtherwise => "still ",
                _ => "",
            };
            state(&mut entry, newly, verdict);
        }
    }
    entry
}

/// The verdict, with a line for every breach.
fn state(entry: &mut Entry, newly: &str, verdict: &Verdict) {
    let word = verdict.word();
    match verdict {
        Verdict::Holds => _ = entry.say(word),
        Verdict::Unknown(why) => _ = entry.say(format!("unknown: {why}")),
        Verdict::Broken(breaches) | Verdict::Waived { breaches, .. } => {
            for (n, breach) in breaches.iter().enumerate() {
                let lead = if n == 0 {
                    format!("{newly}{word}: ")
                } else {
                    String::new()
                };
                entry.say(format!("{lead}{}", breach.text));
            }
        }
    }
}

pub(super) fn rules(
    diff: &OrgDiff,
    follows: &Consequences,
    after: &Standing<'_>,
    names: &Names<'_>,
) -> Vec<Entry> {
    let laws = &diff.laws;
    let mut entries = Vec::new();
    for (mark, ids, what) in [
        (Mark::Added, &laws.rules_adopted, "adopted"),
        (Mark::Removed, &laws.rules_repealed, "repealed"),
        (
            Mark::Added,
            &laws.rules_recorded,
            "recorded, of another time",
        ),
        (Mark::Removed, &laws.rules_erased, "taken off the record"),
    ] {
        for id in ids {
            let mut entry = Entry::new(mark, id.as_str(), "");
            let known = names.new.rules.get(id).or_else(|| names.old.rules.get(id));
            entry.say(match known {
                Some(rule) => format!("{what}: {}", rule.title),
                None => what.to_owned(),
            });
            entries.push(entry);
        }
    }
    for change in &laws.rules_amended {
        let mut entry = Entry::new(Mark::Changed, change.id.as_str(), "");
        entry.facts = field_facts(change.fields.iter().map(|field| field as &dyn Field));
        entries.push(entry);
    }
    for (id, teams) in &follows.rules_without_body {
        let mut entry = Entry::new(Mark::Warning, id.as_str(), "");
        let gone = names.teams(teams).join(" and ");
        entry.say(format!("it names {gone}, which does not exist then"));
        entries.push(entry);
    }
    for (id, why) in &follows.rules_out_of_reach {
        let mut entry = Entry::new(Mark::Warning, id.as_str(), "");
        entry.say(format!("nobody can pass it: {why}"));
        entries.push(entry);
    }
    // Rules of which one reason leaves it open stand together.
    let mut open: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (id, why) in &follows.rules_of_unknown_reach {
        if !follows.rules_still_unknown.contains(id) {
            open.entry(why).or_default().push(id.to_string());
        }
    }
    for (why, rules) in open {
        let rules = match rules.as_slice() {
            [start @ .., last] if !start.is_empty() => format!("{} and {last}", start.join(", ")),
            rules => rules.join(", "),
        };
        let said = format!("whether {rules} can be passed cannot be said: {why}");
        entries.push(Entry::new(Mark::Warning, said, ""));
    }
    for id in &follows.rules_back_in_reach {
        let mut entry = Entry::new(Mark::Changed, id.as_str(), "");
        entry.say("can be passed again");
        entries.push(entry);
    }
    let touched = !entries.is_empty() || !diff.terms.is_empty();
    let rules = &after.organisation().rules;
    if touched && follows.rules_out_of_reach.is_empty() && !rules.is_empty() {
        let all = match follows.rules_of_unknown_reach.is_empty() {
            true => "every rule can be passed by those who serve after this change",
            false => {
                "as far as rolls are known, every rule can be passed by those who serve \
                 after this change"
            }
        };
        entries.push(Entry::new(Mark::None, all, ""));
    }
    entries
}
