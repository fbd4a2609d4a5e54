//! `polity export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::global::Format;
use super::import::left_out;
use super::reading::{Reading, When, days, root};
use super::{CliError, Context, Done};
use crate::exchange::Beside;
use crate::exchange::export::Target;
use crate::render::exchange::left_out as line;
use crate::render::json::ExportJson;
use crate::render::paint::{Line, Style};
use crate::workspace::{beside_at, beside_in};

/// Write the organisation in another tool's format
///
/// Prints the file, as the organisation is on a day: the one given by --at, else
/// the day to which the record is known, else today. What the format cannot hold
/// is said beside, on the standard error.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity export markdown --output GOVERNANCE.md
  polity export peribolos --output org.yaml
  polity export codeowners --output .github/CODEOWNERS
  polity export json --at 2014-06
  polity export graphviz | dot -Tsvg > organisation.svg")]
pub(super) struct Export {
    /// What is written
    #[arg(value_name = "FORMAT")]
    target: TargetArg,
    /// Write to this file, also where it is there already
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    when: When,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum TargetArg {
    /// The org.yaml of peribolos: teams, members and repositories on GitHub
    Peribolos,
    /// GitHub's CODEOWNERS, from assets of `kind: path`
    Codeowners,
    /// Everything that holds on the day, in the words of the files
    Json,
    /// A GOVERNANCE.md for people
    Markdown,
    /// A graph for `dot`
    Graphviz,
    /// A flowchart that forges draw in Markdown
    Mermaid,
}

impl TargetArg {
    fn target(self) -> Target {
        match self {
            Self::Peribolos => Target::Peribolos,
            Self::Codeowners => Target::Codeowners,
            Self::Json => Target::Json,
            Self::Markdown => Target::Markdown,
            Self::Graphviz => Target::Graphviz,
            Self::Mermaid => Target::Mermaid,
        }
    }
}

impl Export {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let reading = Reading::of(&context.env, self.when.rev.as_deref())?;
        let org = reading.organisation()?;
        let (day, _) = days(org, self.when.at, &context.env);
        let target = self.target.target();
        let beside = self.beside(context)?;
        let made = target.export(org, day, beside.as_ref());
        let made = made.map_err(|error| {
            CliError::unreadable("export", format!("no {} can be made", target.word()))
                .because(&error)
        })?;
        let Context { env, ui } = context;
        if let Some(output) = &self.output {
            let path = env.cwd.join(output);
            std::fs::write(&path, &made.text).map_err(|error| {
                CliError::outside("output", format!("cannot write {}", path.display()))
                    .because(&error)
            })?;
        }
        let mut answer = ExportJson {
            polity: "export/1".to_owned(),
            format: target.word().to_owned(),
            on: day.to_string(),
            to: self.output.as_ref().map(|it| it.display().to_string()),
            text: None,
            left_out: left_out(&made.notes),
            left_out_more: made.notes.more,
        };
        for note in answer.left_out.iter().take(20) {
            let said = format!("left out: {}", line(note));
            ui.say(&Line::new(Style::Plain, said));
        }
        let more = (answer.left_out.len() + answer.left_out_more).saturating_sub(20);
        if more > 0 {
            ui.say(&Line::new(Style::Plain, format!("and {more} more")));
        }
        match (ui.format(), &answer.to) {
            (Format::Json, to) => {
                answer.text = to.is_none().then(|| made.text.clone());
                ui.json(&answer)?;
            }
            (Format::Text, None) => ui.raw(made.text.as_bytes()),
            (Format::Text, Some(to)) => {
                let said = format!("wrote {to}, as of {day}");
                ui.say(&Line::new(Style::Plain, said));
            }
        }
        Ok(reading.warn(context))
    }

    /// What lies beside the workspace, where the format asks for it.
    fn beside(&self, context: &Context) -> Result<Option<Beside>, CliError> {
        if !matches!(self.target, TargetArg::Peribolos | TargetArg::Codeowners) {
            return Ok(None);
        }
        let env = &context.env;
        let bare = self.when.rev.is_none() && env.repo().is_ok_and(|repo| repo.is_bare());
        let rev = self.when.rev.as_deref().or(bare.then_some("HEAD"));
        match rev {
            Some(rev) => {
                let repo = env.repo()?;
                Ok(beside_at(&repo, repo.resolve(rev)?)?)
            }
            None => Ok(beside_in(&root(env)?)?),
        }
    }
}
