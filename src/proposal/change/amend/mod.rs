//! `amend`: fields of something get other values.

mod about;
mod area;
mod constraint;
mod person;
mod rule;
mod team;

use std::collections::BTreeSet;

pub use about::AboutField;
pub use area::AreaField;
pub use constraint::ConstraintField;
pub use person::PersonField;
pub use rule::RuleField;
pub use team::TeamField;

use crate::base::{AreaId, ConstraintId, Date, EntityId, NodePath, PersonId, RuleId, TeamId};
use crate::org::Organisation;
use crate::proposal::lookup;
use crate::proposal::refusal::{Problems, Refusal};
use crate::rule::Class;

use super::ChangeKind;

/// Fields of something get other values; what is not named stays. A field that
/// holds `None` is unset.
#[derive(Debug, Clone, PartialEq)]
pub enum Amend {
    /// `organisation.yaml`, written `id: organisation`.
    Organisation(Vec<AboutField>),
    /// A team, past ones too.
    Team(TeamId, Vec<TeamField>),
    /// An area, closed ones too.
    Area(AreaId, Vec<AreaField>),
    /// A person.
    Person(PersonId, Vec<PersonField>),
    /// A rule that is in force.
    Rule(RuleId, Vec<RuleField>),
    /// A constraint that is in force.
    Constraint(ConstraintId, Vec<ConstraintField>),
}

/// What the fields of each kind have in common.
trait Field {
    /// Its key in the file.
    fn key(&self) -> &'static str;

    /// Whether it loses its value.
    fn unsets(&self) -> bool;
}

macro_rules! fields {
    (
        $(#[$doc:meta])* $name:ident {
            $($(#[$vdoc:meta])* $variant:ident($type:ty) $key:literal,)+
        }
        optional {
            $($(#[$odoc:meta])* $ovariant:ident($otype:ty) $okey:literal,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name {
            $($(#[$vdoc])* $variant($type),)+
            $($(#[$odoc])* $ovariant(Option<$otype>),)*
        }

        impl $name {
            /// The keys that can be set.
            pub const KEYS: &[&str] = &[$($key,)+ $($okey,)*];

            /// The keys that can also be unset.
            pub const OPTIONAL: &[&str] = &[$($okey,)*];

            /// Its key in the file.
            pub fn key(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $key,)+
                    $(Self::$ovariant(_) => $okey,)*
                }
            }
        }

        impl $crate::proposal::change::amend::Field for $name {
            fn key(&self) -> &'static str {
                self.key()
            }

            fn unsets(&self) -> bool {
                match self {
                    $(Self::$ovariant(value) => value.is_none(),)*
                    $(Self::$variant(_) => false,)+
                }
            }
        }
    };
}
use fields;

/// Where a field stands in the change.
fn place(problems: &Problems, field: &impl Field) -> NodePath {
    if field.unsets() {
        problems.at("unset")
    } else {
        problems.at("set").key(field.key())
    }
}

impl Amend {
    /// The word that stands for `organisation.yaml` in place of an id.
    pub const ORGANISATION: &str = "organisation";

    /// What it amends; none for `organisation.yaml`.
    pub fn entity(&self) -> Option<EntityId> {
        match self {
            Self::Organisation(_) => None,
            Self::Team(id, _) => Some(EntityId::Team(id.clone())),
            Self::Area(id, _) => Some(EntityId::Area(id.clone())),
            Self::Person(id, _) => Some(EntityId::Person(id.clone())),
            Self::Rule(id, _) => Some(EntityId::Rule(id.clone())),
            Self::Constraint(id, _) => Some(EntityId::Constraint(id.clone())),
        }
    }

    /// The keys of its fields, in order.
    pub fn keys(&self) -> Vec<&'static str> {
        self.fields().into_iter().map(|(key, _)| key).collect()
    }

    /// The keys of its fields, in order, and whether each is unset.
    fn fields(&self) -> Vec<(&'static str, bool)> {
        fn of(fields: &[impl Field]) -> Vec<(&'static str, bool)> {
            let fields = fields.iter();
            fields.map(|field| (field.key(), field.unsets())).collect()
        }
        match self {
            Self::Organisation(fields) => of(fields),
            Self::Team(_, fields) => of(fields),
            Self::Area(_, fields) => of(fields),
            Self::Person(_, fields) => of(fields),
            Self::Rule(_, fields) => of(fields),
            Self::Constraint(_, fields) => of(fields),
        }
    }
}

impl ChangeKind for Amend {
    fn word(&self) -> &'static str {
        "amend"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        let mut seen = BTreeSet::new();
        for (key, unset) in self.fields() {
            if !seen.insert(key) {
                let path = if unset {
                    problems.at("unset")
                } else {
                    problems.at("set").key(key)
                };
                problems.add(Refusal::new(path, format!("`{key}` is amended twice")));
            }
        }
        if seen.is_empty() {
            let refusal = Refusal::new(problems.root(), "it amends nothing");
            problems.add(refusal.hint("name a field under `set` or `unset`"));
        }
        match self {
            Self::Organisation(fields) => about::apply(org, fields, on, problems),
            Self::Team(id, fields) => team::apply(org, id, fields, on, problems),
            Self::Area(id, fields) => area::apply(org, id, fields, on, problems),
            Self::Person(id, fields) => person::apply(org, id, fields, problems),
            Self::Rule(id, fields) => rule::apply(org, id, fields, on, problems),
            Self::Constraint(id, fields) => constraint::apply(org, id, fields, on, problems),
        }
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([match self {
            Self::Organisation(_) | Self::Rule(..) | Self::Constraint(..) => Class::Constitution,
            Self::Team(..) | Self::Area(..) => Class::Structure,
            // Whoever sets a key sets a vote.
            Self::Person(_, fields) if fields.iter().any(PersonField::is_key) => {
                Class::Constitution
            }
            Self::Person(..) => Class::People,
        }])
    }

    fn summary(&self, org: &Organisation) -> String {
        let what = match self.entity() {
            None => "the organisation".to_owned(),
            Some(EntityId::Rule(id)) => format!("the rule `{id}`"),
            Some(EntityId::Constraint(id)) => format!("the constraint `{id}`"),
            Some(entity) => org.label(&entity),
        };
        let word = |(key, unset): (&str, bool)| {
            let key = key.replace('_', " ");
            if unset { format!("without {key}") } else { key }
        };
        let fields = lookup::listed(self.fields().into_iter().map(word));
        format!("amend {what}: {fields}")
    }

    fn touches(&self) -> BTreeSet<String> {
        let entity = self.entity().map(|entity| entity.to_string());
        entity.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Change;
    use super::*;
    use crate::proposal::fixture::*;

    #[test]
    fn nothing_is_amended_twice_or_not_at_all() {
        let name = || TeamField::Name("Core".to_owned());
        assert_eq!(
            refused(Amend::Team(id("core"), vec![name(), name()])),
            ["amend.set.name: `name` is amended twice"]
        );
        assert_eq!(
            refused(Amend::Team(id("core"), Vec::new())),
            ["amend: it amends nothing"]
        );
    }

    #[test]
    fn it_is_summed_up_by_its_fields() {
        let fields = vec![TeamField::Name("Core".to_owned()), TeamField::PartOf(None)];
        assert_eq!(
            Change::from(Amend::Team(id("core"), fields)).summary(&organisation()),
            "amend Core team: name and without part of"
        );
    }
}
