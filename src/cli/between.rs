//! Why a draft no longer applies, with the decisions that came between.

use super::reading::{Reading, days};
use super::workspace::outside;
use super::{CliError, Env};
use crate::base::ProposalName;
use crate::finding::{Code, Finding};
use crate::workspace::Session;

/// The findings about a proposal, each that says why it does not apply also
/// with what came between. Without git they stay as they are: history is an
/// addition to the answer, and no part of it.
pub(super) fn explained(
    env: &Env,
    reading: &Reading,
    name: &ProposalName,
    found: Vec<Finding>,
) -> Vec<Finding> {
    if !found.iter().any(|it| it.code == Code::ProposalRefused) {
        return found;
    }
    let Some(org) = reading.workspace.governance.org.as_ref() else {
        return found;
    };
    let (day, _) = days(org, None, env);
    let Ok(session) = Session::discover(&env.cwd, outside(env)) else {
        return found;
    };
    session.explained(&reading.workspace, name, found, day)
}

/// The error of a command that was refused because a draft does not apply, with
/// what mends it.
pub(super) fn mend(name: &ProposalName, error: CliError) -> CliError {
    match error.code {
        "changes-refused" => {
            let said = format!("`polity rebase {}` mends what can be mended", name.number());
            error.note(said)
        }
        _ => error,
    }
}
