//! A difference in short sentences, one a fact: for the lines of a history,
//! where there is no room for what follows from it.

use std::collections::BTreeSet;

use crate::base::{AreaId, ConstraintId, EntityId, PersonId, RuleId, TeamId};
use crate::org::{Holder, Membership};

use super::field::{AboutField, Field};
use super::team::End;
use super::terms::TermChange;
use super::{Amended, OrgDiff};

/// One fact of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// In the organisation's words: `Website went from Core team to Ops team`.
    pub text: String,
    /// The ids of all that it is about.
    pub ids: BTreeSet<String>,
}

/// How things are called, for sentences.
pub struct Names<'n>(
    /// The name of an entity; none where it is not known, and its id is said.
    pub &'n dyn Fn(&EntityId) -> Option<String>,
);

impl Names<'_> {
    fn of(&self, entity: EntityId) -> String {
        (self.0)(&entity).unwrap_or_else(|| entity.to_string())
    }

    fn team(&self, id: &TeamId) -> String {
        self.of(EntityId::Team(id.clone()))
    }

    fn area(&self, id: &AreaId) -> String {
        self.of(EntityId::Area(id.clone()))
    }

    fn person(&self, id: &PersonId) -> String {
        self.of(EntityId::Person(id.clone()))
    }

    fn teams<'i>(&self, ids: impl IntoIterator<Item = &'i TeamId>) -> String {
        let names: Vec<String> = ids.into_iter().map(|id| self.team(id)).collect();
        match names.as_slice() {
            [] => "nobody".to_owned(),
            _ => and(&names),
        }
    }
}

fn and(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

struct Saying<'n> {
    names: &'n Names<'n>,
    all: Vec<Said>,
}

impl Saying<'_> {
    fn say<I: ToString>(&mut self, text: String, ids: impl IntoIterator<Item = I>) {
        let ids = ids.into_iter().map(|id| id.to_string()).collect();
        self.all.push(Said { text, ids });
    }

    fn fields<F: Field>(&mut self, what: &str, id: &str, fields: &[F]) {
        let words: Vec<String> = fields
            .iter()
            .map(|it| it.label().replace('_', " "))
            .collect();
        if !words.is_empty() {
            self.say(format!("{what}: {} amended", and(&words)), [id]);
        }
    }

    fn end(&mut self, end: &End, how: &str) {
        let name = self.names.team(&end.team);
        let mut ids = vec![end.team.to_string()];
        ids.extend(end.areas.iter().map(|it| it.area.to_string()));
        let gone = if end.erased {
            ", and its record removed"
        } else {
            ""
        };
        self.say(format!("{name} {how}{gone}"), ids);
    }
}

impl OrgDiff {
    /// The difference in sentences: bodies first, then areas, terms, rules,
    /// constraints, people, events and what is said of the whole.
    pub fn said(&self, names: &Names<'_>) -> Vec<Said> {
        let mut out = Saying {
            names,
            all: Vec::new(),
        };
        self.bodies_said(&mut out);
        self.areas_said(&mut out);
        self.terms_said(&mut out);
        self.laws_said(&mut out);
        self.records_said(&mut out);
        out.all
    }

    fn bodies_said(&self, out: &mut Saying<'_>) {
        let names = out.names;
        let bodies = &self.bodies;
        for it in &bodies.renamed {
            let ids = [&it.id.before, &it.id.after];
            let text = match it.name.before == it.name.after {
                true => format!("{} got the id `{}`", it.name.after, it.id.after),
                false => format!("{} renamed {}", it.name.before, it.name.after),
            };
            out.say(text, ids);
        }
        for it in &bodies.merged {
            let from = names.teams(it.from.iter().filter(|id| **id != it.into));
            let ids = it.from.iter().chain([&it.into]);
            out.say(format!("{from} merged into {}", names.team(&it.into)), ids);
        }
        for it in &bodies.split {
            let into = names.teams(&it.into);
            let ids = it.into.iter().chain([&it.from]);
            out.say(format!("{} split into {into}", names.team(&it.from)), ids);
        }
        for id in &bodies.formed {
            out.say(format!("{} formed", names.team(id)), [id]);
        }
        for end in &bodies.dissolved {
            out.end(end, "dissolved");
        }
        for it in &bodies.amended {
            let name = names.team(&it.team);
            out.fields(&name, it.team.as_str(), &it.fields);
            // Who controls what is said of the area.
            for (held, word) in [(&it.gained, "gained"), (&it.lost, "lost")] {
                for power in held.iter().filter(|it| !it.power.is_control()) {
                    let area = names.area(&power.area);
                    let text = format!("{name} {word} {} over {area}", power.power);
                    out.say(text, [it.team.as_str(), power.area.as_str()]);
                }
            }
        }
        for id in &bodies.recorded {
            out.say(format!("the record of {} added", names.team(id)), [id]);
        }
        for id in &bodies.erased {
            out.say(format!("the record of {} removed", names.team(id)), [id]);
        }
    }

    fn areas_said(&self, out: &mut Saying<'_>) {
        let names = out.names;
        for it in &self.areas.opened {
            let by = match it.controllers.as_slice() {
                [] => String::new(),
                teams => format!(", controlled by {}", names.teams(teams)),
            };
            let ids = it.controllers.iter().map(ToString::to_string);
            let text = format!("{} opened{by}", names.area(&it.area));
            out.say(text, ids.chain([it.area.to_string()]));
        }
        for it in &self.areas.hands {
            let area = names.area(&it.area);
            let (from, to) = (names.teams(&it.from), names.teams(&it.to));
            let ids = it.from.iter().chain(&it.to).map(ToString::to_string);
            let text = format!("{area} went from {from} to {to}");
            out.say(text, ids.chain([it.area.to_string()]));
        }
        for it in &self.areas.closed {
            out.say(format!("{} closed", names.area(&it.area)), [&it.area]);
        }
        for it in &self.areas.amended {
            out.fields(&names.area(&it.id), it.id.as_str(), &it.fields);
        }
        for id in &self.areas.recorded {
            out.say(format!("the record of {} added", names.area(id)), [id]);
        }
        for id in &self.areas.erased {
            out.say(format!("the record of {} removed", names.area(id)), [id]);
        }
    }

