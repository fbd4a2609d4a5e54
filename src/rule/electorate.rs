//! Who votes: an expression over teams.
//!
//! ```text
//! electorate  = conjunction { "or" conjunction } ;
//! conjunction = body { "and" [ "not" ] body } ;
//! body        = [ "a" ( "member" | "members" ) "of" | "member" "of" | "members" "of" ] NAME
//!             | "(" electorate ")" ;
//! NAME        = TEAM | "subject" | "authors" ;
//! ```
//!
//! `and` binds tighter than `or`. There is no plain `not`: nobody can say who
//! is in no team.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::base::{PersonId, TeamId};

/// The longest text, in bytes.
const LONGEST: usize = 1_000;
/// The deepest nesting.
const DEEPEST: usize = 16;

/// Why a text names no electorate, and which part of it is to blame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ElectorateError {
    /// The bytes of the text that are wrong.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write in its place.
    pub help: Option<String>,
}

/// A team whose members are not known, so that nobody can say who votes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the roll of `{0}` is not known")]
pub struct UnknownRoll(pub TeamId);

/// Who is in what, on the day that matters.
pub trait Rolls {
    /// The members of a team; `None` where they are not known or there is no
    /// such team.
    fn roll(&self, team: &TeamId) -> Option<BTreeSet<PersonId>>;
    /// The people whom the proposal concerns.
    fn subject(&self) -> BTreeSet<PersonId>;
    /// The proposal's authors.
    fn authors(&self) -> BTreeSet<PersonId>;
}

/// What an electorate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ElectorateExpr {
    /// A team's members, and where the text names it.
    Team(TeamId, Range<usize>),
    /// The people whom the proposal concerns.
    Subject,
    /// The proposal's authors.
    Authors,
    /// Those in any of these.
    Or(Vec<ElectorateExpr>),
    /// Those in the first and, for each that follows, in it (`true`) or not in
    /// it (`false`).
    And(Box<ElectorateExpr>, Vec<(bool, ElectorateExpr)>),
}

/// Who votes.
#[derive(Clone, PartialEq, Eq)]
pub struct Electorate {
    source: String,
    expr: ElectorateExpr,
}

impl Electorate {
    /// Reads an electorate.
    pub fn parse(text: &str) -> Result<Self, ElectorateError> {
        if text.len() > LONGEST {
            return fail(
                0..text.len(),
                format!("an electorate of {} bytes is too long", text.len()),
                Some(format!("it has at most {LONGEST} bytes")),
            );
        }
        let mut reader = Reader {
            words: words(text),
            at: 0,
            end: text.trim_end().len(),
        };
        let expr = reader.or(0)?;
        match reader.peek() {
            None => Ok(Self {
                source: text.to_owned(),
                expr,
            }),
            Some((word, range)) => fail(
                range,
                format!("`{word}` cannot stand here"),
                Some("join teams with `or`, `and` or `and not`".to_owned()),
            ),
        }
    }

    /// The members of one team.
    pub fn team(team: TeamId) -> Self {
        let source = team.to_string();
        let range = 0..source.len();
        Self {
            source,
            expr: ElectorateExpr::Team(team, range),
        }
    }

    /// The text that it was read from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What it says; the ranges are in [`Electorate::source`].
    pub fn expr(&self) -> &ElectorateExpr {
        &self.expr
    }

    /// Every team that it names, with where.
    pub fn mentions(&self) -> Vec<(&TeamId, Range<usize>)> {
        let mut found = Vec::new();
        collect(&self.expr, &mut found);
        found
    }

    /// Every team that it names.
    pub fn teams(&self) -> BTreeSet<TeamId> {
        let named = self.mentions();
        named.into_iter().map(|(team, _)| team.clone()).collect()
    }

    /// The one team whose seats the bare word `seats` means: where it is one
    /// team, or one team less the `subject` or the `authors`.
    pub fn single_team(&self) -> Option<&TeamId> {
        match &self.expr {
            ElectorateExpr::Team(team, _) => Some(team),
            ElectorateExpr::And(first, rest) => {
                let ElectorateExpr::Team(team, _) = first.as_ref() else {
                    return None;
                };
                let people = |expr: &ElectorateExpr| {
                    matches!(expr, ElectorateExpr::Subject | ElectorateExpr::Authors)
                };
                let only_people = rest.iter().all(|(within, expr)| !within && people(expr));
                only_people.then_some(team)
            }
            _ => None,
        }
    }

