//! Vectors from published elections and texts, and properties.

mod debian_vectors;
mod properties;
mod stv_vectors;
mod vectors;

use super::*;
use crate::base::OptionId;

/// Ids from words.
fn ids(words: &str) -> Vec<OptionId> {
    let words = words.split_whitespace();
    words.map(|word| word.parse().unwrap()).collect()
}

fn options(words: &str) -> Options {
    Options::new(ids(words)).unwrap()
}

/// Groups as text: `a b=c`.
fn shown(groups: &[Vec<OptionId>]) -> String {
    let group = |group: &Vec<OptionId>| list(group).replace(' ', "=");
    groups.iter().map(group).collect::<Vec<_>>().join(" ")
}

fn list(ids: &[OptionId]) -> String {
    let ids: Vec<&str> = ids.iter().map(OptionId::as_str).collect();
    ids.join(" ")
}

/// A tally of ballots written as `3 a>b=c`, unranked options left out.
fn tally(names: &str, method: Method, unranked: Unranked, ballots: &[&str]) -> Tally {
    let options = options(names);
    let mut tally = Tally::new(options.clone(), method.kind(), unranked);
    for ballot in ballots {
        let (weight, ranking) = ballot.split_once(' ').unwrap();
        let place = |id: &str| options.place(&id.parse().unwrap()).unwrap() as u16;
        let levels: Vec<Vec<u16>> = ranking
            .split('>')
            .map(|level| level.split('=').map(place).collect())
            .collect();
        let weight = weight.parse().unwrap();
        tally.add(Vote::Ranking(&levels), weight).unwrap();
    }
    tally
}

fn spec(method: Method, strength: Strength) -> Spec<'static> {
    Spec {
        strength: Some(strength),
        ..Spec::new(method, 1)
    }
}

/// A matrix as published, its diagonal as `-`.
fn matrix(rows: &str) -> Pairwise {
    let rows: Vec<Vec<u64>> = rows
        .split(';')
        .map(|row| {
            let cells = row.split_whitespace();
            cells.map(|cell| cell.parse().unwrap_or(0)).collect()
        })
        .collect();
    Pairwise::from_rows(&rows).unwrap()
}
