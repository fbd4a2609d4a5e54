//! `polity rule`.

mod add;
mod asked;
mod count;
mod counted;
mod explain;
mod list;
mod show;
mod tried;

use clap::{Args, Subcommand};

use super::{Context, Done};

/// Look at a rule, try it on votes, or take one from the library
///
/// A rule is named by its id in the workspace, by a file, or by its name in the
/// library that comes with polity, such as apache/code-change. Trying and
/// explaining need no workspace and no git.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity rule list
  polity rule explain apache/code-change --electors 12
  polity rule try php/rfc --votes \"for 8, against 4, abstain 9\"
  polity rule try --method schulze --seats 3 --ballots election.csv")]
pub(super) struct Rule {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Show(show::Show),
    Explain(explain::Explain),
    Try(Box<tried::Try>),
    List(list::List),
    Add(add::Add),
}

impl Rule {
    pub(super) fn run(self, context: &mut Context) -> Done {
        match self.what {
            What::Show(it) => it.run(context),
            What::Explain(it) => it.run(context),
            What::Try(it) => it.run(context),
            What::List(it) => it.run(context),
            What::Add(it) => it.run(context),
        }
    }
}
