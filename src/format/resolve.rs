//! What a plain scalar means: nothing, a truth value, a number or a text, by
//! the core schema of YAML 1.2 (section 10.3.2) as the serde_yaml crate reads
//! it: `0b` numbers are read too, and digits after a leading zero are a text.

/// The meaning of a plain scalar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Plain<'a> {
    /// `null`, `~` or no text at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number from 0.
    Unsigned(u64),
    /// A whole number below 0.
    Signed(i64),
    /// A whole number too large for 64 bits.
    Large(i128),
    /// A whole number from 0 too large for 127 bits.
    Huge(u128),
    /// A number with a fraction or an exponent.
    Float(f64),
    /// Anything else.
    Text(&'a str),
}

/// What a plain scalar of this text means.
pub(crate) fn resolve(text: &str) -> Plain<'_> {
    // Most texts begin with a letter and mean neither.
    let first = text.bytes().next().unwrap_or_default();
    if first.is_ascii_alphabetic() && !b"nNtTfF".contains(&first) {
        return Plain::Text(text);
    }
    match text {
        "" | "null" | "Null" | "NULL" | "~" => return Plain::Null,
        "true" | "True" | "TRUE" => return Plain::Bool(true),
        "false" | "False" | "FALSE" => return Plain::Bool(false),
        _ => {}
    }
    // Most texts begin with a letter and mean no number.
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return Plain::Text(text);
    }
    if is_date(text) {
        return Plain::Text(text);
    }
    whole(text)
        .or_else(|| float(text))
        .unwrap_or(Plain::Text(text))
}

/// A month or a day, `2014-10` or `2014-10-03`: no number has a hyphen behind
/// a digit.
fn is_date(text: &str) -> bool {
    let digits = |part: &[u8], count| part.len() == count && part.iter().all(u8::is_ascii_digit);
    let mut parts = text.as_bytes().split(|byte| *byte == b'-');
    parts.next().is_some_and(|year| digits(year, 4))
        && parts.next().is_some_and(|month| digits(month, 2))
        && parts.next().is_none_or(|day| digits(day, 2))
        && parts.next().is_none()
}

/// A whole number.
fn whole(text: &str) -> Option<Plain<'static>> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (radix, digits) = [("0x", 16), ("0o", 8), ("0b", 2)]
        .into_iter()
        .find_map(|(prefix, radix)| Some((radix, digits.strip_prefix(prefix)?)))
        .unwrap_or((10, digits));
    let unsigned = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_alphanumeric());
    if !unsigned || (radix == 10 && digits.len() > 1 && digits.starts_with('0')) {
        return None;
    }
    if negative {
        let number = i128::from_str_radix(&format!("-{digits}"), radix).ok()?;
        // `-0` is a whole number below none: it is read as 0.
        return Some(i64::try_from(number).map_or(Plain::Large(number), Plain::Signed));
    }
    let number = u128::from_str_radix(digits, radix).ok()?;
    Some(u64::try_from(number).map_or(Plain::Huge(number), Plain::Unsigned))
}

/// A number with a fraction or an exponent.
fn float(text: &str) -> Option<Plain<'static>> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
        return Some(Plain::Float(f64::INFINITY * sign));
    }
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(Plain::Float(f64::NAN));
    }
    let zeros = unsigned.len() > 1
        && unsigned.starts_with('0')
        && unsigned.bytes().all(|b| b.is_ascii_digit());
    if zeros || unsigned.starts_with(['+', '-']) {
        return None;
    }
    let number: f64 = text.parse().ok()?;
    number.is_finite().then_some(Plain::Float(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the serde_yaml crate makes of the same text.
    fn theirs(text: &str) -> Option<serde_yaml::Value> {
        serde_yaml::from_str(text).ok()
    }

    fn ours(text: &str) -> serde_yaml::Value {
        match resolve(text) {
            Plain::Null => serde_yaml::Value::Null,
            Plain::Bool(value) => value.into(),
            Plain::Unsigned(value) => value.into(),
            Plain::Signed(value) => value.into(),
            Plain::Float(value) => value.into(),
            Plain::Text(value) => value.into(),
            Plain::Large(_) | Plain::Huge(_) => unreachable!("not made here"),
        }
    }

    proptest! {
        #[test]
        fn agrees_with_serde_yaml(text in "[-+]?[0-9.]{0,4}(0x|0o|0b|e|E|_|:|inf|nan|\\.inf)?[-+]?[0-9a-fA-F.]{0,4}") {
            if let Some(theirs) = theirs(&text) {
                // A dash or a colon at the end makes a list or a map.
                if !matches!(theirs, serde_yaml::Value::Sequence(_) | serde_yaml::Value::Mapping(_)) {
                    prop_assert_eq!(ours(&text), theirs);
                }
            }
        }
    }

    #[test]
    fn dates_and_times_are_texts_and_years_are_numbers() {
        assert_eq!(resolve("2014-10-03"), Plain::Text("2014-10-03"));
        assert_eq!(resolve("12:30:45"), Plain::Text("12:30:45"));
        assert_eq!(resolve("2014"), Plain::Unsigned(2014));
        assert_eq!(resolve("007"), Plain::Text("007"));
        assert_eq!(resolve("no"), Plain::Text("no"));
    }
}
