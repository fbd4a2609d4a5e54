//! The difference that a proposal makes has every one of its changes.

use proptest::prelude::*;

use super::*;
use crate::base::Date;
use crate::proposal::properties::{changes, example};
use crate::proposal::{Change, apply_all};

/// The ids of everything that says something else, or is on one side alone.
fn altered(before: &Organisation, after: &Organisation) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    macro_rules! compare {
        ($($map:ident)+) => {$(
            for id in before.$map.keys().chain(after.$map.keys()) {
                if before.$map.get(id) != after.$map.get(id) {
                    ids.insert(id.to_string());
                }
            }
        )+};
    }
    compare!(people teams areas rules constraints events);
    ids
}

/// Whether a difference names everything that was altered.
fn names_all(before: &Organisation, after: &Organisation, day: Date) -> Result<(), String> {
    let (was, is) = (before.on(day), after.on(day));
    let hints = Hints::of_proposal(Vec::new(), Vec::new(), Vec::new());
    let found = OrgDiff::between(&was, &is, &hints);
    if found.is_empty() != (before == after) {
        return Err(format!("empty: {}", found.is_empty()));
    }
    let said = format!("{found:?}");
    let unsaid = altered(before, after);
    let unsaid = unsaid
        .iter()
        .find(|id| !said.contains(&format!("\"{id}\"")));
    unsaid.map_or(Ok(()), |id| Err(format!("{id} is not in it")))
}

proptest! {
    #![proptest_config(crate::proposal::drawn::cases(300))]

    /// A rename alters what it mends elsewhere too, and is one thing.
    #[test]
    fn every_rename_is_in_it(changes in changes()) {
        let (mut org, day) = example();
        for change in &changes {
            let so_far = org.clone();
            let made = change.apply(&mut org, day).is_ok();
            if let (true, Change::Rename(it)) = (made, change) {
                let found = OrgDiff::between(&so_far.on(day), &org.on(day), &Hints::none());
                let said: Vec<_> = found.bodies.renamed.iter().map(|it| (&it.id.before, &it.id.after)).collect();
                prop_assert_eq!(said, [(&it.team, &it.to)]);
            }
        }
    }

    #[test]
    fn everything_that_changes_alter_is_in_it(changes in changes()) {
        let (before, day) = example();
        // What a rename mends elsewhere is carried along and not told.
        let plain: Vec<Change> = changes
            .into_iter()
            .filter(|change| !matches!(change, Change::Rename(_)))
            .collect();
        let mut all = before.clone();
        for change in &plain {
            let so_far = all.clone();
            if change.apply(&mut all, day).is_ok() {
                let found = names_all(&so_far, &all, day);
                prop_assert!(found.is_ok(), "{change:?}: {found:?}");
            }
        }
        let found = names_all(&before, &all, day);
        prop_assert!(found.is_ok(), "{found:?}");
        if let Ok(after) = apply_all(&before, &plain, day) {
            prop_assert_eq!(after, all);
        }
    }
}
