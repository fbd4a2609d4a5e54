//! How several options are counted, in sentences.

use super::stage::plural;
use super::words::formula_in_words;
use crate::base::show_exact;
use crate::rule::model::{CountSpec, Method, Strength, TieBreak};

pub(super) fn sentences(count: &CountSpec) -> Vec<String> {
    let seats = plural(count.seats(), "seat");
    let mut lines = vec![format!("{}, for {seats}.", method(count.method))];
    lines.extend(count.strength.and_then(strength).map(str::to_owned));
    if let Some(default) = &count.default {
        lines.push(format!(
            "The option \"{default}\" stands for none of the others."
        ));
    }
    if let Some(support) = &count.min_support {
        lines.push(format!(
            "An option is dropped unless at least {} prefer it to that one.",
            formula_in_words(support)
        ));
    }
    for (class, ratio) in &count.ratios {
        lines.push(format!(
            "An option of class {class} is dropped unless {} times as many prefer it to that one \
             as the other way round.",
            show_exact(ratio)
        ));
    }
    if count.tie_break.is_empty() {
        lines.push("A tie is reported, and nothing here breaks it.".to_owned());
    } else {
        let ways = count.tie_break.iter().map(|way| match way {
            TieBreak::CastingVote(team) => format!("by a casting vote of {team}"),
            TieBreak::EarlierJoiner => "in favour of whoever joined earlier".to_owned(),
            TieBreak::Lot => "by a lot that anyone can draw again".to_owned(),
        });
        let ways = ways.collect::<Vec<_>>().join(", then ");
        lines.push(format!("A tie is broken {ways}."));
    }
    if let Some(cap) = &count.cap {
        lines.push(format!(
            "At most {} of one {} may serve, those who stay among them; the next in order moves up.",
            cap.at_most, cap.by
        ));
    }
    lines
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Plurality => "The most votes win",
        Method::Approval => "The most approvals win",
        Method::Rating => "The highest sum of grades wins",
        Method::Star => "The two highest sums meet, and the one that more prefer wins (STAR)",
        Method::BlocStar => {
            "For one seat after another, the two highest sums meet and the one that more prefer is \
             elected (Bloc STAR)"
        }
        Method::Copeland => "Whoever beats the most others in pairs wins (Copeland)",
        Method::Schulze => "Options are compared in pairs, and the strongest paths win (Schulze)",
        Method::RankedPairs => {
            "Options are compared in pairs, and victories are locked in, the strongest first \
             (ranked pairs)"
        }
        Method::Minimax => {
            "Options are compared in pairs, and the mildest worst defeat wins (minimax)"
        }
        Method::Irv => {
            "The option with the fewest votes is excluded until one is left (instant run-off)"
        }
        Method::StvScottish => {
            "Votes are transferred by the Scottish rules (single transferable vote)"
        }
        Method::StvMeek => "Votes are transferred by Meek's method (single transferable vote)",
        Method::Debian => {
            "Options are compared in pairs by the procedure of Debian's constitution, A.5"
        }
    }
}

fn strength(strength: Strength) -> Option<&'static str> {
    match strength {
        Strength::WinningVotes => {
            Some("Of two victories the one with more votes on its side is stronger.")
        }
        Strength::Margins => Some("Of two victories the one with the larger margin is stronger."),
        // Part of the procedure that has its name.
        Strength::Debian => None,
    }
}
