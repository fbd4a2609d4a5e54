//! `polity undo`.

use std::collections::BTreeMap;

use clap::Args;

use super::propose::{answer, explain, in_order};
use super::publish::PushArgs;
use super::workspace::{proposal, session};
use super::{CliError, Context, Done, Exit, Ui};
use crate::base::{EntityId, PersonId, ProposalName, RuleId, TeamId};
use crate::render::drafted::drafted;
use crate::render::json::{
    DoneJson, DraftedChangeJson, DraftedJson, DraftedLeftJson, ProposedJson,
};
use crate::render::vote::done;
use crate::workspace::{ActStands, Reversed, Session, Undoing};

/// Undo what was enacted, by a new proposal; or an act that was not ratified
///
/// Of an enacted proposal, a new one is drafted that takes it back as far as
/// later decisions allow: what has been changed since stays, and is listed with
/// the decisions that changed it. What ended stays ended: a team that was
/// dissolved is formed again, under another id, with the members and the powers
/// that ended with it.
///
/// Where somebody acted first, as the rule's `acts_first` let them, and the vote
/// failed or did not come in time, every file that the act changed is put back
/// as it was, in one signed commit. Where a file has changed since, nothing is
/// touched, and the command says what to do by hand.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity undo 11
  polity undo 10 --dry-run
  polity undo 10 --push
  polity undo 10 --as core=core-team --rule board-vote")]
pub(super) struct Undo {
    /// The proposal's number or whole name
    proposal: String,
    /// Only show what would be proposed
    #[arg(long, conflicts_with = "push")]
    dry_run: bool,
    /// The id under which something that ended comes again
    #[arg(long = "as", value_name = "OLD=NEW")]
    again: Vec<String>,
    /// The rule that is to decide; needed where several may
    #[arg(long, value_name = "RULE")]
    rule: Option<RuleId>,
    /// Who writes it; by default whom the key at hand belongs to
    #[arg(long, value_name = "PERSON")]
    author: Vec<PersonId>,
    #[command(flatten)]
    push: PushArgs,
}

impl Undo {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let name = proposal(&session, &self.proposal)?;
        let at = session.at(session.line()?.tip)?;
        let enacted = at.proposals.proposals.get(&name);
        if enacted.is_some_and(|it| it.enactment.is_some()) {
            return self.reverse(&session, ui, &name);
        }
        let signer = session.signer().map_err(CliError::from)?;
        let undone = self.push.share_on_newest(
            &session,
            ui,
            |session| session.undo_act(&name, &signer),
            |(act, _, commit)| (format!("the undoing of {}'s act", act.by), Some(*commit)),
        )?;
        let ((act, paths, commit), pushed) = undone.split();
        let mut said = vec![format!("undid the act of {} on {name}", act.by)];
        if let ActStands::MustBeUndone { why } = &act.stands {
            said.push(why.clone());
        }
        said.extend(paths.iter().map(|path| format!("{path} is as it was")));
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: "undone".to_owned(),
            to: name.to_string(),
            said,
            commit: Some(pushed.commit(commit)),
        };
        pushed.answer(ui, answer, done)?;
        ui.hint(format!("`polity verify {}`", name.number()));
        Ok(Exit::Ok)
    }

    /// Drafts what takes an enacted proposal back.
    fn reverse(self, session: &Session<'_>, ui: &mut Ui, name: &ProposalName) -> Done {
        let mut names = BTreeMap::new();
        for given in &self.again {
            let pair = given.split_once('=');
            let pair = pair.filter(|(old, new)| !old.is_empty() && !new.is_empty());
            let (old, new) = pair.ok_or_else(|| {
                CliError::usage("bad-value", format!("`--as {given}` cannot be understood"))
                    .hint("`--as core=core-team`")
            })?;
            // All kinds of ids have one form.
            let _: TeamId = new
                .parse()
                .map_err(|error| CliError::usage("bad-id", format!("{error}")))?;
            names.insert(old.to_owned(), new.to_owned());
        }
        if self.dry_run {
            let shown = found(&reversal(session, name, &names)?, session);
            ui.answer(|width| drafted(&shown, width), || &shown)?;
            ui.hint(format!("`polity undo {}` drafts it", name.number()));
            return Ok(Exit::Ok);
        }
        let how = Undoing {
            names,
            rule: self.rule,
            authors: self.author,
        };
        // What others decided meanwhile is fetched first, and may be in the way.
        let make = |session: &Session<'_>| -> Result<_, CliError> {
            let reversed = reversal(session, name, &how.names)?;
            let made = session.undo_enacted(&reversed, &how);
            Ok((reversed, made.map_err(|error| explain(error, &[]))?))
        };
        let shared = self.push.share(session, ui, make, |(_, made)| {
            (format!("the proposal {}", made.name), made.commit)
        })?;
        let ((reversed, made), pushed) = shared.split();
        let commit = made.commit.map(|commit| pushed.commit(commit));
        let made = ProposedJson {
            commit,
            ..answer(&made)
        };
        let n = made.proposal;
        let shown = DraftedJson {
            proposal: Some(made),
            ..found(&reversed, session)
        };
        pushed.answer(ui, shown, drafted)?;
        ui.hint(format!("`polity check {n}`, `polity propose edit {n}`"));
        Ok(Exit::Ok)
    }
}

/// What takes a proposal back, under ids of which each is of use.
fn reversal(
    session: &Session<'_>,
    name: &ProposalName,
    names: &BTreeMap<String, String>,
) -> Result<Reversed, CliError> {
    let reversed = session.reversal(name, names)?;
    for old in names.keys() {
        if !reversed.reversal.again.contains_key(old) {
            let said = format!("nothing of the id `{old}` ended by {name}");
            return Err(CliError::usage("unknown-id", said)
                .hint(format!("`polity undo {} --dry-run`", name.number())));
        }
    }
    Ok(reversed)
}

fn found(reversed: &Reversed, session: &Session<'_>) -> DraftedJson {
    let inferred = &reversed.reversal.found;
    let today = &reversed.today;
    let on = today.about.as_of.unwrap_or_else(|| session.today(today));
    let lines = in_order(&inferred.changes, today, on);
    let left = reversed
        .prevented()
        .map(|(prevented, since)| DraftedLeftJson {
            of: prevented.entity.as_ref().map(EntityId::to_string),
            kind: "unsaid".to_owned(),
            what: prevented.why.clone(),
            since: since.iter().map(ToString::to_string).collect(),
        });
    DraftedJson {
        polity: "drafted/1".to_owned(),
        from: "enactment".to_owned(),
        base: None,
        changes: lines
            .into_iter()
            .enumerate()
            .map(|(n, text)| DraftedChangeJson {
                number: n + 1,
                text,
                inferred: inferred.guessed.contains(&n),
            })
            .collect(),
        left: left.collect(),
        again: reversed.reversal.again.clone(),
        proposal: None,
        kept: None,
        restored: Vec::new(),
    }
}
