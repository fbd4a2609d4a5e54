//! `polity key`.

use std::path::Path;

use clap::{Args, Subcommand};

use super::workspace::session;
use super::{CliError, Context, Done, Env, Exit};
use crate::base::{Instant, PersonId};
use crate::render::json::{DoneJson, KeyJson, KeyOwnerJson, KeysJson};
use crate::render::keys::keys;
use crate::render::vote::done;
use crate::sign::Key as PublicKey;
use crate::store::CommitId;
use crate::workspace::{KeyOwner, KeyStanding, Session, WorkspaceError};

/// Record, list and change the keys that votes are signed with
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity key add ada
  polity key add ada --name \"Ada Lovelace\"
  polity key list ada
  polity key rotate ~/.ssh/id_new.pub --retire SHA256:4f1c")]
pub(super) struct Key {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Record the key at hand, or another public key, as a person's
    ///
    /// In a draft anyone may. After the founding the change is signed with one
    /// of that person's present keys; a first key is recorded by somebody whom
    /// `housekeeping` in organisation.yaml allows `first-keys`, or by a
    /// proposal. The new key can vote once it is older than `key_delay` there.
    #[command(after_help = "Examples:
  polity key add ada
  polity key add ada --key ~/.ssh/id_ed25519.pub
  polity key add ada --name \"Ada Lovelace\"")]
    Add(Add),
    /// List the keys of a person, or of everybody who has one
    ///
    /// Each with its fingerprint, since when it is theirs, and whether a poll
    /// that opens today takes it.
    #[command(after_help = "Examples:
  polity key list
  polity key list ada")]
    List(List),
    /// Take a new key into use, an old one out of it, or both
    ///
    /// Changes your own file in governance/people, and signs the change with
    /// the key at hand, in one commit. A key that goes is given today as its
    /// last day and stays in the file, so that what it signed can be checked
    /// for ever. A poll that is open keeps the keys that it was opened with.
    #[command(after_help = "Examples:
  polity key rotate ~/.ssh/id_new.pub
  polity key rotate ~/.ssh/id_new.pub --retire ~/.ssh/id_old.pub
  polity key rotate --retire SHA256:4f1c")]
    Rotate(Rotate),
}

#[derive(Debug, Args)]
struct Add {
    /// The person's id
    person: PersonId,
    /// The person's name, to record them with the key in a draft
    #[arg(long)]
    name: Option<String>,
    /// A public key, as a file or as its line, in place of the key at hand
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

#[derive(Debug, Args)]
struct List {
    /// The person's id
    person: Option<PersonId>,
}

#[derive(Debug, Args)]
struct Rotate {
    /// The new public key, as a file or as its line
    #[arg(required_unless_present = "retire")]
    new: Option<String>,
    /// The key to retire: its fingerprint or how that begins, its file or its line
    #[arg(long, value_name = "OLD")]
    retire: Option<String>,
}

impl Key {
    pub(super) fn run(self, context: &mut Context) -> Done {
        match self.what {
            What::Add(add) => add.run(context),
            What::List(list) => list.run(context),
            What::Rotate(rotate) => rotate.run(context),
        }
    }
}

/// A public key that was named: a file, or the key's own line.
fn public_key(env: &Env, named: &str) -> Result<PublicKey, CliError> {
    if let Ok(key) = named.trim_start_matches("key::").parse() {
        return Ok(key);
    }
    let path = env.cwd.join(home(env, named));
    let text = std::fs::read_to_string(&path).map_err(|error| {
        CliError::outside("key-file", format!("{} cannot be read", path.display()))
            .because(&error)
            .note("a key is named by its file, or by its line: `ssh-ed25519 AAAA…`")
    })?;
    text.trim().parse().map_err(|error| {
        let what = format!("{} holds no public key", path.display());
        CliError::usage("key-file", what).because(&error)
    })
}

/// A path as a shell would have it, where a script did not.
fn home(env: &Env, named: &str) -> std::path::PathBuf {
    match (named.strip_prefix("~/"), env.var("HOME")) {
        (Some(rest), Some(home)) => Path::new(home).join(rest),
        _ => named.into(),
    }
}

/// From which day on polls take a new key.
fn usable(session: &Session, commit: CommitId, at: Instant) -> Result<String, CliError> {
    let org = session.header_at(commit)?;
    let day = at.day(&org.about.time_zone.zone());
    Ok(format!("polls opened from {day} on take it"))
}

impl Add {
    fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let (key, signer) = match &self.key {
            Some(named) => (public_key(env, named)?, session.signer().ok()),
            None => {
                let signer = session.signer().map_err(CliError::from)?;
                (signer.key().clone(), Some(signer))
            }
        };
        let name = self.name.as_deref();
        let made = session.add_key(&self.person, name, &key, signer.as_ref())?;
        let mut said = vec![format!("recorded a key of {}", made.person)];
        if made.registered {
            said = vec![format!("recorded {} with a key", made.person)];
        }
        said.push(made.fingerprint.clone());
        if let Some(by) = &made.by_housekeeping {
            said.push(format!("by housekeeping, signed by {by}"));
        }
        if let Some(at) = made.usable {
            said.push(usable(&session, made.commit, at)?);
        }
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "key-added".to_owned(),
            to: made.person.to_string(),
            said,
            commit: Some(made.commit.to_string()),
        };
        ui.answer(|width| done(&answer, width), || &answer)?;
        ui.hint(format!(
            "`polity whoami`, `polity key list {}`",
            made.person
        ));
        Ok(Exit::Ok)
    }
}

