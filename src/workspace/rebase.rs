//! Bringing a draft up to the organisation of today: what can be mended is
//! written and committed, what a person must decide is told.

use std::collections::BTreeMap;

use serde_yaml::Value;

use super::WorkspaceError;
use super::edit::rewrite_entity;
use super::history::CameBetween;
use super::layout::proposal_folder;
use super::load::ProposalFolder;
use super::session::Session;
use super::whole::Workspace;
use crate::base::{Date, OptionId, ProposalName};
use crate::format::rewrite;
use crate::format::wire::write_proposal;
use crate::org::Organisation;
use crate::proposal::{
    Body, Change, How, Mended, Proposal, Rebased, Refused, State, rebase, rebase_election,
};
use crate::store::CommitId;

/// A proposal that was brought up to date, as far as it could be.
#[derive(Debug, Clone, PartialEq)]
pub struct BroughtUp {
    /// Which.
    pub name: ProposalName,
    /// Its title.
    pub title: String,
    /// What was mended, and what is left to a person; one for plain changes,
    /// one for each option.
    pub ways: Vec<BroughtUpWay>,
    /// The files that changed, by path.
    pub paths: Vec<String>,
    /// How many had signed in support of the text as it was.
    pub sponsors: usize,
    /// The commit, where one was made.
    pub commit: Option<CommitId>,
}

/// One list of changes, brought up to date.
#[derive(Debug, Clone, PartialEq)]
pub struct BroughtUpWay {
    /// The option, where there are several.
    pub option: Option<OptionId>,
    /// What was mended.
    pub mended: Vec<MendedLine>,
    /// What stands in the way still.
    pub left: Vec<LeftLine>,
    /// Whether nothing is left of its changes.
    pub nothing_left: bool,
}

/// One thing that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MendedLine {
    /// The number of the change, from 1, as it stood.
    pub number: usize,
    /// The change in words, as it was drafted.
    pub change: String,
    /// What was done to it.
    pub how: How,
    /// Why.
    pub why: String,
    /// By which decisions it came.
    pub came: Vec<String>,
}

/// One thing that a person must decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftLine {
    /// The number of the change, from 1, as it stood.
    pub number: usize,
    /// The change in words.
    pub change: String,
    /// What stands in its way.
    pub why: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// By which decisions it came.
    pub came: Vec<String>,
}

impl BroughtUp {
    /// Whether a person must still decide something.
    pub fn is_waiting(&self) -> bool {
        self.ways
            .iter()
            .any(|it| !it.left.is_empty() || it.nothing_left)
    }

    /// Whether anything was mended.
    pub fn is_mended(&self) -> bool {
        self.ways.iter().any(|it| !it.mended.is_empty())
    }
}

