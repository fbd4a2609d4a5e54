//! Answers for scripts: types of their own, apart from the domain, each with a
//! name and a version in its first field, so that what scripts read changes
//! only when the version does.
//!
//! The text for people is made from the same values, so that neither says what
//! the other does not know.

mod audit;
mod countback;
mod demo;
mod drafted;
mod entity;
mod error;
mod exchange;
mod findings;
mod fmt;
mod follows;
mod guard;
mod keys;
mod list;
mod log;
mod organisation;
mod overview;
mod parts;
mod person;
mod proposed;
mod provisional;
mod rebase;
mod rule;
mod schema;
mod since;
mod sync;
mod team;
mod together;
mod verify;
mod vote;
mod waits;
mod who;

pub use audit::{AuditJson, AuditedChangeJson, BlameJson, BlamedLineJson, RewrittenJson};
pub use countback::{CountbackJson, MovesUpJson};
pub use demo::{DemoJson, DemoStepJson};
pub use drafted::{DraftedChangeJson, DraftedJson, DraftedLeftJson, RevisedJson};
pub use entity::{AreaJson, ConstraintJson, EventJson, RuleJson};
pub use error::ErrorJson;
pub use exchange::{ExportJson, ImportJson, LeftOutJson};
pub use findings::{FindingJson, FindingsJson, PlaceJson};
pub use fmt::{FmtJson, KeptJson};
pub use follows::FollowJson;
pub use guard::{GuardJson, GuardedRefJson, RefusedJson};
pub use keys::{KeyJson, KeyOwnerJson, KeysJson, WhoamiJson};
pub use list::{DueJson, DueRuleJson, ListJson, ListedJson, OverallJson};
pub use log::{LogEntryJson, LogJson};
pub use organisation::{
    AreaOut, ConstraintOut, EventOut, OrganisationJson, PersonOut, RuleOut, TeamOut, WholeJson,
};
pub use overview::{ActBriefJson, BodyJson, OverviewJson, PastBodyJson};
pub use parts::{GrantJson, Named, OfficeJson, PeriodJson, SourceJson, TermJson, View};
pub use person::{AffiliationJson, HeldJson, PersonJson};
pub use proposed::ProposedJson;
pub use provisional::ProvisionalJson;
pub use rebase::{MendedJson, RebasedJson, UndecidedJson};
pub use rule::{
    BrokenJson, CountJson, CountedJson, ElectorsJson, LibraryRuleJson, OptionJson, ReachJson,
    RoundJson, RuleExplainJson, RuleFullJson, RuleListJson, TieJson, TotalJson, TriedJson,
    TurnoutJson,
};
pub use schema::{SCHEMAS, schema};
pub use since::{ChangeSinceJson, FieldSinceJson, SinceJson};
pub use sync::{
    CollectJson, LeftJson, NotTakenJson, Pushable, PushedJson, PutJson, SyncJson, TakenJson,
};
pub use team::{MemberJson, TeamJson};
pub use together::{
    BeforeJson, RivalJson, RivalsJson, TogetherJson, TogetherOneJson, TogetherResultJson,
};
pub use verify::{
    LateJson, ReceiptJson, VerifiedEnactmentJson, VerifiedJson, VerifiedStageJson, VerifyJson,
    WitnessJson,
};
pub use vote::{
    ActJson, AttestedByJson, AttestedJson, AttestingJson, CastJson, ClosedJson, DoneJson,
    EnactedJson, EndedJson, OpenedJson, OutcomeJson, OwnJson, PollJson, RejectedJson, StatusJson,
    SumJson, WhenJson,
};
pub use waits::{SponsorsJson, UnbrokenJson, WaitsJson};
pub use who::{HolderJson, WhoJson, WhoRow};
