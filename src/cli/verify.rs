//! `polity verify`.

use std::collections::BTreeMap;

use clap::Args;

use super::audit::first_use;
use super::reading::left;
use super::workspace::{proposal, rejected, session, when};
use super::{Context, Done, Exit};
use crate::org::Organisation;
use crate::render::json::{
    LateJson, ReceiptJson, RewrittenJson, VerifiedEnactmentJson, VerifiedJson, VerifiedStageJson,
    VerifyJson, WitnessJson,
};
use crate::render::vote::verify;
use crate::render::words::count;
use crate::store::CommitId;
use crate::workspace::{
    FoundBallot, PollEnd, PollReport, ReceiptState, Rewritten, SeenBallot, Verification, Witness,
};

/// Compute a vote again from history, as an outsider would
///
/// Recomputes the poll, every ballot that ever stood in it, the count, the
/// result and the enactment, and says of each whether it is as recorded. Ends
/// with `no` where something is not. Without a proposal, verifies all that
/// were voted on.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity verify 10
  polity verify 10 --receipt 3f9c21aa
  polity verify")]
pub(super) struct Verify {
    /// The proposal's number or whole name
    proposal: Option<String>,
    /// Ask what became of a ballot, by its receipt (eight digits or more)
    #[arg(long, value_name = "DIGEST")]
    receipt: Option<String>,
    /// The commit that founded the organisation, as you were told it
    #[arg(long, value_name = "COMMIT")]
    anchor: Option<String>,
    /// Take the branch as it is, where it was rewritten and all agree to that
    #[arg(long)]
    accept_head: bool,
}

impl Verify {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let line = session.line()?;
        let told = self
            .anchor
            .as_deref()
            .map(|rev| session.repo().resolve(rev));
        let anchor = session.trusted_anchor(&line, told.transpose()?)?;
        let rewritten = match self.accept_head {
            true => None,
            false => session.rewritten(&line)?,
        };
        let names = match &self.proposal {
            Some(given) => vec![proposal(&session, given)?],
            None => session.voted_on(&line)?,
        };
        let bar = ui.progress("verifying ballots", 0);
        let mut proposals = Vec::new();
        let mut receipt = self.receipt.as_ref().map(|digits| ReceiptJson {
            receipt: digits.clone(),
            state: "unknown".to_owned(),
            poll: None,
            why: None,
        });
        for name in &names {
            let found = session.verify(name, &|done| bar.set_position(done as u64))?;
            if let Some(asked) = &mut receipt
                && let Some((poll, state)) = found.receipt(&asked.receipt)
            {
                answer_receipt(asked, poll, state);
            }
            let mut one = verified(&found, &session.witnessed(&found.examined)?);
            one.notes
                .extend(seen(&session.seen_elsewhere(&found.examined)?));
            proposals.push(one);
        }
        bar.finish_and_clear();
        let mut notes = Vec::new();
        if let (None, Some(_)) = (&self.proposal, &anchor) {
            let audit = session.audit(&line, None, None, &|_, _| {})?;
            notes.extend(audit.notes.iter().cloned());
            let uncovered = audit.uncovered().count();
            if uncovered > 0 {
                let said = count(uncovered, "change");
                notes.push(format!(
                    "no decision covers {said} of the organisation; `polity audit` lists them"
                ));
            }
        }
        // What was rewritten stays so until somebody accepts it.
        if rewritten.is_none() && anchor.is_some() {
            session.remember_head(&line)?;
        }
        let answer = VerifyJson {
            polity: "verify/1".to_owned(),
            head: line.tip.to_string(),
            anchor: anchor.as_ref().map(|anchor| anchor.commit.to_string()),
            first_use: anchor.as_ref().is_some_and(|it| it.first_use),
            sound: rewritten.is_none() && proposals.iter().all(|it| it.sound),
            rewritten: rewritten.map(|it| rewritten_json(&it)),
            notes,
            proposals,
            receipt,
        };
        ui.answer(|width| verify(&answer, width), || &answer)?;
        if let Some(anchor) = anchor.filter(|it| it.first_use) {
            ui.warn(first_use(anchor.commit));
        }
        let unknown = answer
            .receipt
            .as_ref()
            .is_some_and(|it| it.state == "unknown");
        // All that was read of a long history.
        left(session);
        match (answer.sound, answer.proposals.as_slice()) {
            (true, [one]) => ui.hint(format!("`polity status {}`", one.proposal)),
            (true, _) => ui.hint("`polity list`"),
            (false, _) => ui.hint("`git show COMMIT` shows what a commit did"),
        }
        Ok(if answer.sound && !unknown {
            Exit::Ok
        } else {
            Exit::No
        })
    }
}

fn rewritten_json(of: &Rewritten) -> RewrittenJson {
    let gone = of.gone.iter();
    RewrittenJson {
        was: of.was.to_string(),
        now: of.now.to_string(),
        gone: gone
            .map(|(id, subject)| (id.to_string(), subject.clone()))
            .collect(),
        gone_in_all: of.gone_in_all,
    }
}

