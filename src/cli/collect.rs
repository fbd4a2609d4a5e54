//! `polity collect`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::publish::PushArgs;
use super::workspace::session;
use super::{CliError, Context, Done, Exit};
use crate::render::json::{CollectJson, NotTakenJson, TakenJson};
use crate::render::sync::collect;
use crate::workspace::{CollectOptions, Collected, Source};

/// Take in ballots that came by branch, pull request or mail
///
/// For those who may push to the shared branch, on behalf of those who may not.
/// Each ballot or statement is verified against the open polls first, and each
/// change of keys as an audit would; those that hold are committed on the
/// shared branch, and the others are listed with the reason. What came with them, such as other files of a pull request, is
/// left out, and nothing of it is run.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity collect origin/ballot-of-ann
  polity collect --offered origin --push
  polity collect --mbox votes.mbox --dry-run
  git format-patch --stdout main..ballot > mail; polity collect --mbox mail")]
pub(super) struct Collect {
    /// Branches or other revisions that have ballots the shared branch lacks
    #[arg(value_name = "REV")]
    revisions: Vec<String>,
    /// Every pull or merge request at a remote
    #[arg(long, value_name = "REMOTE")]
    offered: Vec<String>,
    /// A file of mails, as `git format-patch` writes or a mailer saves them
    #[arg(long, value_name = "FILE")]
    mbox: Vec<PathBuf>,
    /// A folder of mails (Maildir, or a file each)
    #[arg(long, value_name = "DIR")]
    maildir: Vec<PathBuf>,
    /// Make one commit of all of them, not one for each
    #[arg(long)]
    one_commit: bool,
    /// Say what would be taken, and commit nothing
    #[arg(long, conflicts_with = "push")]
    dry_run: bool,
    #[command(flatten)]
    push: PushArgs,
}

impl Collect {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let mut sources: Vec<Source> = Vec::new();
        sources.extend(self.revisions.into_iter().map(Source::Revision));
        sources.extend(self.offered.into_iter().map(Source::Offered));
        let mboxes = self.mbox.iter().map(|path| env.cwd.join(path));
        sources.extend(mboxes.map(Source::Mbox));
        let folders = self.maildir.iter().map(|path| env.cwd.join(path));
        sources.extend(folders.map(Source::Maildir));
        if sources.is_empty() {
            return Err(
                CliError::usage("no-source", "it is not said where the ballots are")
                    .hint("`polity collect BRANCH`, `--offered REMOTE`, `--mbox FILE`"),
            );
        }
        let options = CollectOptions {
            sources,
            one_commit: self.one_commit,
            dry_run: self.dry_run,
            limit: Duration::from_secs(120),
        };
        let done = self.push.unless(self.dry_run).share_on_newest(
            &session,
            ui,
            |session| session.collect(&options),
            |made| ("what was collected".to_owned(), made.tip),
        )?;
        let answer = answer(&done.made, self.dry_run);
        let clean = answer.refused.is_empty();
        let any = !answer.taken.is_empty();
        let pushed = done.pushed.is_some();
        done.answer(ui, answer, collect)?;
        match (any, self.dry_run, pushed) {
            (true, true, _) => ui.hint("without --dry-run they are committed"),
            (true, false, false) => ui.hint("`polity sync` pushes them"),
            _ => ui.hint("`polity list`"),
        }
        Ok(if clean { Exit::Ok } else { Exit::No })
    }
}

fn answer(made: &Collected, dry_run: bool) -> CollectJson {
    let taken = made.taken.iter().map(|it| TakenJson {
        from: it.from.clone(),
        path: it.path.clone(),
        by: it.by.to_string(),
        digest: it.digest.to_string(),
    });
    let refused = made.refused.iter().map(|it| NotTakenJson {
        from: it.from.clone(),
        path: it.path.clone(),
        code: it.code.as_str().to_owned(),
        why: it.why.clone(),
    });
    CollectJson {
        polity: "collect/1".to_owned(),
        taken: taken.collect(),
        refused: refused.collect(),
        known: made.known,
        commits: made.commits,
        head: made.tip.map(|tip| tip.to_string()),
        dry_run,
    }
}
