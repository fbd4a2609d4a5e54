//! `ratify`: cover for an earlier change.

use std::collections::BTreeSet;

use crate::base::Date;
use crate::org::Organisation;
use crate::proposal::refusal::{Problems, Refusal};
use crate::rule::Class;

use super::ChangeKind;

/// Cover for an earlier change that no decision covered. Nothing changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ratify {
    /// The commit that made the change, by its id.
    pub commit: String,
}

impl ChangeKind for Ratify {
    fn word(&self) -> &'static str {
        "ratify"
    }

    fn apply(&self, _org: &mut Organisation, _on: Date, problems: &mut Problems) {
        let hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
        // Whole ids only: what a short one means changes as history grows.
        if !matches!(self.commit.len(), 40 | 64) || !self.commit.bytes().all(hex) {
            let shown: String = self.commit.chars().take(64).collect();
            let why = format!("`{shown}` is not the whole id of a commit");
            let refusal = Refusal::new(problems.at("commit"), why);
            problems.add(refusal.hint("write all 40 digits, as `git rev-parse` prints them"));
        }
    }

    /// It belongs to the class of what it ratifies, which only history tells;
    /// taken by itself it counts as the strictest.
    fn classes(&self) -> BTreeSet<Class> {
        BTreeSet::from([Class::Constitution])
    }

    fn summary(&self, _org: &Organisation) -> String {
        let short: String = self.commit.chars().take(10).collect();
        format!("ratify the change made by {short}")
    }

    fn touches(&self) -> BTreeSet<String> {
        BTreeSet::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::fixture::*;

    #[test]
    fn it_changes_nothing_and_names_one_commit() {
        let commit = "3f1c9e0".repeat(6)[..40].to_owned();
        assert_eq!(applied(Ratify { commit }), organisation());
        let commit = "3f1c9e0".to_owned();
        assert_eq!(
            refused(Ratify { commit }),
            ["ratify.commit: `3f1c9e0` is not the whole id of a commit"]
        );
    }
}
