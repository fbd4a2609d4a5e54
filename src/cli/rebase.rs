//! `polity rebase`.

use clap::Args;

use super::publish::PushArgs;
use super::workspace::{proposal, session};
use super::{Context, Done, Exit};
use crate::proposal::How;
use crate::render::json::{MendedJson, RebasedJson, UndecidedJson};
use crate::render::rebase::rebased;
use crate::workspace::{BroughtUp, BroughtUpWay};

/// Bring a draft up to the organisation of today
///
/// Where decisions came between, a draft may no longer apply. What can be
/// mended is mended, in one commit that keeps the comments of proposal.yaml:
/// teams that were renamed, what is done already, areas that a team has given
/// up meanwhile. What a person must decide is listed, with what to type and
/// which decision came between. Refused once people are asked to vote on it.
/// Exits with 1 where something is left to decide.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity rebase 12 --dry-run
  polity rebase 12
  polity rebase 12 --push
  polity rebase 12 --format json")]
pub(super) struct Rebase {
    /// The proposal's number or whole name
    proposal: String,
    /// Only say what would be done
    #[arg(long, conflicts_with = "push")]
    dry_run: bool,
    #[command(flatten)]
    push: PushArgs,
}

impl Rebase {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let name = proposal(&session, &self.proposal)?;
        let done = self.push.unless(self.dry_run).share_on_newest(
            &session,
            ui,
            |session| session.rebase(&name, self.dry_run),
            |found: &BroughtUp| ("the mended draft".to_owned(), found.commit),
        )?;
        let (found, pushed) = done.split();
        let answer = answer(&found, self.dry_run);
        pushed.answer(ui, answer, rebased)?;
        let n = name.number();
        let left = |it: &BroughtUpWay| !it.left.is_empty();
        ui.hint(if found.ways.iter().any(|it| it.nothing_left) {
            format!("`polity withdraw {n}` takes it back")
        } else if found.ways.iter().any(left) {
            format!("edit proposals/{name}/proposal.yaml; `polity check {n}`")
        } else if self.dry_run && found.is_mended() {
            format!("`polity rebase {n}` writes it")
        } else {
            format!("`polity diff {n}`")
        });
        Ok(match found.is_waiting() {
            true => Exit::No,
            false => Exit::Ok,
        })
    }
}

fn answer(found: &BroughtUp, dry_run: bool) -> RebasedJson {
    let mut answer = RebasedJson {
        polity: "rebased/1".to_owned(),
        proposal: found.name.number(),
        name: found.name.to_string(),
        title: found.title.clone(),
        dry_run,
        mended: Vec::new(),
        left: Vec::new(),
        nothing_left: found.ways.iter().any(|it| it.nothing_left),
        sponsors: found.sponsors,
        files: found.paths.clone(),
        commit: found.commit.map(|it| it.to_string()),
    };
    for way in &found.ways {
        let option = || way.option.as_ref().map(ToString::to_string);
        answer.mended.extend(way.mended.iter().map(|it| {
            MendedJson {
                option: option(),
                number: it.number,
                change: it.change.clone(),
                how: match it.how {
                    How::Renamed => "renamed",
                    How::Shortened => "shortened",
                    How::Dropped => "dropped",
                }
                .to_owned(),
                why: it.why.clone(),
                came: it.came.clone(),
            }
        }));
        answer.left.extend(way.left.iter().map(|it| UndecidedJson {
            option: option(),
            number: it.number,
            change: it.change.clone(),
            why: it.why.clone(),
            hint: it.hint.clone(),
            came: it.came.clone(),
        }));
    }
    answer
}
