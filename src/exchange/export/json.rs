//! JSON in the words of the workspace's own files, as it all is on a day:
//! bodies, areas, rules and constraints that exist then, terms and powers that
//! hold then, and the rolls that follow from them.

use serde_json::{Map, Value, json};

use super::ExportError;
use crate::base::Date;
use crate::format::wire::{Entity, entity_value};
use crate::org::{Roll, RollOn, Standing};

pub(super) fn export(standing: &Standing<'_>) -> Result<String, ExportError> {
    let org = standing.organisation();
    let day = standing.day();
    let mut people = Map::new();
    for (id, person) in &org.people {
        let mut person = person.clone();
        person.keys.retain(|key| key.period.holds_on(day));
        person.affiliations.retain(|it| it.period.holds_on(day));
        people.insert(id.to_string(), value(&person)?);
    }
    let mut teams = Map::new();
    for (id, team) in standing.teams() {
        let mut team = team.clone();
        team.authority.retain(|grant| grant.period.holds_on(day));
        if let Roll::Known(terms) = &mut team.members {
            terms.retain(|term| term.period.holds_on(day));
        }
        let mut made = value(&team)?;
        let serving = match standing.roll(id) {
            RollOn::Unknown => Value::Null,
            RollOn::Known(roll) => roll.keys().map(ToString::to_string).collect(),
        };
        if let Value::Object(fields) = &mut made {
            fields.insert("serving".to_owned(), serving);
        }
        teams.insert(id.to_string(), made);
    }
    let mut areas = Map::new();
    for (id, area) in standing.areas() {
        areas.insert(id.to_string(), value(area)?);
    }
    let mut rules = Map::new();
    for (id, rule) in &org.rules {
        if rule.repealed.is_none_or(|gone| day < gone.first_day()) {
            rules.insert(id.to_string(), value(rule)?);
        }
    }
    let mut constraints = Map::new();
    for (id, it) in org.constraints.iter().filter(|(_, it)| it.in_force_on(day)) {
        constraints.insert(id.to_string(), value(it)?);
    }
    let mut events = Map::new();
    for (id, event) in org
        .events
        .iter()
        .filter(|(_, it)| past(it.on.first_day(), day))
    {
        events.insert(id.to_string(), value(event)?);
    }
    let all = json!({
        "polity": "organisation/1",
        "on": day.to_string(),
        "organisation": value(&org.about)?,
        "people": people,
        "teams": teams,
        "areas": areas,
        "rules": rules,
        "constraints": constraints,
        "events": events,
    });
    let text = serde_json::to_string_pretty(&all);
    let text = text.map_err(|error| ExportError::Write(error.to_string()))?;
    Ok(text + "\n")
}

fn past(on: Date, day: Date) -> bool {
    on <= day
}

/// Fields that are texts, dates above all. A file has the year 2014 as people
/// write it, without quotes; a program is told one kind of thing always.
const TEXTS: [&str; 12] = [
    "as_of",
    "closed",
    "dissolved",
    "document",
    "formed",
    "from",
    "on",
    "opened",
    "repealed",
    "section",
    "series",
    "until",
];

fn as_texts(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::Number(number) if TEXTS.contains(&key.as_str()) => {
                        *value = Value::String(number.to_string());
                    }
                    value => as_texts(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(as_texts),
        _ => {}
    }
}

/// The fields of an entity's file.
fn value<D: Entity>(entity: &D) -> Result<Value, ExportError> {
    let write = |error: String| ExportError::Write(error);
    let value = entity_value(entity).map_err(|error| write(error.to_string()))?;
    let mut value = serde_json::to_value(value).map_err(|error| write(error.to_string()))?;
    as_texts(&mut value);
    Ok(value)
}
