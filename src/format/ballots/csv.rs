//! Ballots as a table: the options' names in the first line, then one ballot a
//! line with a rank in each cell, 1 being the best. A cell that is empty or
//! says `No opinion` is not ranked. Equal ranks, gaps and ranks that begin above
//! 1 are as good as others. Published elections of Kubernetes have this form.

use std::io::BufRead;

use super::{Body, Head, Lines, ReadError, Said, head_line, options_fit};

/// The reader of ballot lines.
pub(super) struct Csv {
    names: Vec<String>,
}

impl Csv {
    /// Reads the first line.
    pub(super) fn head<R: BufRead>(lines: &mut Lines<R>) -> Result<(Self, Head), ReadError> {
        let found = head_line(lines, "it is empty; its first line names the options")?;
        let wrong = |why| ReadError::Head {
            line: lines.number(),
            why,
        };
        let cells = cells(found.as_bytes()).map_err(wrong)?;
        let names: Vec<String> = cells.iter().map(|name| name.trim().to_owned()).collect();
        if let Some(place) = names.iter().position(String::is_empty) {
            let column = place + 1;
            return Err(wrong(format!("column {column} has no name of an option")));
        }
        options_fit(names.len()).map_err(wrong)?;
        let head = Head {
            options: names.len(),
            names: names.clone(),
            ..Head::default()
        };
        Ok((Self { names }, head))
    }

    fn cell(&self, column: usize, text: &str) -> Result<u32, String> {
        rank(text).ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            let name = self.names.get(column).map_or("", String::as_str);
            format!(
                "`{}` under {name} is no rank; write 1, 2, 3 or more, nothing, or No opinion",
                shown.trim()
            )
        })
    }
}

impl Body for Csv {
    fn line(&mut self, line: &[u8], ranks: &mut [u32]) -> Result<Said, String> {
        if line.iter().all(u8::is_ascii_whitespace) {
            // With one option it might be a ballot that does not rank it.
            return match self.names.len() {
                1 => Err("it is empty; write No opinion where the option is not ranked".into()),
                _ => Ok(Said::Nothing),
            };
        }
        if plain(line, ranks).is_some() {
            return Ok(Said::Ballot(1));
        }
        let mut column = 0;
        for cell in cells(line)? {
            if let Some(slot) = ranks.get_mut(column) {
                *slot = self.cell(column, &cell)?;
            }
            column += 1;
        }
        if column != ranks.len() {
            let wanted = ranks.len();
            return Err(format!("it has {column} cells for {wanted} options"));
        }
        Ok(Said::Ballot(1))
    }
}

/// The usual line, in one pass: ranks of one to nine digits or nothing between
/// commas. `None` where it is anything else, whatever that is.
fn plain(line: &[u8], ranks: &mut [u32]) -> Option<()> {
    let mut slots = ranks.iter_mut();
    let mut slot = slots.next()?;
    let mut number: u32 = 0;
    let mut room: u32 = 1_000_000_000;
    for byte in line {
        match byte {
            b'1'..=b'9' if room > 1 => number = number * 10 + u32::from(byte - b'0'),
            b'0' if number > 0 && room > 1 => number *= 10,
            b',' => {
                *slot = number;
                slot = slots.next()?;
                number = 0;
                room = 1_000_000_000;
                continue;
            }
            _ => return None,
        }
        room /= 10;
    }
    *slot = number;
    slots.next().is_none().then_some(())
}

/// The rank that a cell says, 0 being not ranked.
fn rank(text: &str) -> Option<u32> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("no opinion") {
        return Some(0);
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.then(|| text.parse::<u32>().ok()).flatten();
    number.filter(|rank| *rank > 0)
}

/// The cells of a line that may quote some of them (RFC 4180, but without line
/// ends in a cell).
pub(super) fn cells(line: &[u8]) -> Result<Vec<String>, String> {
    let text = std::str::from_utf8(line).map_err(|_| "it is not UTF-8".to_owned())?;
    let mut cells = Vec::new();
    let mut rest = text;
    loop {
        let Some(quoted) = rest.trim_start().strip_prefix('"') else {
            let (cell, after) = match rest.split_once(',') {
                Some((cell, after)) => (cell, Some(after)),
                None => (rest, None),
            };
            if cell.contains('"') {
                return Err("a quotation mark stands inside a cell".into());
            }
            cells.push(cell.to_owned());
            match after {
                Some(after) => rest = after,
                None => return Ok(cells),
            }
            continue;
        };
        let mut cell = String::new();
        let mut inside = quoted;
        let after = loop {
            let Some((part, next)) = inside.split_once('"') else {
                return Err("a quoted cell does not end on its line".into());
            };
            cell.push_str(part);
            match next.strip_prefix('"') {
                Some(next) => {
                    cell.push('"');
                    inside = next;
                }
                None => break next.trim_start(),
            }
        };
        cells.push(cell);
        if after.is_empty() {
            return Ok(cells);
        }
        rest = after
            .strip_prefix(',')
            .ok_or("something follows a quoted cell")?;
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, refused};
    use super::super::{BallotFormat, Reading};

    #[test]
    fn real_ballots_are_accepted() {
        let text =
            "\"Smith, Ann\",Bob,C\r\n3,7,\r\nNo opinion,no opinion,2\n1,1,1\n, ,\n\n\"2\", 1 ,5";
        let (ballots, report) = read(BallotFormat::Csv, text);
        assert_eq!(report.head.names, ["Smith, Ann", "Bob", "C"]);
        let expected = [[3, 7, 0], [0, 0, 2], [1, 1, 1], [0, 0, 0], [2, 1, 5]];
        assert_eq!(ballots, expected.map(|ranks| (ranks.to_vec(), 1)));
    }

    #[test]
    fn malformed_lines_are_named_and_counted_by_nobody() {
        let text = "a,b\n1,2\n1\n1,x\n1,2,3\n0,1\n-1,2\n4294967296,1\n\"1,2\n2,1\n";
        let lines = refused(BallotFormat::Csv, text);
        assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9]);
        let mut ballots = Vec::new();
        let file = Reading::LEAVING_OUT.open(text.as_bytes(), BallotFormat::Csv);
        let report = file.unwrap().each(|ranks, _| {
            ballots.push(ranks.to_vec());
            Ok(())
        });
        let report = report.unwrap();
        assert_eq!(ballots, [[1, 2], [2, 1]]);
        assert_eq!((report.ballots, report.left_out.lines.len()), (2, 7));
    }
}
