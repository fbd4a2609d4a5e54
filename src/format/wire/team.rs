//! `teams/<team>.yaml`.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::period::{From_, Until_, from_of, period, until_of};
use super::via::{Via, all, each};
use crate::base::{AreaId, PartialDate, PersonId, Power, TeamId};
use crate::format::scalar::Text;
use crate::org::{Basis, Grant, Holder, Kind, Membership, Roll, Team, WorkTime};

/// A team as written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamFile {
    name: String,
    kind: Text<Kind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    part_of: Option<TeamId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seats: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    formed: Option<Text<PartialDate>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dissolved: Option<Text<PartialDate>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    succeeded_by: Vec<TeamId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    former_ids: Vec<TeamId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    authority: Vec<Via<GrantLine, Grant>>,
    #[serde(default, skip_serializing_if = "RollLines::is_empty")]
    members: RollLines,
}

/// A power over an area as written; without `powers` it means control.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantLine {
    area: AreaId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    powers: Option<Vec<Power>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: From_,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Until_,
}

/// A term or a standing line as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    everyone_in: Option<TeamId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    except: Vec<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    basis: Option<Text<Basis>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<Text<WorkTime>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    funded_by: Option<TeamId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: From_,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Until_,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// `members`: a list, or the word `unknown`.
#[derive(Debug)]
enum RollLines {
    Unknown,
    Known(Vec<Via<MemberLine, Membership>>),
}

impl Default for RollLines {
    fn default() -> Self {
        Self::Known(Vec::new())
    }
}

impl RollLines {
    fn is_empty(&self) -> bool {
        matches!(self, Self::Known(lines) if lines.is_empty())
    }
}

impl Serialize for RollLines {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unknown => "unknown".serialize(writer),
            Self::Known(lines) => lines.serialize(writer),
        }
    }
}

impl<'de> Deserialize<'de> for RollLines {
    fn deserialize<R: Deserializer<'de>>(reader: R) -> Result<Self, R::Error> {
        /// A visitor keeps the list's items with the reader that knows their
        /// places; an untagged enum would read them from a copy without.
        struct Lines;

        impl<'de> serde::de::Visitor<'de> for Lines {
            type Value = RollLines;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list of members, or the word `unknown`")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<RollLines, E> {
                match text {
                    "unknown" => Ok(RollLines::Unknown),
                    other => Err(E::invalid_value(serde::de::Unexpected::Str(other), &self)),
                }
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut items: A,
            ) -> Result<RollLines, A::Error> {
                let mut lines = Vec::new();
                while let Some(line) = items.next_element()? {
                    lines.push(line);
                }
                Ok(RollLines::Known(lines))
            }
        }

        reader.deserialize_any(Lines)
    }
}

impl TryFrom<GrantLine> for Grant {
    type Error = String;

    fn try_from(line: GrantLine) -> Result<Self, String> {
        let powers: BTreeSet<Power> = match line.powers {
            None => BTreeSet::from([Power::control()]),
            Some(powers) => powers.into_iter().collect(),
        };
        if powers.is_empty() {
            return Err("`powers` is empty; leave it out to mean control".to_owned());
        }
        Ok(Self {
            area: line.area,
            powers,
            period: period(line.from, line.until)?,
        })
    }
}

impl From<&Grant> for GrantLine {
    fn from(grant: &Grant) -> Self {
        let Grant {
            area,
            powers,
            period,
        } = grant;
        let only_control = powers.len() == 1 && powers.contains(&Power::control());
        Self {
            area: area.clone(),
            powers: (!only_control).then(|| powers.iter().cloned().collect()),
            from: from_of(*period),
            until: until_of(*period),
        }
    }
}

impl TryFrom<MemberLine> for Membership {
    type Error = String;

    fn try_from(line: MemberLine) -> Result<Self, String> {
        let holder = match (line.person, line.everyone_in) {
            (Some(person), None) if line.except.is_empty() => Holder::Person(person),
            (None, Some(team)) => Holder::EveryoneIn {
                team,
                except: line.except.into_iter().collect(),
            },
            (Some(_), None) => return Err("`except` goes with `everyone_in`".to_owned()),
            _ => return Err("a member line has either `person` or `everyone_in`".to_owned()),
        };
        Ok(Self {
            holder,
            basis: line.basis.map(|text| text.0),
            role: line.role,
            period: period(line.from, line.until)?,
            time: line.time.map(|text| text.0),
            funded_by: line.funded_by,
            note: line.note,
        })
    }
}

impl From<&Membership> for MemberLine {
    fn from(membership: &Membership) -> Self {
        let Membership {
            holder,
            basis,
            role,
            period,
            time,
            funded_by,
            note,
        } = membership;
        let (person, everyone_in, except) = match holder {
            Holder::Person(person) => (Some(person.clone()), None, Vec::new()),
            Holder::EveryoneIn { team, except } => {
                (None, Some(team.clone()), except.iter().cloned().collect())
            }
        };
        Self {
            person,
            everyone_in,
            except,
            basis: basis.map(Text),
            role: role.clone(),
            time: time.map(Text),
            funded_by: funded_by.clone(),
            from: from_of(*period),
            until: until_of(*period),
            note: note.clone(),
        }
    }
}

impl TryFrom<TeamFile> for Team {
    type Error = String;

    fn try_from(file: TeamFile) -> Result<Self, String> {
        Ok(Self {
            name: file.name,
            kind: file.kind.0,
            purpose: file.purpose,
            part_of: file.part_of,
            seats: file.seats,
            formed: file.formed.map(|text| text.0),
            dissolved: file.dissolved.map(|text| text.0),
            succeeded_by: file.succeeded_by,
            former_ids: file.former_ids,
            authority: all(file.authority),
            members: match file.members {
                RollLines::Unknown => Roll::Unknown,
                RollLines::Known(lines) => Roll::Known(all(lines)),
            },
        })
    }
}

impl From<&Team> for TeamFile {
    fn from(team: &Team) -> Self {
        let Team {
            name,
            kind,
            purpose,
            part_of,
            seats,
            formed,
            dissolved,
            succeeded_by,
            former_ids,
            authority,
            members,
        } = team;
        Self {
            name: name.clone(),
            kind: Text(*kind),
            purpose: purpose.clone(),
            part_of: part_of.clone(),
            seats: *seats,
            formed: formed.map(Text),
            dissolved: dissolved.map(Text),
            succeeded_by: succeeded_by.clone(),
            former_ids: former_ids.clone(),
            authority: each(authority),
            members: match members {
                Roll::Unknown => RollLines::Unknown,
                Roll::Known(lines) => RollLines::Known(each(lines)),
            },
        }
    }
}
