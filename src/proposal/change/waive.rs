//! `waive`: an exception from a constraint.

use std::collections::BTreeSet;

use crate::base::{ConstraintId, Date, PartialDate};
use crate::org::{Organisation, Waiver};
use crate::proposal::lookup;
use crate::proposal::refusal::{Problems, Refusal};
use crate::rule::Class;

use super::ChangeKind;

/// An exception from a constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waive {
    /// From which.
    pub constraint: ConstraintId,
    /// Why.
    pub reason: String,
    /// Its last day; none means for good.
    pub until: Option<PartialDate>,
}

impl Waive {
    /// Whether an exception says the same.
    fn is(&self, waiver: &Waiver) -> bool {
        waiver.reason == self.reason && waiver.until == self.until
    }
}

impl ChangeKind for Waive {
    fn word(&self) -> &'static str {
        "waive"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        let path = problems.at("constraint");
        let found = lookup::constraint_in_force(org, &self.constraint, on, path.clone());
        if let Some(constraint) = problems.take(found) {
            let lasting = constraint.waivers.iter().any(|it| it.until.is_none());
            if lasting {
                let why = format!(
                    "the constraint `{}` is waived for good already",
                    self.constraint
                );
                problems.add(Refusal::new(path, why));
            } else if constraint.waivers.iter().any(|it| self.is(it)) {
                let why = format!(
                    "the constraint `{}` is waived so already, for the same reason and as long",
                    self.constraint
                );
                problems.add(Refusal::new(path, why));
            }
        }
        if self.reason.trim().is_empty() {
            problems.add(Refusal::new(
                problems.at("reason"),
                "an exception needs a reason",
            ));
        }
        if let Some(until) = self.until
            && until.last_day() < on
        {
            let why = format!("it would end ({until}) before it begins ({on})");
            problems.add(Refusal::new(problems.at("until"), why));
        }
        if problems.is_empty()
            && let Some(constraint) = org.constraints.get_mut(&self.constraint)
        {
            constraint.waivers.push(Waiver {
                reason: self.reason.clone(),
                until: self.until,
            });
        }
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::Constitution])
    }

    fn summary(&self, _org: &Organisation) -> String {
        let until = match self.until {
            Some(until) => format!("until {until}"),
            None => "for good".to_owned(),
        };
        format!(
            "waive the constraint `{}` {until}: {}",
            self.constraint, self.reason
        )
    }

    fn touches(&self) -> BTreeSet<String> {
        BTreeSet::from([self.constraint.to_string()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::Change;
    use crate::proposal::fixture::*;

    fn waive(reason: &str, until: Option<&str>) -> Waive {
        Waive {
            constraint: id("apart"),
            reason: reason.to_owned(),
            until: until.map(|until| until.parse().unwrap()),
        }
    }

    #[test]
    fn an_exception_has_a_reason_and_an_end_to_come() {
        let after = applied(waive("nobody else is willing", Some("2020")));
        assert!(after.constraints[&id("apart")].waiver_on(DAY).is_some());
        let mut again = after;
        let twice = Change::from(waive("nobody else is willing", Some("2020")));
        assert!(twice.apply(&mut again, DAY).is_err());
        assert_eq!(
            refused(waive(" ", Some("2019"))),
            [
                "waive.reason: an exception needs a reason",
                "waive.until: it would end (2019) before it begins (2020-03-12)",
            ]
        );
    }
}
