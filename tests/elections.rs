//! Published elections, counted again: N9 and N12 to N15 of the project's list
//! of known outcomes. The ballots are not part of the repository; where the
//! folder is missing, each test says so and passes.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
#![allow(clippy::print_stderr, reason = "it says what was not counted")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use polity::base::OptionId;
use polity::format::ballots::{BallotFormat, Reading, Report, option_ids};
use polity::vote::count::{
    Count, Kind, Method, Options, Spec, Strength, Tally, TieBreak, Unranked, Vote,
};
use serde_json::Value;

/// A file or folder of published ballots, where they are there.
fn published(path: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/elections");
    let found = root.join(path);
    if found.exists() {
        return Some(found);
    }
    eprintln!("{} is not there: nothing was counted", found.display());
    None
}

/// The ballots of a Kubernetes election.
fn kubernetes(path: &Path, kind: Kind, unranked: Unranked) -> (Tally, Report) {
    let input = BufReader::new(File::open(path).unwrap());
    let file = Reading::default().open(input, BallotFormat::Csv).unwrap();
    let options = Options::new(option_ids(&file.head().names)).unwrap();
    let mut tally = Tally::new(options, kind, unranked);
    let report = file.each(|ranks, weight| tally.add(Vote::Ranks(ranks), weight));
    (tally, report.unwrap())
}

fn schulze(tally: &Tally, seats: usize) -> Count {
    let spec = Spec {
        strength: Some(Strength::WinningVotes),
        ..Spec::new(Method::Schulze, seats)
    };
    tally.count(&spec, &[]).unwrap()
}

fn words(ids: &[OptionId]) -> Vec<&str> {
    ids.iter().map(OptionId::as_str).collect()
}

#[test]
fn n9_schulze_paper_and_other_examples() {
    let Some(path) = published("schulze_examples.jsonl") else {
        return;
    };
    let mut counted = 0;
    for line in fs::read_to_string(path).unwrap().lines() {
        let example: Value = serde_json::from_str(line).unwrap();
        let strength = match example["method"].as_str().unwrap() {
            "Schulze Winning" => Strength::WinningVotes,
            "Schulze Margin" => Strength::Margins,
            // Strength by ratio is not offered.
            other => {
                assert_eq!(other, "Schulze Ratio");
                continue;
            }
        };
        let names: Vec<String> = serde_json::from_value(example["candidates"].clone()).unwrap();
        let place = |name: &Value| {
            let name = name.as_str().unwrap();
            names.iter().position(|other| other == name).unwrap() as u16
        };
        let unranked = example["unranked"].as_str().unwrap().parse().unwrap();
        // Numbered, since `N` and `Y` are no ids.
        let ids = (1..=names.len()).map(|n| format!("c{n}").parse().unwrap());
        let options = Options::new(ids.collect()).unwrap();
        let mut tally = Tally::new(options, Kind::Pairwise, unranked);
        for ballot in example["ballots"].as_array().unwrap() {
            let levels = ballot["rank"].as_array().unwrap().iter();
            let levels: Vec<Vec<u16>> = levels
                .map(|level| level.as_array().unwrap().iter().map(place).collect())
                .collect();
            let weight = ballot["n"].as_u64().unwrap();
            tally.add(Vote::Ranking(&levels), weight).unwrap();
        }
        let spec = Spec {
            strength: Some(strength),
            ..Spec::new(Method::Schulze, 1)
        };
        let count = tally.count(&spec, &[]).unwrap();
        let winners = example["winners"].as_array().unwrap().iter().map(place);
        let winners: Vec<String> = winners.map(|n| format!("c{}", n + 1)).collect();
        assert_eq!(words(&count.order[0]), winners, "{}", example["id"]);
        counted += 1;
    }
    assert_eq!(counted, 20);
}

