//! Any value as lines: the way to each of its texts, and the text.

use serde_yaml::Value;

use super::inline;

/// Adds the lines of a value; `way` leads to it.
pub(super) fn lines(way: &str, value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Mapping(map) if !map.is_empty() => {
            for (key, value) in map {
                lines(&further(way, &word(key).replace('_', " ")), value, out);
            }
        }
        Value::Sequence(list) if !list.is_empty() => {
            for (at, item) in list.iter().enumerate() {
                let Some(id) = item.get("id").and_then(Value::as_str) else {
                    item_line(way, item, out);
                    continue;
                };
                // `stages` and `id: vote` make `stage vote`.
                let one = way.strip_suffix('s').unwrap_or(way);
                out.push(format!("{one} {}: {id}", at + 1));
                let mut rest = item.clone();
                if let Value::Mapping(map) = &mut rest {
                    map.shift_remove("id");
                }
                if rest.as_mapping().is_some_and(|map| !map.is_empty()) {
                    lines(&format!("{one} {id}"), &rest, out);
                }
            }
        }
        other => out.push(format!("{way}: {}", word(other))),
    }
}

/// An item without an id: all of it on one line.
fn item_line(way: &str, item: &Value, out: &mut Vec<String>) {
    out.push(format!("{way}: {}", short(item)));
}

/// A value on one line: `by core, may people and events`.
fn short(value: &Value) -> String {
    match value {
        Value::Mapping(map) if !map.is_empty() => {
            let parts = map.iter().map(|(key, value)| match value {
                Value::Mapping(_) | Value::Sequence(_) => {
                    format!("{} ({})", word(key).replace('_', " "), short(value))
                }
                _ => format!("{} {}", word(key).replace('_', " "), word(value)),
            });
            parts.collect::<Vec<_>>().join(", ")
        }
        Value::Sequence(list) if !list.is_empty() => {
            list.iter().map(short).collect::<Vec<_>>().join(", ")
        }
        other => word(other),
    }
}

fn further(way: &str, key: &str) -> String {
    match way.is_empty() {
        true => key.to_owned(),
        false if way.contains(' ') && !way.contains(':') => format!("{way}: {key}"),
        false => format!("{way} {key}"),
    }
}

/// A scalar.
fn word(value: &Value) -> String {
    match value {
        Value::String(text) => inline(text),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null => "nothing".to_owned(),
        Value::Mapping(_) | Value::Sequence(_) | Value::Tagged(_) => "none".to_owned(),
    }
}
