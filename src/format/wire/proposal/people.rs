//! The changes of people and their terms, as written.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::headed::{Headed, PersonHead};
use crate::base::{PartialDate, PersonId, TeamId};
use crate::format::scalar::Text;
use crate::format::wire::{PersonFile, Via};
use crate::org::{Basis, Person, WorkTime};
use crate::proposal::{Appoint, Appointee, EndTerm, Leaver, Register};

/// A new person: their id and their file's fields.
pub type RegisterLine = Headed<PersonHead, Via<PersonFile, Person>>;

impl TryFrom<RegisterLine> for Register {
    type Error = String;

    fn try_from(line: RegisterLine) -> Result<Self, String> {
        Ok(Self {
            person: line.head,
            fields: line.rest.0,
        })
    }
}

impl From<&Register> for RegisterLine {
    fn from(register: &Register) -> Self {
        let Register { person, fields } = register.clone();
        Self {
            head: person,
            rest: Via::new(fields),
        }
    }
}

/// Terms that begin.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppointLine {
    team: TeamId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    everyone_in: Option<TeamId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ever_in: Option<TeamId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    except: Vec<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    basis: Option<Text<Basis>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Text<PartialDate>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Text<PartialDate>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<Text<WorkTime>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    funded_by: Option<TeamId>,
}

impl TryFrom<AppointLine> for Appoint {
    type Error = String;

    fn try_from(line: AppointLine) -> Result<Self, String> {
        let except: BTreeSet<PersonId> = line.except.into_iter().collect();
        let who = match (line.person, line.everyone_in, line.ever_in) {
            (Some(_), None, None) if !except.is_empty() => {
                return Err("`except` goes with `everyone_in` or `ever_in`".to_owned());
            }
            (Some(person), None, None) => Appointee::Person(person),
            (None, Some(team), None) => Appointee::EveryoneIn { team, except },
            (None, None, Some(team)) => Appointee::EverIn { team, except },
            _ => {
                return Err(
                    "an appointment has one of `person`, `everyone_in` and `ever_in`".to_owned(),
                );
            }
        };
        Ok(Self {
            who,
            team: line.team,
            basis: line.basis.map(|text| text.0),
            role: line.role,
            from: line.from.map(|text| text.0),
            until: line.until.map(|text| text.0),
            time: line.time.map(|text| text.0),
            funded_by: line.funded_by,
        })
    }
}

impl From<&Appoint> for AppointLine {
    fn from(appoint: &Appoint) -> Self {
        let Appoint {
            who,
            team,
            basis,
            role,
            from,
            until,
            time,
            funded_by,
        } = appoint.clone();
        let (person, everyone_in, ever_in, except) = match who {
            Appointee::Person(person) => (Some(person), None, None, BTreeSet::new()),
            Appointee::EveryoneIn { team, except } => (None, Some(team), None, except),
            Appointee::EverIn { team, except } => (None, None, Some(team), except),
        };
        Self {
            team,
            person,
            everyone_in,
            ever_in,
            except: except.into_iter().collect(),
            basis: basis.map(Text),
            role,
            from: from.map(Text),
            until: until.map(Text),
            time: time.map(Text),
            funded_by,
        }
    }
}

/// A term that ends.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    everyone_in: Option<TeamId>,
    team: TeamId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl TryFrom<EndLine> for EndTerm {
    type Error = String;

    fn try_from(line: EndLine) -> Result<Self, String> {
        let who = match (line.person, line.everyone_in) {
            (Some(person), None) => Leaver::Person(person),
            (None, Some(team)) => Leaver::EveryoneIn(team),
            _ => {
                return Err("the end of a term has either `person` or `everyone_in`".to_owned());
            }
        };
        Ok(Self {
            who,
            team: line.team,
            reason: line.reason,
        })
    }
}

impl From<&EndTerm> for EndLine {
    fn from(end: &EndTerm) -> Self {
        let EndTerm { who, team, reason } = end.clone();
        let (person, everyone_in) = match who {
            Leaver::Person(person) => (Some(person), None),
            Leaver::EveryoneIn(team) => (None, Some(team)),
        };
        Self {
            person,
            everyone_in,
            team,
            reason,
        }
    }
}
