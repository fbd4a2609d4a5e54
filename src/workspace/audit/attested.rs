//! Cover by an official's finding: an event, new or recorded before, that
//! somebody attests who may keep events.

use super::super::layout::STATEMENTS;
use super::Cover;
use super::housekeeping::{Case, allowed};
use crate::base::{Digest, EventId};
use crate::sign::Namespace;
use crate::workspace::WorkspaceError;

impl Case<'_> {
    /// The event that a finding names.
    pub(super) fn event(&self) -> Option<EventId> {
        self.signed.statement.text.as_deref()?.parse().ok()
    }

    /// Whether a finding covers itself and the event that it is about. `path`
    /// is the event's, and `there` its file after the change. No digest beside
    /// the event's own is needed: what is attested is that very file, under
    /// that very name.
    pub(super) fn finding(
        &self,
        path: Option<String>,
        there: Option<Vec<u8>>,
    ) -> Result<Result<Cover, String>, WorkspaceError> {
        let refuse = |why: String| Ok(Err(why));
        let by = &self.signed.statement.by;
        let (Some(id), Some(path), Some(bytes)) = (self.event(), path, there) else {
            return refuse("it attests no event that is recorded".to_owned());
        };
        let own = format!("{STATEMENTS}/finding-{id}-{by}");
        let rest = self.path.strip_prefix(&own);
        let numbered = |rest: &str| {
            let number = rest
                .strip_prefix('-')
                .and_then(|it| it.strip_suffix(".yaml"));
            rest == ".yaml" || number.is_some_and(|it| it.parse::<u32>().is_ok())
        };
        if !rest.is_some_and(numbered) {
            return refuse(format!("it is not named finding-{id}-{by}.yaml"));
        }
        match self.edited {
            [] => {}
            [(only, None, Some(_))] if *only == path => {}
            _ => return refuse("it covers the event that it attests, and no more".to_owned()),
        }
        if self.signed.statement.about != Digest::of(&bytes) {
            return refuse("it is about another event than is recorded".to_owned());
        }
        if let Err(why) = self.signed_by_a_present_key(Namespace::Statement)? {
            return refuse(why);
        }
        let allowed_by = |law| allowed(law, self.before, self.after, &[&path], by, self.day(law));
        let mut rule = allowed_by(self.before);
        if let (Ok(_), Some((org, _))) = (&rule, self.also) {
            rule = allowed_by(org);
        }
        Ok(rule.map(|rule| Cover::Housekeeping {
            rule,
            by: by.clone(),
        }))
    }
}