impl Session<'_> {
    /// Brings a proposal that nobody votes on up to the organisation of today:
    /// the mended file is committed on the shared line, unless `dry`. Where
    /// nothing would be left of its changes, nothing is written.
    ///
    /// # Errors
    ///
    /// Where it is voted on or settled, cannot be read, or its file cannot be
    /// edited without losing something.
    pub fn rebase(&self, name: &ProposalName, dry: bool) -> Result<BroughtUp, WorkspaceError> {
        let line = self.line()?;
        let workspace = self.at(line.tip)?;
        let folder = workspace.proposals.proposals.get(name);
        let folder = folder.ok_or_else(|| WorkspaceError::NoProposal(name.to_string()))?;
        let state = workspace.state(name).unwrap_or(State::Draft);
        if !may_change(folder, &state) {
            return Err(WorkspaceError::State {
                name: name.clone(),
                state: match state {
                    // A stage is over and the next one due: as far as people
                    // care, it is being voted on.
                    State::Draft => State::Voting { stage: 1, of: 1 },
                    state => state,
                },
            });
        }
        let proposal = super::enact::proposal_of(folder)?;
        let day = Workspace::day(workspace.org()?, self.now());
        let ground = workspace.ground(proposal.follows, day)?;
        let came = self.came_between(name)?;
        let found = bring_up(proposal, &ground, &came, day);
        let mut brought = BroughtUp {
            name: name.clone(),
            title: proposal.title.clone(),
            paths: Vec::new(),
            sponsors: folder.sponsors.len(),
            commit: None,
            ways: found.ways,
        };
        let nothing = brought.ways.iter().any(|it| it.nothing_left);
        if !brought.is_mended() || nothing {
            return Ok(brought);
        }
        let files = self.mended_files(line.tip, proposal, &found.proposal, &found.kept)?;
        brought.paths = files.keys().cloned().collect();
        if !dry {
            let message = message(&brought);
            brought.commit = Some(self.commit(&line, files, &message, None)?);
        }
        Ok(brought)
    }

    /// The files of a proposal's folder that say what it now does.
    fn mended_files(
        &self,
        tip: CommitId,
        before: &Proposal,
        after: &Proposal,
        kept: &[Vec<usize>],
    ) -> Result<BTreeMap<String, Option<Vec<u8>>>, WorkspaceError> {
        let folder = proposal_folder(&before.name);
        let path = format!("{folder}/proposal.yaml");
        let bytes = self.repo().file_at(tip, &path)?.unwrap_or_default();
        let text = edited(&path, &bytes, before, after, kept)?;
        let mut files = BTreeMap::from([(path, Some(text))]);
        let brought = |proposal: &Proposal| -> BTreeMap<String, Change> {
            let changes = proposal.alternatives().into_iter().flatten();
            let each = changes.filter_map(|it| match it {
                Change::AdoptRule(adopt) => Some((adopt.file.clone(), it.clone())),
                Change::AdoptConstraint(adopt) => Some((adopt.file.clone(), it.clone())),
                _ => None,
            });
            each.collect()
        };
        let now = brought(after);
        for (file, old) in brought(before) {
            let path = format!("{folder}/{file}");
            let bytes = self.repo().file_at(tip, &path)?.unwrap_or_default();
            let text = match (&old, now.get(&file)) {
                (_, None) => None,
                (Change::AdoptRule(old), Some(Change::AdoptRule(new))) if old != new => {
                    Some(rewrite_entity(&path, &bytes, &*old.content, &*new.content)?)
                }
                (Change::AdoptConstraint(old), Some(Change::AdoptConstraint(new)))
                    if old != new =>
                {
                    Some(rewrite_entity(&path, &bytes, &*old.content, &*new.content)?)
                }
                _ => continue,
            };
            files.insert(path, text);
        }
        Ok(files)
    }
}

/// Whether the text of a proposal may still change: nobody was asked about it,
/// or it was sent back.
fn may_change(folder: &ProposalFolder, state: &State) -> bool {
    match state {
        State::Draft => folder.polls.values().all(|poll| poll.cancelled.is_some()),
        state => state.is_editable(),
    }
}

/// A proposal as it is mended.
struct Found {
    proposal: Proposal,
    ways: Vec<BroughtUpWay>,
    /// Of each list, the old places of the changes that are left.
    kept: Vec<Vec<usize>>,
}

fn bring_up(proposal: &Proposal, org: &Organisation, came: &CameBetween, on: Date) -> Found {
    let mut after = proposal.clone();
    let mut ways = Vec::new();
    let mut kept = Vec::new();
    let mut list = |changes: &mut Vec<Change>, option: Option<OptionId>| {
        let found = rebase(org, changes, on);
        ways.push(way(org, changes, &found, came, option));
        kept.push(found.changes.iter().map(|(at, _)| *at).collect());
        *changes = found.list();
    };
    match &mut after.body {
        Body::Changes(changes) => list(changes, None),
        Body::Options(options) => {
            for option in options {
                list(&mut option.changes, Some(option.id.clone()));
            }
        }
        Body::Elect(election) => {
            if let Some((mended, from)) = rebase_election(org, election) {
                let name = org.team_name(&mended.team);
                let ids = [from.to_string(), mended.team.to_string()].into();
                ways.push(BroughtUpWay {
                    option: None,
                    mended: vec![MendedLine {
                        number: 1,
                        change: format!("elect to `{from}`"),
                        how: How::Renamed,
                        why: format!("{name} is called `{}` now, and was `{from}`", mended.team),
                        came: came.about(&ids),
                    }],
                    left: Vec::new(),
                    nothing_left: false,
                });
                *election = mended;
            }
        }
        Body::Question => {}
    }
    Found {
        proposal: after,
        ways,
        kept,
    }
}

