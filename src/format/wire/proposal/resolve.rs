//! What a change means that its own text does not tell: the fields of what is
//! amended depend on its kind, and what is adopted stands in a file.
//!
//! This goes over the document's nodes and not over what was read of it, so
//! that its problems are reported together with those of the other fields.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;

use super::amend::Settable;
use super::{KindOf, ProposalRead};
use crate::base::{EntityId, NodePath, Place, Subject};
use crate::finding::{Code, Finding, nearest};
use crate::format::wire::pointed::narrow;
use crate::format::wire::{Entity, read_entity};
use crate::format::{Document, Node, NodeKind, read};
use crate::org::Constraint;
use crate::proposal::Amend;
use crate::rule::Rule;

/// What was found out, by the place of the change.
#[derive(Default)]
pub(super) struct Resolved {
    pub(super) amends: BTreeMap<NodePath, Amend>,
    pub(super) rules: BTreeMap<NodePath, Rule>,
    pub(super) constraints: BTreeMap<NodePath, Constraint>,
    /// The files that were named, from the proposal's folder on.
    pub(super) named: BTreeSet<String>,
}

/// What the reader of a proposal has to go by.
pub(super) struct Sources<'a> {
    pub(super) document: &'a Document,
    pub(super) subject: &'a Subject,
    /// What stands before the path of a file, to name it from the root.
    pub(super) prefix: &'a str,
    pub(super) files: &'a BTreeMap<String, &'a [u8]>,
    pub(super) kind_of: &'a KindOf<'a>,
}

/// Every list of changes of a document: its own, or those of its options.
pub(super) fn lists(root: &Node) -> Vec<(NodePath, &Node)> {
    let mut lists = Vec::new();
    lists.extend(
        root.get("changes")
            .map(|it| (NodePath::root().key("changes"), it)),
    );
    for (n, option) in items(root.get("options")).enumerate() {
        let path = NodePath::root().key("options").index(n).key("changes");
        lists.extend(option.get("changes").map(|it| (path, it)));
    }
    lists
}

fn items(node: Option<&Node>) -> impl Iterator<Item = &Node> {
    let items = match node.map(|node| &node.kind) {
        Some(NodeKind::List { items, .. }) => items.as_slice(),
        _ => &[],
    };
    items.iter()
}

