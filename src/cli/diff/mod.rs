//! `polity diff`. What is asked decides what is read; how it is shown is the
//! same for all.

mod proposals;
mod question;
mod revisions;
mod since;

use std::collections::BTreeSet;

use clap::{ArgGroup, Args};

use super::global::Format;
use super::reading::{Reading, left, proposal_names};
use super::{CliError, Context, Done, Exit};
use crate::base::{PartialDate, ProposalName};
use crate::workspace::{ProposalFolder, Proposals, pick_proposal};

use question::Question;

/// Show what a proposal would change, or what changed between two states
///
/// In the words of organisations and not of lines: bodies, terms, areas, rules
/// and constraints, and what follows from it for who may do what.
///
/// A proposal is tried on the organisation that it is drafted against; two
/// proposals are compared by what each leaves behind. Everything else is a
/// commit, branch or tag; one alone is compared with the working tree, and
/// without any, HEAD is. A number is a proposal where there is one: a branch of
/// that name is `heads/10`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("form").multiple(false))]
#[command(after_help = "Examples:
  polity diff 10
  polity diff 10 --source
  polity diff 10 12
  polity diff main~5 main
  polity diff --at 2014 2020-03-11
  polity diff 10 --table
  polity diff 10 --since opened
  polity diff 10 --markdown")]
pub(super) struct Diff {
    /// A proposal, two proposals, or one or two revisions
    #[arg(value_name = "PROPOSAL|REV", num_args = 0..=2)]
    what: Vec<String>,
    /// Compare the organisation on two dates: 2014-10-03, or 2014-10, or 2014
    #[arg(long, num_args = 2, value_names = ["DATE", "DATE"])]
    #[arg(conflicts_with_all = ["what", "source"])]
    at: Option<Vec<PartialDate>>,
    /// Take proposals, or the record for --at, from this commit, branch or tag
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// Name everybody, however many
    #[arg(long)]
    people: bool,
    /// The text of the files in governance/, as a unified diff
    #[arg(long, group = "form")]
    source: bool,
    /// Numbers alone
    #[arg(long, group = "form")]
    stat: bool,
    /// In Markdown, for a comment on a pull request
    #[arg(long, group = "form")]
    markdown: bool,
    /// As a Mermaid chart of bodies and areas, before and after
    #[arg(long, group = "form")]
    mermaid: bool,
    /// As tables, for reading across
    #[arg(long, group = "form")]
    table: bool,
    /// What changed in the proposal itself since this commit, branch or tag, or
    /// since its vote was `opened`
    #[arg(long, value_name = "REV|opened", requires = "what")]
    #[arg(conflicts_with_all = ["at", "rev", "form", "people"])]
    since: Option<String>,
}

impl Diff {
    pub(super) fn run(self, context: &mut Context) -> Done {
        if context.ui.format() == Format::Json
            && (self.source || self.stat || self.markdown || self.mermaid || self.table)
        {
            let said = "`--format json` says everything in its own form";
            return Err(CliError::usage("two-forms", said)
                .hint("leave out --source, --stat, --markdown, --mermaid or --table"));
        }
        if let Some(since) = &self.since {
            return self.since(context, since);
        }
        let question = match self.ask(context)? {
            Ok(question) => question,
            Err(exit) => return Ok(exit),
        };
        let folded = self.answer(context, &question)?;
        if folded {
            let said = format!("`{} --people` names everybody", self.typed());
            context.ui.hint(said);
        }
        if let Some(hint) = &question.hint {
            context.ui.hint(hint.clone());
        }
        let exit = question.exit;
        left(question);
        Ok(exit)
    }

    /// What is asked. Where a proposal cannot be applied, why not is the
    /// answer.
    fn ask(&self, context: &mut Context) -> Result<Result<Question, Exit>, CliError> {
        if let Some(dates) = &self.at {
            return self.dates(context, dates).map(Ok);
        }
        // Two revisions need no readable working tree.
        let names = proposal_names(&context.env, self.rev.as_deref());
        let reading = |context: &Context| Reading::of(&context.env, self.rev.as_deref());
        let found = self.what.iter().map(|word| named(&names, word));
        let found = found.collect::<Result<Vec<_>, _>>()?;
        match found.as_slice() {
            [Some(name)] => {
                let reading = reading(context)?;
                self.proposal(context, &reading, name)
            }
            [Some(one), Some(other)] => {
                let reading = reading(context)?;
                self.proposals(context, &reading, [one, other])
            }
            [Some(_), None] | [None, Some(_)] => {
                let [one, other] = [&self.what[0], &self.what[1]];
                let said = format!("`{one}` and `{other}` are a proposal and a revision");
                Err(CliError::usage("two-kinds", said)
                    .note("two proposals can be compared, or two revisions")
                    .hint("a branch that bears a proposal's number is `heads/NUMBER`"))
            }
            _ => self.revisions(context, &names).map(Ok),
        }
    }

    /// The command as it was typed, without its form.
    fn typed(&self) -> String {
        let mut typed = "polity diff".to_owned();
        let dates = self.at.iter().flatten().map(ToString::to_string);
        if self.at.is_some() {
            typed.push_str(" --at");
        }
        for word in dates.chain(self.what.iter().cloned()) {
            typed.push_str(&format!(" {word}"));
        }
        typed + &self.again()
    }

    fn again(&self) -> String {
        let rev = self.rev.as_ref();
        rev.map_or_else(String::new, |rev| format!(" --rev {rev}"))
    }
}

/// The proposal that a word means, if it means one.
fn named(names: &BTreeSet<ProposalName>, word: &str) -> Result<Option<ProposalName>, CliError> {
    use crate::workspace::WorkspaceError as E;
    match pick_proposal(names.iter().cloned(), word) {
        Ok(name) => Ok(Some(name)),
        Err(E::NoProposal(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn folder<'p>(
    proposals: &'p Proposals,
    name: &ProposalName,
) -> Result<&'p ProposalFolder, CliError> {
    let found = proposals.proposals.get(name);
    found.ok_or_else(|| crate::workspace::WorkspaceError::NoProposal(name.to_string()).into())
}

fn titled(folder: &ProposalFolder) -> String {
    let digits = folder.name.as_str().split('-').next().unwrap_or_default();
    match &folder.proposal {
        Some(proposal) => format!("{digits}  {}", proposal.title),
        None => folder.name.to_string(),
    }
}
