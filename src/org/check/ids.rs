//! Ids: unique over all kinds, and never given again.

use std::collections::BTreeMap;

use super::{Report, at_team, list, top};
use crate::base::{EntityId, NodePath, Place};
use crate::finding::{Code, Finding};

pub(super) fn ids_are_unique(report: &mut Report<'_>) {
    let mut holders: BTreeMap<String, Vec<EntityId>> = BTreeMap::new();
    for entity in report.org.entities() {
        let id = entity.as_str().to_owned();
        holders.entry(id).or_default().push(entity);
    }
    for (id, entities) in holders {
        let Some((first, others)) = entities.split_first() else {
            continue;
        };
        for other in others {
            let message = format!("`{id}` is the id of a {} too", first.kind())
                .replace("of a area", "of an area")
                .replace("of a event", "of an event");
            let place = Place::of(other.clone(), NodePath::root());
            let finding = Finding::error(Code::DuplicateId, place, message);
            report.push(finding.hint("an id means one thing: rename one of the two files"));
        }
    }
}

/// An id that a team had before stays its own, so that what was said of it
/// once is never taken for something else.
pub(super) fn former_ids_stay_reserved(report: &mut Report<'_>) {
    let mut former: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, team) in &report.org.teams {
        for (index, old) in team.former_ids.iter().enumerate() {
            let place = at_team(id, top("former_ids").index(index));
            if let Some(now) = report.org.find(old.as_str()) {
                let message = if now == EntityId::Team(id.clone()) {
                    format!("`{old}` is the team's present id")
                } else {
                    format!(
                        "`{old}` is in use: it is the id of {}",
                        report.org.label(&now)
                    )
                };
                let finding = Finding::error(Code::DuplicateId, place, message);
                report.found.push(
                    finding.hint("an id that was used once is not given again: rename the other"),
                );
                continue;
            }
            let teams = former.entry(old.as_str()).or_default();
            if !teams.is_empty() {
                let message = format!("`{old}` was the id of {} before", list(teams));
                let finding = Finding::error(Code::DuplicateId, place, message);
                report
                    .found
                    .push(finding.hint("remove it from one of them"));
            }
            teams.push(id.as_str());
        }
    }
}
