//! Ids: parsed once, never a bare string afterwards, and one type per kind, so
//! that a person cannot be passed where a team is meant.
//!
//! ```compile_fail
//! use polity::base::{PersonId, TeamId};
//! fn of_team(_: &TeamId) {}
//! let person: PersonId = "tim-graham".parse().unwrap();
//! of_team(&person); // a person is not a team
//! ```

use std::fmt;
use std::str::FromStr;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;

/// The longest id: long enough for every real name, short enough for a file
/// system and a table.
const LONGEST: usize = 64;

/// Words that a YAML 1.1 reader takes for something else, and the words of the
/// rule language; as an id, each would mean two things.
const RESERVED: [&str; 14] = [
    "yes", "no", "on", "off", "y", "n", "true", "false", "null", "subject", "authors", "and", "or",
    "not",
];

/// The bytes of the longest of them.
const LONGEST_RESERVED: usize = 7;

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing at all.
    #[error("an id cannot be empty")]
    Empty,
    /// Longer than 64 characters.
    #[error("`{0}…` is longer than 64 characters")]
    TooLong(String),
    /// A character that no id may hold.
    #[error("`{id}` holds `{found}`; an id has lower-case letters, digits and single hyphens")]
    Character {
        /// The text refused.
        id: String,
        /// Its first character out of place.
        found: char,
    },
    /// A hyphen at an end, or two in a row.
    #[error("`{0}` has a hyphen at an end or two in a row")]
    Hyphen(String),
    /// A word with another meaning.
    #[error("`{0}` means something else in YAML or in rules, so it cannot be an id")]
    Reserved(String),
}

/// Whether a text is surely an id, by one look at each byte: nearly all are,
/// and an organisation has tens of thousands of them.
fn is_plain(text: &[u8]) -> bool {
    let mut before = b'-';
    for byte in text {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => {}
            b'-' if before != b'-' => {}
            _ => return false,
        }
        before = *byte;
    }
    // The words with another meaning are short and without hyphens.
    let long = text.len() > LONGEST_RESERVED;
    before != b'-' && text.len() <= LONGEST && (long || !is_reserved(text))
}

fn is_reserved(text: &[u8]) -> bool {
    RESERVED.iter().any(|word| word.as_bytes() == text)
}

/// Checks a text against the form of an id.
fn check(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if is_plain(text.as_bytes()) {
        return Ok(());
    }
    if text.chars().count() > LONGEST {
        return Err(IdError::TooLong(text.chars().take(20).collect()));
    }
    if let Some(found) = text
        .chars()
        .find(|c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-'))
    {
        let id = text.to_owned();
        return Err(IdError::Character { id, found });
    }
    if text.starts_with('-') || text.ends_with('-') || text.contains("--") {
        return Err(IdError::Hyphen(text.to_owned()));
    }
    if is_reserved(text.as_bytes()) {
        return Err(IdError::Reserved(text.to_owned()));
    }
    Ok(())
}

/// Takes the text of an id, which is then checked. Most are so short that they
/// take no memory of their own.
struct Text;

impl Visitor<'_> for Text {
    type Value = SmolStr;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<SmolStr, E> {
        check(text).map_err(E::custom)?;
        Ok(SmolStr::new(text))
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(SmolStr);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                check(text)?;
                Ok(Self(SmolStr::new(text)))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                check(&text)?;
                Ok(Self(text.into()))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.into()
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_string(Text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    )+};
}

ids! {
    /// A person: the stem of a file in `governance/people/`.
    PersonId;
    /// A body that holds people: the stem of a file in `governance/teams/`.
    TeamId;
    /// Something that is controlled: the stem of a file in `governance/areas/`.
    AreaId;
    /// A way to decide: the stem of a file in `governance/rules/`.
    RuleId;
    /// What must or should hold: the stem of a file in `governance/constraints/`.
    ConstraintId;
    /// Something that happened: the stem of a file in `governance/events/`.
    EventId;
    /// A kind of event that rules ask about, such as `feature-release`.
    EventKind;
    /// What a team may do with an area, in the organisation's own word.
    Power;
    /// A stage of a rule.
    StageId;
    /// An outcome of a stage, in the organisation's own word, such as `veto`.
    OutcomeName;
    /// An option or a candidate on a ballot.
    OptionId;
    /// Any id of the workspace, where the kind is not known yet.
    WorkspaceId;
}

