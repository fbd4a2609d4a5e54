//! Events.

use std::collections::BTreeMap;

use super::{Report, at_event, top};
use crate::base::{EventId, EventKind, PartialDate};
use crate::finding::{Code, Finding};

pub(super) fn events_are_recorded_once(report: &mut Report<'_>) {
    let mut seen: BTreeMap<(&EventKind, PartialDate, Option<&str>), &EventId> = BTreeMap::new();
    for (id, event) in &report.org.events {
        let key = (&event.kind, event.on, event.series.as_deref());
        if let Some(first) = seen.get(&key) {
            let message = format!("`{first}` records the same kind of event on the same day");
            let finding = Finding::note(Code::DuplicateEvent, at_event(id, top("kind")), message);
            report
                .found
                .push(finding.hint("remove one of the two, if they are one"));
        } else {
            seen.insert(key, id);
        }
    }
}

pub(super) fn events_have_happened(report: &mut Report<'_>) {
    for (id, event) in &report.org.events {
        if event.on.first_day() > report.day {
            let message = format!("this happens on {}, which has not come", event.on);
            let finding = Finding::warning(Code::FutureRecord, at_event(id, top("on")), message);
            report
                .found
                .push(finding.hint("record an event when it has happened"));
        }
    }
}
