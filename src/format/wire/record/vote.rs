//! A vote as a ballot says it: a word, a number, a list, a list of lists or a
//! map.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::base::{Exact, OptionId, exact, parse_exact, show_exact};
use crate::format::scalar::Text;
use crate::vote::Vote;

/// A vote as written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct VoteValue(pub Vote);

/// A grade as written: a whole number plainly, a fraction as text.
struct Grade<'a>(&'a Exact);

impl Serialize for Grade<'_> {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        let whole = self.0.is_integer().then(|| self.0.to_integer());
        match whole.and_then(|number| i64::try_from(number).ok()) {
            Some(number) => writer.serialize_i64(number),
            None => writer.collect_str(&format!("{}/{}", self.0.numer(), self.0.denom())),
        }
    }
}

impl Serialize for VoteValue {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Vote::Score(score) => Grade(score).serialize(writer),
            Vote::Approve(options) => writer.collect_seq(options),
            Vote::Rank(ranks) => writer.collect_seq(ranks),
            Vote::Rate(grades) => {
                let mut map = writer.serialize_map(Some(grades.len()))?;
                for (option, grade) in grades {
                    map.serialize_entry(option, &Grade(grade))?;
                }
                map.end()
            }
            word => writer.collect_str(&crate::vote::show_vote(word)),
        }
    }
}

fn word(text: &str) -> Result<Vote, String> {
    Ok(match text {
        "recused" => Vote::Recused,
        "for" => Vote::For,
        "against" => Vote::Against,
        "abstain" => Vote::Abstain,
        "consent" => Vote::Consent,
        "stand-aside" => Vote::StandAside,
        "object" => Vote::Object,
        number if number.contains('/') => Vote::Score(Box::new(
            parse_exact(number).map_err(|error| error.to_string())?,
        )),
        option => Vote::Choose(option.parse().map_err(|_| "it is no vote".to_owned())?),
    })
}

/// One item of a list: an option, or options of one rank.
enum Item {
    One(OptionId),
    Rank(BTreeSet<OptionId>),
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<R: Deserializer<'de>>(reader: R) -> Result<Self, R::Error> {
        struct Items;

        impl<'de> Visitor<'de> for Items {
            type Value = Item;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an option or a list of options")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Item, E> {
                text.parse().map(Item::One).map_err(E::custom)
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Item, E> {
                number.to_string().parse().map(Item::One).map_err(E::custom)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Item, A::Error> {
                let mut rank = BTreeSet::new();
                while let Some(Text(option)) = items.next_element::<Text<OptionId>>()? {
                    if !rank.insert(option) {
                        return Err(A::Error::custom("an option stands twice"));
                    }
                }
                Ok(Item::Rank(rank))
            }
        }

        reader.deserialize_any(Items)
    }
}

impl<'de> Deserialize<'de> for VoteValue {
    fn deserialize<R: Deserializer<'de>>(reader: R) -> Result<Self, R::Error> {
        struct Votes;

        impl<'de> Visitor<'de> for Votes {
            type Value = Vote;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a vote")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Vote, E> {
                word(text).map_err(E::custom)
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Vote, E> {
                Ok(Vote::Score(Box::new(exact(number))))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Vote, E> {
                Ok(Vote::Score(Box::new(exact(number))))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vote, A::Error> {
                let mut approved = BTreeSet::new();
                let mut ranks = Vec::new();
                while let Some(item) = items.next_element()? {
                    match item {
                        Item::One(option) => {
                            if !approved.insert(option) {
                                return Err(A::Error::custom("an option stands twice"));
                            }
                        }
                        Item::Rank(rank) => ranks.push(rank),
                    }
                }
                match (approved.is_empty(), ranks.is_empty()) {
                    (_, true) => Ok(Vote::Approve(approved)),
                    (true, false) => Ok(Vote::Rank(ranks)),
                    (false, false) => Err(A::Error::custom(
                        "a list of options, or a list of ranks, but not both",
                    )),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vote, A::Error> {
                let mut grades = BTreeMap::new();
                while let Some((Text(option), Text(grade))) =
                    map.next_entry::<Text<OptionId>, Text<GradeText>>()?
                {
                    if grades.insert(option, grade.0).is_some() {
                        return Err(A::Error::custom("an option stands twice"));
                    }
                }
                Ok(Vote::Rate(grades))
            }
        }

        reader.deserialize_any(Votes).map(Self)
    }
}

/// A grade as read.
struct GradeText(Exact);

impl std::str::FromStr for GradeText {
    type Err = crate::base::ExactError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_exact(text).map(Self)
    }
}

impl fmt::Display for GradeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&show_exact(&self.0))
    }
}