/// What voters had seen that the branch does not contain, a line for each
/// commit.
fn seen(of: &[SeenBallot]) -> Vec<String> {
    let mut by: BTreeMap<(CommitId, bool), Vec<&str>> = BTreeMap::new();
    for it in of {
        by.entry((it.seen, it.known))
            .or_default()
            .push(it.voter.as_str());
    }
    let said = by.into_iter().map(|((commit, known), mut voters)| {
        voters.sort_unstable();
        voters.dedup();
        let who = match voters.as_slice() {
            [one] => (*one).to_owned(),
            [one, two] => format!("{one} and {two}"),
            [one, rest @ ..] => format!("{one} and {} others", rest.len()),
            [] => String::new(),
        };
        let commit = commit.short();
        match known {
            true => format!(
                "rewritten: {who} had seen {commit} when voting, which is in this clone and not on \
                 the branch; `git show {commit}` shows it"
            ),
            false => format!(
                "unproven: {who} had seen {commit} when voting, which this clone does not have"
            ),
        }
    });
    said.collect()
}

fn answer_receipt(asked: &mut ReceiptJson, poll: u32, state: ReceiptState) {
    asked.poll = Some(poll);
    let (word, why) = match state {
        ReceiptState::Counted => ("counted", None),
        ReceiptState::Replaced => ("replaced", None),
        ReceiptState::Late => ("late", None),
        ReceiptState::Rejected(_, why) => ("rejected", Some(why)),
        ReceiptState::Unknown => ("unknown", None),
    };
    asked.state = word.to_owned();
    asked.why = why;
}

/// What verification found of a proposal, for answers, with what this clone
/// had of its polls before they were closed.
pub(super) fn verified(
    found: &Verification,
    witnessed: &BTreeMap<u32, Option<Witness>>,
) -> VerifiedJson {
    let examined = &found.examined;
    let org = examined.workspace.governance.org.as_ref();
    let stages = examined.polls.iter().map(|poll| {
        let witness = witnessed.get(&poll.number);
        stage(
            poll,
            witness
                .zip(org)
                .map(|(it, org)| witness_json(it.as_ref(), org)),
        )
    });
    let enactment = found.enactment.as_ref().map(|it| VerifiedEnactmentJson {
        commit: it.commit.to_string(),
        effective: it.effective.to_string(),
        wrong: it.wrong.clone(),
    });
    VerifiedJson {
        proposal: examined.name.number(),
        name: examined.name.to_string(),
        state: examined.state().to_string(),
        stages: stages.collect(),
        notes: examined.notes.clone(),
        act: found.acts.act.as_ref().map(super::status::act_answer),
        void_acts: found
            .acts
            .void
            .iter()
            .map(|(commit, why)| (commit.to_string(), why.clone()))
            .collect(),
        enactment,
        sound: found.is_sound(),
    }
}

/// A ballot that came too late, as answers list it.
fn late(found: &FoundBallot) -> LateJson {
    LateJson {
        voter: found.ballot.voter().to_string(),
        ballot: found.ballot.digest().to_string(),
        commit: found.commit.to_string(),
    }
}

fn witness_json(of: Option<&Witness>, org: &Organisation) -> WitnessJson {
    let state = match of {
        Some(_) => "witnessed",
        None => "unwitnessed",
    };
    WitnessJson {
        state: state.to_owned(),
        at: of.map(|it| when(it.at, org)),
        head: of.map(|it| it.head.to_string()),
        ballots: of.map_or(0, |it| it.ballots),
    }
}

fn stage(of: &PollReport, witness: Option<WitnessJson>) -> VerifiedStageJson {
    let valid: Vec<_> = of
        .ballots
        .valid
        .iter()
        .map(|it| it.ballot.clone())
        .collect();
    let (counted, _) = crate::vote::counted(valid, of.signed.poll.stage.change);
    let (finding, outcome, why) = match (&of.void, &of.end) {
        (Some(why), _) => ("void", None, Some(why.clone())),
        (None, PollEnd::Open) => ("open", None, None),
        (None, PollEnd::Cancelled) => ("cancelled", None, None),
        (None, PollEnd::Superseded { by }) => {
            let why = format!(
                "{} amended the text, and the stage begins again",
                by.short()
            );
            ("superseded", None, Some(why))
        }
        (None, PollEnd::AsRecorded { result, .. }) => {
            let finding = match result.attested {
                Some(_) => "as attested",
                None => "as recorded",
            };
            (finding, Some(result.outcome.to_string()), None)
        }
        (None, PollEnd::False { why }) => ("false", None, Some(why.clone())),
        (None, PollEnd::Stale { ballots }) => {
            let said = count(*ballots, "valid ballot");
            let why = format!("{said} had arrived and not been counted; close it again");
            ("stale", None, Some(why))
        }
        (None, PollEnd::Contested { ballots, outcome }) => {
            let said = count(*ballots, "ballot");
            let with = match outcome {
                Some(outcome) => format!("the outcome is {outcome}"),
                None => "the rule extends the vote".to_owned(),
            };
            let why = format!(
                "{said} cast beside the closing came later, and with them {with}; close it again"
            );
            ("contested", None, Some(why))
        }
    };
    VerifiedStageJson {
        poll: of.number,
        stage: of.signed.poll.stage.id.to_string(),
        electors: of.signed.poll.electorate.len(),
        counted: counted.len(),
        rejected: rejected(&of.ballots.rejected),
        rejected_in_all: of.ballots.rejected.len(),
        touched: of
            .meddled
            .iter()
            .map(|(path, commit)| (path.clone(), commit.to_string()))
            .collect(),
        late: of.late.iter().map(late).collect(),
        notes: of.notes.clone(),
        witness,
        extensions: of.extensions,
        attested: match &of.end {
            PollEnd::AsRecorded { result, .. } => {
                result.attested.as_ref().map(super::attest::attested_by)
            }
            _ => None,
        },
        finding: finding.to_owned(),
        outcome,
        why,
    }
}
