//! `polity sync`.

use std::time::Duration;

use clap::Args;

use super::publish::warn;
use super::workspace::session;
use super::{CliError, Context, Done, Exit};
use crate::render::json::{LeftJson, PutJson, SyncJson};
use crate::render::sync::sync;
use crate::store::StoreError;
use crate::workspace::{Session, SyncError, SyncOptions, Synced};

/// Bring the shared branch up to date with everybody else's, both ways
///
/// Fetches what others have pushed, puts your own ballots, statements and
/// drafts on top, pushes them, and tries again where somebody else was faster.
/// It works whatever branch is checked out, and leaves files alone that have
/// changes which are not committed. What counts only where it was made, such as
/// the result of a vote, is not moved: it says what to do.
///
/// The network and your credentials are left to your own git.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity sync
  polity sync --remote upstream")]
pub(super) struct Sync {
    /// The remote, where it is not the one that the branch follows
    #[arg(long, value_name = "NAME")]
    remote: Option<String>,
    /// How many seconds to try again while others are faster
    #[arg(long, value_name = "SECONDS", default_value_t = 120,
          value_parser = clap::value_parser!(u32).range(1..=86_400))]
    limit: u32,
}

impl Sync {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let options = SyncOptions {
            remote: self.remote,
            limit: Duration::from_secs(self.limit.into()),
        };
        let synced = session.sync(&options)?;
        let answer = answer(&synced);
        ui.answer(|width| sync(&answer, width), || &answer)?;
        if synced.left.is_empty() {
            warn(ui, &synced);
            ui.hint("`polity list` shows what is to be voted on");
            return Ok(Exit::Ok);
        }
        ui.hint(take_back(&session, &synced)?);
        Ok(Exit::No)
    }
}

/// How to take back what stays. Git keeps it, under the commit's id.
fn take_back(session: &Session, synced: &Synced) -> Result<String, CliError> {
    let up = &synced.upstream;
    let here = session.repo().head()?.branch.as_deref() == Some(up.line.as_str());
    let command = if here {
        format!("git reset --keep {}/{}", up.remote, up.branch)
    } else {
        format!("git branch --force {} {}/{}", up.line, up.remote, up.branch)
    };
    Ok(format!(
        "`{command}` takes back what stays; `git reflog show {}` still lists it",
        up.line
    ))
}

fn answer(synced: &Synced) -> SyncJson {
    let put = synced.put.iter().map(|put| PutJson {
        was: put.was.to_string(),
        commit: put.now.to_string(),
        subject: put.subject.clone(),
    });
    let left = synced.left.iter().map(|left| LeftJson {
        commit: left.commit.to_string(),
        subject: left.subject.clone(),
        why: left.why.clone(),
        todo: left.todo.clone(),
    });
    SyncJson {
        polity: "sync/1".to_owned(),
        remote: synced.upstream.remote.clone(),
        branch: synced.upstream.branch.clone(),
        head: synced.tip.to_string(),
        brought: synced.brought,
        put: put.collect(),
        left: left.collect(),
        attempts: synced.attempts,
        behind: synced.behind.clone(),
    }
}

/// What is wrong with the way to the others, and what to type.
pub(super) fn explain(error: &SyncError) -> CliError {
    use SyncError as E;
    let of = |exit, code: &'static str| CliError::new(exit, code, error.to_string());
    match error {
        E::NoRemote { branch } => of(Exit::Refused, "no-remote").hint(format!(
            "`git remote add origin URL`, and once `git push --set-upstream origin {branch}`"
        )),
        E::SeveralRemotes { names, branch } => {
            let first = names.first().map_or("origin", String::as_str);
            of(Exit::Refused, "several-remotes").hint(format!(
                "`git branch --set-upstream-to={first}/{branch} {branch}` chooses one; \
                 `polity sync --remote {first}` for once"
            ))
        }
        E::UnknownRemote { names, .. } => of(Exit::Usage, "unknown-remote")
            .note(match names.as_slice() {
                [] => "there is none".to_owned(),
                names => format!("there is {}", names.join(", ")),
            })
            .hint("`git remote add NAME URL` adds one"),
        E::NothingThere {
            line,
            remote,
            branch,
        } => of(Exit::Refused, "no-upstream").hint(format!(
            "`git push --set-upstream {remote} {line}:{branch}` makes it, with all that is on \
             it here"
        )),
        E::Unrelated { remote, branch } => of(Exit::Refused, "unrelated").hint(format!(
            "`git log {remote}/{branch}` shows what is there; is it the right remote?"
        )),
        E::Refused { remote, said } => {
            let mut lines = said.lines();
            let first = lines.next().unwrap_or_default();
            let message = format!("{remote} refuses the push: {first}");
            let mut error = CliError::new(Exit::Refused, "push-refused", message);
            for line in lines.filter(|line| !line.trim().is_empty()) {
                error = error.note(format!("{remote}: {line}"));
            }
            error.hint(
                "if you may not push there, offer your commit by a pull request, or send it: \
                 `git format-patch --stdout HEAD~..`; `polity collect` takes both in",
            )
        }
        E::GaveUp { .. } => of(Exit::Moved, "gave-up").hint("`polity sync` tries again"),
        E::Left(left) => {
            let mut error = of(Exit::Refused, "left");
            for it in left {
                error = error.note(format!("{} {}: {}", it.commit.short(), it.subject, it.why));
            }
            error.hint("`polity sync` says what to do")
        }
    }
}

/// What git's own words about the way mean, as far as they are known.
pub(super) fn way_hint(error: &StoreError) -> Option<&'static str> {
    let StoreError::GitProgram { said, .. } = error else {
        return None;
    };
    let says = |words: &[&str]| words.iter().any(|it| said.contains(it));
    if says(&[
        "Permission denied",
        "Authentication failed",
        "could not read Username",
        "could not read Password",
        "Host key verification failed",
        "terminal prompts disabled",
    ]) {
        return Some(
            "git asks for your credentials itself: see that `git fetch` works here, then `polity \
             sync`",
        );
    }
    if says(&[
        "does not appear to be a git repository",
        "not found",
        "does not exist",
    ]) {
        return Some("`git remote --verbose` shows the address; `git remote set-url` mends it");
    }
    if says(&[
        "unable to connect",
        "Could not resolve host",
        "Connection refused",
        "hung up",
        "timed out",
        "unable to access",
        "Network is unreachable",
    ]) {
        return Some("is the network there? then `polity sync`");
    }
    None
}
