//! `--since`: what changed in the text of a proposal itself.

use super::{Diff, folder, named, titled};
use crate::base::ProposalName;
use crate::cli::reading::Reading;
use crate::cli::workspace::outside;
use crate::cli::{CliError, Context, Done, Exit};
use crate::proposal::Proposal;
use crate::render::json::{ChangeSinceJson, FieldSinceJson, SinceJson};
use crate::render::since::since;
use crate::workspace::{Edit, EditKind, Proposals, Redrafted, Session, redrafted};

/// The word for the commit that opened the vote.
const OPENED: &str = "opened";

impl Diff {
    pub(super) fn since(&self, context: &mut Context, rev: &str) -> Done {
        let now = Reading::of(&context.env, None)?;
        let names = now.names();
        let [word] = self.what.as_slice() else {
            return Err(
                CliError::usage("one-proposal", "--since takes one proposal")
                    .hint("`polity diff FROM TO` compares two revisions"),
            );
        };
        let Some(name) = named(&names, word)? else {
            return Err(CliError::usage(
                "unknown-proposal",
                format!("there is no proposal {word}"),
            )
            .hint("`polity list`"));
        };
        let session = Session::discover(&context.env.cwd, outside(&context.env))?;
        let commit = match rev {
            OPENED => session.opened_at(&name)?,
            rev => session.repo().resolve(rev)?,
        };
        let then = Reading::of(&context.env, Some(&commit.hex()))?;
        let number = name.number();
        let old = then.workspace.proposals.proposals.get(&name);
        if old.is_none() {
            let said = format!("proposal {number} was not there in {}", commit.short());
            return Err(CliError::refused("not-yet", said).hint(format!(
                "`polity diff {number}` shows all that it would change"
            )));
        }
        let before = text_of(&then.workspace.proposals, &name)?;
        let after = text_of(&now.workspace.proposals, &name)?;
        let mut found = redrafted(before, after, now.organisation()?)?;
        found.files = files(&then, &now, &name);
        let title = titled(folder(&now.workspace.proposals, &name)?);
        let title = title.split_once("  ").map_or(title.as_str(), |(_, it)| it);
        let answer = answer(&found, number, title, commit.to_string());
        context
            .ui
            .answer(|width| since(&answer, width), || &answer)?;
        context.ui.hint(format!("`polity diff {number}`"));
        Ok(Exit::Ok)
    }
}

fn text_of<'p>(proposals: &'p Proposals, name: &ProposalName) -> Result<&'p Proposal, CliError> {
    let read = folder(proposals, name)?.proposal.as_ref();
    read.ok_or_else(|| {
        CliError::unreadable(
            "unreadable",
            format!("proposal {} cannot be read", name.number()),
        )
        .hint(format!("`polity check {}`", name.number()))
    })
}

/// The files of the folder that people vote on, beside proposal.yaml, and that
/// differ.
fn files(then: &Reading, now: &Reading, name: &ProposalName) -> Vec<String> {
    let folder = format!("proposals/{name}/");
    let paths = then.files().files.keys().chain(now.files().files.keys());
    let mut inside: Vec<&str> = paths
        .filter_map(|path| path.strip_prefix(&folder))
        .collect();
    inside.sort_unstable();
    inside.dedup();
    let records = [
        "polls/",
        "sponsors/",
        "statements/",
        "enactment.yaml",
        "proposal.yaml",
    ];
    inside.retain(|file| {
        let path = format!("{folder}{file}");
        !records.iter().any(|it| file.starts_with(it))
            && then.files().bytes(&path) != now.files().bytes(&path)
    });
    inside.into_iter().map(str::to_owned).collect()
}

fn answer(found: &Redrafted, proposal: u32, title: &str, since: String) -> SinceJson {
    let fields = found
        .fields
        .iter()
        .map(|(key, before, after)| FieldSinceJson {
            key: key.clone(),
            before: before.clone(),
            after: after.clone(),
        });
    SinceJson {
        polity: "diff-since/1".to_owned(),
        proposal,
        title: title.to_owned(),
        since,
        fields: fields.collect(),
        changes: found.changes.iter().map(change).collect(),
        files: found.files.clone(),
    }
}

fn change(of: &Edit) -> ChangeSinceJson {
    let (what, before, after, keys) = match &of.what {
        EditKind::Added { said } => ("added", None, Some(said), Vec::new()),
        EditKind::Removed { said } => ("removed", Some(said), None, Vec::new()),
        EditKind::Amended {
            before,
            after,
            keys,
        } => ("amended", Some(before), Some(after), keys.clone()),
        EditKind::Reordered => ("reordered", None, None, Vec::new()),
    };
    ChangeSinceJson {
        option: of.option.as_ref().map(ToString::to_string),
        what: what.to_owned(),
        before: before.cloned(),
        after: after.cloned(),
        keys,
    }
}
