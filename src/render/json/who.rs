//! Who may do something.

use schemars::JsonSchema;
use serde::Serialize;

use super::parts::{Named, PeriodJson, View};
use super::team::{MemberJson, members};
use crate::base::{AreaId, Power, TeamId};

/// `polity who AREA` or `polity who POWER` with `--format json`, first
/// version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WhoJson {
    /// `who/1`.
    pub polity: String,
    /// The day of the answer.
    pub on: String,
    /// `area` or `power`: what was asked about.
    pub asked: String,
    /// The id of it.
    pub id: String,
    /// Its name, or the sentence that says what the power is.
    pub name: String,
    /// Every power over the area, or the power over every area.
    pub rows: Vec<WhoRow>,
}

/// A power over an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WhoRow {
    /// Over what.
    pub area: Named,
    /// Which power.
    pub power: String,
    /// The bodies that hold it; nobody may do it where there is none.
    pub holders: Vec<HolderJson>,
}

/// A body that holds a power.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HolderJson {
    /// The body.
    pub team: Named,
    /// Since when it holds the power, and until when.
    pub period: PeriodJson,
    /// Who serves in it; none where that is not known.
    pub people: Option<Vec<MemberJson>>,
}

impl WhoJson {
    /// Who may do what with an area; none where there is no such area.
    pub fn of_area(view: &View<'_>, id: &AreaId) -> Option<Self> {
        let area = view.standing.organisation().areas.get(id)?;
        Some(Self {
            polity: "who/1".to_owned(),
            on: view.on(),
            asked: "area".to_owned(),
            id: id.to_string(),
            name: area.name.clone(),
            rows: rows_of_area(view, id),
        })
    }

    /// Who has a power, over every area; none where the organisation does not
    /// know the power.
    pub fn of_power(view: &View<'_>, power: &Power) -> Option<Self> {
        let org = view.standing.organisation();
        let meaning = match org.about.powers.get(power) {
            Some(meaning) => meaning.clone(),
            None if power.is_control() => String::new(),
            None => return None,
        };
        let areas = view.standing.areas().map(|(id, _)| row(view, id, power));
        Some(Self {
            polity: "who/1".to_owned(),
            on: view.on(),
            asked: "power".to_owned(),
            id: power.to_string(),
            name: meaning,
            rows: areas
                .filter(|row| power.is_control() || !row.holders.is_empty())
                .collect(),
        })
    }
}

/// Every power that is held over an area, control first, and control always.
pub(super) fn rows_of_area(view: &View<'_>, area: &AreaId) -> Vec<WhoRow> {
    let standing = view.standing;
    let mut powers: Vec<Power> = standing
        .teams()
        .flat_map(|(id, _)| standing.team_powers(id))
        .filter(|held| held.area == *area)
        .map(|held| held.power)
        .chain([Power::control()])
        .collect();
    powers.sort_by_key(|power| (!power.is_control(), power.to_string()));
    powers.dedup();
    powers.iter().map(|power| row(view, area, power)).collect()
}

fn row(view: &View<'_>, area: &AreaId, power: &Power) -> WhoRow {
    let holders = view.standing.holders(area, power);
    WhoRow {
        area: view.area(area),
        power: power.to_string(),
        holders: holders
            .into_iter()
            .filter_map(|team| holder(view, team, area, power))
            .collect(),
    }
}

fn holder(view: &View<'_>, id: &TeamId, area: &AreaId, power: &Power) -> Option<HolderJson> {
    let team = view.standing.organisation().teams.get(id)?;
    let day = view.standing.day();
    let grant = team.authority.iter().find(|grant| {
        grant.area == *area && grant.powers.contains(power) && grant.period.holds_on(day)
    })?;
    Some(HolderJson {
        team: view.team(id),
        period: view.period(grant.period),
        people: members(view, id),
    })
}
