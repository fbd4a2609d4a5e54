//! The powers of a team over areas: each power over each area by itself.

use std::collections::{BTreeMap, BTreeSet};

use super::{Clash, Three};
use crate::base::{AreaId, Period, Power};
use crate::org::Grant;

type Held = BTreeMap<(AreaId, Power), BTreeSet<Period>>;

fn held(grants: &[Grant]) -> Held {
    let mut held = Held::new();
    for grant in grants {
        for power in &grant.powers {
            let periods = held.entry((grant.area.clone(), power.clone()));
            periods.or_default().insert(grant.period);
        }
    }
    held
}

fn said(periods: Option<&BTreeSet<Period>>) -> Option<String> {
    let all: Vec<String> = periods?.iter().map(ToString::to_string).collect();
    Some(all.join("; "))
}

/// Merges two lists of grants. Our grants stay as they are grouped; what only
/// the other side changed is taken out of them and put behind them.
pub(super) fn merge(what: &str, three: &Three<Vec<Grant>>, clashes: &mut Vec<Clash>) -> Vec<Grant> {
    if let Some(settled) = three.settled() {
        return settled.clone();
    }
    let (base, ours, theirs) = (held(three.base), held(three.ours), held(three.theirs));
    let keys: BTreeSet<_> = base
        .keys()
        .chain(ours.keys())
        .chain(theirs.keys())
        .collect();
    let mut changed = BTreeSet::new();
    for key in keys {
        let sides = (base.get(key), ours.get(key), theirs.get(key));
        match Three::new(&sides.0, &sides.1, &sides.2).settled() {
            Some(settled) if *settled == sides.1 => {}
            Some(_) => _ = changed.insert(key.clone()),
            None => clashes.push(Clash {
                what: format!("{what}: {} over {}", key.1, key.0),
                ours: said(sides.1),
                theirs: said(sides.2),
            }),
        }
    }
    let of = |grant: &Grant, with: bool| {
        let powers = grant.powers.iter();
        let powers: BTreeSet<Power> = powers
            .filter(|power| changed.contains(&(grant.area.clone(), (*power).clone())) == with)
            .cloned()
            .collect();
        (!powers.is_empty()).then(|| Grant {
            powers,
            ..grant.clone()
        })
    };
    let kept = three.ours.iter().filter_map(|grant| of(grant, false));
    let taken = three.theirs.iter().filter_map(|grant| of(grant, true));
    kept.chain(taken).collect()
}
