//! `polity propose`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use super::publish::PushArgs;
use super::verbs::{Verbs, Written};
use super::workspace::session;
use super::{CliError, Context, Done, Env, Exit};
use crate::base::{PersonId, RuleId, Step, Subject};
use crate::finding::{Finding, Severity};
use crate::format::wire::{ProposalDraft, read_changes};
use crate::org::Organisation;
use crate::proposal::{Body, Change, Proposal};
use crate::render::json::{Named, ProposedJson};
use crate::render::proposed::proposed;
use crate::workspace::layout::subject_path;
use crate::workspace::{Draft, Proposed, Session, WorkspaceError};

/// Draft a proposal, from options or from a file of changes
///
/// Writes its folder in proposals/, numbered after the last, and commits it.
/// The changes are tried on the organisation first: what stands in their way is
/// said all at once, and nothing is written.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity propose \"Give IRC to ops\" --transfer irc=ops --rule core-vote
  polity propose \"Dissolve ops\" --dissolve ops --transfer infrastructure=core
  polity propose \"Ada joins ops\" --register ada=\"Ada Lovelace\" --appoint ada=ops
  polity propose \"Six on the board\" --set technical-board.seats=6
  polity propose --file changes.yaml
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
}

/// What was read, of options or a file.
struct Source {
    draft: ProposalDraft,
    /// How each change was given, for messages.
    typed: Vec<String>,
    /// Files to adopt.
    files: BTreeMap<String, Vec<u8>>,
}

impl Propose {
    pub(super) fn run(self, context: &mut Context) -> Done {
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
        // Files to adopt lie beside it.
        let beside = full.parent().unwrap_or(&full).join("files");
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
        let draft = draft.map_err(|findings| {
            let error = CliError::unreadable("bad-changes", format!("`{shown}` cannot be read"));
            findings.iter().fold(error, |error, it| {
                let place = it
                    .span
                    .map_or_else(String::new, |at| format!(":{}:{}", at.line, at.column));
                let file = subject_path(&it.place.subject).unwrap_or_default();
                said(error, &format!("{file}{place}"), it)
            })
        })?;
        let named = adopted(&draft.body);
        files.retain(|path, _| named.iter().any(|it| it == path));
        Ok(Source {
            draft,
            typed: Vec::new(),
            files,
        })
    }
}

/// Reads the changes of options as those of a file.
fn from_verbs(written: Written, org: &Organisation, env: &Env) -> Result<Source, CliError> {
    let Written {
        changes,
        typed,
        files: named,
    } = written;
    let mut files = BTreeMap::new();
    for (path, file) in named {
        files.insert(path, read(&env.cwd.join(file))?);
    }
    let document = match changes.is_empty() {
        true => serde_json::json!({}),
        false => serde_json::json!({ "changes": changes }),
    };
    let text = serde_json::to_string_pretty(&document).map_err(|error| {
        CliError::internal("changes", "the changes cannot be written").because(&error)
    })?;
    let draft = understand("options", text.as_bytes(), &files, org).map_err(|findings| {
        let error = CliError::usage("bad-change", "the changes cannot be understood");
        let errors = findings.iter().filter(is_error);
        errors.fold(error, |error, it| {
            let place = match (&it.place.subject, it.place.path.0.as_slice()) {
                (Subject::File(path), _) if path != "options" => path.clone(),
                (_, [Step::Key(_), Step::Index(n), ..]) => {
                    typed.get(*n).cloned().unwrap_or_default()
                }
                _ => String::new(),
            };
            said(error, &place, it)
        })
    })?;
    Ok(Source {
        draft,
        typed,
        files,
    })
}

/// Reads changes; `follows` and the like may stand beside them.
fn understand(
    path: &str,
    bytes: &[u8],
    files: &BTreeMap<String, Vec<u8>>,
    org: &Organisation,
) -> Result<ProposalDraft, Vec<Finding>> {
    let files = files
        .iter()
        .map(|(path, bytes)| (path.clone(), bytes.as_slice()));
    read_changes(path, bytes, &files.collect(), &|id| org.find(id))
}

/// Only errors keep changes from being read.
fn is_error(finding: &&Finding) -> bool {
    finding.severity == Severity::Error
}

/// A finding as a line of an error.
fn said(error: CliError, place: &str, finding: &Finding) -> CliError {
    let hint = finding.hint.as_ref();
    let hint = hint.map_or_else(String::new, |hint| format!("; {hint}"));
    error.note(format!("{place}: {}{hint}", finding.message))
}

/// The files that changes bring in.
fn adopted(body: &Body) -> Vec<String> {
    let changes: Vec<&Change> = match body {
        Body::Changes(changes) => changes.iter().collect(),
        Body::Options(options) => options.iter().flat_map(|it| &it.changes).collect(),
        Body::Elect(_) | Body::Question => Vec::new(),
    };
    let file = |change: &Change| match change {
        Change::AdoptRule(adopt) => Some(adopt.file.clone()),
        Change::AdoptConstraint(adopt) => Some(adopt.file.clone()),
        _ => None,
    };
    changes.into_iter().filter_map(file).collect()
}

fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    std::fs::read(path).map_err(|error| {
        let said = format!("`{}` cannot be read", path.display());
        CliError::usage("unreadable-file", said).because(&error)
    })
}

/// Everything that stands in the way, each with the option that asked for it.
fn explain(error: WorkspaceError, typed: &[String]) -> CliError {
    let WorkspaceError::Refused(all) = error else {
        return error.into();
    };
    let said = match all.len() {
        1 => "the organisation does not allow this change".to_owned(),
        n => format!("the organisation does not allow these changes, for {n} reasons"),
    };
    let error = CliError::new(Exit::Refused, "changes-refused", said);
    all.iter().fold(error, |error, it| {
        let place = match typed.get(it.index) {
            Some(typed) => typed.clone(),
            None => format!("changes[{}].{}", it.index, it.path),
        };
        let hint = it.hint.as_deref().map(|hint| match typed.is_empty() {
            true => hint.to_owned(),
            false => as_options(hint),
        });
        let hint = hint.map_or_else(String::new, |hint| match it.why.ends_with('?') {
            true => format!(" {hint}"),
            false => format!("; {hint}"),
        });
        error.note(format!("{place}: {}{hint}", it.why))
    })
}

/// What to add under `transfer` in a file, as the options that say the same.
fn as_options(hint: &str) -> String {
    let parts = hint
        .strip_prefix("add `")
        .and_then(|rest| rest.split_once("` under `transfer`"));
    let Some((areas, rest)) = parts else {
        return hint.to_owned();
    };
    let options: Vec<String> = areas
        .split(", ")
        .map(|it| format!("--transfer {}", it.replace(": ", "=")))
        .collect();
    format!("add `{}`{rest}", options.join(" "))
}

fn answer(made: &Proposed) -> ProposedJson {
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
