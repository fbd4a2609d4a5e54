//! `polity list`.

use clap::Args;

use super::reading::Reading;
use super::{Context, Done};
use crate::render::json::{ListJson, ListedJson};
use crate::render::list::list;
use crate::render::paint::{Line, Style};
use crate::workspace::{ProposalFolder, Workspace};

/// List the proposals: number, title, state and rule
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity list
  polity list --format json")]
pub(super) struct List {
    /// What this commit, branch or tag has, and not the working tree
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
}

impl List {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let reading = Reading::of(&context.env, self.rev.as_deref())?;
        let workspace = &reading.workspace;
        let proposals = workspace.proposals.proposals.values();
        let proposals = proposals.map(|folder| listed(workspace, folder)).collect();
        let answer = ListJson {
            polity: "list/1".to_owned(),
            proposals,
        };
        if answer.proposals.is_empty() {
            context
                .ui
                .say(&Line::new(Style::Plain, "There are no proposals."));
        }
        context
            .ui
            .answer(|width| list(&answer, width), || &answer)?;
        Ok(reading.warn(context))
    }
}

fn listed(workspace: &Workspace, folder: &ProposalFolder) -> ListedJson {
    let name = &folder.name;
    let proposal = folder.proposal.as_ref();
    ListedJson {
        number: name.number(),
        name: name.to_string(),
        title: proposal.map_or_else(|| name.to_string(), |it| it.title.clone()),
        state: match (proposal, workspace.state(name)) {
            (Some(_), Some(state)) => state.to_string(),
            _ => "unreadable".to_owned(),
        },
        rule: proposal.map_or_else(String::new, |it| it.rule.to_string()),
    }
}
