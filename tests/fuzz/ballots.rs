//! Files of ballots: what is read is the same however the bytes come in, is
//! the same once it is written and read again, in its own form and in another,
//! and is counted alike by two ways into the matrix.

use std::io::{BufReader, Read};

use polity::format::ballots::{
    BallotFormat, Head, ReadError, Reading, Report, each_grades, option_ids,
};
use polity::vote::count::{MOST_OPTIONS, Method, Options, Pairwise, Spec, Tally, Unranked, Vote};
use proptest::prelude::*;

use super::harness::{Said, Target};

/// Ranks and a weight.
type Ballots = Vec<(Vec<u32>, u64)>;

fn read(
    reading: Reading,
    format: BallotFormat,
    input: impl Read,
) -> Result<(Ballots, Report), ReadError> {
    // Reading must not depend on how much comes at once.
    let file = reading.open(BufReader::with_capacity(7, input), format)?;
    let options = file.head().options;
    let mut ballots = Vec::new();
    let report = file.each(|ranks, weight| {
        assert_eq!(ranks.len(), options);
        ballots.push((ranks.to_vec(), weight));
        Ok(())
    })?;
    Ok((ballots, report))
}

fn whole(
    reading: Reading,
    format: BallotFormat,
    bytes: &[u8],
) -> Result<(Ballots, Report), ReadError> {
    let mut ballots = Vec::new();
    let report = reading.open(bytes, format)?.each(|ranks, weight| {
        ballots.push((ranks.to_vec(), weight));
        Ok(())
    })?;
    Ok((ballots, report))
}

/// The options by level, best first.
fn levels(ranks: &[u32]) -> Vec<Vec<u16>> {
    let mut sorted: Vec<(u32, u16)> = ranks.iter().copied().zip(0..).collect();
    sorted.retain(|(rank, _)| *rank > 0);
    sorted.sort_unstable();
    let groups = sorted.chunk_by(|a, b| a.0 == b.0);
    groups
        .map(|group| group.iter().map(|it| it.1).collect())
        .collect()
}

/// The same ballots without gaps between ranks.
fn dense(ballots: &Ballots) -> Vec<(Vec<Vec<u16>>, u64)> {
    ballots
        .iter()
        .map(|(ranks, weight)| (levels(ranks), *weight))
        .collect()
}

/// The options of a ballot, levels joined by one sign and equals by another.
fn joined(
    ranks: &[u32],
    above: &str,
    equal: (&str, &str, &str),
    name: impl Fn(u16) -> String,
) -> String {
    let level = |level: &Vec<u16>| {
        let names: Vec<String> = level.iter().map(|place| name(*place)).collect();
        match names.as_slice() {
            [one] => one.clone(),
            many => format!("{}{}{}", equal.0, many.join(equal.1), equal.2),
        }
    };
    levels(ranks)
        .iter()
        .map(level)
        .collect::<Vec<_>>()
        .join(above)
}

/// A file of the same ballots; `None` where the form cannot say them.
fn written(format: BallotFormat, ballots: &Ballots, head: &Head) -> Option<String> {
    let n = head.options;
    let one = |place: u16| (place + 1).to_string();
    let mut text = String::new();
    match format {
        BallotFormat::Csv => {
            let quoted = |name: &String| format!("\"{}\"", name.replace('"', "\"\""));
            let names: Vec<String> = head.names.iter().map(quoted).collect();
            text += &(names.join(",") + "\n");
            for (ranks, weight) in ballots {
                let cell = |rank: &u32| {
                    if *rank == 0 {
                        "No opinion".into()
                    } else {
                        rank.to_string()
                    }
                };
                let cells: Vec<String> = ranks.iter().map(cell).collect();
                (*weight == 1).then(|| text += &(cells.join(",") + "\n"))?;
            }
        }
        BallotFormat::Blt => {
            text += &format!("{n} {}\n", head.seats.unwrap_or(1));
            for place in &head.withdrawn {
                text += &format!("-{}\n", place + 1);
            }
            for (ranks, weight) in ballots {
                text += &format!("{weight} {} 0\n", joined(ranks, " ", ("", "=", ""), one));
            }
            text += "0\n";
            for name in head.names.iter().chain(&head.title) {
                text += &format!("\"{name}\"\n");
            }
        }
        BallotFormat::PrefLib => {
            text += &format!("# NUMBER ALTERNATIVES: {n}\n# DATA TYPE: toi\n");
            if let Some(title) = &head.title {
                text += &format!("# TITLE: {title}\n");
            }
            for (name, number) in head.names.iter().zip(1..) {
                text += &format!("# ALTERNATIVE NAME {number}: {name}\n");
            }
            for (ranks, weight) in ballots {
                text += &format!("{weight}: {}\n", joined(ranks, ",", ("{", ",", "}"), one));
            }
        }
        BallotFormat::Abif => {
            for (name, number) in head.names.iter().zip(1..) {
                text += &format!("=o{number}:[{name}]\n");
            }
            for (ranks, weight) in ballots {
                let order = joined(ranks, ">", ("", "=", ""), |place| format!("o{}", place + 1));
                text += &format!("{weight}: {order}\n");
            }
        }
    }
    Some(text)
}

