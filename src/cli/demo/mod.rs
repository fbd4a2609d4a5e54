//! `polity demo`: a whole decision, from the organisation before it to the
//! organisation after it, checked again by an outsider.
//!
//! Its clock, its chance and its keys are its own, so that it is the same each
//! time down to the ids of commits. That makes its keys worthless, and the
//! folder says so.

mod copy;
mod look;
mod outsider;
mod people;
mod polls;
mod result;
mod show;

use std::path::{Path, PathBuf};

use clap::Args;

use super::global::Format;
use super::{CliError, Context, Done, Env, Exit};
use crate::base::{Instant, PersonId, ProposalName};
use crate::render::json::DemoJson;
use crate::render::paint::{Style, Text};
use crate::store::{FixedClock, FixedEntropy, Identity};
use crate::workspace::{Outside, Session, StandIns, stand_ins};
use people::{public_key, signer};
use show::Show;

/// Show a whole decision on Django's governance, in a throw-away folder
///
/// Shows Django's organisation and what DEP 10 would change in it. Then, in a
/// copy in which numbered stand-ins with keys of their own have the place of
/// those who decide, opens the votes, casts signed ballots as commits, rejects
/// a forged one, closes, enacts, and checks everything again from a clone, as
/// an outsider would. Ends with the folder and commands to try there. No other
/// command takes a time that is not the machine's.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity demo
  polity demo django-demo
  polity demo --format json")]
pub(super) struct Demo {
    /// The folder to make; without it, one in the system's temporary folder
    dir: Option<PathBuf>,
}

/// The number of the proposal: DEP 10.
const PROPOSAL: u32 = 10;

/// What the steps from the copy on share.
struct World<'a> {
    session: Session<'a>,
    clock: &'a FixedClock,
    folder: &'a Path,
    people: StandIns,
    name: ProposalName,
}

impl Demo {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let folder = folder(env, self.dir.as_deref())?;
        let mut show = Show::new(ui);
        match steps(&mut show, &folder) {
            Ok(()) => end(show, env, &folder),
            Err(error) => Err(show.failed(error, &folder)),
        }
    }
}

/// The demonstration, step by step.
fn steps(show: &mut Show, folder: &Path) -> Result<(), CliError> {
    show.opening();
    look::organisation(show)?;
    look::proposal(show)?;
    let clock = FixedClock::at(instant("2020-01-04T12:00:00Z")?);
    let entropy = FixedEntropy::default();
    let people = stand_ins(&public_key)?;
    copy::make(show, folder, &people, &clock)?;
    let outside = Outside {
        clock: &clock,
        entropy: &entropy,
        home: folder.to_owned(),
        variables: Box::new(|_| None),
    };
    let session = Session::discover(folder, outside)?;
    let name = session.find_proposal(&session.line()?, &PROPOSAL.to_string())?;
    let mut world = World {
        session,
        clock: &clock,
        folder,
        people,
        name,
    };
    let anchor = copy::found(show, &mut world)?;
    let core = polls::core(show, &mut world)?;
    polls::board(show, &mut world)?;
    polls::dsf(show, &mut world)?;
    result::enact(show, &mut world)?;
    outsider::verify(show, &world, anchor, &core)
}

impl World<'_> {
    /// Goes to an instant.
    fn at(&self, when: &str) -> Result<(), CliError> {
        self.clock.set(instant(when)?);
        Ok(())
    }

    /// Who somebody is in commits.
    fn identity(&self, person: &PersonId) -> Identity {
        let name = self.people.names.get(person).cloned();
        Identity {
            name: name.unwrap_or_else(|| person.to_string()),
            email: format!("{person}@example.org"),
        }
    }

    /// Commits as somebody from now on.
    fn commit_as(&mut self, person: &PersonId) {
        let identity = self.identity(person);
        self.session.commit_as(identity);
    }
}

/// An instant that the demonstration itself names.
fn instant(text: &str) -> Result<Instant, CliError> {
    let wrong = |_| CliError::internal("demo", format!("`{text}` is no instant"));
    text.parse().map_err(wrong)
}

/// The folder, made and empty.
fn folder(env: &Env, dir: Option<&Path>) -> Result<PathBuf, CliError> {
    let cannot = |error: std::io::Error, path: &Path| {
        let said = format!("the folder {} cannot be made", path.display());
        CliError::outside("io", said).because(&error)
    };
    let Some(dir) = dir else {
        let made = tempfile::Builder::new().prefix("polity-demo-").tempdir();
        let made = made.map_err(|error| cannot(error, &std::env::temp_dir()))?;
        return Ok(made.keep());
    };
    let path = env.cwd.join(dir);
    std::fs::create_dir_all(&path).map_err(|error| cannot(error, &path))?;
    let mut inside = path.read_dir().map_err(|error| cannot(error, &path))?;
    if inside.next().is_some() {
        let said = format!("the folder {} is not empty", path.display());
        return Err(CliError::refused("not-empty", said)
            .note("the demonstration makes a folder of its own")
            .hint("`polity demo` takes one in the system's temporary folder"));
    }
    path.canonicalize().map_err(|error| cannot(error, &path))
}

/// The folder, and what to try there.
fn end(show: Show, env: &Env, folder: &Path) -> Done {
    let program = word(&env.program);
    let there = word(folder);
    let mut commands: Vec<String> = ["show", "verify 10", "diff 10"]
        .iter()
        .map(|rest| format!("{program} -C {there} {rest}"))
        .collect();
    commands.push(format!("git -C {there} log --oneline"));
    let (ui, steps) = show.finish();
    let answer = DemoJson {
        polity: "demo/1".to_owned(),
        folder: folder.display().to_string(),
        steps,
        commands,
    };
    match ui.format() {
        Format::Json => ui.json(&answer)?,
        Format::Text => {
            let mut text = Text::new();
            text.line();
            text.line()
                .push(Style::Plain, "Everything came out as it should.");
            let line = text.line();
            line.push(Style::Plain, "The folder, which is yours to remove: ");
            line.push(Style::Name, &answer.folder);
            text.line().push(Style::Plain, "Try there:");
            for command in &answer.commands {
                text.line().push(Style::Plain, format!("  {command}"));
            }
            ui.text(&text);
        }
    }
    Ok(Exit::Ok)
}

/// A path as a word of a shell's command.
fn word(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::word;
    use std::path::Path;

    #[test]
    fn a_path_is_one_word_of_a_shell() {
        for (path, expected) in [
            ("/srv/polity-demo-x1", "/srv/polity-demo-x1"),
            ("/srv/my demo", "'/srv/my demo'"),
            ("/srv/it's", r"'/srv/it'\''s'"),
        ] {
            assert_eq!(word(Path::new(path)), expected);
        }
    }
}
