//! Text with meaning in place of colour: lines made of spans, each with a
//! [`Style`]. The same value prints with colour and without it, and can be
//! measured, padded and wrapped before that is decided.
//!
//! Everything that comes from files passes through [`Line::push`], which takes
//! out what could command a terminal or turn the reading direction.

use anstyle::{AnsiColor, Color};
use textwrap::core::display_width;

/// What a piece of text is, for the eye. Colour only adds: everything reads
/// without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Style {
    /// Nothing in particular.
    #[default]
    Plain,
    /// Something gained, begun or added: green.
    Gained,
    /// Something lost, ended or removed: red.
    Lost,
    /// The name of somebody or something: bold.
    Name,
    /// A date, an id, an aside: dim.
    Dim,
    /// Something to look at: yellow.
    Warn,
    /// The title of a section: bold and underlined.
    Heading,
}

impl Style {
    fn ansi(self) -> anstyle::Style {
        let plain = anstyle::Style::new();
        let colour = |colour| plain.fg_color(Some(Color::Ansi(colour)));
        match self {
            Self::Plain => plain,
            Self::Gained => colour(AnsiColor::Green),
            Self::Lost => colour(AnsiColor::Red),
            Self::Name => plain.bold(),
            Self::Dim => plain.dimmed(),
            Self::Warn => colour(AnsiColor::Yellow),
            Self::Heading => plain.bold().underline(),
        }
    }
}

/// One line, made of styled spans.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line(Vec<(Style, String)>);

impl Line {
    /// A line with one span.
    pub fn new(style: Style, text: impl AsRef<str>) -> Self {
        let mut line = Self::default();
        line.push(style, text);
        line
    }

    /// Adds a span. Line breaks become spaces; other control characters and
    /// those that turn the reading direction become the replacement character.
    pub fn push(&mut self, style: Style, text: impl AsRef<str>) -> &mut Self {
        let text: String = text.as_ref().chars().map(tame).collect();
        if text.is_empty() {
            return self;
        }
        match self.0.last_mut() {
            Some((last, known)) if *last == style => known.push_str(&text),
            _ => self.0.push((style, text)),
        }
        self
    }

    /// Adds all spans of another line.
    pub fn append(&mut self, other: &Line) -> &mut Self {
        for (style, text) in &other.0 {
            self.push(*style, text);
        }
        self
    }

    /// Adds spaces up to a column, counted from 0; one space at least where the
    /// line is longer already, so that words never touch.
    pub fn to_column(&mut self, column: usize) -> &mut Self {
        let width = self.width();
        let gap = column.saturating_sub(width);
        let gap = if width == 0 { gap } else { gap.max(1) };
        self.push(Style::Plain, " ".repeat(gap))
    }