/// What is left of a failure, to be compared.
fn said<T>(found: &Result<T, ReadError>) -> Option<String> {
    found.as_ref().err().map(ToString::to_string)
}

fn check(format: BallotFormat, bytes: &[u8]) -> Said {
    let strict = whole(Reading::default(), format, bytes);
    let lenient = whole(Reading::LEAVING_OUT, format, bytes);
    for (reading, found) in [
        (Reading::default(), &strict),
        (Reading::LEAVING_OUT, &lenient),
    ] {
        let by_pieces = read(reading, format, bytes);
        prop_assert_eq!(said(&by_pieces), said(found));
        if let (Ok(one), Ok(two)) = (&by_pieces, found) {
            prop_assert_eq!(one, two);
        }
    }
    if let Err(ReadError::Malformed(bad)) = &strict {
        prop_assert!(bad.lines.len() <= 100 && !bad.is_empty());
        let ascending = bad.lines.windows(2).all(|two| two[0].line < two[1].line);
        prop_assert!(ascending, "{bad:?}");
        if let Ok((_, report)) = &lenient {
            prop_assert_eq!(&report.left_out, bad);
        }
    }
    if let Ok(strict) = &strict {
        prop_assert_eq!(Some(strict), lenient.as_ref().ok());
    }
    let Ok((ballots, report)) = lenient else {
        return Ok(());
    };
    let head = &report.head;
    prop_assert!((1..=MOST_OPTIONS).contains(&head.options));
    prop_assert!(head.names.is_empty() || head.names.len() == head.options);
    let sum: u64 = ballots.iter().map(|(_, weight)| weight).sum();
    prop_assert_eq!(sum, report.ballots);
    again(format, &ballots, head)?;
    counted(&ballots, head)
}

/// Written and read again, the ballots are the same: in this form, and where
/// another can say them, in that.
fn again(format: BallotFormat, ballots: &Ballots, head: &Head) -> Said {
    if let Some(text) = written(format, ballots, head) {
        let (same, report) = whole(Reading::default(), format, text.as_bytes())
            .map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        prop_assert_eq!(dense(&same), dense(ballots), "{}", text);
        prop_assert_eq!(&report.head.names, &head.names);
        prop_assert_eq!(&report.head.withdrawn, &head.withdrawn);
        if format == BallotFormat::Csv {
            prop_assert_eq!(&same, ballots);
        }
    }
    let plain = Head {
        options: head.options,
        names: (1..=head.options).map(|n| format!("option {n}")).collect(),
        ..Head::default()
    };
    for other in ["csv", "blt", "toi", "abif"] {
        let other: BallotFormat = other.parse().unwrap();
        if let Some(text) = written(other, ballots, &plain) {
            let (same, _) = whole(Reading::default(), other, text.as_bytes())
                .map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
            prop_assert_eq!(dense(&same), dense(ballots), "{}", text);
        }
    }
    Ok(())
}

/// Two ways into the matrix agree with each other and with a plain loop, and a
/// count ends.
fn counted(ballots: &Ballots, head: &Head) -> Said {
    let n = head.options;
    let ids = option_ids(&(1..=n).map(|n| format!("option {n}")).collect::<Vec<_>>());
    prop_assert_eq!(ids.len(), n);
    if n > 12 || ballots.len() > 2_000 {
        return Ok(());
    }
    for unranked in [Unranked::Last, Unranked::NotCompared, Unranked::Invalid] {
        let mut by_rank = Pairwise::new(n, unranked);
        let mut by_level = Pairwise::new(n, unranked);
        let mut plain = vec![vec![0_u64; n]; n];
        for (ranks, weight) in ballots {
            by_rank.add_ranks(ranks, *weight).unwrap();
            by_level.add(&levels(ranks), *weight).unwrap();
            if unranked == Unranked::Invalid && ranks.contains(&0) {
                continue;
            }
            for (a, above) in ranks.iter().enumerate().filter(|(_, rank)| **rank > 0) {
                for (b, below) in ranks.iter().enumerate() {
                    let unranked = *below == 0 && unranked == Unranked::Last;
                    if unranked || above < below {
                        plain[a][b] += weight;
                    }
                }
            }
        }
        prop_assert_eq!(by_rank.rows(), by_level.rows());
        prop_assert_eq!(by_rank.rows(), plain);
    }
    let options = Options::new(ids).unwrap();
    for method in [Method::Schulze, Method::StvMeek, Method::Irv] {
        let mut tally = Tally::new(options.clone(), method.kind(), Unranked::Last);
        for (ranks, weight) in ballots {
            tally.add(Vote::Ranks(ranks), *weight).unwrap();
        }
        let seats = (n / 2).max(1);
        let seats = if method == Method::Irv { 1 } else { seats };
        let Ok(count) = tally.count(&Spec::new(method, seats), &[]) else {
            continue;
        };
        prop_assert!(count.elected.len() <= seats);
        let in_order: usize = count.order.iter().map(Vec::len).sum();
        prop_assert_eq!(in_order, n, "{}", method);
    }
    Ok(())
}

