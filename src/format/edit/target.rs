//! What a text is to mean after an edit that was asked for in wire forms.

use serde_yaml::{Mapping, Value};

use super::align::{Op, align};

/// The meaning wanted of a text that means `current`, where its wire form
/// goes from `before` to `after`: what the two agree about stays as it is.
pub(super) fn target(current: &Value, before: &Value, after: &Value) -> Value {
    if before == after {
        return current.clone();
    }
    if current == before {
        return after.clone();
    }
    match (current, before, after) {
        (Value::Mapping(current), Value::Mapping(before), Value::Mapping(after)) => {
            Value::Mapping(map(current, before, after))
        }
        (Value::Sequence(current), Value::Sequence(before), Value::Sequence(after))
            if current.len() == before.len() =>
        {
            Value::Sequence(list(current, before, after))
        }
        _ => after.clone(),
    }
}

fn map(current: &Mapping, before: &Mapping, after: &Mapping) -> Mapping {
    // In the order of `after`, so that new keys know their neighbours; what
    // the wire form does not know comes last.
    let mut wanted = Mapping::new();
    for (key, after) in after {
        match (current.get(key), before.get(key)) {
            (Some(current), Some(before)) => {
                wanted.insert(key.clone(), target(current, before, after));
            }
            // A default that the text leaves out stays out.
            (None, Some(before)) if before == after => {}
            _ => {
                wanted.insert(key.clone(), after.clone());
            }
        }
    }
    for (key, value) in current {
        if !before.contains_key(key) && !after.contains_key(key) {
            wanted.insert(key.clone(), value.clone());
        }
    }
    wanted
}

fn list(current: &[Value], before: &[Value], after: &[Value]) -> Vec<Value> {
    let item = |list: &[Value], index: usize| list.get(index).cloned().unwrap_or(Value::Null);
    align(before, after)
        .into_iter()
        .filter_map(|op| match op {
            Op::Keep(i, _) => Some(item(current, i)),
            Op::Change(i, j) => Some(target(&item(current, i), &item(before, i), &item(after, j))),
            Op::Remove(_) => None,
            Op::Insert(j) => Some(item(after, j)),
        })
        .collect()
}