fn text(node: &Node) -> Option<&str> {
    match &node.kind {
        NodeKind::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

/// What a list of changes makes: ids that are not there before it.
fn made(list: &Node) -> BTreeMap<String, EntityId> {
    let mut made = BTreeMap::new();
    let mut note = |node: Option<&Node>, entity: fn(&str) -> Option<EntityId>| {
        if let Some(entity) = node.and_then(text).and_then(entity) {
            made.insert(entity.as_str().to_owned(), entity);
        }
    };
    macro_rules! kind {
        ($kind:ident) => {
            |id| id.parse().ok().map(EntityId::$kind)
        };
    }
    for change in items(Some(list)) {
        let field = |word: &str, key: &str| change.get(word).and_then(|it| it.get(key));
        note(field("form", "team"), kind!(Team));
        note(field("rename", "to"), kind!(Team));
        let into = field("merge", "into");
        note(into.and_then(|into| into.get("team")), kind!(Team));
        for part in items(field("split", "into")) {
            note(part.get("team"), kind!(Team));
        }
        note(field("open_area", "area"), kind!(Area));
        note(field("register", "person"), kind!(Person));
        note(field("adopt_rule", "rule"), kind!(Rule));
        note(field("adopt_constraint", "constraint"), kind!(Constraint));
    }
    made
}

impl Sources<'_> {
    /// Finds out what every change means, with every problem on the way.
    pub(super) fn resolve(&self, read: &mut ProposalRead) -> Resolved {
        let mut resolved = Resolved::default();
        for (path, list) in lists(&self.document.root) {
            let made = made(list);
            for (n, change) in items(Some(list)).enumerate() {
                let path = path.clone().index(n);
                if let Some(amend) = change.get("amend") {
                    let at = path.clone().key("amend");
                    match self.amend(amend, &at, &made) {
                        Ok(Some(amend)) => {
                            resolved.amends.insert(path.clone(), amend);
                        }
                        Ok(None) => {}
                        Err(findings) => read.findings.extend(findings),
                    }
                }
                if let Some(adopt) = change.get("adopt_rule") {
                    let at = path.clone().key("adopt_rule").key("file");
                    let rule = self.adopt::<Rule>(adopt, &at, &mut resolved.named, read);
                    resolved.rules.extend(rule.map(|it| (path.clone(), it)));
                }
                if let Some(adopt) = change.get("adopt_constraint") {
                    let at = path.clone().key("adopt_constraint").key("file");
                    let found = self.adopt::<Constraint>(adopt, &at, &mut resolved.named, read);
                    resolved.constraints.extend(found.map(|it| (path, it)));
                }
            }
        }
        resolved
    }

    fn finding(&self, code: Code, path: &NodePath, message: impl Into<String>) -> Finding {
        let place = Place::new(self.subject.clone(), path.clone());
        let finding = Finding::error(code, place, message);
        match self.document.span(path, None) {
            Some(span) => finding.at(span),
            None => finding,
        }
    }

    /// What a change amends; nothing where its id is no text at all, which the
    /// reader of the other fields reports.
    fn amend(
        &self,
        node: &Node,
        at: &NodePath,
        made: &BTreeMap<String, EntityId>,
    ) -> Result<Option<Amend>, Vec<Finding>> {
        let Some(id) = node.get("id").and_then(text) else {
            return Ok(None);
        };
        if id == Amend::ORGANISATION {
            return self
                .fields(node, at)
                .map(|it| Some(Amend::Organisation(it)));
        }
        let kind = made.get(id).cloned().or_else(|| (self.kind_of)(id));
        let amend = match kind {
            Some(EntityId::Team(id)) => Amend::Team(id, self.fields(node, at)?),
            Some(EntityId::Area(id)) => Amend::Area(id, self.fields(node, at)?),
            Some(EntityId::Person(id)) => Amend::Person(id, self.fields(node, at)?),
            Some(EntityId::Rule(id)) => Amend::Rule(id, self.fields(node, at)?),
            Some(EntityId::Constraint(id)) => Amend::Constraint(id, self.fields(node, at)?),
            Some(EntityId::Event(_)) => {
                let at = at.clone().key("id");
                let why = format!("`{id}` is an event; what happened is not amended");
                let finding = self.finding(Code::BadValue, &at, why);
                return Err(vec![finding.hint("an event is recorded by housekeeping")]);
            }
            None => {
                let at = at.clone().key("id");
                let why = format!("nothing has the id `{id}`");
                return Err(vec![self.finding(Code::UnknownId, &at, why)]);
            }
        };
        Ok(Some(amend))
    }

    fn fields<F: Settable>(&self, node: &Node, at: &NodePath) -> Result<Vec<F>, Vec<Finding>> {
        let mut findings = Vec::new();
        let mut fields = Vec::new();
        if node.get("set").is_some() {
            let at = at.clone().key("set");
            match read_within::<F::Set>(self.document, &at, self.subject) {
                Ok(set) => fields.extend(F::fields(set)),
                Err(found) => findings.extend(found.into_iter().map(with_own_change)),
            }
        }
        let at = at.clone().key("unset");
        for (n, item) in items(node.get("unset")).enumerate() {
            let Some(key) = text(item) else { continue };
            match F::unset(key) {
                Some(field) => fields.push(field),
                None => {
                    let why = format!("`{key}` is no field here that can be unset");
                    let finding = self.finding(Code::BadValue, &at.clone().index(n), why);
                    findings.push(finding.hint(unset_hint(key, F::OPTIONAL)));
                }
            }
        }
        if findings.is_empty() {
            Ok(fields)
        } else {
            Err(findings)
        }
    }

    /// What a file among the proposal's holds.
    fn adopt<D>(
        &self,
        node: &Node,
        at: &NodePath,
        named: &mut BTreeSet<String>,
        read: &mut ProposalRead,
    ) -> Option<D>
    where
        D: Entity + TryFrom<D::File, Error = String>,
    {
        let file = node.get("file").and_then(text)?;
        if let Err(why) = inside(file) {
            let hint = "write its path from the proposal's folder on, such as files/new-rule.yaml";
            let finding = self.finding(Code::BadValue, at, why);
            read.findings.push(finding.hint(hint));
            return None;
        }
        let Some(bytes) = self.files.get(file) else {
            let finding = self.finding(Code::MissingFile, at, format!("there is no `{file}`"));
            let near = nearest(file, self.files.keys().map(String::as_str));
            read.findings.push(match near {
                Some(near) => finding.hint(format!("did you mean `{near}`?")),
                None => finding.hint("add the file to the proposal's folder"),
            });
            return None;
        };
        let first = named.insert(file.to_owned());
        let path = format!("{}{file}", self.prefix);
        match read_entity::<D>(&Subject::File(path.clone()), bytes) {
            Ok((document, value)) => {
                read.documents.insert(path, document);
                Some(value)
            }
            Err(findings) => {
                // A file that two options adopt is reported once.
                if first {
                    read.findings.extend(findings);
                }
                None
            }
        }
    }
}

/// Whether a path leads to a file under `files/` and nowhere else.
fn inside(file: &str) -> Result<(), String> {
    let Some(rest) = file.strip_prefix("files/") else {
        return Err(format!("`{file}` does not lie under files/"));
    };
    if rest.split('/').any(|part| matches!(part, "" | "." | "..")) || rest.contains('\\') {
        return Err(format!("`{file}` is not written as a plain path"));
    }
    Ok(())
}

fn unset_hint(key: &str, optional: &[&'static str]) -> String {
    match nearest(key, optional.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if optional.is_empty() => "none can be; write its new value under `set`".to_owned(),
        None => format!("these can be: {}", optional.join(", ")),
    }
}

/// Some fields of a file have changes of their own.
fn with_own_change(finding: Finding) -> Finding {
    let key = match finding.place.path.0.last() {
        Some(crate::base::Step::KeyOf(key)) if finding.code == Code::UnknownField => key.as_str(),
        _ => return finding,
    };
    let hint = match key {
        "members" => "members change by `appoint` and `end_term`",
        "authority" => "powers change by `grant`, `revoke` and `transfer`",
        "dissolved" => "a team ends by `dissolve`",
        "former_ids" => "a team gets another id by `rename`",
        "closed" => "an area ends by `close_area`",
        "repealed" => "it goes out of force by `repeal_rule` or `repeal_constraint`",
        "waivers" => "an exception is made by `waive`",
        _ => return finding,
    };
    finding.hint(hint)
}

/// Reads one node of a document as a type; places stay those of the document.
fn read_within<T: DeserializeOwned>(
    document: &Document,
    at: &NodePath,
    subject: &Subject,
) -> Result<T, Vec<Finding>> {
    let Some(root) = document.node(at) else {
        return Err(Vec::new());
    };
    // The text is needed for findings alone: most often there is none.
    let alone = |text: String| Document {
        text,
        root: root.clone(),
    };
    if let Ok(value) = read::<T>(&alone(String::new()), subject) {
        return Ok(value);
    }
    let within = alone(document.text.clone());
    read::<T>(&within, subject).map_err(|findings| {
        let place = |finding: Finding| {
            let mut finding = narrow(&within, finding);
            let inner = std::mem::take(&mut finding.place.path);
            finding.place.path = at.clone();
            finding.place.path.0.extend(inner.0);
            finding
        };
        findings.into_iter().map(place).collect()
    })
}
