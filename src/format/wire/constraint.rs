//! `constraints/<constraint>.yaml`.

use serde::{Deserialize, Serialize};

use super::source::SourceLine;
use super::via::{Via, all, each};
use crate::base::{Exact, PartialDate, TeamId, parse_exact, show_exact};
use crate::format::scalar::Text;
use crate::org::{Constraint, Level, Remedy, Requirement, Waiver};

/// A constraint as written. What is required is a word in `require`, and the
/// fields that this word takes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConstraintFile {
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<SourceLine>,
    level: Text<Level>,
    require: RequireWord,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    teams: Vec<TeamId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_least: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_most: Option<Text<Amount>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    remedy: Option<RemedyLine>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    waivers: Vec<Via<WaiverLine, Waiver>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    repealed: Option<Text<PartialDate>>,
}

/// The word for what is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RequireWord {
    Disjoint,
    Size,
    EveryAreaControlled,
    AffiliationCap,
    TermLimit,
    Subset,
    PowersCap,
}

/// A number, a fraction or a percentage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amount(pub(super) Exact);

impl std::str::FromStr for Amount {
    type Err = crate::base::ExactError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_exact(text).map(Self)
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&show_exact(&self.0))
    }
}

/// A remedy as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemedyLine {
    pub(super) vacate: TeamId,
}

/// A waiver as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaiverLine {
    reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Text<PartialDate>>,
}

impl TryFrom<WaiverLine> for Waiver {
    type Error = String;

    fn try_from(line: WaiverLine) -> Result<Self, String> {
        Ok(Self {
            reason: line.reason,
            until: line.until.map(|text| text.0),
        })
    }
}

impl From<&Waiver> for WaiverLine {
    fn from(waiver: &Waiver) -> Self {
        let Waiver { reason, until } = waiver;
        Self {
            reason: reason.clone(),
            until: until.map(Text),
        }
    }
}

/// The fields beside the word, each to be taken once.
pub(super) struct Fields {
    pub(super) teams: Vec<TeamId>,
    pub(super) at_least: Option<u32>,
    pub(super) at_most: Option<Exact>,
}

impl Fields {
    fn whole_at_most(&mut self) -> Result<Option<u32>, String> {
        let Some(amount) = self.at_most.take() else {
            return Ok(None);
        };
        let whole = amount.is_integer().then(|| amount.to_integer());
        match whole.and_then(|number| u32::try_from(number).ok()) {
            Some(number) => Ok(Some(number)),
            None => Err("`at_most` must be a whole number here".to_owned()),
        }
    }

    fn teams(&mut self, need: usize, word: &str) -> Result<Vec<TeamId>, String> {
        if self.teams.len() < need {
            let plural = if need == 1 { "" } else { "s" };
            return Err(format!(
                "`{word}` needs `teams:` with {need} team{plural} at least"
            ));
        }
        Ok(std::mem::take(&mut self.teams))
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.teams.is_empty() && self.at_least.is_none() && self.at_most.is_none()
    }

    /// Whatever the word did not take has no meaning beside it.
    fn nothing_left(&self, word: &str) -> Result<(), String> {
        let left = [
            ("teams", !self.teams.is_empty()),
            ("at_least", self.at_least.is_some()),
            ("at_most", self.at_most.is_some()),
        ];
        match left.iter().find(|(_, there)| *there) {
            Some((field, _)) => Err(format!("`{word}` has no field `{field}`")),
            None => Ok(()),
        }
    }
}

