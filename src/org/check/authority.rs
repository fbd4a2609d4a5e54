//! Authority over areas.

use std::collections::{BTreeMap, BTreeSet};

use super::{Report, at_team, top};
use crate::base::{AreaId, NodePath, PartialDate, Period, Power, TeamId, Until};
use crate::finding::{Code, Finding, nearest};
use crate::org::{Kind, Team};

/// A period cut to the life of its team; none where nothing of it is left.
pub(super) fn in_life(team: &Team, period: Period) -> Option<Period> {
    // A start that is not said is the team's own.
    let from = period.from().or(team.formed);
    let period = Period::new(from, period.until()).ok()?;
    match team.dissolved {
        Some(gone) => period.ended_on(gone.first_day()),
        None => Some(period),
    }
}

/// One line that gives control of an area.
struct Control<'a> {
    team: &'a TeamId,
    index: usize,
    period: Period,
}

pub(super) fn one_controller_at_a_time(report: &mut Report<'_>) {
    let org = report.org;
    let mut by_area: BTreeMap<&AreaId, Vec<Control<'_>>> = BTreeMap::new();
    for (team, entry) in &org.teams {
        for (index, grant) in entry.authority.iter().enumerate() {
            let Some(period) = in_life(entry, grant.period) else {
                continue;
            };
            if grant.powers.contains(&Power::control()) {
                let controls = by_area.entry(&grant.area).or_default();
                controls.push(Control {
                    team,
                    index,
                    period,
                });
            }
        }
    }
    for (id, controls) in by_area {
        if org.areas.get(id).is_none_or(|area| area.shared) {
            continue;
        }
        rivals(report, id, controls);
    }
}

/// Goes through the lines by their beginnings. A line meets an earlier one of
/// another team if the one of these that lasts longest is not over; so one
/// pass finds every line that begins while another team is in control, and
/// reports it with that one.
fn rivals(report: &mut Report<'_>, area: &AreaId, mut controls: Vec<Control<'_>>) {
    controls.retain(|control| control.period.sure().is_some());
    controls.sort_by_key(|control| control.period.sure());
    let end = |control: &Control<'_>| control.period.sure().map(|(_, end)| end);
    // The line that lasts longest, and the one of another team that does.
    let mut longest: Option<usize> = None;
    let mut second: Option<usize> = None;
    let mut told: BTreeSet<(&TeamId, usize)> = BTreeSet::new();
    for (n, one) in controls.iter().enumerate() {
        let other_team = |at: &usize| controls.get(*at).is_some_and(|it| it.team != one.team);
        let rival = longest.filter(other_team).or(second.filter(other_team));
        if let Some(rival) = rival.and_then(|at| controls.get(at))
            && one.period.overlaps(rival.period)
        {
            for (here, there) in [(rival, one), (one, rival)] {
                if told.insert((here.team, here.index)) {
                    both(report, area, here, there);
                }
            }
        }
        let lasts = |at: Option<usize>| at.and_then(|at| controls.get(at)).and_then(end);
        if end(one) > lasts(longest) {
            if longest.is_some_and(|at| other_team(&at)) {
                second = longest;
            }
            longest = Some(n);
        } else if longest.is_some_and(|at| other_team(&at)) && end(one) > lasts(second) {
            second = Some(n);
        }
    }
}

fn both(report: &mut Report<'_>, area: &AreaId, one: &Control<'_>, other: &Control<'_>) {
    let org = report.org;
    let (name, rival) = (org.area_name(area), org.team_name(other.team));
    let when = match common(one.period, other.period) {
        Some(period) => format!(" ({period})"),
        None => String::new(),
    };
    let message = format!("{name} is controlled by {rival} too{when}");
    let hint =
        format!("end one of the two with `until:`, or write `shared: true` in areas/{area}.yaml");
    let place = at_team(one.team, top("authority").index(one.index));
    report.push(Finding::error(Code::TwoControllers, place, message).hint(hint));
}

/// The time that two periods share, as far as their ends say it.
fn common(one: Period, other: Period) -> Option<Period> {
    let from = one.from().max(other.from());
    let end = |period: Period| match period.until() {
        Until::At(date) => Some(date),
        _ => None,
    };
    let until = match (end(one), end(other)) {
        (Some(a), Some(b)) => Until::At(a.min(b)),
        (Some(a), None) | (None, Some(a)) => Until::At(a),
        (None, None) => Until::Open,
    };
    let unsaid = from.is_none() && until == Until::Open;
    (!unsaid).then(|| Period::new(from, until).ok()).flatten()
}

pub(super) fn powers_are_listed(report: &mut Report<'_>) {
    let listed = &report.org.about.powers;
    for (id, team) in &report.org.teams {
        for (index, grant) in team.authority.iter().enumerate() {
            let unlisted = grant.powers.iter();
            for power in unlisted.filter(|it| !it.is_control() && !listed.contains_key(*it)) {
                let path = top("authority").index(index).key("powers");
                let place = at_team(id, path.item(power.as_str()));
                let known = listed.keys().map(Power::as_str);
                let hint = match nearest(power.as_str(), known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        "list it under `powers:` in organisation.yaml, with a sentence".to_owned()
                    }
                };
                let message = format!("`{power}` is no power of this organisation");
                report
                    .found
                    .push(Finding::error(Code::UnlistedPower, place, message).hint(hint));
            }
        }
    }
}

pub(super) fn honorary_teams_hold_no_powers(report: &mut Report<'_>) {
    for (id, team) in &report.org.teams {
        if team.kind == Kind::Honorary && !team.authority.is_empty() {
            let message = format!("{} is an honorary title, which has no powers", team.name);
            let finding = Finding::error(
                Code::HonoraryPowers,
                at_team(id, NodePath::root().key_of("authority")),
                message,
            );
            let hint = "remove the authority, or make it another kind, such as `kind: role`";
            report.found.push(finding.hint(hint));
        }
    }
}

pub(super) fn authority_ends_with_its_area(report: &mut Report<'_>) {
    let org = report.org;
    for (id, team) in &org.teams {
        for (index, grant) in team.authority.iter().enumerate() {
            let area = org.areas.get(&grant.area);
            let Some((area, closed)) = area.and_then(|it| Some((it, it.closed?))) else {
                continue;
            };
            let open = grant.period.is_open() && team.dissolved.is_none();
            if open && closed.first_day() <= report.day {
                let path = top("authority").index(index).key("area");
                let message = format!(
                    "{} is closed since {closed}, and this is still open",
                    area.name
                );
                let finding = Finding::error(Code::OpenAfterEnd, at_team(id, path), message);
                report.push(finding.hint(last_day_hint(closed)));
            }
        }
    }
}

/// What to write where something ends on the first day without it.
pub(super) fn last_day_hint(gone: PartialDate) -> String {
    match gone.first_day().yesterday() {
        Ok(last) if gone.is_day() => format!("add `until: {last}`"),
        _ => format!("add `until:` with its last day, before {gone}"),
    }
}

/// The path of a team's line.
pub(super) fn line(list: &str, index: usize) -> NodePath {
    top(list).index(index)
}