#[test]
fn n12_kubernetes_steering_2018() {
    let Some(path) = published("kubernetes-steering-2018/ballots.csv") else {
        return;
    };
    let (tally, report) = kubernetes(&path, Kind::Pairwise, Unranked::NotCompared);
    assert_eq!((report.ballots, tally.weight()), (307, 307));
    let count = schulze(&tally, 3);
    assert_eq!(
        words(&count.order.concat()),
        [
            "aaron-crickenberger",
            "timothy-st-clair",
            "davanum-srinivas",
            "nikhita-raghunath",
            "kris-nova",
            "quinton-hoole",
            "stephen-augustus",
            "tim-pepper"
        ]
    );
    assert_eq!(count.order.len(), 8);
    assert!(count.is_decided() && count.elected.len() == 3);
}

#[test]
fn n13_kubernetes_steering_2020() {
    let Some(path) = published("kubernetes-steering-2020/ballots.csv") else {
        return;
    };
    let (tally, report) = kubernetes(&path, Kind::Pairwise, Unranked::NotCompared);
    assert_eq!(report.ballots, 312);
    let count = schulze(&tally, 3);
    assert_eq!(
        words(&count.order.concat()),
        [
            "jordan-liggitt",
            "bob-killen",
            "davanum-srinivas",
            "stephen-augustus",
            "ian-coldwater",
            "lachlan-evenson",
            "federico-bongiovanni",
            "carlos-panato",
            "divya-mohan",
            "mayank-kumar"
        ]
    );
    assert!(count.is_decided());
    // A vacancy: the same ballots without the three who serve.
    let spec = Spec {
        without: count.elected.iter().cloned().collect(),
        ..Spec::new(Method::Schulze, 1)
    };
    let next = tally.count(&spec, &[]).unwrap();
    assert_eq!(next.winner().unwrap().as_str(), "stephen-augustus");
}

#[test]
fn n14_kubernetes_code_of_conduct_2025() {
    let Some(path) = published("kubernetes-code-of-conduct-2025/ballots.csv") else {
        return;
    };
    let (tally, report) = kubernetes(&path, Kind::Pairwise, Unranked::NotCompared);
    assert_eq!(report.ballots, 6);
    let count = schulze(&tally, 3);
    assert_eq!(words(&count.order[0]), ["endocrimes", "divya-mohan0209"]);
    assert_eq!(words(&count.elected), ["endocrimes", "divya-mohan0209"]);
    let [tie] = count.ties.as_slice() else {
        panic!("{:?}", count.ties)
    };
    assert_eq!(words(&tie.among), ["swatisehgal", "stmcginnis"]);
    assert_eq!(tie.seats, 1);
    let chain = [TieBreak::CastingVote {
        of: "steering".into(),
        choice: Some(vec!["stmcginnis".parse().unwrap()]),
    }];
    let count = tally.count(&Spec::new(Method::Schulze, 3), &chain).unwrap();
    assert_eq!(
        words(&count.elected),
        ["endocrimes", "divya-mohan0209", "stmcginnis"]
    );
}

#[test]
fn n15_node_tsc() {
    let Some(folder) = published("node-tsc") else {
        return;
    };
    let (mut questions, mut elections) = (0, 0);
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let vote: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let votes: Vec<&Value> = vote["votes"].as_object().unwrap().values().collect();
        if votes.iter().all(|vote| vote.is_number()) {
            // Yes, no or neither: the sum decides.
            let sum: i64 = votes.iter().map(|vote| vote.as_i64().unwrap()).sum();
            if let Some(outcome) = vote["outcome"].as_str() {
                assert_eq!(outcome == "Yes", sum > 0, "{}", path.display());
                questions += 1;
            }
            continue;
        }
        // Scores, of which only the order counts: the higher the better.
        let scores = |vote: &Value| -> BTreeMap<String, i64> {
            serde_json::from_value(vote.clone()).unwrap()
        };
        let mut names: Vec<String> = votes.iter().flat_map(|v| scores(v).into_keys()).collect();
        names.sort();
        names.dedup();
        let ids = (1..=names.len()).map(|n| format!("c{n}").parse().unwrap());
        let options = Options::new(ids.collect()).unwrap();
        let mut tally = Tally::new(options, Kind::Pairwise, Unranked::Last);
        for vote in &votes {
            let marks: Vec<(u16, i64)> = scores(vote)
                .into_iter()
                .map(|(name, score)| (names.binary_search(&name).unwrap() as u16, score))
                .collect();
            tally.add(Vote::Scores(&marks), 1).unwrap();
        }
        let outcome = vote["outcome"]["winner(s)"].as_array().unwrap().iter();
        let mut winners: Vec<String> = outcome
            .map(|name| names.iter().position(|n| n == name.as_str().unwrap()))
            .map(|place| format!("c{}", place.unwrap() + 1))
            .collect();
        winners.sort();
        for method in [Method::Schulze, Method::RankedPairs, Method::Minimax] {
            let count = tally.count(&Spec::new(method, 1), &[]).unwrap();
            assert_eq!(
                words(&count.order[0]),
                winners,
                "{method} {}",
                path.display()
            );
        }
        elections += 1;
    }
    assert!(questions > 8 && elections > 4, "{questions} {elections}");
}

