//! The call for votes: what a poll must say, given what its opener may choose.
//!
//! Opening and verifying both come here, so that a reader recomputes a poll by
//! the very code that made it.

use super::WorkspaceError;
use super::gate::not_blacked_out;
use super::roll::{FoundingKeys, RollsOf, electors, may, members, officers};
use crate::base::{Date, Digest, Instant, OptionId, PersonId, Span, SpanUnit, StageId};
use crate::org::Organisation;
use crate::proposal::{Body, Proposal};
use crate::rule::{Class, PollPeriod, Rule, Secrecy, Stage, Who};
use crate::vote::{CommitHex, Nonce, Poll};

/// Above so many electors ballots lie in folders by the voter's digest: a flat
/// folder of 100,000 costs 300 ms and 3 MB a vote.
const FLAT: usize = 1_000;

/// How long a stage is open at most that has no period and ends by its own
/// conditions, where the opener chooses nothing: nothing stays open for ever.
const LONGEST_OPEN: (u32, SpanUnit) = (12, SpanUnit::Months);

/// What the opener of a poll chooses.
#[derive(Debug, Clone)]
pub(super) struct Choices {
    pub opened: Instant,
    pub nonce: Nonce,
    pub opened_by: PersonId,
    pub period: Option<Span>,
    pub keyless: bool,
}

/// What a poll is a function of, besides the opener's choices.
pub(super) struct Ground<'a> {
    /// The organisation at the base.
    pub org: &'a Organisation,
    /// The proposal there.
    pub proposal: &'a Proposal,
    /// The digest of what is voted on.
    pub content: Digest,
    /// The first parent of the opening commit.
    pub base: CommitHex,
    /// The digest of the organisation there.
    pub governance: Digest,
    /// The rule that the first poll pinned.
    pub rule: &'a Rule,
    /// The stage that is due.
    pub stage: &'a StageId,
    /// The how-manieth poll of it.
    pub round: u32,
    /// The result of the stage before.
    pub after: Option<Digest>,
    /// The keys of the founding.
    pub founding: &'a FoundingKeys,
}

/// The poll that follows from the ground and the choices.
///
/// # Errors
///
/// Where there can be none: the rule does not decide these changes, the opener
/// may not open, the period is not within its bounds, nobody votes.
pub(super) fn call(ground: &Ground, choices: &Choices) -> Result<Poll, WorkspaceError> {
    let Ground {
        org,
        proposal,
        rule,
        ..
    } = ground;
    let Some((_, stage)) = rule.stage(ground.stage) else {
        return Err(WorkspaceError::NoRule(proposal.rule.clone()));
    };
    let day = choices.opened.day(&org.about.time_zone.zone());
    let standing = org.on(day);
    let rolls = RollsOf::new(&standing, proposal);
    not_dated_back(org, proposal, choices.opened, day)?;
    decides(rule, proposal)?;
    can_be_attested(stage, &rolls, ground.founding)?;
    may_open(rule, stage, &choices.opened_by, &rolls)?;
    let stage = with_period(stage, choices.period)?;
    let Some(PollPeriod::Fixed(period)) = stage.period else {
        return Err(WorkspaceError::Period(format!(
            "stage `{}` has no period; give it one in the rule",
            stage.id
        )));
    };
    let closes = choices.opened.plus(period);
    let closes = closes.and_then(|closes| not_blacked_out(closes, &stage, org));
    let closes = closes.ok_or_else(|| {
        WorkspaceError::Period("the poll would close after the end of the calendar".to_owned())
    })?;
    let electorate = electors(&stage, &rolls, ground.founding)?;
    if electorate.is_empty() {
        let words = stage.electorate.source().to_owned();
        return Err(WorkspaceError::NobodyVotes(words));
    }
    let keyless: Vec<PersonId> = electorate
        .iter()
        .filter(|elector| elector.keys.is_empty())
        .map(|elector| elector.person.clone())
        .collect();
    // Whoever votes elsewhere needs no key here.
    let votes_here = !stage.is_held_elsewhere();
    if votes_here && !keyless.is_empty() && !choices.keyless {
        return Err(WorkspaceError::Keyless(keyless));
    }
    Ok(Poll {
        proposal: proposal.name.clone(),
        content: ground.content,
        base: ground.base.clone(),
        governance: ground.governance,
        rule: proposal.rule.clone(),
        options: options(rule, proposal, &stage)?,
        fan_out: electorate.len() > FLAT,
        stage,
        round: ground.round,
        after: ground.after,
        opened: choices.opened,
        closes,
        nonce: choices.nonce.clone(),
        electorate: electorate.into(),
        opened_by: choices.opened_by.clone(),
        keyless: choices.keyless,
    })
}

/// An opening that is dated back shortens the time to vote.
fn not_dated_back(
    org: &Organisation,
    proposal: &Proposal,
    opened: Instant,
    day: Date,
) -> Result<(), WorkspaceError> {
    let refuse = |what: String| {
        let why = format!("it would open at {opened}, before {what}; is the clock right?");
        Err(WorkspaceError::Other(why))
    };
    match org.about.founded {
        Some(founded) if opened < founded => {
            return refuse(format!("the workspace was founded at {founded}"));
        }
        _ => {}
    }
    if day < proposal.created.first_day() {
        return refuse(format!("the proposal was made on {}", proposal.created));
    }
    Ok(())
}

