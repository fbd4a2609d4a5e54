//! Applying the changes of a proposal: in order, with all that stands in the
//! way said at once.

use std::collections::BTreeSet;

use crate::base::{Date, NodePath};
use crate::org::Organisation;

use super::change::Change;
use super::deferred::{self, Done};
use super::refusal::Refusal;

/// A change of a list that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which change, from 0.
    pub index: usize,
    /// Where it stands, from the change's own word on.
    pub path: NodePath,
    /// What is wrong, in the organisation's words.
    pub why: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The ids whose state it complains of.
    pub because: BTreeSet<String>,
}

/// The organisation after changes that take effect on a day.
///
/// They apply in order, each to what the ones before it made. That nothing
/// which goes on existing names a team that is gone is looked at when all are
/// made, so that a proposal may mend a reference before or after.
///
/// # Errors
///
/// All that stands in the way, in the order of the changes. A change that
/// cannot be made is left out and the others are still looked at; what would
/// merely follow from its absence is not reported.
pub fn apply_all(
    org: &Organisation,
    changes: &[Change],
    on: Date,
) -> Result<Organisation, Vec<Refused>> {
    let mut after = org.clone();
    let mut done = Done::default();
    let mut found: Vec<(usize, Refusal)> = Vec::new();
    // The ids whose state is not what the proposal meant it to be.
    let mut spoiled: BTreeSet<String> = BTreeSet::new();
    let follows = |refusal: &Refusal, spoiled: &BTreeSet<String>| {
        refusal.because.iter().any(|id| spoiled.contains(id))
    };
    for (index, change) in changes.iter().enumerate() {
        match change.apply(&mut after, on) {
            Ok(()) => done.note(index, change, org, &after, on),
            Err(refusals) => {
                // What a change complains of was so before it, whatever it
                // was meant to do about it.
                let blamed: BTreeSet<String> =
                    refusals.iter().flat_map(|it| it.because.clone()).collect();
                let own = refusals.into_iter().filter(|it| !follows(it, &spoiled));
                found.extend(own.map(|refusal| (index, refusal)));
                spoiled.extend(change.kind().touches().difference(&blamed).cloned());
            }
        }
    }
    let later = deferred::check(&after, changes, &done, on).into_iter();
    found.extend(later.filter(|(_, refusal)| !follows(refusal, &spoiled)));
    if found.is_empty() {
        return Ok(after);
    }
    // Stable: of one change, what was found first comes first.
    found.sort_by_key(|(index, _)| *index);
    let refused = found.into_iter().map(|(index, refusal)| Refused {
        index,
        path: refusal.path,
        why: refusal.why,
        hint: refusal.hint,
        because: refusal.because,
    });
    Err(refused.collect())
}

/// The changes that were made, and what became of what.
impl Done {
    fn note(
        &mut self,
        index: usize,
        change: &Change,
        before: &Organisation,
        after: &Organisation,
        on: Date,
    ) {
        let kind = change.kind();
        for id in kind.touches() {
            if let Ok(area) = id.parse()
                && before.areas.get(&area).is_none_or(|it| it.alive_on(on))
                && after.areas.get(&area).is_some_and(|it| !it.alive_on(on))
            {
                self.closed.entry(area).or_insert(index);
            }
            self.touched.insert(id, index);
        }
        for team in kind.reshapes() {
            if after.teams.get(&team).is_some_and(|it| !it.alive_on(on)) {
                self.ended.entry(team).or_insert(index);
            }
        }
    }
}

