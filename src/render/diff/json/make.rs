//! From the domain to the types of the JSON.

use std::collections::BTreeMap;

use super::{
    BeforeAfter, BreachJson, ChangeJson, ConcentrationJson, ConstraintJson, DiffJson, FateJson,
    PowerJson, RuleJson, ShiftJson, ShortJson,
};
use crate::base::RuleId;
use crate::diff::{
    Concentration, ConstraintTurn, End, Field, OrgDiff, Shift, TeamTerms, TermChange, Turn,
};
use crate::org::Holder;
use crate::render::diff::DiffView;

/// The difference and its consequences, to be serialised.
pub fn json(view: &DiffView<'_>) -> DiffJson {
    let follows = view.follows;
    let why = |rules: &BTreeMap<RuleId, String>| {
        let rule = |(id, why): (&RuleId, &String)| RuleJson {
            rule: id.to_string(),
            teams: Vec::new(),
            why: Some(why.clone()),
        };
        rules.iter().map(rule).collect()
    };
    DiffJson {
        polity: "diff/1".to_owned(),
        title: view.title.to_owned(),
        before: view.before.day().to_string(),
        after: view.after.day().to_string(),
        empty: view.diff.is_empty(),
        changes: changes(view.diff),
        powers: follows
            .powers
            .iter()
            .map(|it| PowerJson {
                area: it.power.area.to_string(),
                power: it.power.power.to_string(),
                before: it.before.len(),
                after: it.after.len(),
                gained: words(it.gained()),
                lost: words(it.lost()),
                unknown_before: words(&it.unknown_before),
                unknown_after: words(&it.unknown_after),
            })
            .collect(),
        concentration: BeforeAfter {
            before: concentration(&follows.concentration.before),
            after: concentration(&follows.concentration.after),
        },
        constraints: follows.constraints.iter().map(constraint).collect(),
        orphaned_areas: words(&follows.orphaned),
        newly_controlled_areas: words(&follows.newly_controlled),
        short: follows
            .short
            .iter()
            .map(|it| ShortJson {
                team: it.team.to_string(),
                before: it.before,
                serving: it.serving,
                seats: it.seats,
            })
            .collect(),
        rules_without_body: follows
            .rules_without_body
            .iter()
            .map(|(id, teams)| RuleJson {
                rule: id.to_string(),
                teams: words(teams),
                why: None,
            })
            .collect(),
        rules_out_of_reach: why(&follows.rules_out_of_reach),
        rules_of_unknown_reach: why(&follows.rules_of_unknown_reach),
        rules_back_in_reach: words(&follows.rules_back_in_reach),
        without_office: words(&follows.without_office),
        new_in_office: words(&follows.new_in_office),
    }
}

fn words<T: ToString>(items: impl IntoIterator<Item = T>) -> Vec<String> {
    items.into_iter().map(|item| item.to_string()).collect()
}

fn concentration(it: &Concentration) -> ConcentrationJson {
    ConcentrationJson {
        powers: it.powers,
        people: words(&it.people),
    }
}

fn constraint(it: &ConstraintTurn) -> ConstraintJson {
    let turn = match it.turn {
        Turn::Adopted => "adopted",
        Turn::Repealed => "repealed",
        Turn::Broken => "broken",
        Turn::BrokenOtherwise => "broken-otherwise",
        Turn::Kept => "kept",
        Turn::Waived => "waived",
        Turn::Lost => "lost",
    };
    let breaches = it.after.iter().flat_map(|verdict| verdict.breaches());
    ConstraintJson {
        id: it.constraint.to_string(),
        level: it.level.to_string(),
        turn: turn.to_owned(),
        before: it.before.as_ref().map(|it| it.word().to_owned()),
        after: it.after.as_ref().map(|it| it.word().to_owned()),
        breaches: breaches
            .map(|breach| BreachJson {
                text: breach.text.clone(),
                people: words(&breach.people),
                teams: words(&breach.teams),
                areas: words(&breach.areas),
            })
            .collect(),
    }
}

/// The list of changes in the making.
struct Changes(Vec<ChangeJson>);

impl Changes {
    fn life<T: ToString>(&mut self, kind: &str, came: &[T], went: &[T], other_time: bool) {
        self.0.extend(came.iter().map(|id| ChangeJson::Added {
            kind: kind.to_owned(),
            id: id.to_string(),
            other_time,
        }));
        self.0.extend(went.iter().map(|id| ChangeJson::Removed {
            kind: kind.to_owned(),
            id: id.to_string(),
            other_time,
        }));
    }

    fn fields<F: Field>(&mut self, kind: &str, id: &str, fields: &[F]) {
        for field in fields {
            for shift in field.shifts() {
                self.0.push(ChangeJson::Amended {
                    kind: kind.to_owned(),
                    id: id.to_owned(),
                    field: field.label().to_owned(),
                    shift: match shift {
                        Shift::Set { before, after } => ShiftJson::Set { before, after },
                        Shift::Added(item) => ShiftJson::ItemAdded { item },
                        Shift::Removed(item) => ShiftJson::ItemRemoved { item },
                        Shift::Reordered => ShiftJson::Reordered,
                    },
                });
            }
        }
    }

    fn end(&mut self, end: &End) {
        self.0.push(ChangeJson::Ended {
            id: end.team.to_string(),
            areas: end
                .areas
                .iter()
                .map(|fate| FateJson {
                    area: fate.area.to_string(),
                    to: words(&fate.to),
                    open: fate.open,
                })
                .collect(),
            terms_ended: end.terms_ended,
            served: end.served,
            succeeded_by: words(&end.succeeded_by),
        });
    }

