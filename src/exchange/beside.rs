//! `exchange/peribolos.yaml`: what a file of peribolos says and the model does
//! not, kept beside `governance/` so that an export says it again.
//!
//! The model comes first: who is in which team, what it may do and how it is
//! described is read from `governance/` alone. Here stand GitHub's names, where
//! an id or a name of the workspace differs, and settings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_yaml::Mapping;

use crate::base::{AreaId, Subject, TeamId};
use crate::finding::Finding;
use crate::format::{Emit, LONGEST, gate, read};

/// Where the file lies in a workspace.
pub const BESIDE: &str = "exchange/peribolos.yaml";

/// What the first line says.
const FORM: &str = "peribolos/1";

const HEAD: &str = "\
# What the file of peribolos said and governance/ does not: GitHub's names and
# settings. `polity export peribolos` puts the two together again.
";

/// Why the file cannot be written or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BesideError {
    /// It holds what no file may hold.
    #[error("{BESIDE} cannot be written: {0}")]
    Write(String),
    /// It is broken.
    #[error("{BESIDE} cannot be read: {0}")]
    Read(String),
}

/// What the model does not say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    polity: String,
    /// Whether the file is of one organisation, without `orgs:` around it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bare: bool,
    /// The organisations, by the name of their account on GitHub.
    pub orgs: BTreeMap<String, BesideOrg>,
}

/// An organisation on GitHub.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BesideOrg {
    /// Whether its name is that of the organisation in the workspace.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub named: bool,
    /// The body of those who own it.
    pub owners: TeamId,
    /// The body of its other members.
    pub members: TeamId,
    /// Everything else that is said of it.
    #[serde(default, skip_serializing_if = "Mapping::is_empty")]
    pub settings: Mapping,
    /// Its teams.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub teams: BTreeMap<TeamId, BesidePart>,
    /// Its repositories.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub repos: BTreeMap<AreaId, BesidePart>,
}

/// A team or a repository on GitHub.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BesidePart {
    /// Its name there, where the workspace has another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The name that the workspace has for it. Once it is given another, that
    /// is its name on GitHub too.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_: Option<String>,
    /// Whether a repository is named by teams alone, and not itself described.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undescribed: bool,
    /// Everything else that is said of it.
    #[serde(default, skip_serializing_if = "Mapping::is_empty")]
    pub settings: Mapping,
}

impl BesidePart {
    /// A part of a name there and a name here.
    pub(super) fn named(there: &str, here: &str) -> Self {
        let differs = there != here;
        Self {
            name: differs.then(|| there.to_owned()),
            as_: differs.then(|| here.to_owned()),
            ..Self::default()
        }
    }

    /// Its name there, when it is called so here.
    pub(super) fn name_for<'a>(&'a self, here: &'a str) -> &'a str {
        match (&self.name, &self.as_) {
            (Some(there), Some(known)) if known == here => there,
            _ => here,
        }
    }
}

impl Beside {
    /// Of these organisations.
    pub(super) fn of(bare: bool, orgs: BTreeMap<String, BesideOrg>) -> Self {
        Self {
            polity: FORM.to_owned(),
            bare,
            orgs,
        }
    }

    /// The text of the file.
    ///
    /// # Errors
    ///
    /// Where a value is nested too deep, holds what no file may hold, or the
    /// file would be too long to be read again.
    pub fn write(&self) -> Result<String, BesideError> {
        let text = Emit::default().file(self);
        let text = text.map_err(|error| BesideError::Write(error.to_string()))?;
        let text = format!("{HEAD}{text}");
        match text.len() <= LONGEST {
            true => Ok(text),
            false => Err(BesideError::Write(format!(
                "it would have {} bytes; at most {LONGEST} are read",
                text.len()
            ))),
        }
    }

    /// Reads the file.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Self, BesideError> {
        let subject = Subject::File(BESIDE.to_owned());
        let document = gate(&subject, bytes).map_err(|found| wrong(&found))?;
        let beside: Self = read(&document, &subject).map_err(|found| wrong(&found))?;
        match beside.polity.as_str() {
            FORM => Ok(beside),
            other => Err(BesideError::Read(format!("`{other}` is not {FORM}"))),
        }
    }
}

fn wrong(found: &[Finding]) -> BesideError {
    let said = found.first().map(|it| match it.span {
        Some(span) => format!("line {}: {}", span.line, it.message),
        None => it.message.clone(),
    });
    BesideError::Read(said.unwrap_or_default())
}
