//! What it takes to pass each stage with those who could vote today.

use std::collections::{BTreeMap, BTreeSet};

use super::Report;
use crate::base::{Exact, PersonId, RuleId, TeamId, exact};
use crate::finding::{Code, Finding, Severity};
use crate::org::Standing;
use crate::rule::analysis::reach;
use crate::rule::condition::{Mention, Quantity};
use crate::rule::{Quantities, Rolls, Rule, Stage, VacantSeats};

/// Rolls of the day; nobody is `subject` or an author, as there is no proposal.
pub(crate) struct Today<'a>(pub(crate) &'a Standing<'a>);

impl Rolls for Today<'_> {
    fn roll(&self, team: &TeamId) -> Option<BTreeSet<PersonId>> {
        self.0.organisation().teams.get(team)?;
        let members = self.0.members(team)?;
        Some(members.into_iter().cloned().collect())
    }

    fn subject(&self) -> BTreeSet<PersonId> {
        BTreeSet::new()
    }

    fn authors(&self) -> BTreeSet<PersonId> {
        BTreeSet::new()
    }
}

pub(super) fn stages_can_be_passed(report: &mut Report<'_>) {
    let rules: Vec<_> = report.rules().collect();
    for (id, rule) in rules {
        // A rule that contradicts itself, or names what is not there, has
        // findings of its own; numbers about it would be noise.
        let broken = rule
            .problems(id)
            .iter()
            .any(|finding| finding.severity == Severity::Error);
        let there = |team: &TeamId| {
            let team = report.org.teams.get(team);
            team.is_some_and(|team| team.alive_on(report.day))
        };
        if broken || !rule.teams().iter().all(there) {
            continue;
        }
        for index in 0..rule.stages.len() {
            stage(report, id, rule, index);
        }
    }
}

/// The weight of each elector: the highest that a team of theirs has.
pub(crate) fn weights(
    standing: &Standing<'_>,
    stage: &Stage,
    people: &BTreeSet<PersonId>,
) -> Vec<Exact> {
    let rolls = Today(standing);
    let teams: BTreeMap<&TeamId, BTreeSet<PersonId>> = stage
        .weights
        .keys()
        .map(|team| (team, rolls.roll(team).unwrap_or_default()))
        .collect();
    let weight = |person: &PersonId| {
        let of = stage.weights.iter();
        of.filter(|(team, _)| teams.get(team).is_some_and(|roll| roll.contains(person)))
            .map(|(_, weight)| weight.clone())
            .max()
            .unwrap_or_else(|| exact(1))
    };
    people.iter().map(weight).collect()
}

/// The sums before anybody has voted.
pub(crate) fn before(standing: &Standing<'_>, stage: &Stage, weights: &[Exact]) -> Quantities {
    let mut quantities = sizes(standing);
    if let Some(team) = stage.electorate.single_team() {
        quantities = quantities.of_team(team);
    }
    quantities.electorate = weights.iter().sum();
    quantities.silent = weights.iter().sum();
    let vacant = match (quantities.seats, quantities.serving) {
        (Some(seats), Some(serving)) => exact(seats.saturating_sub(serving)),
        _ => exact(0),
    };
    match stage.vacant_seats {
        VacantSeats::Ignored => {}
        VacantSeats::For => quantities.in_favour = vacant,
        VacantSeats::Against => quantities.against = vacant,
        VacantSeats::Abstain => quantities.abstain = vacant,
    }
    quantities
}

/// What conditions may ask of the organisation, without a vote.
pub(crate) fn sizes(standing: &Standing<'_>) -> Quantities {
    let mut quantities = Quantities::default();
    for (id, team) in &standing.organisation().teams {
        if let Some(seats) = team.seats {
            quantities.seats_of.insert(id.clone(), u64::from(seats));
        }
        if let Some(serving) = standing.serving(id) {
            quantities.serving_of.insert(id.clone(), serving as u64);
        }
    }
    quantities
}

fn stage(report: &mut Report<'_>, id: &RuleId, rule: &Rule, index: usize) {
    let Some(stage) = rule.stages.get(index) else {
        return;
    };
    // `subject` and `authors` alone are nobody as long as there is no
    // proposal; and how many sponsors there are nobody knows before.
    let sponsors = Mention::Quantity(Quantity::Sponsors);
    let sponsored = stage
        .conditions()
        .iter()
        .any(|(_, it)| it.mentions().iter().any(|(found, _)| *found == sponsors));
    if stage.electorate.teams().is_empty() || sponsored {
        return;
    }
    let Ok(people) = stage.electorate.members(&Today(&report.standing)) else {
        return;
    };
    let weights = weights(&report.standing, stage, &people);
    let base = before(&report.standing, stage, &weights);
    let Some(reach) = reach(stage, &base, &weights) else {
        return;
    };
    let found = reach.findings(id, index, stage, people.len());
    let said = |finding: &Finding| match finding.code {
        Code::RuleImpassable => true,
        // That nobody can vote says it all.
        _ => !people.is_empty(),
    };
    report.found.extend(found.into_iter().filter(said));
}
