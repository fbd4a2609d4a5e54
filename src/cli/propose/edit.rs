//! `polity propose edit`.

use std::cell::RefCell;
use std::path::PathBuf;

use clap::Args;

use super::source::{Source, adopted, explain, from_verbs, read, understand};
use crate::cli::check;
use crate::cli::publish::PushArgs;
use crate::cli::verbs::Verbs;
use crate::cli::workspace::session;
use crate::cli::{CliError, Context, Done, Env, Exit};
use crate::finding::Severity;
use crate::proposal::Body;
use crate::render::drafted::revised;
use crate::render::findings::{Shown, findings, follows as what_follows};
use crate::render::json::{FindingsJson, RevisedJson};
use crate::workspace::layout::subject_path;
use crate::workspace::{
    Revised, Revision, Session, WorkspaceError, files_of_commit, files_of_folder, load,
};

/// Add changes to a draft, take some out, or put them in another order
///
/// Numbers are those of the list as it stands, from 1; without anything to do
/// it is shown. New changes are given as for `polity propose` and go to the
/// end, or before the change that --before names. The comments in proposal.yaml
/// stay. A proposal that is being voted on or decided is left alone.
/// --no-commit takes it as it stands in the working tree, and leaves it there.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity propose edit 12
  polity propose edit 12 --transfer website=ops
  polity propose edit 12 --remove 3 --move 2 1
  polity propose edit 12 --add more.yaml --before 1
  polity propose edit 12 --move 2 1 --no-commit")]
pub(super) struct Edit {
    /// The proposal's number or whole name
    proposal: String,
    /// Take out the change of this number
    #[arg(long, value_name = "N")]
    remove: Vec<usize>,
    /// Move a change to the place of another
    #[arg(long = "move", num_args = 2, value_names = ["FROM", "TO"])]
    moves: Vec<usize>,
    /// Add the changes of this file
    #[arg(long, value_name = "FILE")]
    add: Option<PathBuf>,
    /// Add before the change of this number, and not at the end
    #[arg(long, value_name = "N")]
    before: Option<usize>,
    /// Write the files and leave the commit to you
    #[arg(long, conflicts_with = "push")]
    no_commit: bool,
    #[command(flatten)]
    push: PushArgs,
    #[command(flatten)]
    verbs: Verbs,
}

