//! One change, as written: a map of one key, the word of its kind.

use serde::de::IgnoredAny;
use serde::ser::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::amend::Settable;
use super::people::{AppointLine, EndLine, RegisterLine};
use super::split::SplitLine;
use super::structure::{
    DissolveLine, FormLine, MergeLine, OpenLine, PowersLine, RenameLine, TransferLine,
};
use crate::base::{AreaId, ConstraintId, PartialDate, RuleId};
use crate::format::scalar::Text;
use crate::format::wire::Via;
use crate::proposal::{
    AdoptConstraint, AdoptRule, Amend, Appoint, Change, CloseArea, Dissolve, EndTerm, Form, Grant,
    Merge, OpenArea, Ratify, Register, Rename, RepealConstraint, RepealRule, Revoke, Split,
    Transfer, Waive,
};

macro_rules! lines {
    ($($kind:ident $line:ty,)+) => {
        /// A change as written. Those that need more than the file to be
        /// understood, such as the kind of what is amended, are left as they
        /// are.
        #[derive(Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub(super) enum ChangeLine {
            $($kind(Via<$line, $kind>),)+
            Amend(AmendLine),
            AdoptRule(AdoptRuleLine),
            AdoptConstraint(AdoptConstraintLine),
        }

        /// A change that is understood, or one that is still to be.
        pub(super) enum Read {
            Change(Change),
            Amend,
            AdoptRule(AdoptRuleLine),
            AdoptConstraint(AdoptConstraintLine),
        }

        impl ChangeLine {
            pub(super) fn read(self) -> Read {
                match self {
                    $(Self::$kind(via) => Read::Change(via.0.into()),)+
                    Self::Amend(_) => Read::Amend,
                    Self::AdoptRule(line) => Read::AdoptRule(line),
                    Self::AdoptConstraint(line) => Read::AdoptConstraint(line),
                }
            }
        }

        impl From<&Change> for ChangeLine {
            fn from(change: &Change) -> Self {
                match change {
                    $(Change::$kind(it) => Self::$kind(Via::new(it.clone())),)+
                    Change::Amend(it) => Self::Amend(AmendLine::of(it)),
                    Change::AdoptRule(AdoptRule { rule, file, .. }) => {
                        Self::AdoptRule(AdoptRuleLine { rule: rule.clone(), file: file.clone() })
                    }
                    Change::AdoptConstraint(AdoptConstraint { constraint, file, .. }) => {
                        Self::AdoptConstraint(AdoptConstraintLine {
                            constraint: constraint.clone(),
                            file: file.clone(),
                        })
                    }
                }
            }
        }
    };
}

lines! {
    Form FormLine,
    Dissolve DissolveLine,
    Rename RenameLine,
    Merge MergeLine,
    Split SplitLine,
    Transfer TransferLine,
    Grant PowersLine,
    Revoke PowersLine,
    OpenArea OpenLine,
    CloseArea CloseLine,
    Appoint AppointLine,
    EndTerm EndLine,
    Register RegisterLine,
    RepealRule RepealRuleLine,
    RepealConstraint RepealConstraintLine,
    Waive WaiveLine,
    Ratify RatifyLine,
}

/// Other values for fields.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AmendLine {
    id: Text<String>,
    #[serde(default, skip_serializing_if = "SetLine::is_empty")]
    set: SetLine,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unset: Vec<Text<String>>,
}

impl AmendLine {
    fn of(amend: &Amend) -> Self {
        fn parts<F: Settable>(fields: &[F]) -> (SetLine, Vec<&'static str>) {
            let (set, unset) = F::set(fields);
            (SetLine(Some(serde_yaml::to_value(&set))), unset)
        }
        let (set, unset) = match amend {
            Amend::Organisation(fields) => parts(fields),
            Amend::Team(_, fields) => parts(fields),
            Amend::Area(_, fields) => parts(fields),
            Amend::Person(_, fields) => parts(fields),
            Amend::Rule(_, fields) => parts(fields),
            Amend::Constraint(_, fields) => parts(fields),
        };
        let id = match amend.entity() {
            Some(entity) => entity.as_str().to_owned(),
            None => Amend::ORGANISATION.to_owned(),
        };
        let unset = unset.into_iter().map(|key| Text(key.to_owned()));
        Self {
            id: Text(id),
            set,
            unset: unset.collect(),
        }
    }
}

/// `set`: skipped when read, for what may stand in it depends on the kind of
/// what is amended.
#[derive(Debug, Default)]
struct SetLine(Option<Result<serde_yaml::Value, serde_yaml::Error>>);

impl SetLine {
    fn is_empty(&self) -> bool {
        match &self.0 {
            None => true,
            Some(Ok(serde_yaml::Value::Mapping(map))) => map.is_empty(),
            Some(_) => false,
        }
    }
}

impl<'de> Deserialize<'de> for SetLine {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(reader).map(|_| Self(None))
    }
}

impl Serialize for SetLine {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            None => writer.serialize_none(),
            Some(Ok(value)) => value.serialize(writer),
            Some(Err(error)) => Err(S::Error::custom(error)),
        }
    }
}

/// A rule that comes into force, and the file that holds it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AdoptRuleLine {
    pub(super) rule: RuleId,
    pub(super) file: String,
}

/// A constraint that comes into force, and the file that holds it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AdoptConstraintLine {
    pub(super) constraint: ConstraintId,
    pub(super) file: String,
}

macro_rules! plain {
    ($($(#[$doc:meta])* $line:ident $change:ident { $($field:ident: $type:ty),+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $line {
            $($field: $type),+
        }

        impl TryFrom<$line> for $change {
            type Error = String;

            fn try_from(line: $line) -> Result<Self, String> {
                let $line { $($field),+ } = line;
                Ok(Self { $($field),+ })
            }
        }

        impl From<&$change> for $line {
            fn from(change: &$change) -> Self {
                let $change { $($field),+ } = change.clone();
                Self { $($field),+ }
            }
        }
    )+};
}

plain! {
    /// An area that ends.
    CloseLine CloseArea { area: AreaId }
    /// A rule that goes out of force.
    RepealRuleLine RepealRule { rule: RuleId }
    /// A constraint that goes out of force.
    RepealConstraintLine RepealConstraint { constraint: ConstraintId }
}

/// An exception from a constraint.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaiveLine {
    constraint: ConstraintId,
    reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Text<PartialDate>>,
}

impl TryFrom<WaiveLine> for Waive {
    type Error = String;

    fn try_from(line: WaiveLine) -> Result<Self, String> {
        Ok(Self {
            constraint: line.constraint,
            reason: line.reason,
            until: line.until.map(|text| text.0),
        })
    }
}

impl From<&Waive> for WaiveLine {
    fn from(waive: &Waive) -> Self {
        let Waive {
            constraint,
            reason,
            until,
        } = waive.clone();
        Self {
            constraint,
            reason,
            until: until.map(Text),
        }
    }
}

/// Cover for an earlier change. A commit's id may be digits alone.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatifyLine {
    commit: Text<String>,
}

impl TryFrom<RatifyLine> for Ratify {
    type Error = String;

    fn try_from(line: RatifyLine) -> Result<Self, String> {
        let commit = line.commit.0;
        Ok(Self { commit })
    }
}

impl From<&Ratify> for RatifyLine {
    fn from(ratify: &Ratify) -> Self {
        let commit = Text(ratify.commit.clone());
        Self { commit }
    }
}