/// The changes that nothing stands in the way of are made, the others left
/// out: the nearest to what a draft means.
pub(super) fn apply_what_can_be(
    org: &Organisation,
    changes: &[Change],
    on: Date,
    mut each: impl FnMut(&Organisation, &Change),
) {
    let mut after = org.clone();
    for change in changes {
        each(&after, change);
        // What cannot be made is reported where the proposal is checked.
        let _ = change.apply(&mut after, on);
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::*;
    use crate::proposal::fixture::*;

    fn dissolve(team: &str, transfer: &[(&str, &str)]) -> Change {
        let to = |team: &str| Destination::Team(id(team));
        Change::from(Dissolve {
            team: id(team),
            transfer: transfer
                .iter()
                .map(|(area, team)| (id(area), to(team)))
                .collect(),
            succeeded_by: Vec::new(),
        })
    }

    fn core_ends() -> Change {
        dissolve("core", &[("website", "ops"), ("tracker", "ops")])
    }

    fn part_of(team: &str, above: Option<&str>) -> Change {
        let above = above.map(id);
        Change::from(Amend::Team(id(team), vec![TeamField::PartOf(above)]))
    }

    fn told(changes: &[Change]) -> Vec<String> {
        let refused = apply_all(&organisation(), changes, DAY).unwrap_err();
        let line = |it: Refused| format!("{} {}: {}", it.index, it.path, it.why);
        refused.into_iter().map(line).collect()
    }

    #[test]
    fn whoever_still_names_a_team_that_ends_is_told() {
        assert_eq!(
            told(&[core_ends()]),
            [
                "0 dissolve.team: Committers is part of Core team, which ends here",
                "0 dissolve.team: Ops team is part of Core team, which ends here",
                "0 dissolve.team: Committers takes in everyone in Core team, which ends here",
                "0 dissolve.team: the rule `core-vote` names Core team, which ends here",
                "0 dissolve.team: housekeeping names Core team, which ends here",
            ]
        );
    }

    #[test]
    fn a_reference_may_be_mended_before_or_after() {
        let ops = Housekeeping {
            by: "ops".parse().unwrap(),
            may: Vec::new(),
        };
        let changes = [
            part_of("ops", None),
            Change::from(RepealRule {
                rule: id("core-vote"),
            }),
            core_ends(),
            dissolve("committers", &[]),
            Change::from(Amend::Organisation(vec![AboutField::Housekeeping(vec![
                ops,
            ])])),
        ];
        let after = apply_all(&organisation(), &changes, DAY).unwrap();
        assert!(!after.teams[&id("core")].alive_on(DAY));
    }

    #[test]
    fn a_contradiction_is_told_with_all_its_problems() {
        let move_to_core = Transfer {
            area: id("chat"),
            to: id("alumni"),
        };
        let rename = Rename {
            team: id("board"),
            to: id("fellows"),
            name: None,
        };
        assert_eq!(
            told(&[
                dissolve("alumni", &[]),
                dissolve("alumni", &[]),
                move_to_core.into(),
                rename.into(),
                part_of("core", Some("ops")),
            ]),
            [
                "1 dissolve.team: Alumni is dissolved since 2020-03-12",
                "2 transfer.to: Alumni is dissolved since 2020-03-12",
                "3 rename.to: the id `fellows` belongs to the team Fellows",
                "4 amend.set.part_of: Core team is part of Ops team, and that of Core team again",
            ]
        );
    }

    #[test]
    fn what_merely_follows_is_not_told() {
        let form = Form {
            team: id("triage"),
            fields: {
                let mut team = crate::org::Team::named("Triage", crate::org::Kind::Team);
                team.part_of = Some(id("kore"));
                team
            },
        };
        let appoint = Appoint::new(Appointee::Person(id("ada")), id("triage"));
        assert_eq!(
            told(&[form.into(), appoint.into()]),
            ["0 form.part_of: no team `kore`"]
        );
    }

    #[test]
    fn a_new_rule_names_teams_that_exist_in_the_end() {
        let adopt = |team: &str| {
            Change::from(AdoptRule {
                rule: id("new-vote"),
                file: "files/new-vote.yaml".to_owned(),
                content: Box::new(rule_of(team)),
            })
        };
        let form = Change::from(Form {
            team: id("triage"),
            fields: crate::org::Team::named("Triage", crate::org::Kind::Team),
        });
        assert!(apply_all(&organisation(), &[adopt("triage"), form], DAY).is_ok());
        assert_eq!(
            told(&[adopt("triage")]),
            [
                "0 adopt_rule.rule: the rule `new-vote` names a team that is not there: no team `triage`"
            ]
        );
    }

    use crate::org::Housekeeping;
}
