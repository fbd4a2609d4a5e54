//! The definitions that a count used, in words, for its result.

use super::tally::Seen;
use super::{Method, Pairwise, Quota, Spec, Strength, Tally, Unranked};

/// A sentence for each definition on which tools differ.
pub(super) fn of(spec: &Spec<'_>, tally: &Tally) -> Vec<String> {
    let mut notes = vec![about(spec.method).to_owned()];
    if let Some(strength) = spec.strength() {
        notes.push(strength_note(strength).to_owned());
    }
    if let Seen::Pairwise(matrix) = &tally.seen {
        notes.push(unranked_note(matrix).to_owned());
    }
    if spec.method == Method::StvScottish {
        notes.push(
            match spec.quota {
                Quota::Droop => "quota: the whole number above votes / (seats + 1)",
                Quota::Exact => "quota: exactly votes / (seats + 1)",
            }
            .to_owned(),
        );
    }
    if let Some(cap) = &spec.cap {
        notes.push(format!(
            "at most {} of one affiliation, those who stay included; the next in order moves up",
            cap.at_most
        ));
    }
    if !spec.without.is_empty() {
        let names: Vec<&str> = spec.without.iter().map(|id| id.as_str()).collect();
        notes.push(format!("counted as without {}", names.join(", ")));
    }
    notes
}

fn about(method: Method) -> &'static str {
    match method {
        Method::Plurality => "the most votes win",
        Method::Approval => "the most approvals win",
        Method::Rating => "the highest sum wins; what is not scored gets 0",
        Method::Star | Method::BlocStar => {
            "the two highest sums meet, a tied run-off goes to the higher sum; what is not scored gets 0"
        }
        Method::Copeland => "points are doubled: 2 for a win, 1 for a tied pair",
        Method::Schulze => {
            "only victories are links; below the winners, those whom nobody left stands above"
        }
        Method::RankedPairs => {
            "victories of equal strength are locked together, without those on a cycle"
        }
        Method::Minimax => "the mildest worst defeat is best; no defeat is best of all",
        Method::Irv => "a ballot is shared exactly among those that it ranks equally",
        Method::StvScottish => {
            "five decimal places, cut; ties by the latest earlier stage that differs; \
             a paper is shared among those that it ranks equally"
        }
        Method::StvMeek => {
            "nine decimal places; a round ends when the surpluses sum to less than 0.000001"
        }
        Method::Debian => {
            "Debian Constitution v1.9, A.5; below the winner, the same steps among the rest"
        }
    }
}

fn strength_note(strength: Strength) -> &'static str {
    match strength {
        Strength::WinningVotes => "strength: the votes for the winner of a pair",
        Strength::Margins => "strength: the votes for the winner less those for the loser",
        Strength::Debian => "strength: the votes for the winner, then the fewer for the loser",
    }
}

fn unranked_note(matrix: &Pairwise) -> &'static str {
    match matrix.unranked() {
        Unranked::Last => "an unranked option is last",
        Unranked::NotCompared => "an unranked option is not compared",
        Unranked::Invalid => "a ballot that does not rank every option is invalid",
    }
}
