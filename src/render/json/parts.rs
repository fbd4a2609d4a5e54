//! The parts that several answers share.

use schemars::JsonSchema;
use serde::Serialize;

use crate::base::{AreaId, Bounds, Date, Period, PersonId, TeamId, Until};
use crate::org::{Grant, Membership, Office, Standing};
use crate::rule::Source;

/// The organisation on a day, seen from the day to which the record is known.
///
/// A start that nobody recorded is no question today, and is one on a past
/// day: then it is only taken to hold.
pub struct View<'a> {
    /// The organisation on the day that was asked for.
    pub standing: &'a Standing<'a>,
    /// The day to which the record is known.
    pub recorded: Date,
}

/// An id with the name that people know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Named {
    /// The id, as commands take it.
    pub id: String,
    /// The name.
    pub name: String,
}

/// From when until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PeriodJson {
    /// The first day, month or year; none where it is not known.
    pub from: Option<String>,
    /// The last day, month or year; `unknown` where it is over since a day that
    /// nobody knows; none where it still holds.
    pub until: Option<String>,
    /// Whether the record is sure that it holds on the day of the answer; a
    /// past day before which no start is recorded leaves it open.
    pub sure: bool,
    /// It in words.
    pub words: String,
}

/// A term in an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TermJson {
    /// The body.
    pub team: Named,
    /// When.
    pub period: PeriodJson,
    /// How they came to it, such as `elected`.
    pub basis: Option<String>,
    /// A role inside the body, such as `chair`.
    pub role: Option<String>,
    /// `full` or `part`, for paid positions.
    pub time: Option<String>,
    /// Who pays.
    pub funded_by: Option<Named>,
    /// Anything else.
    pub note: Option<String>,
}

/// An office held on the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OfficeJson {
    /// The body.
    pub team: Named,
    /// The offices that bring it; empty where it is held directly.
    pub through: Vec<Named>,
    /// The term, where it is held directly.
    pub term: Option<TermJson>,
}

/// Powers over an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GrantJson {
    /// Over what.
    pub area: Named,
    /// Which.
    pub powers: Vec<String>,
    /// When.
    pub period: PeriodJson,
}

/// Where something comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SourceJson {
    /// The document.
    pub document: String,
    /// Its section.
    pub section: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
}

impl From<&Source> for SourceJson {
    fn from(source: &Source) -> Self {
        Self {
            document: source.document.clone(),
            section: source.section.clone(),
            url: source.url.clone(),
        }
    }
}

impl View<'_> {
    /// The day as it is written.
    pub fn on(&self) -> String {
        self.standing.day().to_string()
    }

    pub(super) fn team(&self, id: &TeamId) -> Named {
        Named {
            id: id.to_string(),
            name: self.standing.organisation().team_name(id).to_owned(),
        }
    }

    pub(super) fn area(&self, id: &AreaId) -> Named {
        Named {
            id: id.to_string(),
            name: self.standing.organisation().area_name(id).to_owned(),
        }
    }

    pub(super) fn person(&self, id: &PersonId) -> Named {
        Named {
            id: id.to_string(),
            name: self.standing.organisation().person_name(id).to_owned(),
        }
    }

    pub(super) fn period(&self, period: Period) -> PeriodJson {
        let sure = period.known_on(self.standing.day(), self.recorded) != Bounds::Unknown;
        PeriodJson {
            from: period.from().map(|from| from.to_string()),
            until: match period.until() {
                Until::Open => None,
                Until::Unknown => Some("unknown".to_owned()),
                Until::At(until) => Some(until.to_string()),
            },
            sure,
            words: period.to_string(),
        }
    }

    pub(super) fn term(&self, team: &TeamId, membership: &Membership) -> TermJson {
        TermJson {
            team: self.team(team),
            period: self.period(membership.period),
            basis: membership.basis.map(|it| it.to_string()),
            role: membership.role.clone(),
            time: membership.time.map(|it| it.to_string()),
            funded_by: membership.funded_by.as_ref().map(|it| self.team(it)),
            note: membership.note.clone(),
        }
    }

    pub(super) fn office(&self, person: &PersonId, office: &Office) -> OfficeJson {
        let own = |membership: &&Membership| membership.holder.person() == Some(person);
        let term = if office.through.is_empty() {
            self.standing.memberships(&office.team).find(own)
        } else {
            None
        };
        OfficeJson {
            team: self.team(&office.team),
            through: office.through.iter().map(|it| self.team(it)).collect(),
            term: term.map(|term| self.term(&office.team, term)),
        }
    }

    pub(super) fn grant(&self, grant: &Grant) -> GrantJson {
        GrantJson {
            area: self.area(&grant.area),
            powers: grant.powers.iter().map(|it| it.to_string()).collect(),
            period: self.period(grant.period),
        }
    }
}