fn hold(name: &'static str, form: &'static str, dictionary: &'static [&'static str]) {
    let target = Target {
        name,
        beside: &[],
        made: Vec::new(),
        dictionary,
    };
    target.hold(|bytes| check(form.parse().unwrap(), bytes));
}

#[test]
fn ballots_csv() {
    let words = &[
        ",",
        "\"",
        "\"\"",
        "\n",
        "\r\n",
        "0",
        "1",
        "2",
        "10",
        "No opinion",
        " ",
        "-1",
        "4294967295",
        "4294967296",
        "999999999",
        "1000000000",
        "\u{feff}",
        "Ann",
        ",,",
    ];
    hold("ballots_csv", "csv", words);
}

#[test]
fn ballots_blt() {
    let words = &[
        " 0\n",
        "0\n",
        " ",
        "=",
        "-",
        "-2\n",
        "#",
        "\"",
        "(id) ",
        "1 ",
        "2 ",
        "3 ",
        "\n",
        "18446744073709551615 ",
        "\"Ann\"\n",
        "1000 ",
        "1001 1\n",
        "\r\n",
    ];
    hold("ballots_blt", "blt", words);
}

#[test]
fn ballots_preflib() {
    let words = &[
        ": ",
        ",",
        "{",
        "}",
        "{}",
        "#",
        "# DATA TYPE: soc\n",
        "# DATA TYPE: toc\n",
        "# NUMBER VOTERS: 5\n",
        "# NUMBER ALTERNATIVES: 3\n",
        "# ALTERNATIVE NAME 1: Ann\n",
        "1",
        "2",
        "3",
        "0",
        "\n",
        "18446744073709551615: ",
        "\r\n",
        "# TITLE: A # B\n",
    ];
    hold("ballots_preflib", "preflib", words);
}

#[test]
fn ballots_abif() {
    let words = &[
        ":",
        ">",
        "=",
        ",",
        "/",
        "/5",
        "/-1",
        "[",
        "]",
        "#",
        "{",
        "}",
        "=A:[Ann]\n",
        "=B\n",
        "A",
        "B",
        "[C D]",
        "1: ",
        "27:",
        "\n",
        "\r\n",
        "18446744073709551615:",
        " ",
    ];
    hold("ballots_abif", "abif", words);
}

/// Each ballot's grades.
type Grades = Vec<Vec<(u16, i64)>>;

fn grades(reading: Reading, bytes: &[u8]) -> Result<(Grades, Report), ReadError> {
    let input = BufReader::with_capacity(5, bytes);
    each_grades(
        reading,
        input,
        -2..=5,
        |_| Ok(Vec::new()),
        |all, given| {
            all.push(given.to_vec());
            Ok(())
        },
    )
}

fn check_grades(bytes: &[u8]) -> Said {
    let strict = grades(Reading::default(), bytes);
    let lenient = grades(Reading::LEAVING_OUT, bytes);
    if let Ok(strict) = &strict {
        prop_assert_eq!(Some(strict), lenient.as_ref().ok());
    }
    let Ok((ballots, report)) = lenient else {
        return Ok(());
    };
    prop_assert_eq!(ballots.len() as u64, report.ballots);
    let head = &report.head;
    let quoted = |name: &String| format!("\"{}\"", name.replace('"', "\"\""));
    let names: Vec<String> = head.names.iter().map(quoted).collect();
    let mut text = names.join(",") + "\n";
    let mut expected = Vec::new();
    for ballot in &ballots {
        let mut cells = vec![String::new(); head.options];
        for (place, grade) in ballot {
            prop_assert!((-2..=5).contains(grade));
            cells[usize::from(*place)] = grade.to_string();
        }
        // With one option, a ballot without grade is an empty line: no ballot.
        let line = cells.join(",");
        if !line.is_empty() {
            expected.push(ballot.clone());
        }
        text += &(line + "\n");
    }
    let (same, report) = grades(Reading::default(), text.as_bytes()).unwrap();
    prop_assert_eq!(&same, &expected);
    prop_assert_eq!(&report.head.names, &head.names);
    Ok(())
}

#[test]
fn ballots_grades() {
    let target = Target {
        name: "ballots_grades",
        beside: &[],
        made: Vec::new(),
        dictionary: &[
            ",",
            "\"",
            "\n",
            "0",
            "5",
            "-2",
            "6",
            " ",
            "+1",
            "\r\n",
            "Ann",
            "9223372036854775808",
        ],
    };
    target.hold(check_grades);
}
