//! What reading a file of ballots comes to, or why it fails.

use std::fmt;
use std::io;

use crate::vote::count::VoteError;

/// What a file says of its election.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// How many options.
    pub options: usize,
    /// Their names in order. Empty where the file has none; a BLT file has
    /// them at its end, so they are known only after reading.
    pub names: Vec<String>,
    /// The election's title.
    pub title: Option<String>,
    /// How many seats.
    pub seats: Option<usize>,
    /// The places of withdrawn options, from 0. Ballots may still rank them.
    pub withdrawn: Vec<usize>,
}

/// One malformed line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: String,
}

/// Malformed lines; the first hundred are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BadLines {
    /// The first of them.
    pub lines: Vec<BadLine>,
    /// How many more there are.
    pub more: u64,
}

/// The most malformed lines that are kept.
const MOST_BAD: usize = 100;

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What the file says of its election.
    pub head: Head,
    /// The sum of the weights of the ballots given to the caller.
    pub ballots: u64,
    /// The lines left out, where that was asked for.
    pub left_out: BadLines,
}

/// A file that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The bytes could not be had.
    #[error("the ballots could not be read: {0}")]
    Io(#[from] io::Error),
    /// Its beginning is not that of its format.
    #[error("line {line}: {why}")]
    Head {
        /// The line, from 1; 0 for an empty file.
        line: u64,
        /// What is wrong.
        why: String,
    },
    /// Some lines are no ballots, so nothing may be counted.
    #[error("{0}")]
    Malformed(BadLines),
    /// The file as a whole is not what it says it is.
    #[error("{0}")]
    Incomplete(String),
    /// The caller does not take a ballot.
    #[error("line {line}: {why}")]
    Refused {
        /// The line, from 1.
        line: u64,
        /// Why.
        why: VoteError,
    },
}

impl BadLines {
    pub(super) fn push(&mut self, line: u64, why: String) {
        if self.lines.len() < MOST_BAD {
            self.lines.push(BadLine { line, why });
        } else {
            self.more += 1;
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl fmt::Display for BadLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, bad) in self.lines.iter().enumerate() {
            let gap = if n == 0 { "" } else { "\n" };
            write!(f, "{gap}line {}: {}", bad.line, bad.why)?;
        }
        match self.more {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}
