//! One proposal, tried on what it is drafted against; and two, by what each
//! leaves behind.

use std::sync::Arc;

use super::question::{Compared, Question, of_way};
use super::{Diff, folder, titled};
use crate::base::{Date, ProposalName};
use crate::cli::between::explained;
use crate::cli::reading::{Reading, days};
use crate::cli::{CliError, Context, Env, Exit};
use crate::diff::Hints;
use crate::finding::Finding;
use crate::org::Organisation;
use crate::proposal::{Body, State};
use crate::render::findings::{Shown, findings};
use crate::render::json::FindingsJson;
use crate::store::{Files, StoreError};
use crate::workspace::{EnactedThen, ProposalFolder, Texts, Trial, acted, enacted};

impl Diff {
    pub(super) fn proposal(
        &self,
        context: &mut Context,
        reading: &Reading,
        name: &ProposalName,
    ) -> Result<Result<Question, Exit>, CliError> {
        let org = reading.organisation()?;
        let (day, _) = days(org, None, &context.env);
        let proposals = &reading.workspace.proposals;
        let trial = trial(reading, day);
        let folder = folder(proposals, name)?;
        let number = name.number();
        let mut question = Question {
            title: titled(folder),
            aside: String::new(),
            proposal: Some(number),
            ways: Vec::new(),
            nothing: nothing_of(folder),
            hint: None,
            exit: Exit::Ok,
        };
        let state = trial.state(folder);
        if folder.enactment.is_some() {
            let then = self.enacted(&context.env, folder)?;
            let (commit, day) = (then.commit, then.effective);
            question.aside = format!("{state} {day} by {}", commit.short());
            let texts = self.source.then_some(then.texts);
            question.ways = vec![of_way(then.tried, day, texts)];
            question.hint = Some(format!(
                "`polity verify {number}`, `polity show --at {day}`"
            ));
            question.exit = reading.warn(context);
            return Ok(Ok(question));
        }
        if folder.has_act()
            && let Some(then) = self.acted(&context.env, folder)?
        {
            // Its changes are made, so that what they did is shown, and not
            // what they would do a second time.
            let now = context.env.clock.now();
            let act = reading.workspace.act_on_record(name, now);
            let lapsed = act.as_ref().is_some_and(|it| it.lapsed.is_some());
            let came = match act {
                Some(act) => match act.lapsed {
                    Some(why) => format!("must be undone: {why}"),
                    None => format!("provisional until {}", act.until),
                },
                None => "ratified".to_owned(),
            };
            let (commit, day) = (then.commit.short(), then.effective);
            question.aside = format!("{state}; enacted {day} before a vote by {commit}, {came}");
            let texts = self.source.then_some(then.texts);
            question.ways = vec![of_way(then.tried, day, texts)];
            question.hint = Some(match lapsed {
                true => format!("`polity undo {number}`"),
                false => format!("`polity status {number}`"),
            });
            question.exit = reading.warn(context);
            return Ok(Ok(question));
        }
        let rule = folder.proposal.as_ref().map(|it| it.rule.to_string());
        let rule = rule.map_or_else(String::new, |rule| format!(", {rule}"));
        question.aside = format!("{state}{rule}");
        let ways = match trial.ways(name) {
            Ok(ways) => ways,
            Err(found) => return refused(context, reading, name, found).map(Err),
        };
        let texts = match self.source {
            true => trial.texts(name)?.into_iter().map(Some).collect(),
            false => vec![None; ways.len()],
        };
        let each = ways.into_iter().zip(texts);
        question.ways = each
            .map(|(tried, texts)| of_way(tried, day, texts))
            .collect();
        question.hint = self.hint_of(&context.env, org, number, &state, !question.ways.is_empty());
        question.exit = reading.warn(context);
        Ok(Ok(question))
    }

    /// What to do with a proposal next, as far as it can be done here.
    fn hint_of(
        &self,
        env: &Env,
        org: &Organisation,
        n: u32,
        state: &State,
        changes: bool,
    ) -> Option<String> {
        let mut commands = Vec::new();
        if changes && !self.source {
            commands.push(format!(
                "`polity diff {n}{} --source` for the files",
                self.again()
            ));
        }
        let in_git = env.repo().is_ok() && self.rev.is_none();
        if in_git && *state == State::Draft && org.about.founded.is_some() {
            commands.push(format!("`polity open {n}` to call the vote"));
        } else if in_git {
            commands.push(format!("`polity status {n}`"));
        }
        (!commands.is_empty()).then(|| commands.join(", "))
    }

