//! The fields of `organisation.yaml` that a proposal may amend. The founding
//! is none of them: it happens once.

use std::collections::BTreeMap;

use crate::base::{Date, Power, Span};
use crate::org::{About, Housekeeping, Organisation, TimeZoneName};
use crate::proposal::refusal::{Problems, Refusal};
use crate::proposal::{effect, lookup};

use super::{fields, place};

fields! {
    /// A field of the organisation as a whole.
    AboutField {
        /// Its name.
        Name(String) "name",
        /// The zone in which its days begin.
        TimeZone(TimeZoneName) "time_zone",
        /// The branch on which decisions happen.
        Branch(String) "branch",
        /// How long a new key must have been recorded before it may vote.
        KeyDelay(Span) "key_delay",
        /// All powers that teams may hold, each with a sentence.
        Powers(BTreeMap<Power, String>) "powers",
        /// Who may change what without a proposal.
        Housekeeping(Vec<Housekeeping>) "housekeeping",
    }
    optional {
        /// Its address on the web.
        Homepage(String) "homepage",
    }
}

/// Sets the fields.
pub(super) fn apply(
    org: &mut Organisation,
    fields: &[AboutField],
    on: Date,
    problems: &mut Problems,
) {
    for field in fields {
        let path = place(problems, field);
        match field {
            AboutField::Powers(powers) => {
                for (power, place) in lost(org, powers, on) {
                    let why = format!("{place}, so `{power}` stays a power");
                    let hint = "keep it in the list, or write `revoke` before this change";
                    problems.add(Refusal::new(path.clone(), why).hint(hint));
                }
            }
            AboutField::Housekeeping(lines) => {
                for team in lines.iter().flat_map(|line| line.by.teams()) {
                    problems.take(lookup::living_team(org, &team, on, path.clone()));
                }
            }
            _ => {}
        }
        set(&mut org.about, field.clone());
    }
}

fn set(about: &mut About, field: AboutField) {
    match field {
        AboutField::Name(name) => about.name = name,
        AboutField::TimeZone(zone) => about.time_zone = zone,
        AboutField::Branch(branch) => about.branch = branch,
        AboutField::KeyDelay(delay) => about.key_delay = delay,
        AboutField::Powers(powers) => about.powers = powers,
        AboutField::Housekeeping(lines) => about.housekeeping = lines,
        AboutField::Homepage(homepage) => about.homepage = homepage,
    }
}

/// The powers in use that a new list leaves out, each with one holder.
fn lost(org: &Organisation, powers: &BTreeMap<Power, String>, on: Date) -> BTreeMap<Power, String> {
    let mut lost = BTreeMap::new();
    for team in org.teams.values() {
        let grants = team.authority.iter();
        for grant in grants.filter(|grant| effect::lasts_past(grant.period, on)) {
            let area = org.area_name(&grant.area);
            for power in &grant.powers {
                if !power.is_control() && !powers.contains_key(power) {
                    lost.entry(power.clone())
                        .or_insert_with(|| format!("{} holds {power} over {area}", team.name));
                }
            }
        }
    }
    lost
}

#[cfg(test)]
mod tests {
    use super::super::Amend;
    use super::*;
    use crate::proposal::fixture::*;

    #[test]
    fn a_power_in_use_stays_listed() {
        let only = |power: &str| {
            let powers = BTreeMap::from([(id(power), "What it means.".to_owned())]);
            Amend::Organisation(vec![AboutField::Powers(powers)])
        };
        assert_eq!(applied(only("merge")).about.powers.len(), 1);
        assert_eq!(
            refused(only("upload")),
            ["amend.set.powers: Committers holds merge over Tracker, so `merge` stays a power"]
        );
    }

    #[test]
    fn housekeeping_is_done_by_those_who_exist() {
        let by = |text: &str| {
            let line = Housekeeping {
                by: text.parse().unwrap(),
                may: Vec::new(),
            };
            Amend::Organisation(vec![AboutField::Housekeeping(vec![line])])
        };
        assert_eq!(applied(by("core")).about.housekeeping.len(), 1);
        assert_eq!(
            refused(by("core or founders")),
            ["amend.set.housekeeping: Founders is dissolved since 2014-01-13"]
        );
    }

    #[test]
    fn a_field_may_be_unset() {
        let after = applied(Amend::Organisation(vec![AboutField::Homepage(None)]));
        assert_eq!(after.about.homepage, None);
    }
}
