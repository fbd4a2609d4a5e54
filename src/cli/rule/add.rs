//! `polity rule add`.

use std::collections::BTreeMap;
use std::str::FromStr;

use clap::Args;

use super::asked::unknown;
use crate::base::{RuleId, TeamId};
use crate::cli::reading::{Reading, root};
use crate::cli::workspace::session;
use crate::cli::{CliError, Context, Done, Env, Exit};
use crate::finding::nearest;
use crate::org::Organisation;
use crate::proposal::{AdoptRule, Body, Change};
use crate::render::json::DoneJson;
use crate::render::vote::done;
use crate::workspace::Draft;
use crate::workspace::library::{Adapted, LibraryRule, find_in_library, named_rules};

/// Take a rule from the library into the workspace
///
/// The library's rules speak of teams such as `members` and `board`; each that
/// the workspace does not have is mapped to one of its own. In a draft the rule
/// is written into governance/rules. In a founded workspace that takes a
/// decision, so a proposal to adopt it is drafted.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity rule add apache/code-change --team committers=core
  polity rule add php/rfc --as language-change --team members=core")]
pub(super) struct Add {
    /// Its name in the library
    name: String,
    /// Map a team of the library's rule to one of the workspace
    #[arg(long = "team", value_name = "THEIRS=OURS")]
    teams: Vec<Mapping>,
    /// The id to give it; the library's name if not given
    #[arg(long = "as", value_name = "ID")]
    id: Option<RuleId>,
    /// The rule by which the proposal is decided, in a founded workspace
    #[arg(long, value_name = "RULE")]
    by: Option<RuleId>,
}

/// `board=technical-board`.
#[derive(Debug, Clone)]
struct Mapping(TeamId, TeamId);

impl FromStr for Mapping {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form = || "write it as THEIRS=OURS, such as board=technical-board".to_owned();
        let (theirs, ours) = text.split_once('=').ok_or_else(form)?;
        let id = |text: &str| {
            text.trim()
                .parse::<TeamId>()
                .map_err(|error| error.to_string())
        };
        Ok(Self(id(theirs)?, id(ours)?))
    }
}

