//! PrefLib's ordinal data: `.soc`, `.soi`, `.toc` and `.toi` files, in the form
//! used since 2022: `# KEY: value` lines, then `weight: 1,2,{3,4}`.
//!
//! The kind is checked: `so*` has no equal ranks, `*oc` ranks every option. So
//! is the number of voters, where the file says it.

use std::io::BufRead;

use super::{Body, Head, Lines, Next, ReadError, Said, Summary, options_fit, place_ranks};

/// The reader of ballot lines.
pub(super) struct PrefLib {
    options: usize,
    strict: bool,
    complete: bool,
    voters: Option<u64>,
}

impl PrefLib {
    /// Reads the lines that begin with `#`.
    pub(super) fn head<R: BufRead>(lines: &mut Lines<R>) -> Result<(Self, Head), ReadError> {
        let mut options = None;
        let mut names: Vec<(usize, String)> = Vec::new();
        let mut title = None;
        let mut kind = String::new();
        let mut voters = None;
        while lines.next()? == Next::Line {
            let number = lines.number();
            let wrong = |why: &str| ReadError::Head {
                line: number,
                why: why.into(),
            };
            let text = std::str::from_utf8(lines.line()).map_err(|_| wrong("it is not UTF-8"))?;
            let Some(text) = text.strip_prefix('#') else {
                lines.again();
                break;
            };
            let Some((key, value)) = text.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match key.trim() {
                "NUMBER ALTERNATIVES" => {
                    let found = value.parse::<usize>();
                    options = Some(found.map_err(|_| wrong("it is no number of options"))?);
                }
                "NUMBER VOTERS" => {
                    let found = value.parse::<u64>();
                    voters = Some(found.map_err(|_| wrong("it is no number of voters"))?);
                }
                "TITLE" => title = Some(value.to_owned()),
                "DATA TYPE" => kind = value.to_owned(),
                key => {
                    if let Some(place) = key.strip_prefix("ALTERNATIVE NAME ") {
                        let place = place.trim().parse::<usize>();
                        let place = place.map_err(|_| wrong("it names no option's number"))?;
                        names.push((place, value.to_owned()));
                    }
                }
            }
        }
        let wrong = |why: String| ReadError::Head {
            line: lines.number(),
            why,
        };
        let options = options.ok_or_else(|| {
            wrong("a PrefLib file begins with `#` lines that say `NUMBER ALTERNATIVES`; files from before 2022 have another form".into())
        })?;
        options_fit(options).map_err(wrong)?;
        let (strict, complete) = match kind.as_str() {
            "soc" => (true, true),
            "soi" => (true, false),
            "toc" => (false, true),
            "toi" | "" => (false, false),
            other => {
                let other: String = other.chars().take(40).collect();
                return Err(wrong(format!(
                    "`{other}` is none of the kinds soc, soi, toc and toi"
                )));
            }
        };
        names.sort();
        let numbered = names.iter().map(|(place, _)| *place).eq(1..=options);
        if !names.is_empty() && !numbered {
            return Err(wrong(format!(
                "it does not name {options} options 1 to {options}"
            )));
        }
        let head = Head {
            options,
            names: names.into_iter().map(|(_, name)| name).collect(),
            title,
            ..Head::default()
        };
        let body = Self {
            options,
            strict,
            complete,
            voters,
        };
        Ok((body, head))
    }
}

impl Body for PrefLib {
    fn line(&mut self, line: &[u8], ranks: &mut [u32]) -> Result<Said, String> {
        let text = std::str::from_utf8(line).map_err(|_| "it is not UTF-8".to_owned())?;
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            return Ok(Said::Nothing);
        }
        let form = || "a ballot is written as a weight, a colon and the options".to_owned();
        let (weight, order) = text.split_once(':').ok_or_else(form)?;
        let weight = weight.trim().parse::<u64>().map_err(|_| form())?;
        let mut rank = 0;
        let mut inside = false;
        for word in order.split(',').filter(|_| !order.trim().is_empty()) {
            let mut word = word.trim();
            let opens = word.starts_with('{');
            if opens && inside {
                return Err("a brace opens inside braces".into());
            }
            if !inside {
                rank += 1;
            }
            inside = inside || opens;
            word = word.strip_prefix('{').unwrap_or(word);
            let closes = word.ends_with('}');
            if closes && !inside {
                return Err("a brace closes that did not open".into());
            }
            word = word.strip_suffix('}').unwrap_or(word).trim();
            if !(word.is_empty() && opens && closes) {
                let place = word.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
                let place = place.filter(|place| *place < self.options).ok_or_else(|| {
                    let word: String = word.chars().take(40).collect();
                    format!(
                        "`{word}` is no option; they are numbered 1 to {}",
                        self.options
                    )
                })?;
                if self.strict && inside && !(opens && closes) {
                    return Err("it ranks options equally, against the file's kind".into());
                }
                place_ranks(ranks, place, rank)?;
            }
            inside = inside && !closes;
        }
        if inside {
            return Err("a brace does not close".into());
        }
        if self.complete && ranks.contains(&0) {
            return Err("it does not rank every option, against the file's kind".into());
        }
        Ok(Said::Ballot(weight))
    }

    fn finish(&mut self, _: &mut Head, summary: &Summary) -> Result<(), String> {
        match self.voters {
            Some(voters) if summary.whole && voters != summary.ballots => Err(format!(
                "it says that {voters} voted, but it has the ballots of {}",
                summary.ballots
            )),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::BallotFormat;
    use super::super::tests::{failed, read, refused};

    const HEAD: &str = "# FILE NAME: 1.toi\n# TITLE: Board\n# DATA TYPE: toi\n\
                        # NUMBER ALTERNATIVES: 4\n# NUMBER VOTERS: 6\n# ALTERNATIVE NAME 1: Ann\n\
                        # ALTERNATIVE NAME 2: Bob: the elder\n# ALTERNATIVE NAME 3: C\n\
                        # ALTERNATIVE NAME 4: D\n";

    #[test]
    fn equal_and_missing_ranks_are_read() {
        let text = format!("{HEAD}3: 1,{{2,4}},3\n2: {{3}}\n1: 2, {{1, 3, 4}}\n");
        let (ballots, report) = read(BallotFormat::PrefLib, &text);
        let expected = [
            (vec![1, 2, 3, 2], 3),
            (vec![0, 0, 1, 0], 2),
            (vec![2, 1, 2, 2], 1),
        ];
        assert_eq!(ballots, expected);
        assert_eq!(report.head.names[1], "Bob: the elder");
        assert_eq!(report.head.title.as_deref(), Some("Board"));
    }

    #[test]
    fn what_is_no_ballot_is_named() {
        let text = format!("{HEAD}x: 1\n1 1,2\n1: 5\n1: 1,1\n1: {{1,2\n1: 1}},2\n1: {{1,{{2}}}}\n");
        assert_eq!(
            refused(BallotFormat::PrefLib, &text),
            [10, 11, 12, 13, 14, 15, 16]
        );
    }

    #[test]
    fn the_kind_and_the_number_of_voters_are_checked() {
        let strict = HEAD.replace("toi", "soc") + "3: 1,{2,4},3\n3: 1,2\n";
        assert_eq!(refused(BallotFormat::PrefLib, &strict), [10, 11]);
        let fewer = format!("{HEAD}5: 1,2\n");
        assert!(failed(BallotFormat::PrefLib, &fewer).contains("6 voted"));
        assert!(failed(BallotFormat::PrefLib, "3\n1,Ann\n").contains("before 2022"));
    }
}
