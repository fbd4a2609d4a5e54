//! ABIF, the aggregated ballot information format of electorama: `27: A>B=C`
//! with a weight, or scores as `27: A/5, B/3`; `=A:[Full name]` declares an
//! option, `{…}` lines carry metadata, `#` begins a comment.
//!
//! Where options are declared before the first ballot, files of any size are
//! read, and an option that is not declared is a malformed ballot. Otherwise
//! the options are those that the ballots name, in the order of their first
//! appearance, which needs a file of at most 64 MiB.

use std::collections::BTreeMap;
use std::io::BufRead;

use super::{Body, Head, Lines, Next, ReadError, Said, options_fit, place_ranks};

/// How much of a file is looked at to find options that are not declared.
const MOST_UNDECLARED: u64 = 64 << 20;

/// The reader of ballot lines.
pub(super) struct Abif {
    places: BTreeMap<String, usize>,
}

impl Abif {
    /// Reads what comes before the first ballot, and further where no option
    /// is declared there.
    pub(super) fn head<R: BufRead>(
        mut lines: Lines<R>,
    ) -> Result<(Lines<R>, Self, Head), ReadError> {
        let mut places = BTreeMap::new();
        let mut names = Vec::new();
        while lines.next()? == Next::Line {
            let number = lines.number();
            let wrong = |why: String| ReadError::Head { line: number, why };
            let text = text_of(lines.line()).map_err(wrong)?;
            if text.is_empty() {
                continue;
            }
            let Some((token, name)) = declared(text).map_err(wrong)? else {
                lines.again();
                break;
            };
            if places.insert(token.clone(), names.len()).is_some() {
                return Err(wrong(format!("`{token}` is declared twice")));
            }
            names.push(name);
        }
        if names.is_empty() {
            let first = lines.line().to_vec();
            let number = lines.number();
            let (back, rest) = lines.peek_rest(MOST_UNDECLARED)?;
            lines = back;
            let Some(rest) = rest else {
                let why = "a file above 64 MiB declares its options before the first ballot, with lines such as `=A:[Ann]`";
                return Err(ReadError::Head {
                    line: number,
                    why: why.into(),
                });
            };
            for line in std::iter::once(first.as_slice()).chain(rest.split(|b| *b == b'\n')) {
                // What is malformed is reported when it is read as a ballot.
                let text = text_of(line).unwrap_or_default();
                let marks = ballot(text).map(|(_, marks)| marks).unwrap_or_default();
                for mark in marks {
                    if !places.contains_key(mark.token) {
                        places.insert(mark.token.to_owned(), names.len());
                        names.push(mark.token.to_owned());
                    }
                }
            }
        }
        options_fit(names.len()).map_err(|why| ReadError::Head {
            line: lines.number(),
            why,
        })?;
        let head = Head {
            options: names.len(),
            names,
            ..Head::default()
        };
        Ok((lines, Self { places }, head))
    }
}

impl Body for Abif {
    fn line(&mut self, line: &[u8], ranks: &mut [u32]) -> Result<Said, String> {
        let text = text_of(line)?;
        if text.is_empty() {
            return Ok(Said::Nothing);
        }
        if let Some((token, _)) = declared(text)? {
            return match self.places.contains_key(&token) {
                true => Ok(Said::Nothing),
                false => Err("options are declared before the first ballot, or not at all".into()),
            };
        }
        let (weight, marks) = ballot(text)?;
        let by_score = marks.iter().any(|mark| mark.join == Join::Comma);
        let mut rank = 0;
        let mut last = None;
        for mark in &marks {
            let place = self.places.get(mark.token).ok_or_else(|| {
                let token: String = mark.token.chars().take(40).collect();
                format!("`{token}` is not declared as an option")
            })?;
            if by_score {
                let score = mark.score.ok_or("options joined by commas need scores")?;
                let higher = |other: &&Mark<'_>| other.score > Some(score);
                // Equal scores share a rank: one more than those above.
                let above = marks.iter().filter(higher).count();
                place_ranks(ranks, *place, u32::try_from(above + 1).unwrap_or(u32::MAX))?;
                continue;
            }
            let agrees = match (mark.join, last, mark.score) {
                (Join::Above, Some(before), Some(score)) => before > score,
                (Join::Equal, Some(before), Some(score)) => before == score,
                _ => true,
            };
            if !agrees {
                return Err("its scores contradict its order".into());
            }
            last = mark.score;
            if mark.join != Join::Equal {
                rank += 1;
            }
            place_ranks(ranks, *place, rank)?;
        }
        Ok(Said::Ballot(weight))
    }
}

/// How an option is joined to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    First,
    Above,
    Equal,
    Comma,
}

/// One option on a ballot.
struct Mark<'a> {
    token: &'a str,
    score: Option<i64>,
    join: Join,
}

