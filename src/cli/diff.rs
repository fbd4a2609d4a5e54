//! `polity diff`.

use std::collections::BTreeSet;

use clap::{ArgGroup, Args};

use super::global::Format;
use super::reading::{Reading, days};
use super::{CliError, Context, Done, Env, Exit};
use crate::base::{Date, PartialDate, ProposalName};
use crate::diff::{Consequences, Hints, OrgDiff, reach};
use crate::finding::Finding;
use crate::org::Organisation;
use crate::proposal::{Body, State};
use crate::render::diff::{
    DiffView, OptionDiffJson, OptionsDiffJson, TextOptions, folds, heading, json, markdown,
    mermaid, stat, text,
};
use crate::render::findings::{Shown, findings};
use crate::render::json::FindingsJson;
use crate::render::paint::{Style, Text};
use crate::render::source::{SourceChange, source};
use crate::store::{CommitId, Files, StoreError};
use crate::workspace::{
    ProposalFolder, Proposals, Texts, Trial, Tried, enacted, governance_of, pick_proposal,
};

/// Show what a proposal would change, or what changed between two states
///
/// In the words of organisations and not of lines: bodies, terms, areas, rules
/// and constraints, and what follows from it for who may do what.
///
/// A proposal is tried on the organisation that it is drafted against; two
/// proposals are compared by what each leaves behind. Everything else is a
/// commit, branch or tag; one alone is compared with the working tree, and
/// without any, HEAD is. A number is a proposal where there is one: a branch of
/// that name is `heads/10`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("form").multiple(false))]
#[command(after_help = "Examples:
  polity diff 10
  polity diff 10 --source
  polity diff 10 12
  polity diff main~5 main
  polity diff --at 2014 2020-03-11
  polity diff 10 --markdown")]
pub(super) struct Diff {
    /// A proposal, two proposals, or one or two revisions
    #[arg(value_name = "PROPOSAL|REV", num_args = 0..=2)]
    what: Vec<String>,
    /// Compare the organisation on two dates: 2014-10-03, or 2014-10, or 2014
    #[arg(long, num_args = 2, value_names = ["DATE", "DATE"])]
    #[arg(conflicts_with_all = ["what", "source"])]
    at: Option<Vec<PartialDate>>,
    /// Take proposals, or the record for --at, from this commit, branch or tag
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// Name everybody, however many
    #[arg(long)]
    people: bool,
    /// The text of the files in governance/, as a unified diff
    #[arg(long, group = "form")]
    source: bool,
    /// Numbers alone
    #[arg(long, group = "form")]
    stat: bool,
    /// In Markdown, for a comment on a pull request
    #[arg(long, group = "form")]
    markdown: bool,
    /// As a Mermaid chart of bodies and areas, before and after
    #[arg(long, group = "form")]
    mermaid: bool,
}

/// Two states that are compared.
struct Compared {
    /// The option, with its title, where a proposal has several.
    option: Option<(String, String)>,
    before: (Organisation, Date),
    after: (Organisation, Date),
    hints: Hints,
    /// The files, where their text is asked for.
    texts: Option<Texts>,
}

/// What is compared, and what is said above it.
struct Question {
    title: String,
    aside: String,
    /// The number, where it is one proposal.
    proposal: Option<u32>,
    ways: Vec<Compared>,
    /// What is said where there is nothing to compare.
    nothing: &'static str,
    hint: Option<String>,
    exit: Exit,
}

impl Diff {
    pub(super) fn run(self, context: &mut Context) -> Done {
        if context.ui.format() == Format::Json
            && (self.source || self.stat || self.markdown || self.mermaid)
        {
            let said = "`--format json` says everything in its own form";
            return Err(CliError::usage("two-forms", said)
                .hint("leave out --source, --stat, --markdown or --mermaid"));
        }
        let question = match self.ask(context)? {
            Ok(question) => question,
            Err(exit) => return Ok(exit),
        };
        self.answer(context, &question)?;
        let plain = !(self.people || self.source || self.stat || self.markdown || self.mermaid);
        if plain && context.ui.format() == Format::Text {
            let mut ways = question.ways.iter();
            if ways.any(|it| it.view("", "", folds)) {
                let said = format!("`{} --people` names everybody", self.typed());
                context.ui.hint(said);
            }
        }
        if let Some(hint) = question.hint {
            context.ui.hint(hint);
        }
        Ok(question.exit)
    }

