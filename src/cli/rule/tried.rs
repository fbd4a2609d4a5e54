//! `polity rule try`.

use clap::Args;
use num_traits::ToPrimitive;

use super::asked::Asked;
use super::count::Counting;
use crate::base::{EventKind, Exact, StageId, TeamId, parse_exact, show_exact};
use crate::cli::{CliError, Context, Done, Exit};
use crate::render::json::{OutcomeJson, SumJson, TriedJson};
use crate::render::rule::tried;
use crate::rule::condition::Explained;
use crate::rule::decide::{StageDecision, Verdict};
use crate::rule::sentence::{condition_in_words, leads};
use crate::rule::trial::{Around, Sums, TrialError, Tried, asks_electors, takes, try_sums};
use crate::rule::{Route, Rule, Stage, StageOutcome};

/// Try a rule on votes, or count a file of ballots, without holding a vote
///
/// For one question: say how many voted what, and see every condition with its
/// numbers, the outcome, and where it leads. For several options: give a file
/// of ballots, and see the matrix or the rounds, the order, who is elected, and
/// the ties. With --method no rule is needed, so that anybody's election can be
/// counted again. No workspace and no git are needed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity rule try core-vote --votes \"for 31, against 4, abstain 1\"
  polity rule try rule.yaml --votes \"+1 3, -1 1\" --electors 4 --seats 5
  polity rule try gentoo/override-council --votes \"for 50, against 26\" \\
      --electors 200
  polity rule try --method schulze --seats 3 --ballots election.csv
  polity rule try debian/general-resolution --ballots votes.abif \\
      --electors 1000 --class option-2=constitution")]
pub(super) struct Try {
    /// The rule's id, a file, or a name in the library
    #[arg(required_unless_present = "method", conflicts_with = "method")]
    rule: Option<String>,
    /// The stage; the first if not given
    #[arg(long, value_name = "ID", conflicts_with = "method")]
    stage: Option<StageId>,
    /// How many voted what: "for 41, against 9, abstain 1"
    #[arg(long, value_name = "TEXT", help_heading = "One question")]
    votes: Option<String>,
    /// How many could vote, by weight
    #[arg(long, value_name = "N", value_parser = parse_exact, help_heading = "What is asked for")]
    electors: Option<Exact>,
    /// Seats to fill, or seats of the body that votes, or of a team
    #[arg(long, value_name = "[TEAM=]N", help_heading = "What is asked for")]
    seats: Vec<Sized>,
    /// Members of the body that votes, or of a team
    #[arg(long, value_name = "[TEAM=]N", help_heading = "What is asked for")]
    serving: Vec<Sized>,
    /// Sponsors, by weight
    #[arg(long, value_name = "N", value_parser = parse_exact, help_heading = "What is asked for")]
    sponsors: Option<Exact>,
    /// Days since the opening; the whole period if not given
    #[arg(long, value_name = "N", help_heading = "What is asked for")]
    days: Option<u64>,
    /// Something that an official has attested
    #[arg(long, value_name = "NAME", help_heading = "What is asked for")]
    attested: Vec<EventKind>,
    /// How an earlier stage ended
    #[arg(long, value_name = "STAGE=OUTCOME", help_heading = "What is asked for")]
    after: Vec<Ended>,
    /// How often it was extended already
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    #[arg(help_heading = "What is asked for")]
    extensions: u32,
    #[command(flatten)]
    counting: Counting,
}

/// `5`, or `board=5`.
#[derive(Debug, Clone)]
struct Sized(Option<TeamId>, u64);

impl std::str::FromStr for Sized {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| {
            let number = text.trim().parse::<u64>();
            number.map_err(|_| format!("`{}` is no whole number", text.trim()))
        };
        match text.split_once('=') {
            None => Ok(Self(None, number(text)?)),
            Some((team, text)) => {
                let team = team.trim().parse::<TeamId>();
                let team = team.map_err(|error| error.to_string())?;
                Ok(Self(Some(team), number(text)?))
            }
        }
    }
}

/// `board=accept`.
#[derive(Debug, Clone)]
struct Ended(StageId, StageOutcome);

impl std::str::FromStr for Ended {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (stage, outcome) = text
            .split_once('=')
            .ok_or("write it as STAGE=OUTCOME, such as board=accept")?;
        let stage = stage.trim().parse::<StageId>();
        let outcome = outcome.trim().parse::<StageOutcome>();
        Ok(Self(
            stage.map_err(|error| error.to_string())?,
            outcome.map_err(|error| error.to_string())?,
        ))
    }
}

