//! Files of ballots that others publish: CSV, BLT, PrefLib and ABIF.
//!
//! They are read line by line in constant memory, each ballot given to the
//! caller as one rank for each option. A malformed line is never a wrong count
//! in silence: the reading fails with the list of such lines, or, where the
//! caller asks for it, leaves them out and reports them.
//!
//! ```
//! use polity::format::ballots::{BallotFormat, Reading};
//!
//! let text = "Ann,Bob\n1,2\n2,1\n1,No opinion\n";
//! let file = Reading::default().open(text.as_bytes(), BallotFormat::Csv).unwrap();
//! let mut first = 0;
//! let report = file.each(|ranks, weight| {
//!     first += if ranks[0] == 1 { weight } else { 0 };
//!     Ok(())
//! });
//! assert_eq!((first, report.unwrap().ballots), (2, 3));
//! ```

mod abif;
mod blt;
mod csv;
mod grades;
mod lines;
mod names;
mod preflib;
mod report;

use std::fmt;
use std::io::BufRead;
use std::str::FromStr;

use crate::vote::count::{MOST_OPTIONS, VoteError};
use lines::{LONGEST, Lines, Next};

pub use grades::each_grades;
pub use names::option_ids;
pub use report::{BadLine, BadLines, Head, ReadError, Report};

/// A form of file. Each has its own file here, which describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BallotFormat {
    /// A table of ranks.
    Csv,
    /// The form of OpaVote and others.
    Blt,
    /// PrefLib's `.soc`, `.soi`, `.toc` and `.toi`.
    PrefLib,
    /// The aggregated ballot information format.
    Abif,
}

/// A word that names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no form of ballot file; one of: csv, blt, preflib (soc, soi, toc, toi), abif")]
pub struct FormatError(pub String);

impl BallotFormat {
    /// The format's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Blt => "blt",
            Self::PrefLib => "preflib",
            Self::Abif => "abif",
        }
    }
}

impl fmt::Display for BallotFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for BallotFormat {
    type Err = FormatError;

    /// Reads a name, or a file's extension without the dot.
    fn from_str(text: &str) -> Result<Self, FormatError> {
        match text.to_ascii_lowercase().as_str() {
            "csv" => Ok(Self::Csv),
            "blt" => Ok(Self::Blt),
            "preflib" | "soc" | "soi" | "toc" | "toi" => Ok(Self::PrefLib),
            "abif" => Ok(Self::Abif),
            _ => Err(FormatError(text.chars().take(40).collect())),
        }
    }
}

/// How to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Leave malformed lines out and report them, where otherwise they make
    /// the reading fail.
    pub leave_out: bool,
}

/// What a line was.
enum Said {
    /// A ballot of a weight; its ranks are filled in.
    Ballot(u64),
    /// No ballot, and rightly so.
    Nothing,
}

/// What was read, when a format judges the whole.
struct Summary {
    ballots: u64,
    // Whether nothing was left out.
    whole: bool,
}

/// A format's way to read what follows the head.
trait Body {
    /// Reads a line; `ranks` are all 0 before.
    fn line(&mut self, line: &[u8], ranks: &mut [u32]) -> Result<Said, String>;

    /// Judges the whole, and completes the head.
    fn finish(&mut self, _: &mut Head, _: &Summary) -> Result<(), String> {
        Ok(())
    }
}

/// A file whose head was read.
pub struct BallotFile<R> {
    reading: Reading,
    lines: Lines<R>,
    head: Head,
    body: Box<dyn Body>,
}

impl Reading {
    /// Leaves malformed lines out.
    pub const LEAVING_OUT: Self = Self { leave_out: true };

    /// Reads the head of a file.
    ///
    /// # Errors
    ///
    /// Where the beginning is not that of the format.
    pub fn open<R: BufRead>(
        self,
        input: R,
        format: BallotFormat,
    ) -> Result<BallotFile<R>, ReadError> {
        let mut lines = Lines::new(input);
        let (body, head): (Box<dyn Body>, Head) = match format {
            BallotFormat::Csv => boxed(csv::Csv::head(&mut lines)?),
            BallotFormat::Blt => boxed(blt::Blt::head(&mut lines)?),
            BallotFormat::PrefLib => boxed(preflib::PrefLib::head(&mut lines)?),
            BallotFormat::Abif => {
                let (back, body, head) = abif::Abif::head(lines)?;
                lines = back;
                boxed((body, head))
            }
        };
        Ok(BallotFile {
            reading: self,
            lines,
            head,
            body,
        })
    }
}

fn boxed<B: Body + 'static>((body, head): (B, Head)) -> (Box<dyn Body>, Head) {
    (Box::new(body), head)
}

