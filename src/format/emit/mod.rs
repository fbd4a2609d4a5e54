//! Writing new YAML files: always the same bytes for the same value, and the
//! same meaning to readers of YAML 1.1 and 1.2.

mod scalar;

use serde::Serialize;
use serde_yaml::Value;

use self::scalar::number;
pub(crate) use self::scalar::{block, double, key, single, text};
use super::gate::DEEPEST;

/// How new YAML is written: two spaces a level, lists indented under their
/// key, texts of several lines as `|` blocks, nothing folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Emit {
    /// The longest line, in characters, on which a list or a map is written
    /// in flow style, `[a, b]`: a list of scalars or of lists, a map of
    /// scalars and of lists of scalars. 0 for never.
    pub flow_width: usize,
}

impl Default for Emit {
    /// Flow style where it fits 76 columns.
    fn default() -> Self {
        Self { flow_width: 76 }
    }
}

/// Why a value cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmitError {
    /// A text with a character that the gate refuses.
    #[error("a text cannot be written: {0}")]
    Character(String),
    /// A key that is a list, a map or nothing.
    #[error("a map has a key that is no text")]
    Key,
    /// Nested deeper than the gate reads.
    #[error("lists and maps are nested more than {DEEPEST} deep")]
    TooDeep,
    /// What serde says.
    #[error("{0}")]
    Serde(String),
}

impl Emit {
    /// Writes a value as a whole file.
    ///
    /// # Errors
    /// Where the value holds what no file may hold: see [`EmitError`].
    pub fn file<T: Serialize>(&self, value: &T) -> Result<String, EmitError> {
        let value =
            serde_yaml::to_value(value).map_err(|error| EmitError::Serde(error.to_string()))?;
        let value = plain(value);
        let mut out = String::new();
        let form = Form {
            flow_width: self.flow_width,
            blocks: true,
        };
        match &value {
            Value::Mapping(map) if !map.is_empty() => form.map(map, 0, &mut out)?,
            Value::Sequence(list) if !list.is_empty() => form.list(list, 0, &mut out)?,
            Value::String(text) if text.contains('\n') => {
                // At the root a block would need an indentation of its own.
                out.push_str(&scalar::double(text)?);
                out.push('\n');
            }
            other => {
                out.push_str(&flow(other)?);
                out.push('\n');
            }
        }
        Ok(out)
    }
}

/// How parts of a file are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    /// As in [`Emit`].
    pub(crate) flow_width: usize,
    /// Whether texts of several lines are written as blocks, else in quotes.
    pub(crate) blocks: bool,
}

impl Form {
    /// The entries of a map, one a line.
    fn map(
        &self,
        map: &serde_yaml::Mapping,
        indent: usize,
        out: &mut String,
    ) -> Result<(), EmitError> {
        for (n, (name, value)) in map.iter().enumerate() {
            if n > 0 || out.ends_with('\n') {
                pad(indent, out);
            }
            self.entry(name, value, indent, out)?;
        }
        Ok(())
    }

    /// A key and its value, with the line's end.
    pub(crate) fn entry(
        &self,
        name: &Value,
        value: &Value,
        indent: usize,
        out: &mut String,
    ) -> Result<(), EmitError> {
        let name = key(name, false)?;
        out.push_str(&name);
        out.push(':');
        let used = indent + name.chars().count() + 2;
        match value {
            Value::Mapping(map) if !self.fits(value, used) => {
                out.push('\n');
                self.map(map, deeper(indent)?, out)
            }
            Value::Sequence(list) if !self.fits(value, used) => {
                out.push('\n');
                self.list(list, deeper(indent)?, out)
            }
            other => self.inline(other, indent, out),
        }
    }

    /// The items of a list, one a line.
    fn list(&self, list: &[Value], indent: usize, out: &mut String) -> Result<(), EmitError> {
        for (n, item) in list.iter().enumerate() {
            if n > 0 || out.ends_with('\n') || out.is_empty() {
                pad(indent, out);
            }
            self.item(item, indent, out)?;
        }
        Ok(())
    }

