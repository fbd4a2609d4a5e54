//! A draft that names a team by an id from before a rename is given the id of
//! today, in every kind of change.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::TeamId;
use crate::org::{Holder, Housekeeping, Membership, Organisation, Remedy, Roll, Team};
use crate::proposal::change::{
    AboutField, Amend, Appointee, Change, ConstraintField, Destination, Leaver, MergeInto,
    RuleField, TeamField,
};
use crate::rule::{Rule, Who};

/// From an id that a team had to the one that it has.
pub(super) type Renames = BTreeMap<TeamId, TeamId>;

/// The ids that teams had before, with those they have. An id that the draft
/// itself gives to something new is not among them: that it is taken is for a
/// person to see.
pub(super) fn renames(org: &Organisation, changes: &[Change]) -> Renames {
    let new: BTreeSet<&TeamId> = changes.iter().flat_map(brought).collect();
    let former = org.teams.iter().flat_map(|(now, team)| {
        let ids = team.former_ids.iter();
        ids.map(move |former| (former.clone(), now.clone()))
    });
    former
        .filter(|(former, _)| !org.teams.contains_key(former) && !new.contains(former))
        .collect()
}

/// The ids of teams that a change brings in.
fn brought(change: &Change) -> Vec<&TeamId> {
    match change {
        Change::Form(it) => vec![&it.team],
        Change::Rename(it) => vec![&it.to],
        Change::Merge(it) => match &it.into {
            MergeInto::New { team, .. } => vec![team],
            MergeInto::Existing(_) => Vec::new(),
        },
        Change::Split(it) => it.into.iter().map(|part| &part.team).collect(),
        _ => Vec::new(),
    }
}

/// The change with the ids of today, and those that were followed.
pub(super) fn follow(change: &Change, renames: &Renames) -> (Change, Renames) {
    let mut followed = change.clone();
    let mut used = Renames::new();
    for (from, to) in renames {
        let before = followed.clone();
        in_change(&mut followed, from, to);
        if followed != before {
            used.insert(from.clone(), to.clone());
        }
    }
    (followed, used)
}

/// Gives one team another id.
pub(super) fn swap(id: &mut TeamId, from: &TeamId, to: &TeamId) {
    if id == from {
        id.clone_from(to);
    }
}

fn in_change(change: &mut Change, from: &TeamId, to: &TeamId) {
    // Every kind by name, so that a new one that names teams is not forgotten.
    match change {
        Change::Form(it) => in_team(&mut it.fields, from, to),
        Change::Dissolve(it) => {
            swap(&mut it.team, from, to);
            destinations(it.transfer.values_mut(), from, to);
            each(&mut it.succeeded_by, from, to);
        }
        Change::Rename(it) => {
            swap(&mut it.team, from, to);
        }
        Change::Merge(it) => {
            each(&mut it.teams, from, to);
            match &mut it.into {
                MergeInto::Existing(team) => swap(team, from, to),
                MergeInto::New { fields, .. } => in_team(fields, from, to),
            }
        }
        Change::Split(it) => {
            swap(&mut it.team, from, to);
            destinations(it.transfer.values_mut(), from, to);
            let parts = it.into.iter_mut().flat_map(|part| &mut part.members);
            for holder in parts.chain(&mut it.leaving) {
                in_holder(holder, from, to);
            }
        }
        Change::Amend(it) => amend(it, from, to),
        Change::Transfer(it) => swap(&mut it.to, from, to),
        Change::Grant(it) => swap(&mut it.team, from, to),
        Change::Revoke(it) => swap(&mut it.team, from, to),
        Change::OpenArea(it) => each(it.controller.as_mut_slice(), from, to),
        Change::Appoint(it) => {
            swap(&mut it.team, from, to);
            each(it.funded_by.as_mut_slice(), from, to);
            match &mut it.who {
                Appointee::Person(_) => {}
                Appointee::EveryoneIn { team, .. } | Appointee::EverIn { team, .. } => {
                    swap(team, from, to);
                }
            }
        }
        Change::EndTerm(it) => {
            swap(&mut it.team, from, to);
            if let Leaver::EveryoneIn(team) = &mut it.who {
                swap(team, from, to);
            }
        }
        Change::AdoptRule(it) => it.content.rename_team(from, to),
        Change::AdoptConstraint(it) => {
            for id in it.content.require.teams_mut() {
                swap(id, from, to);
            }
            remedy(it.content.remedy.as_mut(), from, to);
        }
        Change::CloseArea(_)
        | Change::Register(_)
        | Change::RepealRule(_)
        | Change::RepealConstraint(_)
        | Change::Waive(_)
        | Change::Ratify(_) => {}
    }
}

