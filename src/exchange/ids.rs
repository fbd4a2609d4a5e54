//! Ids for what other tools call by any name: always the same for the same
//! files, and never two of one.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::WorkspaceId;

/// The longest stem, so that a kind and a number fit behind it.
const LONGEST: usize = 44;

/// The ids that were given.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: BTreeSet<String>,
    /// How often each stem was asked for, so that a thousand equal names take
    /// a thousand steps and not a million.
    asked: BTreeMap<String, usize>,
}

impl Ids {
    /// An id for a name: its slug, or the slug with the kind behind it where
    /// that is taken or means something else, or with a number as well.
    pub(super) fn give(&mut self, name: &str, kind: &str) -> String {
        let slug = slug(name);
        if good(&slug) && self.taken.insert(slug.clone()) {
            return slug;
        }
        let stem = match slug.as_str() {
            "" => kind.to_owned(),
            slug => format!("{slug}-{kind}"),
        };
        let count = self.asked.entry(stem.clone()).or_default();
        loop {
            *count += 1;
            let id = match *count {
                1 => stem.clone(),
                n => format!("{stem}-{n}"),
            };
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

fn good(id: &str) -> bool {
    id.parse::<WorkspaceId>().is_ok()
}

/// The Latin letters and digits of a name in lower case, with single hyphens
/// between them.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        let plain = plain(letter);
        if plain.is_empty() {
            if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        } else {
            slug.push_str(plain.as_str());
        }
        if slug.len() >= LONGEST {
            break;
        }
    }
    slug.truncate(LONGEST);
    slug.trim_end_matches('-').to_owned()
}

/// A letter without its marks, as people write it where they have no marks;
/// nothing for what is no Latin letter or digit.
fn plain(letter: char) -> String {
    let plain = match letter {
        'a'..='z' | '0'..='9' => return letter.to_string(),
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    };
    plain.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_slug_is_what_people_would_write() {
        for (name, expected) in [
            ("SIG API Machinery", "sig-api-machinery"),
            ("Chef OpenStack", "chef-openstack"),
            ("Loïc Bistüer", "loic-bistuer"),
            ("-_dtolnay_-", "dtolnay"),
            ("日本", ""),
        ] {
            assert_eq!(slug(name), expected);
        }
    }

    #[test]
    fn an_id_is_given_once() {
        let mut ids = Ids::default();
        assert_eq!(ids.give("cargo", "team"), "cargo");
        assert_eq!(ids.give("Cargo", "repository"), "cargo-repository");
        assert_eq!(ids.give("cargo", "repository"), "cargo-repository-2");
        assert_eq!(ids.give("on", "team"), "on-team");
        assert_eq!(ids.give("日本", "team"), "team");
        assert_eq!(ids.give("team", "team"), "team-team");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]
        #[test]
        fn every_name_gets_an_id_of_its_own(names in prop::collection::vec("\\PC{0,70}|[a-c]{1,2}|on|no", 1..40)) {
            let mut ids = Ids::default();
            let given: Vec<String> = names.iter().map(|name| ids.give(name, "team")).collect();
            let unique: BTreeSet<_> = given.iter().collect();
            prop_assert_eq!(unique.len(), given.len());
            for id in &given {
                prop_assert!(good(id), "{}", id);
            }
        }
    }
}
