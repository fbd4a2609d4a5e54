//! `register`: a person is recorded.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Date, NodePath, PersonId};
use crate::org::{Organisation, Person};
use crate::proposal::lookup;
use crate::proposal::refusal::{Problems, Refusal};
use crate::rule::Class;

use super::ChangeKind;

/// A person is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// Their id.
    pub person: PersonId,
    /// What their file will say.
    pub fields: Person,
}

impl ChangeKind for Register {
    fn word(&self) -> &'static str {
        "register"
    }

    fn apply(&self, org: &mut Organisation, _on: Date, problems: &mut Problems) {
        problems.take(lookup::free_id(
            org,
            self.person.as_str(),
            problems.at("person"),
        ));
        let at = problems.at("accounts");
        for refusal in accounts_taken(org, &self.person, &self.fields.accounts, &at) {
            problems.add(refusal);
        }
        if problems.is_empty() {
            org.people.insert(self.person.clone(), self.fields.clone());
        }
    }

    /// Keys decide who votes, so with them it takes more than registering.
    fn classes(&self) -> BTreeSet<Class> {
        let mut classes = BTreeSet::from([Class::People]);
        if !self.fields.keys.is_empty() {
            classes.insert(Class::Constitution);
        }
        classes
    }

    fn summary(&self, _org: &Organisation) -> String {
        format!("register {} (`{}`)", self.fields.name, self.person)
    }

    fn touches(&self) -> BTreeSet<String> {
        BTreeSet::from([self.person.to_string()])
    }
}

/// Refuses accounts that somebody else has; case makes no difference.
pub(super) fn accounts_taken(
    org: &Organisation,
    person: &PersonId,
    accounts: &BTreeMap<String, String>,
    at: &NodePath,
) -> Vec<Refusal> {
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    let holder = |service: &str, account: &str| {
        let others = org.people.iter().filter(|(id, _)| *id != person);
        others.map(|(_, other)| other).find(|other| {
            let mut held = other.accounts.iter();
            held.any(|(at, name)| same(at, service) && same(name, account))
        })
    };
    let refuse = |(service, account): (&String, &String)| {
        let other = holder(service, account)?;
        let why = format!("the {service} account {account} is that of {}", other.name);
        Some(Refusal::new(at.clone().key(service), why))
    };
    accounts.iter().filter_map(refuse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::fixture::*;

    #[test]
    fn a_person_is_recorded_once() {
        let change = |id_: &str, account: &str| {
            let mut fields = Person::named("Gus Grey");
            fields.accounts = BTreeMap::from([("github".to_owned(), account.to_owned())]);
            Register {
                person: id(id_),
                fields,
            }
        };
        let after = applied(change("gus", "gus"));
        assert_eq!(after.people[&id("gus")].name, "Gus Grey");
        assert_eq!(
            refused(change("ada", "ADA")),
            ["register.person: the id `ada` belongs to the person Ada Abel"]
        );
        assert_eq!(
            refused(change("gus", "ADA")),
            ["register.accounts.github: the github account ADA is that of Ada Abel"]
        );
    }

    #[test]
    fn a_key_is_a_matter_of_the_constitution() {
        let mut fields = Person::named("Gus Grey");
        let classes = |fields: &Person| {
            let fields = fields.clone();
            Register {
                person: id("gus"),
                fields,
            }
            .classes()
        };
        assert_eq!(classes(&fields), BTreeSet::from([Class::People]));
        fields.keys.push(crate::org::PersonKey {
            key: "ssh-ed25519 AAAA".to_owned(),
            period: Default::default(),
        });
        assert!(classes(&fields).contains(&Class::Constitution));
    }
}
