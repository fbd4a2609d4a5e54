//! Values with their comments in the style of new files.

use super::{Body, Lead, Note, Part};
use crate::format::emit::{Emit, EmitError, block, double, text};

/// The longest line of prose.
const PROSE: usize = 80;

/// The whole file.
pub(super) fn print(part: &Part) -> Result<String, EmitError> {
    let mut out = Printer {
        out: String::new(),
        width: Emit::default().flow_width,
        fresh: true,
    };
    let mut part = part.clone();
    let mut lead = Lead::default();
    out.hoist(&mut lead, &mut part, 0);
    out.lead(&lead, 0);
    match &part.body {
        Body::Map(entries) if !entries.is_empty() => out.map(entries, &part.tail, 0)?,
        Body::List(items) if !items.is_empty() => out.list(items, &part.tail, 0)?,
        _ => {
            out.value(&part, 0, 0)?;
            out.notes(&part.tail, 0);
        }
    }
    Ok(out.out)
}

struct Printer {
    out: String,
    width: usize,
    /// Whether nothing stands in this list or map yet: no blank line begins
    /// one.
    fresh: bool,
}

/// The comments in an empty list or map have no item to stand at.
fn empty_tail(lead: &mut Lead, part: &mut Part) {
    let empty = match &part.body {
        Body::Map(entries) => entries.is_empty(),
        Body::List(items) => items.is_empty(),
        _ => false,
    };
    if empty {
        lead.notes.append(&mut part.tail);
    }
}

