//! Ids for options that a file names as people do.

use std::collections::BTreeSet;

use crate::base::OptionId;

/// One id for each name, in order: the name in lower case with a hyphen for
/// whatever an id cannot hold, or `option-N` where that gives none or one that
/// is taken already.
pub fn option_ids(names: &[String]) -> Vec<OptionId> {
    let mut taken = BTreeSet::new();
    let mut ids = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let plain = slug(name).parse::<OptionId>().ok();
        let numbered = (1..).map(|more| {
            let text = match more {
                1 => format!("option-{}", place + 1),
                _ => format!("option-{}-{more}", place + 1),
            };
            text.parse::<OptionId>().ok()
        });
        let mut free = std::iter::once(plain)
            .chain(numbered)
            .flatten()
            .filter(|id| !taken.contains(id));
        if let Some(id) = free.next() {
            taken.insert(id.clone());
            ids.push(id);
        }
    }
    ids
}

fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit()));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_gets_an_id_of_its_own() {
        let names = [
            "Timothy St. Clair",
            "no",
            "  ",
            "timothy st clair",
            "option 2",
        ];
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let ids: Vec<String> = option_ids(&names).into_iter().map(String::from).collect();
        assert_eq!(
            ids,
            [
                "timothy-st-clair",
                "option-2",
                "option-3",
                "option-4",
                "option-5"
            ]
        );
    }
}
