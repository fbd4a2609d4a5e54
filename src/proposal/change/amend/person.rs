//! The fields of a person that can be amended.

use std::collections::BTreeMap;

use crate::base::PersonId;
use crate::org::{Affiliation, Organisation, Person, PersonKey};
use crate::proposal::change::register::accounts_taken;
use crate::proposal::lookup;
use crate::proposal::refusal::Problems;

use super::{fields, place};

fields! {
    /// A field of a person.
    PersonField {
        /// The name as they write it.
        Name(String) "name",
        /// Accounts by service.
        Accounts(BTreeMap<String, String>) "accounts",
        /// Mail addresses.
        Emails(Vec<String>) "emails",
        /// Public keys; a matter of the constitution.
        Keys(Vec<PersonKey>) "keys",
        /// Employers and other organisations.
        Affiliations(Vec<Affiliation>) "affiliations",
        /// Other names.
        AlsoKnownAs(Vec<String>) "also_known_as",
    }
    optional {}
}

impl PersonField {
    /// Whether it decides who may sign for the person.
    pub(super) fn is_key(&self) -> bool {
        matches!(self, Self::Keys(_))
    }
}

/// Sets the fields.
pub(super) fn apply(
    org: &mut Organisation,
    id: &PersonId,
    fields: &[PersonField],
    problems: &mut Problems,
) {
    let found = lookup::person(org, id, problems.at("id"));
    let Some(mut person) = problems.take(found).cloned() else {
        return;
    };
    for field in fields {
        if let PersonField::Accounts(accounts) = field {
            let path = place(problems, field);
            for refusal in accounts_taken(org, id, accounts, &path) {
                problems.add(refusal);
            }
        }
        set(&mut person, field.clone());
    }
    org.people.insert(id.clone(), person);
}

fn set(person: &mut Person, field: PersonField) {
    match field {
        PersonField::Name(name) => person.name = name,
        PersonField::Accounts(accounts) => person.accounts = accounts,
        PersonField::Emails(emails) => person.emails = emails,
        PersonField::Keys(keys) => person.keys = keys,
        PersonField::Affiliations(affiliations) => person.affiliations = affiliations,
        PersonField::AlsoKnownAs(names) => person.also_known_as = names,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Change;
    use super::super::Amend;
    use super::*;
    use crate::proposal::fixture::*;
    use crate::rule::Class;

    #[test]
    fn an_account_is_one_persons() {
        let account = |name: &str| {
            let accounts = BTreeMap::from([("github".to_owned(), name.to_owned())]);
            Amend::Person(id("ben"), vec![PersonField::Accounts(accounts)])
        };
        assert_eq!(applied(account("ben")).people[&id("ben")].accounts.len(), 1);
        assert_eq!(
            refused(account("Ada")),
            ["amend.set.accounts.github: the github account Ada is that of Ada Abel"]
        );
    }

    #[test]
    fn keys_are_a_matter_of_the_constitution() {
        let classes = |field| Change::from(Amend::Person(id("ben"), vec![field])).classes();
        let name = PersonField::Name("Ben".to_owned());
        assert!(classes(name).contains(&Class::People));
        assert!(classes(PersonField::Keys(Vec::new())).contains(&Class::Constitution));
    }
}
