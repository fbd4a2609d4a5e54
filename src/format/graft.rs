//! A change of meaning, carried over to a text that says the same in its own
//! way.
//!
//! A file may leave out what goes without saying (`powers: [control]`), or put
//! things in another order. What is written for the meaning before and after a
//! change shows what changes; [`graft`] makes just that change in the value
//! that the file has.

use serde_yaml::{Mapping, Value};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The value that `there` becomes when what is written as `before` is to be
/// written as `after`.
pub fn graft(there: &Value, before: &Value, after: &Value) -> Value {
    if before == after {
        return there.clone();
    }
    match (there, before, after) {
        (Value::Mapping(there), Value::Mapping(before), Value::Mapping(after)) => {
            Value::Mapping(map(there, before, after))
        }
        (Value::Sequence(there), Value::Sequence(before), Value::Sequence(after))
            if there.len() == before.len() =>
        {
            Value::Sequence(match reordered(there, before, after) {
                Some(list) => list,
                None => list(there, before, after),
            })
        }
        _ => after.clone(),
    }
}

fn map(there: &Mapping, before: &Mapping, after: &Mapping) -> Mapping {
    let mut grafted = Mapping::new();
    for (key, value) in there {
        match (before.get(key), after.get(key)) {
            (Some(old), Some(new)) => {
                grafted.insert(key.clone(), graft(value, old, new));
            }
            // Said in the file though it goes without saying, before and after.
            (None, None) => {
                grafted.insert(key.clone(), value.clone());
            }
            (None, Some(new)) => {
                grafted.insert(key.clone(), new.clone());
            }
            (Some(_), None) => {}
        }
    }
    for (key, new) in after {
        if there.contains_key(key) || before.get(key) == Some(new) {
            continue;
        }
        grafted.insert(key.clone(), new.clone());
    }
    grafted
}

/// The list where the file has the same items as `before` in another order, so
/// that the order means nothing, as in the classes that a rule decides: what is
/// gone makes room for what is new, and all else stays where it is.
fn reordered(there: &[Value], before: &[Value], after: &[Value]) -> Option<Vec<Value>> {
    if there == before || !without(there, before).is_empty() {
        return None;
    }
    let mut gone = without(before, after);
    let mut new = without(after, before).into_iter();
    let mut grafted = Vec::with_capacity(after.len());
    for item in there {
        match gone.iter().position(|it| it == item) {
            Some(at) => {
                gone.remove(at);
                grafted.extend(new.next());
            }
            None => grafted.push(item.clone()),
        }
    }
    grafted.extend(new);
    Some(grafted)
}

/// What is in one list and not in the other, as often as it is there more.
fn without(list: &[Value], other: &[Value]) -> Vec<Value> {
    let mut left = list.to_vec();
    for item in other {
        if let Some(at) = left.iter().position(|it| it == item) {
            left.remove(at);
        }
    }
    left
}

/// The items of a list are paired in order: equal ones first, then those that
/// stand in for each other.
fn list(there: &[Value], before: &[Value], after: &[Value]) -> Vec<Value> {
    // Values of YAML have no order or hash of their own; their texts do.
    let texts = |values: &[Value]| -> Vec<String> {
        values.iter().map(|value| format!("{value:?}")).collect()
    };
    let (old, new) = (texts(before), texts(after));
    let mut grafted = Vec::with_capacity(after.len());
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        match op {
            DiffOp::Equal { old_index, len, .. } => {
                grafted.extend(there.iter().skip(old_index).take(len).cloned());
            }
            DiffOp::Delete { .. } => {}
            DiffOp::Insert {
                new_index, new_len, ..
            } => grafted.extend(after.iter().skip(new_index).take(new_len).cloned()),
            DiffOp::Replace {
                old_index,
                old_len,
                new_index,
                new_len,
            } => {
                for at in 0..new_len {
                    let Some(new) = after.get(new_index + at) else {
                        continue;
                    };
                    let old = (at < old_len).then_some(old_index + at);
                    let pair = old.and_then(|old| there.get(old).zip(before.get(old)));
                    grafted.push(match pair {
                        Some((there, before)) => graft(there, before, new),
                        None => new.clone(),
                    });
                }
            }
        }
    }
    grafted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grafted(there: &str, before: &str, after: &str) -> String {
        let value = |text: &str| serde_yaml::from_str::<Value>(text).unwrap();
        serde_yaml::to_string(&graft(&value(there), &value(before), &value(after))).unwrap()
    }

    #[test]
    fn what_goes_without_saying_stays_said() {
        assert_eq!(
            grafted(
                "{powers: [control], area: irc}",
                "{area: irc}",
                "{area: irc, until: 2020-03-11}"
            ),
            "powers:\n- control\narea: irc\nuntil: 2020-03-11\n"
        );
    }

    #[test]
    fn a_list_whose_order_means_nothing_keeps_its_own() {
        assert_eq!(
            grafted("[question, b, c]", "[b, c, question]", "[a, c, question]"),
            "- question\n- a\n- c\n"
        );
        assert_eq!(
            grafted("[question, b]", "[b, question]", "[b, d, question]"),
            "- question\n- b\n- d\n"
        );
    }

    #[test]
    fn items_are_changed_in_place() {
        assert_eq!(
            grafted(
                "[{a: 1, z: 0}, {a: 2}]",
                "[{a: 1}, {a: 2}]",
                "[{a: 1, b: 3}, {a: 2}, {a: 4}]"
            ),
            "- a: 1\n  z: 0\n  b: 3\n- a: 2\n- a: 4\n"
        );
    }
}
