//! Changes of single fields of rules and their stages, and the values of those
//! fields as short texts.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::show_exact;
use crate::base::{Exact, OptionId, OutcomeName, PartialDate, RuleId, Span, StageId, TeamId};
use crate::rule::{
    ActsFirst, BallotKind, Blackout, Change as Recast, Class, Condition, CountSpec, Electorate,
    Extend, PollPeriod, Quorum, QuorumOtherwise, ReasonRule, Recusal, RestartOn, Route, Rule,
    Secrecy, Source, Sponsors, Stage, Trigger, VacantSeats, Who,
};

use super::field::{Change, Field, fields};
use super::show::{Shift, Shown, Text, join, plain};

fields! {
    /// A changed field of a rule.
    RuleField of Rule {
        title Title String,
        source Source Option<Source>,
        decides Decides BTreeSet<Class>,
        may_propose MayPropose Who,
        may_open MayOpen Option<Who>,
        may_cancel MayCancel Option<Who>,
        sponsors Sponsors Option<Sponsors>,
        stages Stages Vec<Stage>,
        triggers Triggers Vec<Trigger>,
        blocked_while BlockedWhile BTreeSet<RuleId>,
        acts_first ActsFirst Option<ActsFirst>,
        status_quo StatusQuo Option<OptionId>,
        repealed Repealed Option<PartialDate>,
    } apart {}

    /// A changed field of a stage.
    StageField of Stage {
        when When Option<Condition>,
        electorate Electorate Electorate,
        weights Weights BTreeMap<TeamId, Exact>,
        recusal Recusal Recusal,
        vacant_seats VacantSeats VacantSeats,
        ballot Ballot BallotKind,
        reason Reason ReasonRule,
        change Change Recast,
        secrecy Secrecy Secrecy,
        step Step Option<Exact>,
        notice Notice Option<Span>,
        delay Delay Option<Span>,
        period Period Option<PollPeriod>,
        extend Extend Option<Extend>,
        close_early CloseEarly Option<Condition>,
        close_when CloseWhen Option<Condition>,
        held_for HeldFor Option<Span>,
        grace Grace Option<Span>,
        restart_on RestartOn Option<RestartOn>,
        blackout Blackout Vec<Blackout>,
        lazy Lazy bool,
        quorum Quorum Option<Quorum>,
        count Count Option<CountSpec>,
        outcomes Outcomes Vec<(OutcomeName, Option<Condition>)>,
        then Then BTreeMap<OutcomeName, Route>,
        returns Returns Option<Electorate>,
    } apart { id }
}

plain! { Class Who RuleId OptionId Condition Electorate Recusal VacantSeats BallotKind ReasonRule
Recast Secrecy RestartOn Blackout StageId }

impl Text for Exact {
    fn text(&self) -> String {
        show_exact(self)
    }
}

/// A part that is said only where it is set.
fn also<T: ToString>(before: &str, value: Option<T>) -> String {
    value.map_or_else(String::new, |value| {
        format!("{before}{}", value.to_string())
    })
}

impl Text for Sponsors {
    fn text(&self) -> String {
        let Sponsors { from, need, within } = self;
        format!("{need} from {from}{}", also(" within ", *within))
    }
}

impl Text for Trigger {
    fn text(&self) -> String {
        match self {
            Trigger::When(condition) => format!("when {condition}"),
            Trigger::On {
                event,
                after,
                unless,
            } => {
                let (after, unless) = (also(" after ", *after), also(" unless ", unless.as_ref()));
                format!("on {event}{after}{unless}")
            }
        }
    }
}

impl Text for ActsFirst {
    fn text(&self) -> String {
        let ActsFirst {
            by,
            ratify,
            within,
            otherwise,
        } = self;
        format!("{by}, ratified by {ratify} within {within}, otherwise {otherwise}")
    }
}

impl Text for PollPeriod {
    fn text(&self) -> String {
        match self {
            PollPeriod::Fixed(span) => span.to_string(),
            PollPeriod::Between { at_least, at_most } => format!("{at_least} to {at_most}"),
        }
    }
}

impl Text for Extend {
    fn text(&self) -> String {
        let Extend {
            name,
            when,
            by,
            repeat,
            at_most,
        } = self;
        let name = name.as_ref().map(|name| format!("{name}: "));
        let most = also(", at most ", *at_most);
        format!(
            "{}by {by} when {when}, {repeat}{most}",
            name.unwrap_or_default()
        )
    }
}

impl Text for Quorum {
    fn text(&self) -> String {
        let Quorum {
            need,
            of,
            otherwise,
        } = self;
        let otherwise = match otherwise {
            QuorumOtherwise::Fail => "fail".to_owned(),
            QuorumOtherwise::Extend => "extend".to_owned(),
            QuorumOtherwise::Stage(stage) => format!("stage {stage}"),
        };
        format!("{need}{}, otherwise {otherwise}", also(" of ", of.as_ref()))
    }
}

impl Text for CountSpec {
    fn text(&self) -> String {
        let CountSpec {
            method,
            strength,
            seats,
            default,
            min_support,
            ratios,
            tie_break,
            cap,
        } = self;
        let mut text = method.to_string();
        text += &also(", strength ", *strength);
        text += &also(", seats ", *seats);
        text += &also(", default ", default.as_ref());
        text += &also(", min_support ", min_support.as_ref());
        for (class, ratio) in ratios {
            text += &format!(", ratio of {class} {}", show_exact(ratio));
        }
        text += &also(
            ", ties by ",
            (!tie_break.is_empty()).then(|| join(tie_break)),
        );
        if let Some(cap) = cap {
            text += &format!(", at most {} by {}", cap.at_most, cap.by);
        }
        text
    }
}

impl Text for (OutcomeName, Option<Condition>) {
    fn text(&self) -> String {
        match &self.1 {
            Some(condition) => format!("{}: {condition}", self.0),
            None => format!("{}: otherwise", self.0),
        }
    }
}

impl Text for Route {
    /// With the waiting period, which the word alone leaves out.
    fn text(&self) -> String {
        let Route::Reject {
            waiting: Some(wait),
        } = self
        else {
            return self.to_string();
        };
        let again = also(", again ", wait.again.as_ref());
        let unless = also(", unless ", wait.unless.as_ref());
        format!("{self}, to wait {}{again}{unless}", wait.until)
    }
}

/// Stages are one where their ids are; of those that stay, each changed field
/// is a line of its own.
impl Shown for Vec<Stage> {
    fn shifts(before: &Self, after: &Self) -> Vec<Shift> {
        let find = |stages: &[Stage], id: &StageId| stages.iter().find(|it| it.id == *id).cloned();
        let mut shifts = Vec::new();
        for was in before {
            let Some(is) = find(after, &was.id) else {
                shifts.push(Shift::Removed(format!("stage {}", was.id)));
                continue;
            };
            for field in StageField::between(was, &is) {
                let name = format!("{}.{}", was.id, field.label());
                let at = |value: String| format!("{name} {value}");
                shifts.extend(field.shifts().into_iter().map(|shift| match shift {
                    Shift::Set { before, after } => Shift::Set {
                        before: before.map(at),
                        after: after.map(at),
                    },
                    Shift::Added(item) => Shift::Added(at(item)),
                    Shift::Removed(item) => Shift::Removed(at(item)),
                    Shift::Reordered => Shift::Reordered,
                }));
            }
        }
        let new = after.iter().filter(|is| find(before, &is.id).is_none());
        shifts.extend(new.map(|is| Shift::Added(format!("stage {}", is.id))));
        if shifts.is_empty() {
            shifts.push(Shift::Reordered);
        }
        shifts
    }
}
