//! Which file holds what.

use crate::base::{EntityId, ProposalName, Subject};

/// The folder of the organisation.
pub const GOVERNANCE: &str = "governance";
/// The folder of the proposals.
pub const PROPOSALS: &str = "proposals";
/// What is said of the organisation as a whole.
pub const ORGANISATION: &str = "governance/organisation.yaml";
/// Signed statements about the organisation: its founding, key rotations.
pub const STATEMENTS: &str = "governance/statements";

/// The folder of a kind of entity.
fn folder(entity: &EntityId) -> &'static str {
    match entity {
        EntityId::Person(_) => "people",
        EntityId::Team(_) => "teams",
        EntityId::Area(_) => "areas",
        EntityId::Rule(_) => "rules",
        EntityId::Constraint(_) => "constraints",
        EntityId::Event(_) => "events",
    }
}

/// The file of an entity.
pub fn entity_path(entity: &EntityId) -> String {
    format!("{GOVERNANCE}/{}/{entity}.yaml", folder(entity))
}

/// The folder of a proposal.
pub fn proposal_folder(name: &ProposalName) -> String {
    format!("{PROPOSALS}/{name}")
}

/// The file that a subject means, where it is one.
pub fn subject_path(subject: &Subject) -> Option<String> {
    match subject {
        Subject::Organisation => Some(ORGANISATION.to_owned()),
        Subject::Entity(entity) => Some(entity_path(entity)),
        Subject::Proposal(name) => Some(format!("{}/proposal.yaml", proposal_folder(name))),
        Subject::File(path) => Some(path.clone()),
        Subject::Workspace => None,
    }
}

/// What a path in `governance/` holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// The organisation as a whole.
    Organisation,
    /// An entity.
    Entity(EntityId),
    /// A signed statement.
    Statement,
    /// Nothing that the tool reads, such as a README.
    Other,
    /// It lies where an entity's file should, but its name is no id.
    BadName {
        /// Why.
        why: String,
    },
    /// It lies in a place where nothing is read.
    Misplaced,
}

/// What a path in `governance/` holds, by its place and name alone.
pub fn holds(path: &str) -> Holds {
    let Some(rest) = path.strip_prefix("governance/") else {
        return Holds::Misplaced;
    };
    if rest == "organisation.yaml" {
        return Holds::Organisation;
    }
    let Some((folder, file)) = rest.split_once('/') else {
        return if is_text(rest) {
            Holds::Other
        } else {
            Holds::Misplaced
        };
    };
    if folder == "statements" {
        return Holds::Statement;
    }
    if is_text(file) {
        return Holds::Other;
    }
    let Some(stem) = file.strip_suffix(".yaml").filter(|s| !s.contains('/')) else {
        return Holds::Misplaced;
    };
    macro_rules! entity {
        ($($name:literal $kind:ident,)+) => {
            match folder {
                $($name => stem.parse().map(EntityId::$kind),)+
                _ => return Holds::Misplaced,
            }
        };
    }
    let parsed = entity! {
        "people" Person, "teams" Team, "areas" Area, "rules" Rule,
        "constraints" Constraint, "events" Event,
    };
    match parsed {
        Ok(entity) => Holds::Entity(entity),
        Err(error) => Holds::BadName {
            why: error.to_string(),
        },
    }
}

/// Files for people that lie beside the data and are not read.
fn is_text(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.ends_with(".md") || name.starts_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_and_an_entity_say_the_same() {
        for path in [
            "governance/teams/core.yaml",
            "governance/rules/core-vote.yaml",
        ] {
            match holds(path) {
                Holds::Entity(entity) => assert_eq!(entity_path(&entity), path),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(holds("governance/teams/README.md"), Holds::Other);
        assert_eq!(holds("governance/team/core.yaml"), Holds::Misplaced);
        assert_eq!(holds("governance/teams/core.yml"), Holds::Misplaced);
        assert!(matches!(
            holds("governance/teams/Core.yaml"),
            Holds::BadName { .. }
        ));
    }
}
