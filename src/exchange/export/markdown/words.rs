//! Words, and foreign text that must not turn into Markdown.

use crate::base::{Period, Until};

/// A text in which nothing is taken for Markdown or HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
    {
        if "\\`*_[]<>#|~&".contains(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// A sentence or more, ended as sentences are.
pub(super) fn paragraph(text: &str) -> String {
    let text = escaped(text);
    match text.ends_with(['.', '!', '?', ':']) || text.is_empty() {
        true => text,
        false => format!("{text}."),
    }
}

/// An address as a link where it is one, else as it is.
pub(super) fn link(at: &str) -> String {
    let web = at.starts_with("https://") || at.starts_with("http://");
    match web && !at.contains(['<', '>', '\\']) && !at.contains(char::is_whitespace) {
        true => format!("<{at}>"),
        false => escaped(at),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `1 person`, `2 people`, `3 areas`, `2 bodies`.
pub(super) fn plural(number: usize, noun: &str) -> String {
    match (number, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "person") => format!("{number} people"),
        (_, "body") => format!("{number} bodies"),
        _ => format!("{number} {noun}s"),
    }
}

/// When something held, where anything of that is known.
pub(super) fn times(period: Period) -> Option<String> {
    match (period.from(), period.until()) {
        (None, Until::Open) => None,
        (None, Until::Unknown) => Some("over; nobody recorded when".to_owned()),
        _ => Some(period.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_stays_text() {
        assert_eq!(escaped("a <b> [c](d)\n# e"), r"a \<b\> \[c\](d) \# e");
        assert_eq!(link("javascript:alert(1)"), "javascript:alert(1)");
        assert_eq!(link("https://a.org/b_c"), "<https://a.org/b_c>");
        assert_eq!(paragraph("All of it"), "All of it.");
    }
}
