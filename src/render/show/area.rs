//! An area: what it covers and who may do what with it.

use crate::render::json::AreaJson;
use crate::render::paint::{Line, Style, Text};
use crate::render::who::powers;
use crate::render::words;

/// All that is known of an area.
pub fn area(of: &AreaJson, width: usize) -> Text {
    let mut text = Text::new();
    words::title(
        &mut text,
        width,
        &of.name,
        &format!("{}, on {}", of.id, of.on),
    );
    if let Some(purpose) = &of.purpose {
        words::paragraph(&mut text, width, purpose);
    }
    if !of.alive {
        let line = Line::new(Style::Warn, "does not exist on this day");
        words::field(&mut text, width, "state", &line);
    }
    for (kind, at, note) in &of.assets {
        let mut line = Line::new(Style::Plain, at);
        if let Some(note) = note {
            line.push(Style::Dim, format!(" ({})", note.trim_end_matches('.')));
        }
        words::field(&mut text, width, kind, &line);
    }
    if of.shared {
        words::plain(&mut text, width, "shared", "several bodies may control it");
    }
    if let Some(above) = &of.part_of {
        words::plain(&mut text, width, "part of", &above.name);
    }
    if let Some(opened) = &of.opened {
        words::plain(&mut text, width, "opened", opened);
    }
    if let Some(closed) = &of.closed {
        words::plain(&mut text, width, "closed", closed);
    }
    text.heading("Powers");
    powers(&mut text, &of.powers, width);
    if !of.former.is_empty() {
        text.heading("Before");
        for (team, power, period) in &of.former {
            let mut line = Line::new(Style::Plain, &team.name);
            line.push(Style::Dim, format!(", {}", period.words));
            words::field(&mut text, width, power, &line);
        }
    }
    text
}
