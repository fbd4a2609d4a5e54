//! Acting first, undoing an act, and recording that it was ratified.

use std::collections::BTreeMap;

use super::{Act, ActStands, Stated, own_changes, touched};
use crate::base::{Digest, PersonId, ProposalName};
use crate::format::join;
use crate::format::wire::record::{write_enactment, write_statement};
use crate::proposal::apply_all;
use crate::sign::{Namespace, Signer};
use crate::store::CommitId;
use crate::vote::{Enactment, Mandate, Statement, StatementKind};
use crate::workspace::WorkspaceError;
use crate::workspace::call::decides;
use crate::workspace::edit::{edits, with};
use crate::workspace::enact::{Enacted, attested_stages, holds, proposal_of};
use crate::workspace::examine::Examined;
use crate::workspace::load::load_governance;
use crate::workspace::roll::{RollsOf, keys_at, members};
use crate::workspace::session::Session;
use crate::workspace::signatures::governance_digest;
use crate::workspace::whole::is_withdrawn;

impl Session<'_> {
    /// Applies a proposal before it is decided, where its rule lets the person
    /// act first.
    ///
    /// # Errors
    ///
    /// Where the rule lets nobody, or not this person, a vote was opened, or
    /// the changes do not apply.
    pub fn act_first(
        &self,
        name: &ProposalName,
        signer: &Signer,
    ) -> Result<Enacted, WorkspaceError> {
        let examined = self.examine(name, &|_| {})?;
        let before = examined.workspace.sound_org(self.now())?;
        if before.about.is_draft() {
            return Err(WorkspaceError::Draft);
        }
        let folder = examined.folder()?;
        let acted = self.acts(&examined)?.act.is_some() || folder.enactment.is_some();
        if acted || !examined.polls.is_empty() || is_withdrawn(folder, before) {
            return Err(WorkspaceError::Other(format!(
                "{name} can be enacted provisionally once, and before any vote on it is opened"
            )));
        }
        let proposal = proposal_of(folder)?;
        let by = self.person_of(before, signer)?;
        let refuse = |why: String| WorkspaceError::NotAllowed {
            who: by.clone(),
            what: "act first",
            why,
        };
        let Some(first) = &examined.rule.acts_first else {
            return Err(refuse(format!(
                "the rule `{}` lets nobody; it has no `acts_first`",
                proposal.rule
            )));
        };
        let effective = self.today(before);
        let standing = before.on(effective);
        if !members(&first.by, &RollsOf::new(&standing, proposal))?.contains(&by) {
            return Err(refuse(format!("only members of `{}` may", first.by)));
        }
        let now = self.now();
        let keys = keys_at(before, &by, now, &examined.founding);
        self.refuse_unripe(signer, (&by, "act first"), &keys, before, now)?;
        decides(&examined.rule, proposal)?;
        let changes = own_changes(proposal)?;
        let after = apply_all(before, changes, effective).map_err(WorkspaceError::Refused)?;
        let files = self.governance_files(examined.line.tip)?;
        let given = self.given_files(examined.line.tip, name, changes)?;
        let edits = edits(&files, before, &after, &given)?;
        holds(before, &after, effective)?;
        let stated = Stated {
            effective,
            before: governance_digest(&files),
            after: governance_digest(&with(&files, &edits)),
        };
        let statement = (StatementKind::Emergency, by.clone(), stated.text());
        let file = self.signed_statement(folder.content, statement, signer)?;
        let mut changes = edits.clone();
        changes.insert(
            format!("proposals/{name}/statements/emergency-{by}.yaml"),
            Some(file),
        );
        let message = format!(
            "Act first on {}, provisionally\n\nProposal: {}\nProvisional: until ratified by stage {}\n",
            proposal.title,
            name.number(),
            first.ratify
        );
        let commit = self.commit(&examined.line, changes, &message, Some(signer))?;
        let until = self.now().plus(first.within);
        Ok(Enacted {
            effective,
            before: before.clone(),
            after,
            paths: edits.into_keys().collect(),
            commit,
            enactment: Enactment {
                proposal: name.clone(),
                content: folder.content,
                result: stated.after,
                effective,
                before: stated.before,
                after: stated.after,
            },
            attested: Vec::new(),
            provisional: until,
        })
    }

    /// Takes an act back that was not ratified: puts every file that it
    /// changed back as it was, byte for byte.
    ///
    /// # Errors
    ///
    /// Where no act is to be undone, or a file has changed since.
    pub fn undo_act(
        &self,
        name: &ProposalName,
        signer: &Signer,
    ) -> Result<(Act, Vec<String>, CommitId), WorkspaceError> {
        let examined = self.examine(name, &|_| {})?;
        let org = examined.org()?;
        let by = self.person_of(org, signer)?;
        let act = self.acts(&examined)?.act.ok_or_else(|| {
            WorkspaceError::Other(format!("{name} was not enacted provisionally"))
        })?;
        if !matches!(act.stands, ActStands::MustBeUndone { .. }) {
            return Err(WorkspaceError::Other(match &act.stands {
                ActStands::Provisional => format!(
                    "the act on {name} may still be ratified until {}",
                    act.until
                ),
                ActStands::Ratified => format!("the act on {name} was ratified"),
                _ => format!("the act on {name} was undone"),
            }));
        }
        let was = self.governance_files(act.parent)?;
        let made = self.governance_files(act.commit)?;
        let now = self.governance_files(examined.line.tip)?;
        let touched = touched(&was, &made);
        let moved: Vec<&String> = touched
            .iter()
            .filter(|path| now.bytes(path) != made.bytes(path))
            .collect();
        if !moved.is_empty() {
            let how: Vec<String> = moved
                .iter()
                .map(|path| match was.bytes(path) {
                    Some(_) => format!("`git show {}:{path}` shows one", act.parent.short()),
                    None => format!("{path} was not there"),
                })
                .collect();
            return Err(WorkspaceError::Other(format!(
                "files that it changed have changed since, so put them back by hand: {}",
                how.join(", ")
            )));
        }
        let mut changes: BTreeMap<String, Option<Vec<u8>>> = touched
            .iter()
            .map(|path| (path.clone(), was.bytes(path).map(<[u8]>::to_vec)))
            .collect();
        let result = load_governance(&with(&now, &changes));
        if !result.is_readable() {
            return Err(WorkspaceError::Broken(result.findings));
        }
        let statement = (StatementKind::Undo, by.clone(), act.commit.to_string());
        // About the text that was acted on, which may have been changed since.
        let file = self.signed_statement(act.content, statement, signer)?;
        let path = format!("proposals/{name}/statements/undo-{by}.yaml");
        changes.insert(path, Some(file));
        let message = format!("Undo the act on {name}\n\nProposal: {}\n", name.number());
        let commit = self.commit(&examined.line, changes, &message, Some(signer))?;
        Ok((act, touched.into_iter().collect(), commit))
    }

    fn signed_statement(
        &self,
        about: Digest,
        (kind, by, text): (StatementKind, PersonId, String),
        signer: &Signer,
    ) -> Result<Vec<u8>, WorkspaceError> {
        let statement = Statement {
            kind,
            by,
            at: self.now(),
            about,
            text: Some(text),
        };
        let prefix = write_statement(&statement)?;
        let armour = signer.sign(Namespace::Statement, &prefix)?;
        join(&prefix, &armour).map_err(|error| WorkspaceError::Write(error.into()))
    }

    /// The record that makes a ratified act final: nothing else changes.
    pub(in crate::workspace) fn ratify(
        &self,
        examined: &Examined,
        mandate: &Mandate,
        act: &Act,
    ) -> Result<Enacted, WorkspaceError> {
        let name = &examined.name;
        let enactment = Enactment {
            proposal: name.clone(),
            content: mandate.content(),
            result: mandate.result(),
            effective: act.effective,
            before: act.before,
            after: act.after,
        };
        let path = format!("proposals/{name}/enactment.yaml");
        let changes = BTreeMap::from([(path, Some(write_enactment(&enactment)?))]);
        let title = &proposal_of(examined.folder()?)?.title;
        let message = format!(
            "Ratify {title}\n\nProposal: {}\nOutcome: accept\nResult: {}\n",
            name.number(),
            mandate.result()
        );
        let commit = self.commit(&examined.line, changes, &message, None)?;
        let org = examined.org()?.clone();
        Ok(Enacted {
            effective: act.effective,
            before: org.clone(),
            after: org,
            paths: Vec::new(),
            commit,
            enactment,
            attested: attested_stages(&examined.ended),
            provisional: None,
        })
    }
}
