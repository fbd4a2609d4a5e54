//! `polity key`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::workspace::session;
use super::{CliError, Context, Done, Exit};
use crate::base::PersonId;
use crate::render::json::DoneJson;
use crate::render::vote::done;
use crate::sign::Key as PublicKey;

/// Record the keys that votes are signed with
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity key add ada
  polity key add ada --name \"Ada Lovelace\"
  polity key list ada")]
pub(super) struct Key {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Record the key at hand, or another public key, as a person's
    ///
    /// In a draft anyone may. After the founding the change is signed with one
    /// of that person's present keys, and the new key can vote once it is older
    /// than `key_delay` in organisation.yaml.
    #[command(after_help = "Examples:
  polity key add ada
  polity key add ada --key ~/.ssh/id_ed25519.pub
  polity key add ada --name \"Ada Lovelace\"")]
    Add(Add),
    /// List the keys of a person
    #[command(after_help = "Examples:
  polity key list ada")]
    List(List),
}

#[derive(Debug, Args)]
struct Add {
    /// The person's id
    person: PersonId,
    /// The person's name, to record them with the key in a draft
    #[arg(long)]
    name: Option<String>,
    /// A public key file, in place of the key at hand
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct List {
    /// The person's id
    person: PersonId,
}

impl Key {
    pub(super) fn run(self, context: &mut Context) -> Done {
        match self.what {
            What::Add(add) => add.run(context),
            What::List(list) => list.run(context),
        }
    }
}

impl Add {
    fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let (key, signer) = match &self.key {
            Some(path) => {
                let path = env.cwd.join(path);
                let text = std::fs::read_to_string(&path).map_err(|error| {
                    CliError::outside("key-file", format!("{} cannot be read", path.display()))
                        .because(&error)
                })?;
                let key: PublicKey = text.trim().parse().map_err(|error| {
                    CliError::usage(
                        "key-file",
                        format!("{} holds no public key", path.display()),
                    )
                    .because(&error)
                })?;
                (key, session.signer().ok())
            }
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
        if let Some(usable) = made.usable {
            let org = session.at_organisation(made.commit)?;
            let zone = org.about.time_zone.zone();
            said.push(format!(
                "polls opened from {} on take it",
                usable.day(&zone)
            ));
        }
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "key-added".to_owned(),
            to: made.person.to_string(),
            said,
            commit: Some(made.commit.to_string()),
        };
        ui.answer(|width| done(&answer, width), || &answer)?;
        ui.hint(format!("`polity whoami`, `polity show {}`", made.person));
        Ok(Exit::Ok)
    }
}

impl List {
    fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let workspace = session.working_tree()?;
        let org = workspace.org()?;
        let person = org.people.get(&self.person).ok_or_else(|| {
            CliError::usage(
                "unknown-id",
                format!("there is no person `{}`", self.person),
            )
            .hint("`polity show`")
        })?;
        let said = person.keys.iter().map(|key| {
            let print = match key.key.parse::<PublicKey>() {
                Ok(public) => public.fingerprint().to_string(),
                Err(error) => format!("unusable: {error}"),
            };
            format!("{print}  {}", key.period)
        });
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "keys".to_owned(),
            to: self.person.to_string(),
            said: std::iter::once(format!(
                "{} has {}",
                person.name,
                crate::render::words::count(person.keys.len(), "key")
            ))
            .chain(said)
            .collect(),
            commit: None,
        };
        ui.answer(|width| done(&answer, width), || &answer)?;
        ui.hint(format!("`polity key add {}`", self.person));
        Ok(Exit::Ok)
    }
}
