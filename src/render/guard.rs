//! What is said of a push.

use super::json::{GuardJson, GuardedRefJson};
use super::paint::{Line, Style, Text};
use super::words::count;

/// What is said of a push.
pub fn guard(of: &GuardJson, width: usize) -> Text {
    let mut text = Text::new();
    for one in &of.refs {
        let line = text.line();
        line.push(Style::Name, &one.name);
        let bad = of.refused.iter().any(|it| it.name == one.name);
        if bad {
            line.push(Style::Lost, "  refused");
        } else {
            line.push(Style::Plain, format!("  {}", fine(one)));
        }
        for it in of.refused.iter().filter(|it| it.name == one.name) {
            let line = text.line();
            line.push(Style::Plain, "  ");
            let commit = it.commit.as_deref();
            if let Some(commit) = commit.and_then(|it| it.get(..7)) {
                line.push(Style::Dim, format!("{commit}  "));
            }
            line.push(Style::Lost, &it.code);
            if let Some(path) = &it.path {
                line.push(Style::Plain, format!("  {path}"));
            }
            text.line().push(Style::Plain, "    ");
            text.wrap(4, width, &Line::new(Style::Plain, &it.why));
        }
    }
    if of.more > 0 {
        text.line()
            .push(Style::Warn, format!("and {} more", of.more));
    }
    if !of.fine {
        text.line()
            .push(Style::Lost, "nothing of this push is taken");
    }
    text
}

fn fine(of: &GuardedRefJson) -> String {
    let commits = count(of.commits, "commit");
    match of.looked.as_str() {
        "shared-line" => match of.ballots {
            0 => format!("{commits}, verified"),
            n => format!("{commits} with {}, verified", count(n, "ballot")),
        },
        "draft" => format!("{commits} in a draft"),
        _ => "not a branch of decisions".to_owned(),
    }
}
