//! A stage as written.

use serde::{Deserialize, Serialize};

use super::ballot::{self, BallotWord, Number};
use super::count::{self, CountLine};
use super::route::{self, RouteWord};
use crate::base::{OutcomeName, Span, StageId, TeamId};
use crate::format::scalar::Text;
use crate::format::wire::pointed::Pointed;
use crate::format::wire::short::{Ordered, Short};
use crate::rule::{
    Blackout, Change, Condition, Electorate, Extend, PollPeriod, Quorum, QuorumOtherwise,
    ReasonRule, Recusal, Repeat, RestartOn, Secrecy, Stage, VacantSeats,
};

/// A stage as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageFile {
    id: StageId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    when: Option<Text<Pointed<Condition>>>,
    electorate: Text<Pointed<Electorate>>,
    #[serde(default, skip_serializing_if = "Ordered::is_empty")]
    weights: Ordered<TeamId, Text<Number>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    recusal: Option<Text<Recusal>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vacant_seats: Option<Text<VacantSeats>>,
    ballot: BallotWord,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<Text<ReasonRule>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    change: Option<Text<Change>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secrecy: Option<Text<Secrecy>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    step: Option<Text<Number>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notice: Option<Text<Span>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delay: Option<Text<Span>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    period: Option<Short<Span, PeriodLine>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    extend: Option<ExtendLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    close_early: Option<Text<Pointed<Condition>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    close_when: Option<Text<Pointed<Condition>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    held_for: Option<Text<Span>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    grace: Option<Text<Span>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    restart_on: Option<Text<RestartOn>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    blackout: Vec<Text<Blackout>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    lazy: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quorum: Option<QuorumLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<CountLine>,
    #[serde(default, skip_serializing_if = "Ordered::is_empty")]
    outcomes: Ordered<OutcomeName, Text<OutcomeWord>>,
    #[serde(default, skip_serializing_if = "Ordered::is_empty")]
    then: Ordered<OutcomeName, RouteWord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    returns: Option<Text<Pointed<Electorate>>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PeriodLine {
    at_least: Text<Span>,
    at_most: Text<Span>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExtendLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<OutcomeName>,
    when: Text<Pointed<Condition>>,
    by: Text<Span>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    repeat: Option<Text<Repeat>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_most: Option<u32>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuorumLine {
    need: Text<Pointed<Condition>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<TeamId>,
    otherwise: Short<QuorumWord, QuorumMap>,
}

/// `fail` or `extend`.
#[derive(Debug, Clone)]
enum QuorumWord {
    Fail,
    Extend,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuorumMap {
    stage: StageId,
}

impl std::str::FromStr for QuorumWord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "fail" => Ok(Self::Fail),
            "extend" => Ok(Self::Extend),
            other => Err(format!(
                "`{other}` follows from no missing quorum; it takes fail, extend or {{stage: ID}}"
            )),
        }
    }
}

impl std::fmt::Display for QuorumWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Fail => "fail",
            Self::Extend => "extend",
        })
    }
}

/// A condition, or `otherwise`.
#[derive(Debug, Clone)]
struct OutcomeWord(Option<Condition>);

impl std::str::FromStr for OutcomeWord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "otherwise" => Ok(Self(None)),
            _ => Pointed::<Condition>::from_str(text).map(|it| Self(Some(it.0))),
        }
    }
}

impl std::fmt::Display for OutcomeWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Some(condition) => condition.fmt(f),
            None => f.write_str("otherwise"),
        }
    }
}

impl TryFrom<StageFile> for Stage {
    type Error = String;

