//! The changes of `polity propose` as options, each a verb of its own. Their
//! order on the command line is the order of the changes.
//!
//! They are put together as the same text that a file of changes has, and read
//! by the same reader, so that a verb can say nothing that a file cannot.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use serde_json::{Value, json};

use crate::base::{AreaId, Date, Power, TeamId};
use crate::org::{Kind, Organisation, Team};

/// A verb: its option, the form of its value, and its help.
struct Verb {
    word: &'static str,
    form: &'static str,
    help: &'static str,
}

macro_rules! verbs {
    ($($word:literal $form:literal $help:literal;)+) => {
        const VERBS: &[Verb] = &[$(Verb { word: $word, form: $form, help: $help },)+];
    };
}

verbs! {
    "form" "ID=NAME[:KIND]" "Form a team; KIND is team, board, committee, role and so on";
    "dissolve" "TEAM" "Dissolve a team; --transfer says who gets what it controls";
    "rename" "OLD=NEW[:NAME]" "Give a team another id, and perhaps another name";
    "merge" "A,B=INTO[:NAME]" "Merge teams into one of them, or with NAME into a new one";
    "split" "TEAM=ID:NAME:PEOPLE:AREAS,…" "Split a team; PEOPLE and AREAS of each part with `+` between";
    "transfer" "AREA=TEAM" "Pass the control of an area on; `retired` with --dissolve closes it";
    "grant" "TEAM=AREA:POWER,…" "Give a team powers over an area";
    "revoke" "TEAM=AREA:POWER,…" "Take powers from a team";
    "open-area" "ID=NAME[:TEAM]" "Open an area, which TEAM controls";
    "close-area" "AREA" "Close an area";
    "appoint" "PERSON=TEAM" "Begin a term";
    "end-term" "PERSON=TEAM" "End a term";
    "register" "ID=NAME" "Record a person";
    "set" "ID.FIELD=VALUE" "Give a field of something another value";
    "adopt-rule" "ID=FILE" "Bring a rule into force";
    "repeal-rule" "RULE" "Repeal a rule";
    "adopt-constraint" "ID=FILE" "Bring a constraint into force";
    "repeal-constraint" "CONSTRAINT" "Repeal a constraint";
    "waive" "CONSTRAINT=REASON" "Make an exception from a constraint";
    "ratify" "COMMIT" "Cover an earlier change that no decision covers";
}

/// A verb with its value, as it was typed.
#[derive(Debug, Clone)]
pub(super) struct Given {
    /// Where it stood on the command line.
    at: usize,
    word: &'static str,
    form: &'static str,
    value: String,
}

impl Given {
    /// It, as it was typed.
    fn typed(&self) -> String {
        format!("--{} {}", self.word, self.value)
    }
}

/// The verbs of a command line, in their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Verbs(Vec<Given>);

impl FromArgMatches for Verbs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut verbs = Self::default();
        verbs.update_from_arg_matches(matches)?;
        Ok(verbs)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for verb in VERBS {
            let values = matches.get_many::<String>(verb.word);
            let places = matches.indices_of(verb.word);
            for (at, value) in places
                .into_iter()
                .flatten()
                .zip(values.into_iter().flatten())
            {
                self.0.push(Given {
                    at,
                    word: verb.word,
                    form: verb.form,
                    value: value.clone(),
                });
            }
        }
        self.0.sort_by_key(|given| given.at);
        Ok(())
    }
}

