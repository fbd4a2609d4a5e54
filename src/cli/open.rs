//! `polity open`.

use clap::Args;

use super::between::mend;
use super::publish::PushArgs;
use super::workspace::{proposal, session, when};
use super::{Context, Done, Exit};
use crate::base::Span;
use crate::org::Organisation;
use crate::render::json::OpenedJson;
use crate::render::vote::opened;
use crate::workspace::{OpenOptions, Opened};

/// Open the vote that is due on a proposal
///
/// Freezes who may vote, on what and until when in a poll, signed with your
/// key, in one commit on the shared branch. Its rule says who may open it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity open 10
  polity open 10 --period \"14 days\"")]
pub(super) struct Open {
    /// The proposal's number or whole name
    proposal: String,
    /// How long it is open, where the rule leaves that to the opener
    #[arg(long, value_name = "SPAN")]
    period: Option<Span>,
    /// Count electors who have no key, and so cannot vote, all the same
    #[arg(long)]
    keyless: bool,
    #[command(flatten)]
    push: PushArgs,
}

impl Open {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let name = proposal(&session, &self.proposal)?;
        let signer = session.signer().map_err(super::CliError::from)?;
        let options = OpenOptions {
            period: self.period,
            keyless: self.keyless,
        };
        let done = self.push.share_on_newest(
            &session,
            ui,
            |session| session.open(&name, &options, &signer),
            |made| ("the opening".to_owned(), Some(made.commit)),
        );
        let done = done.map_err(|error| mend(&name, error))?;
        let made = &done.made;
        let org = session.header_at(made.commit)?;
        let answer = answer(made, &org);
        let first = answer.takes.first().cloned().unwrap_or_default();
        let is_held_here = answer.attested_by.is_empty();
        done.answer(ui, answer, opened)?;
        let n = name.number();
        ui.hint(if is_held_here {
            format!("`polity vote {n} {first}`, `polity status {n}`")
        } else {
            format!("hold the vote, and then `polity attest {n} FILE`")
        });
        Ok(Exit::Ok)
    }
}

/// A poll that was opened, for answers.
pub(super) fn answer(made: &Opened, org: &Organisation) -> OpenedJson {
    let poll = &made.poll;
    let name = &poll.proposal;
    let keyless = |it: &&crate::vote::Elector| it.keys.is_empty();
    let without = poll.electorate.iter().filter(keyless).count();
    let choices = poll.stage.ballot.choices();
    let mut takes: Vec<String> = choices.iter().map(ToString::to_string).collect();
    if takes.is_empty() {
        takes.extend(poll.options.iter().map(ToString::to_string));
    }
    if poll.stage.recusal != crate::rule::Recusal::Forbidden {
        takes.push("recused".to_owned());
    }
    OpenedJson {
        polity: "opened/1".to_owned(),
        proposal: name.number(),
        name: name.to_string(),
        stage: poll.stage.id.to_string(),
        number: made.stage.0,
        of: made.stage.1,
        electors: poll.electorate.len(),
        with_key: poll.electorate.len() - without,
        takes,
        attested_by: made.officers.iter().map(ToString::to_string).collect(),
        closes: when(poll.closes, org),
        poll: made.digest.to_string(),
        commit: made.commit.to_string(),
    }
}
