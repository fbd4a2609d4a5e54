//! serde's words turned into those of people who write files.

use serde::de::Unexpected;

use crate::finding::nearest;
use crate::format::node::{Node, NodeKind, Style};
use crate::format::resolve::{Plain, resolve};

/// The most names that a hint lists.
const SHORT: usize = 16;

/// A text short enough for a message.
pub(super) fn cut(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= 40 && line.len() == text.len() {
        return text.to_owned();
    }
    let start: String = line.chars().take(40).collect();
    format!("{start}…")
}

/// What serde's visitors say that they expect, in plain words. A sentence of
/// the field's own stays as it is.
pub(super) fn expected(serde: &str) -> String {
    let first = serde.split(' ').next().unwrap_or_default();
    let plain = match serde {
        "a string" | "string" | "str" | "a borrowed string" => "a text",
        "a character" => "one character",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "unit" => "nothing",
        "option" => "a value or nothing",
        "variant identifier" | "field identifier" => "a name",
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" | "u64" | "u128" | "usize" => "a whole number from 0",
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "any valid JSON value" | "any YAML value" => "a value",
        _ if serde.starts_with("an array of length ") || serde.starts_with("a tuple of size ") => {
            let size = serde.rsplit(' ').next().unwrap_or_default();
            return format!("a list of {size} items");
        }
        _ if first == "struct" || serde.starts_with("internally tagged enum") => "a map",
        _ if serde.starts_with("tuple struct") || serde.starts_with("tuple variant") => "a list",
        _ if first == "enum" => "a word, or a map of one key",
        _ if serde.starts_with("unit variant") || serde.starts_with("unit struct") => "nothing",
        _ => serde,
    };
    plain.to_owned()
}

/// What serde found, in plain words.
pub(super) fn unexpected(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(value) => format!("`{value}`"),
        Unexpected::Unsigned(number) => format!("the number {number}"),
        Unexpected::Signed(number) => format!("the number {number}"),
        Unexpected::Float(number) => format!("the number {number}"),
        Unexpected::Char(c) => format!("the text `{c}`"),
        Unexpected::Str(text) => format!("the text `{}`", cut(text)),
        Unexpected::Unit | Unexpected::Option => "nothing".to_owned(),
        Unexpected::Seq | Unexpected::TupleVariant => "a list".to_owned(),
        Unexpected::Map | Unexpected::StructVariant => "a map".to_owned(),
        Unexpected::UnitVariant => "a single word".to_owned(),
        other => other.to_string(),
    }
}

/// What a scalar is, in plain words.
pub(super) fn found_scalar(text: &str, style: Style) -> String {
    match style {
        Style::Plain => match resolve(text) {
            Plain::Null => "nothing".to_owned(),
            Plain::Bool(_) => format!("`{text}`"),
            Plain::Text(_) => format!("the text `{}`", cut(text)),
            _ => format!("the number {}", cut(text)),
        },
        _ => format!("the text `{}`", cut(text)),
    }
}

/// What a node is, in plain words.
pub(super) fn found(node: &Node) -> String {
    match &node.kind {
        NodeKind::Map { .. } => "a map".to_owned(),
        NodeKind::List { .. } => "a list".to_owned(),
        NodeKind::Scalar { text, style } => found_scalar(text, *style),
    }
}

/// The nearest of the words allowed, and all of them where they are few.
pub(super) fn suggest<'a>(
    typed: &str,
    allowed: impl Iterator<Item = &'a str> + Clone,
    list: &str,
) -> Option<String> {
    let near = nearest(typed, allowed.clone());
    let mut hints: Vec<String> = near
        .map(|word| format!("did you mean `{word}`?"))
        .into_iter()
        .collect();
    let all: Vec<&str> = allowed.collect();
    if !all.is_empty() && all.len() <= SHORT {
        hints.push(format!("{list}: {}", all.join(", ")));
    }
    (!hints.is_empty()).then(|| hints.join(" "))
}