fn way(
    org: &Organisation,
    drafted: &[Change],
    found: &Rebased,
    came: &CameBetween,
    option: Option<OptionId>,
) -> BroughtUpWay {
    let said = |at: usize| {
        drafted
            .get(at)
            .map(|it| it.summary(org))
            .unwrap_or_default()
    };
    let mended = |it: &Mended| MendedLine {
        number: it.index + 1,
        change: said(it.index),
        how: it.how,
        why: it.why.clone(),
        came: came.about(&it.ids),
    };
    let left = |it: &Refused| {
        let at = found.changes.get(it.index).map_or(it.index, |(at, _)| *at);
        LeftLine {
            number: at + 1,
            change: said(at),
            why: it.why.clone(),
            hint: it.hint.clone(),
            came: came.about(&it.because),
        }
    };
    BroughtUpWay {
        option,
        mended: found.mended.iter().map(mended).collect(),
        left: found.left.iter().map(left).collect(),
        nothing_left: found.changes.is_empty() && !drafted.is_empty(),
    }
}

/// The text of proposal.yaml after mending, with every comment that what is
/// left has.
fn edited(
    path: &str,
    bytes: &[u8],
    before: &Proposal,
    after: &Proposal,
    kept: &[Vec<usize>],
) -> Result<Vec<u8>, WorkspaceError> {
    let refuse = |why: String| WorkspaceError::Edit {
        path: path.to_owned(),
        why,
    };
    let wire = |proposal: &Proposal| -> Result<Value, WorkspaceError> {
        let text = write_proposal(proposal).map_err(|error| refuse(error.to_string()))?;
        serde_yaml::from_str(&text).map_err(|error| refuse(error.to_string()))
    };
    let text = std::str::from_utf8(bytes).map_err(|error| refuse(error.to_string()))?;
    let there: Value = serde_yaml::from_str(text).map_err(|error| refuse(error.to_string()))?;
    let (old, new) = (wire(before)?, wire(after)?);
    let mut wanted = there.clone();
    match &after.body {
        Body::Changes(_) => {
            let kept = kept.first().map(Vec::as_slice).unwrap_or_default();
            mend_list(&mut wanted, &old, &new, kept);
        }
        Body::Options(options) => {
            for at in 0..options.len() {
                let part = |whole: &Value| whole.get("options").and_then(|it| it.get(at)).cloned();
                let (Some(old), Some(new)) = (part(&old), part(&new)) else {
                    continue;
                };
                let place = wanted.get_mut("options").and_then(|it| it.get_mut(at));
                let kept = kept.get(at).map(Vec::as_slice).unwrap_or_default();
                if let Some(place) = place {
                    mend_list(place, &old, &new, kept);
                }
            }
        }
        Body::Elect(_) | Body::Question => {
            wanted = crate::format::graft(&there, &old, &new);
        }
    }
    let text = rewrite(text, &there, &wanted).map_err(|refusal| refuse(refusal.to_string()))?;
    Ok(text.into_bytes())
}

/// Takes the changes that fell away out of the list under `changes`, and gives
/// those that are left what is new in them.
fn mend_list(there: &mut Value, old: &Value, new: &Value, kept: &[usize]) {
    let list = |value: &Value| value.get("changes").and_then(Value::as_sequence).cloned();
    let (Some(written), Some(old), Some(new)) = (list(there), list(old), list(new)) else {
        return;
    };
    let each = kept
        .iter()
        .zip(new)
        .filter_map(|(at, new)| Some(crate::format::graft(written.get(*at)?, old.get(*at)?, &new)));
    let mended = Value::Sequence(each.collect());
    if let Some(place) = there.get_mut("changes") {
        *place = mended;
    }
}

/// What the commit says: what was mended, and why.
fn message(of: &BroughtUp) -> String {
    let number = of.name.number();
    let mut message = format!("Bring proposal {number} up to date\n\n");
    for way in &of.ways {
        for it in &way.mended {
            let what = match it.how {
                How::Renamed => "names the team by its id of today",
                How::Shortened => "leaves out what is done already",
                How::Dropped => "left out",
            };
            message.push_str(&format!("{}: {what}; {}.\n", it.change, it.why));
        }
    }
    message.push_str(&format!("\nProposal: {number}\n"));
    message
}
