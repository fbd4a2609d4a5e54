//! `polity blame`.

use clap::Args;

use super::audit::cover_words;
use super::workspace::session;
use super::{Context, Done, Exit};
use crate::render::audit::blame;
use crate::render::json::{BlameJson, BlamedLineJson};
use crate::workspace::BlamedLine;

/// Say which decision made each line of a person, team, area or rule so
///
/// Prints the file of an id with, beside each line, the proposal that made it
/// so, or whoever did it as housekeeping, or the commit where no decision
/// covers it. A team is followed through the ids that it had before.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity blame core
  polity blame governance-change --format json")]
pub(super) struct Blame {
    /// The id of a person, team, area, rule, constraint or event
    id: String,
}

impl Blame {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let found = session.blame(&self.id)?;
        let answer = BlameJson {
            polity: "blame/1".to_owned(),
            id: self.id,
            path: found.path,
            head: found.head.to_string(),
            lines: found.lines.into_iter().map(line).collect(),
        };
        ui.answer(|width| blame(&answer, width), || &answer)?;
        ui.hint("`polity audit` lists every change with what covers it");
        Ok(Exit::Ok)
    }
}

fn line(of: BlamedLine) -> BlamedLineJson {
    let (cover, by) = match &of.cover {
        Some(cover) => {
            let (kind, by, _) = cover_words(cover);
            (kind, by)
        }
        None => ("draft", None),
    };
    BlamedLineJson {
        text: of.text,
        commit: of.commit.to_string(),
        on: of.at.map(|at| at.to_string()),
        cover: cover.to_owned(),
        by,
    }
}
