//! What is said when an id means nothing.

use super::CliError;
use crate::finding::nearest;
use crate::org::Organisation;

/// An id that nothing has, with what was most likely meant: an id that is
/// close to it, or the id of what bears it as a name.
pub(super) fn unknown(org: &Organisation, typed: &str) -> CliError {
    let shown: String = typed.chars().take(64).collect();
    let error = CliError::usage("unknown-id", format!("nothing here has the id `{shown}`"));
    match meant(org, typed) {
        Some(id) => error.hint(format!("did you mean `{id}`?")),
        None => error
            .note("an id is a file's name: of a person, body, area, rule, constraint or event")
            .hint("`polity show` names the bodies and areas"),
    }
}

/// The id that was most likely meant.
pub(super) fn meant(org: &Organisation, typed: &str) -> Option<String> {
    let wanted = typed.to_lowercase();
    let entities: Vec<_> = org.entities().collect();
    let names_it = |label: &str, whole: bool| {
        let label = label.to_lowercase();
        match whole {
            true => label == wanted,
            false => label.split_whitespace().any(|word| word == wanted),
        }
    };
    // A name in full, then an id that is close, then one word of a name.
    let named = |whole: bool| {
        let mut entities = entities.iter();
        let found = entities.find(|it| names_it(&org.label(it), whole));
        found.map(|it| it.as_str().to_owned())
    };
    let ids = entities.iter().map(|it| it.as_str());
    named(true)
        .or_else(|| nearest(&wanted, ids).map(str::to_owned))
        .or_else(|| named(false))
}
