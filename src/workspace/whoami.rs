//! Who is at the keyboard.

use super::WorkspaceError;
use super::examine::keys_on;
use super::layout::{GOVERNANCE, ORGANISATION};
use super::load::load_governance;
use super::session::{Session, written};
use crate::base::PersonId;
use crate::org::Organisation;
use crate::sign::Signer;
use crate::store::{Selection, Want, files_in};

impl Session<'_> {
    /// Who the person at the keyboard is, as their key says.
    ///
    /// # Errors
    ///
    /// Where the key is nobody's.
    pub fn whoami(&self, signer: &Signer) -> Result<(PersonId, Vec<String>), WorkspaceError> {
        let named = |org: &Organisation| {
            let person = self.person_of(org, signer)?;
            let keys = keys_on(org, &person, self.now());
            let keys = keys.iter().map(ToString::to_string).collect();
            Ok((person, keys))
        };
        // Only the files that hold the key need to be understood.
        if let Some(written) = written(signer.key()) {
            let wanted = |path: &str, _: bool| match path {
                GOVERNANCE | ORGANISATION | "governance/people" => Want::Read,
                path if path.starts_with("governance/people/") => Want::Read,
                _ => Want::Skip,
            };
            let wanted = Selection::only(&[GOVERNANCE], &wanted);
            let mut files = files_in(self.repo().workdir()?, &wanted)?;
            let holds =
                |bytes: &[u8]| std::str::from_utf8(bytes).is_ok_and(|text| text.contains(&written));
            files
                .files
                .retain(|path, file| path == ORGANISATION || holds(&file.bytes));
            if let Ok(org) = load_governance(&files).readable_org()
                && let Ok(found) = named(org)
            {
                return Ok(found);
            }
        }
        named(self.working_tree()?.org()?)
    }
}
