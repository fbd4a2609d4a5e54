//! `polity together`.

use clap::Args;

use super::reading::{Reading, days};
use super::{Context, Done, Exit, Format};
use crate::base::Date;
use crate::diff::{Consequences, Hints, OrgDiff, reach};
use crate::org::Organisation;
use crate::proposal::{Change, Refused, Rivals, Together as Found, together as look};
use crate::render::diff::{DiffView, TextOptions, json, text};
use crate::render::json::{
    BeforeJson, RivalsJson, TogetherJson, TogetherOneJson, TogetherResultJson,
};
use crate::render::together::together;
use crate::workspace::{Asked, hints};

/// Say whether several proposals can all pass, and what they make together
///
/// Tries every order on the organisation as it stands: in how many of them all
/// can pass, which must come before which, and what differs where the order
/// matters. Names the rivals: those that dispose of the same thing, and those
/// of which at most one can pass, with the reason. Exits with 1 where they
/// cannot all pass.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity together 10 12
  polity together 10 12:rename 13
  polity together 10 12 --format json")]
pub(super) struct Together {
    /// Proposals by number or whole name; of one with options, `12:option`
    #[arg(value_name = "PROPOSAL", required = true, num_args = 1..)]
    proposals: Vec<String>,
    /// Take them from this commit, branch or tag, and not from the working tree
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// Name everybody, however many
    #[arg(long)]
    people: bool,
}

impl Together {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let reading = Reading::of(&context.env, self.rev.as_deref())?;
        let org = reading.organisation()?;
        let (day, _) = days(org, None, &context.env);
        let asked = reading.workspace.asked(&self.proposals)?;
        let lists: Vec<&[Change]> = asked.iter().map(|it| it.changes.as_slice()).collect();
        let found = look(org, &lists, day);
        let shown = Shown {
            org,
            asked: &asked,
            found: &found,
            day,
        };
        if context.ui.format() == Format::Json {
            context.ui.json(&shown.json())?;
        } else {
            let width = context.ui.width();
            let mut printed = together(&shown.json(), width);
            let options = TextOptions {
                width,
                people: self.people,
            };
            for part in shown.results(|view| text(view, options)) {
                printed.gap();
                printed.extend(0, part);
            }
            context.ui.text(&printed);
        }
        hint(context, &asked, &found);
        reading.warn(context);
        Ok(match found.results.is_empty() {
            true => Exit::No,
            false => Exit::Ok,
        })
    }
}

/// What to type next.
fn hint(context: &mut Context, asked: &[Asked], found: &Found) {
    let refused = found.alone.first().and_then(|(n, _)| asked.get(*n));
    let wanted = asked.iter().find_map(|it| {
        let follows = it.follows?;
        let there = asked.iter().any(|other| other.name.number() == follows);
        (!there).then_some(follows)
    });
    let words: Vec<String> = asked.iter().map(Asked::word).collect();
    context.ui.hint(match (wanted, refused, asked.first()) {
        (Some(follows), _, _) => format!("`polity together {follows} {}`", words.join(" ")),
        (None, Some(it), _) if found.results.is_empty() => {
            format!("`polity check {}`", it.name.number())
        }
        (_, _, Some(it)) => format!("`polity diff {}` for one of them", it.name.number()),
        (_, _, None) => "`polity list`".to_owned(),
    });
}

struct Shown<'s> {
    org: &'s Organisation,
    asked: &'s [Asked],
    found: &'s Found,
    day: Date,
}

impl Shown<'_> {
    fn word(&self, n: usize) -> String {
        self.asked.get(n).map(Asked::word).unwrap_or_default()
    }

    fn words(&self, all: &[usize]) -> Vec<String> {
        all.iter().map(|n| self.word(*n)).collect()
    }

    /// Each result beside today, and the later ones beside the first.
    fn results<T>(&self, mut show: impl FnMut(&DiffView<'_>) -> T) -> Vec<T> {
        let mut shown = Vec::new();
        let first = self.found.results.first();
        for (at, (order, made)) in self.found.results.iter().enumerate() {
            let words = self.words(order).join(", then ");
            let (before, hints, title, aside) = match first {
                Some((_, first)) if at > 0 => {
                    let title = format!("{words} instead");
                    (first, Hints::none(), title, "against the first result")
                }
                _ => {
                    let all = order.iter().filter_map(|n| self.asked.get(*n));
                    let all: Vec<Change> = all.flat_map(|it| it.changes.clone()).collect();
                    (self.org, hints(&all), words, "against today")
                }
            };
            let (before, after) = (before.on(self.day), made.on(self.day));
            let diff = OrgDiff::between(&before, &after, &hints);
            let follows = Consequences::of(&diff, &before, &after, &reach);
            shown.push(show(&DiffView {
                diff: &diff,
                follows: &follows,
                before: &before,
                after: &after,
                title: &title,
                aside,
            }));
        }
        shown
    }

    fn json(&self) -> TogetherJson {
        let found = self.found;
        let one = |(n, it): (usize, &Asked)| {
            let among = |n: u32| self.asked.iter().any(|other| other.name.number() == n);
            let refused = found.alone.iter().find(|(at, _)| *at == n);
            TogetherOneJson {
                word: it.word(),
                number: it.name.number(),
                option: it.option.as_ref().map(ToString::to_string),
                title: it.title.clone(),
                wants: it.follows.filter(|n| !among(*n)),
                refused: refused.map_or_else(Vec::new, |(_, all)| why(all)),
            }
        };
        let all_pass = !found.results.is_empty();
        let orders = found.results.iter().map(|(order, _)| self.words(order));
        TogetherJson {
            polity: "together/1".to_owned(),
            proposals: self.asked.iter().enumerate().map(one).collect(),
            all_pass,
            orders: found.orders,
            cut_short: found.cut_short,
            before: found
                .before
                .iter()
                .map(|(first, then)| BeforeJson {
                    first: self.word(*first),
                    then: self.word(*then),
                })
                .collect(),
            passing: match all_pass {
                true => Vec::new(),
                false => found.passing.iter().map(|set| self.words(set)).collect(),
            },
            rivals: found.rivals.iter().map(|it| self.rivals(it)).collect(),
            results: orders
                .zip(self.results(json))
                .map(|(order, diff)| TogetherResultJson { order, diff })
                .collect(),
        }
    }

    fn rivals(&self, it: &Rivals) -> RivalsJson {
        RivalsJson {
            pair: [self.word(it.pair.0), self.word(it.pair.1)],
            claims: it.claims.iter().map(ToString::to_string).collect(),
            exclude: it.exclude(),
            after_first: why(&it.after_first),
            after_second: why(&it.after_second),
        }
    }
}

fn why(refused: &[Refused]) -> Vec<String> {
    refused.iter().map(|it| it.why.clone()).collect()
}