impl Rotate {
    fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let signer = session.signer().map_err(CliError::from)?;
        let new = self.new.as_deref().map(|named| public_key(env, named));
        let new = new.transpose()?;
        // A file stands for the key in it; all else names one of the present.
        let retire = self.retire.as_deref().map(|named| {
            let read = public_key(env, named);
            read.map_or_else(|_| named.to_owned(), |key| key.to_string())
        });
        let made = session.rotate_key(new.as_ref(), retire.as_deref(), &signer)?;
        let mut said = vec![format!("changed the keys of {}", made.person)];
        if let Some(print) = &made.added {
            said.push(format!("new      {print}"));
        }
        if let Some(print) = &made.retired {
            said.push(format!("retired  {print}, with today as its last day"));
        }
        if let Some(at) = made.usable {
            said.push(usable(&session, made.commit, at)?);
        }
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "key-rotated".to_owned(),
            to: made.person.to_string(),
            said,
            commit: Some(made.commit.to_string()),
        };
        ui.answer(|width| done(&answer, width), || &answer)?;
        if made.added.is_some() {
            ui.hint(
                "`git config user.signingkey KEY` has git and polity sign with the new one, \
                 `polity whoami` says which they take",
            );
        } else {
            ui.hint(format!("`polity key list {}`", made.person));
        }
        Ok(Exit::Ok)
    }
}

impl List {
    fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let found = session.keys_of(self.person.as_ref())?;
        let answer = KeysJson {
            polity: "keys/1".to_owned(),
            people: found.iter().map(owner).collect(),
        };
        ui.answer(|width| keys(&answer, width), || &answer)?;
        ui.hint("`polity whoami` says which of them is yours, `polity key rotate` changes it");
        Ok(Exit::Ok)
    }
}

fn owner(of: &KeyOwner) -> KeyOwnerJson {
    KeyOwnerJson {
        id: of.person.to_string(),
        name: of.name.clone(),
        keys: of.keys.iter().map(key).collect(),
    }
}

/// A key as answers have it.
pub(super) fn key(of: &KeyStanding) -> KeyJson {
    let (fingerprint, kind, problem) = match &of.key {
        Ok(key) => (Some(key.fingerprint().to_string()), Some(key.kind()), None),
        Err(why) => (None, None, Some(why.clone())),
    };
    let waits = of.ripe.filter(|_| of.theirs && !of.usable);
    KeyJson {
        fingerprint,
        kind,
        problem,
        from: of.recorded.period.from().map(|from| from.to_string()),
        period: of.recorded.period.to_string(),
        theirs: of.theirs,
        usable: of.usable,
        usable_from: waits.map(|day| day.to_string()),
    }
}

/// Where the key at hand is nobody's today: what is known of it, and what to do.
pub(super) fn nobodys(whose: &crate::workspace::Whose, print: String) -> CliError {
    let error = CliError::from(WorkspaceError::NobodysKey(print));
    match &whose.otherwise {
        Some((person, key)) => CliError {
            hint: None,
            ..error.note(format!(
                "it is recorded for {person}, {}, and not today",
                key.period
            ))
        }
        .hint(format!(
            "`polity key list {person}` shows their keys; `git config user.signingkey KEY` \
             chooses another"
        )),
        None if whose.draft => error,
        None => CliError {
            hint: None,
            ..error
        }
        .hint(
            "sign with a recorded key (`polity key list` shows them), or have this one recorded: \
             by one of your present keys with `polity key rotate`, else by a proposal",
        ),
    }
}
