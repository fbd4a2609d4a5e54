//! How a proposal and its vote stand.

use super::{rejected, short, silent, votes};
use crate::render::json::{PollJson, ProvisionalJson, StatusJson};
use crate::render::paint::{Line, Style, Text};
use crate::render::rule::count::{arithmetic, order, result};
use crate::render::words::{self, ATTESTED};

/// The most different ballots of several options that are listed.
const MOST_VOTES: usize = 12;

/// How a proposal stands.
pub fn status(of: &StatusJson, width: usize) -> Text {
    let mut text = Text::new();
    text.line()
        .push(Style::Name, format!("{:04}  {}", of.proposal, of.title));
    let line = text.line();
    line.push(Style::Plain, format!("{}; rule {}", of.state, of.rule));
    for ended in &of.ended {
        let round = match ended.round {
            1 => String::new(),
            round => format!(", round {round}"),
        };
        let line = text.line();
        line.push(Style::Plain, format!("  {}{round}: ", ended.stage));
        line.push(Style::Plain, &ended.outcome);
        if ended.attested {
            line.push(Style::Warn, format!("  {ATTESTED}"));
        }
    }
    if let Some(it) = &of.act {
        super::act::act(&mut text, it, 2, width);
    }
    match (&of.poll, &of.due) {
        (Some(it), _) => {
            let at = of.stages.iter().position(|stage| *stage == it.stage);
            let at = at.map_or(1, |at| at + 1);
            let stage = format!("stage {at} of {}, {}; ", of.stages.len(), it.stage);
            let line = text.line();
            line.push(Style::Plain, stage);
            match &it.left {
                Some(left) => line.push(Style::Plain, format!("closes in {left}")),
                None => line.push(Style::Warn, "the period is over"),
            };
            line.push(Style::Dim, format!(" ({})", it.closes.local));
            text.gap();
            text.extend(0, poll(it, width));
        }
        (None, Some(due)) => {
            text.line()
                .push(Style::Plain, format!("  stage {due} is due"));
        }
        (None, None) => {}
    }
    before(&mut text, of, width);
    text
}

/// What stands before the next opening.
fn before(text: &mut Text, of: &StatusJson, width: usize) {
    if let Some(it) = &of.sponsors {
        let have = it.sponsors.len();
        let needed = match it.needed {
            Some(needed) => format!("{have} of the {needed} needed"),
            None => format!("{have}, and no number is enough"),
        };
        let who = match it.sponsors.as_slice() {
            [] => String::new(),
            names => format!(": {}", names.join(", ")),
        };
        let line = text.line();
        line.push(Style::Plain, format!("  sponsors: {needed}{who}"));
        if let (Some(until), false) = (&it.until, it.enough) {
            line.push(Style::Dim, format!("; the rest until {}", until.local));
        }
    }
    for waits in &of.waits {
        text.line().push(Style::Warn, "  waits: ");
        text.wrap(4, width, &Line::new(Style::Plain, &waits.why));
    }
}

/// How a poll stands.
pub fn poll(of: &PollJson, width: usize) -> Text {
    let mut text = Text::new();
    if let Some(attesting) = &of.attesting {
        text.line().push(Style::Plain, "  ");
        let said = format!("held elsewhere, and takes no ballots; the result will be {ATTESTED}");
        text.wrap(4, width, &Line::new(Style::Warn, said));
        super::attested::attesting(&mut text, attesting, width);
    }
    if of.attesting.is_none() || !of.outcomes.is_empty() {
        // Ballots of several options are rarely alike; where they are many,
        // the count says more than a list of them.
        match &of.count {
            Some(count) if of.votes.len() > MOST_VOTES => {
                let said = format!("  {:7}  {:>4}", "ballots", count.ballots);
                text.line().push(Style::Plain, said);
            }
            _ => votes(&mut text, &of.votes, of.electors),
        }
    }
    silent(&mut text, &of.silent, width);
    if !of.rejected.is_empty() {
        text.gap();
        rejected(&mut text, (&of.rejected, of.rejected_in_all), 2, width);
    }
    if let Some(count) = &of.count {
        provisional(&mut text, count, of.silent.len(), width);
    }
    if let Some(why) = &of.uncounted {
        text.gap();
        text.line().push(Style::Warn, "  not counted: ");
        text.wrap(4, width, &Line::new(Style::Plain, why));
    }
    text.gap();
    for outcome in &of.outcomes {
        let line = text.line();
        line.push(Style::Plain, "  ");
        line.push(
            if outcome.holds {
                Style::Name
            } else {
                Style::Plain
            },
            format!("{}: ", outcome.name),
        );
        match outcome.explained.as_slice() {
            [] => {
                line.push(Style::Plain, "otherwise");
            }
            [one] => text.wrap(6, width, &Line::new(Style::Plain, one)),
            several => {
                let whole = outcome.condition.as_deref().unwrap_or_default();
                let verdict = if outcome.holds {
                    "holds"
                } else {
                    "does not hold"
                };
                let said = format!("{whole}: {verdict}");
                text.wrap(6, width, &Line::new(Style::Plain, said));
                for part in several {
                    text.line().push(Style::Plain, "      ");
                    text.wrap(8, width, &Line::new(Style::Dim, part));
                }
            }
        }
    }
    certainty(&mut text, of, width);
    clock(&mut text, of, width);
    if let Some(own) = &of.own {
        text.gap();
        let line = text.line();
        match (&own.vote, &own.cast, &own.receipt) {
            (Some(vote), Some(cast), Some(receipt)) => {
                line.push(Style::Plain, "  your ballot: ");
                line.push(Style::Name, vote);
                let rest = format!(", cast {}, receipt {}", cast.local, short(receipt));
                line.push(Style::Plain, rest);
            }
            _ => {
                line.push(
                    Style::Plain,
                    format!("  you ({}) have not voted", own.voter),
                );
            }
        }
    }
    text
}