#[test]
fn real_ballots_by_every_method_that_ranks() {
    let Some(path) = published("kubernetes-steering-2018/ballots.csv") else {
        return;
    };
    for method in [Method::Irv, Method::StvScottish, Method::StvMeek] {
        let (tally, _) = kubernetes(&path, method.kind(), Unranked::Last);
        let seats = if method.one_seat() { 1 } else { 3 };
        let count = tally.count(&Spec::new(method, seats), &[]).unwrap();
        assert_eq!(count.elected.len(), seats, "{method}");
        // Whoever leads the first preferences here is elected by all of them.
        assert!(
            words(&count.elected).contains(&"aaron-crickenberger"),
            "{method}"
        );
    }
}

/// A million strict ballots over ten options, and a plain loop over the same
/// bytes to compare with; 100,000 distinct ones for the transferable votes.
/// Run with optimisation: `cargo test --release --test elections -- --ignored
/// --nocapture`.
#[test]
#[ignore = "measures time"]
fn speed() {
    use std::time::Instant;
    let mut state = 1u64;
    let mut random = move |below: usize| {
        // Knuth's MMIX constants; the quality does not matter here.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut text = String::from("a,b,c,d,e,f,g,h,i,j\n");
    let mut ranks: Vec<u32> = (1..=10).collect();
    for _ in 0..1_000_000 {
        for place in (1..10).rev() {
            ranks.swap(place, random(place + 1));
        }
        let cells: Vec<String> = ranks.iter().map(u32::to_string).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }

    let start = Instant::now();
    let mut plain = [[0u64; 10]; 10];
    for line in text.lines().skip(1) {
        let mut row = [0u32; 10];
        for (slot, cell) in row.iter_mut().zip(line.split(',')) {
            *slot = cell.parse().unwrap();
        }
        for a in 0..10 {
            for b in 0..10 {
                plain[a][b] += u64::from(row[a] < row[b]);
            }
        }
    }
    let loop_time = start.elapsed();

    let counted = |text: &str, method: Method, seats: usize| {
        let start = Instant::now();
        let file = Reading::default()
            .open(text.as_bytes(), BallotFormat::Csv)
            .unwrap();
        let options = Options::new(option_ids(&file.head().names)).unwrap();
        let mut tally = Tally::new(options, method.kind(), Unranked::Last);
        file.each(|ranks, weight| tally.add(Vote::Ranks(ranks), weight))
            .unwrap();
        let read = start.elapsed();
        let count = tally.count(&Spec::new(method, seats), &[]).unwrap();
        eprintln!(
            "{method}: read {read:?}, counted {:?}",
            start.elapsed() - read
        );
        count
    };
    eprintln!("plain loop: {loop_time:?}");
    let count = counted(&text, Method::Schulze, 1);
    let support = count.matrix.unwrap().support;
    assert!(
        support
            .iter()
            .zip(&plain)
            .all(|(ours, plain)| ours == plain)
    );
    let part: String = text.split_inclusive('\n').take(100_001).collect();
    for (method, seats) in [
        (Method::StvMeek, 5),
        (Method::StvScottish, 5),
        (Method::Irv, 1),
    ] {
        counted(&part, method, seats);
    }
}