impl<R: BufRead> BallotFile<R> {
    /// What is known before the ballots are read.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Gives every ballot to `take`: one rank for each option, a lower number
    /// being better and 0 not ranked, and its weight. After an error, what was
    /// given before is part of an election only and must not be counted.
    ///
    /// # Errors
    ///
    /// Malformed lines unless they are left out, and whatever makes the file
    /// as a whole other than it says.
    pub fn each(
        mut self,
        mut take: impl FnMut(&[u32], u64) -> Result<(), VoteError>,
    ) -> Result<Report, ReadError> {
        let mut ranks = vec![0; self.head.options];
        let mut bad = BadLines::default();
        let mut ballots: u64 = 0;
        loop {
            let line = match self.lines.next()? {
                Next::End => break,
                Next::TooLong => {
                    let why = format!("it is longer than {LONGEST} bytes");
                    bad.push(self.lines.number(), why);
                    continue;
                }
                Next::Line => self.lines.line(),
            };
            ranks.fill(0);
            match self.body.line(line, &mut ranks) {
                Ok(Said::Nothing) => {}
                Ok(Said::Ballot(weight)) => {
                    let refused = |why| ReadError::Refused {
                        line: self.lines.number(),
                        why,
                    };
                    ballots = ballots
                        .checked_add(weight)
                        .ok_or_else(|| refused(VoteError::TooMuch))?;
                    take(&ranks, weight).map_err(refused)?;
                }
                Err(why) => bad.push(self.lines.number(), why),
            }
        }
        let whole = bad.is_empty();
        if !whole && !self.reading.leave_out {
            return Err(ReadError::Malformed(bad));
        }
        let summary = Summary { ballots, whole };
        self.body
            .finish(&mut self.head, &summary)
            .map_err(ReadError::Incomplete)?;
        Ok(Report {
            head: self.head,
            ballots,
            left_out: bad,
        })
    }
}

/// The next line of a head as text.
fn head_line<R: BufRead>(lines: &mut Lines<R>, missing: &str) -> Result<String, ReadError> {
    let found = lines.next()?;
    let wrong = |why: &str| ReadError::Head {
        line: lines.number(),
        why: why.into(),
    };
    match found {
        Next::End => Err(wrong(missing)),
        Next::TooLong => Err(wrong("it is too long")),
        Next::Line => match std::str::from_utf8(lines.line()) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err(wrong("it is not UTF-8")),
        },
    }
}

/// Whether there may be so many options.
fn options_fit(options: usize) -> Result<(), String> {
    match options {
        0 => Err("it has no options".into()),
        1..=MOST_OPTIONS => Ok(()),
        more => Err(format!(
            "{more} options are too many; at most {MOST_OPTIONS}"
        )),
    }
}

/// Sets an option's rank, once.
fn place_ranks(ranks: &mut [u32], place: usize, rank: u32) -> Result<(), String> {
    match ranks.get_mut(place) {
        Some(slot) if *slot == 0 => {
            *slot = rank;
            Ok(())
        }
        Some(_) => Err(format!("it names option {} twice", place + 1)),
        None => Err(format!("there is no option {}", place + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Ballots = Vec<(Vec<u32>, u64)>;

    fn all(format: BallotFormat, text: &str) -> Result<(Ballots, Report), ReadError> {
        let mut ballots = Vec::new();
        let file = Reading::default().open(text.as_bytes(), format)?;
        let report = file.each(|ranks, weight| {
            ballots.push((ranks.to_vec(), weight));
            Ok(())
        })?;
        Ok((ballots, report))
    }

    /// The ballots of a file that is right.
    pub(super) fn read(format: BallotFormat, text: &str) -> (Ballots, Report) {
        all(format, text).unwrap()
    }

    /// The malformed lines of a file.
    pub(super) fn refused(format: BallotFormat, text: &str) -> Vec<u64> {
        match all(format, text) {
            Err(ReadError::Malformed(bad)) => bad.lines.iter().map(|bad| bad.line).collect(),
            other => panic!("{other:?}"),
        }
    }

    /// What is wrong with a file.
    pub(super) fn failed(format: BallotFormat, text: &str) -> String {
        all(format, text).unwrap_err().to_string()
    }

    #[test]
    fn the_list_of_malformed_lines_is_bounded() {
        let text = format!("a,b\n{}", "x\n".repeat(1_000));
        let shown = failed(BallotFormat::Csv, &text);
        assert!(shown.ends_with("and 900 more"));
        assert_eq!(shown.lines().count(), 101);
    }

    #[test]
    fn weights_that_do_not_fit_are_refused() {
        let text = format!("2 1\n{} 1 0\n1 1 0\n0\n", u64::MAX);
        assert!(failed(BallotFormat::Blt, &text).starts_with("line 3: "));
    }

    #[test]
    fn nothing_that_comes_in_makes_it_panic() {
        use proptest::prelude::*;
        let words = "[0-9a-c,:{}=>/\"()#\\-\\[\\] \n]{0,60}";
        proptest!(|(text in words, junk in prop::collection::vec(any::<u8>(), 0..40))| {
            for format in ["csv", "blt", "soc", "abif"] {
                let format: BallotFormat = format.parse().unwrap();
                for head in ["", "a,b\n", "3 1\n", "# NUMBER ALTERNATIVES: 3\n", "=a:[A]\n"] {
                    let text = [head.as_bytes(), text.as_bytes(), &junk].concat();
                    if let Ok(file) = Reading::LEAVING_OUT.open(text.as_slice(), format) {
                        let options = file.head().options;
                        let _ = file.each(|ranks, _| {
                            assert_eq!(ranks.len(), options);
                            Ok(())
                        });
                    }
                }
            }
        });
    }
}
