//! `proposals/<name>/proposal.yaml`, and the changes in it.
//!
//! A proposal is read in two steps. The first reads every field whose form is
//! known; the second [finds out](resolve) what the first cannot know: of what
//! kind something amended is, and what an adopted file says.

mod amend;
mod change;
mod constraint;
mod file;
mod headed;
mod people;
mod resolve;
#[cfg(test)]
mod roundtrip;
mod split;
mod structure;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use self::change::{ChangeLine, Read};
use self::file::{BodyLines, DraftFile, ProposalFile};
use self::resolve::{Resolved, Sources};
use crate::base::{
    EntityId, NodePath, PartialDate, PersonId, Place, ProposalName, RuleId, Subject,
};
use crate::finding::{Code, Finding, Severity};
use crate::format::wire::pointed::narrow;
use crate::format::{Document, Emit, EmitError, NodeKind, gate, read};
use crate::proposal::{AdoptConstraint, AdoptRule, Body, Change, Proposal, ProposalOption};

/// Of what kind the thing of an id is, where there is one.
pub type KindOf<'a> = dyn Fn(&str) -> Option<EntityId> + 'a;

/// What reading a proposal gave.
#[derive(Debug, Clone, Default)]
pub struct ProposalRead {
    /// The proposal; none where an error was found.
    pub proposal: Option<Proposal>,
    /// The documents that could be parsed, by their path from the workspace's
    /// root.
    pub documents: BTreeMap<String, Document>,
    /// Every problem, each at its place.
    pub findings: Vec<Finding>,
}

/// What somebody wrote down to make a proposal of: all of a proposal but what
/// the tool knows itself.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposalDraft {
    /// Its title.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Vec<PersonId>,
    /// Who sees it through.
    pub shepherd: Option<PersonId>,
    /// When it was written.
    pub created: Option<PartialDate>,
    /// The rule that it is to be decided under.
    pub rule: Option<RuleId>,
    /// The people it concerns.
    pub subject: Option<Vec<PersonId>>,
    /// The number of an earlier proposal that it brings back.
    pub resubmits: Option<u32>,
    /// The number of the proposal after which it is meant to be read.
    pub follows: Option<u32>,
    /// What it would do.
    pub body: Body,
}

/// Passes the bytes of `proposal.yaml` through the gate.
///
/// # Errors
///
/// Everything that the gate refuses.
pub fn proposal_document(name: &ProposalName, bytes: &[u8]) -> Result<Document, Vec<Finding>> {
    gate(&Subject::Proposal(name.clone()), bytes)
}

/// The number of the proposal that this one follows, whatever else is wrong.
pub fn follows(document: &Document) -> Option<u32> {
    match &document.root.get("follows")?.kind {
        NodeKind::Scalar { text, .. } => text.parse().ok(),
        _ => None,
    }
}

/// Reads a proposal from its document and the other files of its folder, by
/// their path from the folder on; those under `files/` may be adopted, and
/// whatever is not is a warning. `kind_of` knows the organisation that the
/// proposal is drafted against.
pub fn read_proposal(
    name: &ProposalName,
    document: Document,
    files: &BTreeMap<String, &[u8]>,
    kind_of: &KindOf<'_>,
) -> ProposalRead {
    let prefix = format!("proposals/{name}/");
    let sources = Sources {
        document: &document,
        subject: &Subject::Proposal(name.clone()),
        prefix: &prefix,
        files,
        kind_of,
    };
    let mut read = ProposalRead::default();
    let found = sources.read_all::<ProposalFile>(&mut read, ProposalFile::body);
    read.proposal = found.map(|(file, body)| file.proposal(name.clone(), body));
    read.documents
        .insert(format!("{prefix}proposal.yaml"), document);
    read
}

