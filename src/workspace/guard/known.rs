//! The polls of a proposal as the target has them, and what the server
//! remembers of them: a push of one ballot must not cost a count of all.
//!
//! What is remembered hangs by a digest of the proposal's records, which
//! nothing that is pushed can change without being examined anew.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::{Digest, Hasher, Instant, ProposalName};
use crate::format::wire::record::{SignedPoll, read_poll};
use crate::store::{CommitId, Entry};
use crate::workspace::WorkspaceError;
use crate::workspace::examine::{PollEnd, PollReport};
use crate::workspace::layout::PROPOSALS;
use crate::workspace::session::{Session, SharedLine};

const PAGE: &str = "guard";

/// A poll as its records make it.
#[derive(Debug, Clone)]
pub(super) struct PollNow {
    /// Its folder, from the root.
    pub folder: String,
    /// The poll.
    pub signed: SignedPoll,
    /// When it closes, with its extensions.
    pub closes: Instant,
    /// How many extensions hold.
    pub extensions: u32,
    /// Why it is void, if it is.
    pub void: Option<String>,
    /// How it ended, if it did.
    pub over: Option<String>,
    /// Whether it was called off.
    pub cancelled: bool,
}

impl PollNow {
    /// What verification found of a poll.
    pub fn of(report: &PollReport) -> Self {
        let over = match &report.end {
            PollEnd::AsRecorded { .. } => Some("it was closed before".to_owned()),
            PollEnd::Cancelled => Some("it was called off before".to_owned()),
            PollEnd::Superseded { by } => Some(format!(
                "the proposal was amended by {}, and a new round is held",
                by.short()
            )),
            _ => None,
        };
        Self {
            folder: report.folder.clone(),
            signed: report.signed.clone(),
            closes: report.closes,
            extensions: report.extensions,
            void: report.void.clone(),
            cancelled: matches!(report.end, PollEnd::Cancelled),
            over,
        }
    }
}

#[derive(Default, Serialize, Deserialize)]
struct Page {
    program: String,
    proposals: BTreeMap<ProposalName, Known>,
}

#[derive(Serialize, Deserialize)]
struct Known {
    records: String,
    polls: Vec<KnownPoll>,
}

#[derive(Serialize, Deserialize)]
struct KnownPoll {
    folder: String,
    closes: i64,
    extensions: u32,
    void: Option<String>,
    over: Option<String>,
    cancelled: bool,
}

fn program() -> String {
    format!("polity {}, guard 1", env!("CARGO_PKG_VERSION"))
}

impl Session<'_> {
    /// The polls of a proposal at a commit that the target has already.
    pub(super) fn polls_at(
        &self,
        tip: CommitId,
        name: &ProposalName,
    ) -> Result<Vec<PollNow>, WorkspaceError> {
        let records = self.records_digest(tip, name)?.hex();
        let page = self.repo().recall(PAGE).ok().flatten();
        let page: Option<Page> = page.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let mut page = page
            .filter(|page| page.program == program())
            .unwrap_or_default();
        let known = page.proposals.get(name);
        if let Some(known) = known.filter(|known| known.records == records)
            && let Some(polls) = self.read_known(tip, known)?
        {
            return Ok(polls);
        }
        let line = SharedLine {
            branch: String::new(),
            tip,
        };
        let examined = self.examine_on(line, name, &|_| {})?;
        let polls: Vec<PollNow> = examined.polls.iter().map(PollNow::of).collect();
        let known = polls.iter().map(|it| KnownPoll {
            folder: it.folder.clone(),
            closes: it.closes.unix(),
            extensions: it.extensions,
            void: it.void.clone(),
            over: it.over.clone(),
            cancelled: it.cancelled,
        });
        let known = Known {
            records,
            polls: known.collect(),
        };
        page.program = program();
        page.proposals.insert(name.clone(), known);
        if let Ok(bytes) = serde_json::to_vec(&page) {
            // A notebook that cannot be written costs time and nothing else.
            let _ = self.repo().remember(PAGE, &bytes);
        }
        Ok(polls)
    }

    fn read_known(
        &self,
        tip: CommitId,
        known: &Known,
    ) -> Result<Option<Vec<PollNow>>, WorkspaceError> {
        let mut polls = Vec::new();
        for it in &known.polls {
            let path = format!("{}/poll.yaml", it.folder);
            let bytes = self.repo().file_at(tip, &path)?;
            let signed = bytes.and_then(|bytes| read_poll(&bytes).ok());
            let (Some(signed), Some(closes)) = (signed, Instant::from_unix(it.closes)) else {
                return Ok(None);
            };
            polls.push(PollNow {
                folder: it.folder.clone(),
                signed,
                closes,
                extensions: it.extensions,
                void: it.void.clone(),
                over: it.over.clone(),
                cancelled: it.cancelled,
            });
        }
        Ok(Some(polls))
    }

    /// A digest of everything in a proposal's folder but its ballots.
    fn records_digest(&self, tip: CommitId, name: &ProposalName) -> Result<Digest, WorkspaceError> {
        let root = format!("{PROPOSALS}/{name}");
        let mut hasher = Hasher::new();
        let mut part = |path: &str, entry: Entry| {
            hasher.part(path.as_bytes());
            hasher.part(format!("{entry:?}").as_bytes());
        };
        for (name, entry) in self.repo().list(tip, &root)?.unwrap_or_default() {
            if name != "polls" {
                part(&name, entry);
            }
        }
        let polls = format!("{root}/polls");
        for (poll, _) in self.repo().list(tip, &polls)?.unwrap_or_default() {
            let inner = self.repo().list(tip, &format!("{polls}/{poll}"))?;
            for (file, entry) in inner.unwrap_or_default() {
                if file != "ballots" {
                    part(&format!("polls/{poll}/{file}"), entry);
                }
            }
        }
        Ok(hasher.finish())
    }
}
