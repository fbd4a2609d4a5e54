//! `events/<event>.yaml`.

use serde::{Deserialize, Serialize};

use crate::base::{EventKind, PartialDate, PersonId};
use crate::format::scalar::Text;
use crate::org::Event;

/// An event as written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventFile {
    kind: EventKind,
    on: Text<PartialDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    series: Option<Text<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    people: Vec<PersonId>,
}

impl TryFrom<EventFile> for Event {
    type Error = String;

    fn try_from(file: EventFile) -> Result<Self, String> {
        Ok(Self {
            kind: file.kind,
            on: file.on.0,
            series: file.series.map(|text| text.0),
            source: file.source,
            people: file.people.into_iter().collect(),
        })
    }
}

impl From<&Event> for EventFile {
    fn from(event: &Event) -> Self {
        let Event {
            kind,
            on,
            series,
            source,
            people,
        } = event;
        Self {
            kind: kind.clone(),
            on: Text(*on),
            series: series.clone().map(Text),
            source: source.clone(),
            people: people.iter().cloned().collect(),
        }
    }
}
