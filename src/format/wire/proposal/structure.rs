//! The changes of bodies and areas, as written.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::headed::{AreaHead, ControllerHead, Headed, TeamHead};
use crate::base::{AreaId, PersonId, Power, TeamId};
use crate::format::scalar::Text;
use crate::format::wire::short::Short;
use crate::format::wire::{AreaFile, TeamFile, Via};
use crate::org::{Area, Holder, Kind, Team};
use crate::proposal::{
    Destination, Dissolve, Form, Grant, Merge, MergeInto, OpenArea, Part, Rename, Revoke, Split,
    Transfer,
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

type Transfers = BTreeMap<AreaId, Text<DestinationWord>>;

fn destinations(transfer: Transfers) -> BTreeMap<AreaId, Destination> {
    let transfer = transfer.into_iter();
    transfer.map(|(area, word)| (area, word.0.0)).collect()
}

fn transfers(destinations: &BTreeMap<AreaId, Destination>) -> Transfers {
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

/// A member of a team that splits: a person's id, or whoever holds an office.
type HolderLine = Short<PersonId, EveryoneLine>;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EveryoneLine {
    everyone_in: TeamId,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    except: Vec<PersonId>,
}

fn holder(line: HolderLine) -> Holder {
    match line {
        Short::Word(person) => Holder::Person(person),
        Short::Map(line) => Holder::EveryoneIn {
            team: line.everyone_in,
            except: line.except.into_iter().collect(),
        },
    }
}

fn holder_line(holder: &Holder) -> HolderLine {
    match holder.clone() {
        Holder::Person(person) => Short::Word(person),
        Holder::EveryoneIn { team, except } => Short::Map(EveryoneLine {
            everyone_in: team,
            except: except.into_iter().collect(),
        }),
    }
}

/// Powers over an area that go to a part.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AuthorityLine {
    area: AreaId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    powers: Option<Vec<Power>>,
}

/// One of the teams that a team becomes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartLine {
    team: TeamId,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<Text<Kind>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    members: Vec<HolderLine>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    authority: Vec<AuthorityLine>,
}

impl TryFrom<PartLine> for Part {
    type Error = String;

    fn try_from(line: PartLine) -> Result<Self, String> {
        let mut authority: BTreeMap<AreaId, BTreeSet<Power>> = BTreeMap::new();
        for AuthorityLine { area, powers } in line.authority {
            let powers = match powers {
                None => BTreeSet::from([Power::control()]),
                Some(powers) => powers.into_iter().collect(),
            };
            if authority.contains_key(&area) {
                return Err(format!("`authority` names `{area}` twice"));
            }
            authority.insert(area, powers);
        }
        Ok(Self {
            team: line.team,
            name: line.name,
            kind: line.kind.map(|text| text.0),
            purpose: line.purpose,
            members: line.members.into_iter().map(holder).collect(),
            authority,
        })
    }
}

impl From<&Part> for PartLine {
    fn from(part: &Part) -> Self {
        let Part {
            team,
            name,
            kind,
            purpose,
            members,
            authority,
        } = part;
        let powers = |powers: &BTreeSet<Power>| powers.iter().cloned().collect();
        let authority = authority.iter().map(|(area, held)| AuthorityLine {
            area: area.clone(),
            powers: Some(powers(held)),
        });
        Self {
            team: team.clone(),
            name: name.clone(),
            kind: kind.map(Text),
            purpose: purpose.clone(),
            members: members.iter().map(holder_line).collect(),
            authority: authority.collect(),
        }
    }
}

/// A team that becomes several.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitLine {
    team: TeamId,
    into: Vec<Via<PartLine, Part>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    leaving: Vec<HolderLine>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    transfer: Transfers,
}

impl TryFrom<SplitLine> for Split {
    type Error = String;

    fn try_from(line: SplitLine) -> Result<Self, String> {
        Ok(Self {
            team: line.team,
            into: line.into.into_iter().map(|via| via.0).collect(),
            leaving: line.leaving.into_iter().map(holder).collect(),
            transfer: destinations(line.transfer),
        })
    }
}

impl From<&Split> for SplitLine {
    fn from(split: &Split) -> Self {
        let Split {
            team,
            into,
            leaving,
            transfer,
        } = split;
        Self {
            team: team.clone(),
            into: into.iter().cloned().map(Via::new).collect(),
            leaving: leaving.iter().map(holder_line).collect(),
            transfer: transfers(transfer),
        }
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
