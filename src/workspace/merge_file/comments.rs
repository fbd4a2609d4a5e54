//! Comments of the other side, carried over to a text that was edited.

use std::collections::BTreeMap;

use crate::base::Subject;
use crate::format::{comments, gate};

/// A comment and where it stands.
struct Comment {
    text: String,
    /// The line's part before it; nothing where it has the line to itself.
    before: String,
    /// The next line that is no comment.
    next: Option<String>,
}

/// Adds the comments that theirs has and the base has not, each above or
/// behind the line that it stands at there, as long as there is one such line
/// and the result stays `sound`. Gives those that found no place too.
pub(super) fn carry(
    text: Vec<u8>,
    base: &[u8],
    theirs: &[u8],
    sound: &dyn Fn(&[u8]) -> bool,
) -> (Vec<u8>, Vec<String>) {
    // As often as the base or our text has it, whichever has it more.
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for side in [base, &text] {
        let mut here: BTreeMap<String, usize> = BTreeMap::new();
        for comment in list(side) {
            *here.entry(comment.text).or_default() += 1;
        }
        for (comment, times) in here {
            let most = known.entry(comment).or_default();
            *most = times.max(*most);
        }
    }
    let mut text = text;
    let mut lost = Vec::new();
    for comment in list(theirs) {
        if let Some(left) = known.get_mut(&comment.text).filter(|left| **left > 0) {
            *left -= 1;
            continue;
        }
        match placed(&text, &comment).filter(|text| sound(text)) {
            Some(with) => text = with,
            None => lost.push(comment.text),
        }
    }
    (text, lost)
}

/// The comments of a text, in order.
fn list(bytes: &[u8]) -> Vec<Comment> {
    let Ok(document) = gate(&Subject::Workspace, bytes) else {
        return Vec::new();
    };
    let all = comments(&document).into_iter();
    let one = |(at, comment): (usize, &str)| {
        let (head, tail) = (document.text.get(..at)?, document.text.get(at..)?);
        let before = head.rsplit('\n').next().unwrap_or_default();
        let next = tail.lines().skip(1).map(str::trim);
        let mut next = next.filter(|line| !line.is_empty() && !line.starts_with('#'));
        Some(Comment {
            text: comment.to_owned(),
            before: before.trim().to_owned(),
            next: next.next().map(str::to_owned),
        })
    };
    all.filter_map(one).collect()
}

/// The text with a comment in its place; nothing where that is not clear.
fn placed(text: &[u8], comment: &Comment) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let end = match text.contains("\r\n") {
        true => "\r\n",
        false => "\n",
    };
    let wanted = match comment.before.is_empty() {
        true => comment.next.as_deref(),
        false => Some(comment.before.as_str()),
    };
    let Some(wanted) = wanted else {
        // It closed the file.
        return Some(format!("{}{end}{}{end}", text.trim_end(), comment.text).into_bytes());
    };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut found = lines
        .iter()
        .enumerate()
        .filter(|(_, it)| it.trim() == wanted);
    let (at, line) = match (found.next(), found.next()) {
        (Some((at, line)), None) => (at, line.clone()),
        _ => return None,
    };
    if comment.before.is_empty() {
        let indent: String = line.chars().take_while(|c| *c == ' ').collect();
        lines.insert(at, format!("{indent}{}", comment.text));
    } else {
        *lines.get_mut(at)? = format!("{line} {}", comment.text);
    }
    Some((lines.join(end) + end).into_bytes())
}
