//! From text to an electorate, by descent.

use std::ops::Range;

use super::{ElectorateError, ElectorateExpr};

/// The longest text, in bytes.
const LONGEST: usize = 1_000;
/// The deepest nesting.
const DEEPEST: usize = 16;

/// Reads the whole of a text.
pub(super) fn read(text: &str) -> Result<ElectorateExpr, ElectorateError> {
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
        None => Ok(expr),
        Some((word, range)) => fail(
            range,
            format!("`{word}` cannot stand here"),
            Some("join teams with `or`, `and` or `and not`".to_owned()),
        ),
    }
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
            "attested" if self.take("(") => {
                let Some((kind, at)) = self.peek() else {
                    return fail(range, "this has no `)` to end it", None);
                };
                self.at += 1;
                let kind = match kind.parse() {
                    Ok(kind) => kind,
                    Err(error) => {
                        let help = "name a kind of event, as in `attested(meeting)`".to_owned();
                        return fail(at, format!("{error}"), Some(help));
                    }
                };
                if !self.take(")") {
                    return fail(range, "this has no `)` to end it", None);
                }
                Ok(ElectorateExpr::Attested(kind))
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
