//! What verification found.

use super::{commit, rejected, short};
use crate::render::audit::rewritten;
use crate::render::json::{ReceiptJson, VerifiedJson, VerifiedStageJson, VerifyJson, WitnessJson};
use crate::render::paint::{Line, Style, Text};

/// What verification found.
pub fn verify(of: &VerifyJson, width: usize) -> Text {
    let mut text = Text::new();
    for proposal in &of.proposals {
        text.gap();
        one(&mut text, proposal, width);
    }
    for note in &of.notes {
        text.gap();
        text.line();
        text.wrap(2, width, &Line::new(Style::Warn, note));
    }
    if let Some(it) = &of.rewritten {
        rewritten(&mut text, it, width);
    }
    if let Some(receipt) = &of.receipt {
        text.gap();
        said(&mut text, receipt, width);
    }
    text.gap();
    let line = text.line();
    line.push(Style::Dim, format!("head {}", commit(&of.head)));
    if let Some(anchor) = &of.anchor {
        line.push(Style::Dim, format!(", founded in {}", commit(anchor)));
    }
    text
}

fn one(text: &mut Text, of: &VerifiedJson, width: usize) {
    let line = text.line();
    line.push(Style::Name, &of.name);
    line.push(Style::Dim, format!("  {}", of.state));
    let stages = of.stages.iter().map(|it| it.stage.len()).max().unwrap_or(0);
    for it in &of.stages {
        stage(text, it, stages, width);
    }
    notes(text, &of.notes, width);
    if let Some(it) = &of.act {
        super::act::act(text, it, 0, width);
    }
    for (by, why) in &of.void_acts {
        let line = text.line();
        line.push(Style::Lost, "void");
        let why = format!(" act by {}: {why}", commit(by));
        text.wrap(4, width, &Line::new(Style::Plain, why));
    }
    if let Some(enactment) = &of.enactment {
        let line = text.line();
        match &enactment.wrong {
            None => {
                line.push(
                    Style::Plain,
                    format!(
                        "enacted {} by {}: exactly the changes that were voted on",
                        enactment.effective,
                        commit(&enactment.commit)
                    ),
                );
            }
            Some(wrong) => {
                line.push(Style::Lost, "false");
                let why = format!(" enactment by {}: {wrong}", commit(&enactment.commit));
                text.wrap(4, width, &Line::new(Style::Plain, why));
            }
        }
    }
}

fn stage(text: &mut Text, of: &VerifiedStageJson, widest: usize, width: usize) {
    let line = text.line();
    line.push(
        Style::Plain,
        format!("poll {}, {:widest$}  ", of.poll, of.stage),
    );
    let electors = if of.electors == 1 {
        "elector"
    } else {
        "electors"
    };
    let counted = match &of.attested {
        Some(_) => "    attested".to_owned(),
        None => format!("{:>3} counted", of.counted),
    };
    line.push(
        Style::Plain,
        format!("{:>3} {electors}, {counted}", of.electors),
    );
    if !of.rejected.is_empty() {
        line.push(Style::Plain, format!(", {} rejected", of.rejected_in_all));
    }
    if of.extensions > 0 {
        line.push(Style::Plain, format!(", extended {}", times(of.extensions)));
    }
    line.to_column(56);
    match of.finding.as_str() {
        "as recorded" => {
            let outcome = of.outcome.as_deref().unwrap_or_default();
            line.push(Style::Plain, format!("{outcome}  as recorded"));
        }
        "as attested" => {
            let outcome = of.outcome.as_deref().unwrap_or_default();
            line.push(Style::Plain, format!("{outcome}  "));
            line.push(Style::Warn, "as attested");
        }
        "open" | "cancelled" => {
            line.push(Style::Plain, &of.finding);
        }
        wrong => {
            line.push(Style::Lost, wrong);
        }
    }
    if let Some(why) = &of.why {
        text.line().push(Style::Plain, "    ");
        text.wrap(6, width, &Line::new(Style::Warn, why));
    }
    if let Some(by) = &of.attested {
        super::attested::by(text, by, 4, width);
    }
    rejected(text, (&of.rejected, of.rejected_in_all), 4, width);
    for late in &of.late {
        let line = text.line();
        line.push(Style::Plain, "    ");
        line.push(Style::Warn, "late    ");
        line.push(
            Style::Plain,
            format!(" {:10}  {}  ", late.voter, short(&late.ballot)),
        );
        let said = format!("it came after the close, in {}", commit(&late.commit));
        text.wrap(6, width, &Line::new(Style::Plain, said));
    }
    notes(text, &of.notes, width);
    if let Some(it) = &of.witness {
        notes(text, &[witness(it, of.counted)], width);
    }
    for (path, by) in &of.touched {
        text.line().push(Style::Plain, "    ");
        let file = path.rsplit('/').next().unwrap_or(path);
        let said = format!(
            "{file} was replaced or removed by {}; what its voter cast counts",
            commit(by)
        );
        text.wrap(6, width, &Line::new(Style::Dim, said));
    }
}

fn times(number: u32) -> String {
    match number {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

/// Whether this clone had the poll before it was closed.
fn witness(of: &WitnessJson, counted: usize) -> String {
    let Some(at) = &of.at else {
        return "unwitnessed: nothing here shows that this clone had the poll before it was \
                closed; that ballots came in time is their voters' word. Ask somebody who fetched \
                while it ran to verify it"
            .to_owned();
    };
    let held = match of.ballots {
        n if n == counted => "every ballot that counts".to_owned(),
        0 => "none of the ballots that count".to_owned(),
        n => format!("{n} of the {counted} ballots that count"),
    };
    format!(
        "witnessed: by {} this clone had the poll and {held}",
        at.local
    )
}

/// Records that decide nothing.
fn notes(text: &mut Text, notes: &[String], width: usize) {
    for note in notes {
        text.line().push(Style::Plain, "    ");
        text.wrap(6, width, &Line::new(Style::Dim, note));
    }
}

fn said(text: &mut Text, receipt: &ReceiptJson, width: usize) {
    let poll = receipt
        .poll
        .map_or(String::new(), |n| format!(" in poll {n}"));
    let said = match (receipt.state.as_str(), &receipt.why) {
        ("counted", _) => format!("receipt {}: counted{poll}", receipt.receipt),
        ("replaced", _) => format!(
            "receipt {}: valid{poll}, and a later ballot of the same voter counts in its place",
            receipt.receipt
        ),
        ("late", _) => format!(
            "receipt {}: valid{poll}, and it came after the close",
            receipt.receipt
        ),
        ("rejected", Some(why)) => {
            format!("receipt {}: rejected{poll}: {why}", receipt.receipt)
        }
        _ => format!(
            "receipt {}: no such ballot is in the history that was read",
            receipt.receipt
        ),
    };
    text.line();
    text.wrap(4, width, &Line::new(Style::Plain, said));
}