/// A line without comment and surrounding space; empty for metadata.
fn text_of(line: &[u8]) -> Result<&str, String> {
    let text = std::str::from_utf8(line).map_err(|_| "it is not UTF-8".to_owned())?;
    let mut inside = false;
    let comment = text.char_indices().find(|(_, c)| {
        inside = (inside || *c == '[') && *c != ']';
        *c == '#' && !inside
    });
    let text = comment.map_or(text, |(at, _)| &text[..at]).trim();
    Ok(if text.starts_with('{') { "" } else { text })
}

/// The token and the name that a line declares, if it declares one.
fn declared(text: &str) -> Result<Option<(String, String)>, String> {
    let Some(rest) = text.strip_prefix('=') else {
        return Ok(None);
    };
    let wrong = || "an option is declared as `=A:[Full name]`".to_owned();
    let (token, rest) = token(rest.trim_start()).ok_or_else(wrong)?;
    let rest = rest.trim_start();
    if rest.is_empty() {
        return Ok(Some((token.to_owned(), token.to_owned())));
    }
    let name = rest.strip_prefix(':').ok_or_else(wrong)?.trim();
    let name = name.strip_prefix('[').and_then(|n| n.strip_suffix(']'));
    let name = name.filter(|name| !name.is_empty()).ok_or_else(wrong)?;
    Ok(Some((token.to_owned(), name.to_owned())))
}

/// The weight and the marks of a ballot line.
fn ballot(text: &str) -> Result<(u64, Vec<Mark<'_>>), String> {
    let form = || "a ballot is written as `27: A>B=C`".to_owned();
    let (weight, mut rest) = text.split_once(':').ok_or_else(form)?;
    let weight = weight.trim().parse::<u64>().map_err(|_| form())?;
    let mut marks = Vec::new();
    let mut join = Join::First;
    rest = rest.trim();
    while !rest.is_empty() {
        let (token, after) = token(rest).ok_or_else(form)?;
        rest = after.trim_start();
        let mut score = None;
        if let Some(after) = rest.strip_prefix('/') {
            let after = after.trim_start();
            let digit = |c: char| !(c.is_ascii_digit() || c == '-');
            let (number, after) = after.split_at(after.find(digit).unwrap_or(after.len()));
            let found = number.parse::<i64>();
            score = Some(found.map_err(|_| "a score is a whole number".to_owned())?);
            rest = after.trim_start();
        }
        marks.push(Mark { token, score, join });
        let mut letters = rest.chars();
        join = match letters.next() {
            None => return Ok((weight, marks)),
            Some('>') => Join::Above,
            Some('=') => Join::Equal,
            Some(',') => Join::Comma,
            Some(_) => return Err(form()),
        };
        rest = letters.as_str().trim_start();
        if rest.is_empty() {
            return Err("it ends with a sign that joins options".into());
        }
    }
    Ok((weight, marks))
}

/// A bare word, or anything in square brackets, and what follows.
fn token(text: &str) -> Option<(&str, &str)> {
    let (token, rest) = match text.strip_prefix('[') {
        Some(inside) => inside.split_once(']')?,
        None => {
            let bare = |c: char| !(c.is_alphanumeric() || c == '_' || c == '-' || c == '.');
            text.split_at(text.find(bare).unwrap_or(text.len()))
        }
    };
    (!token.is_empty()).then_some((token, rest))
}

#[cfg(test)]
mod tests {
    use super::super::BallotFormat;
    use super::super::tests::{failed, read, refused};

    #[test]
    fn declared_options_ranks_and_scores_are_read() {
        let text = "{version: 0.1}\n# a comment\n=A:[Ann #1]\n=B:[Bob]\n=[C D]:[Cee]\n\
                    27: A>B=[C D]  # most\n3: A/1, B/5, [C D]/1\n2: [C D]/4>A/2\n1:\n";
        let (ballots, report) = read(BallotFormat::Abif, text);
        let expected = [
            (vec![1, 2, 2], 27),
            (vec![2, 1, 2], 3),
            (vec![2, 0, 1], 2),
            (vec![0, 0, 0], 1),
        ];
        assert_eq!(ballots, expected);
        assert_eq!(report.head.names, ["Ann #1", "Bob", "Cee"]);
    }

    #[test]
    fn options_that_nobody_declared_are_those_on_the_ballots() {
        let (ballots, report) = read(BallotFormat::Abif, "# x\n5: B>A\n4: C=A\n");
        assert_eq!(report.head.names, ["B", "A", "C"]);
        assert_eq!(ballots, [(vec![1, 2, 0], 5), (vec![0, 1, 1], 4)]);
        assert!(failed(BallotFormat::Abif, "# nothing\n").contains("option"));
    }

    #[test]
    fn what_is_no_ballot_is_named() {
        let text =
            "=A:[Ann]\n=B:[Bob]\n1: C\nA>B\n1: A>A\n1: A>\n1: A,B\n1: A/1>B/2\n=D:[D]\n1: A B\n";
        assert_eq!(refused(BallotFormat::Abif, text), [3, 4, 5, 6, 7, 8, 9, 10]);
    }
}
