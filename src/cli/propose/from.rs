//! `polity propose --from-edits`, `--from-branch` and `--from-patch`.

use std::collections::BTreeMap;
use std::io::Read;

use super::source::explain;
use super::{Propose, answer};
use crate::cli::workspace::session;
use crate::cli::{CliError, Context, Done, Env, Exit};
use crate::diff::{Left, LeftKind};
use crate::org::Organisation;
use crate::proposal::{Body, Change};
use crate::render::drafted::drafted;
use crate::render::json::{DraftedChangeJson, DraftedJson, DraftedLeftJson};
use crate::workspace::{Draft, Proposed, Session, Understood, WorkspaceError};

/// The most bytes of a patch that are read; more are refused.
const LONGEST: u64 = (4 << 20) + 1;

impl Propose {
    /// Drafts from what somebody did, in place of a list of changes.
    pub(super) fn offered(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        if self.file.is_some() || self.question || !self.verbs.is_empty() {
            let said = "changes come from edits, or from options or a file";
            return Err(CliError::usage("two-sources", said)
                .hint("draft from the edits first, and add with `polity propose edit N`"));
        }
        let session = session(env)?;
        let (from, understood) = self.understand(&session, env)?;
        let mut shown = found(&understood, from);
        if self.dry_run {
            ui.answer(|width| drafted(&shown, width), || &shown)?;
            if !understood.unsaid().is_empty() {
                ui.hint("`--leave` leaves out what no change can say");
            }
            return Ok(Exit::Ok);
        }
        self.may_draft(&understood)?;
        let title = self.title.clone().or_else(|| understood.title());
        let draft = Draft {
            title: title.unwrap_or_default(),
            body: Body::Changes(understood.found.changes.clone()),
            authors: self.author.clone(),
            shepherd: None,
            subject: None,
            rule: self.rule.clone(),
            follows: self.follows,
            resubmits: self.resubmits,
            files: understood.files.clone(),
            readme: None,
        };
        // What cannot be put back is said before anything is written.
        let kept = match self.from_edits {
            true => {
                session.may_put_back(&understood.edited)?;
                Some(session.keep(&understood.edited)?)
            }
            false => None,
        };
        let make = |session: &Session| {
            let made = session.propose(draft, !self.no_commit);
            made.map_err(|error| explain(error, &[]))
        };
        let what = |made: &Proposed| ("the proposal".to_owned(), made.commit);
        let done = self
            .push
            .unless(self.no_commit)
            .share(&session, ui, make, what)?;
        let mut made = answer(&done.made);
        made.commit = done.made.commit.map(|commit| done.commit(commit));
        let n = made.proposal;
        shown.proposal = Some(made);
        if let Some(kept) = kept {
            let folder = kept.folder.display().to_string();
            session.put_back(&understood.edited).map_err(|error| {
                let error: CliError = error.into();
                CliError {
                    message: format!(
                        "proposal {n} is drafted, and the edited files could not be put back"
                    ),
                    causes: vec![error.message.clone()],
                    ..error
                }
                .note(format!("a copy of them is in {folder}"))
            })?;
            shown.kept = Some(folder);
            shown.restored = understood.edited.keys().cloned().collect();
        }
        done.answer(ui, shown, drafted)?;
        ui.hint(match self.no_commit {
            true => format!("`polity check {n}`, then `git add proposals` and `git commit`"),
            false => format!("`polity check {n}`, `polity propose edit {n}`"),
        });
        Ok(Exit::Ok)
    }

    fn understand(
        &self,
        session: &Session,
        env: &Env,
    ) -> Result<(&'static str, Understood), CliError> {
        if self.from_edits {
            return Ok(("edits", session.understand_edits()?));
        }
        if let Some(rev) = &self.from_branch {
            return Ok(("branch", session.understand_branch(rev)?));
        }
        let path = self.from_patch.clone().unwrap_or_default();
        let mut text = Vec::new();
        let read = match path.as_os_str() == "-" {
            true => std::io::stdin().take(LONGEST).read_to_end(&mut text),
            false => std::fs::File::open(env.cwd.join(&path))
                .and_then(|file| file.take(LONGEST).read_to_end(&mut text)),
        };
        read.map_err(|error| {
            let said = format!("`{}` cannot be read", path.display());
            CliError::usage("unreadable-file", said).because(&error)
        })?;
        Ok(("patch", session.understand_patch(&text)?))
    }

    /// Whether what was found can be proposed.
    fn may_draft(&self, understood: &Understood) -> Result<(), CliError> {
        let unsaid = understood.unsaid();
        if !unsaid.is_empty() && !self.leave {
            let said = match unsaid.len() {
                1 => "there is one thing that no change can say".to_owned(),
                n => format!("there are {n} things that no change can say"),
            };
            let error = CliError::refused("unsaid", said);
            let error = unsaid
                .iter()
                .fold(error, |error, it| error.note(in_words(it)));
            return Err(error.hint(match self.from_edits {
                true => {
                    "`git restore FILE` puts a file back; `--leave` leaves them out, and keeps a \
                     copy of what was edited"
                }
                false => "`--leave` leaves them out",
            }));
        }
        if understood.found.changes.is_empty() {
            let said = "what was edited is nothing that a change can say";
            return Err(CliError::refused("nothing-to-propose", said));
        }
        if !understood.found.refused.is_empty() {
            let refused = understood.found.refused.clone();
            return Err(explain(
                WorkspaceError::Refused(refused),
                &typed(understood),
            ));
        }
        Ok(())
    }
}

/// The changes in words, for what stands in their way.
fn typed(understood: &Understood) -> Vec<String> {
    let all = in_order(&understood.found.changes, &understood.before, understood.on);
    let numbered = all.into_iter().enumerate();
    numbered.map(|(n, it)| format!("{}. {it}", n + 1)).collect()
}

fn in_words(left: &Left) -> String {
    match &left.entity {
        Some(id) => format!("{id}: {}", left.what),
        None => left.what.clone(),
    }
}

/// Changes in words, each with the names that the ones before it leave.
pub(in crate::cli) fn in_order(
    changes: &[Change],
    before: &Organisation,
    on: crate::base::Date,
) -> Vec<String> {
    let mut org = before.clone();
    let mut lines = Vec::new();
    for change in changes {
        lines.push(change.summary(&org));
        // One that cannot be made is explained elsewhere.
        let _ = change.apply(&mut org, on);
    }
    lines
}

fn found(understood: &Understood, from: &str) -> DraftedJson {
    let found = &understood.found;
    let lines = in_order(&found.changes, &understood.before, understood.on);
    let numbered = lines.into_iter().enumerate();
    DraftedJson {
        polity: "drafted/1".to_owned(),
        from: from.to_owned(),
        base: understood.base.map(|it| it.to_string()),
        changes: numbered
            .map(|(n, text)| DraftedChangeJson {
                number: n + 1,
                text,
                inferred: found.guessed.contains(&n),
            })
            .collect(),
        left: found.left.iter().map(left).collect(),
        again: BTreeMap::new(),
        proposal: None,
        kept: None,
        restored: Vec::new(),
    }
}

fn left(of: &Left) -> DraftedLeftJson {
    let kind = match of.kind {
        LeftKind::Dated => "dated",
        LeftKind::Text => "text",
        LeftKind::Unsayable => "unsaid",
    };
    DraftedLeftJson {
        of: of.entity.as_ref().map(ToString::to_string),
        kind: kind.to_owned(),
        what: of.what.clone(),
        since: Vec::new(),
    }
}