impl Add {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let reading = Reading::of(env, None)?;
        let org = reading.organisation()?;
        let found = find_in_library(&self.name)
            .map_err(|error| unknown(&self.name, None, error).hint("`polity rule list`"))?;
        let id = match &self.id {
            Some(id) => id.clone(),
            None => found
                .name
                .parse()
                .map_err(|_| CliError::internal("library", format!("`{}` is no id", found.name)))?,
        };
        if org.find(id.as_str()).is_some() {
            return Err(
                CliError::refused("exists", format!("there is a `{id}` already"))
                    .hint(format!("polity rule add {} --as {id}-2", found.path())),
            );
        }
        let teams = self.mapping(&found, org)?;
        let adapted = found.adapt(&id, &teams)?;
        let founded = org.about.founded.is_some();
        let mut said = Vec::new();
        let commit = None;
        let hint = if founded {
            let name = self.propose(env, org, &found, &id, &adapted)?;
            said.push(format!("drafted {name} to adopt it; nothing is committed"));
            format!(
                "write its README.md, commit proposals/{name}, then `polity diff {0}` and `polity open {0}`",
                name.number()
            )
        } else {
            adapted.write(&root(env)?)?;
            said.push(format!("wrote {}; nothing is committed", adapted.path));
            format!("`polity rule explain {id}`, `polity check`")
        };
        said.extend(
            teams
                .iter()
                .map(|(theirs, ours)| format!("{theirs} is {ours} here")),
        );
        let lacking = named_rules(&adapted.rule);
        let lacking = lacking
            .iter()
            .filter(|rule| !org.rules.contains_key(*rule) && **rule != id);
        for rule in lacking {
            let theirs = format!("{}/{rule}", found.organisation);
            ui.warn(format!("it names the rule `{rule}`, which is not here"));
            if find_in_library(&theirs).is_ok() {
                ui.hint(format!("`polity rule add {theirs}`"));
            }
        }
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "rule-added".to_owned(),
            to: id.to_string(),
            said: std::iter::once(format!("took {} from the library as {id}", found.path()))
                .chain(said)
                .collect(),
            commit,
        };
        ui.answer(|width| done(&answer, width), || &answer)?;
        ui.hint(hint);
        Ok(Exit::Ok)
    }

    /// What each team of the library's rule is called here.
    fn mapping(
        &self,
        found: &LibraryRule,
        org: &Organisation,
    ) -> Result<BTreeMap<TeamId, TeamId>, CliError> {
        let rule = found.rule().map_err(|_| {
            CliError::internal("library", format!("{} cannot be read", found.path()))
        })?;
        let theirs = rule.teams();
        let mut mapping = BTreeMap::new();
        for Mapping(from, to) in &self.teams {
            if !theirs.contains(from) {
                let names: Vec<&str> = theirs.iter().map(TeamId::as_str).collect();
                let message = format!("{} speaks of no team `{from}`", found.path());
                let error = CliError::usage("unknown-team", message);
                return Err(error.note(format!("it speaks of {}", names.join(", "))));
            }
            if !org.teams.contains_key(to) {
                let message = format!("there is no team `{to}` here");
                let error = CliError::usage("unknown-team", message);
                let near = nearest(to.as_str(), org.teams.keys().map(TeamId::as_str));
                return Err(match near {
                    Some(near) => error.hint(format!("did you mean `{near}`?")),
                    None => error.hint("`polity show` names the bodies"),
                });
            }
            if mapping.insert(from.clone(), to.clone()).is_some() {
                let message = format!("`{from}` is mapped twice");
                return Err(CliError::usage("mapped-twice", message));
            }
        }
        let open: Vec<&TeamId> = theirs
            .iter()
            .filter(|team| !mapping.contains_key(*team) && !org.teams.contains_key(*team))
            .collect();
        if open.is_empty() {
            return Ok(mapping);
        }
        let names: Vec<String> = open.iter().map(|team| format!("`{team}`")).collect();
        let message = format!(
            "{} speaks of {}, and the workspace has no such team",
            found.path(),
            names.join(", ")
        );
        let living = org
            .teams
            .iter()
            .filter(|(_, team)| team.dissolved.is_none());
        let ours: Vec<&str> = living.map(|(id, _)| id.as_str()).collect();
        let first = ours.first().copied().unwrap_or("TEAM");
        let flags: Vec<String> = open
            .iter()
            .map(|team| format!("--team {team}={first}"))
            .collect();
        Err(CliError::usage("unmapped-team", message)
            .note(format!("teams here: {}", ours.join(", ")))
            .hint(format!(
                "polity rule add {} {}",
                found.path(),
                flags.join(" ")
            )))
    }

    /// Drafts the proposal that adopts the rule.
    fn propose(
        &self,
        env: &Env,
        org: &Organisation,
        found: &LibraryRule,
        id: &RuleId,
        adapted: &Adapted,
    ) -> Result<crate::base::ProposalName, CliError> {
        let session = session(env)?;
        let signer = crate::cli::workspace::maybe_signer(&session);
        let author = signer.and_then(|signer| session.person_of(org, &signer).ok());
        let file = format!("files/{id}.yaml");
        let change = Change::AdoptRule(AdoptRule {
            rule: id.clone(),
            file: file.clone(),
            content: Box::new(adapted.rule.clone()),
        });
        let draft = Draft {
            title: format!("Adopt the rule {id}"),
            body: Body::Changes(vec![change]),
            authors: author.into_iter().collect(),
            rule: self.by.clone(),
            follows: None,
            resubmits: None,
            shepherd: None,
            subject: None,
            files: BTreeMap::from([(file, adapted.text.clone())]),
            readme: Some(readme(found, id, &adapted.rule)),
        };
        Ok(session.propose(draft, false)?.name)
    }
}

/// A text to be written on: the rule in sentences, and room for why.
fn readme(found: &LibraryRule, id: &RuleId, rule: &crate::rule::Rule) -> String {
    let mut text = format!(
        "# Adopt the rule {id}\n\nTaken from polity's library, {}.\n\n## What it says\n\n",
        found.path()
    );
    for sentence in rule.sentences() {
        let inner = sentence.starts_with(' ');
        let indent = if inner { "  " } else { "" };
        text.push_str(&format!("{indent}- {}\n", sentence.trim_start()));
    }
    text.push_str("\n## Why\n\nSay here what is wrong today, and why this mends it.\n");
    text
}
