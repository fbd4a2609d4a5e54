//! `amend`: what may stand under `set`, by the kind of what is amended.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};

use crate::base::{AreaId, OptionId, PartialDate, Power, RuleId, Span, TeamId};
use crate::format::scalar::Text;
use crate::format::wire::about::HousekeepingLine;
use crate::format::wire::area::AssetLine;
use crate::format::wire::person::{AffiliationLine, KeyLine};
use crate::format::wire::rule::{ActsFirstLine, SponsorsLine, StageFile, TriggerLine, WhoWord};
use crate::format::wire::source::SourceLine;
use crate::format::wire::via::{Via, all, each};
use crate::org::{Affiliation, Asset, Housekeeping, Kind, PersonKey, TimeZoneName};
use crate::proposal::{AboutField, AreaField, PersonField, RuleField, TeamField};
use crate::rule::{ActsFirst, Class, Source, Sponsors, Stage, Trigger, Who};

/// A field that is there has a value: `name:` alone would else be read as if
/// it were not there.
pub(super) fn there<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    reader: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(reader).map(Some)
}

/// A domain value as it is written in a field of its own.
trait Written<D> {
    fn domain(self) -> D;
    fn wire(value: &D) -> Self;
}

macro_rules! as_it_is {
    ($($type:ty),+) => {$(
        impl Written<$type> for $type {
            fn domain(self) -> $type {
                self
            }

            fn wire(value: &$type) -> Self {
                value.clone()
            }
        }
    )+};
}
as_it_is!(
    String, bool, u32, TeamId, AreaId, OptionId, Vec<TeamId>, Vec<String>,
    BTreeMap<String, String>, BTreeMap<Power, String>, BTreeSet<RuleId>
);

impl<T: Clone> Written<T> for Text<T> {
    fn domain(self) -> T {
        self.0
    }

    fn wire(value: &T) -> Self {
        Self(value.clone())
    }
}

impl<W, D: Clone> Written<Vec<D>> for Vec<Via<W, D>> {
    fn domain(self) -> Vec<D> {
        all(self)
    }

    fn wire(value: &Vec<D>) -> Self {
        each(value)
    }
}

macro_rules! by_from {
    ($($wire:ty => $domain:ty;)+) => {$(
        impl Written<$domain> for $wire {
            fn domain(self) -> $domain {
                self.into()
            }

            fn wire(value: &$domain) -> Self {
                value.clone().into()
            }
        }
    )+};
}
by_from! {
    SponsorsLine => Sponsors;
    ActsFirstLine => ActsFirst;
}

impl Written<Source> for SourceLine {
    fn domain(self) -> Source {
        self.into()
    }

    fn wire(value: &Source) -> Self {
        value.into()
    }
}

impl Written<Who> for Text<WhoWord> {
    fn domain(self) -> Who {
        self.0.0
    }

    fn wire(value: &Who) -> Self {
        Self(WhoWord(value.clone()))
    }
}

impl Written<BTreeSet<Class>> for Vec<Text<Class>> {
    fn domain(self) -> BTreeSet<Class> {
        self.into_iter().map(|text| text.0).collect()
    }

    fn wire(value: &BTreeSet<Class>) -> Self {
        value.iter().cloned().map(Text).collect()
    }
}

/// The stages of a rule, which has one at least.
#[derive(Debug, Clone)]
pub struct StageList(Vec<Stage>);

type StageLines = Vec<Via<StageFile, Stage>>;

impl TryFrom<StageLines> for StageList {
    type Error = String;

    fn try_from(lines: StageLines) -> Result<Self, String> {
        if lines.is_empty() {
            return Err("a rule needs a stage at least".to_owned());
        }
        Ok(Self(all(lines)))
    }
}

impl From<&StageList> for StageLines {
    fn from(list: &StageList) -> Self {
        each(&list.0)
    }
}

impl Written<Vec<Stage>> for Via<StageLines, StageList> {
    fn domain(self) -> Vec<Stage> {
        self.0.0
    }

    fn wire(value: &Vec<Stage>) -> Self {
        Self::new(StageList(value.clone()))
    }
}

/// The fields of a kind that can be set.
pub(super) trait Settable: Sized {
    /// The struct that is written under `set`.
    type Set: Serialize + serde::de::DeserializeOwned;

    /// The keys that can be unset.
    const OPTIONAL: &[&str];