/// Whether a rule decides every class of change in a proposal: nobody picks an
/// easy rule for a hard change.
pub(super) fn decides(rule: &Rule, proposal: &Proposal) -> Result<(), WorkspaceError> {
    let foreign: Vec<String> = proposal
        .classes()
        .into_iter()
        .filter(|class: &Class| !rule.decides_class(class))
        .map(|class| format!("`{class}`"))
        .collect();
    if foreign.is_empty() {
        return Ok(());
    }
    Err(WorkspaceError::WrongRule {
        rule: proposal.rule.clone(),
        classes: foreign,
    })
}

/// A vote whose secrecy this tool cannot hold truly is held elsewhere, and
/// then somebody with a key must be there to attest its result.
fn can_be_attested(
    stage: &Stage,
    rolls: &RollsOf,
    founding: &FoundingKeys,
) -> Result<(), WorkspaceError> {
    if !stage.is_held_elsewhere() {
        return Ok(());
    }
    let refuse = |why: String| {
        let id = &stage.id;
        Err(WorkspaceError::HeldElsewhere(format!("stage `{id}` {why}")))
    };
    let Some(returns) = &stage.returns else {
        let how = match stage.secrecy {
            Secrecy::Sealed => "sealed until its close",
            _ => "secret",
        };
        return refuse(format!(
            "is {how}, and ballots in git are public, so its vote is held elsewhere; but the rule \
             has no `returns:` that says who attests the result"
        ));
    };
    let officers = officers(stage, rolls, founding)?;
    if officers.is_empty() {
        return refuse(format!("is to be attested by {returns}, and nobody is"));
    }
    let keyless: Vec<PersonId> = officers
        .into_iter()
        .filter(|officer| officer.keys.is_empty())
        .map(|officer| officer.person)
        .collect();
    if !keyless.is_empty() {
        let names: Vec<&str> = keyless.iter().map(PersonId::as_str).collect();
        return refuse(format!(
            "is to be attested by {returns}, and without a usable key are: {}",
            names.join(", ")
        ));
    }
    Ok(())
}

pub(super) fn may_open(
    rule: &Rule,
    stage: &Stage,
    person: &PersonId,
    rolls: &RollsOf,
) -> Result<(), WorkspaceError> {
    let refuse = |why: String| WorkspaceError::NotAllowed {
        who: person.clone(),
        what: "open this poll",
        why,
    };
    match &rule.may_open {
        Some(who) if may(who, person, rolls)? => Ok(()),
        Some(who) => Err(refuse(format!("only {} may", words(who)))),
        None => {
            use crate::rule::Rolls as _;
            let authors = rolls.authors().contains(person);
            if authors || members(&stage.electorate, rolls)?.contains(person) {
                return Ok(());
            }
            Err(refuse("only its authors and electors may".to_owned()))
        }
    }
}

pub(super) fn words(who: &Who) -> String {
    match who {
        Who::Anyone => "anyone".to_owned(),
        Who::Of(electorate) => format!("members of `{electorate}`"),
    }
}

/// The stage with the period that the opener chose, within the rule's bounds.
pub(super) fn with_period(stage: &Stage, chosen: Option<Span>) -> Result<Stage, WorkspaceError> {
    let mut stage = stage.clone();
    let period = match (stage.period, chosen) {
        (Some(PollPeriod::Fixed(period)), Some(chosen)) if chosen != period => {
            return Err(WorkspaceError::Period(format!(
                "the rule fixes the period at {period}"
            )));
        }
        (Some(PollPeriod::Fixed(period)), _) => period,
        (Some(PollPeriod::Between { at_least, .. }), None) => at_least,
        (Some(PollPeriod::Between { at_least, at_most }), Some(chosen)) => {
            // Spans of different units are compared on one calendar.
            let ends = |span: Span| Instant::from_unix(0).and_then(|zero| zero.plus(span));
            if ends(chosen) < ends(at_least) || ends(at_most) < ends(chosen) {
                return Err(WorkspaceError::Period(format!(
                    "the rule allows a period from {at_least} to {at_most}, not {chosen}"
                )));
            }
            chosen
        }
        (None, Some(chosen)) => chosen,
        (None, None) if stage.held_for.is_some() || stage.close_when.is_some() => {
            let (amount, unit) = LONGEST_OPEN;
            Span::new(amount, unit).unwrap_or(Span::days(365))
        }
        (None, None) => {
            return Err(WorkspaceError::Period(format!(
                "stage `{}` has no period in the rule, so the opener chooses one",
                stage.id
            )));
        }
    };
    stage.period = Some(PollPeriod::Fixed(period));
    Ok(stage)
}

/// What can be chosen.
fn options(
    rule: &Rule,
    proposal: &Proposal,
    stage: &Stage,
) -> Result<Vec<OptionId>, WorkspaceError> {
    let status_quo = || rule.status_quo_name().parse::<OptionId>();
    let of_people = |people: &[PersonId]| {
        let ids = people.iter().map(|person| person.as_str().parse());
        ids.collect::<Result<Vec<OptionId>, _>>()
    };
    if stage.ballot.is_single_question() {
        return Ok(vec!["adopt".parse()?]);
    }
    match &proposal.body {
        Body::Changes(_) | Body::Question => Ok(vec!["adopt".parse()?, status_quo()?]),
        Body::Options(options) => {
            let mut ids: Vec<OptionId> = options.iter().map(|option| option.id.clone()).collect();
            let none = status_quo()?;
            if !ids.contains(&none) {
                ids.push(none);
            }
            Ok(ids)
        }
        Body::Elect(election) => {
            let mut ids = of_people(&election.candidates)?;
            let default = stage.count.as_ref().and_then(|count| count.default.clone());
            ids.extend(default);
            Ok(ids)
        }
    }
}
