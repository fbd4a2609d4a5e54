//! `rename`: a team gets another id, and everything that named it follows.

use std::collections::BTreeSet;

use crate::base::{Date, TeamId};
use crate::org::Organisation;
use crate::proposal::refusal::{Problems, Refusal};
use crate::proposal::{lookup, rename};
use crate::rule::Class;

use super::ChangeKind;

/// A team gets another id; the old one stays reserved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// Which.
    pub team: TeamId,
    /// Its new id.
    pub to: TeamId,
    /// Its new name, where that changes too.
    pub name: Option<String>,
}

impl ChangeKind for Rename {
    fn word(&self) -> &'static str {
        "rename"
    }

    fn apply(&self, org: &mut Organisation, on: Date, problems: &mut Problems) {
        let found = lookup::own_team(org, &self.team, on, problems.at("team"));
        let own_former = problems
            .take(found)
            .is_some_and(|team| team.former_ids.contains(&self.to));
        if self.team == self.to {
            let why = format!(
                "{} has the id `{}` already",
                org.team_name(&self.to),
                self.to
            );
            let refusal = Refusal::new(problems.at("to"), why);
            problems.add(refusal.hint("to change only its name, use `amend`"));
        } else if !own_former {
            // An id that the team itself had before is its own to take back.
            problems.take(lookup::free_id(org, self.to.as_str(), problems.at("to")));
        }
        if problems.is_empty() {
            rename::team(org, &self.team, &self.to);
            // A text at the longest that a rule may have cannot take a longer id.
            for (id, rule) in &org.rules {
                if rule.teams().contains(&self.team) {
                    let why = format!(
                        "a text of the rule `{id}` grows too long with `{}`",
                        self.to
                    );
                    let refusal = Refusal::new(problems.at("to"), why);
                    problems.add(refusal.hint("choose a shorter id"));
                }
            }
            if let (Some(team), Some(name)) = (org.teams.get_mut(&self.to), &self.name) {
                team.name.clone_from(name);
            }
        }
    }

    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::Structure])
    }

    fn summary(&self, org: &Organisation) -> String {
        let before = org.team_name(&self.team);
        match &self.name {
            Some(name) => format!("rename {before} to {name} (`{}`)", self.to),
            None => format!("rename {before} from `{}` to `{}`", self.team, self.to),
        }
    }

    fn touches(&self) -> BTreeSet<String> {
        BTreeSet::from([self.team.to_string(), self.to.to_string()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::fixture::*;

    fn rename(team: &str, to: &str) -> Rename {
        Rename {
            team: id(team),
            to: id(to),
            name: None,
        }
    }

    #[test]
    fn every_reference_follows() {
        let after = applied(rename("core", "maintainers"));
        let named = format!("{after:?}");
        assert_eq!(
            named.matches("TeamId(\"core\")").count(),
            1,
            "only the former id is left"
        );
        assert_eq!(after.teams[&id("maintainers")].former_ids, [id("core")]);
        assert_eq!(after.teams[&id("ops")].part_of, Some(id("maintainers")));
    }

    #[test]
    fn back_again_restores_everything_but_the_former_ids() {
        let mut org = organisation();
        let before = org.clone();
        super::super::Change::from(rename("core", "maintainers"))
            .apply(&mut org, DAY)
            .unwrap();
        super::super::Change::from(rename("maintainers", "core"))
            .apply(&mut org, DAY)
            .unwrap();
        let core = org.teams.get_mut(&id("core")).unwrap();
        assert_eq!(std::mem::take(&mut core.former_ids), [id("maintainers")]);
        assert_eq!(org, before);
    }

    #[test]
    fn an_id_is_never_used_again() {
        assert_eq!(
            refused(rename("core", "ops")),
            ["rename.to: the id `ops` belongs to the team Ops team"]
        );
        assert_eq!(
            refused(rename("core", "core")),
            ["rename.to: Core team has the id `core` already"]
        );
    }
}
