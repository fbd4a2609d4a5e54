//! Two revisions, a revision and the working tree, or two days of the record.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Diff;
use super::question::{Compared, Question};
use crate::base::{PartialDate, ProposalName};
use crate::cli::reading::{Reading, days, left, root};
use crate::cli::{CliError, Context, Exit};
use crate::diff::Hints;
use crate::org::Organisation;
use crate::store::{CommitId, StoreError};
use crate::workspace::{Side, Texts, governance_of};

impl Diff {
    pub(super) fn dates(
        &self,
        context: &mut Context,
        dates: &[PartialDate],
    ) -> Result<Question, CliError> {
        let reading = Reading::of(&context.env, self.rev.as_deref())?;
        let org = reading.shared()?;
        let (from, to) = match dates {
            [from, to] => (*from, *to),
            _ => return Err(CliError::usage("two-dates", "--at takes two dates")),
        };
        let compared = Compared {
            option: None,
            before: (Arc::clone(org), from.first_day()),
            after: (Arc::clone(org), to.first_day()),
            hints: Hints::none(),
            texts: None,
        };
        Ok(Question {
            title: org.about.name.clone(),
            aside: format!("{from} to {to}"),
            proposal: None,
            ways: vec![compared],
            nothing: "",
            hint: Some(format!(
                "`polity show --at {from}`, `polity show --at {to}`"
            )),
            exit: reading.warn(context),
        })
    }

    pub(super) fn revisions(
        &self,
        context: &mut Context,
        names: &BTreeSet<ProposalName>,
    ) -> Result<Question, CliError> {
        if self.rev.is_some() {
            let said = "--rev says where proposals and dates are read, and there are none here";
            return Err(CliError::usage("two-revisions", said)
                .hint("`polity diff FROM TO` compares two revisions"));
        }
        let words = match self.what.as_slice() {
            [] => ("HEAD", None),
            [from] => (from.as_str(), None),
            [from, to, ..] => (from.as_str(), Some(to.as_str())),
        };
        let (from, before) = commit_of(context, words.0, names)?;
        let repo = context.env.repo()?;
        let old = Side::of_commit(&repo, from)?;
        let (new, after, called) = match words.1 {
            Some(word) => {
                let (to, after) = commit_of(context, word, names)?;
                (old.beside_commit(&repo, to)?, after, to.hex())
            }
            None => {
                let said = "the working tree".to_owned();
                let side = match repo.is_bare() {
                    true => old.beside_commit(&repo, repo.head_commit()?)?,
                    false => old.beside_folder(&root(&context.env)?)?,
                };
                (side, said.clone(), said)
            }
        };
        let old = Reading::of_side(old, &from.hex())?;
        let new = Reading::of_side(new, &called)?;
        let day = |org: &Organisation| days(org, None, &context.env).0;
        let compared = Compared {
            option: None,
            before: (Arc::clone(old.shared()?), day(old.organisation()?)),
            after: (Arc::clone(new.shared()?), day(new.organisation()?)),
            hints: Hints::none(),
            texts: self.source.then(|| Texts {
                before: governance_of(old.files()),
                after: governance_of(new.files()),
            }),
        };
        let title = new.organisation()?.about.name.clone();
        let source = format!("`{} --source` for the files", self.typed());
        let exit = match (old.warn(context), new.warn(context)) {
            (Exit::Ok, exit) => exit,
            (exit, _) => exit,
        };
        left((old, new));
        Ok(Question {
            title,
            aside: format!("{before} to {after}"),
            proposal: None,
            ways: vec![compared],
            nothing: "",
            hint: (!self.source).then_some(source),
            exit,
        })
    }
}

/// The commit that a word means, and how it is called.
fn commit_of(
    context: &Context,
    word: &str,
    names: &BTreeSet<ProposalName>,
) -> Result<(CommitId, String), CliError> {
    let commit = context
        .env
        .repo()
        .and_then(|repo| repo.resolve(word))
        .map_err(|error| match error {
            // Whoever types a small number means a proposal.
            StoreError::UnknownRevision(_) if word.parse::<u32>().is_ok() => {
                CliError::usage("unknown-proposal", format!("there is no proposal {word}"))
                    .hint("`polity list`")
            }
            error => CliError::from(error).note(match names.is_empty() {
                true => "compared are commits, branches and tags",
                false => "compared are proposals, or commits, branches and tags",
            }),
        })?;
    Ok((commit, revision(word, commit)))
}

/// A revision as it was typed, with its commit where that is not the same.
fn revision(word: &str, commit: CommitId) -> String {
    let short = commit.short();
    match word.starts_with(&short) || short.starts_with(word) {
        true => short,
        false => format!("{word} ({short})"),
    }
}
