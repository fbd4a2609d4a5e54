//! Coverage for people.

mod blame;
mod report;

pub use blame::blame;
pub use report::{audit, rewritten};

/// The first digits of a commit.
fn commit(hex: &str) -> &str {
    hex.get(..7).unwrap_or(hex)
}

/// What covers a change, in a word or two.
fn cover(kind: &str, by: Option<&str>) -> String {
    let number = |name: &str| match name.split_once('-') {
        Some((number, _)) if number.bytes().all(|b| b.is_ascii_digit()) => {
            number.trim_start_matches('0').to_owned()
        }
        _ => name.to_owned(),
    };
    match (kind, by) {
        ("enactment", Some(by)) => format!("proposal {}", number(by)),
        ("act", Some(by)) => format!("act on {}", number(by)),
        ("undoing", Some(by)) => format!("undoes act on {}", number(by)),
        ("ratified", Some(by)) => format!("ratified {}", number(by)),
        ("housekeeping", Some(by)) => format!("housekeeping {by}"),
        ("key-rotation", Some(by)) => format!("keys of {by}"),
        (kind, _) => kind.to_owned(),
    }
}
