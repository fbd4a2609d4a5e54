//! Words that real constitutions use and that mean several things: refused,
//! with the choices spelled out. And words that mean one thing here under
//! another name.

/// What to ask somebody who wrote an unclear word, and the choices.
pub(super) fn unclear(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "majority" | "majorities" => (
            "`majority` of what?",
            "`for > against`, `for > 1/2 of ballots`, `for > 1/2 of electorate` or `for > 1/2 of seats`",
        ),
        "supermajority" | "two-thirds" => (
            "how many, and of what?",
            "`for >= 2/3 of ballots`, `for >= 2/3 of (for + against)`, `for >= 2/3 of electorate` or `for >= 2/3 of seats`",
        ),
        "cast" | "votes" | "voters" | "voting" | "participants" => (
            "do abstentions count?",
            "`ballots` counts them, `for + against` does not",
        ),
        "unanimous" | "unanimity" | "unanimously" => (
            "unanimous among whom?",
            "`against = 0 and for > 0`, `for = ballots`, `for = electorate` or `for = seats`",
        ),
        "quorum" => (
            "`quorum` is no number",
            "say how many must take part, such as `ballots >= 1/2 of electorate`, or give the stage a `quorum:` of its own",
        ),
        "plurality" => (
            "a plurality over what?",
            "`for > against` for one question; a stage with several options has a `count:`",
        ),
        "consensus" => (
            "what ends a consensus?",
            "`objections = 0` where one objection does, `against = 0` where one vote does",
        ),
        "members" | "council" | "board" | "committee" | "team" | "all" | "everyone" | "total" => (
            "counted how?",
            "`electorate` counts those who may vote, `serving` the members, `seats` the places whether filled or not",
        ),
        "present" | "attending" | "attendance" | "quorate" => (
            "nobody is present at a poll",
            "`ballots` counts those who took part; a roll of those present is an `attested(NAME)`",
        ),
        _ => return None,
    })
}

/// The word of this language for a word that means the same.
pub(super) fn synonym(word: &str) -> Option<&'static str> {
    Some(match word {
        "yes" | "aye" | "ayes" | "yea" | "yeas" | "approve" | "approvals" | "favour" | "favor" => {
            "for"
        }
        "no" | "nay" | "nays" | "reject" | "rejections" | "opposed" => "against",
        "abstentions" | "abstain-votes" | "blank" | "abstained" => "abstain",
        "consent" => "consents",
        "objection" | "objects" => "objections",
        "veto" => "vetoes",
        "turnout" | "participation" => "ballots",
        "electors" | "eligible" | "roll" => "electorate",
        "unvoted" | "missing" | "absent" => "silent",
        "seat" => "seats",
        "sponsor" | "seconds" | "seconders" => "sponsors",
        "day" => "days",
        "root" | "squareroot" => "sqrt",
        "round" | "int" => "floor",
        "ceiling" => "ceil",
        _ => return None,
    })
}