impl Try {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let around = self.around();
        let Some(named) = &self.rule else {
            return self.counting.without_rule(context, around);
        };
        let asked = Asked::of(&context.env, named)?;
        let (index, stage) = self.stage(&asked)?;
        if stage.ballot.is_single_question() {
            if self.counting.ballots.is_some() {
                let id = &stage.id;
                let message = format!("stage `{id}` asks one question, so no options are counted");
                return Err(CliError::usage("one-question", message)
                    .note(format!(
                        "say how many voted what: {}",
                        takes(stage).join(", ")
                    ))
                    .hint(format!("polity rule try {} --votes \"…\"", asked.label)));
            }
            return self.question(context, &asked, index, stage, around);
        }
        if self.votes.is_some() {
            let id = &stage.id;
            let message = format!("stage `{id}` chooses among options, so sums say too little");
            return Err(CliError::usage("several-options", message)
                .hint(format!("polity rule try {} --ballots FILE", asked.label)));
        }
        self.counting
            .with_rule(context, &asked, index, stage, around)
    }

    fn around(&self) -> Around {
        let mut around = Around {
            electors: self.electors.clone(),
            sponsors: self.sponsors.clone().unwrap_or_default(),
            days: self.days,
            attested: self.attested.iter().cloned().collect(),
            extensions: self.extensions,
            ..Around::default()
        };
        for Sized(team, number) in &self.seats {
            match team {
                Some(team) => _ = around.seats_of.insert(team.clone(), *number),
                None => around.seats = Some(*number),
            }
        }
        for Sized(team, number) in &self.serving {
            match team {
                Some(team) => _ = around.serving_of.insert(team.clone(), *number),
                None => around.serving = Some(*number),
            }
        }
        for Ended(stage, outcome) in &self.after {
            around.outcomes.insert(stage.clone(), outcome.clone());
        }
        around
    }

    fn stage<'a>(&self, asked: &'a Asked) -> Result<(usize, &'a Stage), CliError> {
        let rule = &asked.rule;
        let found = match &self.stage {
            Some(id) => rule.stage(id),
            None => rule.stages.iter().enumerate().next(),
        };
        found.ok_or_else(|| {
            let typed = self.stage.as_ref().map_or("", StageId::as_str);
            let ids: Vec<&str> = rule.stages.iter().map(|it| it.id.as_str()).collect();
            let message = format!("`{}` has no stage `{typed}`", asked.label);
            CliError::usage("unknown-stage", message)
                .note(format!("its stages are {}", ids.join(", ")))
        })
    }

    fn question(
        &self,
        context: &mut Context,
        asked: &Asked,
        index: usize,
        stage: &Stage,
        mut around: Around,
    ) -> Done {
        let label = &asked.label;
        let Some(votes) = &self.votes else {
            let takes = takes(stage);
            let first = takes.first().copied().unwrap_or("for");
            return Err(
                CliError::usage("no-votes", "it is not said how many voted what")
                    .note(format!("this stage takes: {}", takes.join(", ")))
                    .hint(format!("polity rule try {label} --votes \"{first} 3\"")),
            );
        };
        let sums = Sums::parse(votes, stage).map_err(|error| refused(error, label))?;
        let mut assumed = Vec::new();
        if around.electors.is_none() {
            match asked.electors(&context.env, stage) {
                Ok(found) if !votes.contains("silent") => {
                    let electors: Exact = found.weights.iter().sum();
                    assumed.push(format!("{} electors today", show_exact(&electors)));
                    around.electors = Some(electors);
                    if around.seats.is_none() && around.serving.is_none() {
                        around.serving = found.base.serving;
                        around.seats = found.base.seats;
                    }
                    for (team, seats) in found.base.seats_of {
                        around.seats_of.entry(team).or_insert(seats);
                    }
                    for (team, serving) in found.base.serving_of {
                        around.serving_of.entry(team).or_insert(serving);
                    }
                }
                _ if asks_electors(stage) && !votes.contains("silent") => assumed.push(
                    "taken as all electors: those who voted, as --electors is not given".to_owned(),
                ),
                _ => {}
            }
        }
        if !stage.weights.is_empty() {
            let weights = stage.weights.iter();
            let weights = weights.map(|(team, weight)| format!("{team} {}", show_exact(weight)));
            let weights: Vec<String> = weights.collect();
            let weights = weights.join(", ");
            assumed.push(format!(
                "the numbers are sums of weights ({weights}, others 1)"
            ));
        }
        let found = try_sums(stage, &sums, &around).map_err(|error| refused(error, label))?;
        let answer = answer(asked, index, stage, &sums, &found, assumed);
        let ui = &mut context.ui;
        ui.answer(|width| tried(&answer, width), || &answer)?;
        let next = asked.rule.stages.get(index + 1);
        match (found.decision.route(), next) {
            (Some(Route::Continue), Some(next)) if next.ballot.is_single_question() => {
                let word = takes(next).first().copied().unwrap_or("for");
                let id = &next.id;
                ui.hint(format!(
                    "`polity rule try {label} --stage {id} --votes \"{word} 3\"`"
                ));
            }
            _ => ui.hint(format!("`polity rule explain {label}`")),
        }
        Ok(Exit::Ok)
    }
}