/// Reads what `polity propose --file` is given: a file with `changes`,
/// `options` or `elect`, and whatever else of a proposal is known already.
/// `path` names it in findings; files to adopt are sought beside it.
///
/// # Errors
///
/// Everything that is wrong with it, each at its place.
pub fn read_changes(
    path: &str,
    bytes: &[u8],
    files: &BTreeMap<String, &[u8]>,
    kind_of: &KindOf<'_>,
) -> Result<ProposalDraft, Vec<Finding>> {
    let subject = Subject::File(path.to_owned());
    let document = gate(&subject, bytes)?;
    let prefix = path
        .rsplit_once('/')
        .map(|(folder, _)| format!("{folder}/"));
    let sources = Sources {
        document: &document,
        subject: &subject,
        prefix: prefix.as_deref().unwrap_or_default(),
        files,
        kind_of,
    };
    let mut read = ProposalRead::default();
    match sources.read_all::<DraftFile>(&mut read, DraftFile::body) {
        Some((file, body)) => Ok(file.draft(body)),
        None => Err(read.findings),
    }
}

/// The text of a new `proposal.yaml`. Reading it gives the same proposal; the
/// files that it adopts are written beside it by whoever makes the folder.
/// Fields that are amended are written in the order of their own file.
///
/// # Errors
///
/// Where a text holds what no file may hold.
pub fn write_proposal(proposal: &Proposal) -> Result<String, EmitError> {
    Emit::default().file(&ProposalFile::of(proposal))
}

/// The text of a `proposal.yaml` that said one thing and is to say another, with
/// every comment, order and quote that the change does not touch.
///
/// # Errors
///
/// Why that cannot be done safely; the text stays as it was.
pub fn rewrite_proposal(text: &str, before: &Proposal, after: &Proposal) -> Result<String, String> {
    let there: serde_yaml::Value = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    let value = |of: &Proposal| {
        let value = serde_yaml::to_value(ProposalFile::of(of));
        value.map_err(|error| error.to_string())
    };
    let wanted = crate::format::graft(&there, &value(before)?, &value(after)?);
    crate::format::rewrite(text, &there, &wanted).map_err(|refusal| refusal.to_string())
}

