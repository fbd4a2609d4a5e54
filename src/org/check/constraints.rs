//! Whether the constraints in force hold.

use super::{Report, at_constraint, top};
use crate::base::{ConstraintId, NodePath};
use crate::finding::{Code, Finding, Severity};
use crate::org::{Level, Remedy, Requirement, Verdict, evaluate};

pub(super) fn constraints_hold(report: &mut Report<'_>) {
    let org = report.org;
    for (id, constraint) in &org.constraints {
        let readable = report.unreadable.is_empty();
        if !constraint.in_force_on(report.day) {
            continue;
        }
        let place = || at_constraint(id, top("require"));
        match evaluate(constraint, &report.standing) {
            Verdict::Holds => {}
            // What could not be read may be the very thing that is missing.
            Verdict::Broken(_) if !readable && may_lack(&constraint.require) => {}
            Verdict::Broken(breaches) => {
                let severity = match constraint.level {
                    Level::Must => Severity::Error,
                    Level::Should => Severity::Warning,
                };
                let hint = constraint.remedy.as_ref().map(|Remedy::Vacate(team)| {
                    format!("the remedy is to end the term in {}", org.team_name(team))
                });
                for breach in breaches {
                    let finding =
                        Finding::new(severity, Code::ConstraintBroken, place(), breach.text);
                    report.push(match &hint {
                        Some(hint) => finding.hint(hint.clone()),
                        None => finding,
                    });
                }
            }
            Verdict::Waived { waiver, breaches } => {
                let excuse = match waiver.reason.trim().trim_end_matches('.') {
                    "" => "which is excused".to_owned(),
                    reason => format!("which is excused: {reason}"),
                };
                for breach in breaches {
                    let message = format!("{}, {excuse}", breach.text);
                    report.push(Finding::note(Code::ConstraintBroken, place(), message));
                }
            }
            Verdict::Unknown(why) => {
                let message = format!("it cannot be judged: {why}");
                report.push(Finding::note(Code::ConstraintBroken, place(), message));
            }
        }
        ended_waivers(report, id);
    }
}

/// Whether a requirement can be broken by something that is not there.
fn may_lack(require: &Requirement) -> bool {
    matches!(
        require,
        Requirement::Size { .. } | Requirement::EveryAreaControlled | Requirement::Subset { .. }
    )
}

/// Waivers without a reason excuse nothing that people could look up.
fn ended_waivers(report: &mut Report<'_>, id: &ConstraintId) {
    let Some(constraint) = report.org.constraints.get(id) else {
        return;
    };
    for (index, waiver) in constraint.waivers.iter().enumerate() {
        if waiver.reason.trim().is_empty() {
            let path = NodePath::root().key("waivers").index(index).key("reason");
            let message = "the waiver gives no reason";
            let finding = Finding::error(Code::EmptyText, at_constraint(id, path), message);
            report.push(finding.hint("say why the exception was granted"));
        }
    }
}