fn each(ids: &mut [TeamId], from: &TeamId, to: &TeamId) {
    for id in ids {
        swap(id, from, to);
    }
}

fn destinations<'d>(all: impl Iterator<Item = &'d mut Destination>, from: &TeamId, to: &TeamId) {
    for destination in all {
        if let Destination::Team(team) = destination {
            swap(team, from, to);
        }
    }
}

fn in_holder(holder: &mut Holder, from: &TeamId, to: &TeamId) {
    if let Holder::EveryoneIn { team, except: _ } = holder {
        swap(team, from, to);
    }
}

fn in_team(team: &mut Team, from: &TeamId, to: &TeamId) {
    each(team.part_of.as_mut_slice(), from, to);
    each(&mut team.succeeded_by, from, to);
    if let Roll::Known(members) = &mut team.members {
        for Membership {
            holder, funded_by, ..
        } in members
        {
            in_holder(holder, from, to);
            each(funded_by.as_mut_slice(), from, to);
        }
    }
}

fn remedy(remedy: Option<&mut Remedy>, from: &TeamId, to: &TeamId) {
    if let Some(Remedy::Vacate(id)) = remedy {
        swap(id, from, to);
    }
}

fn amend(amend: &mut Amend, from: &TeamId, to: &TeamId) {
    match amend {
        Amend::Organisation(fields) => {
            for field in fields {
                if let AboutField::Housekeeping(all) = field {
                    for Housekeeping { by, may: _ } in all {
                        by.rename_team(from, to);
                    }
                }
            }
        }
        Amend::Team(id, fields) => {
            swap(id, from, to);
            for field in fields {
                match field {
                    TeamField::PartOf(above) => each(above.as_mut_slice(), from, to),
                    TeamField::SucceededBy(next) => each(next, from, to),
                    TeamField::Name(_)
                    | TeamField::Kind(_)
                    | TeamField::Purpose(_)
                    | TeamField::Seats(_)
                    | TeamField::Formed(_) => {}
                }
            }
        }
        Amend::Rule(_, fields) => fields.iter_mut().for_each(|it| rule_field(it, from, to)),
        Amend::Constraint(_, fields) => {
            for field in fields {
                match field {
                    ConstraintField::Require(require) => {
                        for id in require.teams_mut() {
                            swap(id, from, to);
                        }
                    }
                    ConstraintField::Remedy(it) => remedy(it.as_mut(), from, to),
                    _ => {}
                }
            }
        }
        Amend::Area(..) | Amend::Person(..) => {}
    }
}

/// A field of a rule is renamed as the field of a rule that has nothing else.
fn rule_field(field: &mut RuleField, from: &TeamId, to: &TeamId) {
    let mut rule = Rule::new("", Vec::new());
    rule.may_propose = Who::Anyone;
    match field {
        RuleField::Decides(it) => std::mem::swap(it, &mut rule.decides),
        RuleField::MayPropose(it) => std::mem::swap(it, &mut rule.may_propose),
        RuleField::Stages(it) => std::mem::swap(it, &mut rule.stages),
        RuleField::Triggers(it) => std::mem::swap(it, &mut rule.triggers),
        RuleField::MayOpen(it) => std::mem::swap(it, &mut rule.may_open),
        RuleField::MayCancel(it) => std::mem::swap(it, &mut rule.may_cancel),
        RuleField::Sponsors(it) => std::mem::swap(it, &mut rule.sponsors),
        RuleField::ActsFirst(it) => std::mem::swap(it, &mut rule.acts_first),
        RuleField::Title(_)
        | RuleField::BlockedWhile(_)
        | RuleField::Source(_)
        | RuleField::StatusQuo(_) => return,
    }
    rule.rename_team(from, to);
    match field {
        RuleField::Decides(it) => *it = rule.decides,
        RuleField::MayPropose(it) => *it = rule.may_propose,
        RuleField::Stages(it) => *it = rule.stages,
        RuleField::Triggers(it) => *it = rule.triggers,
        RuleField::MayOpen(it) => *it = rule.may_open,
        RuleField::MayCancel(it) => *it = rule.may_cancel,
        RuleField::Sponsors(it) => *it = rule.sponsors,
        RuleField::ActsFirst(it) => *it = rule.acts_first,
        RuleField::Title(_)
        | RuleField::BlockedWhile(_)
        | RuleField::Source(_)
        | RuleField::StatusQuo(_) => {}
    }
}