    /// Everybody who votes; an error names the first team whose roll is not
    /// known.
    pub fn members(&self, rolls: &dyn Rolls) -> Result<BTreeSet<PersonId>, UnknownRoll> {
        members(&self.expr, rolls)
    }
}

impl FromStr for Electorate {
    type Err = ElectorateError;

    fn from_str(text: &str) -> Result<Self, ElectorateError> {
        Self::parse(text)
    }
}

impl fmt::Display for Electorate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.source)
    }
}

impl fmt::Debug for Electorate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Electorate({:?})", self.source)
    }
}

fn collect<'a>(expr: &'a ElectorateExpr, found: &mut Vec<(&'a TeamId, Range<usize>)>) {
    match expr {
        ElectorateExpr::Team(team, range) => found.push((team, range.clone())),
        ElectorateExpr::Subject | ElectorateExpr::Authors => {}
        ElectorateExpr::Or(parts) => parts.iter().for_each(|part| collect(part, found)),
        ElectorateExpr::And(first, rest) => {
            collect(first, found);
            rest.iter().for_each(|(_, part)| collect(part, found));
        }
    }
}

fn members(expr: &ElectorateExpr, rolls: &dyn Rolls) -> Result<BTreeSet<PersonId>, UnknownRoll> {
    Ok(match expr {
        ElectorateExpr::Team(team, _) => {
            rolls.roll(team).ok_or_else(|| UnknownRoll(team.clone()))?
        }
        ElectorateExpr::Subject => rolls.subject(),
        ElectorateExpr::Authors => rolls.authors(),
        ElectorateExpr::Or(parts) => {
            let mut all = BTreeSet::new();
            for part in parts {
                all.extend(members(part, rolls)?);
            }
            all
        }
        ElectorateExpr::And(first, rest) => {
            let mut all = members(first, rolls)?;
            for (within, part) in rest {
                let part = members(part, rolls)?;
                all.retain(|person| part.contains(person) == *within);
            }
            all
        }
    })
}

fn fail<T>(
    range: Range<usize>,
    message: impl Into<String>,
    help: Option<String>,
) -> Result<T, ElectorateError> {
    Err(ElectorateError {
        range,
        message: message.into(),
        help,
    })
}

