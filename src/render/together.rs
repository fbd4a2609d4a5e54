//! Several proposals looked at together. What they make is shown as any other
//! difference, by whoever has the organisations.

use super::json::{RivalsJson, TogetherJson, TogetherOneJson};
use super::paint::{Line, Style, Text};
use super::words::{count, numbered};

/// Everything but what they make.
pub fn together(of: &TogetherJson, width: usize) -> Text {
    let mut text = Text::new();
    for it in &of.proposals {
        one(&mut text, it, width);
    }
    text.gap();
    verdict(&mut text, of, width);
    if !of.rivals.is_empty() {
        text.heading("Rivals");
        for it in &of.rivals {
            rivals(&mut text, it, width);
        }
    }
    text
}

fn one(text: &mut Text, it: &TogetherOneJson, width: usize) {
    let option = it.option.as_ref();
    let option = option.map_or_else(String::new, |option| format!("option {option}"));
    numbered(text, width, it.number, &it.title, &option);
    if let Some(wants) = it.wants {
        let said = format!("is drafted after {wants}, which is not among these");
        say(text, 6, width, Style::Warn, said);
    }
    for why in &it.refused {
        say(
            text,
            6,
            width,
            Style::Plain,
            format!("by itself it does not apply: {why}"),
        );
    }
}

fn verdict(text: &mut Text, of: &TogetherJson, width: usize) {
    let all = match of.proposals.len() {
        1 => "It",
        2 => "Both",
        _ => "All of them",
    };
    if !of.all_pass {
        let said = match of.proposals.len() {
            1 => "It cannot pass as it stands.".to_owned(),
            2 => "They cannot both pass.".to_owned(),
            _ => "They cannot all pass.".to_owned(),
        };
        say(text, 0, width, Style::Lost, said);
        for set in of.passing.iter().filter(|_| of.proposals.len() > 1) {
            let set = match set.as_slice() {
                [one] => format!("{one} alone can"),
                several => format!("{} can", listed(several)),
            };
            say(text, 2, width, Style::Plain, set);
        }
        return;
    }
    let possible: u64 = (1..=of.proposals.len() as u64).product();
    let orders = match (of.orders, possible) {
        _ if of.cut_short => format!(", in {} orders at the least", of.orders),
        (_, 1) => String::new(),
        (orders, possible) if orders == possible => ", in any order".to_owned(),
        (1, _) => format!(", in one order: {}", first_order(of)),
        (orders, possible) => format!(", in {orders} of {possible} orders"),
    };
    say(
        text,
        0,
        width,
        Style::Gained,
        format!("{all} can pass{orders}."),
    );
    if of.orders > 1 {
        for pair in &of.before {
            let said = format!("{} must come before {}", pair.first, pair.then);
            say(text, 2, width, Style::Plain, said);
        }
    }
    if of.results.len() > 1 {
        let said = format!(
            "The order matters: there are {}.",
            count(of.results.len(), "result")
        );
        say(text, 0, width, Style::Warn, said);
    }
}

fn first_order(of: &TogetherJson) -> String {
    let order = of.results.first().map(|it| it.order.join(", then "));
    order.unwrap_or_default()
}

fn rivals(text: &mut Text, of: &RivalsJson, width: usize) {
    let [one, other] = &of.pair;
    let both = match of.exclude {
        true => "at most one of them can pass",
        false => "the later one has the last word",
    };
    text.line()
        .push(Style::Name, format!("  {one} and {other}: "));
    let said = match of.claims.as_slice() {
        [] => both.to_owned(),
        claims => format!("both dispose of {}; {both}", listed(claims)),
    };
    text.wrap(4, width, &Line::new(Style::Plain, said));
    for (later, first, refused) in [
        (other, one, &of.after_first),
        (one, other, &of.after_second),
    ] {
        for why in refused {
            say(
                text,
                4,
                width,
                Style::Dim,
                format!("{later} after {first}: {why}"),
            );
        }
    }
}

fn say(text: &mut Text, indent: usize, width: usize, style: Style, said: impl AsRef<str>) {
    text.line().push(Style::Plain, " ".repeat(indent));
    text.wrap(indent + 2, width, &Line::new(style, said));
}

fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
