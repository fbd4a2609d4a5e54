//! A difference as sections of entries, before any layout: what text and
//! Markdown both print, so that neither says what the other leaves out.

use std::cell::Cell;
use std::collections::BTreeSet;

use crate::base::{AreaId, PersonId, TeamId};
use crate::diff::{Consequences, PowerChange};
use crate::org::{HeldPower, Organisation, Standing};

use super::{DiffView, body, law, record};

/// What an entry says by its first character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing in particular.
    None,
    /// It came.
    Added,
    /// It went.
    Removed,
    /// It is another.
    Changed,
    /// It wants looking at.
    Warning,
}

impl Mark {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::None => " ",
            Self::Added => "+",
            Self::Removed => "-",
            Self::Changed => "~",
            Self::Warning => "!",
        }
    }
}

/// One entity, or one sentence, with what there is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub mark: Mark,
    /// The entity's name; empty where the facts speak for themselves.
    pub name: String,
    /// Its kind or level, in a word.
    pub kind: String,
    pub facts: Vec<Fact>,
}

/// One thing to say of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    pub mark: Mark,
    /// What it is about, such as areas; empty where it is the entry itself.
    pub about: Vec<String>,
    /// The items, with commas between.
    pub items: Vec<String>,
}

impl Entry {
    pub(super) fn new(mark: Mark, name: impl Into<String>, kind: impl Into<String>) -> Self {
        Self {
            mark,
            name: name.into(),
            kind: kind.into(),
            facts: Vec::new(),
        }
    }

    pub(super) fn say(&mut self, text: impl Into<String>) -> &mut Self {
        self.items(Mark::None, vec![text.into()])
    }

    pub(super) fn items(&mut self, mark: Mark, items: Vec<String>) -> &mut Self {
        self.about(mark, Vec::new(), items)
    }

    pub(super) fn about(
        &mut self,
        mark: Mark,
        about: Vec<String>,
        items: Vec<String>,
    ) -> &mut Self {
        if !items.is_empty() {
            self.facts.push(Fact { mark, about, items });
        }
        self
    }
}

/// A titled list of entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    pub title: &'static str,
    pub entries: Vec<Entry>,
}

/// One power, in the table of powers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PowerRow {
    pub name: String,
    pub before: String,
    pub after: String,
    pub facts: Vec<Fact>,
}

/// The whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Report {
    /// What comes before the table of powers, and what after it.
    pub first: Vec<Section>,
    pub powers: Vec<PowerRow>,
    pub rest: Vec<Section>,
    /// Whether anybody is counted and not named.
    pub folded: bool,
}

/// Whether everybody is named where people are many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum People {
    /// Everybody.
    All,
    /// Their number.
    Folded,
}

/// More people than this are counted and not named, unless all are asked for.
const NAMED: usize = 4;

/// Names by id, looked up after and then before: what is gone has one still.
pub(super) struct Names<'v> {
    pub old: &'v Organisation,
    pub new: &'v Organisation,
    pub people: People,
    /// Whether anybody was counted and not named.
    pub folded: Cell<bool>,
}

impl Names<'_> {
    pub(super) fn team(&self, id: &TeamId) -> String {
        let known = self.new.teams.get(id).or_else(|| self.old.teams.get(id));
        known.map_or_else(|| id.to_string(), |team| team.name.clone())
    }

    pub(super) fn kind(&self, id: &TeamId) -> String {
        let known = self.new.teams.get(id).or_else(|| self.old.teams.get(id));
        known.map_or_else(String::new, |team| team.kind.to_string())
    }

    pub(super) fn area(&self, id: &AreaId) -> String {
        let known = self.new.areas.get(id).or_else(|| self.old.areas.get(id));
        known.map_or_else(|| id.to_string(), |area| area.name.clone())
    }

    pub(super) fn person(&self, id: &PersonId) -> String {
        let known = self.new.people.get(id).or_else(|| self.old.people.get(id));
        known.map_or_else(|| id.to_string(), |person| person.name.clone())
    }

    pub(super) fn teams<'i>(&self, ids: impl IntoIterator<Item = &'i TeamId>) -> Vec<String> {
        ids.into_iter().map(|id| self.team(id)).collect()
    }

    /// All the names, or how `many` they are.
    pub(super) fn people<'i>(
        &self,
        ids: impl IntoIterator<Item = &'i PersonId>,
        many: &str,
    ) -> Vec<String> {
        let ids: Vec<&PersonId> = ids.into_iter().collect();
        if ids.len() > NAMED && self.people != People::All {
            self.folded.set(true);
            return vec![format!("{} {many}", ids.len())];
        }
        let mut names: Vec<String> = ids.into_iter().map(|id| self.person(id)).collect();
        names.sort();
        names
    }

    pub(super) fn power(&self, held: &HeldPower) -> String {
        let word = if held.power.is_control() { "of" } else { "on" };
        format!("{} {word} {}", held.power, held.area)
    }
}

/// A number and its noun.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