    /// The fields that are set.
    fn fields(set: Self::Set) -> Vec<Self>;

    /// The struct of the fields that are set, and the keys of those unset.
    fn set(fields: &[Self]) -> (Self::Set, Vec<&'static str>);

    /// The field without its value, where it is one that may lack it.
    fn unset(key: &str) -> Option<Self>;
}

macro_rules! settable {
    ($(#[$doc:meta])* $set:ident $field:ident {
        $($name:ident: $wire:ty => $variant:ident,)+
    } optional {
        $($oname:ident: $owire:ty => $ovariant:ident,)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Default, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $set {
            $(#[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
            $name: Option<$wire>,)+
            $(#[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
            $oname: Option<$owire>,)*
        }

        impl Settable for $field {
            type Set = $set;

            const OPTIONAL: &[&str] = $field::OPTIONAL;

            fn fields(set: $set) -> Vec<Self> {
                let mut fields = Vec::new();
                $(fields.extend(set.$name.map(|it| Self::$variant(Written::domain(it))));)+
                $(fields.extend(set.$oname.map(|it| Self::$ovariant(Some(Written::domain(it)))));)*
                fields
            }

            fn set(fields: &[Self]) -> ($set, Vec<&'static str>) {
                let mut set = $set::default();
                let mut unset = Vec::new();
                for field in fields {
                    match field {
                        $(Self::$variant(value) => set.$name = Some(Written::wire(value)),)+
                        $(Self::$ovariant(Some(value)) => {
                            set.$oname = Some(Written::wire(value));
                        })*
                        #[allow(unreachable_patterns, reason = "some kinds have none")]
                        other => unset.push(other.key()),
                    }
                }
                (set, unset)
            }

            fn unset(key: &str) -> Option<Self> {
                $(if key == stringify!($oname) {
                    return Some(Self::$ovariant(None));
                })*
                let _ = key;
                None
            }
        }
    };
}

settable! {
    /// Fields of `organisation.yaml`.
    AboutSet AboutField {
        name: String => Name,
        time_zone: Text<TimeZoneName> => TimeZone,
        branch: String => Branch,
        key_delay: Text<Span> => KeyDelay,
        powers: BTreeMap<Power, String> => Powers,
        housekeeping: Vec<Via<HousekeepingLine, Housekeeping>> => Housekeeping,
    } optional {
        homepage: String => Homepage,
    }
}

settable! {
    /// Fields of a team.
    TeamSet TeamField {
        name: String => Name,
        kind: Text<Kind> => Kind,
        succeeded_by: Vec<TeamId> => SucceededBy,
    } optional {
        purpose: String => Purpose,
        part_of: TeamId => PartOf,
        seats: u32 => Seats,
        formed: Text<PartialDate> => Formed,
    }
}

settable! {
    /// Fields of an area.
    AreaSet AreaField {
        name: String => Name,
        shared: bool => Shared,
        assets: Vec<Via<AssetLine, Asset>> => Assets,
    } optional {
        purpose: String => Purpose,
        part_of: AreaId => PartOf,
        opened: Text<PartialDate> => Opened,
    }
}

settable! {
    /// Fields of a person.
    PersonSet PersonField {
        name: String => Name,
        accounts: BTreeMap<String, String> => Accounts,
        emails: Vec<String> => Emails,
        keys: Vec<Via<KeyLine, PersonKey>> => Keys,
        affiliations: Vec<Via<AffiliationLine, Affiliation>> => Affiliations,
        also_known_as: Vec<String> => AlsoKnownAs,
    } optional {
    }
}

settable! {
    /// Fields of a rule.
    RuleSet RuleField {
        title: String => Title,
        decides: Vec<Text<Class>> => Decides,
        may_propose: Text<WhoWord> => MayPropose,
        stages: Via<StageLines, StageList> => Stages,
        triggers: Vec<Via<TriggerLine, Trigger>> => Triggers,
        blocked_while: BTreeSet<RuleId> => BlockedWhile,
    } optional {
        source: SourceLine => Source,
        may_open: Text<WhoWord> => MayOpen,
        may_cancel: Text<WhoWord> => MayCancel,
        sponsors: SponsorsLine => Sponsors,
        acts_first: ActsFirstLine => ActsFirst,
        status_quo: OptionId => StatusQuo,
    }
}
