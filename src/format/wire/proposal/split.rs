//! `split`: a team that becomes several, as written.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::structure::{Transfers, destinations, transfers};
use crate::base::{AreaId, PersonId, Power, TeamId};
use crate::format::scalar::Text;
use crate::format::wire::Via;
use crate::format::wire::short::Short;
use crate::org::{Holder, Kind};
use crate::proposal::{Part, Split};

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
