//! A rule in plain sentences, for people who will never read its file.

mod count;
mod stage;
mod words;

pub use stage::leads;
pub use words::{condition_in_words, list};

use super::model::{Class, Rule, Trigger, Who};

impl Rule {
    /// The rule in sentences: a line for each thing that it says, the stages in
    /// order, and the outcomes of a stage below it, indented by two spaces.
    pub fn sentences(&self) -> Vec<String> {
        let mut lines = vec![self.heading()];
        lines.extend(
            self.repealed
                .map(|day| format!("It was repealed on {day}.")),
        );
        lines.push(self.deciding());
        lines.extend(self.starting());
        let several = self.stages.len() > 1;
        for (index, stage) in self.stages.iter().enumerate() {
            let last = index + 1 == self.stages.len();
            lines.extend(stage::sentences(stage, several.then_some(index + 1), last));
        }
        lines.extend(self.triggers.iter().map(trigger));
        if !self.blocked_while.is_empty() {
            let rules = list(self.blocked_while.iter().map(ToString::to_string), "or");
            lines.push(format!("No vote opens while one under {rules} is open."));
        }
        if let Some(act) = &self.acts_first {
            lines.push(format!(
                "{} may act first; the act holds provisionally and is undone unless stage {} ratifies it within {}.",
                capital(&words::people(&act.by)),
                act.ratify,
                act.within
            ));
        }
        lines
    }

    fn heading(&self) -> String {
        let Some(source) = &self.source else {
            return format!("{}.", self.title);
        };
        match &source.section {
            Some(section) => format!("{} ({}, \"{section}\").", self.title, source.document),
            None => format!("{} ({}).", self.title, source.document),
        }
    }

    fn deciding(&self) -> String {
        if self.decides.is_empty() {
            return "It does not say what it decides.".to_owned();
        }
        let classes = self.decides.iter().map(|class| match class {
            Class::Constitution => "the constitution".to_owned(),
            Class::Structure => "the structure".to_owned(),
            Class::SeatsOf(team) => format!("the seats of {team}"),
            Class::AppointmentsIn(team) => format!("appointments in {team}"),
            Class::RemovalsFrom(team) => format!("removals from {team}"),
            Class::People => "the register of people".to_owned(),
            Class::Question => "questions that change nothing".to_owned(),
        });
        format!("It decides on {}.", list(classes, "and"))
    }

    fn starting(&self) -> Vec<String> {
        let who = |who: &Who| match who {
            Who::Anyone => "anyone".to_owned(),
            Who::Of(electorate) => words::people(electorate),
        };
        let open = match &self.may_open {
            Some(it) => who(it),
            None => "the authors and the electors".to_owned(),
        };
        let propose = who(&self.may_propose);
        let mut lines = vec![if propose == open {
            format!("{} may propose, and open the vote.", capital(&propose))
        } else {
            format!(
                "{} may propose; {open} may open the vote.",
                capital(&propose)
            )
        }];
        if let Some(it) = &self.may_cancel {
            lines.push(format!("{} may cancel it.", capital(&who(it))));
        }
        if let Some(sponsors) = &self.sponsors {
            let within = match sponsors.within {
                Some(span) => format!(", gathered within {span}"),
                None => String::new(),
            };
            lines.push(format!(
                "Before the vote it needs sponsors from {}: {}{within}.",
                sponsors.from,
                condition_in_words(&sponsors.need)
            ));
        }
        lines
    }
}

fn trigger(trigger: &Trigger) -> String {
    match trigger {
        Trigger::When(condition) => {
            format!("It is due when {}.", condition_in_words(condition))
        }
        Trigger::On {
            event,
            after,
            unless,
        } => {
            let after = match after {
                Some(span) => format!("{span} after"),
                None => "at".to_owned(),
            };
            let unless = match unless {
                Some(it) => format!(", unless there was a {} in the same series", it.0),
                None => String::new(),
            };
            format!("It is due {after} a {event}{unless}.")
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests;