    /// How many columns it takes.
    pub fn width(&self) -> usize {
        self.0.iter().map(|(_, text)| display_width(text)).sum()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words, each with its style, and whether it follows a space.
    fn words(&self) -> Vec<Line> {
        let mut words: Vec<Line> = Vec::new();
        let mut open = false;
        for (style, text) in &self.0 {
            for (n, part) in text.split(' ').enumerate() {
                open &= n == 0;
                if part.is_empty() {
                    continue;
                }
                match words.last_mut() {
                    Some(word) if open => _ = word.push(*style, part),
                    _ => words.push(Line::new(*style, part)),
                }
                open = true;
            }
        }
        words
    }

    fn print(&self, colour: bool, out: &mut String) {
        let last = self.0.len().saturating_sub(1);
        for (n, (style, text)) in self.0.iter().enumerate() {
            // No blanks at the end of a line.
            let text = if n == last { text.trim_end() } else { text };
            let ansi = style.ansi();
            if colour && *style != Style::Plain && !text.is_empty() {
                out.push_str(&format!("{ansi}{text}{ansi:#}"));
            } else {
                out.push_str(text);
            }
        }
    }
}

fn tame(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

/// Lines of styled text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(Vec<Line>);

impl Text {
    /// No lines.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins a new line, to be filled with [`Line::push`].
    pub fn line(&mut self) -> &mut Line {
        self.0.push(Line::default());
        self.current()
    }

    /// Adds an empty line, unless it would be the first or a second one.
    pub fn gap(&mut self) {
        if self.0.last().is_some_and(|line| !line.is_empty()) {
            self.line();
        }
    }

    /// Adds a section's title after an empty line.
    pub fn heading(&mut self, title: &str) {
        self.gap();
        self.line().push(Style::Heading, title);
    }

    /// Adds a span to the last line.
    pub fn push(&mut self, style: Style, text: impl AsRef<str>) -> &mut Self {
        self.current().push(style, text);
        self
    }

    /// Adds a line that is ready.
    pub fn add(&mut self, line: Line) {
        self.0.push(line);
    }

    /// Adds all lines of another text, each further in by some columns.
    pub fn extend(&mut self, indent: usize, other: Text) {
        for line in other.0 {
            if line.is_empty() {
                self.0.push(line);
            } else {
                let mut moved = Line::default();
                moved.to_column(indent).append(&line);
                self.0.push(moved);
            }
        }
    }

    /// Continues the last line with words, breaking at spaces so that no line
    /// is wider than `width`; further lines start at column `indent`.
    pub fn wrap(&mut self, indent: usize, width: usize, words: &Line) {
        self.flow(indent, width, words.words());
    }

    /// Continues the last line with items and commas between them, breaking
    /// between items where they fit and inside them where they do not.
    pub fn list(&mut self, indent: usize, width: usize, items: impl IntoIterator<Item = Line>) {
        let mut items: Vec<Line> = items.into_iter().collect();
        let count = items.len();
        for item in items.iter_mut().take(count.saturating_sub(1)) {
            item.push(Style::Plain, ",");
        }
        self.flow(indent, width, items);
    }

    fn flow(&mut self, indent: usize, width: usize, pieces: Vec<Line>) {
        let room = width.saturating_sub(indent);
        let mut fresh = true;
        for piece in pieces {
            let parts = if piece.width() > room {
                piece.words()
            } else {
                vec![piece]
            };
            for part in parts {
                let line = self.current();
                let gap = usize::from(!fresh);
                // A piece that is wider than a line stands on one of its own.
                if line.width() + gap + part.width() > width && line.width() > indent {
                    self.line().to_column(indent).append(&part);
                } else {
                    line.push(Style::Plain, " ".repeat(gap)).append(&part);
                }
                fresh = false;
            }
        }
    }

    /// The lines.
    pub fn lines(&self) -> &[Line] {
        &self.0
    }

    /// The text, each line with its end, with the codes of colours or without.
    pub fn to_string(&self, colour: bool) -> String {
        let mut out = String::new();
        for line in &self.0 {
            line.print(colour, &mut out);
            out.push('\n');
        }
        out
    }

    /// The last line, to be continued.
    pub fn current(&mut self) -> &mut Line {
        if self.0.is_empty() {
            self.0.push(Line::default());
        }
        let at = self.0.len() - 1;
        &mut self.0[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<Line> {
        let line = |name: &&str| Line::new(Style::Name, name);
        names.iter().map(line).collect()
    }

    #[test]
    fn the_same_text_prints_with_colour_and_without() {
        let mut text = Text::new();
        text.line()
            .push(Style::Gained, "+ Mergers")
            .to_column(12)
            .push(Style::Plain, "role  ");
        assert_eq!(text.to_string(false), "+ Mergers   role\n");
        assert_eq!(
            text.to_string(true),
            "\u{1b}[32m+ Mergers\u{1b}[0m   role\n"
        );
    }

    #[test]
    fn lists_break_between_items_and_hang() {
        let mut text = Text::new();
        text.line().push(Style::Plain, "who: ");
        let all = ["Tim Graham", "James Bennett", "Honza Král"];
        text.list(5, 32, names(&all));
        assert_eq!(
            text.to_string(false),
            "who: Tim Graham, James Bennett,\n     Honza Král\n"
        );
        assert!(text.lines().iter().all(|line| line.width() <= 32));
    }

    #[test]
    fn what_is_too_long_for_a_line_breaks_at_words() {
        let mut text = Text::new();
        text.line();
        text.list(2, 10, names(&["one two three four", "five"]));
        assert_eq!(text.to_string(false), "one two\n  three\n  four,\n  five\n");
        let mut text = Text::new();
        let mut words = Line::new(Style::Plain, "a ");
        words.push(Style::Name, "bold").push(Style::Plain, "ly put");
        text.wrap(0, 8, &words);
        assert_eq!(text.to_string(false), "a boldly\nput\n");
    }

    #[test]
    fn wide_characters_count_twice() {
        let mut line = Line::new(Style::Plain, "日本");
        assert_eq!(line.width(), 4);
        assert_eq!(line.to_column(6).width(), 6);
    }

    #[test]
    fn no_text_commands_the_terminal() {
        let line = Line::new(Style::Plain, "a\u{1b}[31mb\nc\u{202e}d");
        let mut out = String::new();
        line.print(false, &mut out);
        assert_eq!(out, "a\u{fffd}[31mb c\u{fffd}d");
    }
}