    fn try_from(file: StageFile) -> Result<Self, String> {
        let mut stage = Self::new(file.id, file.electorate.0.0, ballot::read(file.ballot)?);
        stage.when = file.when.map(|text| text.0.0);
        stage.weights = file
            .weights
            .0
            .into_iter()
            .map(|(team, weight)| (team, weight.0.0))
            .collect();
        stage.recusal = file.recusal.map_or(stage.recusal, |text| text.0);
        stage.vacant_seats = file.vacant_seats.map_or(stage.vacant_seats, |text| text.0);
        stage.reason = file.reason.map_or(stage.reason, |text| text.0);
        stage.change = file.change.map_or(stage.change, |text| text.0);
        stage.secrecy = file.secrecy.map_or(stage.secrecy, |text| text.0);
        stage.step = file.step.map(|text| text.0.0);
        stage.notice = file.notice.map(|text| text.0);
        stage.delay = file.delay.map(|text| text.0);
        stage.period = file.period.map(|period| match period {
            Short::Word(span) => PollPeriod::Fixed(span),
            Short::Map(line) => PollPeriod::Between {
                at_least: line.at_least.0,
                at_most: line.at_most.0,
            },
        });
        stage.extend = file.extend.map(|line| Extend {
            name: line.name,
            when: line.when.0.0,
            by: line.by.0,
            repeat: line.repeat.map_or(Repeat::Times(1), |text| text.0),
            at_most: line.at_most,
        });
        stage.close_early = file.close_early.map(|text| text.0.0);
        stage.close_when = file.close_when.map(|text| text.0.0);
        stage.held_for = file.held_for.map(|text| text.0);
        stage.grace = file.grace.map(|text| text.0);
        stage.restart_on = file.restart_on.map(|text| text.0);
        stage.blackout = file.blackout.into_iter().map(|text| text.0).collect();
        stage.lazy = file.lazy;
        stage.quorum = file.quorum.map(|line| Quorum {
            need: line.need.0.0,
            of: line.of,
            otherwise: match line.otherwise {
                Short::Word(QuorumWord::Fail) => QuorumOtherwise::Fail,
                Short::Word(QuorumWord::Extend) => QuorumOtherwise::Extend,
                Short::Map(map) => QuorumOtherwise::Stage(map.stage),
            },
        });
        stage.count = file.count.map(count::read);
        stage.outcomes = file
            .outcomes
            .0
            .into_iter()
            .map(|(name, word)| (name, word.0.0))
            .collect();
        for (name, word) in file.then.0 {
            stage.then.insert(name, route::read(word)?);
        }
        stage.returns = file.returns.map(|text| text.0.0);
        Ok(stage)
    }
}

impl From<&Stage> for StageFile {
    fn from(stage: &Stage) -> Self {
        let Stage {
            id,
            when,
            electorate,
            weights,
            recusal,
            vacant_seats,
            ballot,
            reason,
            change,
            secrecy,
            step,
            notice,
            delay,
            period,
            extend,
            close_early,
            close_when,
            held_for,
            grace,
            restart_on,
            blackout,
            lazy,
            quorum,
            count,
            outcomes,
            then,
            returns,
        } = stage.clone();
        let plain = Self::plain(&id, &electorate, &ballot);
        let condition = |condition: Condition| Text(Pointed(condition));
        // What a file need not say, a written stage does not say either, so
        // that reading and writing a short stage leaves it short.
        Self {
            id,
            when: when.map(condition),
            electorate: Text(Pointed(electorate)),
            weights: Ordered(
                weights
                    .into_iter()
                    .map(|(team, weight)| (team, Text(Number(weight))))
                    .collect(),
            ),
            recusal: (recusal != plain.recusal).then_some(Text(recusal)),
            vacant_seats: (vacant_seats != plain.vacant_seats).then_some(Text(vacant_seats)),
            ballot: ballot::write(&ballot),
            reason: (reason != plain.reason).then_some(Text(reason)),
            change: (change != plain.change).then_some(Text(change)),
            secrecy: (secrecy != plain.secrecy).then_some(Text(secrecy)),
            step: step.map(|step| Text(Number(step))),
            notice: notice.map(Text),
            delay: delay.map(Text),
            period: period.map(|period| match period {
                PollPeriod::Fixed(span) => Short::Word(span),
                PollPeriod::Between { at_least, at_most } => Short::Map(PeriodLine {
                    at_least: Text(at_least),
                    at_most: Text(at_most),
                }),
            }),
            extend: extend.map(|it| ExtendLine {
                name: it.name,
                when: condition(it.when),
                by: Text(it.by),
                repeat: (it.repeat != Repeat::Times(1)).then_some(Text(it.repeat)),
                at_most: it.at_most,
            }),
            close_early: close_early.map(condition),
            close_when: close_when.map(condition),
            held_for: held_for.map(Text),
            grace: grace.map(Text),
            restart_on: restart_on.map(Text),
            blackout: blackout.into_iter().map(Text).collect(),
            lazy,
            quorum: quorum.map(|it| QuorumLine {
                need: condition(it.need),
                of: it.of,
                otherwise: match it.otherwise {
                    QuorumOtherwise::Fail => Short::Word(QuorumWord::Fail),
                    QuorumOtherwise::Extend => Short::Word(QuorumWord::Extend),
                    QuorumOtherwise::Stage(stage) => Short::Map(QuorumMap { stage }),
                },
            }),
            count: count.as_ref().map(count::write),
            outcomes: Ordered(
                outcomes
                    .into_iter()
                    .map(|(name, condition)| (name, Text(OutcomeWord(condition))))
                    .collect(),
            ),
            then: Ordered(
                then.iter()
                    .map(|(name, route)| (name.clone(), route::write(route)))
                    .collect(),
            ),
            returns: returns.map(|it| Text(Pointed(it))),
        }
    }
}

impl StageFile {
    /// What a stage is where a file says nothing.
    fn plain(id: &StageId, electorate: &Electorate, ballot: &crate::rule::BallotKind) -> Stage {
        Stage::new(id.clone(), electorate.clone(), ballot.clone())
    }
}
