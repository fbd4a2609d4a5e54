//! Words and lines that several renderers share.

use super::json::{GrantJson, MemberJson, Named, OfficeJson, PeriodJson, SourceJson, TermJson};
use super::paint::{Line, Style, Text};

/// A number and its noun: `1 area`, `2 areas`, `2 bodies`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        return format!("1 {noun}");
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{number} {stem}ies"),
        _ => format!("{number} {noun}s"),
    }
}

/// A title at the left, and something at the right end of the same line, or
/// below where there is no room.
pub(crate) fn title(text: &mut Text, width: usize, name: &str, aside: &str) {
    let mut right = Line::default();
    right.push(Style::Dim, aside);
    text.line();
    text.wrap(0, width, &Line::new(Style::Name, name));
    if right.is_empty() {
        return;
    }
    let used = text.lines().last().map_or(0, Line::width);
    if used + 2 + right.width() <= width {
        let column = width - right.width();
        text.current().to_column(column).append(&right);
    } else {
        text.line().append(&right);
    }
}

/// A line of `label: words`, wrapped under the words.
pub(crate) fn field(text: &mut Text, width: usize, label: &str, words: &Line) {
    text.line()
        .push(Style::Plain, "  ")
        .push(Style::Dim, label)
        .to_column(LABELS);
    text.wrap(LABELS, width, words);
}

/// Where the words of a field begin.
pub(crate) const LABELS: usize = 15;

/// What is said wherever the result of a vote held elsewhere is shown.
pub(crate) const ATTESTED: &str = "attested, not recomputable";

/// Where the title of a proposal begins, after its number.
pub(crate) const NUMBERS: usize = 6;

/// The number and the title of a proposal, and something at the right end.
pub(crate) fn numbered(text: &mut Text, width: usize, number: u32, name: &str, aside: &str) {
    let mut rest = Text::new();
    title(&mut rest, width.saturating_sub(NUMBERS), name, aside);
    for (at, line) in rest.lines().iter().enumerate() {
        let number = match at {
            0 => format!("{number:04}"),
            _ => String::new(),
        };
        let row = text.line();
        row.push(Style::Dim, number).to_column(NUMBERS).append(line);
    }
}

/// A field of plain words.
pub(crate) fn plain(text: &mut Text, width: usize, label: &str, words: impl AsRef<str>) {
    field(text, width, label, &Line::new(Style::Plain, words));
}

/// A paragraph.
pub(crate) fn paragraph(text: &mut Text, width: usize, words: impl AsRef<str>) {
    text.line();
    text.wrap(0, width, &Line::new(Style::Plain, words));
}

/// Something in passing, in brackets where it follows other words.
fn aside(line: &mut Line, words: &[String]) {
    if !words.is_empty() {
        line.push(Style::Dim, format!(" ({})", words.join(", ")));
    }
}

/// A period that matters for the answer: always where it is dated, and where
/// only the start is missing if that leaves the answer unsure.
pub(crate) fn period(period: &PeriodJson) -> Option<String> {
    let dated = period.from.is_some() || period.until.is_some();
    (dated || !period.sure).then(|| period.words.clone())
}

/// A term in words: `full time, since 2019-04, paid by DSF Board`.
pub(crate) fn term(term: &TermJson) -> Vec<String> {
    let mut words = Vec::new();
    words.extend(term.role.clone());
    words.extend(term.basis.clone());
    words.extend(term.time.as_ref().map(|time| format!("{time} time")));
    words.push(term.period.words.clone());
    words.extend(
        term.funded_by
            .as_ref()
            .map(|team| format!("paid by {}", team.name)),
    );
    words
}

/// `through Core team`, of the offices that bring another.
pub(crate) fn through(teams: &[Named]) -> Option<String> {
    let names: Vec<&str> = teams.iter().map(|team| team.name.as_str()).collect();
    (!names.is_empty()).then(|| format!("through {}", names.join(", ")))
}

/// An office as one that gives a power: `Committers (through Core team)`.
pub(crate) fn office(office: &OfficeJson) -> Line {
    let mut line = Line::new(Style::Plain, &office.team.name);
    let way: Vec<String> = through(&office.through).into_iter().collect();
    aside(&mut line, &way);
    line
}

/// Whether a member is only taken to serve, because no start is recorded.
pub(crate) fn is_unsure(member: &MemberJson) -> bool {
    member.term.as_ref().is_some_and(|term| !term.period.sure)
}

/// A member by name, with the way in and what must be said of the period.
pub(crate) fn member(member: &MemberJson) -> Line {
    let mut line = Line::new(Style::Plain, &member.person.name);
    let unsure = member.term.as_ref().filter(|term| !term.period.sure);
    let words: Vec<String> = unsure
        .map(|term| term.period.words.clone())
        .into_iter()
        .collect();
    aside(&mut line, &words);
    line
}

/// An area with the powers over it: `github (merge)`; control alone needs no
/// word.
pub(crate) fn grant(grant: &GrantJson) -> Line {
    let mut line = Line::new(Style::Plain, &grant.area.id);
    if grant.powers.iter().any(|power| power != "control") {
        aside(&mut line, &[grant.powers.join(", ")]);
    }
    line
}

/// A document and its section.
pub(crate) fn source(source: &SourceJson) -> String {
    let mut words = source.document.clone();
    if let Some(section) = &source.section {
        words.push_str(&format!(", \"{section}\""));
    }
    if let Some(url) = &source.url {
        words.push_str(&format!(", {url}"));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_agree() {
        assert_eq!(count(1, "body"), "1 body");
        assert_eq!(count(2, "body"), "2 bodies");
        assert_eq!(count(0, "day"), "0 days");
    }
}
