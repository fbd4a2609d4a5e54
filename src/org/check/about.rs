//! What organisation.yaml says of the whole.

use std::collections::BTreeMap;

use super::{Report, at_organisation, top};
use crate::finding::{Code, Finding};

pub(super) fn as_of_in_draft(report: &mut Report<'_>) {
    let about = &report.org.about;
    if about.as_of.is_some() && about.founded.is_some() {
        let message = "a founded organisation is read as it is today, so it has no `as_of`";
        let place = at_organisation(top("as_of"));
        report.push(
            Finding::error(Code::DayInFounded, place, message)
                .hint("remove the line; `--at DAY` reads an earlier day"),
        );
    }
}

/// Names that git refuses would stop every command that looks for the branch.
pub(super) fn branch_is_named(report: &mut Report<'_>) {
    let branch = &report.org.about.branch;
    let place = || at_organisation(top("branch"));
    if branch.trim().is_empty() {
        let message = "the branch has no name";
        let finding = Finding::error(Code::EmptyText, place(), message);
        report.push(finding.hint("write `branch: main`, or leave the line out"));
    } else if !is_branch(branch) {
        let message = format!("git takes no branch of the name `{branch}`");
        let finding = Finding::error(Code::BadValue, place(), message);
        report.push(finding.hint("name the branch alone, such as `main`"));
    }
}

/// The rules of `git check-ref-format --branch`, as far as they concern plain
/// names.
fn is_branch(name: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\".contains(c);
    let part = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    !name.chars().any(odd)
        && !name.starts_with('-')
        && !name.ends_with('.')
        && !name.contains("..")
        && !name.contains("@{")
        && name != "@"
        && name.split('/').all(part)
}

pub(super) fn housekeeping_is_given_once(report: &mut Report<'_>) {
    let mut given: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (index, line) in report.org.about.housekeeping.iter().enumerate() {
        for (at, scope) in line.may.iter().enumerate() {
            let first = given.insert((line.by.source(), scope.as_str()), index);
            if first.is_some() {
                let path = top("housekeeping").index(index).key("may").index(at);
                let message = format!("`{scope}` is given to `{}` twice", line.by);
                let place = at_organisation(path);
                let finding = Finding::warning(Code::OverlappingHousekeeping, place, message);
                report.found.push(finding.hint("remove one of the two"));
            }
        }
    }
}