/// The name of the power that `authority` means when it names none, and the
/// only one that is exclusive.
impl Power {
    /// `control`.
    pub fn control() -> Self {
        Self(SmolStr::new_static("control"))
    }

    /// Whether this is the exclusive power.
    pub fn is_control(&self) -> bool {
        self.0 == "control"
    }
}

/// An entity of the organisation, with its kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityId {
    /// A person.
    Person(PersonId),
    /// A body.
    Team(TeamId),
    /// An area.
    Area(AreaId),
    /// A rule.
    Rule(RuleId),
    /// A constraint.
    Constraint(ConstraintId),
    /// An event.
    Event(EventId),
}

impl EntityId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Person(id) => id.as_str(),
            Self::Team(id) => id.as_str(),
            Self::Area(id) => id.as_str(),
            Self::Rule(id) => id.as_str(),
            Self::Constraint(id) => id.as_str(),
            Self::Event(id) => id.as_str(),
        }
    }

    /// The kind in a word, as a person would say it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Team(_) => "team",
            Self::Area(_) => "area",
            Self::Rule(_) => "rule",
            Self::Constraint(_) => "constraint",
            Self::Event(_) => "event",
        }
    }
}

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The name of a proposal: its number, then a slug, as its folder is called
/// (`0010-new-governance`). The number is a convenience; the whole is the name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProposalName {
    text: String,
    number: u32,
}

impl ProposalName {
    /// The name for a number and a slug that is itself in the form of an id.
    pub fn new(number: u32, slug: &str) -> Result<Self, IdError> {
        format!("{number:04}-{slug}").parse()
    }

    /// The number, as people say it: 10 for `0010-new-governance`.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for ProposalName {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        check(text)?;
        let digits = text.split('-').next().unwrap_or_default();
        // Four digits at least, so that folders sort; nine at most, so that
        // the number fits.
        let fits = (4..=9).contains(&digits.len()) && digits.len() < text.len();
        match digits.parse() {
            Ok(number) if fits => Ok(Self {
                text: text.to_owned(),
                number,
            }),
            _ => Err(IdError::Character {
                id: text.to_owned(),
                found: text.chars().next().unwrap_or('-'),
            }),
        }
    }
}

impl TryFrom<String> for ProposalName {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<ProposalName> for String {
    fn from(name: ProposalName) -> String {
        name.text
    }
}

impl fmt::Display for ProposalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_lower_case_words_with_single_hyphens() {
        for good in ["core", "core-01", "2020", "a"] {
            assert!(good.parse::<TeamId>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "Core",
            "core_team",
            "-core",
            "core-",
            "a--b",
            "café",
            "a b",
        ] {
            assert!(bad.parse::<TeamId>().is_err(), "{bad}");
        }
        assert!("a".repeat(65).parse::<TeamId>().is_err());
    }

    #[test]
    fn words_with_another_meaning_are_no_ids() {
        for word in RESERVED {
            assert_eq!(
                word.parse::<OptionId>(),
                Err(IdError::Reserved(word.to_owned()))
            );
        }
    }

    #[test]
    fn a_proposal_is_a_number_and_a_slug() {
        let name: ProposalName = "0010-new-governance".parse().unwrap();
        assert_eq!(name.number(), 10);
        assert_eq!(ProposalName::new(10, "new-governance").unwrap(), name);
        for bad in ["10-x", "new-governance", "0010", "0010-", "9999999999-x"] {
            assert!(bad.parse::<ProposalName>().is_err(), "{bad}");
        }
    }
}