impl Edit {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let line = session.line()?;
        let at = match self.no_commit {
            true => session.working_tree()?,
            false => session.at(line.tip)?,
        };
        let name = at.pick(&self.proposal)?;
        let nothing = self.remove.is_empty() && self.moves.is_empty();
        if nothing && self.add.is_none() && self.verbs.is_empty() {
            return Err(CliError::usage("nothing-to-do", "it says nothing of what is to change")
                .note("--remove, --move and --add change the list, and so do options such as --transfer")
                .hint(format!("`polity diff {}` shows what it would do", name.number())));
        }
        let folder = at.proposals.proposals.get(&name);
        let follows = folder.and_then(|it| it.proposal.as_ref()?.follows);
        let source = self.source(&session, env, follows)?;
        let (add, files) = match source {
            None => (Vec::new(), Default::default()),
            Some(source) => match source.draft.body {
                Body::Changes(changes) => (changes, source.files),
                _ => {
                    let said =
                        "only changes can be added; options and elections are edited by hand";
                    return Err(CliError::usage("not-changes", said));
                }
            },
        };
        let pairs = self.moves.chunks_exact(2);
        let revision = Revision {
            remove: self.remove.iter().copied().collect(),
            moves: pairs
                .filter_map(|pair| Some((*pair.first()?, *pair.get(1)?)))
                .collect(),
            add,
            before: self.before,
            files,
        };
        let refused = RefCell::new(Vec::new());
        let done = self.push.unless(self.no_commit).share_on_newest(
            &session,
            ui,
            |session| {
                let made = session.revise(&name, &revision, !self.no_commit);
                made.inspect_err(|error| {
                    if let WorkspaceError::Refused(all) = error {
                        refused.replace(all.clone());
                    }
                })
            },
            |made: &Revised| ("the draft".to_owned(), made.commit),
        );
        let done = done.map_err(|error| match refused.take() {
            all if all.is_empty() => error,
            // Each with its place in the list.
            all => explain(WorkspaceError::Refused(all), &[]),
        })?;
        let (made, pushed) = done.split();
        let files = match made.commit {
            Some(commit) => files_of_commit(session.repo(), commit)?,
            None => files_of_folder(session.repo().workdir().map_err(CliError::from)?)?,
        };
        let workspace = load(
            &files,
            made.before
                .about
                .as_of
                .unwrap_or_else(|| session.today(&made.before)),
        );
        let found = workspace.findings_about(&name, session.now());
        let shown: Vec<Shown<'_>> = found
            .iter()
            .map(|finding| {
                let file = subject_path(&finding.place.subject);
                let bytes = file.as_deref().and_then(|path| files.bytes(path));
                Shown {
                    finding,
                    text: bytes.and_then(|bytes| str::from_utf8(bytes).ok()),
                    file,
                }
            })
            .collect();
        let day = made
            .before
            .about
            .as_of
            .unwrap_or_else(|| session.today(&made.before));
        let changes = match &made.proposal.body {
            Body::Changes(changes) => super::from::in_order(changes, &made.before, day),
            _ => Vec::new(),
        };
        let after = check::after(&workspace, &files, &name, session.now());
        let answer = RevisedJson {
            polity: "revised/1".to_owned(),
            proposal: name.number(),
            name: name.to_string(),
            title: made.proposal.title.clone(),
            changes,
            removed: made.removed.clone(),
            sponsors: made.sponsors,
            commit: made.commit.map(|commit| pushed.commit(commit)),
            check: FindingsJson {
                follows: after.clone(),
                ..FindingsJson::of(shown.iter().map(|it| (it.finding, it.file.clone())))
            },
        };
        let text = |answer: &RevisedJson, width| {
            let mut text = revised(answer, width);
            text.extend(0, findings(&shown, false, files.files.len(), width));
            if let Some(after) = &after {
                text.extend(0, what_follows(after, width));
            }
            text
        };
        pushed.answer(ui, answer, text)?;
        let n = name.number();
        ui.hint(match self.no_commit {
            true => format!("`polity check {n}`, then `git add proposals` and `git commit`"),
            false => format!("`polity diff {n}`, `polity check {n}`"),
        });
        let wrong = found.iter().any(|it| it.severity == Severity::Error);
        Ok(if wrong { Exit::No } else { Exit::Ok })
    }

    /// The changes to add.
    fn source(
        &self,
        session: &Session<'_>,
        env: &Env,
        follows: Option<u32>,
    ) -> Result<Option<Source>, CliError> {
        let (org, day) = session.ground(follows)?;
        if let Some(path) = &self.add {
            if !self.verbs.is_empty() {
                let said = "changes come from options or from --add";
                return Err(
                    CliError::usage("two-sources", said).hint("put all of them into the file")
                );
            }
            return Self::read_file(env, path, &org).map(Some);
        }
        if self.verbs.is_empty() {
            return Ok(None);
        }
        let written = self.verbs.write(&org, day).map_err(|wrong| {
            let said = format!("`{}` cannot be understood", wrong.typed);
            CliError::usage("bad-change", said)
                .note(format!("it takes: {}", wrong.form))
                .hint("`polity propose --help` shows examples")
        })?;
        from_verbs(written, &org, env).map(Some)
    }

    fn read_file(
        env: &Env,
        path: &std::path::Path,
        org: &crate::org::Organisation,
    ) -> Result<Source, CliError> {
        let full = env.cwd.join(path);
        let bytes = read(&full)?;
        let mut files = super::beside(&full)?;
        let shown = path.display().to_string();
        let draft = understand(&shown, &bytes, &files, org)
            .map_err(|findings| super::unreadable(&shown, &findings))?;
        let named = adopted(&draft.body);
        files.retain(|path, _| named.iter().any(|it| it == path));
        Ok(Source {
            draft,
            typed: Vec::new(),
            files,
        })
    }
}
