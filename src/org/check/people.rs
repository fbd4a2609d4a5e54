//! People: their accounts and keys.

use std::collections::BTreeMap;

use super::{Report, at_person, top};
use crate::base::PersonId;
use crate::finding::{Code, Finding};

/// Services take `TimGraham` and `timgraham` for one account.
pub(super) fn accounts_are_unique(report: &mut Report<'_>) {
    let mut owners: BTreeMap<(String, String), &PersonId> = BTreeMap::new();
    for (id, person) in &report.org.people {
        for (service, account) in &person.accounts {
            let place = at_person(id, top("accounts").key(service.as_str()));
            if account.trim().is_empty() {
                let message = format!("the account on {service} is empty");
                report
                    .found
                    .push(Finding::error(Code::EmptyText, place, message));
                continue;
            }
            let key = (service.to_lowercase(), account.trim().to_lowercase());
            if let Some(owner) = owners.get(&key) {
                let whose = if *owner == id {
                    "stands here twice".to_owned()
                } else {
                    format!("is the account of {owner} too")
                };
                let message = format!("`{account}` on {service} {whose}");
                let finding = Finding::error(Code::AccountTaken, place, message);
                let hint = "an account is one person's; case does not tell two apart";
                report.found.push(finding.hint(hint));
            } else {
                owners.insert(key, id);
            }
        }
    }
}

/// What is in a key only the module that knows signatures can say; here only
/// that it has one of the two forms.
pub(super) fn keys_are_keys(report: &mut Report<'_>) {
    for (id, person) in &report.org.people {
        for (index, key) in person.keys.iter().enumerate() {
            let text = key.key.trim();
            let message = if text.is_empty() {
                "the key is empty"
            } else if text.contains("PRIVATE KEY") {
                "this is a private key: whoever reads this file can sign with it"
            } else if text.starts_with("-----BEGIN PGP PUBLIC KEY BLOCK-----")
                || (!text.contains('\n') && text.split(' ').count() >= 2)
            {
                continue;
            } else {
                "this is neither an OpenSSH public key nor an OpenPGP certificate"
            };
            let hint = if message.contains("private") {
                "take it out, make a new pair of keys, and write the public one here"
            } else {
                "write the line of the file `.pub`, or the armour of `gpg --export --armor`"
            };
            let place = at_person(id, top("keys").index(index).key("key"));
            report
                .found
                .push(Finding::error(Code::BadKey, place, message).hint(hint));
        }
    }
}

/// The part of a key that makes it that key, without its comment.
fn identity(key: &str) -> String {
    if key.trim_start().starts_with("-----BEGIN") {
        return key.split_whitespace().collect();
    }
    let words: Vec<&str> = key.split_whitespace().take(2).collect();
    words.join(" ")
}

pub(super) fn keys_are_of_one_person(report: &mut Report<'_>) {
    let mut owners: BTreeMap<String, Vec<(&PersonId, crate::base::Period)>> = BTreeMap::new();
    for (id, person) in &report.org.people {
        for (index, key) in person.keys.iter().enumerate() {
            if key.key.trim().is_empty() {
                continue;
            }
            let known = owners.entry(identity(&key.key)).or_default();
            let other = known.iter().find(|(owner, _)| *owner != id);
            let twice = known
                .iter()
                .any(|(owner, period)| *owner == id && period.overlaps(key.period));
            let message = match other {
                Some((owner, _)) => format!("this is a key of {owner} too"),
                None if twice => "this key stands here twice for the same days".to_owned(),
                None => {
                    known.push((id, key.period));
                    continue;
                }
            };
            let hint = if other.is_some() {
                "a ballot signed with it would be of two people: give each a key of their own"
            } else {
                "remove one of the two"
            };
            let place = at_person(id, top("keys").index(index).key("key"));
            report
                .found
                .push(Finding::error(Code::KeyShared, place, message).hint(hint));
            known.push((id, key.period));
        }
    }
}
