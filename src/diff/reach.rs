//! Whether those who serve on a day can pass a rule: the analysis of its
//! stages, asked with the rolls and seats of that day.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Exact, PersonId, TeamId, exact};
use crate::org::Standing;
use crate::rule::electorate::ElectorateExpr;
use crate::rule::{
    Electorate, Quantities, Rolls, Route, Rule, Stage, UnknownRoll, VacantSeats, analysis,
};

use super::consequences::Reach;

/// Whether a rule can be passed by those who serve on a day, with nobody
/// concerned by the proposal.
///
/// Only what is sure is called out of reach: a stage that takes place only
/// under a condition, or from which an outcome leads elsewhere, may be gone
/// around, and a roll that is made by the proposal is not known here.
pub fn reach(rule: &Rule, standing: &Standing<'_>) -> Reach {
    let mut unknown = None;
    for stage in &rule.stages {
        match of_stage(stage, standing) {
            Reach::InReach => {}
            Reach::Unknown(why) => unknown = unknown.or(Some(why)),
            Reach::OutOfReach(_) if avoidable(rule, stage) => {}
            Reach::OutOfReach(why) => return Reach::OutOfReach(why),
        }
    }
    unknown.map_or(Reach::InReach, Reach::Unknown)
}

/// Whether a decision can be made without passing this stage.
fn avoidable(rule: &Rule, stage: &Stage) -> bool {
    let elsewhere = |stage: &Stage| {
        let routes = stage.then.values();
        routes
            .into_iter()
            .any(|route| matches!(route, Route::Stage(_) | Route::Start(_) | Route::Accept))
    };
    let before = rule.stages.iter().take_while(|it| it.id != stage.id);
    stage.when.is_some() || elsewhere(stage) || before.into_iter().any(elsewhere)
}

fn of_stage(stage: &Stage, standing: &Standing<'_>) -> Reach {
    let org = standing.organisation();
    let members = match stage.electorate.members(&Today(standing)) {
        Ok(members) => members,
        // A finding is yet to be made.
        Err(UnknownRoll::Attested(_)) => return Reach::InReach,
        Err(UnknownRoll::Team(team)) => {
            let team = org.team_name(&team);
            return Reach::Unknown(format!("who serves in {team} is not known"));
        }
    };
    if members.is_empty() {
        if by_proposal(stage.electorate.expr()) {
            return Reach::InReach;
        }
        return Reach::OutOfReach(format!("stage {} has no electors", stage.id));
    }
    let weights: Vec<Exact> = members
        .iter()
        .map(|person| weight(stage, person, standing))
        .collect();
    let base = quantities(stage, &weights, standing);
    match analysis::reach(stage, &base, &weights) {
        Some(found) if !found.any => {
            let electors = members.len();
            let plural = if electors == 1 { "" } else { "s" };
            Reach::OutOfReach(format!(
                "no ballots of the {electors} elector{plural} of stage {} pass it",
                stage.id
            ))
        }
        Some(_) | None => Reach::InReach,
    }
}

/// The rolls of a day, with nobody as subject or author.
struct Today<'s, 'o>(&'s Standing<'o>);

