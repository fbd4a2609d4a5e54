//! Ballots of several options, counted from a file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use clap::Args;

use super::asked::Asked;
use super::counted::answer;
use crate::base::{Exact, OptionId, parse_exact};
use crate::cli::{CliError, Context, Done, Env, Exit};
use crate::format::ballots::{BallotFormat, ReadError};
use crate::render::json::CountedJson;
use crate::render::rule::counted;
use crate::rule::trial::{Around, asks_electors};
use crate::rule::{
    BallotKind, Cap, CapBy, Class, CountSpec, Electorate, Method, Stage, Strength, TieBreak,
    Unranked,
};
use crate::vote::count::Quota;
use crate::workspace::recount::{Beside, Recount, RecountError, recount};

/// The bytes of a file that are asked for at once.
const AT_ONCE: usize = 1 << 16;

/// How a file of ballots is counted.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Several options")]
pub(super) struct Counting {
    /// A file of ballots: CSV, BLT, PrefLib or ABIF; - for the standard input
    #[arg(long, value_name = "FILE", conflicts_with = "votes")]
    pub ballots: Option<PathBuf>,
    /// Its form, where its name does not say: csv, blt, preflib, abif
    #[arg(long, value_name = "FORM")]
    ballot_form: Option<BallotFormat>,
    /// Leave malformed ballots out and list them, where they else end the count
    #[arg(long)]
    leave_out_malformed: bool,
    /// Count by this method, without a rule
    #[arg(long, value_name = "METHOD", requires = "ballots")]
    method: Option<Method>,
    /// What makes a pairwise victory stronger: winning-votes, margins, debian
    #[arg(long, value_name = "WORD", requires = "method")]
    strength: Option<Strength>,
    /// What an unranked option means: last, not-compared, invalid
    #[arg(long, value_name = "WORD", requires = "method")]
    unranked: Option<Unranked>,
    /// The grades that ballots give, for star, bloc-star and rating
    #[arg(long, value_name = "FROM..TO", requires = "method", value_parser = grades)]
    grades: Option<(Exact, Exact)>,
    /// How many votes elect under stv-scottish: droop (a whole number), exact
    #[arg(long, value_name = "WORD", requires = "method")]
    quota: Option<Quota>,
    /// The most options that a ballot may approve of
    #[arg(long, value_name = "N", requires = "method")]
    approve_at_most: Option<u32>,
    /// The option that stands for none of the others
    #[arg(long, value_name = "OPTION", requires = "method")]
    default: Option<OptionId>,
    /// The most of those elected who may share an affiliation
    #[arg(long, value_name = "N", requires = "method")]
    cap: Option<u32>,
    /// An affiliation of a candidate, for a cap
    #[arg(long, value_name = "OPTION=NAME", value_parser = affiliation)]
    affiliation: Vec<(OptionId, String)>,
    /// The class of an option, where a rule asks more of some
    #[arg(long, value_name = "OPTION=CLASS", value_parser = class)]
    class: Vec<(OptionId, Class)>,
    /// Fill the seat of this option, which the ballots elect, by countback
    #[arg(long, value_name = "OPTION", requires = "ballots")]
    countback: Option<OptionId>,
    /// Count as had this option never stood
    #[arg(long, value_name = "OPTION")]
    without: Vec<OptionId>,
    /// The casting vote, best first: "a > b"
    #[arg(long, value_name = "ORDER", value_parser = order)]
    casting_vote: Option<Order>,
    /// Who joined earlier, the first first: "a > b"
    #[arg(long, value_name = "ORDER", value_parser = order)]
    earlier_joiner: Option<Order>,
    /// Draw lots from this text, such as a nonce; the same text, the same lots
    #[arg(long, value_name = "TEXT")]
    lot: Option<String>,
}

/// Options, the first first.
#[derive(Debug, Clone)]
struct Order(Vec<OptionId>);

fn order(text: &str) -> Result<Order, String> {
    let ids = text
        .split(['>', ','])
        .map(|id| id.trim().parse::<OptionId>());
    let ids: Result<Vec<_>, _> = ids.collect();
    ids.map(Order).map_err(|error| error.to_string())
}

