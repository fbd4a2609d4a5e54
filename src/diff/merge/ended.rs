//! A body that one side ends and the other goes on with: each of the two is
//! clean by itself, and together they make a body that is gone and holds
//! something.

use std::collections::BTreeSet;

use super::{Clash, list};
use crate::org::Team;

/// What one side gives to a body that the other dissolves: powers, and members.
pub(super) fn given_to(base: &Team, ours: &Team, theirs: &Team, clashes: &mut Vec<Clash>) {
    let had = held(base);
    for (ending, other, here) in [(ours, theirs, true), (theirs, ours, false)] {
        let (None, Some(day), None) = (base.dissolved, ending.dissolved, other.dissolved) else {
            continue;
        };
        for what in held(other).difference(&had) {
            let day = Some(day.to_string());
            let (ours, theirs) = if here { (day, None) } else { (None, day) };
            let what = format!("dissolved: {what}");
            clashes.push(Clash { what, ours, theirs });
        }
    }
}

/// What a body holds without an end, in the keys of clashes.
fn held(team: &Team) -> BTreeSet<String> {
    let grants = team.authority.iter().filter(|it| it.period.is_open());
    let powers = grants.flat_map(|grant| {
        let of = |power| format!("{power} over {}", grant.area);
        grant.powers.iter().map(of)
    });
    let terms = team.memberships().iter().filter(|it| it.period.is_open());
    let members = terms.map(|it| format!("member {}", list::text(&it.holder)));
    powers.chain(members).collect()
}
