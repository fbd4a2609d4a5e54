//! How several options are counted, as written.

use serde::{Deserialize, Serialize};

use super::ballot::Number;
use crate::base::OptionId;
use crate::format::scalar::Text;
use crate::format::wire::pointed::Pointed;
use crate::format::wire::short::Ordered;
use crate::rule::{Cap, CapBy, Class, CountSpec, Formula, Method, Strength, TieBreak};

/// A count as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountLine {
    method: Text<Method>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    strength: Option<Text<Strength>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seats: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    default: Option<OptionId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min_support: Option<Text<Pointed<Formula>>>,
    #[serde(default, skip_serializing_if = "Ordered::is_empty")]
    ratios: Ordered<Class, Text<Number>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tie_break: Vec<Text<TieBreak>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cap: Option<CapLine>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CapLine {
    by: Text<CapBy>,
    at_most: u32,
}

/// The count of its lines.
pub(super) fn read(line: CountLine) -> CountSpec {
    CountSpec {
        method: line.method.0,
        strength: line.strength.map(|text| text.0),
        seats: line.seats,
        default: line.default,
        min_support: line.min_support.map(|text| text.0.0),
        ratios: line
            .ratios
            .0
            .into_iter()
            .map(|(class, ratio)| (class, ratio.0.0))
            .collect(),
        tie_break: line.tie_break.into_iter().map(|text| text.0).collect(),
        cap: line.cap.map(|cap| Cap {
            by: cap.by.0,
            at_most: cap.at_most,
        }),
    }
}

/// A count as it is written.
pub(super) fn write(count: &CountSpec) -> CountLine {
    let CountSpec {
        method,
        strength,
        seats,
        default,
        min_support,
        ratios,
        tie_break,
        cap,
    } = count.clone();
    CountLine {
        method: Text(method),
        strength: strength.map(Text),
        seats,
        default,
        min_support: min_support.map(|formula| Text(Pointed(formula))),
        ratios: Ordered(
            ratios
                .into_iter()
                .map(|(class, ratio)| (class, Text(Number(ratio))))
                .collect(),
        ),
        tie_break: tie_break.into_iter().map(Text).collect(),
        cap: cap.map(|cap| CapLine {
            by: Text(cap.by),
            at_most: cap.at_most,
        }),
    }
}
