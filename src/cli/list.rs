//! `polity list`.

use clap::Args;

use super::reading::Reading;
use super::workspace::when;
use super::{Context, Done};
use crate::org::Organisation;
use crate::render::json::{DueJson, ListJson, ListedJson, Named, RivalJson};
use crate::render::list::list;
use crate::render::paint::{Line, Style};
use crate::workspace::{Due, Listed, RivalOf};

/// List the proposals: how far each has come, and what comes next
///
/// As the files say; `polity verify` reads the whole history of one.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity list
  polity list --rev main
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
        let org = workspace.governance.org.as_deref();
        let all = workspace.list(context.env.clock.now());
        let answer = ListJson {
            polity: "list/1".to_owned(),
            proposals: all.iter().map(|it| listed(it, org)).collect(),
        };
        if answer.proposals.is_empty() {
            context
                .ui
                .say(&Line::new(Style::Plain, "There are no proposals."));
        }
        context
            .ui
            .answer(|width| list(&answer, width), || &answer)?;
        context.ui.hint(match all.iter().find_map(hint) {
            Some(hint) => hint,
            None => "`polity propose` drafts one".to_owned(),
        });
        Ok(reading.warn(context))
    }
}

/// What to do with a proposal.
fn hint(of: &Listed) -> Option<String> {
    let n = of.name.number();
    Some(match of.due.as_ref()? {
        Due::Open(_) => format!("`polity diff {n}`, `polity status {n}`"),
        Due::Vote { .. } | Due::Close { .. } | Due::Enact | Due::Mend => {
            format!("`polity status {n}`")
        }
    })
}

/// A rival, for answers.
fn rival(of: &RivalOf) -> RivalJson {
    RivalJson {
        number: of.name.number(),
        name: of.name.to_string(),
        claims: of.claims.iter().map(ToString::to_string).collect(),
    }
}

/// A proposal, for answers.
pub(super) fn listed(of: &Listed, org: Option<&Organisation>) -> ListedJson {
    let named = |id| {
        let name = org.map(|org| org.person_name(id).to_owned());
        Named {
            id: id.to_string(),
            name: name.unwrap_or_else(|| id.to_string()),
        }
    };
    let due = |due: &Due| {
        let (what, stage, closes) = match due {
            Due::Open(stage) => ("open", Some(stage), None),
            Due::Vote { stage, closes } => ("vote", Some(stage), Some(*closes)),
            Due::Close { stage, closes } => ("close", Some(stage), Some(*closes)),
            Due::Enact => ("enact", None, None),
            Due::Mend => ("mend", None, None),
        };
        DueJson {
            what: what.to_owned(),
            stage: stage.map(ToString::to_string),
            closes: closes.and_then(|at| Some(when(at, org?))),
        }
    };
    ListedJson {
        number: of.name.number(),
        name: of.name.to_string(),
        title: of.title.clone(),
        state: match of.readable {
            true => of.state.to_string(),
            false => "unreadable".to_owned(),
        },
        rule: of
            .rule
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        authors: of.authors.iter().map(named).collect(),
        follows: of.follows,
        due: of.due.as_ref().map(due),
        acted_first: of.acted_first.as_ref().map(ToString::to_string),
        act_lapsed: of.act_lapsed,
        attested: of.attested.iter().map(ToString::to_string).collect(),
        rivals: of.rivals.iter().map(rival).collect(),
    }
}
