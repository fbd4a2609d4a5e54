//! Names and titles: there, and short enough for a table.

use super::{Report, at_organisation, top};
use crate::base::{EntityId, Place};
use crate::finding::{Code, Finding};

/// The most characters of a name or title.
const LONGEST: usize = 200;

pub(super) fn names_say_something(report: &mut Report<'_>) {
    let org = report.org;
    let mut names: Vec<(Place, &str, &str)> = vec![(
        at_organisation(top("name")),
        "name",
        org.about.name.as_str(),
    )];
    for entity in org.entities() {
        let (word, text) = match &entity {
            EntityId::Person(id) => ("name", org.people.get(id).map(|it| &it.name)),
            EntityId::Team(id) => ("name", org.teams.get(id).map(|it| &it.name)),
            EntityId::Area(id) => ("name", org.areas.get(id).map(|it| &it.name)),
            EntityId::Rule(id) => ("title", org.rules.get(id).map(|it| &it.title)),
            EntityId::Constraint(id) => ("title", org.constraints.get(id).map(|it| &it.title)),
            EntityId::Event(_) => continue,
        };
        if let Some(text) = text {
            names.push((Place::of(entity, top(word)), word, text));
        }
    }
    for (place, word, text) in names {
        let length = text.chars().count();
        if text.trim().is_empty() {
            let finding = Finding::error(Code::EmptyText, place, format!("the {word} is empty"));
            report.push(finding.hint(format!("write the {word} as people say it")));
        } else if length > LONGEST {
            let message = format!("the {word} has {length} characters; at most {LONGEST} are read");
            let finding = Finding::error(Code::TextTooLong, place, message);
            report.push(finding.hint("shorten it; what is more goes into a comment or `purpose:`"));
        } else if text.contains('\n') {
            let message = format!("the {word} has more than one line");
            let finding = Finding::error(Code::BadValue, place, message);
            report.push(finding.hint("write it in one line"));
        }
    }
}
