//! Two sides changed one organisation: what both of them meant, entity by
//! entity.

use std::collections::BTreeSet;

use super::{Clash, Merge3};
use crate::base::EntityId;
use crate::org::{Organisation, Roll};

/// Merges two changed states of an organisation. What only one side changed is
/// as that side has it; where both say something else of one point, our word
/// stands, and the point is listed with the entity that it is of (none: the
/// organisation as a whole).
pub fn merge_organisations(
    base: &Organisation,
    ours: &Organisation,
    theirs: &Organisation,
) -> (Organisation, Vec<(Option<EntityId>, Clash)>) {
    let mut merged = ours.clone();
    let mut clashes = Vec::new();
    let about = crate::org::About::merge3(&base.about, &ours.about, &theirs.about);
    merged.about = about.merged;
    clashes.extend(about.clashes.into_iter().map(|clash| (None, clash)));
    macro_rules! kinds {
        ($($map:ident $kind:ident,)+) => {$(
            let ids = base.$map.keys().chain(ours.$map.keys()).chain(theirs.$map.keys());
            for id in ids.collect::<BTreeSet<_>>() {
                let (was, our, their) =
                    (base.$map.get(id), ours.$map.get(id), theirs.$map.get(id));
                let entity = || Some(EntityId::$kind(id.clone()));
                if their == was || our == their {
                    continue;
                }
                if our == was {
                    match their {
                        Some(their) => _ = merged.$map.insert(id.clone(), their.clone()),
                        None => _ = merged.$map.remove(id),
                    }
                    continue;
                }
                match (was, our, their) {
                    (Some(was), Some(our), Some(their)) => {
                        let found = Merge3::merge3(was, our, their);
                        merged.$map.insert(id.clone(), found.merged);
                        let found = found.clashes.into_iter();
                        clashes.extend(found.map(|clash| (entity(), clash)));
                    }
                    _ => {
                        let said = |there: bool| there.then(|| "there".to_owned());
                        clashes.push((entity(), Clash {
                            what: "the file".to_owned(),
                            ours: said(our.is_some()),
                            theirs: said(their.is_some()),
                        }));
                    }
                }
            }
        )+};
    }
    kinds! {
        people Person, teams Team, areas Area, rules Rule, constraints Constraint, events Event,
    }
    for team in merged.teams.values_mut() {
        if let Roll::Known(members) = &mut team.members {
            members.dedup();
        }
    }
    (merged, clashes)
}

impl Clash {
    /// In a sentence, where one side is here and the other in what is drafted
    /// from.
    pub fn in_words(&self) -> String {
        if let Some(given) = self.what.strip_prefix("dissolved: ") {
            let (ends, gives) = match self.ours {
                Some(_) => ("here", "there"),
                None => ("there", "here"),
            };
            return format!("it is dissolved {ends}, and gets `{given}` {gives}");
        }
        let said = |side: &Option<String>| match side {
            Some(said) => format!("`{said}`"),
            None => "gone".to_owned(),
        };
        format!(
            "both changed its {}: here it is {}, there {}",
            self.what,
            said(&self.ours),
            said(&self.theirs)
        )
    }
}
