//! Where an outcome leads, as written.

use serde::{Deserialize, Serialize};

use crate::base::{RuleId, StageId};
use crate::format::scalar::Text;
use crate::format::wire::short::Short;
use crate::rule::{Route, Unless, WaitExpr, WaitingPeriod};

/// A route as written.
pub(super) type RouteWord = Short<Route, RouteMap>;

/// The routes that need more than a word; one of them is there.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RouteMap {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reject: Option<RejectLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stage: Option<StageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start: Option<RuleId>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RejectLine {
    waiting_period: Short<WaitExpr, WaitingLine>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WaitingLine {
    until: Text<WaitExpr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    again: Option<Text<WaitExpr>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unless: Option<Text<Unless>>,
}

/// The route of a word or a map.
pub(super) fn read(word: RouteWord) -> Result<Route, String> {
    let map = match word {
        Short::Word(route) => return Ok(route),
        Short::Map(map) => map,
    };
    match (map.reject, map.stage, map.start) {
        (Some(line), None, None) => {
            let waiting = match line.waiting_period {
                Short::Word(until) => WaitingPeriod {
                    until,
                    again: None,
                    unless: None,
                },
                Short::Map(line) => WaitingPeriod {
                    until: line.until.0,
                    again: line.again.map(|text| text.0),
                    unless: line.unless.map(|text| text.0),
                },
            };
            Ok(Route::Reject {
                waiting: Some(waiting),
            })
        }
        (None, Some(stage), None) => Ok(Route::Stage(stage)),
        (None, None, Some(rule)) => Ok(Route::Start(rule)),
        _ => Err("an outcome leads to one place: `reject`, `stage` or `start`".to_owned()),
    }
}

/// A route as it is written.
pub(super) fn write(route: &Route) -> RouteWord {
    let mut map = RouteMap::default();
    match route {
        Route::Reject {
            waiting: Some(waiting),
        } => {
            let waiting_period = match waiting.clone() {
                WaitingPeriod {
                    until,
                    again: None,
                    unless: None,
                } => Short::Word(until),
                WaitingPeriod {
                    until,
                    again,
                    unless,
                } => Short::Map(WaitingLine {
                    until: Text(until),
                    again: again.map(Text),
                    unless: unless.map(Text),
                }),
            };
            map.reject = Some(RejectLine { waiting_period });
        }
        Route::Stage(stage) => map.stage = Some(stage.clone()),
        Route::Start(rule) => map.start = Some(rule.clone()),
        word => return Short::Word(word.clone()),
    }
    Short::Map(map)
}