    /// A dash and an item, with the line's end.
    pub(crate) fn item(
        &self,
        item: &Value,
        indent: usize,
        out: &mut String,
    ) -> Result<(), EmitError> {
        out.push('-');
        match item {
            Value::Mapping(map) if !self.fits(item, indent + 2) => {
                out.push(' ');
                self.map(map, deeper(indent)?, out)
            }
            Value::Sequence(list) if !self.fits(item, indent + 2) => {
                out.push(' ');
                self.list(list, deeper(indent)?, out)
            }
            other => self.inline(other, indent, out),
        }
    }

    /// A value on the line of its key or dash, with the line's end.
    fn inline(&self, value: &Value, indent: usize, out: &mut String) -> Result<(), EmitError> {
        out.push(' ');
        match value {
            Value::String(text) if self.blocks && text.contains('\n') => {
                out.push_str(&scalar::block(text, indent + 2)?);
            }
            other => out.push_str(&flow(other)?),
        }
        if !out.ends_with('\n') {
            out.push('\n');
        }
        Ok(())
    }

    /// Whether a list or map is written on one line that has `used` columns
    /// already.
    fn fits(&self, value: &Value, used: usize) -> bool {
        let empty = match value {
            Value::Mapping(map) => map.is_empty(),
            Value::Sequence(list) => list.is_empty(),
            _ => true,
        };
        empty
            || (self.flow_width > 0
                && small(value)
                && flow(value).is_ok_and(|text| used + text.chars().count() <= self.flow_width))
    }
}

/// Whether a value is simple enough to be read on one line.
fn small(value: &Value) -> bool {
    let scalar = |value: &Value| match value {
        Value::String(text) => !text.contains('\n'),
        other => !matches!(other, Value::Mapping(_) | Value::Sequence(_)),
    };
    let scalars = |value: &Value| match value {
        Value::Sequence(list) => list.iter().all(scalar),
        other => scalar(other),
    };
    match value {
        Value::Mapping(map) => map.values().all(scalars),
        Value::Sequence(list) => list.iter().all(scalars),
        other => scalar(other),
    }
}

/// A value in flow style, on one line.
fn flow(value: &Value) -> Result<String, EmitError> {
    nested_flow(value, 0)
}

/// A value in flow style within another.
pub(crate) fn flow_inside(value: &Value) -> Result<String, EmitError> {
    nested_flow(value, 1)
}

fn nested_flow(value: &Value, depth: usize) -> Result<String, EmitError> {
    if depth > DEEPEST {
        return Err(EmitError::TooDeep);
    }
    Ok(match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => number(value),
        Value::String(value) => text(value, depth > 0)?,
        Value::Sequence(list) => {
            let items: Result<Vec<_>, _> = list
                .iter()
                .map(|item| nested_flow(item, depth + 1))
                .collect();
            format!("[{}]", items?.join(", "))
        }
        Value::Mapping(map) => {
            let entries: Result<Vec<_>, EmitError> = map
                .iter()
                .map(|(name, value)| {
                    Ok(format!(
                        "{}: {}",
                        key(name, true)?,
                        nested_flow(value, depth + 1)?
                    ))
                })
                .collect();
            format!("{{{}}}", entries?.join(", "))
        }
        Value::Tagged(_) => nested_flow(&plain(value.clone()), depth)?,
    })
}

/// A text in flow style, as an item or a value of a list or map.
pub(crate) fn scalar_in_flow(value: &str) -> Result<String, EmitError> {
    text(value, true)
}

/// A text on the line of its key.
pub(crate) fn scalar_on_line(value: &str) -> Result<String, EmitError> {
    text(value, false)
}

fn pad(indent: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
}

/// One level deeper.
fn deeper(indent: usize) -> Result<usize, EmitError> {
    if indent >= 2 * DEEPEST {
        return Err(EmitError::TooDeep);
    }
    Ok(indent + 2)
}

/// The value with every tag, by which serde_yaml marks a variant, turned into
/// a map of one key.
pub(crate) fn plain(value: Value) -> Value {
    match value {
        Value::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let name = tag.strip_prefix('!').unwrap_or(&tag).to_owned();
            let mut map = serde_yaml::Mapping::new();
            map.insert(Value::String(name), plain(tagged.value));
            Value::Mapping(map)
        }
        Value::Sequence(list) => Value::Sequence(list.into_iter().map(plain).collect()),
        Value::Mapping(map) => Value::Mapping(
            map.into_iter()
                .map(|(key, value)| (key, plain(value)))
                .collect(),
        ),
        other => other,
    }
}

#[cfg(test)]
mod tests;
