//! The words that every other part is written in: ids, dates, instants, exact
//! numbers, digests and places.
//!
//! Nothing here knows the organisation, files, git, clocks or terminals, so
//! any module may use it.

mod date;
mod digest;
mod exact;
mod id;
mod instant;
mod place;
mod shared;
mod span;

pub use date::{Bounds, Date, DateError, PartialDate, Period, PeriodError, Until};
pub use digest::{Digest, DigestError, Hasher};
pub use exact::{Exact, ExactError, exact, parse_exact, show_exact};
pub use id::{
    AreaId, ConstraintId, EntityId, EventId, EventKind, IdError, OptionId, OutcomeName, PersonId,
    Power, ProposalName, RuleId, StageId, TeamId, WorkspaceId,
};
pub use instant::{Instant, InstantError};
pub use place::{NodePath, Place, Step, Subject, TextSpan};
pub use shared::Shared;
pub use span::{Span, SpanError, SpanUnit};
