//! How long somebody waits: `6 months`, `next feature-release`,
//! `later of (6 months, next feature-release)`.

use std::fmt;
use std::str::FromStr;

use crate::base::{EventKind, Instant, Span};

/// How deep `later of` and `earlier of` may nest: more is no rule that a
/// person can follow.
const DEEPEST: usize = 8;
/// The longest text, in bytes.
const LONGEST: usize = 500;

/// The end of a waiting period, counted from a decision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum WaitExpr {
    /// So long.
    Span(Span),
    /// Until the next event of a kind.
    Next(EventKind),
    /// Until all of these have passed.
    LaterOf(Vec<WaitExpr>),
    /// Until one of these has passed.
    EarlierOf(Vec<WaitExpr>),
}

/// A text that says no waiting period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no waiting period; write `6 months`, `next EVENT-KIND`, `later of (A, B)` or `earlier of (A, B)`"
)]
pub struct WaitError(pub String);

impl WaitExpr {
    /// When the wait that begins at `from` ends. `next` gives the first event
    /// of a kind after `from`, where there has been one. `None` while that is
    /// not known.
    pub fn ends(
        &self,
        from: Instant,
        next: &dyn Fn(&EventKind) -> Option<Instant>,
    ) -> Option<Instant> {
        match self {
            Self::Span(span) => from.plus(*span),
            Self::Next(kind) => next(kind),
            // One that is not known yet may always be the later one.
            Self::LaterOf(parts) => {
                let ends: Option<Vec<_>> = parts.iter().map(|part| part.ends(from, next)).collect();
                ends?.into_iter().max()
            }
            Self::EarlierOf(parts) => parts.iter().filter_map(|part| part.ends(from, next)).min(),
        }
    }

    /// Every kind of event that it waits for, in the order of the text.
    pub fn events(&self) -> Vec<&EventKind> {
        match self {
            Self::Span(_) => Vec::new(),
            Self::Next(kind) => vec![kind],
            Self::LaterOf(parts) | Self::EarlierOf(parts) => {
                parts.iter().flat_map(Self::events).collect()
            }
        }
    }

    fn read(text: &str, depth: usize) -> Option<Self> {
        let text = text.trim();
        if depth > DEEPEST {
            return None;
        }
        if let Some(kind) = text.strip_prefix("next ") {
            return kind.trim().parse().ok().map(Self::Next);
        }
        for (word, make) in [
            ("later of", Self::LaterOf as fn(Vec<Self>) -> Self),
            ("earlier of", Self::EarlierOf as fn(Vec<Self>) -> Self),
        ] {
            if let Some(rest) = text.strip_prefix(word) {
                let inside = rest.trim().strip_prefix('(')?.strip_suffix(')')?;
                let parts: Option<Vec<_>> = split(inside)?
                    .into_iter()
                    .map(|part| Self::read(part, depth + 1))
                    .collect();
                return parts.filter(|parts| parts.len() > 1).map(make);
            }
        }
        text.parse().ok().map(Self::Span)
    }
}

/// The parts between commas that lie in no inner brackets.
fn split(text: &str) -> Option<Vec<&str>> {
    let (mut depth, mut start, mut parts) = (0_usize, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                parts.push(text.get(start..at)?);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(start..)?);
    (depth == 0).then_some(parts)
}

impl FromStr for WaitExpr {
    type Err = WaitError;

    fn from_str(text: &str) -> Result<Self, WaitError> {
        let refuse = || WaitError(text.chars().take(80).collect());
        if text.len() > LONGEST {
            return Err(refuse());
        }
        Self::read(text, 0).ok_or_else(refuse)
    }
}

impl fmt::Display for WaitExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |parts: &[Self]| {
            let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
            parts.join(", ")
        };
        match self {
            Self::Span(span) => f.pad(&span.to_string()),
            Self::Next(kind) => f.pad(&format!("next {kind}")),
            Self::LaterOf(parts) => f.pad(&format!("later of ({})", list(parts))),
            Self::EarlierOf(parts) => f.pad(&format!("earlier of ({})", list(parts))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for text in [
            "6 months",
            "next feature-release",
            "later of (6 months, next feature-release)",
            "earlier of (2 weeks, later of (1 day, next board-election))",
        ] {
            assert_eq!(text.parse::<WaitExpr>().unwrap().to_string(), text);
        }
        let deep = "later of (1 day, ".repeat(40) + "1 day" + &")".repeat(40);
        for bad in [
            "",
            "soon",
            "next",
            "later of 6 months",
            "later of (6 months)",
            &deep,
        ] {
            assert!(bad.parse::<WaitExpr>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_later_of_two_waits_for_what_is_not_known() {
        let from: Instant = "2020-01-01T00:00:00Z".parse().unwrap();
        let release: Instant = "2020-03-01T00:00:00Z".parse().unwrap();
        let later: WaitExpr = "later of (6 months, next feature-release)".parse().unwrap();
        let earlier: WaitExpr = "earlier of (6 months, next feature-release)"
            .parse()
            .unwrap();
        assert_eq!(later.ends(from, &|_| None), None);
        assert_eq!(
            later.ends(from, &|_| Some(release)),
            from.plus("6 months".parse().unwrap())
        );
        assert_eq!(earlier.ends(from, &|_| Some(release)), Some(release));
    }
}
