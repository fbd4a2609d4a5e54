//! Whether the people, rules and teams that a proposal names are there.

use std::collections::{BTreeMap, BTreeSet};

use super::ProposalFolder;
use super::reader::{Base, place};
use crate::base::{Date, EntityId, NodePath, PersonId};
use crate::finding::{Code, Finding, nearest};
use crate::format::{Document, NodeKind};
use crate::org::Organisation;
use crate::proposal::{Body, Change, Proposal};
use crate::rule::BallotKind;
use crate::workspace::layout::subject_path;

/// Of what kind the thing of an id is; a team by an earlier id too.
pub(super) fn kind_of(org: &Organisation, id: &str) -> Option<EntityId> {
    let former = || {
        let mut ids = org.teams.values().flat_map(|team| &team.former_ids);
        ids.find(|former| former.as_str() == id)
            .map(|former| EntityId::Team(former.clone()))
    };
    org.find(id).or_else(former)
}

/// The scalar that a finding stands at.
pub(super) fn scalar(finding: &Finding, documents: &BTreeMap<String, Document>) -> Option<String> {
    let path = subject_path(&finding.place.subject)?;
    match &documents.get(&path)?.node(&finding.place.path)?.kind {
        NodeKind::Scalar { text, .. } => Some(text.to_string()),
        _ => None,
    }
}

/// An id that nothing has, with the nearest that something has.
pub(super) fn with_nearest(org: &Organisation, finding: Finding, id: Option<String>) -> Finding {
    let Some(id) = id.filter(|_| finding.code == Code::UnknownId && finding.hint.is_none()) else {
        return finding;
    };
    let known: Vec<EntityId> = org.entities().collect();
    match nearest(&id, known.iter().map(EntityId::as_str)) {
        Some(near) => finding.hint(format!("did you mean `{near}`?")),
        None => finding,
    }
}

/// Everybody and everything that a proposal names outside its changes.
pub(super) fn check(
    folder: &ProposalFolder,
    proposal: &Proposal,
    base: &Base,
    unreadable: &BTreeSet<String>,
    on: Date,
) -> Vec<Finding> {
    let mut names = Names {
        folder,
        org: &base.org,
        certain: base.certain,
        unreadable,
        registered: registered(proposal),
        findings: Vec::new(),
    };
    let root = NodePath::root;
    for (n, author) in proposal.authors.iter().enumerate() {
        names.person(author, root().key("authors").index(n));
    }
    if let Some(shepherd) = &proposal.shepherd {
        names.person(shepherd, root().key("shepherd"));
    }
    for person in proposal.subject.iter().flatten() {
        names.person(person, root().key("subject").item(person.as_str()));
    }
    if let Body::Elect(election) = &proposal.body {
        names.team(election.team.as_str(), root().key("elect").key("team"));
        for (n, candidate) in election.candidates.iter().enumerate() {
            let at = root().key("elect").key("candidates").index(n);
            names.option(candidate.as_str(), at.clone());
            names.person(candidate, at);
        }
    }
    if let Body::Options(options) = &proposal.body {
        for (n, option) in options.iter().enumerate() {
            let at = root().key("options").index(n).key("id");
            names.option(option.id.as_str(), at);
        }
    }
    names.rule(proposal, on);
    names.findings
}

fn registered(proposal: &Proposal) -> BTreeSet<&PersonId> {
    let changes = proposal.alternatives().into_iter().flatten();
    let people = changes.filter_map(|change| match change {
        Change::Register(register) => Some(&register.person),
        _ => None,
    });
    people.collect()
}

struct Names<'a> {
    folder: &'a ProposalFolder,
    org: &'a Organisation,
    certain: bool,
    unreadable: &'a BTreeSet<String>,
    registered: BTreeSet<&'a PersonId>,
    findings: Vec<Finding>,
}

impl Names<'_> {
    /// What is called as a vote is could not be told from the vote.
    fn option(&mut self, id: &str, at: NodePath) {
        if BallotKind::VOTES.contains(&id) {
            let message = format!("`{id}` is a vote, so it cannot be an option");
            let place = place(&self.folder.name, at);
            let finding = Finding::error(Code::OptionIsAVote, place, message);
            let words = BallotKind::VOTES.join(", ");
            self.findings
                .push(finding.hint(format!("choose a name that is none of {words}")));
        }
    }

    fn person(&mut self, person: &PersonId, at: NodePath) {
        let known = self.org.people.keys().map(PersonId::as_str);
        if !self.org.people.contains_key(person) && !self.registered.contains(person) {
            let near = nearest(person.as_str(), known).map(str::to_owned);
            self.unknown(Code::UnknownPerson, "person", person.as_str(), near, at);
        }
    }

    fn team(&mut self, team: &str, at: NodePath) {
        let known = self.org.teams.keys().map(|id| id.as_str());
        if !known.clone().any(|id| id == team) {
            let near = nearest(team, known).map(str::to_owned);
            self.unknown(Code::UnknownTeam, "team", team, near, at);
        }
    }

    fn rule(&mut self, proposal: &Proposal, on: Date) {
        let id = &proposal.rule;
        let at = NodePath::root().key("rule");
        let Some(rule) = self.org.rules.get(id) else {
            let known = self.org.rules.keys().map(|id| id.as_str());
            let near = nearest(id.as_str(), known).map(str::to_owned);
            self.unknown(Code::UnknownRule, "rule", id.as_str(), near, at);
            return;
        };
        // What was decided under a rule that has since gone stays decided.
        if let Some(gone) = rule.repealed.filter(|day| day.first_day() <= on)
            && self.folder.is_draft()
        {
            let why = format!("the rule `{id}` is repealed since {gone}");
            let finding = Finding::error(Code::UnknownRule, place(&self.folder.name, at), why);
            self.findings
                .push(finding.hint("name a rule that is in force"));
        }
    }

    fn unknown(&mut self, code: Code, kind: &str, id: &str, near: Option<String>, at: NodePath) {
        if !self.certain || self.unreadable.contains(id) {
            return;
        }
        let finding = Finding::error(
            code,
            place(&self.folder.name, at),
            format!("no {kind} `{id}`"),
        );
        self.findings.push(match near {
            Some(near) => finding.hint(format!("did you mean `{near}`?")),
            None => finding,
        });
    }
}
