//! `polity propose`.

mod edit;
mod from;
mod source;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, Subcommand};

use super::publish::PushArgs;
use super::verbs::Verbs;
use super::workspace::session;
use super::{CliError, Context, Done, Env, Exit};
use crate::base::{PersonId, RuleId};
use crate::format::wire::ProposalDraft;
use crate::org::Organisation;
use crate::proposal::{Body, Proposal};
use crate::render::json::{Named, ProposedJson};
use crate::render::proposed::proposed;
use crate::workspace::layout::subject_path;
use crate::workspace::{Draft, Proposed, Session};
pub(super) use from::in_order;
pub(super) use source::explain;
use source::{Source, adopted, from_verbs, read, said, understand};

/// Draft a proposal, from options, a file of changes, or edits
///
/// Writes its folder in proposals/, numbered after the last, and commits it.
/// The changes are tried on the organisation first: what stands in their way is
/// said all at once, and nothing is written.
///
/// What was edited in governance/ can be proposed as it is: --from-edits finds
/// the changes, and puts the files back, as only an enactment changes them.
/// --from-branch and --from-patch do it with what somebody offers.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(group = ArgGroup::new("offered").args(["from_edits", "from_branch", "from_patch"]))]
#[command(after_help = "Examples:
  polity propose \"Give IRC to ops\" --transfer irc=ops --rule core-vote
  polity propose \"Dissolve ops\" --dissolve ops --transfer infrastructure=core
  polity propose \"Ada joins ops\" --register ada=\"Ada Lovelace\" --appoint ada=ops
  polity propose \"Six on the board\" --set technical-board.seats=6
  polity propose --file changes.yaml
  polity propose --from-edits --dry-run
  polity propose \"New ops\" --from-branch new-ops
  polity propose edit 12 --remove 2 --transfer irc=ops
  polity propose \"Where shall we meet?\" --question")]
pub(super) struct Propose {
    /// The title; a file may have it too
    title: Option<String>,
    /// Read the changes, options or election from this file
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Ask, and change nothing
    #[arg(long)]
    question: bool,
    /// Propose what was edited in governance/, and put the files back
    #[arg(long, conflicts_with = "no_commit")]
    from_edits: bool,
    /// Propose what a branch, a tag or a fetched pull request changed
    #[arg(long, value_name = "REF")]
    from_branch: Option<String>,
    /// Propose what a patch would change; `-` reads it from the input
    #[arg(long, value_name = "FILE")]
    from_patch: Option<PathBuf>,
    /// Leave out what no change can say
    #[arg(long, requires = "offered")]
    leave: bool,
    /// Only show the changes that were found
    #[arg(long, requires = "offered")]
    dry_run: bool,
    /// The rule that is to decide; needed where several may
    #[arg(long, value_name = "RULE")]
    rule: Option<RuleId>,
    /// Who writes it; by default whom the key at hand belongs to
    #[arg(long, value_name = "PERSON")]
    author: Vec<PersonId>,
    /// The number of the proposal after which this one is meant
    #[arg(long, value_name = "N")]
    follows: Option<u32>,
    /// The number of the proposal that this one brings back
    #[arg(long, value_name = "N")]
    resubmits: Option<u32>,
    /// Write the files and leave the commit to you
    #[arg(long, conflicts_with = "push")]
    no_commit: bool,
    #[command(flatten)]
    push: PushArgs,
    #[command(flatten)]
    verbs: Verbs,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    Edit(Box<edit::Edit>),
}

impl Propose {
    pub(super) fn run(self, context: &mut Context) -> Done {
        if let Some(What::Edit(edit)) = self.what {
            return edit.run(context);
        }
        if self.from_edits || self.from_branch.is_some() || self.from_patch.is_some() {
            return self.offered(context);
        }
        let Context { env, ui } = context;
        let session = session(env)?;
        let source = self.source(&session, env)?;
        let given = source.draft;
        let title = self.title.or(given.title).ok_or_else(|| {
            CliError::usage("no-title", "the proposal has no title")
                .hint("`polity propose \"Title\" …`")
        })?;
        let authors = match self.author.is_empty() {
            true => given.authors,
            false => self.author,
        };
        let draft = Draft {
            title,
            body: given.body,
            authors,
            shepherd: given.shepherd,
            subject: given.subject.map(|people| people.into_iter().collect()),
            rule: self.rule.or(given.rule),
            follows: self.follows.or(given.follows),
            resubmits: self.resubmits.or(given.resubmits),
            files: source.files,
            readme: None,
        };
        let make = |session: &Session| {
            let made = session.propose(draft, !self.no_commit);
            made.map_err(|error| explain(error, &source.typed))
        };
        let what = |made: &Proposed| ("the proposal".to_owned(), made.commit);
        let done = self
            .push
            .unless(self.no_commit)
            .share(&session, ui, make, what)?;
        let made = &done.made;
        let mut answer = answer(made);
        answer.commit = made.commit.map(|commit| done.commit(commit));
        let n = answer.proposal;
        done.answer(ui, answer, proposed)?;
        ui.hint(match (made.is_draft, self.no_commit) {
            (_, true) => format!("`polity check {n}`, then `git add proposals` and `git commit`"),
            (true, _) => format!("`polity diff {n}`, `polity check {n}`"),
            (false, _) => format!("`polity diff {n}`, `polity open {n}`"),
        });
        Ok(Exit::Ok)
    }

