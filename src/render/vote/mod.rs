//! Votes for people: how one stands, what became of it, what verification
//! found.

mod act;
mod attested;
mod closed;
mod countback;
mod done;
mod opened;
mod status;
mod verify;

pub use attested::attested;
pub use closed::{closed, enacted};
pub use countback::countback;
pub(crate) use countback::moves_up;
pub use done::done;
pub use opened::{cast, opened};
pub use status::{explained, poll, status};
pub use verify::verify;

use super::json::{RejectedJson, SumJson};
use super::paint::{Line, Style, Text};

/// The widest bar, in marks.
const WIDEST: usize = 40;

/// How many voted what, with a bar each. A bar has one mark a vote where that
/// fits, else as many as its share.
fn votes(text: &mut Text, votes: &[SumJson], most: usize) {
    let named = votes.iter().map(|it| it.vote.len()).max().unwrap_or(0);
    let named = named.max("against".len());
    for it in votes {
        let marks = match it.sum.parse::<usize>() {
            Ok(sum) if most <= WIDEST => sum,
            Ok(sum) => (sum * WIDEST).div_ceil(most.max(1)),
            Err(_) => 0,
        };
        let line = text.line();
        line.push(
            Style::Plain,
            format!("  {:named$}  {:>4}  ", it.vote, it.sum),
        );
        line.push(style_of(&it.vote), "#".repeat(marks));
    }
}

fn style_of(vote: &str) -> Style {
    match vote {
        "for" | "+1" | "consent" => Style::Gained,
        "against" | "-1" | "object" => Style::Lost,
        _ => Style::Dim,
    }
}

/// Who has not voted: names where they are few, else how many.
fn silent(text: &mut Text, silent: &[String], width: usize) {
    if silent.is_empty() {
        return;
    }
    let line = text.line();
    line.push(
        Style::Plain,
        format!("  {:7}  {:>4}  ", "silent", silent.len()),
    );
    if silent.len() <= 12 {
        let names = silent.iter().map(|name| Line::new(Style::Dim, name));
        text.list(17, width, names);
    }
}

/// The most rejected ballots that are printed.
const MOST_REJECTED: usize = 20;

fn rejected(
    text: &mut Text,
    (rejected, in_all): (&[RejectedJson], usize),
    indent: usize,
    width: usize,
) {
    for it in rejected.iter().take(MOST_REJECTED) {
        let voter = it.voter.as_deref().unwrap_or("?");
        let line = text.line();
        line.push(Style::Plain, " ".repeat(indent));
        line.push(Style::Lost, "rejected");
        line.push(
            Style::Plain,
            format!(" {voter:10}  {}  ", short(&it.ballot)),
        );
        let why = Line::new(Style::Plain, &it.why);
        text.wrap(indent + 4, width, &why);
    }
    let more = in_all.saturating_sub(MOST_REJECTED);
    if more > 0 {
        text.line().push(
            Style::Dim,
            format!("{}and {more} more; see --format json", " ".repeat(indent)),
        );
    }
}

/// The first eight digits of a digest.
fn short(digest: &str) -> &str {
    let digits = digest.strip_prefix("sha256:").unwrap_or(digest);
    digits.get(..8).unwrap_or(digits)
}

/// The first digits of a commit.
pub(crate) fn commit(hex: &str) -> &str {
    hex.get(..7).unwrap_or(hex)
}
