//! One area, rule, constraint or event.

use schemars::JsonSchema;
use serde::Serialize;

use super::parts::{Named, PeriodJson, SourceJson, View};
use super::who::{WhoRow, rows_of_area};
use crate::base::{AreaId, ConstraintId, EventId, RuleId, show_exact};
use crate::org::{Remedy, Requirement, evaluate};
use crate::rule::sentence::list;

/// `polity show AREA --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AreaJson {
    /// `area/1`.
    pub polity: String,
    /// The day of the answer.
    pub on: String,
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// What it covers.
    pub purpose: Option<String>,
    /// Whether it exists on the day.
    pub alive: bool,
    /// The area that it is shown under.
    pub part_of: Option<Named>,
    /// Whether several bodies may control it at once.
    pub shared: bool,
    /// The things themselves: kind, where, and a note.
    pub assets: Vec<(String, String, Option<String>)>,
    /// When it began.
    pub opened: Option<String>,
    /// The first day without it.
    pub closed: Option<String>,
    /// Who holds which power over it on the day.
    pub powers: Vec<WhoRow>,
    /// Who held which power before: body, power and period.
    pub former: Vec<(Named, String, PeriodJson)>,
}

/// `polity show RULE --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleJson {
    /// `rule/1`.
    pub polity: String,
    /// The day of the answer.
    pub on: String,
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// Where it comes from.
    pub source: Option<SourceJson>,
    /// Whether it is in force on the day.
    pub in_force: bool,
    /// The first day without it.
    pub repealed: Option<String>,
    /// The classes of change that it may decide.
    pub decides: Vec<String>,
    /// Its stages, by id, with who votes.
    pub stages: Vec<(String, String)>,
    /// The rule in plain sentences; those about a stage's outcomes begin with
    /// two spaces.
    pub sentences: Vec<String>,
}

/// `polity show CONSTRAINT --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ConstraintJson {
    /// `constraint/1`.
    pub polity: String,
    /// The day of the answer.
    pub on: String,
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// Where it comes from.
    pub source: Option<SourceJson>,
    /// `must` or `should`.
    pub level: String,
    /// What is required, in words.
    pub requires: String,
    /// Whether it is in force on the day.
    pub in_force: bool,
    /// The first day without it.
    pub repealed: Option<String>,
    /// `holds`, `broken`, `unknown` or `waived`.
    pub verdict: String,
    /// Each way in which it is broken, or what is not known.
    pub because: Vec<String>,
    /// What is to be done when it breaks.
    pub remedy: Option<String>,
    /// The exceptions: reason and last day.
    pub waivers: Vec<(String, Option<String>)>,
}

/// `polity show EVENT --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EventJson {
    /// `event/1`.
    pub polity: String,
    /// The id.
    pub id: String,
    /// What kind of event.
    pub kind: String,
    /// When it happened.
    pub on: String,
    /// The series that it belongs to.
    pub series: Option<String>,
    /// Where it is recorded.
    pub source: Option<String>,
    /// Those it attests.
    pub people: Vec<Named>,
    /// Whether an official has signed it; else it attests nothing.
    pub attested: bool,
}

impl AreaJson {
    /// What is known of an area.
    pub fn of(view: &View<'_>, id: &AreaId) -> Option<Self> {
        let org = view.standing.organisation();
        let area = org.areas.get(id)?;
        let day = view.standing.day();
        let mut former = Vec::new();
        for (team, body) in &org.teams {
            for grant in body.authority.iter().filter(|grant| grant.area == *id) {
                let over = !body.alive_on(day) || !grant.period.holds_on(day);
                let later = grant
                    .period
                    .from()
                    .is_some_and(|from| day < from.first_day());
                if over && !later {
                    for power in &grant.powers {
                        let period = view.period(grant.period);
                        former.push((view.team(team), power.to_string(), period));
                    }
                }
            }
        }
        Some(Self {
            polity: "area/1".to_owned(),
            on: view.on(),
            id: id.to_string(),
            name: area.name.clone(),
            purpose: area.purpose.clone(),
            alive: area.alive_on(day),
            part_of: area.part_of.as_ref().map(|it| view.area(it)),
            shared: area.shared,
            assets: area
                .assets
                .iter()
                .map(|it| (it.kind.clone(), it.at.clone(), it.note.clone()))
                .collect(),
            opened: area.opened.map(|it| it.to_string()),
            closed: area.closed.map(|it| it.to_string()),
            powers: rows_of_area(view, id),
            former,
        })
    }
}

