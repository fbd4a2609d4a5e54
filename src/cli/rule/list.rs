//! `polity rule list`.

use clap::Args;

use crate::cli::{Context, Done, Exit};
use crate::render::json::{LibraryRuleJson, RuleListJson, SourceJson};
use crate::render::paint::{Line, Style};
use crate::workspace::library::{LibraryRule, library};

/// List the rules of the library
///
/// They are the decision rules of real organisations, each with its source.
/// With a word, those whose name, title or source has it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity rule list
  polity rule list python")]
pub(super) struct List {
    /// Only those whose name, title or source has this word
    word: Option<String>,
}

impl List {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let wanted = self.word.unwrap_or_default().to_lowercase();
        let all = library();
        let rules: Vec<LibraryRuleJson> = all.iter().filter_map(listed).collect();
        let fits = |rule: &LibraryRuleJson| {
            let source = rule.source.as_ref().map_or("", |it| it.document.as_str());
            let words = format!("{} {} {source}", rule.name, rule.title);
            words.to_lowercase().contains(&wanted)
        };
        let rules: Vec<LibraryRuleJson> = rules.into_iter().filter(fits).collect();
        let answer = RuleListJson {
            polity: "rule-list/1".to_owned(),
            rules,
        };
        let ui = &mut context.ui;
        ui.answer(
            |width| crate::render::rule::library(&answer, width),
            || &answer,
        )?;
        match answer.rules.first() {
            Some(first) => {
                let name = &first.name;
                ui.hint(format!(
                    "`polity rule show {name}`, `polity rule explain {name}`"
                ));
            }
            None => {
                ui.say(&Line::new(
                    Style::Plain,
                    "No rule of the library has that word.",
                ));
                ui.hint("`polity rule list`");
            }
        }
        Ok(Exit::Ok)
    }
}

fn listed(of: &LibraryRule) -> Option<LibraryRuleJson> {
    let rule = of.rule().ok()?;
    Some(LibraryRuleJson {
        name: of.path(),
        title: rule.title.clone(),
        source: rule.source.as_ref().map(SourceJson::from),
        decides: rule.decides.iter().map(ToString::to_string).collect(),
        teams: rule.teams().iter().map(ToString::to_string).collect(),
        names: of.names_rules().iter().map(ToString::to_string).collect(),
    })
}
