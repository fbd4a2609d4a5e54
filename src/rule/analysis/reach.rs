//! What it takes to pass a stage with today's electorate, before anybody has
//! voted.

use std::collections::BTreeSet;

use super::cast::Cast;
use super::{MOST, bound, counts, each_count, ends, groups, passes};
use crate::base::{EntityId, Exact, NodePath, OutcomeName, Place, RuleId, exact};
use crate::finding::{Code, Finding};
use crate::rule::condition::{Mention, Quantities};
use crate::rule::model::{BallotKind, Recusal, Route, Stage, StageOutcome};

/// How many rows a table by turnout has at most.
const ROWS: u64 = 12;

/// With so many ballots, how many must be in favour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TurnoutRow {
    /// Ballots cast.
    pub ballots: u64,
    /// The fewest of them in favour that pass, all others being against;
    /// `None` where no number does.
    pub in_favour: Option<u64>,
}

/// What it takes to pass a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The fewest votes in favour (or consents) that pass, by weight, with the
    /// other electors doing whatever helps most; `None` where nothing passes,
    /// or where `exact` is false and it was not worked out.
    pub fewest: Option<Exact>,
    /// Whether any ballots pass.
    pub any: bool,
    /// Whether it passes though nobody votes.
    pub silence: bool,
    /// Whether one ballot alone, all others silent, passes.
    pub single: bool,
    /// The outcomes that no ballots bring about.
    pub never: Vec<OutcomeName>,
    /// By turnout, for electors of one weight and ballots for and against.
    pub turnout: Vec<TurnoutRow>,
    /// Whether all of this is exact. Else `any` and `never` come from bounds:
    /// an outcome in `never` is truly never reached, another may not be.
    pub exact: bool,
}

/// What it takes to pass a stage of one question, if nobody recuses
/// themselves: with recusals, one vote could pass anything that is measured by
/// the electorate, which says nothing of the rule. `base` has the sums before
/// anybody voted, with vacant seats that count, and all electors silent;
/// `weights` are theirs. Things outside the ballots that a condition asks for
/// (days, attestations) are tried both ways. `None` for a ballot of several
/// options.
pub fn reach(stage: &Stage, base: &Quantities, weights: &[Exact]) -> Option<Reach> {
    if !stage.ballot.is_single_question() {
        return None;
    }
    let stage = &Stage {
        recusal: Recusal::Forbidden,
        ..stage.clone()
    };
    let worlds = worlds(stage, base);
    let share = MOST / (worlds.len() as u64).max(1);
    let exactly = stage.step.is_none() && counts(stage, weights) <= share;
    let mut seen: BTreeSet<StageOutcome> = BTreeSet::new();
    let mut fewest: Option<Exact> = None;
    let mut exact_all = exactly;
    for world in &worlds {
        if !exactly {
            let mut found = super::Prospects {
                possible: BTreeSet::new(),
                exact: true,
                undecided: false,
            };
            bound::prospects(stage, world, weights, &mut found);
            exact_all &= found.exact;
            seen.extend(found.possible);
            continue;
        }
        each_count(stage, world, weights, &mut |quantities| {
            let Some(outcome) = ends(stage, quantities) else {
                return;
            };
            if passes(stage, &outcome) {
                let favour = in_favour(stage, quantities) - in_favour(stage, world);
                if fewest.as_ref().is_none_or(|known| favour < *known) {
                    fewest = Some(favour);
                }
            }
            seen.insert(outcome);
        });
    }
    let never = stage.outcomes.iter().map(|(name, _)| name);
    Some(Reach {
        fewest,
        any: seen.iter().any(|outcome| passes(stage, outcome)),
        silence: worlds
            .iter()
            .any(|world| ends(stage, world).is_some_and(|it| passes(stage, &it))),
        single: worlds.iter().any(|world| single(stage, world, weights)),
        never: never
            .filter(|name| !seen.contains(&StageOutcome::from((*name).clone())))
            .cloned()
            .collect(),
        turnout: worlds
            .first()
            .map_or_else(Vec::new, |world| turnout(stage, world, weights)),
        exact: exact_all,
    })
}

fn in_favour<'a>(stage: &Stage, quantities: &'a Quantities) -> &'a Exact {
    if stage.ballot == BallotKind::Consent {
        &quantities.consents
    } else {
        &quantities.in_favour
    }
}

fn single(stage: &Stage, base: &Quantities, weights: &[Exact]) -> bool {
    let choices = || {
        Cast::of(stage)
            .into_iter()
            .filter(|it| it.effect(super::Quantity::Ballots) > 0)
    };
    groups(weights).iter().any(|(weight, _)| {
        choices().any(|choice| {
            let mut quantities = base.clone();
            choice.add(weight, &mut quantities);
            ends(stage, &quantities).is_some_and(|outcome| passes(stage, &outcome))
        })
    })
}

