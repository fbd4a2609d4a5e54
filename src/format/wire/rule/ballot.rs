//! The kind of ballot as written: a word, or a map with its limits.

use serde::{Deserialize, Serialize};

use crate::base::{Exact, parse_exact, show_exact};
use crate::format::scalar::Text;
use crate::format::wire::short::Short;
use crate::rule::{BallotKind, Unranked};

/// A kind of ballot as written.
pub(super) type BallotWord = Short<BallotKind, BallotMap>;

/// The kinds that need more than a word; one of them is there.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BallotMap {
    #[serde(
        rename = "plus-minus",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    plus_minus: Option<PlusMinusLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    approval: Option<ApprovalLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rate: Option<RateLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rank: Option<RankLine>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlusMinusLine {
    veto: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ApprovalLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_most: Option<u32>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RateLine {
    from: Text<Number>,
    to: Text<Number>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RankLine {
    unranked: Text<Unranked>,
}

/// An exact number as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number(pub Exact);

impl std::str::FromStr for Number {
    type Err = crate::base::ExactError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_exact(text).map(Self)
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&show_exact(&self.0))
    }
}

/// The kind of ballot of a word or a map.
pub(super) fn read(word: BallotWord) -> Result<BallotKind, String> {
    let map = match word {
        Short::Word(kind) => return Ok(kind),
        Short::Map(map) => map,
    };
    match (map.plus_minus, map.approval, map.rate, map.rank) {
        (Some(line), None, None, None) => Ok(BallotKind::PlusMinus { veto: line.veto }),
        (None, Some(line), None, None) => Ok(BallotKind::Approval {
            at_most: line.at_most,
        }),
        (None, None, Some(line), None) => Ok(BallotKind::Rate {
            from: line.from.0.0,
            to: line.to.0.0,
        }),
        (None, None, None, Some(line)) => Ok(BallotKind::Rank {
            unranked: line.unranked.0,
        }),
        _ => Err("a stage has one kind of ballot".to_owned()),
    }
}

/// A kind of ballot as it is written.
pub(super) fn write(kind: &BallotKind) -> BallotWord {
    let mut map = BallotMap::default();
    match kind {
        BallotKind::PlusMinus { veto: true } => {
            map.plus_minus = Some(PlusMinusLine { veto: true });
        }
        BallotKind::Approval { at_most: Some(n) } => {
            map.approval = Some(ApprovalLine { at_most: Some(*n) });
        }
        BallotKind::Rate { from, to } => {
            map.rate = Some(RateLine {
                from: Text(Number(from.clone())),
                to: Text(Number(to.clone())),
            });
        }
        BallotKind::Rank { unranked } => {
            map.rank = Some(RankLine {
                unranked: Text(*unranked),
            });
        }
        word => return Short::Word(word.clone()),
    }
    Short::Map(map)
}
