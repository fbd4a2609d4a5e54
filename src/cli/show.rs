//! `polity show`.

use clap::Args;

use super::reading::{Reading, When, viewing};
use super::unknown::unknown;
use super::{CliError, Context, Done};
use crate::base::{EntityId, TeamId};
use crate::render::json::{
    ActBriefJson, AreaJson, ConstraintJson, EventJson, OverviewJson, PersonJson, RuleJson,
    TeamJson, View,
};
use crate::render::show;

/// Show the organisation, or one part of it, on a day
///
/// Without an id: its bodies, how many serve in each, and what each may do.
/// With the id of a person, a body, an area, a rule, a constraint or an event:
/// all that is known of it. What is shown is what held on the day: the one
/// given by --at, else the day to which the record is known, else today.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity show
  polity show tim-graham
  polity show core --at 2013-06
  polity show --rev main~5")]
pub(super) struct Show {
    /// The id of a person, body, area, rule, constraint or event
    id: Option<String>,
    #[command(flatten)]
    when: When,
}

impl Show {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let reading = Reading::of(&context.env, self.when.rev.as_deref())?;
        match &self.id {
            None => self.overview(context, &reading)?,
            Some(id) => self.one(context, &reading, id)?,
        }
        Ok(reading.warn(context))
    }

    fn overview(&self, context: &mut Context, reading: &Reading) -> Result<(), CliError> {
        let proposals = reading.workspace.proposals.proposals.len();
        let make = |view: &View<'_>| OverviewJson::of(view, proposals);
        let mut answer = viewing(reading, &self.when, &context.env, make)?;
        let acts = reading.workspace.acts_on_record(context.env.clock.now());
        let lapsed = acts.iter().filter(|act| act.lapsed.is_some());
        let due: Vec<String> = lapsed
            .map(|act| format!("`polity undo {}`", act.proposal.number()))
            .collect();
        answer.acts = acts.into_iter().map(brief).collect();
        context
            .ui
            .answer(|width| show::overview(&answer, width), || &answer)?;
        let again = self.when.again();
        let area = answer.bodies.iter().find_map(|body| body.authority.first());
        let body = answer.bodies.first();
        let mut commands = Vec::new();
        commands.extend(area.map(|grant| format!("`polity who {}{again}`", grant.area.id)));
        commands.extend(body.map(|body| format!("`polity show {}{again}`", body.id)));
        if proposals > 0 {
            commands.push("`polity list`".to_owned());
        }
        commands.extend(due);
        if !commands.is_empty() {
            context.ui.hint(commands.join(", "));
        }
        Ok(())
    }

    fn one(&self, context: &mut Context, reading: &Reading, id: &str) -> Result<(), CliError> {
        let org = reading.organisation()?;
        let entity = org
            .find(id)
            .or_else(|| renamed(org, id).map(EntityId::Team));
        let Some(entity) = entity else {
            return Err(unknown(org, id));
        };
        let again = self.when.again();
        let Context { env, ui } = context;
        macro_rules! answer {
            ($kind:ident, $id:ident, $text:path) => {{
                let answer = viewing(reading, &self.when, env, |view| $kind::of(view, $id))?;
                let answer = answer.ok_or_else(|| unknown(org, id))?;
                ui.answer(|width| $text(&answer, width), || &answer)?;
                answer
            }};
        }
        match &entity {
            EntityId::Person(id) => {
                let answer = answer!(PersonJson, id, show::person);
                if let Some(office) = answer.offices.first() {
                    ui.hint(format!("`polity show {}{again}`", office.team.id));
                }
            }
            EntityId::Team(id) => {
                let answer = answer!(TeamJson, id, show::team);
                if let Some(grant) = answer.authority.first() {
                    ui.hint(format!("`polity who {}{again}`", grant.area.id));
                }
            }
            EntityId::Area(id) => {
                answer!(AreaJson, id, show::area);
                ui.hint(format!("`polity who {id}{again}`"));
            }
            EntityId::Rule(id) => _ = answer!(RuleJson, id, show::rule),
            EntityId::Constraint(id) => _ = answer!(ConstraintJson, id, show::constraint),
            EntityId::Event(id) => _ = answer!(EventJson, id, show::event),
        }
        Ok(())
    }
}

/// An act, for answers.
fn brief(act: crate::workspace::ActRecorded) -> ActBriefJson {
    ActBriefJson {
        proposal: act.proposal.to_string(),
        by: act.by.to_string(),
        until: act.until.to_string(),
        lapsed: act.lapsed,
    }
}

/// The body that had an id before it was renamed.
fn renamed(org: &crate::org::Organisation, id: &str) -> Option<TeamId> {
    let id: TeamId = id.parse().ok()?;
    let mut teams = org.teams.iter();
    let found = teams.find(|(_, team)| team.former_ids.contains(&id));
    found.map(|(id, _)| id.clone())
}
