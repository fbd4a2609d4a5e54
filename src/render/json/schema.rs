//! The published form of every answer, made from the types themselves.

use schemars::{Schema, schema_for};

use super::*;
use crate::render::diff::{DiffJson, OptionsDiffJson};

macro_rules! schemas {
    ($($name:literal $kind:ty,)+) => {
        /// The names of all answers, with their versions.
        pub const SCHEMAS: &[&str] = &[$($name),+];

        /// The JSON Schema of an answer; none where there is no such answer.
        pub fn schema(name: &str) -> Option<Schema> {
            match name {
                $($name => Some(schema_for!($kind)),)+
                _ => None,
            }
        }
    };
}

// In the order of the alphabet.
schemas! {
    "area/1" AreaJson,
    "attested/1" AttestedJson,
    "audit/1" AuditJson,
    "blame/1" BlameJson,
    "cast/1" Pushable<CastJson>,
    "closed/1" Pushable<ClosedJson>,
    "collect/1" Pushable<CollectJson>,
    "constraint/1" ConstraintJson,
    "countback/1" CountbackJson,
    "diff/1" DiffJson,
    "diff-options/1" OptionsDiffJson,
    "diff-since/1" SinceJson,
    "demo/1" DemoJson,
    "done/1" Pushable<DoneJson>,
    "drafted/1" Pushable<DraftedJson>,
    "enacted/1" Pushable<EnactedJson>,
    "error/1" ErrorJson,
    "event/1" EventJson,
    "export/1" ExportJson,
    "findings/1" FindingsJson,
    "guard/1" GuardJson,
    "import/1" ImportJson,
    "fmt/1" FmtJson,
    "keys/1" KeysJson,
    "list/1" ListJson,
    "log/1" LogJson,
    "opened/1" Pushable<OpenedJson>,
    "organisation/1" OrganisationJson,
    "overall/1" OverallJson,
    "overview/1" OverviewJson,
    "person/1" PersonJson,
    "proposed/1" Pushable<ProposedJson>,
    "revised/1" Pushable<RevisedJson>,
    "rebased/1" Pushable<RebasedJson>,
    "rule-count/1" CountedJson,
    "rule-explain/1" RuleExplainJson,
    "rule-full/1" RuleFullJson,
    "rule-list/1" RuleListJson,
    "rule-try/1" TriedJson,
    "rule/1" RuleJson,
    "status/1" StatusJson,
    "sync/1" SyncJson,
    "team/1" TeamJson,
    "together/1" TogetherJson,
    "verify/1" VerifyJson,
    "who/1" WhoJson,
    "whoami/1" WhoamiJson,
}
