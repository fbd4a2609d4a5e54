//! References: everything that is named is there.

use super::{Report, at_area, at_constraint, at_event, at_organisation, at_team, top};
use crate::base::NodePath;
use crate::org::{Holder, Remedy};

pub(super) fn teams_name_what_there_is(report: &mut Report<'_>) {
    for (id, team) in &report.org.teams {
        let place = |path: NodePath| at_team(id, path);
        if let Some(parent) = &team.part_of {
            report.team(parent, place(top("part_of")));
        }
        for (index, next) in team.succeeded_by.iter().enumerate() {
            report.team(next, place(top("succeeded_by").index(index)));
        }
        for (index, grant) in team.authority.iter().enumerate() {
            report.area(
                &grant.area,
                place(top("authority").index(index).key("area")),
            );
        }
        for (index, term) in team.memberships().iter().enumerate() {
            let path = || top("members").index(index);
            match &term.holder {
                Holder::Person(person) => {
                    report.person(person, place(path().key("person")));
                }
                Holder::EveryoneIn { team, except } => {
                    report.team(team, place(path().key("everyone_in")));
                    for person in except {
                        let path = path().key("except").item(person.as_str());
                        report.person(person, place(path));
                    }
                }
            }
            if let Some(payer) = &term.funded_by {
                report.team(payer, place(path().key("funded_by")));
            }
        }
    }
}

pub(super) fn areas_name_what_there_is(report: &mut Report<'_>) {
    for (id, area) in &report.org.areas {
        if let Some(parent) = &area.part_of {
            report.area(parent, at_area(id, top("part_of")));
        }
    }
}

pub(super) fn constraints_name_what_there_is(report: &mut Report<'_>) {
    for (id, constraint) in &report.org.constraints {
        for (index, team) in constraint.require.teams().into_iter().enumerate() {
            report.team(team, at_constraint(id, top("teams").index(index)));
        }
        if let Some(Remedy::Vacate(team)) = &constraint.remedy {
            report.team(team, at_constraint(id, top("remedy").key("vacate")));
        }
    }
}

pub(super) fn events_name_what_there_is(report: &mut Report<'_>) {
    for (id, event) in &report.org.events {
        for person in &event.people {
            let path = top("people").item(person.as_str());
            report.person(person, at_event(id, path));
        }
    }
}

pub(super) fn housekeeping_names_what_there_is(report: &mut Report<'_>) {
    for (index, line) in report.org.about.housekeeping.iter().enumerate() {
        for (team, part) in line.by.mentions() {
            let path = top("housekeeping").index(index).key("by");
            report.team(team, at_organisation(path).part(part));
        }
    }
}
