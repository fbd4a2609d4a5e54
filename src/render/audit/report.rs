//! The changes of the organisation, each with what covers it.

use super::{commit, cover};
use crate::render::json::{AuditJson, RewrittenJson};
use crate::render::paint::{Line, Style, Text};
use crate::render::words::count;

/// An audit.
pub fn audit(of: &AuditJson, width: usize) -> Text {
    let mut text = Text::new();
    for it in &of.changes {
        let line = text.line();
        line.push(Style::Dim, commit(&it.commit));
        let day = it.at.as_deref().and_then(|at| at.get(..10));
        line.push(Style::Dim, format!("  {:10}  ", day.unwrap_or("")));
        let said = cover(&it.cover, it.by.as_deref());
        let bad = it.cover == "uncovered";
        let style = if bad { Style::Lost } else { Style::Plain };
        line.push(style, said);
        line.to_column(40);
        let what = if it.what.is_empty() {
            "nothing in governance/".to_owned()
        } else {
            it.what.join("; ")
        };
        text.wrap(42, width, &Line::new(Style::Plain, what));
        for why in &it.why {
            text.line().push(Style::Plain, "    ");
            text.wrap(6, width, &Line::new(Style::Warn, why));
        }
    }
    for note in &of.notes {
        text.gap();
        text.line();
        text.wrap(2, width, &Line::new(Style::Warn, note));
    }
    text.gap();
    let said = format!(
        "{} of the organisation in {}: {}",
        count(of.changes.len(), "change"),
        count(of.commits, "commit"),
        match of.uncovered {
            0 => "all covered".to_owned(),
            n => format!("{n} not covered"),
        }
    );
    let style = if of.uncovered == 0 {
        Style::Plain
    } else {
        Style::Lost
    };
    text.line().push(style, said);
    let line = text.line();
    line.push(
        Style::Dim,
        format!(
            "head {}, founded in {}",
            commit(&of.head),
            commit(&of.anchor)
        ),
    );
    line.push(Style::Dim, format!(" by {}", of.founders.join(", ")));
    text
}

/// A branch that was rewritten: what was there and what is now.
pub fn rewritten(text: &mut Text, of: &RewrittenJson, width: usize) {
    text.gap();
    text.line().push(Style::Lost, "this branch was rewritten");
    let said = format!(
        "{} was verified here before, and the branch at {} does not contain it; {} gone",
        commit(&of.was),
        commit(&of.now),
        match of.gone_in_all {
            0 => "what was there is".to_owned(),
            1 => "1 commit is".to_owned(),
            n => format!("{n} commits are"),
        }
    );
    text.line().push(Style::Plain, "  ");
    text.wrap(4, width, &Line::new(Style::Plain, said));
    for (id, subject) in &of.gone {
        let line = text.line();
        line.push(Style::Plain, "    ");
        line.push(Style::Dim, format!("{}  ", commit(id)));
        text.wrap(13, width, &Line::new(Style::Plain, subject));
    }
    let more = of.gone_in_all.saturating_sub(of.gone.len());
    if more > 0 && !of.gone.is_empty() {
        text.line().push(Style::Dim, format!("    and {more} more"));
    }
    let what = format!(
        "`git branch kept {}` keeps what was there; ask those who push why it is gone, and where \
         all agree that it should be, `polity verify --accept-head` takes the branch as it is",
        commit(&of.was)
    );
    text.line().push(Style::Plain, "  ");
    text.wrap(4, width, &Line::new(Style::Dim, what));
}
