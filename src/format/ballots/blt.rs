//! BLT, the form of the Electoral Reform Society's, OpenSTV's and OpaVote's
//! files: a line with the number of options and of seats; withdrawn options as
//! negative numbers; ballots as a weight, the options by number, best first,
//! and 0; a line with 0; then the names and the title, each in quotation marks.
//! `=` joins equal options, `-` is a skipped preference, `(id)` may begin a
//! ballot, `#` begins a comment.

use std::collections::BTreeSet;
use std::io::BufRead;

use super::{Body, Head, Lines, ReadError, Said, Summary, head_line, options_fit, place_ranks};

/// The reader of what follows the first line.
pub(super) struct Blt {
    options: usize,
    seats: usize,
    withdrawn: BTreeSet<usize>,
    begun: bool,
    ended: bool,
    texts: Vec<String>,
}

impl Blt {
    /// Reads the first line.
    pub(super) fn head<R: BufRead>(lines: &mut Lines<R>) -> Result<(Self, Head), ReadError> {
        let what = "a BLT file begins with the number of options and of seats";
        let line = loop {
            let line = head_line(lines, what)?;
            let bare = without_comment(&line).trim();
            if !bare.is_empty() {
                break bare.to_owned();
            }
        };
        let wrong = |why| ReadError::Head {
            line: lines.number(),
            why,
        };
        let numbers: Option<Vec<usize>> = line.split_whitespace().map(|w| w.parse().ok()).collect();
        let Some([options, seats]) = numbers.as_deref() else {
            return Err(wrong(what.into()));
        };
        options_fit(*options).map_err(wrong)?;
        let body = Self {
            options: *options,
            seats: *seats,
            withdrawn: BTreeSet::new(),
            begun: false,
            ended: false,
            texts: Vec::new(),
        };
        let head = Head {
            options: *options,
            seats: Some(*seats),
            ..Head::default()
        };
        Ok((body, head))
    }

    /// The place of an option by its number from 1.
    fn place(&self, word: &str) -> Result<usize, String> {
        let number = word.parse::<usize>().ok();
        let place = number.and_then(|number| number.checked_sub(1));
        place.filter(|place| *place < self.options).ok_or_else(|| {
            let word: String = word.chars().take(40).collect();
            format!(
                "`{word}` is no option; they are numbered 1 to {}",
                self.options
            )
        })
    }

    fn ballot(&self, line: &str, ranks: &mut [u32]) -> Result<Said, String> {
        // An id may hold anything but its closing bracket.
        let line = match line.strip_prefix('(') {
            Some(rest) => {
                rest.split_once(')')
                    .ok_or("its id has no closing bracket")?
                    .1
            }
            None => line,
        };
        let mut words = line.split_whitespace();
        let weight = words.next().and_then(|word| word.parse::<u64>().ok());
        let weight = weight.ok_or("a ballot begins with its weight, a whole number")?;
        let mut rank = 0;
        let mut ended = false;
        for word in words {
            if ended {
                return Err("something follows the 0 that ends a ballot".into());
            }
            match word {
                "0" => ended = true,
                "-" => {}
                level => {
                    rank += 1;
                    for option in level.split('=') {
                        place_ranks(ranks, self.place(option)?, rank)?;
                    }
                }
            }
        }
        if !ended {
            return Err("a ballot ends with 0".into());
        }
        Ok(Said::Ballot(weight))
    }
}

impl Body for Blt {
    fn line(&mut self, line: &[u8], ranks: &mut [u32]) -> Result<Said, String> {
        let text = std::str::from_utf8(line).map_err(|_| "it is not UTF-8".to_owned())?;
        let text = without_comment(text).trim();
        if text.is_empty() {
            return Ok(Said::Nothing);
        }
        if self.ended {
            self.texts.extend(quoted(text)?);
            return Ok(Said::Nothing);
        }
        if text == "0" {
            self.ended = true;
            return Ok(Said::Nothing);
        }
        if text.starts_with('-') && !self.begun {
            for word in text.split_whitespace() {
                let number = word.strip_prefix('-').unwrap_or(word);
                let place = self.place(number)?;
                self.withdrawn.insert(place);
            }
            return Ok(Said::Nothing);
        }
        self.begun = true;
        self.ballot(text, ranks)
    }

    fn finish(&mut self, head: &mut Head, _: &Summary) -> Result<(), String> {
        if !self.ended {
            return Err("it ends before its ballots do: the line with 0 is missing".into());
        }
        let (named, options) = (self.texts.len(), self.options);
        if named != 0 && named != options && named != options + 1 {
            return Err(format!("it has {named} names for {options} options"));
        }
        let mut texts = std::mem::take(&mut self.texts);
        head.title = (named > options).then(|| texts.pop()).flatten();
        head.names = texts;
        head.seats = Some(self.seats);
        head.withdrawn = self.withdrawn.iter().copied().collect();
        Ok(())
    }
}

/// The line up to a `#` that stands outside quotation marks.
fn without_comment(line: &str) -> &str {
    let mut inside = false;
    for (at, c) in line.char_indices() {
        match c {
            '"' => inside = !inside,
            '#' if !inside => return &line[..at],
            _ => {}
        }
    }
    line
}

/// The texts in quotation marks of a line.
fn quoted(line: &str) -> Result<Vec<String>, String> {
    let wrong = || "after the ballots come the names, each in quotation marks".to_owned();
    let mut texts = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let inside = rest.strip_prefix('"').ok_or_else(wrong)?;
        let (text, after) = inside.split_once('"').ok_or_else(wrong)?;
        texts.push(text.to_owned());
        rest = after.trim_start();
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::super::BallotFormat;
    use super::super::tests::{failed, read, refused};

    #[test]
    fn weights_equal_ranks_withdrawals_and_comments_are_read() {
        let text = "# an election\n4 2 # four options, two seats\n-2\n3 1 3=4 0\n\
                    (b7) 2 4 - 1 0\n1 0\n0\n\"Adam #1\"\n\"Basil\" # second\n\"Charlotte\"\n\
                    \"Donald\"\n\"A title\"\n";
        let (ballots, report) = read(BallotFormat::Blt, text);
        let expected = [
            (vec![1, 0, 2, 2], 3),
            (vec![2, 0, 0, 1], 2),
            (vec![0, 0, 0, 0], 1),
        ];
        assert_eq!(ballots, expected);
        let head = report.head;
        assert_eq!(head.names, ["Adam #1", "Basil", "Charlotte", "Donald"]);
        assert_eq!(head.title.as_deref(), Some("A title"));
        assert_eq!((head.seats, head.withdrawn), (Some(2), vec![1]));
    }

    #[test]
    fn what_is_no_ballot_is_named() {
        let text = "2 1\n1 1 2\n1 1 1 0\n1 3 0\nx 1 0\n1.5 1 0\n1 1 0 2\n-1 2 0\n(a 1 0\n0\n";
        assert_eq!(refused(BallotFormat::Blt, text), [2, 3, 4, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn a_file_that_is_cut_off_is_no_smaller_election() {
        assert!(failed(BallotFormat::Blt, "2 1\n1 1 0\n").contains("missing"));
        let one_name = "2 1\n1 1 0\n0\n\"a\"\n";
        assert!(failed(BallotFormat::Blt, one_name).contains("1 names"));
        assert!(failed(BallotFormat::Blt, "2\n").contains("begins with"));
        assert!(failed(BallotFormat::Blt, "").contains("begins with"));
    }
}
