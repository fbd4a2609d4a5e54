//! Ballots that grade options, as a table: the options' names in the first
//! line, then one ballot a line with a whole number in each cell. An empty cell
//! gives no grade.

use std::io::BufRead;

use super::csv::cells;
use super::lines::{LONGEST, Lines, Next};
use super::{BadLines, Head, ReadError, Reading, Report, head_line, options_fit};
use crate::vote::count::VoteError;

/// Reads a table of grades and gives every ballot to `take`: the places of the
/// options graded, from 0, each with its grade. `head` is called first, once
/// the options are known. After an error, what was given before is part of an
/// election only and must not be counted.
///
/// # Errors
///
/// Where the first line names no options, or lines are malformed and not left
/// out, or `take` refuses a ballot.
pub fn each_grades<R: BufRead, S>(
    reading: Reading,
    input: R,
    range: std::ops::RangeInclusive<i64>,
    begin: impl FnOnce(&Head) -> Result<S, String>,
    mut take: impl FnMut(&mut S, &[(u16, i64)]) -> Result<(), VoteError>,
) -> Result<(S, Report), ReadError> {
    let mut lines = Lines::new(input);
    let first = head_line(&mut lines, "it is empty; its first line names the options")?;
    let wrong = |why| ReadError::Head { line: 1, why };
    let names = cells(first.as_bytes()).map_err(wrong)?;
    let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
    if let Some(place) = names.iter().position(String::is_empty) {
        return Err(wrong(format!(
            "column {} has no name of an option",
            place + 1
        )));
    }
    options_fit(names.len()).map_err(wrong)?;
    let head = Head {
        options: names.len(),
        names,
        ..Head::default()
    };
    let mut state = begin(&head).map_err(wrong)?;
    let mut bad = BadLines::default();
    let mut ballots: u64 = 0;
    loop {
        let line = match lines.next()? {
            Next::End => break,
            Next::TooLong => {
                bad.push(lines.number(), format!("it is longer than {LONGEST} bytes"));
                continue;
            }
            Next::Line => lines.line(),
        };
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match grades(line, &head, &range) {
            Err(why) => bad.push(lines.number(), why),
            Ok(given) => {
                take(&mut state, &given).map_err(|why| ReadError::Refused {
                    line: lines.number(),
                    why,
                })?;
                ballots += 1;
            }
        }
    }
    if !bad.is_empty() && !reading.leave_out {
        return Err(ReadError::Malformed(bad));
    }
    let report = Report {
        head,
        ballots,
        left_out: bad,
    };
    Ok((state, report))
}

fn grades(
    line: &[u8],
    head: &Head,
    range: &std::ops::RangeInclusive<i64>,
) -> Result<Vec<(u16, i64)>, String> {
    let cells = cells(line)?;
    if cells.len() != head.options {
        return Err(format!(
            "it has {} cells for {} options",
            cells.len(),
            head.options
        ));
    }
    let mut given = Vec::new();
    for ((place, text), name) in (0_u16..).zip(&cells).zip(&head.names) {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let grade = text
            .parse::<i64>()
            .ok()
            .filter(|grade| range.contains(grade));
        let grade = grade.ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            let (from, to) = (range.start(), range.end());
            format!("`{shown}` under {name} is no whole grade from {from} to {to}")
        })?;
        given.push((place, grade));
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each ballot's grades.
    type Grades = Vec<Vec<(u16, i64)>>;

    fn read(text: &str) -> Result<(Grades, Report), ReadError> {
        let begin = |_: &Head| Ok(Vec::new());
        each_grades(
            Reading::default(),
            text.as_bytes(),
            0..=5,
            begin,
            |all, given| {
                all.push(given.to_vec());
                Ok(())
            },
        )
    }

    #[test]
    fn a_table_of_grades_is_read_with_its_gaps() {
        let (ballots, report) = read("Ann,Bob\n5,0\n,3\n").unwrap();
        assert_eq!(ballots, [vec![(0, 5), (1, 0)], vec![(1, 3)]]);
        assert_eq!((report.ballots, report.head.names.len()), (2, 2));
    }

    #[test]
    fn what_is_no_grade_is_refused_with_its_line() {
        for bad in ["Ann,Bob\n6,0\n", "Ann,Bob\n1\n", "Ann,Bob\nx,1\n", ""] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
        let said = read("Ann,Bob\n5,5\n5,9\n").unwrap_err().to_string();
        assert!(said.starts_with("line 3: `9` under Bob"), "{said}");
    }
}
