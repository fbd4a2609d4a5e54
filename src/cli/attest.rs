//! `polity attest`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::workspace::{proposal, session};
use super::{CliError, Context, Done, Env, Exit, Ui};
use crate::render::json::{AttestedByJson, AttestedJson, AttestingJson};
use crate::render::vote::attested;
use crate::workspace::{AttestedNow, AttestedStanding};

/// Sign the figures of a vote that was held elsewhere
///
/// Some votes cannot be held in git, such as secret ones: their rule says under
/// `returns` who states the result. Each of them signs the same figures; with
/// the last signature the poll is closed and the rule's conditions are worked
/// out from the figures. The result is attested, not recomputable: everybody
/// can check who signed what and the arithmetic, and nobody the ballots.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity attest 10 figures.yaml

The file:
  tally: {for: 41, against: 9, abstain: 3}
  turnout: 53
  method: paper ballots, counted twice by the secretary and an observer

In an election `elected: [ada, ben]` says who won, and `tally` gives the totals
of the candidates, where the method has any.")]
pub(super) struct Attest {
    /// The proposal's number or whole name
    proposal: String,
    /// The file with the figures
    figures: PathBuf,
}

impl Attest {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        attest(env, ui, &self.proposal, &self.figures)
    }
}

/// Attests a vote by the figures in a file.
pub(super) fn attest(env: &Env, ui: &mut Ui, given: &str, file: &Path) -> Done {
    let session = session(env)?;
    let name = proposal(&session, given)?;
    let signer = session.signer().map_err(CliError::from)?;
    let shown = file.display().to_string();
    let bytes = std::fs::read(env.cwd.join(file)).map_err(|error| {
        CliError::usage("unreadable-file", format!("{shown} cannot be read")).because(&error)
    })?;
    let made = session.attest(&name, (&shown, &bytes), &signer, &|_| {})?;
    let n = name.number();
    let org = session.header_at(made.closed.as_ref().map_or(made.commit, |it| it.commit))?;
    let closed = made.closed.as_ref();
    let closed = closed.map(|closed| super::close::answer(closed, &org));
    let (closed, hint) = match closed {
        Some((closed, hint)) => (Some(closed), hint),
        None => (None, format!("`polity status {n}`")),
    };
    let answer = answer(&made, closed);
    ui.answer(|width| attested(&answer, width), || &answer)?;
    ui.hint(hint);
    Ok(Exit::Ok)
}

/// An attestation, for answers.
fn answer(made: &AttestedNow, closed: Option<crate::render::json::ClosedJson>) -> AttestedJson {
    let name = &made.poll.proposal;
    AttestedJson {
        polity: "attested/1".to_owned(),
        proposal: name.number(),
        name: name.to_string(),
        stage: made.poll.stage.id.to_string(),
        officer: made.by.to_string(),
        figures: made.figures.words(),
        method: made.figures.method.clone(),
        attesting: attesting(&made.standing),
        commit: made.commit.to_string(),
        closed,
    }
}

/// How far an attestation has come, for answers.
pub(super) fn attesting(of: &AttestedStanding) -> AttestingJson {
    let mut figures = of.said.iter().map(|(_, figures)| figures);
    let first = figures.next();
    let differ = figures.any(|it| Some(it) != first);
    let said = |(by, it): &(crate::base::PersonId, crate::vote::Figures)| {
        format!("{by}: {}; {}", it.words(), it.method)
    };
    AttestingJson {
        signed: of.said.iter().map(|(by, _)| by.to_string()).collect(),
        missing: of.missing().iter().map(ToString::to_string).collect(),
        differ: match differ {
            true => of.said.iter().map(said).collect(),
            false => Vec::new(),
        },
    }
}

/// Who attests a result, for answers.
pub(super) fn attested_by(of: &crate::vote::Attested) -> AttestedByJson {
    AttestedByJson {
        method: of.method.clone(),
        by: of.by.iter().map(|(who, _)| who.to_string()).collect(),
    }
}