    /// What an act before the decision did, where history can be read.
    fn acted(&self, env: &Env, folder: &ProposalFolder) -> Result<Option<EnactedThen>, CliError> {
        let Ok(repo) = env.repo() else {
            return Ok(None);
        };
        let tip = repo.resolve(self.rev.as_deref().unwrap_or("HEAD"))?;
        Ok(acted(&repo, tip, folder)?)
    }

    /// What the enactment did, from history.
    fn enacted(&self, env: &Env, folder: &ProposalFolder) -> Result<EnactedThen, CliError> {
        let number = folder.name.number();
        let repo = env.repo().map_err(|error| match error {
            StoreError::NotARepository(_) => {
                let said = format!("proposal {number} is enacted, and this folder has no history");
                CliError::unreadable("no-history", said)
                    .note("the organisation before it is in the history of its repository")
                    .hint("`polity show`")
            }
            error => error.into(),
        })?;
        let tip = repo.resolve(self.rev.as_deref().unwrap_or("HEAD"))?;
        enacted(&repo, tip, folder)?.ok_or_else(|| {
            let said = format!(
                "proposal {number} is enacted, and the history of {} does not tell by which commit",
                tip.short()
            );
            CliError::unreadable("no-history", said)
                .hint(format!("`polity verify {number}` reads all of it"))
        })
    }

    pub(super) fn proposals(
        &self,
        context: &mut Context,
        reading: &Reading,
        names: [&ProposalName; 2],
    ) -> Result<Result<Question, Exit>, CliError> {
        let org = reading.organisation()?;
        let (day, _) = days(org, None, &context.env);
        let proposals = &reading.workspace.proposals;
        let trial = trial(reading, day);
        let mut sides = Vec::new();
        for name in names {
            let folder = folder(proposals, name)?;
            if folder.enactment.is_some() {
                let texts = self.enacted(&context.env, folder)?;
                sides.push((texts.tried.after, texts.texts.after));
                continue;
            }
            let after = match trial.leaves(name) {
                Ok(after) => after,
                Err(found) => return refused(context, reading, name, found).map(Err),
            };
            let text = match self.source {
                true => trial.text_after(name)?,
                false => Some(Files::default()),
            };
            let (Some(after), Some(text)) = (after, text) else {
                let number = name.number();
                let said = format!("what proposal {number} leaves behind is not decided");
                return Err(CliError::refused("undecided", said)
                    .note("it chooses among options, or is an election")
                    .hint(format!("`polity diff {number}`")));
            };
            sides.push((after, text));
        }
        let [(after, new), (before, old)] = [sides.pop(), sides.pop()]
            .map(|side| side.unwrap_or_else(|| (org.clone(), Files::default())));
        let [one, other] = names.map(|name| name.number());
        let compared = Compared {
            option: None,
            before: (Arc::new(before), day),
            after: (Arc::new(after), day),
            hints: Hints::none(),
            texts: self.source.then_some(Texts {
                before: old,
                after: new,
            }),
        };
        let source = format!("`{} --source` for the files", self.typed());
        Ok(Ok(Question {
            title: format!("After {one}, and after {other}"),
            aside: org.about.name.clone(),
            proposal: None,
            ways: vec![compared],
            nothing: "",
            hint: (!self.source).then_some(source),
            exit: reading.warn(context),
        }))
    }
}

fn trial(reading: &Reading, day: Date) -> Trial<'_> {
    Trial {
        files: reading.files(),
        governance: &reading.workspace.governance,
        proposals: &reading.workspace.proposals,
        day,
    }
}

fn nothing_of(folder: &ProposalFolder) -> &'static str {
    match folder.proposal.as_ref().map(|it| &it.body) {
        Some(Body::Elect(_)) => "an election: what it changes is known when it is held",
        _ => "a question: it changes nothing by itself",
    }
}

/// A proposal that cannot be applied: why is the answer, and it is a no.
fn refused(
    context: &mut Context,
    reading: &Reading,
    name: &ProposalName,
    found: Vec<Finding>,
) -> Result<Exit, CliError> {
    let found = explained(&context.env, reading, name, found);
    let shown: Vec<Shown<'_>> = found
        .iter()
        .map(|finding| {
            let (file, text) = reading.file_of(finding);
            Shown {
                finding,
                file,
                text,
            }
        })
        .collect();
    context.ui.answer(
        |width| findings(&shown, true, reading.files().files.len(), width),
        || FindingsJson::of(shown.iter().map(|it| (it.finding, it.file.clone()))),
    )?;
    Ok(Exit::No)
}
