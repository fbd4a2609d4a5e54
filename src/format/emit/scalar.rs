//! Scalars as YAML: plain where every reader takes them for the same text,
//! else in quotes.

use serde_yaml::Value;

use super::EmitError;
use crate::format::gate::first_forbidden;
use crate::format::resolve::{Plain, resolve};

/// A key on one line.
pub(crate) fn key(value: &Value, in_flow: bool) -> Result<String, EmitError> {
    match value {
        Value::String(name) => text(name, in_flow),
        Value::Number(value) => Ok(number(value)),
        Value::Bool(value) => Ok(value.to_string()),
        _ => Err(EmitError::Key),
    }
}

/// A number, so that both versions of YAML take it for one.
pub(crate) fn number(value: &serde_yaml::Number) -> String {
    let text = value.to_string();
    match text.split_once('e') {
        // YAML 1.1 wants a point and a sign.
        Some((digits, power)) => {
            let point = if digits.contains('.') { "" } else { ".0" };
            let sign = if power.starts_with('-') { "" } else { "+" };
            format!("{digits}{point}e{sign}{power}")
        }
        None => text,
    }
}

/// A text on one line.
pub(crate) fn text(value: &str, in_flow: bool) -> Result<String, EmitError> {
    if is_plain(value, in_flow) {
        check(value)?;
        return Ok(value.to_owned());
    }
    let marked = value.contains(['"', '\\']);
    if marked && !value.contains(['\n', '\t']) {
        return single(value);
    }
    double(value)
}

/// A text without line breaks in single quotes.
pub(crate) fn single(value: &str) -> Result<String, EmitError> {
    check(value)?;
    Ok(format!("'{}'", value.replace('\'', "''")))
}

/// A text in double quotes.
pub(crate) fn double(value: &str) -> Result<String, EmitError> {
    check(value)?;
    let mut out = String::from("\"");
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('"');
    Ok(out)
}

/// A text of several lines as a `|` block whose content has this indentation;
/// in quotes where a block would need more to say it exactly.
pub(crate) fn block(value: &str, indent: usize) -> Result<String, EmitError> {
    check(value)?;
    let body = value.trim_end_matches('\n');
    // A first line that is blank or indented would set another indentation.
    let first = body.lines().next().unwrap_or_default();
    let odd = first.trim().is_empty() || first.starts_with([' ', '\t']);
    let blank = |line: &str| !line.is_empty() && line.trim().is_empty();
    // Where blank lines count at the end, those that follow would too.
    let ends = value.len() - body.len();
    if odd || ends > 1 || body.lines().any(blank) {
        return double(value);
    }
    let mut out = String::from(if ends == 0 { "|-\n" } else { "|\n" });
    for line in body.split('\n') {
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str(line);
        }
        out.push('\n');
    }
    Ok(out)
}

fn check(value: &str) -> Result<(), EmitError> {
    first_forbidden(value).map_or(Ok(()), |(_, why)| Err(EmitError::Character(why)))
}

/// Whether a text without quotes is the same text to every reader.
pub(crate) fn is_plain(text: &str, in_flow: bool) -> bool {
    let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else {
        return false;
    };
    let starts =
        first.is_alphanumeric() || matches!(first, '/' | '(' | '.' | '+' | '$' | '_' | '^');
    let breaks = text.contains(['\n', '\t', '\u{A0}'])
        || last.is_whitespace()
        || last == ':'
        || text.contains(": ")
        || text.contains(" #")
        || (in_flow
            && (text.contains([',', '[', ']', '{', '}', '?'])
                // Before a bracket or a comma, some readers refuse it.
                || text.ends_with(" -")
                || text.contains(":\"")
                || text.contains(":'")));
    starts && !breaks && resolve(text) == Plain::Text(text) && !means_more(text)
}

/// Whether a YAML 1.1 reader takes a plain text for something else: a truth
/// value, nothing, or a number of one of the forms of yaml.org/type. Dates
/// and instants are left plain, as people write them.
fn means_more(text: &str) -> bool {
    const WORDS: [&str; 11] = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "...",
    ];
    if WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return true;
    }
    if matches!(text, "=" | "<<" | "---") || is_date(text) {
        return text.len() < 4;
    }
    let bare: String = text.chars().filter(|c| *c != '_').collect();
    let unsigned = bare.strip_prefix(['+', '-']).unwrap_or(&bare);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return false;
    }
    // Digits, points and colons: numbers, octal numbers, times of day in base 60.
    let digits = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || b".:+-".contains(&b))
    };
    let with_power = unsigned
        .split_once(['e', 'E'])
        .is_some_and(|(mantissa, power)| digits(mantissa) && digits(power));
    let based = unsigned.get(..2).is_some_and(|base| {
        let rest = unsigned.get(2..).unwrap_or_default();
        matches!(base, "0x" | "0X" | "0o" | "0O" | "0b" | "0B")
            && !rest.is_empty()
            && rest.bytes().all(|b| b.is_ascii_hexdigit())
    });
    let word = matches!(unsigned.to_ascii_lowercase().as_str(), ".inf" | ".nan");
    digits(unsigned) || with_power || based || word
}

/// Whether a text has the form of a month or a day: `2014-10`, `2014-10-03`.
fn is_date(text: &str) -> bool {
    text.parse::<crate::base::PartialDate>().is_ok()
}
