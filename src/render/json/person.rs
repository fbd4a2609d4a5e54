//! One person.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::parts::{Named, OfficeJson, PeriodJson, TermJson, View};
use crate::base::{Date, Period, PersonId, Until};

/// `polity show PERSON --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PersonJson {
    /// `person/1`.
    pub polity: String,
    /// The day of the answer.
    pub on: String,
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// Accounts by service.
    pub accounts: BTreeMap<String, String>,
    /// Mail addresses.
    pub emails: Vec<String>,
    /// Other names.
    pub also_known_as: Vec<String>,
    /// How many keys their ballots may be signed with on the day.
    pub keys: usize,
    /// For whom they work or speak.
    pub affiliations: Vec<AffiliationJson>,
    /// Offices held on the day.
    pub offices: Vec<OfficeJson>,
    /// Terms that were over by then, the last first.
    pub former_offices: Vec<TermJson>,
    /// Terms that began later.
    pub later_offices: Vec<TermJson>,
    /// What they may do on the day.
    pub powers: Vec<HeldJson>,
}

/// For whom a person works or speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AffiliationJson {
    /// The organisation.
    pub organisation: String,
    /// When.
    pub period: PeriodJson,
}

/// A power with the offices that give it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeldJson {
    /// Over what.
    pub area: Named,
    /// Which.
    pub power: String,
    /// The offices that give it.
    pub offices: Vec<OfficeJson>,
}

impl PersonJson {
    /// What is known of a person; none where nobody of that id is recorded.
    pub fn of(view: &View<'_>, id: &PersonId) -> Option<Self> {
        let standing = view.standing;
        let org = standing.organisation();
        let person = org.people.get(id)?;
        let day = standing.day();
        let mut former: Vec<(Option<Date>, TermJson)> = Vec::new();
        let mut later = Vec::new();
        for (team, body) in &org.teams {
            for term in body.memberships() {
                if term.holder.person() != Some(id) {
                    continue;
                }
                let holds = term.period.holds_on(day) && body.alive_on(day);
                if begins_after(term.period, day) {
                    later.push(view.term(team, term));
                } else if !holds {
                    let ended = match term.period.until() {
                        Until::At(until) => Some(until.last_day()),
                        _ => None,
                    };
                    former.push((ended, view.term(team, term)));
                }
            }
        }
        // The last first; those with unknown ends after all others.
        former.sort_by(|(a, _), (b, _)| b.cmp(a));
        let affiliations = person.affiliations.iter().map(|it| AffiliationJson {
            organisation: it.organisation.clone(),
            period: view.period(it.period),
        });
        let powers = standing
            .powers_of(id)
            .into_iter()
            .map(|(held, offices)| HeldJson {
                area: view.area(&held.area),
                power: held.power.to_string(),
                offices: offices
                    .iter()
                    .map(|office| view.office(id, office))
                    .collect(),
            });
        let mut offices = standing.offices(id);
        // Those held directly first: the others follow from them.
        offices.sort_by_cached_key(|office| {
            let name = org.team_name(&office.team).to_lowercase();
            (office.through.len(), name)
        });
        Some(Self {
            polity: "person/1".to_owned(),
            on: view.on(),
            id: id.to_string(),
            name: person.name.clone(),
            accounts: person.accounts.clone(),
            emails: person.emails.clone(),
            also_known_as: person.also_known_as.clone(),
            keys: person.keys_on(day).count(),
            affiliations: affiliations.collect(),
            offices: offices
                .iter()
                .map(|office| view.office(id, office))
                .collect(),
            former_offices: former.into_iter().map(|(_, term)| term).collect(),
            later_offices: later,
            powers: powers.collect(),
        })
    }
}

/// Whether a period begins after a day, by all that is recorded.
pub(super) fn begins_after(period: Period, day: Date) -> bool {
    period.from().is_some_and(|from| day < from.first_day())
}