    fn source(&self, session: &Session<'_>, env: &Env) -> Result<Source, CliError> {
        let ways = [self.file.is_some(), self.question, !self.verbs.is_empty()];
        match ways.iter().filter(|it| **it).count() {
            0 => {
                let error = CliError::usage("no-changes", "it says nothing of what is to change")
                    .note("options such as --dissolve, --appoint or --set are changes")
                    .note("--file reads them from a file, --question asks and changes nothing");
                return Err(error.hint("`polity propose --help` lists them all"));
            }
            1 => {}
            _ => {
                let error = CliError::usage(
                    "two-sources",
                    "changes come from options, from --file, or there are none with --question",
                );
                return Err(error.hint("put all of them into the file"));
            }
        }
        if let Some(path) = &self.file {
            return self.read_file(session, env, path);
        }
        let (org, day) = session.ground(self.follows)?;
        let written = self.verbs.write(&org, day).map_err(|wrong| {
            CliError::usage(
                "bad-change",
                format!("`{}` cannot be understood", wrong.typed),
            )
            .note(format!("it takes: {}", wrong.form))
            .hint("`polity propose --help` shows examples")
        })?;
        from_verbs(written, &org, env)
    }

    fn read_file(&self, session: &Session<'_>, env: &Env, path: &Path) -> Result<Source, CliError> {
        let full = env.cwd.join(path);
        let bytes = read(&full)?;
        let mut files = beside(&full)?;
        let shown = path.display().to_string();
        let (org, _) = session.ground(self.follows)?;
        let mut draft = understand(&shown, &bytes, &files, &org);
        // Of what is amended or adopted only the organisation that it follows
        // knows.
        if let Ok(ProposalDraft {
            follows: Some(n), ..
        }) = &draft
            && self.follows.is_none()
        {
            let (org, _) = session.ground(Some(*n))?;
            draft = understand(&shown, &bytes, &files, &org);
        }
        let draft = draft.map_err(|findings| unreadable(&shown, &findings))?;
        let named = adopted(&draft.body);
        files.retain(|path, _| named.iter().any(|it| it == path));
        Ok(Source {
            draft,
            typed: Vec::new(),
            files,
        })
    }
}

/// The files that lie beside one of changes, to be adopted.
fn beside(full: &Path) -> Result<BTreeMap<String, Vec<u8>>, CliError> {
    let beside = full.parent().unwrap_or(full).join("files");
    let mut files = BTreeMap::new();
    if let Ok(entries) = std::fs::read_dir(&beside) {
        for entry in entries.filter_map(Result::ok) {
            if let Ok(name) = entry.file_name().into_string()
                && entry.path().is_file()
            {
                files.insert(format!("files/{name}"), read(&entry.path())?);
            }
        }
    }
    Ok(files)
}

/// A file of changes that cannot be read, with every reason.
fn unreadable(shown: &str, findings: &[crate::finding::Finding]) -> CliError {
    let error = CliError::unreadable("bad-changes", format!("`{shown}` cannot be read"));
    findings.iter().fold(error, |error, it| {
        let place = it
            .span
            .map_or_else(String::new, |at| format!(":{}:{}", at.line, at.column));
        let file = subject_path(&it.place.subject).unwrap_or_default();
        said(error, &format!("{file}{place}"), it)
    })
}

/// What was drafted, for scripts and for people.
pub(in crate::cli) fn answer(made: &Proposed) -> ProposedJson {
    let Proposal {
        name,
        title,
        rule,
        authors,
        ..
    } = &made.proposal;
    let org = &made.before;
    let named = |id: &PersonId| Named {
        id: id.to_string(),
        name: org.person_name(id).to_owned(),
    };
    ProposedJson {
        polity: "proposed/1".to_owned(),
        proposal: name.number(),
        name: name.to_string(),
        title: title.clone(),
        rule: rule.to_string(),
        authors: authors.iter().map(named).collect(),
        changes: in_words(&made.proposal.body, org),
        files: made.paths.clone(),
        commit: made.commit.map(|id| id.to_string()),
    }
}

/// What it would do, a sentence a change.
fn in_words(body: &Body, org: &Organisation) -> Vec<String> {
    match body {
        Body::Changes(changes) => changes.iter().map(|it| it.summary(org)).collect(),
        Body::Options(options) => {
            let each = options.iter().map(|option| {
                let changes: Vec<String> =
                    option.changes.iter().map(|it| it.summary(org)).collect();
                match changes.is_empty() {
                    true => format!("{}: no change", option.title),
                    false => format!("{}: {}", option.title, changes.join("; ")),
                }
            });
            each.collect()
        }
        Body::Elect(election) => {
            let team = org.team_name(&election.team);
            let names: Vec<&str> = election
                .candidates
                .iter()
                .map(|id| org.person_name(id))
                .collect();
            vec![format!("elect {team} from {}", names.join(", "))]
        }
        Body::Question => vec!["ask, and change nothing".to_owned()],
    }
}