/// Ballots that are waited for, and what must hold for a time.
fn clock(text: &mut Text, of: &PollJson, width: usize) {
    // A vote held elsewhere waits for its officers.
    if let (None, None, false, Some(from)) =
        (&of.attesting, &of.left, of.closable, &of.closable_from)
    {
        let said = format!("ballots on their way are waited for until {}", from.local);
        text.line().push(Style::Plain, "  ");
        text.wrap(4, width, &Line::new(Style::Plain, said));
    }
    let Some(held) = &of.held else { return };
    let needed = held.needed.as_ref();
    let said = match (&held.since, &held.until) {
        (_, Some(until)) if held.complete => {
            format!(
                "what closes it held until {}; what was cast later does not count",
                until.local
            )
        }
        (Some(since), Some(until)) => format!(
            "what closes it has held since {}; unbroken until {} it can be closed",
            since.local, until.local
        ),
        _ => match needed {
            Some(needed) => format!("what closes it does not hold; it must for {needed} unbroken"),
            None => "what closes it does not hold".to_owned(),
        },
    };
    text.line().push(Style::Plain, "  ");
    text.wrap(4, width, &Line::new(Style::Plain, said));
}

/// The count as it stands: the order, who is ahead, and whether that can
/// change.
fn provisional(text: &mut Text, of: &ProvisionalJson, silent: usize, width: usize) {
    let name = &|id: &str| id.to_owned();
    let seats = words::count(of.count.seats, "seat");
    text.gap();
    let title = format!("Count so far ({}, {seats})", of.count.method);
    text.line()
        .push(Style::Plain, "  ")
        .push(Style::Name, title);
    if of.ballots == 0 {
        text.line()
            .push(Style::Plain, "    there are no ballots to count yet");
        return;
    }
    let mut counted = Text::new();
    order(&mut counted, &of.count, name, width.saturating_sub(2));
    result(
        &mut counted,
        &of.count,
        name,
        width.saturating_sub(2),
        "ahead",
    );
    text.extend(2, counted);
    let who = match silent {
        0 => return,
        1 => "the one who is silent".to_owned(),
        n => format!("the {n} who are silent"),
    };
    let said = match of.outlook.as_str() {
        "settled" => format!("provisional, and certain: {who} cannot change who wins"),
        "open" => format!("provisional: {who} can still change who wins"),
        _ => format!(
            "provisional; whether {who} can still change who wins is not worked out for these \
             ballots"
        ),
    };
    text.line().push(Style::Plain, "    ");
    text.wrap(6, width, &Line::new(Style::Plain, said));
}

/// What the count as it stands comes from: the definitions that it uses, then
/// totals, the pairwise matrix or the rounds.
pub fn explained(text: &mut Text, of: &ProvisionalJson, width: usize) {
    text.heading("The count so far");
    for note in &of.count.notes {
        text.line().push(Style::Plain, "  ");
        text.wrap(4, width, &Line::new(Style::Dim, note));
    }
    arithmetic(text, &of.count, &|id: &str| id.to_owned(), width);
}

/// Whether those who are silent can still change the outcome.
fn certainty(text: &mut Text, of: &PollJson, width: usize) {
    if of.possible.is_empty() || of.silent.is_empty() {
        return;
    }
    let who = match of.silent.len() {
        1 => "the one who is silent".to_owned(),
        n => format!("the {n} who are silent"),
    };
    let said = match of.possible.as_slice() {
        [one] => format!("{one} is certain: {who} cannot change it"),
        several if of.exact => {
            format!("open: {who} can still make it {}", several.join(" or "))
        }
        several => format!("open: {who} may still make it {}", several.join(" or ")),
    };
    text.line().push(Style::Plain, "  ");
    text.wrap(4, width, &Line::new(Style::Plain, said));
}