impl Rolls for Today<'_, '_> {
    fn roll(&self, team: &TeamId) -> Option<BTreeSet<PersonId>> {
        // A body that ended has no members; of one that never was, nobody knows.
        if !self.0.organisation().teams.contains_key(team) {
            return None;
        }
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

/// Whether the proposal itself, or a finding yet to be made, may put somebody
/// into an electorate.
fn by_proposal(expr: &ElectorateExpr) -> bool {
    match expr {
        ElectorateExpr::Team(..) => false,
        ElectorateExpr::Subject | ElectorateExpr::Authors | ElectorateExpr::Attested(_) => true,
        ElectorateExpr::Or(parts) => parts.iter().any(by_proposal),
        ElectorateExpr::And(first, _) => by_proposal(first),
    }
}

fn weight(stage: &Stage, person: &PersonId, standing: &Standing<'_>) -> Exact {
    let serves = |team: &TeamId| {
        let members = standing.members(team);
        members.is_some_and(|members| members.contains(person))
    };
    let weights = stage.weights.iter().filter(|(team, _)| serves(team));
    let highest = weights.map(|(_, weight)| weight.clone()).max();
    highest.unwrap_or_else(|| exact(1))
}

/// The sums of a stage before anybody voted.
fn quantities(stage: &Stage, weights: &[Exact], standing: &Standing<'_>) -> Quantities {
    let all: Exact = weights.iter().sum();
    let mut serving_of = BTreeMap::new();
    let mut seats_of = BTreeMap::new();
    for (id, team) in standing.teams() {
        if let Some(serving) = standing.serving(id) {
            serving_of.insert(id.clone(), serving as u64);
        }
        if let Some(seats) = team.seats {
            seats_of.insert(id.clone(), u64::from(seats));
        }
    }
    let mut base = Quantities {
        electorate: all.clone(),
        silent: all,
        seats_of,
        serving_of,
        ..Quantities::default()
    };
    let Some(team) = Electorate::single_team(&stage.electorate) else {
        return base;
    };
    base = base.of_team(team);
    let (seats, serving) = (base.seats.unwrap_or(0), base.serving.unwrap_or(0));
    let vacant = exact(seats.saturating_sub(serving));
    match stage.vacant_seats {
        VacantSeats::Ignored => {}
        VacantSeats::For => base.in_favour += vacant,
        VacantSeats::Against => base.against += vacant,
        VacantSeats::Abstain => base.abstain += vacant,
    }
    base
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::fixture::{AFTER, BEFORE, after, before, core_vote, id};
    use crate::rule::Condition;

    fn board_vote(need: &str) -> Rule {
        let mut rule = core_vote();
        let stage = &mut rule.stages[0];
        stage.electorate = Electorate::parse("technical-board").unwrap();
        stage.outcomes[0].1 = Some(Condition::parse(need).unwrap());
        rule
    }

    #[test]
    fn a_dissolved_electorate_passes_nothing() {
        assert_eq!(reach(&core_vote(), &before().on(BEFORE)), Reach::InReach);
        assert_eq!(
            reach(&core_vote(), &after().on(AFTER)),
            Reach::OutOfReach("stage core has no electors".to_owned())
        );
    }

    #[test]
    fn a_threshold_of_seats_counts_the_vacant_ones() {
        let org = after();
        let today = org.on(AFTER);
        // Three of five seats are taken.
        assert_eq!(
            reach(&board_vote("for >= 3/5 of seats"), &today),
            Reach::InReach
        );
        assert_eq!(
            reach(&board_vote("for >= 4/5 of seats"), &today),
            Reach::OutOfReach("no ballots of the 3 electors of stage core pass it".to_owned())
        );
        let mut filled = board_vote("for >= 4/5 of seats");
        filled.stages[0].vacant_seats = VacantSeats::For;
        assert_eq!(reach(&filled, &today), Reach::InReach);
    }

    #[test]
    fn what_is_not_known_and_what_can_be_gone_around_is_not_called_out_of_reach() {
        let org = after();
        let today = org.on(AFTER);
        let mut rule = core_vote();
        rule.stages[0].electorate = Electorate::parse("dsf-board").unwrap();
        assert_eq!(
            reach(&rule, &today),
            Reach::Unknown("who serves in DSF Board is not known".to_owned())
        );
        rule.stages[0].electorate = Electorate::parse("authors").unwrap();
        assert_eq!(reach(&rule, &today), Reach::InReach);
        let mut rule = core_vote();
        rule.stages[0].then = BTreeMap::from([(id("reject"), Route::Start(id("other")))]);
        assert_eq!(reach(&rule, &today), Reach::InReach);
    }
}
