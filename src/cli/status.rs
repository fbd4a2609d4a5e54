//! `polity status`.

use clap::Args;

use super::count_answer::count_answer;
use super::list::listed;
use super::workspace::{left, maybe_signer, rejected, session, when};
use super::{Context, Done, Exit, Ui};
use crate::base::{Instant, show_exact};
use crate::org::Organisation;
use crate::render::json::{
    ActJson, DueRuleJson, EndedJson, OutcomeJson, OverallJson, OwnJson, PollJson, ProvisionalJson,
    SponsorsJson, StatusJson, SumJson, UnbrokenJson, WaitsJson,
};
use crate::render::list::overall;
use crate::render::vote::status;
use crate::vote::Outlook;
use crate::workspace::{Act, ActStands, CountNow, DueRule, PollStanding, Session, Standing};

/// Show how a proposal and its vote stand, or what is due
///
/// Without a proposal: the decisions that rules say are due, with the reason,
/// and the proposals that are under way.
///
/// Answers at once from the newest commit of the shared branch, and so is
/// provisional: `polity verify` reads the whole history.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity status
  polity status 10
  polity status 10 --format json")]
pub(super) struct Status {
    /// The proposal's number or whole name
    proposal: Option<String>,
}

impl Status {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let session = session(&context.env)?;
        let signer = maybe_signer(&session);
        let Some(proposal) = &self.proposal else {
            return overview(&session, &mut context.ui);
        };
        let found = session.status(proposal, signer.as_ref(), &|_| {})?;
        let answer = answer(&found, session.now())?;
        let ui = &mut context.ui;
        ui.answer(|width| status(&answer, width), || &answer)?;
        for hint in hints(&answer) {
            ui.hint(hint);
        }
        Ok(Exit::Ok)
    }
}

/// What is due, and what is under way.
fn overview(session: &Session, ui: &mut Ui) -> Done {
    let now = session.now();
    let workspace = session.at(session.line()?.tip)?;
    let org = workspace.org()?;
    let due = workspace.due_rules(now);
    let under_way = workspace.list(now);
    let under_way = under_way.iter().filter(|it| !it.state.is_final());
    let answer = OverallJson {
        polity: "overall/1".to_owned(),
        due: due.iter().map(due_rule).collect(),
        proposals: under_way.map(|it| listed(it, Some(org))).collect(),
    };
    ui.answer(|width| overall(&answer, width), || &answer)?;
    ui.hint(match (answer.proposals.first(), due.first()) {
        (Some(it), _) => format!("`polity status {}`", it.number),
        (None, Some(it)) => format!("`polity show {}`, `polity propose`", it.rule),
        (None, None) => "`polity list`, `polity propose`".to_owned(),
    });
    Ok(Exit::Ok)
}

fn due_rule(of: &DueRule) -> DueRuleJson {
    DueRuleJson {
        rule: of.rule.to_string(),
        why: of.why.clone(),
        answered_by: of.answered_by.as_ref().map(|(name, _)| name.number()),
        state: of.answered_by.as_ref().map(|(_, state)| state.to_string()),
    }
}

/// What to do next.
fn hints(of: &StatusJson) -> Vec<String> {
    let n = of.proposal;
    if of
        .act
        .as_ref()
        .is_some_and(|act| act.stands == "must be undone")
    {
        return vec![format!("`polity undo {n}`")];
    }
    match (&of.poll, &of.due) {
        (Some(poll), _) if poll.closable => vec![format!("`polity close {n}`")],
        (Some(poll), _) if poll.attesting.is_some() => {
            vec![format!("`polity attest {n} FILE`, once the vote is over")]
        }
        (Some(poll), _) => {
            let provisional = format!("provisional; `polity verify {n}` reads the whole history");
            match &poll.own {
                Some(own) if own.vote.is_none() => {
                    let first = poll.votes.first().map_or("for", |it| it.vote.as_str());
                    vec![provisional, format!("`polity vote {n} {first}`")]
                }
                _ => vec![provisional],
            }
        }
        (None, Some(_)) if !of.waits.is_empty() => {
            let lacks = of.sponsors.as_ref().is_some_and(|it| !it.enough);
            match lacks {
                true => vec![format!("`polity sponsor {n}`, `polity diff {n}`")],
                false => vec![format!("`polity diff {n}`")],
            }
        }
        (None, Some(_)) => vec![format!("`polity open {n}`, `polity diff {n}`")],
        (None, None) if of.state == "accepted" => vec![format!("`polity enact {n}`")],
        (None, None) => vec![format!("`polity verify {n}`, `polity diff {n}`")],
    }
}

/// How a proposal stands, for answers.
pub(super) fn answer(found: &Standing, now: Instant) -> Result<StatusJson, super::CliError> {
    let org = found.workspace.org()?;
    let stages = found.rule.stages.iter().map(|stage| stage.id.to_string());
    let ended = found.ended.iter().map(|end| EndedJson {
        stage: end.stage.to_string(),
        round: end.round,
        outcome: end.outcome.to_string(),
        attested: end.attested,
    });
    let rule = found.rule_id.to_string();
    Ok(StatusJson {
        polity: "status/1".to_owned(),
        proposal: found.name.number(),
        name: found.name.to_string(),
        title: found.title.clone(),
        state: found.state.to_string(),
        rule,
        stages: stages.collect(),
        ended: ended.collect(),
        due: found.due.as_ref().map(ToString::to_string),
        act: found.act.as_ref().map(act_answer),
        sponsors: found.before.sponsors.as_ref().map(|it| SponsorsJson {
            sponsors: it.sponsors.iter().map(ToString::to_string).collect(),
            of: it.of,
            needed: it.needed,
            condition: it.condition.clone(),
            enough: it.enough,
            until: it.until.map(|until| when(until, org)),
        }),
        waits: found
            .before
            .hindrances
            .iter()
            .map(|it| WaitsJson {
                why: it.why.clone(),
                until: it.until.map(|until| when(until, org)),
            })
            .collect(),
        poll: found.poll.as_ref().map(|poll| poll_answer(poll, org, now)),
    })
}