fn refused(error: TrialError, label: &str) -> CliError {
    let code = match &error {
        TrialError::Part(_) | TrialError::Twice(_) => "votes",
        TrialError::Vote { .. } => "ballot-choice",
        TrialError::TooMany { .. } | TrialError::Silent { .. } => "too-many-votes",
        TrialError::Options(_) => "several-options",
        TrialError::Decide(_) => "undecidable",
    };
    let made = CliError::usage(code, error.to_string());
    match &error {
        TrialError::Vote {
            near: Some(near), ..
        } => made.hint(format!("did you mean `{near}`?")),
        TrialError::TooMany { cast, .. } => {
            let whole = parse_exact(cast)
                .ok()
                .and_then(|it| it.ceil().to_integer().to_u64());
            made.hint(format!("--electors {}", whole.unwrap_or(100)))
        }
        TrialError::Decide(_) => made
            .note("give what it asks for: --electors, --seats, --serving, --days, --after")
            .hint(format!("polity rule explain {label}")),
        _ => made.hint(format!(
            "polity rule try {label} --votes \"for 41, against 9\""
        )),
    }
}

fn answer(
    asked: &Asked,
    index: usize,
    stage: &Stage,
    sums: &Sums,
    found: &Tried,
    assumed: Vec<String>,
) -> TriedJson {
    let (before, outcomes) = conditions(&found.decision);
    let closing = found.closing.iter().map(|(name, it)| explained(name, it));
    TriedJson {
        polity: "rule-try/1".to_owned(),
        rule: asked.label.clone(),
        title: asked.rule.title.clone(),
        stage: stage.id.to_string(),
        votes: sums
            .votes(stage)
            .into_iter()
            .map(|(vote, sum)| SumJson {
                vote: vote.to_owned(),
                sum: show_exact(&sum),
            })
            .collect(),
        electors: show_exact(&found.quantities.electorate),
        silent: show_exact(&found.quantities.silent),
        assumed,
        before,
        outcomes,
        closing: closing.collect(),
        outcome: found.decision.outcome().map(ToString::to_string),
        leads: where_it_leads(&asked.rule, index, &found.decision),
        possible: found
            .prospects
            .iter()
            .flat_map(|it| &it.possible)
            .map(ToString::to_string)
            .collect(),
        exact: found.prospects.as_ref().is_none_or(|it| it.exact),
    }
}

fn explained(name: &str, of: &Explained) -> OutcomeJson {
    OutcomeJson {
        name: name.to_owned(),
        condition: Some(of.text.clone()),
        explained: of.lines(),
        holds: of.holds == Ok(true),
    }
}

/// The conditions of a decision: those asked before the outcomes, and these.
pub(super) fn conditions(decision: &StageDecision) -> (Vec<OutcomeJson>, Vec<OutcomeJson>) {
    let extend = decision.extend.iter().map(|it| explained("extend", it));
    let quorum = decision.quorum.iter();
    let quorum = quorum.map(|it| explained("quorum", &it.explained));
    let outcomes = decision.outcomes.iter().map(|it| match &it.explained {
        Some(condition) => OutcomeJson {
            holds: it.won,
            ..explained(it.name.as_str(), condition)
        },
        None => OutcomeJson {
            name: it.name.to_string(),
            condition: None,
            explained: Vec::new(),
            holds: it.won,
        },
    });
    (extend.chain(quorum).collect(), outcomes.collect())
}

/// Where a decision leads, in words.
pub(super) fn where_it_leads(rule: &Rule, index: usize, decision: &StageDecision) -> String {
    let route = match &decision.verdict {
        Verdict::Extended(extension) => {
            let name = extension.name.as_ref();
            let name = name.map_or_else(String::new, |name| format!("{name}, "));
            return format!(
                "{name}{} more, extension {}",
                extension.by, extension.number
            );
        }
        Verdict::Decided { route, .. } => route,
    };
    if *route != Route::Continue {
        return leads(route);
    }
    // Stages that need not take place are named up to one that must.
    let mut words = Vec::new();
    for next in rule.stages.iter().skip(index + 1) {
        match &next.when {
            None => {
                words.push(format!("stage {} follows", next.id));
                break;
            }
            Some(when) => {
                words.push(format!(
                    "stage {} follows if {}",
                    next.id,
                    condition_in_words(when)
                ));
            }
        }
    }
    match words.as_slice() {
        [] => "it is accepted".to_owned(),
        all => {
            let last = rule.stages.last().is_some_and(|last| last.when.is_some());
            let end = if last { ", else it is accepted" } else { "" };
            format!("{}{end}", all.join(", else "))
        }
    }
}
