//! A rule in types: what it decides, its stages, who votes, what is cast and
//! what follows. Read from text by the format module, which uses the `FromStr`
//! of every small word here.

mod ballot;
mod class;
mod clock;
mod count;
mod route;
mod stage;
mod trigger;
mod wait;
mod words;

pub use ballot::{BallotKind, BallotKindError, Change, ReasonRule, Secrecy, Unranked};
pub use class::{Class, ClassError, Who};
pub use clock::{
    Blackout, BlackoutError, Extend, MonthDay, PollPeriod, Repeat, RepeatError, RestartOn,
    after_blackout,
};
pub use count::{Cap, CapBy, CountSpec, Method, Strength, TieBreak, TieBreakError};
pub use route::{Route, StageOutcome, Unless, UnlessError, WaitingPeriod};
pub use stage::{Outcome, Quorum, QuorumOtherwise, Recusal, Stage, VacantSeats};
pub use trigger::{ActsFirst, ActsFirstOtherwise, InSeries, InSeriesError, Sponsors, Trigger};
pub use wait::{WaitError, WaitExpr};
pub use words::WordError;
pub(crate) use words::words;

use crate::base::{OptionId, PartialDate, RuleId};
use std::collections::BTreeSet;

/// Where a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The document, such as `DEP 10`.
    pub document: String,
    /// Its section.
    pub section: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
}

/// How one kind of decision is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What it is called.
    pub title: String,
    /// Where it comes from.
    pub source: Option<Source>,
    /// The classes of change that it may decide.
    pub decides: BTreeSet<Class>,
    /// Who may write a proposal under it.
    pub may_propose: Who,
    /// Who may open a poll; where it is not said, the authors and the electors.
    pub may_open: Option<Who>,
    /// Who may cancel an open poll; where it is not said, nobody.
    pub may_cancel: Option<Who>,
    /// Signed support that is needed before a poll opens.
    pub sponsors: Option<Sponsors>,
    /// The stages, in order.
    pub stages: Vec<Stage>,
    /// When a decision under this rule is due.
    pub triggers: Vec<Trigger>,
    /// The rules that, while a poll of theirs is open, keep this one from
    /// opening: a caretaker's limits.
    pub blocked_while: BTreeSet<RuleId>,
    /// Whether somebody may act before the decision.
    pub acts_first: Option<ActsFirst>,
    /// What this rule calls the option of changing nothing; `status-quo` where
    /// it is not said.
    pub status_quo: Option<OptionId>,
    /// Since when it is no longer in force.
    pub repealed: Option<PartialDate>,
}

impl Rule {
    /// A rule with a title and stages, and everything else as where a file
    /// says nothing.
    pub fn new(title: impl Into<String>, stages: Vec<Stage>) -> Self {
        Self {
            title: title.into(),
            source: None,
            decides: BTreeSet::new(),
            may_propose: Who::Anyone,
            may_open: None,
            may_cancel: None,
            sponsors: None,
            stages,
            triggers: Vec::new(),
            blocked_while: BTreeSet::new(),
            acts_first: None,
            status_quo: None,
            repealed: None,
        }
    }

    /// The name of the option of changing nothing.
    pub fn status_quo_name(&self) -> &str {
        self.status_quo
            .as_ref()
            .map_or("status-quo", OptionId::as_str)
    }

    /// Whether it decides a class of change: it says so in one word or in its
    /// parts, and `seats of T` says both `appointments in T` and `removals
    /// from T`.
    pub fn decides_class(&self, class: &Class) -> bool {
        let decided = |part: Class| {
            let whole = part.team().cloned().map(Class::SeatsOf);
            self.decides.contains(&part) || whole.is_some_and(|it| self.decides.contains(&it))
        };
        class.parts().into_iter().all(decided)
    }

    /// The stage of that id, with its position.
    pub fn stage(&self, id: &crate::base::StageId) -> Option<(usize, &Stage)> {
        let found = self.stages.iter().enumerate();
        found.into_iter().find(|(_, stage)| stage.id == *id)
    }
}
