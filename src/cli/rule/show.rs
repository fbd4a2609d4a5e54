//! `polity rule show`.

use clap::Args;

use super::asked::Asked;
use crate::cli::{Context, Done, Exit};
use crate::render::json::{ElectorsJson, Named, RuleFullJson, SourceJson};
use crate::render::rule::full;
use crate::workspace::library::named_rules;

/// Show a rule in full: what it says, who votes today, and its file
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity rule show core-vote
  polity rule show debian/general-resolution")]
pub(super) struct Show {
    /// The rule's id, a file, or a name in the library
    rule: String,
}

impl Show {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let asked = Asked::of(env, &self.rule)?;
        let org = asked
            .workspace
            .as_ref()
            .and_then(|it| it.organisation().ok());
        let electors = asked.rule.stages.iter().map(|stage| {
            let found = asked.electors(env, stage);
            let name = |id: &crate::base::PersonId| Named {
                id: id.to_string(),
                name: org
                    .and_then(|org| org.people.get(id))
                    .map_or_else(|| id.to_string(), |person| person.name.clone()),
            };
            let (people, why) = match found {
                Ok(found) => (Some(found.people.iter().map(name).collect()), None),
                Err(why) => (None, Some(why)),
            };
            ElectorsJson {
                stage: stage.id.to_string(),
                electorate: stage.electorate.to_string(),
                people,
                why,
            }
        });
        let named_by = org.into_iter().flat_map(|org| &org.rules);
        let named_by = named_by
            .filter(|(_, rule)| named_rules(rule).contains(&asked.id))
            .map(|(id, _)| id.to_string());
        let answer = RuleFullJson {
            polity: "rule-full/1".to_owned(),
            id: asked.label.clone(),
            title: asked.rule.title.clone(),
            source: asked.rule.source.as_ref().map(SourceJson::from),
            repealed: asked.rule.repealed.map(|day| day.to_string()),
            decides: asked.rule.decides.iter().map(ToString::to_string).collect(),
            sentences: asked.rule.sentences(),
            electors: electors.collect(),
            teams: asked.rule.teams().iter().map(ToString::to_string).collect(),
            names: named_rules(&asked.rule)
                .iter()
                .map(ToString::to_string)
                .collect(),
            named_by: named_by.collect(),
            file: asked.file.clone(),
            text: asked.text.clone(),
        };
        ui.answer(|width| full(&answer, width), || &answer)?;
        let label = &asked.label;
        if asked.library.is_some() {
            ui.hint(format!(
                "`polity rule explain {label} --electors 12`, `polity rule add {label}`"
            ));
        } else {
            ui.hint(format!("`polity rule explain {label}`"));
        }
        Ok(Exit::Ok)
    }
}