    /// What is asked. Where a proposal cannot be applied, why not is the
    /// answer.
    fn ask(&self, context: &mut Context) -> Result<Result<Question, Exit>, CliError> {
        if let Some(dates) = &self.at {
            return self.dates(context, dates).map(Ok);
        }
        let reading = Reading::of(&context.env, self.rev.as_deref());
        // Two revisions need no readable working tree.
        let names = reading.as_ref().map(Reading::names).unwrap_or_default();
        let found = self.what.iter().map(|word| named(&names, word));
        let found = found.collect::<Result<Vec<_>, _>>()?;
        match found.as_slice() {
            [Some(name)] => self.proposal(context, &reading?, name),
            [Some(one), Some(other)] => self.proposals(context, &reading?, [one, other]),
            [Some(_), None] | [None, Some(_)] => {
                let [one, other] = [&self.what[0], &self.what[1]];
                let said = format!("`{one}` and `{other}` are a proposal and a revision");
                Err(CliError::usage("two-kinds", said)
                    .note("two proposals can be compared, or two revisions")
                    .hint("a branch that bears a proposal's number is `heads/NUMBER`"))
            }
            _ => self.revisions(context, &names).map(Ok),
        }
    }

    fn dates(&self, context: &mut Context, dates: &[PartialDate]) -> Result<Question, CliError> {
        let reading = Reading::of(&context.env, self.rev.as_deref())?;
        let org = reading.organisation()?;
        let (from, to) = match dates {
            [from, to] => (*from, *to),
            _ => return Err(CliError::usage("two-dates", "--at takes two dates")),
        };
        let compared = Compared {
            option: None,
            before: (org.clone(), from.first_day()),
            after: (org.clone(), to.first_day()),
            hints: Hints::none(),
            texts: None,
        };
        Ok(Question {
            title: org.about.name.clone(),
            aside: format!("{from} to {to}"),
            proposal: None,
            ways: vec![compared],
            nothing: "",
            hint: Some(format!(
                "`polity show --at {from}`, `polity show --at {to}`"
            )),
            exit: reading.warn(context),
        })
    }

