//! People and areas in lines.

use super::team::{each, when};
use super::{Names, field, inline, sorted};
use crate::base::{Digest, EntityId};
use crate::org::{Area, Asset, Person, PersonKey};

pub(super) fn person(it: &Person) -> Vec<String> {
    let Person {
        name,
        accounts,
        emails,
        keys,
        affiliations,
        also_known_as,
    } = it;
    let mut lines = Vec::new();
    field(&mut lines, "name", Some(name));
    sorted(&mut lines, each("also known as", also_known_as.iter()));
    let account = |(at, who): (&String, &String)| format!("{at} {who}");
    sorted(&mut lines, each("account", accounts.iter().map(account)));
    sorted(&mut lines, each("address", emails.iter()));
    let at = affiliations.iter();
    let at = at.map(|it| format!("{}{}", it.organisation, comma(&when(it.period))));
    sorted(&mut lines, each("affiliation", at));
    sorted(&mut lines, each("key", keys.iter().map(key)));
    lines
}

/// A key's own line; of one of many lines its digest.
fn key(key: &PersonKey) -> String {
    let PersonKey { key, period } = key;
    let text = key.trim();
    let named = match text.contains('\n') {
        false => text.to_owned(),
        true => format!("OpenPGP, {}", Digest::of(text.as_bytes())),
    };
    format!("{named}{}", comma(&when(*period)))
}

fn comma(when: &str) -> String {
    match when.is_empty() {
        true => String::new(),
        false => format!(",{when}"),
    }
}

pub(super) fn area(it: &Area, names: &Names) -> Vec<String> {
    let Area {
        name,
        purpose,
        part_of,
        shared,
        assets,
        opened,
        closed,
    } = it;
    let mut lines = Vec::new();
    field(&mut lines, "name", Some(name));
    field(&mut lines, "purpose", purpose.as_ref());
    let above = part_of.clone().map(|id| names.of(EntityId::Area(id)));
    field(&mut lines, "part of", above);
    field(
        &mut lines,
        "controlled by",
        shared.then_some("several teams"),
    );
    field(&mut lines, "opened", *opened);
    field(&mut lines, "closed", *closed);
    let assets = assets.iter().map(|asset| {
        let Asset { kind, at, note } = asset;
        let note = note.as_ref().map(|note| format!(", note: {note}"));
        inline(&format!("{kind} {at}{}", note.unwrap_or_default()))
    });
    sorted(&mut lines, each("has", assets));
    lines
}
