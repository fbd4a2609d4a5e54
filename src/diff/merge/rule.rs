//! Rules, stage by stage.

use std::collections::{BTreeMap, BTreeSet};

use super::{Clash, Merge3, Merged3, Three, list, merged, value};
use crate::base::StageId;
use crate::rule::{Rule, Stage};

merged! { Rule {
    value {
        title source may_propose may_open may_cancel sponsors triggers acts_first status_quo
        repealed
    }
    apart { decides by list::set, blocked_while by list::set, stages by stages, }
} }

merged! { Stage {
    value {
        when electorate weights recusal vacant_seats ballot reason change secrecy step notice
        delay period extend close_early close_when held_for grace restart_on blackout lazy quorum
        count outcomes then returns
    }
    apart { id by id, }
} }

/// Only stages of one id are merged.
fn id(_what: &str, three: &Three<StageId>, _clashes: &mut Vec<Clash>) -> StageId {
    three.ours.clone()
}

fn stages(what: &str, three: &Three<Vec<Stage>>, clashes: &mut Vec<Clash>) -> Vec<Stage> {
    if let Some(settled) = three.settled() {
        return settled.clone();
    }
    let ids = |stages: &[Stage]| stages.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
    let (base, ours, theirs) = (ids(three.base), ids(three.ours), ids(three.theirs));
    let order = Three::new(&base, &ours, &theirs);
    let unique = |ids: &[StageId]| ids.iter().collect::<BTreeSet<_>>().len() == ids.len();
    let (Some(order), true) = (order.settled(), unique(&ours) && unique(&theirs)) else {
        return value(what, three, clashes);
    };
    let by_id = |stages: &'_ [Stage]| -> BTreeMap<StageId, Stage> {
        let stages = stages.iter();
        stages.map(|it| (it.id.clone(), it.clone())).collect()
    };
    let (base, ours, theirs) = (by_id(three.base), by_id(three.ours), by_id(three.theirs));
    let mut merged = Vec::new();
    for id in order {
        match (base.get(id), ours.get(id), theirs.get(id)) {
            (Some(was), Some(our), Some(their)) => {
                let Merged3 {
                    merged: stage,
                    clashes: found,
                } = Stage::merge3(was, our, their);
                clashes.extend(found.into_iter().map(|clash| Clash {
                    what: format!("stage {id}: {}", clash.what),
                    ..clash
                }));
                merged.push(stage);
            }
            (_, our, their) => merged.extend(our.or(their).cloned()),
        }
    }
    // One side amended what the other took out.
    for (id, was) in &base {
        if order.contains(id) {
            continue;
        }
        let other = ours.get(id).or_else(|| theirs.get(id));
        if other.is_some_and(|other| other != was) {
            let there = |side: &BTreeMap<_, _>| side.get(id).map(|_| "amended".to_owned());
            clashes.push(Clash {
                what: format!("stage {id}"),
                ours: there(&ours),
                theirs: there(&theirs),
            });
        }
    }
    merged
}
