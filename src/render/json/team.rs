//! One body.

use schemars::JsonSchema;
use serde::Serialize;

use super::parts::{GrantJson, Named, TermJson, View};
use super::person::begins_after;
use crate::base::{PersonId, TeamId};
use crate::org::{Holder, RollOn};

/// `polity show TEAM --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TeamJson {
    /// `team/1`.
    pub polity: String,
    /// The day of the answer.
    pub on: String,
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// What it is, such as `board`.
    pub kind: String,
    /// What it is for.
    pub purpose: Option<String>,
    /// Whether it exists on the day.
    pub alive: bool,
    /// The body that it is shown under.
    pub part_of: Option<Named>,
    /// The bodies that are shown under it on the day.
    pub parts: Vec<Named>,
    /// Its fixed number of seats.
    pub seats: Option<u32>,
    /// When it began.
    pub formed: Option<String>,
    /// The first day without it.
    pub dissolved: Option<String>,
    /// The bodies that came after it.
    pub succeeded_by: Vec<Named>,
    /// Ids that it had before.
    pub former_ids: Vec<String>,
    /// Its powers on the day.
    pub authority: Vec<GrantJson>,
    /// Powers that it had before.
    pub former_authority: Vec<GrantJson>,
    /// Who serves on the day; none where that is not known.
    pub members: Option<Vec<MemberJson>>,
    /// Terms that were over by then.
    pub former_members: Vec<MemberJson>,
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MemberJson {
    /// Who.
    pub person: Named,
    /// The offices that bring them in; empty for members of its own.
    pub through: Vec<Named>,
    /// The term, for members of its own.
    pub term: Option<TermJson>,
}

impl TeamJson {
    /// What is known of a body; none where there is none of that id.
    pub fn of(view: &View<'_>, id: &TeamId) -> Option<Self> {
        let standing = view.standing;
        let team = standing.organisation().teams.get(id)?;
        let day = standing.day();
        let alive = team.alive_on(day);
        let (now, rest): (Vec<_>, Vec<_>) = team
            .authority
            .iter()
            .partition(|grant| alive && grant.period.holds_on(day));
        let former = team.memberships().iter().filter_map(|term| {
            let Holder::Person(person) = &term.holder else {
                return None;
            };
            let now = alive && term.period.holds_on(day);
            let later = begins_after(term.period, day);
            (!now && !later).then(|| MemberJson {
                person: view.person(person),
                through: Vec::new(),
                term: Some(view.term(id, term)),
            })
        });
        let parts = standing
            .teams()
            .filter(|(_, part)| part.part_of.as_ref() == Some(id));
        Some(Self {
            polity: "team/1".to_owned(),
            on: view.on(),
            id: id.to_string(),
            name: team.name.clone(),
            kind: team.kind.to_string(),
            purpose: team.purpose.clone(),
            alive,
            part_of: team.part_of.as_ref().map(|it| view.team(it)),
            parts: parts.map(|(part, _)| view.team(part)).collect(),
            seats: team.seats,
            formed: team.formed.map(|it| it.to_string()),
            dissolved: team.dissolved.map(|it| it.to_string()),
            succeeded_by: team.succeeded_by.iter().map(|it| view.team(it)).collect(),
            former_ids: team.former_ids.iter().map(|it| it.to_string()).collect(),
            authority: now.into_iter().map(|it| view.grant(it)).collect(),
            former_authority: rest
                .into_iter()
                .filter(|it| !begins_after(it.period, day))
                .map(|it| view.grant(it))
                .collect(),
            members: members(view, id),
            former_members: former.collect(),
        })
    }
}

/// Who serves in a body on the day, by name; none where that is not known.
pub(super) fn members(view: &View<'_>, id: &TeamId) -> Option<Vec<MemberJson>> {
    let standing = view.standing;
    let RollOn::Known(roll) = standing.roll(id) else {
        return None;
    };
    let member = |(person, through): (&PersonId, &Vec<TeamId>)| {
        let own = standing
            .memberships(id)
            .find(|it| it.holder.person() == Some(person));
        MemberJson {
            person: view.person(person),
            through: through.iter().map(|team| view.team(team)).collect(),
            term: own.map(|term| view.term(id, term)),
        }
    };
    let mut members: Vec<MemberJson> = roll.iter().map(member).collect();
    members
        .sort_by_cached_key(|member| (member.person.name.to_lowercase(), member.person.id.clone()));
    Some(members)
}