impl Sources<'_> {
    /// The file's struct and what the proposal would do; nothing where there
    /// is an error.
    fn read_all<F: serde::de::DeserializeOwned>(
        &self,
        out: &mut ProposalRead,
        body: impl FnOnce(&mut F) -> BodyLines,
    ) -> Option<(F, Body)> {
        let file = read::<F>(self.document, self.subject);
        let resolved = self.resolve(out);
        let mut result = None;
        self.bodies(out);
        match file {
            Ok(mut file) => {
                let body = self.body(body(&mut file), &resolved, out);
                result = Some((file, body));
            }
            Err(findings) => {
                let found = findings.into_iter().map(|it| narrow(self.document, it));
                out.findings.extend(found.map(with_kinds));
            }
        }
        self.unused(&resolved, out);
        // Those of other files come after this one's own.
        let own = |it: &Finding| it.place.subject != *self.subject;
        out.findings.sort_by_key(|it| {
            (
                own(it),
                it.place.subject.clone(),
                it.span.map(|at| at.start),
            )
        });
        let error = |it: &Finding| it.severity == Severity::Error;
        result.filter(|_| !out.findings.iter().any(error))
    }

    /// A proposal does one thing.
    fn bodies(&self, out: &mut ProposalRead) {
        let root = &self.document.root;
        let there = |key: &&str| root.get(key).is_some();
        let there: Vec<&str> = ["changes", "options", "elect"]
            .into_iter()
            .filter(there)
            .collect();
        for key in &there {
            let empty = |node: &crate::format::Node| match &node.kind {
                NodeKind::Scalar { text, .. } => matches!(text.as_str(), "" | "~" | "null"),
                _ => false,
            };
            if root.get(key).is_some_and(empty) {
                let at = NodePath::root().key_of(*key);
                let finding = self.place(&at, format!("nothing stands under `{key}`"));
                out.findings
                    .push(finding.hint("leave it out: a proposal without is a question"));
            }
        }
        if let [first, second, ..] = there.as_slice() {
            let at = NodePath::root().key_of(*second);
            let finding = self.place(&at, format!("`{first}` and `{second}` stand side by side"));
            let hint = "a proposal has one of `changes`, `options` and `elect`, or none of them \
                        where it is a question";
            out.findings.push(finding.hint(hint));
        }
    }

    fn place(&self, at: &NodePath, message: String) -> Finding {
        let place = Place::new(self.subject.clone(), at.clone());
        let finding = Finding::error(Code::BadValue, place, message);
        match self.document.span(at, None) {
            Some(span) => finding.at(span),
            None => finding,
        }
    }

    fn body(&self, lines: BodyLines, resolved: &Resolved, out: &mut ProposalRead) -> Body {
        let root = NodePath::root;
        match lines {
            BodyLines::Question => Body::Question,
            BodyLines::Elect(election) => Body::Elect(election),
            BodyLines::Changes(lines) => {
                Body::Changes(self.changes(lines, root().key("changes"), resolved, out))
            }
            BodyLines::Options(options) => {
                let each = options.into_iter().enumerate().map(|(n, option)| {
                    let at = root().key("options").index(n).key("changes");
                    ProposalOption {
                        id: option.id,
                        title: option.title,
                        class: option.class.map(|text| text.0),
                        changes: self.changes(option.changes, at, resolved, out),
                    }
                });
                Body::Options(each.collect())
            }
        }
    }

    fn changes(
        &self,
        lines: Vec<ChangeLine>,
        at: NodePath,
        resolved: &Resolved,
        out: &mut ProposalRead,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        for (n, line) in lines.into_iter().enumerate() {
            let path = at.clone().index(n);
            let change = match line.read() {
                Read::Change(change) => Some(change),
                Read::Amend => resolved.amends.get(&path).cloned().map(Change::from),
                Read::AdoptRule(line) => resolved.rules.get(&path).map(|rule| {
                    Change::from(AdoptRule {
                        rule: line.rule,
                        file: line.file,
                        content: Box::new(rule.clone()),
                    })
                }),
                Read::AdoptConstraint(line) => resolved.constraints.get(&path).map(|it| {
                    Change::from(AdoptConstraint {
                        constraint: line.constraint,
                        file: line.file,
                        content: Box::new(it.clone()),
                    })
                }),
            };
            match change {
                Some(change) => changes.push(change),
                // Its problem was reported; without one, nothing may be lost.
                None if out.findings.is_empty() => {
                    let why = "this change cannot be understood".to_owned();
                    out.findings.push(self.place(&path, why));
                }
                None => {}
            }
        }
        changes
    }

    fn unused(&self, resolved: &Resolved, out: &mut ProposalRead) {
        for file in self.files.keys() {
            if !file.starts_with("files/") || resolved.named.contains(file) {
                continue;
            }
            let path = format!("{}{file}", self.prefix);
            let place = Place::whole(Subject::File(path));
            let finding = Finding::warning(Code::UnusedFile, place, "no change names this file");
            out.findings
                .push(finding.hint("name it in `adopt_rule` or `adopt_constraint`, or remove it"));
        }
    }
}

/// A change of no kind, or of two, is told which kinds there are.
fn with_kinds(mut finding: Finding) -> Finding {
    let own = finding
        .place
        .path
        .0
        .iter()
        .any(|step| matches!(step, crate::base::Step::Key(key) if key == "changes"));
    let one = finding.message.starts_with("expected a map of one key")
        || finding
            .message
            .ends_with("none of the words that may stand here");
    let depth =
        if finding.place.path.0.first() == Some(&crate::base::Step::Key("options".to_owned())) {
            5
        } else {
            3
        };
    if own && one && finding.place.path.0.len() <= depth {
        let all = format!("a change is one of: {}", Change::WORDS.join(", "));
        finding.hint = Some(match finding.hint {
            Some(near) => format!("{near} {all}"),
            None => all,
        });
    }
    finding
}
