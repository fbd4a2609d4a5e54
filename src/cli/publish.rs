//! `--push`: what commands share that commit something others wait for.

use std::time::Duration;

use clap::Args;
use serde::Serialize;

use super::{CliError, Exit, Ui};
use crate::render::json::{Pushable, PushedJson};
use crate::render::paint::Text;
use crate::render::sync::pushed;
use crate::store::CommitId;
use crate::workspace::{Session, Shared, SyncError, SyncOptions, Synced, WorkspaceError};

/// Whether to push.
#[derive(Debug, Clone, Args)]
pub(super) struct PushArgs {
    /// Fetch first, and push at once; `git config polity.push true` for always
    #[arg(long, overrides_with = "no_push")]
    push: bool,
    /// Do not push, whatever git's settings say
    #[arg(long, overrides_with = "push")]
    no_push: bool,
}

/// Something that was done, and where it was pushed.
pub(super) struct Published<T> {
    pub made: T,
    /// Where it was pushed, if it was.
    pub pushed: Option<PushedJson>,
}

impl<T> Published<T> {
    /// What was done, apart from where it was pushed.
    pub fn split(self) -> (T, Published<()>) {
        let Self { made, pushed } = self;
        (made, Published { made: (), pushed })
    }

    /// Answers with what was done and where it was pushed.
    pub fn answer<J: Serialize>(
        &self,
        ui: &mut Ui,
        answer: J,
        text: impl FnOnce(&J, usize) -> Text,
    ) -> Result<(), CliError> {
        let whole = Pushable {
            answer,
            pushed: self.pushed.clone(),
        };
        let text = |width| {
            let mut text = text(&whole.answer, width);
            pushed(&mut text, whole.pushed.as_ref());
            text
        };
        ui.answer(text, || &whole)
    }

    /// The commit as others have it, else as it was made.
    pub fn commit(&self, made: CommitId) -> String {
        match &self.pushed {
            Some(pushed) => pushed.commit.clone(),
            None => made.to_string(),
        }
    }
}

impl PushArgs {
    /// The same, but not where there is nothing to push.
    pub fn unless(&self, nothing: bool) -> Self {
        Self {
            push: self.push && !nothing,
            no_push: self.no_push || nothing,
        }
    }

    /// Whether to push: the flags first, then git's settings.
    fn wanted(&self, session: &Session) -> Result<bool, CliError> {
        if self.push || self.no_push {
            return Ok(self.push);
        }
        let set = session.repo().config_get("polity.push")?;
        Ok(set.is_some_and(|value| {
            ["true", "yes", "on", "1"].contains(&value.to_ascii_lowercase().as_str())
        }))
    }

    /// Does what can stand anywhere on the line, such as casting a ballot, and
    /// pushes it where that is wanted. `what` names what was done.
    pub fn share<T, E: From<WorkspaceError> + Into<CliError>>(
        &self,
        session: &Session,
        ui: &mut Ui,
        make: impl FnOnce(&Session) -> Result<T, E>,
        what: impl Fn(&T) -> (String, Option<CommitId>),
    ) -> Result<Published<T>, CliError> {
        if !self.wanted(session)? {
            return Ok(Published {
                made: make(session).map_err(Into::into)?,
                pushed: None,
            });
        }
        let shared = session.share(&options(), |session| make(session));
        let shared = shared.map_err(Into::into)?;
        finish(ui, shared, what)
    }

    /// Does what holds only on the newest commit, such as closing a vote, and
    /// pushes it where that is wanted.
    pub fn share_on_newest<T>(
        &self,
        session: &Session,
        ui: &mut Ui,
        make: impl FnMut(&Session) -> Result<T, WorkspaceError>,
        what: impl Fn(&T) -> (String, Option<CommitId>),
    ) -> Result<Published<T>, CliError> {
        let mut make = make;
        if !self.wanted(session)? {
            return Ok(Published {
                made: make(session)?,
                pushed: None,
            });
        }
        let shared = session.share_on_newest(&options(), make, |made| what(made).1)?;
        finish(ui, shared, what)
    }
}

/// As long as a person waits for one command.
fn options() -> SyncOptions {
    SyncOptions {
        remote: None,
        limit: Duration::from_secs(180),
    }
}

/// Says where it was pushed; that it is here and was not pushed is an error,
/// for others wait for it.
fn finish<T>(
    ui: &mut Ui,
    shared: Shared<T>,
    what: impl Fn(&T) -> (String, Option<CommitId>),
) -> Result<Published<T>, CliError> {
    let Shared { made, sync } = shared;
    let (named, commit) = what(&made);
    let not_pushed = |error: CliError| CliError {
        code: "not-pushed",
        message: format!("{named} is committed here, and was not pushed"),
        causes: std::iter::once(error.message).chain(error.causes).collect(),
        notes: error.notes,
        hint: error.hint,
        exit: error.exit,
    };
    let synced = match sync {
        Ok(synced) => synced,
        Err(error) => {
            let error = not_pushed(CliError::from(error));
            let again = "`polity sync` pushes it; nothing has to be done again";
            return Err(match error.hint.is_some() {
                true => error.note(again),
                false => error.hint(again),
            });
        }
    };
    let put = synced.put.iter().find(|put| Some(put.was) == commit);
    let stays = synced.left.iter().find(|left| Some(left.commit) == commit);
    if let Some(left) = stays {
        let error = CliError::new(Exit::Refused, "left", left.why.clone());
        return Err(not_pushed(error).hint(left.todo.clone()));
    }
    warn(ui, &synced);
    let pushed = put.map(|put| PushedJson {
        remote: synced.upstream.remote.clone(),
        branch: synced.upstream.branch.clone(),
        commit: put.now.to_string(),
        attempts: synced.attempts,
    });
    Ok(Published { made, pushed })
}

/// Says what is not as it should be although the push went well.
pub(super) fn warn(ui: &mut Ui, synced: &Synced) {
    if let Some(why) = &synced.behind {
        ui.warn(format!(
            "it is pushed, but the branch `{}` here was not brought along: {why}; then \
             `polity sync`",
            synced.upstream.line
        ));
    }
    if !synced.left.is_empty() {
        let error = CliError::from(WorkspaceError::from(SyncError::Left(synced.left.clone())));
        ui.warn(format!("{}; `polity sync` says why", error.message));
    }
}