/// Fewest in favour by turnout: every number of ballots up to twelve electors,
/// else twelve numbers evenly spread.
fn turnout(stage: &Stage, base: &Quantities, weights: &[Exact]) -> Vec<TurnoutRow> {
    let groups = groups(weights);
    let (favour, against) = match stage.ballot {
        BallotKind::Consent => (Cast::Consent, Cast::StandAside),
        _ => (Cast::For, Cast::Against),
    };
    let [(weight, electors)] = groups.as_slice() else {
        return Vec::new();
    };
    let rows = ROWS.min(*electors);
    let mut table = Vec::new();
    for row in 1..=rows {
        let ballots = (electors * row).div_ceil(rows);
        let mut quantities = base.clone();
        against.add(&(weight * exact(ballots)), &mut quantities);
        let mut passing = None;
        for number in 0..=ballots {
            if ends(stage, &quantities).is_some_and(|outcome| passes(stage, &outcome)) {
                passing = Some(number);
                break;
            }
            against.add(&-weight, &mut quantities);
            favour.add(weight, &mut quantities);
        }
        table.push(TurnoutRow {
            ballots,
            in_favour: passing,
        });
    }
    table
}

/// The ways in which things outside the ballots can stand: today and long
/// after, and each attestation given or not. A condition that holds only
/// between two days (`days > 3 and days < 5`) is not looked for.
fn worlds(stage: &Stage, base: &Quantities) -> Vec<Quantities> {
    let mentions: Vec<Mention> = stage
        .conditions()
        .into_iter()
        .filter(|(keys, _)| matches!(keys.first(), Some(&"outcomes" | &"quorum")))
        .flat_map(|(_, condition)| condition.mentions())
        .map(|(mention, _)| mention)
        .collect();
    let mut worlds = vec![base.clone()];
    if mentions.contains(&Mention::Quantity(super::Quantity::Days)) {
        let late = Quantities {
            // Later than any period that a rule can state.
            days: base.days.max(36_525),
            ..base.clone()
        };
        worlds.push(late);
    }
    let names = mentions.iter().filter_map(|mention| match mention {
        Mention::Attested(name) if !base.attested.contains(name) => Some(name),
        _ => None,
    });
    let names: BTreeSet<_> = names.collect();
    // Few rules ask for more than one; eight worlds are enough for three.
    for name in names.into_iter().take(3) {
        for at in 0..worlds.len() {
            if let Some(world) = worlds.get(at) {
                let mut attested = world.clone();
                attested.attested.insert(name.clone());
                worlds.push(attested);
            }
        }
    }
    worlds
}

impl Reach {
    /// What is worth saying: that nobody can pass the stage, that it passes
    /// without a ballot, that one ballot alone passes it though there are more
    /// electors, and outcomes that no ballots bring about. `index` is the stage's place in its rule.
    pub fn findings(
        &self,
        rule: &RuleId,
        index: usize,
        stage: &Stage,
        electors: usize,
    ) -> Vec<Finding> {
        let path = || NodePath::root().key("stages").index(index);
        let place = |path| Place::of(EntityId::Rule(rule.clone()), path);
        let id = &stage.id;
        let mut found = Vec::new();
        // A stage that goes on however it ends only advises later ones.
        let mut names = stage.outcomes.iter().map(|(name, _)| name);
        let advises = names.all(|name| {
            let route = stage.route(&name.clone().into());
            matches!(route, Some(Route::Continue))
        });
        if !self.any {
            let who = match electors {
                0 => "there are no electors".to_owned(),
                1 => "there is 1 elector".to_owned(),
                n => format!("there are {n} electors"),
            };
            let message = format!("no ballots can pass stage `{id}`: {who}");
            let finding = Finding::warning(Code::RuleImpassable, place(path()), message);
            found.push(finding.hint("change what it needs, or fill the seats of its electorate"));
        } else if self.silence {
            // Meant, where the rule says so; but whoever reads a list of
            // findings should know.
            let message = format!("stage `{id}` passes though nobody votes");
            let finding = Finding::note(Code::RuleSilencePasses, place(path()), message);
            found.push(finding.hint("`lazy: true` makes it so; without it silence rejects"));
        } else if self.single && electors > 1 && !advises {
            let message = format!("one ballot alone passes stage `{id}`, with {electors} electors");
            let finding = Finding::warning(Code::RuleSingleBallot, place(path()), message);
            found.push(finding.hint("add a `quorum:`, or ask for a part of the electorate"));
        }
        for name in &self.never {
            // Where nothing passes, that is said already.
            if !self.any && passes(stage, &name.clone().into()) {
                continue;
            }
            let path = path().key("outcomes").key(name.as_str());
            let message = format!("no ballots of today's electorate end as `{name}`");
            found.push(Finding::warning(
                Code::RuleUnreachable,
                place(path),
                message,
            ));
        }
        found
    }
}
