//! Findings as text: where, what, the line with a mark below it, and what to
//! do.
//!
//! Written by hand and not with a library for compilers' messages: those set a
//! frame of bars around every line, and the place below the message.

use textwrap::core::display_width;

use super::json::FollowJson;
use super::paint::{Line, Style, Text};
use super::words::count;
use crate::base::Subject;
use crate::finding::{Finding, Severity};

/// A finding with what is known of its file.
#[derive(Debug, Clone)]
pub struct Shown<'f> {
    /// The finding.
    pub finding: &'f Finding,
    /// The file that it stands in.
    pub file: Option<String>,
    /// That file's text.
    pub text: Option<&'f str>,
}

/// At most so many are shown; the rest is counted.
const MOST: usize = 100;

/// Findings in the order given, and a line that counts them; notes are counted
/// and only shown if that is asked for. `files` is how many were looked at.
pub fn findings(all: &[Shown<'_>], notes: bool, files: usize, width: usize) -> Text {
    let mut text = Text::new();
    let wanted = |it: &&Shown<'_>| notes || it.finding.severity != Severity::Note;
    let mut wanted: Vec<&Shown<'_>> = all.iter().filter(wanted).collect();
    // Where not all can be shown, the worst are.
    if wanted.len() > MOST {
        wanted.sort_by_key(|it| it.finding.severity);
    }
    for shown in wanted.iter().take(MOST) {
        one(&mut text, shown, width);
    }
    if wanted.len() > MOST {
        let left = wanted.len() - MOST;
        text.line().push(
            Style::Dim,
            format!("and {left} more, which `polity check --format json` lists"),
        );
    }
    text.add(summary(all, files));
    text
}

/// What a draft would do to constraints, rules, areas and seats.
pub fn follows(all: &[FollowJson], width: usize) -> Text {
    let mut text = Text::new();
    if all.is_empty() {
        text.line().push(
            Style::Dim,
            "after it: constraints, rules, areas and seats are no worse and no better off",
        );
        return text;
    }
    text.line().push(Style::Name, "After it");
    for it in all {
        let (mark, style) = match it.sense.as_str() {
            "harmed" => ("!", Style::Warn),
            "mended" => ("+", Style::Gained),
            _ => ("~", Style::Plain),
        };
        text.line().push(style, format!("  {mark} "));
        let option = it.option.as_ref();
        let option = option.map_or_else(String::new, |id| format!("with `{id}`, "));
        let said = format!("{option}{} {}: {}", it.kind, it.id, it.what);
        text.wrap(6, width, &Line::new(Style::Plain, said));
    }
    text
}

/// `1 error, 2 warnings`, or that there is nothing.
fn summary(all: &[Shown<'_>], files: usize) -> Line {
    let of = |severity| {
        all.iter()
            .filter(|it| it.finding.severity == severity)
            .count()
    };
    let counts = [Severity::Error, Severity::Warning, Severity::Note]
        .map(|severity| (of(severity), severity.word()));
    let words: Vec<String> = counts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| count(*number, word))
        .collect();
    if words.is_empty() {
        Line::new(
            Style::Gained,
            format!("no problems in {}", count(files, "file")),
        )
    } else {
        Line::new(Style::Name, words.join(", "))
    }
}

fn one(text: &mut Text, shown: &Shown<'_>, width: usize) {
    let finding = shown.finding;
    let style = match finding.severity {
        Severity::Error => Style::Lost,
        Severity::Warning => Style::Warn,
        Severity::Note => Style::Dim,
    };
    text.line()
        .push(
            style,
            format!("{}[{}]", finding.severity.word(), finding.code),
        )
        .push(Style::Plain, " ")
        .push(Style::Name, place(shown));
    let message = Line::new(Style::Plain, &finding.message);
    if !marked(text, shown, &message, style, width) {
        text.line().push(Style::Plain, "  ");
        text.wrap(2, width, &message);
    }
    if let Some(hint) = &finding.hint {
        text.line().push(Style::Dim, "  hint: ");
        text.wrap(8, width, &Line::new(Style::Plain, hint));
    }
}

fn place(shown: &Shown<'_>) -> String {
    let finding = shown.finding;
    let path = finding.place.path.to_string();
    match (&shown.file, finding.span) {
        (Some(file), Some(span)) => format!("{file}:{}:{}", span.line, span.column),
        (Some(file), None) if path.is_empty() => file.clone(),
        (Some(file), None) => format!("{file} {path}"),
        (None, _) => match &finding.place.subject {
            Subject::Workspace => "the workspace".to_owned(),
            _ => path,
        },
    }
}

/// The offending line with a mark below it and the message beside the mark, or
/// below it where there is no room. Whole files have no line to show.
fn marked(text: &mut Text, shown: &Shown<'_>, message: &Line, style: Style, width: usize) -> bool {
    let finding = shown.finding;
    let (Some(span), Some(source)) = (finding.span, shown.text) else {
        return false;
    };
    if finding.place.path.0.is_empty() && span.start == 0 {
        return false;
    }
    let Some(line) = source.lines().nth(span.line.saturating_sub(1)) else {
        return false;
    };
    let gutter = format!("  {} | ", span.line);
    let start = span.column.saturating_sub(1);
    let before: String = line.chars().take(start).collect();
    // The span may go on over further lines; the mark ends with this one.
    let bytes = span.end.saturating_sub(span.start);
    let rest = line.get(before.len()..).unwrap_or_default();
    let mut length = bytes.min(rest.len());
    while !rest.is_char_boundary(length) {
        length -= 1;
    }
    let part = rest.get(..length).unwrap_or_default();
    let (shown_line, at) = window(line, &before, width.saturating_sub(gutter.len()));
    text.line()
        .push(Style::Dim, &gutter)
        .push(Style::Plain, shown_line);
    let column = gutter.len() + at;
    let room = width.saturating_sub(column).max(1);
    let mark = "^".repeat(display_width(part).clamp(1, room));
    text.line()
        .push(Style::Plain, " ".repeat(column))
        .push(style, &mark);
    if column + mark.len() + 1 + message.width() <= width {
        text.current().push(Style::Plain, " ").append(message);
    } else {
        text.line().push(Style::Plain, "  ");
        text.wrap(2, width, message);
    }
    true
}

/// The part of a line that fits, with the marked place in it, and the column of
/// that place within the part.
fn window(line: &str, before: &str, room: usize) -> (String, usize) {
    let at = display_width(before);
    let fits = |text: &str, room: usize| -> String {
        let mut used = 0;
        text.chars()
            .take_while(|c| {
                used += display_width(c.encode_utf8(&mut [0; 4]));
                used <= room
            })
            .collect()
    };
    if display_width(line) <= room || at + 20 <= room {
        return (fits(line, room), at);
    }
    let rest = line.get(before.len()..).unwrap_or_default();
    (format!("… {}", fits(rest, room.saturating_sub(2))), 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{NodePath, Place, TextSpan};
    use crate::finding::Code;

    fn at(start: usize, end: usize, line: usize, column: usize) -> Finding {
        let path = NodePath::root().key("electorate");
        let place = Place::new(Subject::File("rule.yaml".into()), path);
        Finding::error(Code::BadValue, place, "no team `techncal-board`").at(TextSpan {
            start,
            end,
            line,
            column,
        })
    }

    fn print(finding: &Finding, text: &str, width: usize) -> String {
        let shown = Shown {
            finding,
            file: Some("rule.yaml".into()),
            text: Some(text),
        };
        findings(&[shown], false, 1, width).to_string(false)
    }

    #[test]
    fn the_mark_stands_below_the_words() {
        let finding = at(13, 27, 1, 14).hint("did you mean `technical-board`?");
        insta::assert_snapshot!(print(&finding, "electorate:  techncal-board\n", 80), @r"
        error[bad-value] rule.yaml:1:14
          1 | electorate:  techncal-board
                           ^^^^^^^^^^^^^^ no team `techncal-board`
          hint: did you mean `technical-board`?
        1 error
        ");
    }

    #[test]
    fn long_lines_and_long_marks_stay_within_the_width() {
        let text = format!("x: {}", "é".repeat(500));
        for (start, column) in [(3, 4), (403, 204)] {
            let printed = print(&at(start, 1_003, 1, column), &text, 60);
            assert!(
                printed.lines().all(|line| display_width(line) <= 60),
                "{printed}"
            );
            assert!(printed.contains('^'));
        }
    }

    #[test]
    fn a_place_that_the_text_does_not_have_is_no_panic() {
        for (line, column) in [(9, 9), (1, 99), (0, 0)] {
            assert!(print(&at(400, 900, line, column), "é\n", 40).contains("techncal"));
        }
    }
}