    fn terms(&mut self, team: &str, terms: &TeamTerms) {
        for change in &terms.terms {
            let (what, term) = match change {
                TermChange::Begun(term) => ("begun", term),
                TermChange::Ended(term) => ("ended", term),
                TermChange::Changed { after, .. } => ("changed", after),
                TermChange::Passed(term) => ("passed", term),
                TermChange::Recorded(term) => ("recorded", term),
                TermChange::Erased(term) => ("erased", term),
                TermChange::Mended { after, .. } => ("mended", after),
            };
            let (person, everyone_in) = match &term.holder {
                Holder::Person(person) => (Some(person.to_string()), None),
                Holder::EveryoneIn { team, .. } => (None, Some(team.to_string())),
            };
            self.0.push(ChangeJson::Term {
                team: team.to_owned(),
                what: what.to_owned(),
                person: person.clone(),
                everyone_in: everyone_in.clone(),
            });
            if let TermChange::Changed { fields, .. } | TermChange::Mended { fields, .. } = change {
                let who = person.or(everyone_in).unwrap_or_default();
                self.fields("term", &format!("{team}/{who}"), fields);
            }
        }
        for (people, came) in [(&terms.come, true), (&terms.go, false)] {
            for (person, through) in people {
                self.0.push(ChangeJson::Derived {
                    team: team.to_owned(),
                    person: person.to_string(),
                    through: words(through),
                    came,
                });
            }
        }
        if let Some(known) = &terms.roll_known {
            let word = |known: bool| Some(if known { "known" } else { "unknown" }.to_owned());
            self.0.push(ChangeJson::Amended {
                kind: "team".to_owned(),
                id: team.to_owned(),
                field: "members".to_owned(),
                shift: ShiftJson::Set {
                    before: word(known.before),
                    after: word(known.after),
                },
            });
        }
    }

    fn bodies(&mut self, diff: &OrgDiff) {
        let bodies = &diff.bodies;
        for it in &bodies.renamed {
            let (from, to) = (it.id.before.to_string(), it.id.after.to_string());
            let (name, inferred) = (&it.name, it.inferred);
            if name.before != name.after {
                self.0.push(ChangeJson::Amended {
                    kind: "team".to_owned(),
                    id: to.clone(),
                    field: "name".to_owned(),
                    shift: ShiftJson::Set {
                        before: Some(name.before.clone()),
                        after: Some(name.after.clone()),
                    },
                });
            }
            self.0.push(ChangeJson::Renamed { from, to, inferred });
        }
        for it in &bodies.merged {
            self.0.push(ChangeJson::Merged {
                from: words(&it.from),
                into: it.into.to_string(),
                inferred: it.inferred,
            });
            let formed = it.formed.then_some(&it.into);
            self.life("team", formed.as_slice(), &[], false);
        }
        for it in &bodies.split {
            self.0.push(ChangeJson::Split {
                from: it.from.to_string(),
                into: words(&it.into),
                inferred: it.inferred,
            });
            let formed: Vec<_> = it.formed.iter().collect();
            self.life("team", &formed, &[], false);
        }
        bodies.ends().for_each(|end| self.end(end));
        self.life("team", &bodies.formed, &[], false);
        self.life("team", &bodies.recorded, &bodies.erased, true);
        for it in &bodies.amended {
            self.fields("team", it.team.as_str(), &it.fields);
            for (held, gained) in [(&it.gained, true), (&it.lost, false)] {
                self.0.extend(held.iter().map(|held| ChangeJson::Authority {
                    team: it.team.to_string(),
                    area: held.area.to_string(),
                    power: held.power.to_string(),
                    gained,
                }));
            }
        }
    }
}

fn changes(diff: &OrgDiff) -> Vec<ChangeJson> {
    let mut all = Changes(Vec::new());
    all.fields("organisation", "", &diff.about);
    all.bodies(diff);
    for (team, terms) in &diff.terms {
        all.terms(team.as_str(), terms);
    }
    let areas = &diff.areas;
    let opened: Vec<_> = areas.opened.iter().map(|it| &it.area).collect();
    let closed: Vec<_> = areas.closed.iter().map(|it| &it.area).collect();
    all.life("area", &opened, &closed, false);
    all.life("area", &areas.recorded, &areas.erased, true);
    all.0.extend(areas.hands.iter().map(|it| ChangeJson::Hands {
        area: it.area.to_string(),
        from: words(&it.from),
        to: words(&it.to),
    }));
    for it in &areas.amended {
        all.fields("area", it.id.as_str(), &it.fields);
    }
    let laws = &diff.laws;
    all.life("rule", &laws.rules_adopted, &laws.rules_repealed, false);
    all.life("rule", &laws.rules_recorded, &laws.rules_erased, true);
    for it in &laws.rules_amended {
        all.fields("rule", it.id.as_str(), &it.fields);
    }
    let (adopted, repealed) = (&laws.constraints_adopted, &laws.constraints_repealed);
    all.life("constraint", adopted, repealed, false);
    let (recorded, erased) = (&laws.constraints_recorded, &laws.constraints_erased);
    all.life("constraint", recorded, erased, true);
    for it in &laws.constraints_amended {
        all.fields("constraint", it.id.as_str(), &it.fields);
    }
    all.0
        .extend(laws.waived.iter().map(|it| ChangeJson::Waived {
            constraint: it.constraint.to_string(),
            reason: it.waiver.reason.clone(),
            until: it.waiver.until.map(|day| day.to_string()),
        }));
    all.life("person", &diff.people.added, &diff.people.removed, false);
    for it in &diff.people.amended {
        all.fields("person", it.id.as_str(), &it.fields);
    }
    all.life("event", &diff.events.added, &diff.events.removed, false);
    for it in &diff.events.amended {
        all.fields("event", it.id.as_str(), &it.fields);
    }
    all.0
}