impl Report {
    pub(super) fn of(view: &DiffView<'_>, people: People) -> Self {
        let (before, after) = (view.before, view.after);
        let names = Names {
            old: before.organisation(),
            new: after.organisation(),
            people,
            folded: Cell::new(false),
        };
        let (diff, follows) = (view.diff, view.follows);
        let first = [
            ("Organisation", record::about(diff)),
            ("Bodies", body::bodies(diff, after, &names)),
            ("Terms", body::terms(diff, &names)),
            ("Areas", body::areas(diff, follows, &names)),
        ];
        let rest = [
            ("Offices", offices(follows, &names)),
            ("Constraints", law::constraints(diff, follows, &names)),
            ("Rules", law::rules(diff, follows, after, &names)),
            ("People", record::people(diff, &names)),
            ("Events", record::events(diff)),
        ];
        let powers = powers(follows, (before, after), &names);
        Self {
            first: sections(first),
            powers,
            rest: sections(rest),
            folded: names.folded.get(),
        }
    }
}

fn sections<const N: usize>(all: [(&'static str, Vec<Entry>); N]) -> Vec<Section> {
    let all = all.into_iter().filter(|(_, entries)| !entries.is_empty());
    all.map(|(title, entries)| Section { title, entries })
        .collect()
}

fn holders(people: &BTreeSet<PersonId>, unknown: &BTreeSet<TeamId>) -> String {
    match (people.len(), unknown.is_empty()) {
        (number, true) => number.to_string(),
        (0, false) => "?".to_owned(),
        (number, false) => format!("{number}+?"),
    }
}

fn powers(
    follows: &Consequences,
    sides: (&Standing<'_>, &Standing<'_>),
    names: &Names<'_>,
) -> Vec<PowerRow> {
    let changes = follows.powers.iter();
    let mut rows: Vec<PowerRow> = changes.map(|it| power(it, sides, names)).collect();
    let (was, is) = (&follows.concentration.before, &follows.concentration.after);
    if was != is {
        let mut facts = Vec::new();
        let top = |people: &BTreeSet<PersonId>| names.people(people, "people are level");
        let said = [(was, "before"), (is, "after")];
        for (of, when) in said.into_iter().filter(|(of, _)| !of.people.is_empty()) {
            facts.push(Fact {
                mark: Mark::None,
                about: Vec::new(),
                items: vec![format!("{when}: {}", top(&of.people).join(", "))],
            });
        }
        rows.push(PowerRow {
            name: "most powers in one person".to_owned(),
            before: was.powers.to_string(),
            after: is.powers.to_string(),
            facts,
        });
    }
    rows
}

fn power(
    change: &PowerChange,
    (before, after): (&Standing<'_>, &Standing<'_>),
    names: &Names<'_>,
) -> PowerRow {
    let mut facts = Vec::new();
    let mut tell = |mark, people: BTreeSet<&PersonId>, standing: &Standing<'_>| {
        if !people.is_empty() {
            let offices = offices_of(&people, &change.power, standing);
            facts.push(Fact {
                mark,
                about: Vec::new(),
                items: names.people(people, &format!("people{offices}")),
            });
        }
    };
    tell(Mark::Removed, change.lost(), before);
    tell(Mark::Added, change.gained(), after);
    for (unknown, when) in [
        (&change.unknown_before, "before"),
        (&change.unknown_after, "after"),
    ] {
        if !unknown.is_empty() {
            let teams = names.teams(unknown).join(" and ");
            facts.push(Fact {
                mark: Mark::Warning,
                about: Vec::new(),
                items: vec![format!("{when}, who serves in {teams} is not known")],
            });
        }
    }
    PowerRow {
        name: names.power(&change.power),
        before: holders(&change.before, &change.unknown_before),
        after: holders(&change.after, &change.unknown_after),
        facts,
    }
}

/// The bodies by which people hold a power, for those who are only counted.
fn offices_of(people: &BTreeSet<&PersonId>, held: &HeldPower, standing: &Standing<'_>) -> String {
    let serves = |id: &&TeamId| standing.people_of(id).any(|it| people.contains(it));
    let teams = standing.holders(&held.area, &held.power).into_iter();
    let teams = teams
        .filter(serves)
        .filter_map(|id| standing.organisation().teams.get(id));
    let names: Vec<&str> = teams.map(|team| team.name.as_str()).collect();
    match names.as_slice() {
        [] => String::new(),
        names => format!(" ({})", names.join(", ")),
    }
}

fn offices(follows: &Consequences, names: &Names<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (mark, people, label) in [
        (Mark::Removed, &follows.without_office, "no office left"),
        (Mark::Added, &follows.new_in_office, "first office"),
    ] {
        if !people.is_empty() {
            let mut entry = Entry::new(mark, label, "");
            entry.items(Mark::None, names.people(people, "people"));
            entries.push(entry);
        }
    }
    for short in &follows.short {
        let mut entry = Entry::new(Mark::Warning, names.team(&short.team), "");
        let before = short.before.filter(|was| *was != short.serving);
        let before = before.map(|was| format!(", before: {was}"));
        entry.say(format!(
            "{} of {} seats taken{}",
            short.serving,
            short.seats,
            before.unwrap_or_default()
        ));
        entries.push(entry);
    }
    entries
}

/// Those who serve in a body that is new.
pub(super) fn serving(id: &TeamId, after: &Standing<'_>, names: &Names<'_>) -> Vec<String> {
    match after.members(id) {
        None => vec!["who serves is not known".to_owned()],
        Some(people) if people.is_empty() => vec!["nobody yet".to_owned()],
        Some(people) => names.people(people, "people"),
    }
}