/// The requirement of a word and its fields.
pub(super) fn requirement(word: RequireWord, mut fields: Fields) -> Result<Requirement, String> {
    let missing = |field: &str, word: &str| format!("`{word}` needs `{field}:`");
    let require = match word {
        RequireWord::Disjoint => Requirement::Disjoint {
            teams: fields.teams(2, "disjoint")?,
        },
        RequireWord::Size => {
            let at_most = fields.whole_at_most()?;
            let at_least = fields.at_least.take();
            if at_least.is_none() && at_most.is_none() {
                return Err("`size` needs `at_least:` or `at_most:` or both".to_owned());
            }
            Requirement::Size {
                teams: fields.teams(1, "size")?,
                at_least,
                at_most,
            }
        }
        RequireWord::EveryAreaControlled => Requirement::EveryAreaControlled,
        RequireWord::AffiliationCap => Requirement::AffiliationCap {
            teams: fields.teams(1, "affiliation-cap")?,
            at_most: fields
                .at_most
                .take()
                .ok_or_else(|| missing("at_most", "affiliation-cap"))?,
        },
        RequireWord::TermLimit => Requirement::TermLimit {
            teams: fields.teams(1, "term-limit")?,
            at_most: fields
                .whole_at_most()?
                .ok_or_else(|| missing("at_most", "term-limit"))?,
        },
        RequireWord::Subset => {
            let teams = fields.teams(2, "subset")?;
            let [team, of] = <[TeamId; 2]>::try_from(teams)
                .map_err(|_| "`subset` takes two teams: the smaller, then the larger")?;
            Requirement::Subset { team, of }
        }
        RequireWord::PowersCap => Requirement::PowersCap {
            at_most: fields
                .whole_at_most()?
                .ok_or_else(|| missing("at_most", "powers-cap"))?,
        },
    };
    fields.nothing_left(require.word())?;
    Ok(require)
}

impl TryFrom<ConstraintFile> for Constraint {
    type Error = String;

    fn try_from(file: ConstraintFile) -> Result<Self, String> {
        let fields = Fields {
            teams: file.teams,
            at_least: file.at_least,
            at_most: file.at_most.map(|text| text.0.0),
        };
        Ok(Self {
            title: file.title,
            source: file.source.map(Into::into),
            level: file.level.0,
            require: requirement(file.require, fields)?,
            remedy: file.remedy.map(|line| Remedy::Vacate(line.vacate)),
            waivers: all(file.waivers),
            repealed: file.repealed.map(|text| text.0),
        })
    }
}

/// The word of a requirement, and the fields beside it other than its teams.
pub(super) fn word_of(require: &Requirement) -> (RequireWord, Option<u32>, Option<Text<Amount>>) {
    let whole = |number: u32| Text(Amount(crate::base::exact(number)));
    match require {
        Requirement::Disjoint { .. } => (RequireWord::Disjoint, None, None),
        Requirement::Size {
            at_least, at_most, ..
        } => (RequireWord::Size, *at_least, at_most.map(whole)),
        Requirement::EveryAreaControlled => (RequireWord::EveryAreaControlled, None, None),
        Requirement::AffiliationCap { at_most, .. } => (
            RequireWord::AffiliationCap,
            None,
            Some(Text(Amount(at_most.clone()))),
        ),
        Requirement::TermLimit { at_most, .. } => {
            (RequireWord::TermLimit, None, Some(whole(*at_most)))
        }
        Requirement::Subset { .. } => (RequireWord::Subset, None, None),
        Requirement::PowersCap { at_most } => (RequireWord::PowersCap, None, Some(whole(*at_most))),
    }
}

impl From<&Constraint> for ConstraintFile {
    fn from(constraint: &Constraint) -> Self {
        let Constraint {
            title,
            source,
            level,
            require,
            remedy,
            waivers,
            repealed,
        } = constraint;
        let (word, at_least, at_most) = word_of(require);
        Self {
            title: title.clone(),
            source: source.as_ref().map(Into::into),
            level: Text(*level),
            require: word,
            teams: require.teams().into_iter().cloned().collect(),
            at_least,
            at_most,
            remedy: remedy.as_ref().map(|Remedy::Vacate(team)| RemedyLine {
                vacate: team.clone(),
            }),
            waivers: each(waivers),
            repealed: repealed.map(Text),
        }
    }
}
