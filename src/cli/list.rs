//! `polity list`.

use std::collections::BTreeSet;

use clap::Args;

use super::reading::Reading;
use super::{Context, Done};
use crate::base::{ProposalName, Subject};
use crate::format::{NodeKind, gate};
use crate::proposal::State;
use crate::render::json::{ListJson, ListedJson};
use crate::render::list::list;
use crate::render::paint::{Line, Style};
use crate::workspace::layout::proposal_folder;

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
        let proposals = names(&reading);
        let proposals: Vec<ListedJson> = proposals.iter().map(|it| listed(&reading, it)).collect();
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

/// The names of the proposals, by number.
pub(super) fn names(reading: &Reading) -> BTreeSet<ProposalName> {
    let paths = reading.files().files.keys();
    let names = paths.filter_map(|path| {
        let folder = path
            .strip_prefix("proposals/")?
            .strip_suffix("/proposal.yaml")?;
        folder.parse().ok()
    });
    names.collect()
}

fn listed(reading: &Reading, name: &ProposalName) -> ListedJson {
    let folder = proposal_folder(name);
    let bytes = reading.files().bytes(&format!("{folder}/proposal.yaml"));
    let subject = Subject::Proposal(name.clone());
    let document = bytes.and_then(|bytes| gate(&subject, bytes).ok());
    let word = |key: &str| {
        let value = document.as_ref()?.root.get(key)?;
        match &value.kind {
            NodeKind::Scalar { text, .. } => Some(text.clone()),
            _ => None,
        }
    };
    ListedJson {
        number: name.number(),
        name: name.to_string(),
        title: word("title").unwrap_or_else(|| name.to_string()),
        state: State::Draft.to_string(),
        rule: word("rule").unwrap_or_default(),
    }
}
