//! Where two branches say something else of one part of the organisation.

use crate::diff::Clash;

/// A clash in a sentence. `of` is what the file is about; `called` gives the
/// name of an id, where it has one.
pub fn clash(clash: &Clash, of: &str, called: &dyn Fn(&str) -> String) -> String {
    let Clash { what, ours, theirs } = clash;
    let (stage, what) = match what.split_once(": ") {
        Some((stage, rest)) if stage.starts_with("stage ") => (Some(stage), rest),
        _ if what.starts_with("stage ") => (Some(what.as_str()), ""),
        _ => (None, what.as_str()),
    };
    if let (None, Some(given)) = (stage, what.strip_prefix("dissolved: ")) {
        return ended(
            given,
            ours.as_ref().or(theirs.as_ref()),
            ours.is_some(),
            of,
            called,
        );
    }
    let of = match stage {
        Some(stage) => format!("{stage} of {of}"),
        None => of.to_owned(),
    };
    let said = match what.split_once(": ") {
        Some(("members", who)) => format!("the term of {} in {of}", holder(who, called)),
        Some(("authority", power)) => match power.split_once(" over ") {
            Some((power, area)) => format!("the power `{power}` of {of} over {}", called(area)),
            None => format!("the power {power} of {of}"),
        },
        Some((field, item)) => format!("{} {} of {of}", one(field), called(item)),
        None if what.is_empty() => of,
        None => format!("the {} of {of}", what.replace('_', " ")),
    };
    let side = |side: &Option<String>| match side {
        Some(text) => called(text),
        None => "none".to_owned(),
    };
    let (here, there) = (side(ours), side(theirs));
    match (ours, theirs) {
        (None, Some(_)) => {
            format!("one branch takes out {said}, the other changes it: {there} there")
        }
        (Some(_), None) => {
            format!("one branch changes {said}, the other takes it out: {here} here")
        }
        _ => format!("both branches change {said}: {here} here, {there} there"),
    }
}

/// A body that one branch dissolves while the other gives it something.
fn ended(
    given: &str,
    day: Option<&String>,
    here: bool,
    of: &str,
    called: &dyn Fn(&str) -> String,
) -> String {
    let (ends, goes_on) = if here {
        ("here", "there")
    } else {
        ("there", "here")
    };
    let day = day.map_or_else(String::new, |day| format!(" on {day}"));
    let gives = match (given.strip_prefix("member "), given.split_once(" over ")) {
        (Some(who), _) => format!("has {} join it", called(who)),
        (None, Some((power, area))) => format!("gives it `{power}` over {}", called(area)),
        (None, None) => format!("gives it {given}"),
    };
    format!("one branch dissolves {of}{day} ({ends}), the other {gives} ({goes_on})")
}

/// Somebody in a key of the merge: an id, with the start of the term where
/// they served more than once.
fn holder(who: &str, called: &dyn Fn(&str) -> String) -> String {
    match who.split_once(" from ") {
        Some((who, "")) => format!("{} without a start", called(who)),
        Some((who, from)) => format!("{} from {from}", called(who)),
        None => called(who),
    }
}

/// One of the items of a field.
fn one(field: &str) -> String {
    match field {
        "emails" => "the address".to_owned(),
        "keys" => "the key".to_owned(),
        "accounts" => "the account".to_owned(),
        "powers" => "the power".to_owned(),
        "assets" => "the asset".to_owned(),
        "housekeeping" => "the housekeeping by".to_owned(),
        "affiliations" => "the affiliation".to_owned(),
        "also_known_as" => "the other name".to_owned(),
        "waivers" => "the waiver".to_owned(),
        other => other.replace('_', " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clashes_speak_of_the_organisation() {
        let called = |id: &str| match id {
            "carl-meyer" => "Carl Meyer".to_owned(),
            "website" => "Website".to_owned(),
            other => other.to_owned(),
        };
        let say = |what: &str, ours: Option<&str>, theirs: Option<&str>| {
            let own = |it: Option<&str>| it.map(str::to_owned);
            let it = Clash {
                what: what.to_owned(),
                ours: own(ours),
                theirs: own(theirs),
            };
            clash(&it, "Technical Board", &called)
        };
        let lines = [
            say("seats", Some("5"), Some("7")),
            say(
                "members: carl-meyer",
                Some("since 2020"),
                Some("since 2021"),
            ),
            say("members: carl-meyer", None, Some("since 2021")),
            say("authority: merge over website", Some("since 2020"), None),
            say("stage vote: period", Some("7 days"), Some("14 days")),
            say("stage vote", Some("amended"), None),
            say("accounts: github", Some("a"), Some("b")),
            say("dissolved: control over website", Some("2020-02-01"), None),
            say("dissolved: member carl-meyer", None, Some("2020")),
        ];
        insta::assert_snapshot!(lines.join("\n"));
    }
}