fn grades(text: &str) -> Result<(Exact, Exact), String> {
    let form = || "write the grades as FROM..TO, such as 0..5".to_owned();
    let (from, to) = text.split_once("..").ok_or_else(form)?;
    let grade = |text: &str| parse_exact(text.trim()).map_err(|_| form());
    Ok((grade(from)?, grade(to)?))
}

fn affiliation(text: &str) -> Result<(OptionId, String), String> {
    let form = "write it as OPTION=NAME, such as ann=example";
    let (option, name) = text.split_once('=').ok_or(form)?;
    let option = option.trim().parse::<OptionId>();
    Ok((
        option.map_err(|error| error.to_string())?,
        name.trim().to_owned(),
    ))
}

fn class(text: &str) -> Result<(OptionId, Class), String> {
    let form = "write it as OPTION=CLASS, such as b=constitution";
    let (option, class) = text.split_once('=').ok_or(form)?;
    let option = option.trim().parse::<OptionId>();
    let class = class.trim().parse::<Class>();
    Ok((
        option.map_err(|error| error.to_string())?,
        class.map_err(|error| error.to_string())?,
    ))
}

impl Counting {
    /// Counts by a method, without a rule.
    pub(super) fn without_rule(&self, context: &mut Context, around: Around) -> Done {
        let method = self.method.unwrap_or(Method::Schulze);
        let mut stage = Stage::new(
            "count".parse().map_err(|_| internal())?,
            Electorate::parse("electors").map_err(|_| internal())?,
            self.kind(method),
        );
        let mut spec = CountSpec::new(method);
        spec.strength = self.strength;
        spec.default = self.default.clone();
        spec.cap = self.cap.map(|at_most| Cap {
            by: CapBy::Affiliation,
            at_most,
        });
        let casting = "board".parse().map_err(|_| internal())?;
        let steps = [
            (self.casting_vote.is_some(), TieBreak::CastingVote(casting)),
            (self.earlier_joiner.is_some(), TieBreak::EarlierJoiner),
            (self.lot.is_some(), TieBreak::Lot),
        ];
        let given = steps.into_iter().filter(|(given, _)| *given);
        spec.tie_break = given.map(|(_, step)| step).collect();
        stage.count = Some(spec);
        let found = self.count(&context.env, &stage, around)?;
        let answer = answer(None, self.countback.as_ref(), found);
        self.print(context, &answer)
    }

    /// Counts by a stage of a rule.
    pub(super) fn with_rule(
        &self,
        context: &mut Context,
        asked: &Asked,
        index: usize,
        stage: &Stage,
        mut around: Around,
    ) -> Done {
        if self.ballots.is_none() {
            let message = format!("stage `{}` chooses among options, by ballots", stage.id);
            return Err(CliError::usage("no-ballots", message)
                .hint(format!("polity rule try {} --ballots FILE", asked.label)));
        }
        if around.electors.is_none() && asks_electors(stage) {
            match asked.electors(&context.env, stage) {
                Ok(found) => around.electors = Some(found.weights.iter().sum()),
                Err(_) => {
                    let message = "the rule asks how many could vote, and that is not said";
                    return Err(CliError::usage("no-electors", message).hint(format!(
                        "polity rule try {} --ballots FILE --electors N",
                        asked.label
                    )));
                }
            }
        }
        let found = self.count(&context.env, stage, around)?;
        let answer = answer(Some((asked, index)), self.countback.as_ref(), found);
        self.print(context, &answer)
    }

    fn print(&self, context: &mut Context, answer: &CountedJson) -> Done {
        let ui = &mut context.ui;
        ui.answer(|width| counted(answer, width), || answer)?;
        if !answer.count.ties.is_empty() && answer.count.open_steps.is_empty() && self.lot.is_none()
        {
            ui.hint("add `--casting-vote \"a > b\"`, or `--lot TEXT`");
        }
        let open = answer.count.open_steps.iter();
        for step in open.filter(|_| !answer.count.ties.is_empty()) {
            let flag = match step.as_str() {
                "earlier-joiner" => "--earlier-joiner \"a > b\"",
                "lot" => "--lot TEXT",
                _ => "--casting-vote \"a > b\"",
            };
            ui.hint(format!("add `{flag}`"));
        }
        Ok(Exit::Ok)
    }

