//! Who fills a vacancy.

use crate::render::json::{CountbackJson, MovesUpJson};
use crate::render::paint::{Line, Style, Text};

/// Who fills a vacancy, with the count that it rests on.
pub fn countback(of: &CountbackJson, width: usize) -> Text {
    let mut text = Text::new();
    let line = text.line();
    line.push(Style::Name, &of.team);
    let said = format!(
        ": the seat of {}, by the ballots of {}, stage {}, counted by {}",
        of.vacancy, of.name, of.stage, of.method
    );
    text.wrap(2, width, &Line::new(Style::Plain, said));
    for line in &of.lines {
        text.line().push(Style::Dim, "  ");
        text.wrap(4, width, &Line::new(Style::Dim, line));
    }
    moves_up(&mut text, &of.moves_up, &of.vacancy, width);
    text
}

/// Who moves up in the place of somebody.
pub(crate) fn moves_up(text: &mut Text, of: &MovesUpJson, left: &str, width: usize) {
    let mut say = |style: Style, words: String| {
        text.line().push(Style::Plain, "  ");
        text.wrap(4, width, &Line::new(style, words));
    };
    let how = match of.recounted {
        true => format!("counted again as had {left} never stood"),
        false => "by the finished order of the election".to_owned(),
    };
    say(Style::Plain, how);
    let next: Vec<String> = of.next.iter().map(|group| group.join(" = ")).collect();
    if !next.is_empty() {
        say(Style::Plain, format!("next: {}", next.join(", ")));
    }
    for over in &of.over_cap {
        say(Style::Plain, format!("{over} gives way under the cap"));
    }
    for broken in &of.broken {
        say(Style::Plain, broken.clone());
    }
    match &of.fills {
        Some(next) => say(Style::Gained, format!("{next} fills the seat of {left}")),
        None if !of.tie.is_empty() => {
            let names = of.tie.join(", ");
            say(Style::Warn, format!("tie for the seat: {names}"));
        }
        None => say(Style::Warn, format!("nobody is left to follow {left}")),
    }
}
