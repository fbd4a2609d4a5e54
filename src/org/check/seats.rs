//! Seats and rolls.

use std::collections::BTreeMap;

use super::{Report, at_team, count, list, top};
use crate::base::{EntityId, NodePath, TeamId};
use crate::finding::{Code, Finding};
use crate::org::{Holder, Roll, RollOn};

pub(super) fn seats_are_filled(report: &mut Report<'_>) {
    for (id, team) in report.standing.teams() {
        let (Some(seats), Some(serving)) = (team.seats, report.standing.serving(id)) else {
            continue;
        };
        let place = at_team(id, NodePath::root().key_of("members"));
        let all = count(seats as usize, "seat");
        if serving > seats as usize {
            let message = format!("{serving} serve in {}, which has {all}", team.name);
            let finding = Finding::error(Code::SeatsExceeded, place, message);
            let hint = "end a term with `until:`, or change `seats:`";
            report.found.push(finding.hint(hint));
        } else if serving < seats as usize {
            let message = format!("{serving} of {all} of {} are filled", team.name);
            report
                .found
                .push(Finding::note(Code::SeatsVacant, place, message));
        }
    }
}

/// What needs a team's roll, by team.
fn needed_by<'a>(report: &Report<'a>) -> BTreeMap<TeamId, Vec<EntityId>> {
    let mut needs: BTreeMap<TeamId, Vec<EntityId>> = BTreeMap::new();
    for (id, rule) in report.rules() {
        for team in rule.teams() {
            let users = needs.entry(team).or_default();
            users.push(EntityId::Rule(id.clone()));
        }
    }
    for (id, team) in report.standing.teams() {
        for term in report.standing.memberships(id) {
            if let Holder::EveryoneIn { team: source, .. } = &term.holder
                && team.members != Roll::Unknown
            {
                let users = needs.entry(source.clone()).or_default();
                users.push(EntityId::Team(id.clone()));
            }
        }
    }
    needs
}

pub(super) fn rolls_that_matter_are_known(report: &mut Report<'_>) {
    for (id, users) in needed_by(report) {
        let Some(team) = report.org.teams.get(&id) else {
            continue;
        };
        // Only where the file itself says so: what follows from it elsewhere
        // would be the same news again.
        if team.members != Roll::Unknown || report.standing.roll(&id) != RollOn::Unknown {
            continue;
        }
        let names: Vec<String> = users
            .iter()
            .map(|user| format!("{} `{user}`", user.kind()))
            .collect();
        let verb = if names.len() == 1 { "needs" } else { "need" };
        let message = format!(
            "who serves in {} is not known, and {} {verb} it",
            team.name,
            list(&names)
        );
        let finding = Finding::note(Code::UnknownRoll, at_team(&id, top("members")), message);
        report.push(finding.hint("record the roll before anything is decided by it"));
    }
}
