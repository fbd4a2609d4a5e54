//! `amend` of a constraint: what may stand under `set`.

use serde::{Deserialize, Serialize};

use super::amend::{Settable, there};
use crate::base::TeamId;
use crate::format::scalar::Text;
use crate::format::wire::constraint::{
    Amount, Fields, RemedyLine, RequireWord, requirement, word_of,
};
use crate::format::wire::source::SourceLine;
use crate::format::wire::via::Via;
use crate::org::{Level, Remedy};
use crate::proposal::ConstraintField;

/// Fields of a constraint. What is required is a word and the fields beside
/// it, as in the constraint's own file, and is set as a whole.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConstraintLines {
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    title: Option<String>,
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    level: Option<Text<Level>>,
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    require: Option<RequireWord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    teams: Vec<TeamId>,
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    at_least: Option<u32>,
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    at_most: Option<Text<Amount>>,
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    source: Option<SourceLine>,
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    remedy: Option<RemedyLine>,
}

/// The fields of a constraint that are set.
#[derive(Debug, Clone)]
pub struct ConstraintSet(Vec<ConstraintField>);

impl TryFrom<ConstraintLines> for ConstraintSet {
    type Error = String;

    fn try_from(lines: ConstraintLines) -> Result<Self, String> {
        let beside = Fields {
            teams: lines.teams,
            at_least: lines.at_least,
            at_most: lines.at_most.map(|text| text.0.0),
        };
        let mut fields = Vec::new();
        fields.extend(lines.title.map(ConstraintField::Title));
        fields.extend(lines.level.map(|level| ConstraintField::Level(level.0)));
        match lines.require {
            Some(word) => fields.push(ConstraintField::Require(requirement(word, beside)?)),
            None if beside.is_empty() => {}
            None => {
                return Err(
                    "`teams`, `at_least` and `at_most` go with `require`: write all of it"
                        .to_owned(),
                );
            }
        }
        let source = lines.source.map(Into::into);
        fields.extend(source.map(|it| ConstraintField::Source(Some(it))));
        let remedy = lines.remedy.map(|it| Remedy::Vacate(it.vacate));
        fields.extend(remedy.map(|it| ConstraintField::Remedy(Some(it))));
        Ok(Self(fields))
    }
}

impl From<&ConstraintSet> for ConstraintLines {
    fn from(set: &ConstraintSet) -> Self {
        let mut lines = Self::default();
        for field in set.0.clone() {
            match field {
                ConstraintField::Title(title) => lines.title = Some(title),
                ConstraintField::Level(level) => lines.level = Some(Text(level)),
                ConstraintField::Require(require) => {
                    let (word, at_least, at_most) = word_of(&require);
                    lines.require = Some(word);
                    lines.teams = require.teams().into_iter().cloned().collect();
                    lines.at_least = at_least;
                    lines.at_most = at_most;
                }
                ConstraintField::Source(source) => {
                    lines.source = source.as_ref().map(Into::into);
                }
                ConstraintField::Remedy(remedy) => {
                    lines.remedy = remedy.map(|Remedy::Vacate(vacate)| RemedyLine { vacate });
                }
            }
        }
        lines
    }
}

impl Settable for ConstraintField {
    type Set = Via<ConstraintLines, ConstraintSet>;

    const OPTIONAL: &[&str] = ConstraintField::OPTIONAL;

    fn fields(set: Self::Set) -> Vec<Self> {
        set.0.0
    }

    fn set(fields: &[Self]) -> (Self::Set, Vec<&'static str>) {
        let lost = |field: &&Self| matches!(field, Self::Source(None) | Self::Remedy(None));
        let unset = fields.iter().filter(lost).map(Self::key).collect();
        let kept = fields.iter().filter(|field| !lost(field)).cloned();
        (Via::new(ConstraintSet(kept.collect())), unset)
    }

    fn unset(key: &str) -> Option<Self> {
        match key {
            "source" => Some(Self::Source(None)),
            "remedy" => Some(Self::Remedy(None)),
            _ => None,
        }
    }
}
