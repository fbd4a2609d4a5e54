//! Keys for people: whose they are, since when, and what they are good for.

use super::json::{KeyJson, KeyOwnerJson, KeysJson, WhoamiJson};
use super::paint::{Line, Style, Text};

/// The keys of some people.
pub fn keys(of: &KeysJson, width: usize) -> Text {
    let mut text = Text::new();
    if of.people.is_empty() {
        text.line().push(Style::Plain, "nobody has a key yet");
    }
    for person in &of.people {
        owner(&mut text, person, width);
    }
    text
}

fn owner(text: &mut Text, of: &KeyOwnerJson, width: usize) {
    let line = text.line();
    line.push(Style::Name, &of.name);
    if of.name != of.id {
        line.push(Style::Dim, format!(" ({})", of.id));
    }
    if of.keys.is_empty() {
        line.push(Style::Plain, "  no key");
    }
    for key in &of.keys {
        one(text, key, width);
    }
}

fn one(text: &mut Text, key: &KeyJson, width: usize) {
    let shown = key.fingerprint.as_deref().unwrap_or("not a key");
    text.line().push(Style::Plain, format!("  {shown}"));
    let said = [key.kind.clone(), Some(key.period.clone()), Some(state(key))];
    let said: Vec<String> = said.into_iter().flatten().collect();
    text.line().push(Style::Plain, "    ");
    text.wrap(4, width, &Line::new(Style::Dim, said.join("; ")));
}

/// What a key is good for, in a few words.
fn state(key: &KeyJson) -> String {
    match (&key.problem, &key.usable_from) {
        (Some(why), _) => format!("unusable: {why}"),
        _ if key.usable => "votes".to_owned(),
        _ if !key.theirs => "not theirs today".to_owned(),
        (_, Some(day)) => format!("votes in polls that open from {day} on"),
        _ => "votes in no poll: its `from` is missing".to_owned(),
    }
}

/// Whom somebody is taken for, and why.
pub fn whoami(of: &WhoamiJson, width: usize) -> Text {
    let mut text = Text::new();
    let line = text.line();
    line.push(Style::Plain, "you are ");
    line.push(Style::Name, &of.name);
    line.push(Style::Dim, format!(" ({})", of.id));
    let mut fact = |name: &str, said: String| {
        text.line().push(Style::Dim, format!("  {name:8}"));
        text.wrap(10, width, &Line::new(Style::Plain, said));
    };
    fact("key", of.key.fingerprint.clone().unwrap_or_default());
    fact(
        "",
        format!(
            "{}; yours, {}",
            of.key.kind.clone().unwrap_or_default(),
            of.key.period
        ),
    );
    fact("found", format!("by {}", of.found_by));
    fact(
        "signs",
        match &of.signs {
            Some(program) => format!("with `{program}`"),
            None => "in polity itself".to_owned(),
        },
    );
    fact("votes", votes(of));
    fact(
        "commits",
        match &of.commits_as {
            Some(who) => format!("as {who}, which decides nothing"),
            None => "cannot be made: git does not know your name and address".to_owned(),
        },
    );
    for other in &of.others {
        let print = other.fingerprint.clone().unwrap_or_default();
        fact(
            "also",
            format!("{print}; {}; {}", other.period, state(other)),
        );
    }
    text
}

/// Whether the key at hand votes today, and what to do where it does not.
fn votes(of: &WhoamiJson) -> String {
    let another = of.others.iter().find(|it| it.usable);
    let meanwhile = || match another.and_then(|it| it.fingerprint.as_deref()) {
        Some(print) => format!("; today your key {print} does"),
        None => String::new(),
    };
    if of.draft {
        return "once the workspace is founded; this is a draft".to_owned();
    }
    match &of.key.usable_from {
        _ if of.key.usable => "yes, in every poll that opens today".to_owned(),
        Some(day) => format!(
            "in polls that open from {day} on: a new key waits for `key_delay`{}",
            meanwhile()
        ),
        None => "no: the key has no `from` and did not come with the founding".to_owned(),
    }
}