    fn terms_said(&self, out: &mut Saying<'_>) {
        for (team, found) in &self.terms {
            let ends: BTreeSet<&TeamId> = self.bodies.ends().map(|end| &end.team).collect();
            let mut begun = Vec::new();
            let mut ended = Vec::new();
            let mut other = Vec::new();
            for change in &found.terms {
                match change {
                    TermChange::Begun(it) => begun.push(it),
                    TermChange::Ended(it) => ended.push(it),
                    TermChange::Changed { after, .. } => other.push(("amended", after)),
                    TermChange::Passed(it) | TermChange::Recorded(it) => {
                        other.push(("recorded", it));
                    }
                    TermChange::Erased(it) => other.push(("taken off the record", it)),
                    TermChange::Mended { after, .. } => other.push(("mended", after)),
                }
            }
            members(out, team, "joined", &begun);
            // That terms end with their team goes without saying.
            if ends.contains(team) {
                if let (Some(said), false) = (out.all.last_mut(), ended.is_empty()) {
                    said.ids.extend(ended.iter().map(|it| holder_id(it)));
                }
            } else {
                members(out, team, "left", &ended);
            }
            for (how, it) in other {
                let name = out.names.team(team);
                let text = format!("the term of {} in {name} {how}", holder(out, it));
                out.say(text, [holder_id(it), team.to_string()]);
            }
        }
    }

    fn laws_said(&self, out: &mut Saying<'_>) {
        let laws = &self.laws;
        let rule = |id: &RuleId| format!("the rule `{id}`");
        let constraint = |id: &ConstraintId| format!("the constraint `{id}`");
        for (ids, how) in [
            (&laws.rules_adopted, "adopted"),
            (&laws.rules_repealed, "repealed"),
            (&laws.rules_recorded, "added to the record"),
            (&laws.rules_erased, "taken off the record"),
        ] {
            for id in ids {
                out.say(format!("{} {how}", rule(id)), [id]);
            }
        }
        for it in &laws.rules_amended {
            out.fields(&rule(&it.id), it.id.as_str(), &it.fields);
        }
        for (ids, how) in [
            (&laws.constraints_adopted, "adopted"),
            (&laws.constraints_repealed, "repealed"),
            (&laws.constraints_recorded, "added to the record"),
            (&laws.constraints_erased, "taken off the record"),
        ] {
            for id in ids {
                out.say(format!("{} {how}", constraint(id)), [id]);
            }
        }
        for it in &laws.constraints_amended {
            out.fields(&constraint(&it.id), it.id.as_str(), &it.fields);
        }
        for it in &laws.waived {
            let text = format!("an exception from {}", constraint(&it.constraint));
            out.say(text, [&it.constraint]);
        }
    }

    fn records_said(&self, out: &mut Saying<'_>) {
        if self.people.added.len() > NAMED {
            let text = format!("{} people registered", self.people.added.len());
            out.say(text, &self.people.added);
        } else {
            for id in &self.people.added {
                out.say(format!("{} registered", out.names.person(id)), [id]);
            }
        }
        for Amended { id, fields } in &self.people.amended {
            out.fields(&out.names.person(id), id.as_str(), fields);
        }
        for id in &self.people.removed {
            let text = format!("the record of {} removed", out.names.person(id));
            out.say(text, [id]);
        }
        for id in &self.events.added {
            out.say(format!("the event `{id}` recorded"), [id]);
        }
        for Amended { id, fields } in &self.events.amended {
            out.fields(&format!("the event `{id}`"), id.as_str(), fields);
        }
        for id in &self.events.removed {
            out.say(format!("the record of the event `{id}` removed"), [id]);
        }
        let (founded, other): (Vec<_>, Vec<_>) = self
            .about
            .iter()
            .cloned()
            .partition(|it| matches!(it, AboutField::Founded(_)));
        if !founded.is_empty() {
            out.say("the organisation founded".to_owned(), ["organisation"]);
        }
        out.fields("the organisation", "organisation", &other);
    }
}

/// More people than this are counted and not named.
const NAMED: usize = 6;

/// Who came to a team, or went: in one sentence, for they did so at once.
fn members(out: &mut Saying<'_>, team: &TeamId, how: &str, terms: &[&Membership]) {
    if terms.is_empty() {
        return;
    }
    let who = match terms.len() {
        n if n > NAMED => format!("{n} people"),
        _ => and(&terms.iter().map(|it| holder(out, it)).collect::<Vec<_>>()),
    };
    let ids = terms
        .iter()
        .map(|it| holder_id(it))
        .chain([team.to_string()]);
    let ids: Vec<String> = ids.collect();
    out.say(format!("{who} {how} {}", out.names.team(team)), ids);
}

fn holder(out: &Saying<'_>, of: &Membership) -> String {
    match &of.holder {
        Holder::Person(person) => out.names.person(person),
        Holder::EveryoneIn { team, .. } => format!("everyone in {}", out.names.team(team)),
    }
}

fn holder_id(of: &Membership) -> String {
    match &of.holder {
        Holder::Person(person) => person.to_string(),
        Holder::EveryoneIn { team, .. } => team.to_string(),
    }
}
