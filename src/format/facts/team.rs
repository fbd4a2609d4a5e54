//! A body in lines.

use super::{Names, field, inline, sorted};
use crate::base::{AreaId, EntityId, Period, PersonId, TeamId, Until};
use crate::org::{Grant, Holder, Membership, Roll, Team};

/// A period behind a name: nothing where neither end is set.
pub(super) fn when(period: Period) -> String {
    match (period.from(), period.until()) {
        (None, Until::Open) => String::new(),
        _ => format!(" {period}"),
    }
}

pub(super) fn team(it: &Team, names: &Names) -> Vec<String> {
    let Team {
        name,
        kind,
        purpose,
        part_of,
        seats,
        formed,
        dissolved,
        succeeded_by,
        former_ids,
        authority,
        members,
    } = it;
    let called = |id: &TeamId| names.of(EntityId::Team(id.clone()));
    let mut lines = Vec::new();
    field(&mut lines, "name", Some(name));
    field(&mut lines, "kind", Some(kind));
    field(&mut lines, "purpose", purpose.as_ref());
    field(&mut lines, "part of", part_of.as_ref().map(called));
    field(&mut lines, "seats", *seats);
    field(&mut lines, "formed", *formed);
    field(&mut lines, "dissolved", *dissolved);
    let after = succeeded_by.iter().map(called);
    sorted(&mut lines, each("succeeded by", after));
    sorted(&mut lines, each("former id", former_ids.iter()));
    let powers = authority.iter().flat_map(|grant| powers(grant, names));
    sorted(&mut lines, powers.collect());
    match members {
        Roll::Unknown => lines.push("members: unknown".to_owned()),
        Roll::Known(terms) => {
            let terms = terms.iter().map(|term| member(term, names));
            sorted(&mut lines, terms.collect());
        }
    }
    lines
}

/// A line for each item.
pub(super) fn each<T: ToString>(word: &str, items: impl Iterator<Item = T>) -> Vec<String> {
    let line = |item: T| format!("{word}: {}", inline(&item.to_string()));
    items.map(line).collect()
}

/// A line for each power.
fn powers(grant: &Grant, names: &Names) -> Vec<String> {
    let Grant {
        area,
        powers,
        period,
    } = grant;
    let area = names.of(EntityId::Area(AreaId::clone(area)));
    let since = when(*period);
    let line = |power: &crate::base::Power| match power.is_control() {
        true => format!("controls: {}{since}", inline(&area)),
        false => format!("power: {power} over {}{since}", inline(&area)),
    };
    powers.iter().map(line).collect()
}

/// A term, or a standing line.
fn member(term: &Membership, names: &Names) -> String {
    let Membership {
        holder,
        basis,
        role,
        period,
        time,
        funded_by,
        note,
    } = term;
    let person = |id: &PersonId| names.of(EntityId::Person(id.clone()));
    let team = |id: &TeamId| names.of(EntityId::Team(id.clone()));
    let who = match holder {
        Holder::Person(id) => person(id),
        Holder::EveryoneIn { team: of, except } => {
            let mut who = format!("everyone in {}", team(of));
            if !except.is_empty() {
                let except: Vec<String> = except.iter().map(person).collect();
                who.push_str(&format!(" except {}", except.join(" and ")));
            }
            who
        }
    };
    let mut parts = vec![who];
    parts.extend(basis.map(|basis| basis.to_string()));
    parts.extend(role.as_ref().map(|role| format!("as {role}")));
    parts.extend(time.map(|time| format!("{time} time")));
    parts.extend(funded_by.as_ref().map(|by| format!("paid by {}", team(by))));
    parts.extend(Some(when(*period).trim_start().to_owned()).filter(|when| !when.is_empty()));
    parts.extend(note.as_ref().map(|note| format!("note: {note}")));
    format!("member: {}", inline(&parts.join(", ")))
}
