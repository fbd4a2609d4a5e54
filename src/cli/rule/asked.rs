//! The rule that a command is asked about: of the workspace, of a file, or of
//! the library.

use std::collections::BTreeSet;

use crate::base::{Exact, PersonId, RuleId, Subject};
use crate::cli::reading::{Reading, days};
use crate::cli::{CliError, Env};
use crate::finding::{Finding, nearest};
use crate::format::wire::read_entity;
use crate::org::Organisation;
use crate::org::check::{Today, before, weights};
use crate::rule::{Quantities, Rule, Stage, UnknownRoll};
use crate::workspace::library::{LibraryError, LibraryRule, find_in_library, library};

/// A rule that a command is asked about.
pub(super) struct Asked {
    /// How it was named.
    pub label: String,
    /// An id to speak of it by.
    pub id: RuleId,
    /// What it says.
    pub rule: Rule,
    /// The text of its file.
    pub text: String,
    /// Its file.
    pub file: String,
    /// Where it stands in the library, if there.
    pub library: Option<LibraryRule>,
    /// The workspace, where the rule is its own.
    pub workspace: Option<Reading>,
}

/// Whether something is typed as a file.
fn is_file(env: &Env, typed: &str) -> bool {
    let yaml = typed.ends_with(".yaml") || typed.ends_with(".yml");
    yaml || (typed.contains('/') && env.cwd.join(typed).is_file())
}

impl Asked {
    /// Finds the rule.
    pub(super) fn of(env: &Env, typed: &str) -> Result<Self, CliError> {
        if is_file(env, typed) {
            return Self::file(env, typed);
        }
        let reading = match Reading::of(env, None) {
            Ok(reading) => Some(reading),
            // Outside a workspace there is still the library.
            Err(error) if matches!(error.code, "no-workspace" | "no-repository") => None,
            Err(error) => return Err(error),
        };
        if let Some(reading) = reading {
            if reading.governance().unreadable.contains(typed) {
                let message = format!("the file of `{typed}` cannot be read");
                return Err(CliError::unreadable("unreadable", message).hint("`polity check`"));
            }
            let found = typed.parse::<RuleId>().ok().and_then(|id| {
                let rule = reading.organisation().ok()?.rules.get(&id)?.clone();
                Some((id, rule))
            });
            if let Some((id, rule)) = found {
                let file = format!("governance/rules/{id}.yaml");
                let bytes = reading.files().bytes(&file).unwrap_or_default();
                return Ok(Self {
                    label: id.to_string(),
                    text: String::from_utf8_lossy(bytes).into_owned(),
                    id,
                    rule,
                    file,
                    library: None,
                    workspace: Some(reading),
                });
            }
            return Self::library(typed).map_err(|error| match reading.organisation() {
                Ok(org) => unknown(typed, Some(org), error),
                Err(_) => unknown(typed, None, error),
            });
        }
        Self::library(typed).map_err(|error| unknown(typed, None, error))
    }

    fn library(name: &str) -> Result<Self, LibraryError> {
        let found = find_in_library(name)?;
        let unknown = || LibraryError::Unknown {
            name: found.path(),
            near: None,
        };
        Ok(Self {
            label: found.path(),
            id: found.name.parse().map_err(|_| unknown())?,
            rule: found.rule().map_err(|_| unknown())?,
            text: found.text.to_owned(),
            file: format!("rules/{}.yaml", found.path()),
            library: Some(found),
            workspace: None,
        })
    }

    fn file(env: &Env, typed: &str) -> Result<Self, CliError> {
        let path = env.cwd.join(typed);
        let bytes = std::fs::read(&path).map_err(|error| {
            CliError::usage("rule-file", format!("{typed} cannot be read")).because(&error)
        })?;
        let subject = Subject::File(typed.to_owned());
        let (_, rule) =
            read_entity::<Rule>(&subject, &bytes).map_err(|findings| broken(typed, &findings))?;
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let id = stem.and_then(|stem| stem.parse().ok());
        let named = || CliError::usage("rule-file", format!("the name of {typed} is no id"));
        Ok(Self {
            label: typed.to_owned(),
            id: id.ok_or_else(named)?,
            rule,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            file: typed.to_owned(),
            library: None,
            workspace: Reading::of(env, None).ok(),
        })
    }

    /// Those who could vote in a stage today, with their weights, and the sums
    /// before anybody voted; or why that is not known.
    pub(super) fn electors(&self, env: &Env, stage: &Stage) -> Result<Electors, String> {
        let Some(reading) = &self.workspace else {
            return Err("who votes is not known outside a workspace".to_owned());
        };
        let org = reading.organisation().map_err(|error| error.message)?;
        let teams = stage.electorate.teams();
        if let Some(team) = teams.iter().find(|team| !org.teams.contains_key(*team)) {
            return Err(format!("there is no team `{team}` here"));
        }
        if teams.is_empty() {
            return Err("who votes depends on the proposal".to_owned());
        }
        let standing = org.on(days(org, None, env).0);
        let people = stage.electorate.members(&Today(&standing));
        let people = people.map_err(|missing| match &missing {
            UnknownRoll::Team(team) => {
                format!("who serves in {} is not known", org.team_name(team))
            }
            UnknownRoll::Attested(_) => missing.to_string(),
        })?;
        let weights = weights(&standing, stage, &people);
        let base = before(&standing, stage, &weights);
        Ok(Electors {
            people,
            weights,
            base,
        })
    }
}

/// Those who could vote in a stage.
pub(super) struct Electors {
    /// The people.
    pub people: BTreeSet<PersonId>,
    /// Their weights, in the same order.
    pub weights: Vec<Exact>,
    /// The sums before anybody voted.
    pub base: Quantities,
}

/// A file that is no rule, with everything that is wrong with it.
fn broken(file: &str, findings: &[Finding]) -> CliError {
    let mut error = CliError::unreadable("broken-rule", format!("{file} is no rule"));
    for finding in findings {
        let at = finding.span.map_or_else(String::new, |span| {
            format!("{}:{}: ", span.line, span.column)
        });
        error = error.note(format!("{at}{}", finding.message));
        if let Some(hint) = &finding.hint {
            error = error.hint(hint);
        }
    }
    error
}

/// A name that finds no rule.
pub(super) fn unknown(typed: &str, org: Option<&Organisation>, error: LibraryError) -> CliError {
    if let LibraryError::Several { all, .. } = &error {
        let first = all.first().cloned().unwrap_or_default();
        return CliError::usage("ambiguous-rule", error.to_string())
            .hint(format!("name it in full, such as {first}"));
    }
    let shown: String = typed.chars().take(64).collect();
    let all = library();
    let paths: Vec<String> = all.iter().map(LibraryRule::path).collect();
    let own = org.into_iter().flat_map(|org| org.rules.keys());
    let words = own
        .map(RuleId::as_str)
        .chain(all.iter().map(|it| it.name))
        .chain(paths.iter().map(String::as_str));
    let message = match org {
        Some(_) => format!("neither the workspace nor the library has a rule `{shown}`"),
        None => format!("the library has no rule `{shown}`, and there is no workspace here"),
    };
    let error = CliError::usage("unknown-rule", message);
    match nearest(typed, words) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("`polity rule list` lists the library, `polity show` the workspace"),
    }
}
