//! The changes of bodies and areas, as written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::headed::{AreaHead, ControllerHead, Headed, TeamHead};
use crate::base::{AreaId, Power, TeamId};
use crate::format::scalar::Text;
use crate::format::wire::short::Short;
use crate::format::wire::{AreaFile, TeamFile, Via};
use crate::org::{Area, Team};
use crate::proposal::{
    Destination, Dissolve, Form, Grant, Merge, MergeInto, OpenArea, Rename, Revoke, Transfer,
};

/// A new team: its id and its file's fields.
pub type FormLine = Headed<TeamHead, Via<TeamFile, Team>>;

impl TryFrom<FormLine> for Form {
    type Error = String;

    fn try_from(line: FormLine) -> Result<Self, String> {
        Ok(Self {
            team: line.head,
            fields: line.rest.0,
        })
    }
}

impl From<&Form> for FormLine {
    fn from(form: &Form) -> Self {
        let Form { team, fields } = form.clone();
        Self {
            head: team,
            rest: Via::new(fields),
        }
    }
}

/// A new area: its id, its file's fields, and who controls it.
pub type OpenLine = Headed<AreaHead, Headed<ControllerHead, Via<AreaFile, Area>>>;

impl TryFrom<OpenLine> for OpenArea {
    type Error = String;

    fn try_from(line: OpenLine) -> Result<Self, String> {
        Ok(Self {
            area: line.head,
            controller: line.rest.head,
            fields: line.rest.rest.0,
        })
    }
}

impl From<&OpenArea> for OpenLine {
    fn from(open: &OpenArea) -> Self {
        let OpenArea {
            area,
            fields,
            controller,
        } = open.clone();
        let rest = Headed {
            head: controller,
            rest: Via::new(fields),
        };
        Self { head: area, rest }
    }
}

/// What becomes of an area: a team's id, or `retired`.
#[derive(Debug)]
pub(super) struct DestinationWord(Destination);

impl std::str::FromStr for DestinationWord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == Destination::RETIRED {
            return Ok(Self(Destination::Retired));
        }
        match text.parse() {
            Ok(team) => Ok(Self(Destination::Team(team))),
            Err(error) => Err(format!("{error}; write a team, or `retired`")),
        }
    }
}

impl std::fmt::Display for DestinationWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Destination::Team(team) => team.fmt(f),
            Destination::Retired => f.write_str(Destination::RETIRED),
        }
    }
}

/// What becomes of areas, by area.
pub(super) type Transfers = BTreeMap<AreaId, Text<DestinationWord>>;

/// As the domain has it.
pub(super) fn destinations(transfer: Transfers) -> BTreeMap<AreaId, Destination> {
    let transfer = transfer.into_iter();
    transfer.map(|(area, word)| (area, word.0.0)).collect()
}

/// As it is written.
pub(super) fn transfers(destinations: &BTreeMap<AreaId, Destination>) -> Transfers {
    let word = |to: &Destination| Text(DestinationWord(to.clone()));
    let each = destinations.iter();
    each.map(|(area, to)| (area.clone(), word(to))).collect()
}

/// The end of a team.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DissolveLine {
    team: TeamId,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    transfer: Transfers,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    succeeded_by: Vec<TeamId>,
}

impl TryFrom<DissolveLine> for Dissolve {
    type Error = String;

    fn try_from(line: DissolveLine) -> Result<Self, String> {
        Ok(Self {
            team: line.team,
            transfer: destinations(line.transfer),
            succeeded_by: line.succeeded_by,
        })
    }
}

impl From<&Dissolve> for DissolveLine {
    fn from(dissolve: &Dissolve) -> Self {
        let Dissolve {
            team,
            transfer,
            succeeded_by,
        } = dissolve;
        Self {
            team: team.clone(),
            transfer: transfers(transfer),
            succeeded_by: succeeded_by.clone(),
        }
    }
}

/// Another id for a team.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameLine {
    team: TeamId,
    to: TeamId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

impl TryFrom<RenameLine> for Rename {
    type Error = String;

    fn try_from(line: RenameLine) -> Result<Self, String> {
        let RenameLine { team, to, name } = line;
        Ok(Self { team, to, name })
    }
}

impl From<&Rename> for RenameLine {
    fn from(rename: &Rename) -> Self {
        let Rename { team, to, name } = rename.clone();
        Self { team, to, name }
    }
}

/// Several teams that become one: an id of one that there is, or the fields of
/// a new one.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergeLine {
    teams: Vec<TeamId>,
    into: Short<TeamId, FormLine>,
}

impl TryFrom<MergeLine> for Merge {
    type Error = String;

    fn try_from(line: MergeLine) -> Result<Self, String> {
        let into = match line.into {
            Short::Word(team) => MergeInto::Existing(team),
            Short::Map(new) => MergeInto::New {
                team: new.head,
                fields: Box::new(new.rest.0),
            },
        };
        let teams = line.teams;
        Ok(Self { teams, into })
    }
}

impl From<&Merge> for MergeLine {
    fn from(merge: &Merge) -> Self {
        let Merge { teams, into } = merge.clone();
        let into = match into {
            MergeInto::Existing(team) => Short::Word(team),
            MergeInto::New { team, fields } => Short::Map(Headed {
                head: team,
                rest: Via::new(*fields),
            }),
        };
        Self { teams, into }
    }
}

/// Control of an area that passes on.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferLine {
    area: AreaId,
    to: TeamId,
}

impl TryFrom<TransferLine> for Transfer {
    type Error = String;

    fn try_from(line: TransferLine) -> Result<Self, String> {
        let TransferLine { area, to } = line;
        Ok(Self { area, to })
    }
}

impl From<&Transfer> for TransferLine {
    fn from(transfer: &Transfer) -> Self {
        let Transfer { area, to } = transfer.clone();
        Self { area, to }
    }
}

/// Powers that a team gets or loses.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PowersLine {
    team: TeamId,
    area: AreaId,
    powers: Vec<Power>,
}

macro_rules! powers {
    ($($change:ident),+) => {$(
        impl TryFrom<PowersLine> for $change {
            type Error = String;

            fn try_from(line: PowersLine) -> Result<Self, String> {
                Ok(Self {
                    team: line.team,
                    area: line.area,
                    powers: line.powers.into_iter().collect(),
                })
            }
        }

        impl From<&$change> for PowersLine {
            fn from(change: &$change) -> Self {
                let $change { team, area, powers } = change.clone();
                Self { team, area, powers: powers.into_iter().collect() }
            }
        }
    )+};
}
powers!(Grant, Revoke);
