//! `polity guard`.

mod install;

use std::io::{self, IsTerminal, Read};

use clap::Args;

use super::workspace::outside;
use super::{CliError, Context, Done, Exit};
use crate::render::guard::guard;
use crate::render::json::{GuardJson, GuardedRefJson, RefusedJson};
use crate::store::CommitId;
use crate::workspace::{Guarded, GuardedRef, Looked, RefUpdate, Refused, Session};

/// The most bytes that are read of the list of refs.
const LONGEST: u64 = 16 << 20;

/// Refuse a push that would not verify
///
/// Run by git on a server before it takes a push, it reads the refs that are to
/// move and verifies what they bring: ballots that are forged, late, foreign or
/// malformed, polls that are void or changed, results and enactments that are
/// not true, changes of the organisation that nothing covers, rewriting. Each is
/// named with its commit and the reason, and then nothing of the push is taken.
/// Whatever cannot be checked is refused too. With --range it says the same of
/// a pull request. What branch is guarded, and by what rules, the repository
/// that is pushed to says, and not the push.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity -C /srv/git/us.git guard --install
  polity guard --range origin/main..HEAD --target origin/main
  polity -C /srv/git/us.git guard --install --undo")]
pub(super) struct Guard {
    /// Have git run it before this bare repository takes a push
    #[arg(long, conflicts_with_all = ["range", "target"])]
    install: bool,
    /// With --install: take it away again
    #[arg(long, requires = "install")]
    undo: bool,
    /// Look at what one commit adds to another instead: OLD..NEW
    #[arg(long, value_name = "OLD..NEW")]
    range: Option<String>,
    /// With --range: the branch that it is to come to
    #[arg(long, value_name = "REF", requires = "range")]
    target: Option<String>,
}

impl Guard {
    pub(super) fn run(self, context: &mut Context) -> Done {
        if self.install {
            return install::install(context, self.undo);
        }
        let closed = |error: CliError| {
            error.note("what cannot be checked is not taken, so this push is refused")
        };
        let Context { env, ui } = context;
        let session = Session::discover(&env.cwd, outside(env)).map_err(CliError::from);
        let session = session.map_err(closed)?;
        let updates = match &self.range {
            Some(range) => vec![pull_request(&session, range, self.target.as_deref())?],
            None => read_updates().map_err(closed)?,
        };
        let found = session.guard(&updates).map_err(CliError::from);
        let answer = answer(&found.map_err(closed)?);
        ui.answer(|width| guard(&answer, width), || &answer)?;
        if answer.fine {
            return Ok(Exit::Ok);
        }
        ui.hint("`git show COMMIT` shows what a commit did, `polity verify` says more");
        if self.range.is_none() && !install::checks_objects(&session)? {
            ui.hint(
                "for whoever keeps the server: `git config receive.fsckObjects true` there has \
                 git check every object too",
            );
        }
        Ok(Exit::No)
    }
}

/// The refs that git is about to move, as it tells its hook.
fn read_updates() -> Result<Vec<RefUpdate>, CliError> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return Err(CliError::usage(
            "no-push",
            "git tells which refs are to move, and here nobody does",
        )
        .hint("`polity guard --range origin/main..HEAD` looks at commits"));
    }
    let mut bytes = Vec::new();
    let read = stdin.lock().take(LONGEST + 1).read_to_end(&mut bytes);
    let read = read.map_err(|error| {
        CliError::outside("input", "the refs could not be read").because(&error)
    })?;
    if read as u64 > LONGEST {
        return Err(CliError::refused(
            "too-many-refs",
            "the list of refs is too long",
        ));
    }
    let lines = bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    lines.map(read_update).collect()
}

fn read_update(line: &[u8]) -> Result<RefUpdate, CliError> {
    let odd = || CliError::refused("bad-ref", "a line is not `old new ref`, as git writes it");
    let text = String::from_utf8_lossy(line);
    let mut words = text.splitn(3, ' ');
    let mut id = || {
        let word = words.next().ok_or_else(odd)?;
        match !word.is_empty() && word.bytes().all(|byte| byte == b'0') {
            true => Ok(None),
            false => word.parse::<CommitId>().map(Some).map_err(|_| odd()),
        }
    };
    let (old, new) = (id()?, id()?);
    let name = words
        .next()
        .filter(|name| !name.is_empty())
        .ok_or_else(odd)?;
    Ok(RefUpdate {
        name: name.to_owned(),
        old,
        new,
    })
}

/// A pull request as the push that it would be.
fn pull_request(
    session: &Session,
    range: &str,
    target: Option<&str>,
) -> Result<RefUpdate, CliError> {
    let (old, new) = range.split_once("..").unwrap_or((range, "HEAD"));
    let old = match (old, target) {
        ("", Some(target)) => target,
        ("", None) => {
            return Err(
                CliError::usage("no-range", "from which commit on is not said")
                    .hint("`polity guard --range origin/main..HEAD`"),
            );
        }
        (old, _) => old,
    };
    let old = session.repo().resolve(old)?;
    let new = session
        .repo()
        .resolve(if new.is_empty() { "HEAD" } else { new })?;
    let name = match target {
        // As a remote calls it, or as it is here.
        Some(target) => {
            let tip = session.repo().resolve(target)?;
            if !session.repo().is_ancestor(old, tip)? {
                return Err(CliError::usage(
                    "not-the-target",
                    format!("{} is no commit of {target}", old.short()),
                )
                .hint(format!(
                    "`polity guard --range {target}..HEAD --target {target}`"
                )));
            }
            let bare = ["refs/heads/", "refs/remotes/"]
                .iter()
                .find_map(|prefix| target.strip_prefix(prefix))
                .unwrap_or(target);
            let remotes = session.repo().remotes()?;
            let of_remote = remotes
                .iter()
                .find_map(|remote| bare.strip_prefix(remote.as_str())?.strip_prefix('/'));
            of_remote.unwrap_or(bare).to_owned()
        }
        None => session.header_at(old)?.about.branch,
    };
    Ok(RefUpdate {
        name: format!("refs/heads/{name}"),
        old: Some(old),
        new: Some(new),
    })
}

fn answer(found: &Guarded) -> GuardJson {
    let one = |it: &GuardedRef| GuardedRefJson {
        name: it.name.clone(),
        looked: match it.looked {
            Looked::SharedLine => "shared-line",
            Looked::Draft => "draft",
            Looked::Other => "other",
        }
        .to_owned(),
        commits: it.commits,
        ballots: it.ballots,
    };
    let refused = |it: &Refused| RefusedJson {
        name: it.name.clone(),
        commit: it.commit.map(|it| it.to_string()),
        path: it.path.clone(),
        code: it.code.to_owned(),
        why: it.why.clone(),
    };
    GuardJson {
        polity: "guard/1".to_owned(),
        fine: found.is_fine(),
        refs: found.refs.iter().map(one).collect(),
        refused: found.refused.iter().map(refused).collect(),
        more: found.more,
    }
}