/// Words and brackets, with where they stand.
fn words(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut found = Vec::new();
    let mut start = None;
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    for (at, c) in ends {
        let bracket = c == '(' || c == ')';
        if c.is_whitespace() || bracket {
            if let Some(start) = start.take() {
                found.push(start..at);
            }
            if bracket {
                found.push(at..at + 1);
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    let word = |range: Range<usize>| text.get(range.clone()).map(|word| (word, range));
    found.into_iter().filter_map(word).collect()
}

struct Reader<'a> {
    words: Vec<(&'a str, Range<usize>)>,
    at: usize,
    end: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<(&'a str, Range<usize>)> {
        self.words.get(self.at).cloned()
    }

    fn word_at(&self, ahead: usize) -> &'a str {
        self.words.get(self.at + ahead).map_or("", |(word, _)| word)
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.word_at(0) == word;
        self.at += usize::from(found);
        found
    }

    fn or(&mut self, depth: usize) -> Result<ElectorateExpr, ElectorateError> {
        let mut parts = vec![self.and(depth)?];
        while self.take("or") {
            parts.push(self.and(depth)?);
        }
        match parts.len() {
            1 => parts.pop().map_or_else(|| self.missing(), Ok),
            _ => Ok(ElectorateExpr::Or(parts)),
        }
    }

    fn and(&mut self, depth: usize) -> Result<ElectorateExpr, ElectorateError> {
        let first = self.body(depth)?;
        let mut rest = Vec::new();
        while self.take("and") {
            let within = !self.take("not");
            rest.push((within, self.body(depth)?));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        Ok(ElectorateExpr::And(Box::new(first), rest))
    }

    fn missing<T>(&self) -> Result<T, ElectorateError> {
        let message = if self.words.is_empty() {
            "an electorate cannot be empty"
        } else {
            "a team is missing here"
        };
        fail(self.end..self.end, message, None)
    }

    fn body(&mut self, depth: usize) -> Result<ElectorateExpr, ElectorateError> {
        // `a member of TEAM`, which reads better in a sentence.
        let lead = usize::from(self.word_at(0) == "a");
        let member = matches!(self.word_at(lead), "member" | "members");
        if member && self.word_at(lead + 1) == "of" {
            self.at += lead + 2;
        }
        let Some((word, range)) = self.peek() else {
            return self.missing();
        };
        self.at += 1;
        match word {
            "(" => {
                if depth >= DEEPEST {
                    let message = format!("this nests more than {DEEPEST} levels deep");
                    return fail(range, message, None);
                }
                let inner = self.or(depth + 1)?;
                if !self.take(")") {
                    return fail(range, "this has no `)` to end it", None);
                }
                Ok(inner)
            }
            "subject" => Ok(ElectorateExpr::Subject),
            "authors" => Ok(ElectorateExpr::Authors),
            "not" => fail(
                range,
                "`not` needs something to take away from",
                Some("write `TEAM and not TEAM`".to_owned()),
            ),
            "anyone" | "everyone" | "all" => fail(
                range,
                format!("`{word}` has no roll, so it cannot vote"),
                Some("name a team; `anyone` may stand only in `may_propose`, `may_open` and `may_cancel`, alone".to_owned()),
            ),
            "and" | "or" | ")" => fail(range, format!("a team is needed before `{word}`"), None),
            team => match team.parse() {
                Ok(id) => Ok(ElectorateExpr::Team(id, range)),
                Err(error) => fail(range, error.to_string(), Some("name teams by their ids".to_owned())),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Some3;

    fn people(names: &[&str]) -> BTreeSet<PersonId> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    impl Rolls for Some3 {
        fn roll(&self, team: &TeamId) -> Option<BTreeSet<PersonId>> {
            match team.as_str() {
                "core" => Some(people(&["ann", "ben", "cat"])),
                "board" => Some(people(&["cat", "dan"])),
                "empty" => Some(BTreeSet::new()),
                _ => None,
            }
        }
        fn subject(&self) -> BTreeSet<PersonId> {
            people(&["dan"])
        }
        fn authors(&self) -> BTreeSet<PersonId> {
            people(&["ann"])
        }
    }

    #[test]
    fn members_are_those_of_the_expression() {
        for (text, expected) in [
            ("core", &["ann", "ben", "cat"][..]),
            ("core or board", &["ann", "ben", "cat", "dan"]),
            ("core and board", &["cat"]),
            ("board and not subject", &["cat"]),
            ("core and not authors or subject", &["ben", "cat", "dan"]),
            ("core and not (authors or board)", &["ben"]),
            ("a member of core", &["ann", "ben", "cat"]),
            ("members of core and not a member of board", &["ann", "ben"]),
            ("empty", &[]),
        ] {
            let electorate = Electorate::parse(text).unwrap();
            assert_eq!(
                electorate.members(&Some3).unwrap(),
                people(expected),
                "{text}"
            );
        }
        let gone = Electorate::parse("core or gone").unwrap();
        assert_eq!(
            gone.members(&Some3),
            Err(UnknownRoll("gone".parse().unwrap()))
        );
    }

    #[test]
    fn one_team_less_people_is_still_that_team() {
        let single = |text: &str| {
            let electorate = Electorate::parse(text).unwrap();
            electorate.single_team().map(ToString::to_string)
        };
        assert_eq!(single("core").as_deref(), Some("core"));
        assert_eq!(single("core and not subject").as_deref(), Some("core"));
        assert_eq!(single("core or board"), None);
        assert_eq!(single("core and not board"), None);
        assert_eq!(single("subject"), None);
    }

    #[test]
    fn errors_point_at_the_word() {
        for (text, word) in [
            ("", ""),
            ("core or", ""),
            ("core board", "board"),
            ("not core", "not"),
            ("anyone", "anyone"),
            ("Core", "Core"),
            ("core and (board", "("),
            ("core)", ")"),
            ("or core", "or"),
        ] {
            let error = Electorate::parse(text).unwrap_err();
            assert_eq!(&text[error.range], word, "{text}");
        }
        assert!(Electorate::parse(&"(".repeat(900)).is_err());
        let team = Electorate::parse("core and not subject").unwrap();
        assert_eq!(team.mentions()[0].1, 0..4);
    }

    proptest! {
        #[test]
        fn random_text_never_panics(text in "[a-z() ]{0,40}|\\PC{0,30}") {
            match Electorate::parse(&text) {
                Ok(it) => prop_assert_eq!(Electorate::parse(&it.to_string()).unwrap(), it),
                Err(error) => prop_assert!(text.get(error.range).is_some()),
            }
        }
    }
}