    /// What the ballots of a method are.
    fn kind(&self, method: Method) -> BallotKind {
        match method {
            Method::Plurality => BallotKind::Plurality,
            Method::Approval => BallotKind::Approval {
                at_most: self.approve_at_most,
            },
            Method::Rating | Method::Star | Method::BlocStar => match &self.grades {
                Some((from, to)) => BallotKind::Rate {
                    from: from.clone(),
                    to: to.clone(),
                },
                None => BallotKind::rate_to(5),
            },
            _ => BallotKind::Rank {
                unranked: self.unranked.unwrap_or(Unranked::Last),
            },
        }
    }

    fn count(&self, env: &Env, stage: &Stage, around: Around) -> Result<Recount, CliError> {
        let Some(path) = &self.ballots else {
            return Err(CliError::usage("no-ballots", "no file of ballots is given"));
        };
        let shown = path.display();
        let format = self.form(path)?;
        let mut affiliations: BTreeMap<OptionId, BTreeSet<String>> = BTreeMap::new();
        for (option, name) in &self.affiliation {
            let of = affiliations.entry(option.clone()).or_default();
            of.insert(name.clone());
        }
        let beside = Beside {
            seats: around.seats.and_then(|seats| usize::try_from(seats).ok()),
            around,
            classes: self.class.iter().cloned().collect(),
            affiliations,
            without: self.without.iter().cloned().collect(),
            casting_vote: self.casting_vote.clone().map(|order| order.0),
            joined: self.earlier_joiner.clone().map(|order| order.0),
            lot: self.lot.clone(),
            quota: self.quota.unwrap_or_default(),
            leave_out: self.leave_out_malformed,
            vacancy: self.countback.clone(),
        };
        let input = open(env, path).map_err(|error| {
            CliError::outside("ballots", format!("{shown} cannot be read")).because(&error)
        })?;
        recount(stage, input, format, &beside).map_err(|error| refused(error, path))
    }

    fn form(&self, path: &Path) -> Result<BallotFormat, CliError> {
        if let Some(form) = self.ballot_form {
            return Ok(form);
        }
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or_default();
        ending.parse().map_err(|_| {
            let message = format!("the name of {} does not say its form", path.display());
            CliError::usage("ballot-form", message)
                .note("read are csv, blt, preflib (soc, soi, toc, toi) and abif")
                .hint("add --ballot-form csv")
        })
    }
}

fn internal() -> CliError {
    CliError::internal("count", "the count could not be set up")
}

/// A file or a pipe, or the standard input. It is read as it comes, so it may
/// be larger than the memory.
fn open(env: &Env, path: &Path) -> io::Result<Box<dyn BufRead>> {
    Ok(match path.as_os_str() == "-" {
        true => Box::new(BufReader::with_capacity(AT_ONCE, io::stdin().lock())),
        false => Box::new(BufReader::with_capacity(
            AT_ONCE,
            File::open(env.cwd.join(path))?,
        )),
    })
}

fn refused(error: RecountError, path: &Path) -> CliError {
    let shown = path.display();
    let all = error.to_string();
    match &error {
        RecountError::Malformed(_) | RecountError::Read(ReadError::Malformed(_)) => {
            let message = format!("{shown} has malformed ballots, so nothing was counted");
            let error = CliError::unreadable("malformed-ballots", message);
            let error = all.lines().take(20).fold(error, CliError::note);
            error.hint("--leave-out-malformed counts without them, and lists them")
        }
        RecountError::Read(_) => {
            CliError::unreadable("ballots", format!("{shown} cannot be counted")).because(&error)
        }
        RecountError::Grades(_) | RecountError::Fractions(..) => {
            CliError::usage("ballot-form", all)
        }
        RecountError::TooMany { ballots, .. } => {
            CliError::usage("too-many-votes", all).hint(format!("--electors {ballots}"))
        }
        _ => CliError::usage("count", all),
    }
}
