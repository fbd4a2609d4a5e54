//! `polity event`.

use std::collections::BTreeSet;

use clap::Args;

use super::workspace::session;
use super::{CliError, Context, Done, Exit};
use crate::base::{EventId, EventKind, PartialDate, PersonId};
use crate::render::json::DoneJson;
use crate::render::vote::done;
use crate::workspace::EventSaid;

/// Attest by your signature that something happened
///
/// Rules may ask for an official's finding, as `attested(notice)` does: that a
/// notice was given, that a quorum was present, who took part. Whom
/// `housekeeping` in organisation.yaml lets keep `events` signs it. With --kind
/// and --on the event is recorded too; without, one that is recorded is signed
/// as it stands. An event that nobody signed attests nothing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity event notice-2026 --kind notice --on 2026-03-01
  polity event meeting-7 --kind attendance --on 2026-03-01 --person ada --person ben
  polity event meeting-7")]
pub(super) struct Event {
    /// The event's id, which is its file's name
    id: EventId,
    /// What kind of event, as rules name it
    #[arg(long, value_name = "KIND", requires = "on")]
    kind: Option<EventKind>,
    /// When it happened
    #[arg(long, value_name = "DATE", requires = "kind")]
    on: Option<PartialDate>,
    /// Where it is recorded, such as an address
    #[arg(long, value_name = "TEXT", requires = "kind")]
    source: Option<String>,
    /// Somebody whom it attests, such as one who was present
    #[arg(long, value_name = "PERSON", requires = "kind")]
    person: Vec<PersonId>,
}

impl Event {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let signer = session.signer().map_err(CliError::from)?;
        let said = self.kind.zip(self.on).map(|(kind, on)| EventSaid {
            kind,
            on,
            source: self.source,
            people: self.person.into_iter().collect::<BTreeSet<_>>(),
        });
        let made = session.find(&self.id, said.as_ref(), &signer)?;
        let what = match made.recorded {
            true => "records and attests",
            false => "attests",
        };
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "attested".to_owned(),
            to: made.id.to_string(),
            said: vec![format!(
                "{} {what} {}: attested({}) holds",
                made.by, made.id, made.kind
            )],
            commit: Some(made.commit.to_string()),
        };
        ui.answer(|width| done(&answer, width), || &answer)?;
        ui.hint(format!("`polity show {}`", made.id));
        Ok(Exit::Ok)
    }
}