/// An act before the decision, for answers.
pub(super) fn act_answer(of: &Act) -> ActJson {
    let (stands, why) = match &of.stands {
        ActStands::Provisional => ("provisional", None),
        ActStands::Ratified => ("ratified", None),
        ActStands::MustBeUndone { why } => ("must be undone", Some(why.clone())),
        ActStands::Undone { .. } => ("undone", None),
    };
    ActJson {
        by: of.by.to_string(),
        effective: of.effective.to_string(),
        until: of.until.to_string(),
        commit: of.commit.to_string(),
        stands: stands.to_owned(),
        why,
    }
}

/// How a poll stands, for answers.
pub(super) fn poll_answer(of: &PollStanding, org: &Organisation, now: Instant) -> PollJson {
    let tally = &of.computed.tally;
    PollJson {
        stage: of.poll.stage.id.to_string(),
        opened: when(of.poll.opened, org),
        closes: when(of.closes, org),
        left: left(of.closes.unix() - now.unix()),
        closable: of.close.as_ref().is_some_and(|check| check.allowed),
        closable_from: of
            .close
            .as_ref()
            .and_then(|check| Some(when(check.from?, org))),
        held: of
            .close
            .as_ref()
            .and_then(|it| it.held)
            .map(|held| UnbrokenJson {
                needed: of.poll.stage.held_for.map(|span| span.to_string()),
                since: held.since.map(|at| when(at, org)),
                until: held.complete_at.map(|at| when(at, org)),
                complete: held.complete,
            }),
        electors: of.poll.electorate.len(),
        votes: votes(&of.poll.stage.ballot, tally),
        silent: tally.silent.iter().map(ToString::to_string).collect(),
        rejected: rejected(&of.ballots.rejected),
        rejected_in_all: of.ballots.rejected.len(),
        count: of
            .count
            .as_ref()
            .and_then(|it| Some(provisional(it.as_ref().ok()?))),
        uncounted: of
            .count
            .as_ref()
            .and_then(|it| it.as_ref().err())
            .map(ToString::to_string),
        outcomes: outcomes(of.decision.as_ref()),
        outcome: of
            .decision
            .as_ref()
            .and_then(|decision| decision.outcome())
            .map(ToString::to_string),
        possible: of
            .computed
            .prospects
            .iter()
            .flat_map(|it| &it.possible)
            .map(ToString::to_string)
            .collect(),
        exact: of.computed.prospects.as_ref().is_none_or(|it| it.exact),
        own: of.own.as_ref().map(|own| OwnJson {
            voter: own.voter.to_string(),
            vote: own.cast.as_ref().map(|(vote, _, _)| vote.clone()),
            cast: own.cast.as_ref().map(|(_, at, _)| when(*at, org)),
            receipt: own.cast.as_ref().map(|(_, _, digest)| digest.to_string()),
        }),
        attesting: of.attested.as_ref().map(super::attest::attesting),
    }
}

/// A count of several options as it stands.
fn provisional(of: &CountNow) -> ProvisionalJson {
    let outlook = match of.outlook {
        Outlook::Settled => "settled",
        Outlook::Open => "open",
        Outlook::NotWorkedOut => "not-worked-out",
    };
    ProvisionalJson {
        count: count_answer(&of.count, &[]),
        ballots: of.count.ballots,
        outlook: outlook.to_owned(),
    }
}

/// How many voted what: the choices that a poll has in their order, also those
/// that nobody took, then all else.
pub(super) fn votes(ballot: &crate::rule::BallotKind, tally: &crate::vote::Tally) -> Vec<SumJson> {
    let choices = ballot.choices();
    let sum = |vote: &str| {
        let sum = tally.votes.get(vote);
        sum.map_or_else(|| "0".to_owned(), show_exact)
    };
    let listed = choices.iter().map(|choice| SumJson {
        vote: (*choice).to_owned(),
        sum: sum(choice),
    });
    let others = tally
        .votes
        .iter()
        .filter(|(vote, _)| !choices.contains(&vote.as_str()))
        .map(|(vote, sum)| SumJson {
            vote: vote.clone(),
            sum: show_exact(sum),
        });
    listed.chain(others).collect()
}

/// The conditions with their numbers.
pub(super) fn outcomes(decision: Option<&crate::rule::decide::StageDecision>) -> Vec<OutcomeJson> {
    let Some(decision) = decision else {
        return Vec::new();
    };
    let report = |it: &crate::rule::decide::OutcomeReport| OutcomeJson {
        name: it.name.to_string(),
        condition: it
            .explained
            .as_ref()
            .map(|explained| explained.text.clone()),
        explained: it
            .explained
            .as_ref()
            .map_or_else(Vec::new, crate::rule::condition::Explained::lines),
        holds: it.won,
    };
    decision.outcomes.iter().map(report).collect()
}
