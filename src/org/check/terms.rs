//! Terms: in order, in the life of their team, and ended with it.

use std::collections::BTreeMap;

use super::authority::{last_day_hint, line};
use super::{Report, at_area, at_team, top};
use crate::base::{Period, PersonId, TeamId, Until};
use crate::finding::{Code, Finding};
use crate::org::Team;

pub(super) fn terms_do_not_overlap(report: &mut Report<'_>) {
    for (id, team) in &report.org.teams {
        let mut terms: BTreeMap<&PersonId, Vec<(usize, Period)>> = BTreeMap::new();
        for (index, term) in team.memberships().iter().enumerate() {
            if let (Some(person), Some(_)) = (term.holder.person(), term.period.sure()) {
                terms.entry(person).or_default().push((index, term.period));
            }
        }
        for (person, terms) in terms {
            overlaps(report, id, person, terms);
        }
    }
}

/// Goes through the terms by their beginnings: one meets an earlier one if the
/// one of these that lasts longest is not over.
fn overlaps(
    report: &mut Report<'_>,
    id: &TeamId,
    person: &PersonId,
    mut terms: Vec<(usize, Period)>,
) {
    terms.sort_by_key(|(_, period)| period.sure());
    let end = |period: Period| period.sure().map(|(_, end)| end);
    let mut longest: Option<(usize, Period)> = None;
    for (index, period) in terms {
        if let Some((first, other)) = longest.filter(|(_, it)| it.overlaps(period)) {
            let name = report.org.person_name(person);
            let message = format!("another term of {name} shares days with this one: {other}");
            let number = first + 1;
            let hint =
                format!("it is member {number} of the list; end one before the other begins");
            let place = at_team(id, line("members", index));
            let finding = Finding::error(Code::OverlappingTerms, place, message);
            report.push(finding.hint(hint));
        }
        if longest.is_none_or(|(_, it)| end(it) < end(period)) {
            longest = Some((index, period));
        }
    }
}

/// Whether a period surely reaches out of a team's life, and how.
fn outside(team: &Team, period: Period) -> Option<String> {
    if let (Some(formed), Some(from)) = (team.formed, period.from())
        && from.last_day() < formed.first_day()
    {
        return Some(format!(
            "this begins before {} was formed, in {formed}",
            team.name
        ));
    }
    if let (Some(gone), Some(from)) = (team.dissolved, period.from())
        && from.first_day() >= gone.last_day()
    {
        return Some(format!(
            "this begins after {} was dissolved, on {gone}",
            team.name
        ));
    }
    match (team.dissolved, period.until()) {
        (Some(gone), Until::At(until)) if until.first_day() >= gone.last_day() => Some(format!(
            "this ends after {} was dissolved, on {gone}",
            team.name
        )),
        _ => None,
    }
}

pub(super) fn terms_lie_in_the_life_of_their_team(report: &mut Report<'_>) {
    for (id, team) in &report.org.teams {
        let terms = team.memberships().iter().map(|term| term.period);
        let grants = team.authority.iter().map(|grant| grant.period);
        let lines = terms
            .enumerate()
            .map(|(index, period)| (line("members", index), period))
            .chain(
                grants
                    .enumerate()
                    .map(|(index, period)| (line("authority", index), period)),
            );
        let mut found = Vec::new();
        for (path, period) in lines {
            if let Some(message) = outside(team, period) {
                let hint = "put its dates inside those of the team, or mend those of the team";
                let finding = Finding::warning(Code::OutsideTeam, at_team(id, path), message);
                found.push(finding.hint(hint));
            }
        }
        report.found.append(&mut found);
    }
}

pub(super) fn nothing_stays_open_in_a_dissolved_team(report: &mut Report<'_>) {
    let day = report.day;
    for (id, team) in &report.org.teams {
        let Some(gone) = team.dissolved.filter(|gone| gone.first_day() <= day) else {
            continue;
        };
        let terms = team.memberships().iter().map(|term| term.period);
        let grants = team.authority.iter().map(|grant| grant.period);
        let open = |list: &'static str| {
            move |(index, period): (usize, Period)| period.is_open().then(|| line(list, index))
        };
        let paths: Vec<_> = terms
            .enumerate()
            .filter_map(open("members"))
            .chain(grants.enumerate().filter_map(open("authority")))
            .collect();
        for path in paths {
            let message = format!(
                "{} is dissolved since {gone}, and this is still open",
                team.name
            );
            let finding = Finding::error(Code::OpenAfterEnd, at_team(id, path), message);
            report.push(finding.hint(last_day_hint(gone)));
        }
    }
}

/// What was ended on the day on which it began was never there for a day, and
/// may be on record: two decisions of one day do that.
pub(super) fn ends_follow_beginnings(report: &mut Report<'_>) {
    for (id, team) in &report.org.teams {
        if let (Some(formed), Some(gone)) = (team.formed, team.dissolved)
            && gone.last_day() < formed.first_day()
        {
            let message = format!("it was dissolved in {gone}, before it was formed in {formed}");
            let place = at_team(id, top("dissolved"));
            report.found.push(contradiction(place, message));
        }
        itself(report, id, team);
    }
    for (id, area) in &report.org.areas {
        if let (Some(opened), Some(closed)) = (area.opened, area.closed)
            && closed.last_day() < opened.first_day()
        {
            let message = format!("it was closed in {closed}, before it was opened in {opened}");
            report
                .found
                .push(contradiction(at_area(id, top("closed")), message));
        }
    }
}

fn contradiction(place: crate::base::Place, message: String) -> Finding {
    Finding::error(Code::DatesContradict, place, message).hint("mend one of the two dates")
}

/// A team that came after itself, or that something came after while it lives.
fn itself(report: &mut Report<'_>, id: &TeamId, team: &Team) {
    if let Some(index) = team.succeeded_by.iter().position(|next| next == id) {
        let place = at_team(id, top("succeeded_by").index(index));
        let message = format!("{} cannot come after itself", team.name);
        report.push(Finding::error(Code::Cycle, place, message).hint("remove it"));
    } else if !team.succeeded_by.is_empty() && team.dissolved.is_none() {
        let place = at_team(id, top("succeeded_by"));
        let message = format!("{} has a successor, and is not dissolved", team.name);
        let finding = Finding::warning(Code::DatesContradict, place, message);
        report.push(finding.hint("add `dissolved:`, or remove the successor"));
    }
}
