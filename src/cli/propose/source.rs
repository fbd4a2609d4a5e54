//! Changes as options or files say them, and why they cannot be made.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::{Step, Subject};
use crate::cli::verbs::Written;
use crate::cli::{CliError, Env, Exit};
use crate::finding::{Finding, Severity};
use crate::format::wire::{ProposalDraft, read_changes};
use crate::org::Organisation;
use crate::proposal::{Body, Change};
use crate::workspace::WorkspaceError;

/// What was read, of options or a file.
pub(super) struct Source {
    pub draft: ProposalDraft,
    /// How each change was given, for messages.
    pub typed: Vec<String>,
    /// Files to adopt.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Reads the changes of options as those of a file.
pub(super) fn from_verbs(
    written: Written,
    org: &Organisation,
    env: &Env,
) -> Result<Source, CliError> {
    let Written {
        changes,
        typed,
        files: named,
    } = written;
    let mut files = BTreeMap::new();
    for (path, file) in named {
        files.insert(path, read(&env.cwd.join(file))?);
    }
    let document = match changes.is_empty() {
        true => serde_json::json!({}),
        false => serde_json::json!({ "changes": changes }),
    };
    let text = serde_json::to_string_pretty(&document).map_err(|error| {
        CliError::internal("changes", "the changes cannot be written").because(&error)
    })?;
    let draft = understand("options", text.as_bytes(), &files, org).map_err(|findings| {
        let error = CliError::usage("bad-change", "the changes cannot be understood");
        let errors = findings.iter().filter(is_error);
        errors.fold(error, |error, it| {
            let place = match (&it.place.subject, it.place.path.0.as_slice()) {
                (Subject::File(path), _) if path != "options" => path.clone(),
                (_, [Step::Key(_), Step::Index(n), ..]) => {
                    typed.get(*n).cloned().unwrap_or_default()
                }
                _ => String::new(),
            };
            said(error, &place, it)
        })
    })?;
    Ok(Source {
        draft,
        typed,
        files,
    })
}

/// Reads changes; `follows` and the like may stand beside them.
pub(super) fn understand(
    path: &str,
    bytes: &[u8],
    files: &BTreeMap<String, Vec<u8>>,
    org: &Organisation,
) -> Result<ProposalDraft, Vec<Finding>> {
    let files = files
        .iter()
        .map(|(path, bytes)| (path.clone(), bytes.as_slice()));
    read_changes(path, bytes, &files.collect(), &|id| org.find(id))
}

/// Only errors keep changes from being read.
fn is_error(finding: &&Finding) -> bool {
    finding.severity == Severity::Error
}

/// A finding as a line of an error.
pub(super) fn said(error: CliError, place: &str, finding: &Finding) -> CliError {
    let hint = finding.hint.as_ref();
    let hint = hint.map_or_else(String::new, |hint| format!("; {hint}"));
    error.note(format!("{place}: {}{hint}", finding.message))
}

/// The files that changes bring in.
pub(super) fn adopted(body: &Body) -> Vec<String> {
    let changes: Vec<&Change> = match body {
        Body::Changes(changes) => changes.iter().collect(),
        Body::Options(options) => options.iter().flat_map(|it| &it.changes).collect(),
        Body::Elect(_) | Body::Question => Vec::new(),
    };
    let file = |change: &Change| match change {
        Change::AdoptRule(adopt) => Some(adopt.file.clone()),
        Change::AdoptConstraint(adopt) => Some(adopt.file.clone()),
        _ => None,
    };
    changes.into_iter().filter_map(file).collect()
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    std::fs::read(path).map_err(|error| {
        let said = format!("`{}` cannot be read", path.display());
        CliError::usage("unreadable-file", said).because(&error)
    })
}

/// Everything that stands in the way, each with the option that asked for it.
pub(in crate::cli) fn explain(error: WorkspaceError, typed: &[String]) -> CliError {
    let WorkspaceError::Refused(all) = error else {
        return error.into();
    };
    let said = match all.len() {
        1 => "the organisation does not allow this change".to_owned(),
        n => format!("the organisation does not allow these changes, for {n} reasons"),
    };
    let error = CliError::new(Exit::Refused, "changes-refused", said);
    all.iter().fold(error, |error, it| {
        let place = match typed.get(it.index) {
            Some(typed) => typed.clone(),
            None => format!("changes[{}].{}", it.index, it.path),
        };
        let hint = it.hint.as_deref().map(|hint| match typed.is_empty() {
            true => hint.to_owned(),
            false => as_options(hint),
        });
        let hint = hint.map_or_else(String::new, |hint| match it.why.ends_with('?') {
            true => format!(" {hint}"),
            false => format!("; {hint}"),
        });
        error.note(format!("{place}: {}{hint}", it.why))
    })
}

/// What to add under `transfer` in a file, as the options that say the same.
fn as_options(hint: &str) -> String {
    let parts = hint
        .strip_prefix("add `")
        .and_then(|rest| rest.split_once("` under `transfer`"));
    let Some((areas, rest)) = parts else {
        return hint.to_owned();
    };
    let options: Vec<String> = areas
        .split(", ")
        .map(|it| format!("--transfer {}", it.replace(": ", "=")))
        .collect();
    format!("add `{}`{rest}", options.join(" "))
}