    fn proposal(
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
        let rule = folder.proposal.as_ref().map(|it| it.rule.to_string());
        let rule = rule.map_or_else(String::new, |rule| format!(", {rule}"));
        question.aside = format!("{state}{rule}");
        let ways = match trial.ways(name) {
            Ok(ways) => ways,
            Err(found) => return refused(context, reading, &found).map(Err),
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

    /// The command as it was typed, without its form.
    fn typed(&self) -> String {
        let mut typed = "polity diff".to_owned();
        let dates = self.at.iter().flatten().map(ToString::to_string);
        if self.at.is_some() {
            typed.push_str(" --at");
        }
        for word in dates.chain(self.what.iter().cloned()) {
            typed.push_str(&format!(" {word}"));
        }
        typed + &self.again()
    }

    fn again(&self) -> String {
        let rev = self.rev.as_ref();
        rev.map_or_else(String::new, |rev| format!(" --rev {rev}"))
    }

    /// What the enactment did, from history.
    fn enacted(
        &self,
        env: &Env,
        folder: &ProposalFolder,
    ) -> Result<crate::workspace::EnactedThen, CliError> {
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

    fn proposals(
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
                Err(found) => return refused(context, reading, &found).map(Err),
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
            before: (before, day),
            after: (after, day),
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

    fn revisions(
        &self,
        context: &mut Context,
        names: &BTreeSet<ProposalName>,
    ) -> Result<Question, CliError> {
        if self.rev.is_some() {
            let said = "--rev says where proposals and dates are read, and there are none here";
            return Err(CliError::usage("two-revisions", said)
                .hint("`polity diff FROM TO` compares two revisions"));
        }
        let words = match self.what.as_slice() {
            [] => ("HEAD", None),
            [from] => (from.as_str(), None),
            [from, to, ..] => (from.as_str(), Some(to.as_str())),
        };
        let (old, before) = self.side(context, Some(words.0), names)?;
        let (new, after) = self.side(context, words.1, names)?;
        let day = |org: &Organisation| days(org, None, &context.env).0;
        let compared = Compared {
            option: None,
            before: (old.organisation()?.clone(), day(old.organisation()?)),
            after: (new.organisation()?.clone(), day(new.organisation()?)),
            hints: Hints::none(),
            texts: self.source.then(|| Texts {
                before: governance_of(old.files()),
                after: governance_of(new.files()),
            }),
        };
        let title = new.organisation()?.about.name.clone();
        let source = format!("`{} --source` for the files", self.typed());
        let exit = match (old.warn(context), new.warn(context)) {
            (Exit::Ok, exit) => exit,
            (exit, _) => exit,
        };
        Ok(Question {
            title,
            aside: format!("{before} to {after}"),
            proposal: None,
            ways: vec![compared],
            nothing: "",
            hint: (!self.source).then_some(source),
            exit,
        })
    }

    /// One side of two revisions, with how it is called: the commit of a word,
    /// or the working tree.
    fn side(
        &self,
        context: &Context,
        word: Option<&str>,
        names: &BTreeSet<ProposalName>,
    ) -> Result<(Reading, String), CliError> {
        let Some(word) = word else {
            let reading = Reading::of(&context.env, None)?;
            return Ok((reading, "the working tree".to_owned()));
        };
        let commit = context
            .env
            .repo()
            .and_then(|repo| repo.resolve(word))
            .map_err(|error| match error {
                // Whoever types a small number means a proposal.
                StoreError::UnknownRevision(_) if word.parse::<u32>().is_ok() => {
                    CliError::usage("unknown-proposal", format!("there is no proposal {word}"))
                        .hint("`polity list`")
                }
                error => CliError::from(error).note(match names.is_empty() {
                    true => "compared are commits, branches and tags",
                    false => "compared are proposals, or commits, branches and tags",
                }),
            })?;
        let reading = Reading::of(&context.env, Some(&commit.hex()))?;
        Ok((reading, revision(word, commit)))
    }

    fn answer(&self, context: &mut Context, question: &Question) -> Result<(), CliError> {
        let ui = &mut context.ui;
        if ui.format() == Format::Json {
            return match question.ways.as_slice() {
                [one] if one.option.is_none() => {
                    ui.json(&one.view(&question.title, &question.aside, json))
                }
                ways => ui.json(&options(question, ways)),
            };
        }
        let width = ui.width();
        let titles = question.ways.iter().map(|it| match &it.option {
            Some((id, title)) => (title.as_str(), format!("option {id}")),
            None => (question.title.as_str(), question.aside.clone()),
        });
        let several = question.ways.iter().any(|it| it.option.is_some());
        let mut printed = Text::new();
        if several || question.ways.is_empty() {
            let head = match self.markdown || self.mermaid || self.source {
                true => Text::new(),
                false => heading(&question.title, &question.aside, width),
            };
            printed.extend(0, head);
        }
        if question.ways.is_empty() {
            printed.line().push(Style::Plain, question.nothing);
        }
        let options = TextOptions {
            width,
            people: self.people,
        };
        for (compared, (title, aside)) in question.ways.iter().zip(titles) {
            if self.markdown || self.mermaid {
                let written = compared.view(title, &aside, |view| match self.markdown {
                    true => markdown(view, self.people),
                    false => mermaid(view),
                });
                ui.raw(written.as_bytes());
                continue;
            }
            if several {
                printed.gap();
            }
            let part = match &compared.texts {
                Some(texts) => unified(texts),
                None => compared.view(title, &aside, |view| match self.stat {
                    true => {
                        let mut said = heading(title, &aside, width);
                        said.extend(0, stat(view, width));
                        said
                    }
                    false => text(view, options),
                }),
            };
            printed.extend(0, part);
        }
        ui.text(&printed);
        Ok(())
    }
}

impl Compared {
    /// Gives the comparison with its consequences to a renderer.
    fn view<T>(&self, title: &str, aside: &str, show: impl FnOnce(&DiffView<'_>) -> T) -> T {
        let before = self.before.0.on(self.before.1);
        let after = self.after.0.on(self.after.1);
        let diff = OrgDiff::between(&before, &after, &self.hints);
        let follows = Consequences::of(&diff, &before, &after, &reach);
        show(&DiffView {
            diff: &diff,
            follows: &follows,
            before: &before,
            after: &after,
            title,
            aside,
        })
    }
}

fn of_way(tried: Tried, day: Date, texts: Option<Texts>) -> Compared {
    let option = tried.option;
    Compared {
        option: option.map(|(id, title)| (id.to_string(), title)),
        before: (tried.before, day),
        after: (tried.after, day),
        hints: tried.hints,
        texts,
    }
}

fn options(question: &Question, ways: &[Compared]) -> OptionsDiffJson {
    let each = ways.iter().map(|it| {
        let (option, title) = it.option.clone().unwrap_or_default();
        OptionDiffJson {
            diff: it.view(&title, "", json),
            option,
            title,
        }
    });
    OptionsDiffJson {
        polity: "diff-options/1".to_owned(),
        proposal: question.proposal.unwrap_or_default(),
        title: question.title.clone(),
        options: each.collect(),
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

/// The proposal that a word means, if it means one.
fn named(names: &BTreeSet<ProposalName>, word: &str) -> Result<Option<ProposalName>, CliError> {
    use crate::workspace::WorkspaceError as E;
    match pick_proposal(names.iter().cloned(), word) {
        Ok(name) => Ok(Some(name)),
        Err(E::NoProposal(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn folder<'p>(
    proposals: &'p Proposals,
    name: &ProposalName,
) -> Result<&'p ProposalFolder, CliError> {
    let found = proposals.proposals.get(name);
    found.ok_or_else(|| crate::workspace::WorkspaceError::NoProposal(name.to_string()).into())
}

fn titled(folder: &ProposalFolder) -> String {
    let digits = folder.name.as_str().split('-').next().unwrap_or_default();
    match &folder.proposal {
        Some(proposal) => format!("{digits}  {}", proposal.title),
        None => folder.name.to_string(),
    }
}

fn nothing_of(folder: &ProposalFolder) -> &'static str {
    match folder.proposal.as_ref().map(|it| &it.body) {
        Some(Body::Elect(_)) => "an election: what it changes is known when it is held",
        _ => "a question: it changes nothing by itself",
    }
}

/// A revision as it was typed, with its commit where that is not the same.
fn revision(word: &str, commit: CommitId) -> String {
    let short = commit.short();
    match word.starts_with(&short) || short.starts_with(word) {
        true => short,
        false => format!("{word} ({short})"),
    }
}

/// A proposal that cannot be applied: why is the answer, and it is a no.
fn refused(context: &mut Context, reading: &Reading, found: &[Finding]) -> Result<Exit, CliError> {
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

/// The files that differ, as a unified diff.
fn unified(texts: &Texts) -> Text {
    let paths: BTreeSet<&String> = texts
        .before
        .files
        .keys()
        .chain(texts.after.files.keys())
        .collect();
    let text = |files: &Files, path: &str| {
        let bytes = files.bytes(path)?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    };
    let both: Vec<_> = paths
        .into_iter()
        .map(|path| (path, text(&texts.before, path), text(&texts.after, path)))
        .collect();
    let changes = both.iter().map(|(path, before, after)| SourceChange {
        path,
        before: before.as_deref(),
        after: after.as_deref(),
    });
    source(&changes.collect::<Vec<_>>(), 3)
}