impl Printer {
    fn pad(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    fn gap(&mut self, gap: bool) {
        if gap && !self.fresh {
            self.out.push('\n');
        }
        self.fresh = false;
    }

    fn notes(&mut self, notes: &[Note], indent: usize) {
        for note in notes {
            self.gap(note.gap);
            self.pad(indent);
            self.out.push_str(&note.text);
            self.out.push('\n');
        }
    }

    fn lead(&mut self, lead: &Lead, indent: usize) {
        self.notes(&lead.notes, indent);
        self.gap(lead.gap);
        if lead.notes.is_empty() && self.out.is_empty() {
            self.fresh = true;
        }
    }

    fn map(
        &mut self,
        entries: &[(Lead, String, Part)],
        tail: &[Note],
        indent: usize,
    ) -> Result<(), EmitError> {
        for (at, (lead, name, part)) in entries.iter().enumerate() {
            let (mut lead, mut part) = (lead.clone(), part.clone());
            self.settle(&mut lead, &mut part, indent + name.chars().count() + 2);
            // The first key behind a dash stands on its line.
            if at > 0 || self.out.is_empty() || self.out.ends_with('\n') {
                self.lead(&lead, indent);
                self.pad(indent);
            } else {
                self.fresh = false;
            }
            self.out.push_str(name);
            self.out.push(':');
            self.value(&part, indent, indent + name.chars().count() + 2)?;
        }
        self.notes(tail, indent);
        Ok(())
    }

    /// Moves every comment that would stand between a dash and the value behind
    /// it above the dash. The value is a list or map at an indentation.
    fn hoist(&self, lead: &mut Lead, part: &mut Part, indent: usize) {
        let note = |text: String| Note { text, gap: false };
        lead.notes.extend(part.head.drain(..).map(note));
        match &mut part.body {
            Body::Map(entries) => {
                if let Some((first, name, part)) = entries.first_mut() {
                    // What has no place behind its key stands above it, too.
                    self.settle(first, part, indent + name.chars().count() + 2);
                    lead.notes.append(&mut first.notes);
                    first.gap = false;
                }
            }
            Body::List(items) => {
                if let Some((first, part)) = items.first_mut() {
                    lead.notes.append(&mut first.notes);
                    first.gap = false;
                    self.hoist(lead, part, indent + 2);
                }
            }
            _ => {}
        }
        empty_tail(lead, part);
    }

    /// Finds a place for the comments between a key and its value.
    fn settle(&self, lead: &mut Lead, part: &mut Part, used: usize) {
        empty_tail(lead, part);
        let note = |text: String| Note { text, gap: false };
        if self.is_block(part, used) {
            // One behind the key; more stand above it.
            let keep = part.head.len().min(1);
            let more = part.head.len() - keep;
            lead.notes.extend(part.head.drain(..more).map(note));
            return;
        }
        if part.after.is_none() && part.head.len() == 1 {
            part.after = part.head.pop();
        }
        lead.notes.extend(part.head.drain(..).map(note));
    }

    fn list(
        &mut self,
        items: &[(Lead, Part)],
        tail: &[Note],
        indent: usize,
    ) -> Result<(), EmitError> {
        for (at, (lead, part)) in items.iter().enumerate() {
            let (mut lead, mut part) = (lead.clone(), part.clone());
            let inline = at == 0 && !self.out.is_empty() && !self.out.ends_with('\n');
            if !inline {
                self.hoist(&mut lead, &mut part, indent + 2);
                self.lead(&lead, indent);
                self.pad(indent);
            }
            self.out.push('-');
            match &part.body {
                Body::Map(entries) if self.is_block(&part, indent + 2) => {
                    self.out.push(' ');
                    self.map(entries, &closing(&part), indent + 2)?;
                }
                Body::List(items) if self.is_block(&part, indent + 2) => {
                    self.out.push(' ');
                    self.list(items, &closing(&part), indent + 2)?;
                }
                _ => self.value(&part, indent, indent + 2)?,
            }
        }
        self.notes(tail, indent);
        Ok(())
    }

    /// A value behind its key or dash, with the line's end.
    fn value(&mut self, part: &Part, indent: usize, used: usize) -> Result<(), EmitError> {
        if self.is_block(part, used) {
            for text in &part.head {
                self.out.push_str(&format!(" {text}"));
            }
            self.out.push('\n');
            self.fresh = true;
            return match &part.body {
                Body::Map(entries) => self.map(entries, &closing(part), indent + 2),
                Body::List(items) => self.list(items, &closing(part), indent + 2),
                _ => Ok(()),
            };
        }
        let after = part.after.as_ref().map(|text| format!(" {text}"));
        let after = after.unwrap_or_default();
        if used > 0 {
            self.out.push(' ');
        }
        match &part.body {
            Body::Block(indicators, lines) => {
                self.out.push_str(&format!("{indicators}{after}\n"));
                self.lines(lines, indent + 2);
                return Ok(());
            }
            Body::Prose(prose) if used + prose.chars().count() > PROSE => {
                match wrapped(prose, PROSE.saturating_sub(indent + 2)) {
                    Some(lines) => {
                        self.out.push_str(&format!(">-{after}\n"));
                        self.lines(&lines, indent + 2);
                        return Ok(());
                    }
                    None => self.out.push_str(&text(prose, false)?),
                }
            }
            Body::Text(value) if value.contains('\n') && after.is_empty() && used > 0 => {
                self.out.push_str(&block(value, indent + 2)?);
            }
            Body::Text(value) if value.contains('\n') => self.out.push_str(&double(value)?),
            body => self.out.push_str(&flow(body, 0)?),
        }
        if !self.out.ends_with('\n') {
            self.out.push_str(&format!("{after}\n"));
        }
        Ok(())
    }

    fn lines(&mut self, lines: &[String], indent: usize) {
        for line in lines {
            if !line.is_empty() {
                self.pad(indent);
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    /// Whether a value is a list or map of several lines.
    fn is_block(&self, part: &Part, used: usize) -> bool {
        let children = match &part.body {
            Body::Map(entries) => entries.len(),
            Body::List(items) => items.len(),
            _ => return false,
        };
        let fits = || {
            let line = flow(&part.body, 0);
            line.is_ok_and(|line| used + line.chars().count() <= self.width)
        };
        children > 0 && (commented(part) || !small(&part.body) || !fits())
    }
}

/// What stands at the end of a list or map of several lines.
fn closing(part: &Part) -> Vec<Note> {
    let note = |text: &String| Note {
        text: text.clone(),
        gap: false,
    };
    let mut tail = part.tail.clone();
    tail.extend(part.after.iter().map(note));
    tail
}

/// Whether comments stand inside a value.
fn commented(part: &Part) -> bool {
    let own = |part: &Part| !part.head.is_empty() || part.after.is_some() || commented(part);
    !part.tail.is_empty()
        || match &part.body {
            Body::Map(entries) => entries
                .iter()
                .any(|(lead, _, part)| !lead.notes.is_empty() || own(part)),
            Body::List(items) => items
                .iter()
                .any(|(lead, part)| !lead.notes.is_empty() || own(part)),
            _ => false,
        }
}

/// Whether a value is simple enough for one line, as in new files.
fn small(body: &Body) -> bool {
    let scalar = |body: &Body| match body {
        Body::Text(text) => !text.contains('\n'),
        Body::Raw(_) | Body::Prose(_) => true,
        Body::Block(..) => false,
        Body::Map(entries) => entries.is_empty(),
        Body::List(items) => items.is_empty(),
    };
    let scalars = |body: &Body| match body {
        Body::List(items) => items.iter().all(|(_, part)| scalar(&part.body)),
        other => scalar(other),
    };
    match body {
        Body::Map(entries) => entries.iter().all(|(_, _, part)| scalars(&part.body)),
        Body::List(items) => items.iter().all(|(_, part)| scalars(&part.body)),
        other => scalar(other),
    }
}

/// A value on one line.
fn flow(body: &Body, depth: usize) -> Result<String, EmitError> {
    Ok(match body {
        Body::Text(value) | Body::Prose(value) => text(value, depth > 0)?,
        Body::Raw(raw) => raw.clone(),
        Body::Block(_, lines) => text(&lines.join("\n"), depth > 0)?,
        Body::Map(entries) => {
            let each = entries
                .iter()
                .map(|(_, name, part)| Ok(format!("{name}: {}", flow(&part.body, depth + 1)?)));
            let all: Result<Vec<_>, EmitError> = each.collect();
            format!("{{{}}}", all?.join(", "))
        }
        Body::List(items) => {
            let each = items.iter().map(|(_, part)| flow(&part.body, depth + 1));
            let all: Result<Vec<_>, EmitError> = each.collect();
            format!("[{}]", all?.join(", "))
        }
    })
}

/// Prose in lines; nothing where lines would not give it back.
fn wrapped(prose: &str, width: usize) -> Option<Vec<String>> {
    let words: Vec<&str> = prose.split(' ').collect();
    if words
        .iter()
        .any(|word| word.is_empty() || word.contains('\t'))
    {
        return None;
    }
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    Some(lines)
}
