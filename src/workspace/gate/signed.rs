//! Statements in a proposal's folder that somebody truly signed.

use crate::base::{Digest, Instant};
use crate::format::wire::record::SignedStatement;
use crate::org::Organisation;
use crate::sign::Namespace;
use crate::vote::{SignatureVerdict, Statement, StatementKind};
use crate::workspace::WorkspaceError;
use crate::workspace::examine::keys_on;
use crate::workspace::roll::{FoundingKeys, keys_at};
use crate::workspace::signatures::Signatures;

/// The statements of a kind about a text, made at an instant at the latest,
/// each signed by whom it names; where it is known since when keys are
/// recorded, by a key that could be on a roll then.
///
/// # Errors
///
/// Where a signature cannot be checked here: that is never a missing one.
pub(super) fn signed<'a>(
    statements: &'a [SignedStatement],
    kind: StatementKind,
    about: Digest,
    at: Instant,
    (org, founding): (&Organisation, Option<&FoundingKeys>),
) -> Result<Vec<&'a Statement>, WorkspaceError> {
    let signatures = Signatures::of(org);
    let mut found = Vec::new();
    for it in statements {
        let statement = &it.statement;
        if statement.kind != kind || statement.about != about || at < statement.at {
            continue;
        }
        let keys = match founding {
            Some(founding) => keys_at(org, &statement.by, statement.at, founding),
            None => keys_on(org, &statement.by, statement.at),
        };
        match signatures.check_for(Namespace::Statement, &it.prefix, &it.armour, &keys) {
            SignatureVerdict::Good => found.push(statement),
            SignatureVerdict::Unknown(why) => return Err(WorkspaceError::Incomplete(why)),
            _ => {}
        }
    }
    Ok(found)
}