impl Args for Verbs {
    fn augment_args(command: Command) -> Command {
        VERBS.iter().fold(command, |command, verb| {
            let arg = Arg::new(verb.word)
                .long(verb.word)
                .value_name(verb.form)
                .help(verb.help)
                .action(ArgAction::Append)
                .help_heading("Changes, made in their order");
            command.arg(arg)
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// Changes as a file would have them.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// The changes.
    pub changes: Vec<Value>,
    /// The verb behind each, as it was typed.
    pub typed: Vec<String>,
    /// Files to adopt, by their path in the proposal's folder, as they were
    /// named.
    pub files: BTreeMap<String, String>,
}

/// A verb whose value is not of its form.
#[derive(Debug)]
pub(super) struct Malformed {
    /// It, as it was typed.
    pub typed: String,
    /// What it takes.
    pub form: String,
}

impl Verbs {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The changes in their order. The organisation tells which transfers
    /// belong to a team that is dissolved.
    pub fn write(&self, org: &Organisation, day: Date) -> Result<Written, Malformed> {
        let mut written = Written::default();
        let mut homes: BTreeMap<usize, Vec<&Given>> = BTreeMap::new();
        for (n, given) in self.0.iter().enumerate() {
            if let Some(home) = self.home(n, org, day) {
                homes.entry(home).or_default().push(given);
            }
        }
        for (n, given) in self.0.iter().enumerate() {
            if self.home(n, org, day).is_some() {
                continue;
            }
            let malformed = |given: &Given| Malformed {
                typed: given.typed(),
                form: format!("--{} {}", given.word, given.form),
            };
            let mut typed = given.typed();
            let mut change =
                change(given, org, day, &mut written.files).ok_or_else(|| malformed(given))?;
            for transfer in homes.get(&n).into_iter().flatten() {
                let (area, to) = pair(&transfer.value).ok_or_else(|| malformed(transfer))?;
                let ends = if change.get("split").is_some() {
                    "split"
                } else {
                    "dissolve"
                };
                change[ends]["transfer"][area] = json!(to);
                typed.push_str(&format!(" {}", transfer.typed()));
            }
            written.changes.push(change);
            written.typed.push(typed);
        }
        Ok(written)
    }

    /// The `--dissolve` or `--split` that a `--transfer` belongs to: the nearest
    /// before it, else the first after it, of a team that controls the area.
    fn home(&self, n: usize, org: &Organisation, day: Date) -> Option<usize> {
        let given = self.0.get(n).filter(|it| it.word == "transfer")?;
        let (area, _) = pair(&given.value)?;
        let area: AreaId = area.parse().ok()?;
        let controls = |(_, it): &(usize, &Given)| {
            let ends = match it.word {
                "dissolve" => it.value.as_str(),
                "split" => pair(&it.value).map_or("", |(team, _)| team),
                _ => return false,
            };
            let team: Option<TeamId> = ends.parse().ok();
            let team = team.and_then(|id| org.teams.get(&id));
            team.is_some_and(|it| it.may_on(&area, &Power::control(), day))
        };
        let all = || self.0.iter().enumerate().filter(controls);
        let before = all().rfind(|(at, _)| *at < n);
        before.or_else(|| all().next()).map(|(at, _)| at)
    }
}

/// `LEFT=RIGHT`, neither empty.
fn pair(text: &str) -> Option<(&str, &str)> {
    let (left, right) = text.split_once('=')?;
    let (left, right) = (left.trim(), right.trim());
    (!left.is_empty() && !right.is_empty()).then_some((left, right))
}

/// `FIRST:SECOND`, or only the first.
fn named(text: &str) -> (&str, Option<&str>) {
    match text.split_once(':') {
        Some((first, second)) if !second.trim().is_empty() => (first.trim(), Some(second.trim())),
        _ => (text.trim(), None),
    }
}

/// A name and, behind its last colon, what it is of.
fn kind(text: &str) -> (&str, &str) {
    let known = |word: &str| Kind::ALL.iter().any(|kind| kind.as_str() == word);
    match text.rsplit_once(':') {
        // A name may have a colon of its own.
        Some((name, word)) if known(word.trim()) || !word.contains(' ') => {
            (name.trim(), word.trim())
        }
        _ => (text, "team"),
    }
}

/// A list with commas.
fn listed(text: &str) -> Vec<&str> {
    let items = text.split(',').map(str::trim);
    items.filter(|item| !item.is_empty()).collect()
}

/// The change of a verb, but for the transfers of a `--dissolve`; nothing where
/// its value is not of its form.
fn change(
    given: &Given,
    org: &Organisation,
    day: Date,
    files: &mut BTreeMap<String, String>,
) -> Option<Value> {
    let value = given.value.trim();
    if value.is_empty() {
        return None;
    }
    let mut adopt = |of: &str| {
        let (id, file) = pair(value)?;
        let path = format!("files/{id}.yaml");
        files.insert(path.clone(), file.to_owned());
        let word = format!("adopt_{of}");
        Some(json!({ word: { of: id, "file": path } }))
    };
    let powers = |word: &str| {
        let (team, rest) = pair(value)?;
        let (area, powers) = named(rest);
        let powers = powers.map_or_else(|| vec!["control"], listed);
        Some(json!({ word: { "team": team, "area": area, "powers": powers } }))
    };
    match given.word {
        "form" => {
            let (team, rest) = pair(value)?;
            let (name, kind) = kind(rest);
            Some(json!({ "form": { "team": team, "name": name, "kind": kind } }))
        }
        "dissolve" => Some(json!({ "dissolve": { "team": value } })),
        "rename" => {
            let (team, rest) = pair(value)?;
            let (to, name) = named(rest);
            let mut line = json!({ "team": team, "to": to });
            if let Some(name) = name {
                line["name"] = json!(name);
            }
            Some(json!({ "rename": line }))
        }
        "merge" => {
            let (teams, rest) = pair(value)?;
            let teams = listed(teams);
            let (into, name) = named(rest);
            let into = match name {
                None => json!(into),
                Some(name) => {
                    // A team of the kind that the first of them has.
                    let first = teams.first().and_then(|id| id.parse().ok());
                    let first = first.and_then(|id: TeamId| org.teams.get(&id));
                    let kind = first.map_or("team", |team| team.kind.as_str());
                    json!({ "team": into, "name": name, "kind": kind })
                }
            };
            Some(json!({ "merge": { "teams": teams, "into": into } }))
        }
        "split" => {
            let (team, parts) = pair(value)?;
            let whole = team.parse::<TeamId>().ok();
            let whole = whole.and_then(|id| org.teams.get(&id));
            let parts: Option<Vec<Value>> = listed(parts)
                .into_iter()
                .map(|it| part(it, whole, day))
                .collect();
            Some(json!({ "split": { "team": team, "into": parts? } }))
        }
        "ratify" => Some(json!({ "ratify": { "commit": value } })),
        "transfer" => {
            let (area, to) = pair(value)?;
            Some(json!({ "transfer": { "area": area, "to": to } }))
        }
        "grant" => powers("grant"),
        "revoke" => powers("revoke"),
        "open-area" => {
            let (area, rest) = pair(value)?;
            let (name, team) = named(rest);
            let mut line = json!({ "area": area, "name": name });
            if let Some(team) = team {
                line["controller"] = json!(team);
            }
            Some(json!({ "open_area": line }))
        }
        "close-area" => Some(json!({ "close_area": { "area": value } })),
        "appoint" => {
            let (person, team) = pair(value)?;
            Some(json!({ "appoint": { "person": person, "team": team } }))
        }
        "end-term" => {
            let (person, team) = pair(value)?;
            Some(json!({ "end_term": { "person": person, "team": team } }))
        }
        "register" => {
            let (person, name) = pair(value)?;
            Some(json!({ "register": { "person": person, "name": name } }))
        }
        "set" => {
            let (at, to) = pair(value)?;
            let (id, field) = at.rsplit_once('.')?;
            // Only counts are numbers; a purpose that looks like one is quoted
            // in a file of changes.
            let to = to.parse::<u32>().map_or_else(|_| truth(to), Value::from);
            Some(json!({ "amend": { "id": id, "set": { field: to } } }))
        }
        "adopt-rule" => adopt("rule"),
        "adopt-constraint" => adopt("constraint"),
        "repeal-rule" => Some(json!({ "repeal_rule": { "rule": value } })),
        "repeal-constraint" => Some(json!({ "repeal_constraint": { "constraint": value } })),
        "waive" => {
            let (constraint, reason) = pair(value)?;
            Some(json!({ "waive": { "constraint": constraint, "reason": reason } }))
        }
        _ => None,
    }
}

/// `ID:NAME:PEOPLE:AREAS`, the last two as far as there are any. A part has the
/// powers over its areas that the whole had.
fn part(text: &str, whole: Option<&Team>, day: Date) -> Option<Value> {
    let mut fields = text.split(':').map(str::trim);
    let (id, name) = (fields.next()?, fields.next()?);
    let (people, areas) = (fields.next(), fields.next());
    if id.is_empty() || name.is_empty() || fields.next().is_some() {
        return None;
    }
    let items = |text: Option<&str>| -> Vec<String> {
        let items = text.unwrap_or_default().split('+').map(str::trim);
        items
            .filter(|item| !item.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let authority = items(areas).into_iter().map(|area| {
        let grants = whole.into_iter().flat_map(|team| &team.authority);
        let held = grants.filter(|it| it.area.as_str() == area && it.period.holds_on(day));
        let powers: BTreeSet<&str> = held.flat_map(|it| &it.powers).map(Power::as_str).collect();
        match powers.is_empty() {
            true => json!({ "area": area }),
            false => json!({ "area": area, "powers": powers }),
        }
    });
    let mut part = json!({ "team": id, "name": name });
    let authority: Vec<Value> = authority.collect();
    for (key, list) in [
        ("members", json!(items(people))),
        ("authority", json!(authority)),
    ] {
        if list.as_array().is_some_and(|list| !list.is_empty()) {
            part[key] = list;
        }
    }
    Some(part)
}

/// A text, or a truth value where it says one.
fn truth(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        text => Value::from(text),
    }
}