impl RuleJson {
    /// What a rule says.
    pub fn of(view: &View<'_>, id: &RuleId) -> Option<Self> {
        let rule = view.standing.organisation().rules.get(id)?;
        let day = view.standing.day();
        Some(Self {
            polity: "rule/1".to_owned(),
            on: view.on(),
            id: id.to_string(),
            title: rule.title.clone(),
            source: rule.source.as_ref().map(SourceJson::from),
            in_force: rule.repealed.is_none_or(|gone| day < gone.first_day()),
            repealed: rule.repealed.map(|it| it.to_string()),
            decides: rule.decides.iter().map(|it| it.to_string()).collect(),
            stages: rule
                .stages
                .iter()
                .map(|stage| (stage.id.to_string(), stage.electorate.to_string()))
                .collect(),
            sentences: rule.sentences(),
        })
    }
}

impl ConstraintJson {
    /// What a constraint requires, and whether it holds.
    pub fn of(view: &View<'_>, id: &ConstraintId) -> Option<Self> {
        let constraint = view.standing.organisation().constraints.get(id)?;
        let day = view.standing.day();
        let verdict = evaluate(constraint, view.standing);
        let because = match &verdict {
            crate::org::Verdict::Unknown(why) => vec![why.clone()],
            other => other.breaches().iter().map(|it| it.text.clone()).collect(),
        };
        Some(Self {
            polity: "constraint/1".to_owned(),
            on: view.on(),
            id: id.to_string(),
            title: constraint.title.clone(),
            source: constraint.source.as_ref().map(SourceJson::from),
            level: constraint.level.to_string(),
            requires: requires(view, &constraint.require),
            in_force: constraint.in_force_on(day),
            repealed: constraint.repealed.map(|it| it.to_string()),
            verdict: verdict.word().to_owned(),
            because,
            remedy: constraint.remedy.as_ref().map(|remedy| match remedy {
                Remedy::Vacate(team) => format!("the term in {} ends", view.team(team).name),
            }),
            waivers: constraint
                .waivers
                .iter()
                .map(|it| (it.reason.clone(), it.until.map(|day| day.to_string())))
                .collect(),
        })
    }
}

impl EventJson {
    /// What is known of an event.
    pub fn of(view: &View<'_>, id: &EventId) -> Option<Self> {
        let event = view.standing.organisation().events.get(id)?;
        Some(Self {
            polity: "event/1".to_owned(),
            id: id.to_string(),
            kind: event.kind.to_string(),
            on: event.on.to_string(),
            series: event.series.clone(),
            source: event.source.clone(),
            people: event.people.iter().map(|it| view.person(it)).collect(),
            attested: view.standing.organisation().attested.0.contains(id),
        })
    }
}

/// A requirement in words.
fn requires(view: &View<'_>, requirement: &Requirement) -> String {
    let each = |teams: &[crate::base::TeamId], joint: &str| {
        list(teams.iter().map(|team| view.team(team).name), joint)
    };
    match requirement {
        Requirement::Disjoint { teams } => {
            format!("nobody serves in {} at once", each(teams, "and"))
        }
        Requirement::Size {
            teams,
            at_least,
            at_most,
        } => {
            let size = match (at_least, at_most) {
                (Some(least), Some(most)) if least == most => format!("{least} members"),
                (Some(least), Some(most)) => format!("{least} to {most} members"),
                (Some(least), None) => format!("at least {least} members"),
                (None, Some(most)) => format!("at most {most} members"),
                (None, None) => "any number of members".to_owned(),
            };
            let has = if teams.len() == 1 { "has" } else { "each have" };
            format!("{} {has} {size}", each(teams, "and"))
        }
        Requirement::EveryAreaControlled => "every area has a controller".to_owned(),
        Requirement::AffiliationCap { teams, at_most } => format!(
            "of one affiliation, at most {} of those who serve in {}",
            show_exact(at_most),
            each(teams, "or")
        ),
        Requirement::TermLimit { teams, at_most } => format!(
            "nobody serves more than {at_most} terms in a row in {}",
            each(teams, "or")
        ),
        Requirement::Subset { team, of } => format!(
            "everyone in {} is in {} too",
            view.team(team).name,
            view.team(of).name
        ),
        Requirement::PowersCap { at_most } => {
            format!("nobody holds more than {at_most} powers")
        }
    }
}
