//! Attacks on polls, results and enactments, each made with plain git against
//! the real program: what is tried, what verification says, and what puts it
//! right.

#![expect(
    clippy::unwrap_used,
    reason = "an attack that cannot be made fails its test"
)]

use std::sync::Arc;

use polity::base::Digest;
use polity::format::wire::record::{read_poll, write_poll, write_statement};
use polity::sign::Namespace;
use polity::vote::{Elector, Poll, Statement, StatementKind};

use crate::town::{SIMPLE, Town, instant, sign};

/// A town in which the proposal failed: ann voted for, ben and cleo against.
fn lost() -> Town {
    let town = Town::voting(SIMPLE);
    for (person, choice) in [("ann", "for"), ("ben", "against"), ("cleo", "against")] {
        town.vote(person, choice);
    }
    town
}

/// What verification says of the poll with this place in the order of the
/// line: its finding and why.
fn finding(town: &Town, at: usize) -> (String, String) {
    let (_, answer) = town.verified();
    let stage = &answer["proposals"][0]["stages"][at];
    let text = |field: &str| stage[field].as_str().unwrap_or_default().to_owned();
    (text("finding"), text("why"))
}

/// Checks that verification ends with `no`, and says this of a poll.
fn says(town: &Town, at: usize, wanted: &str, why: &str) {
    let ran = town.run("verify 1");
    assert_eq!(ran.code, 1, "{ran}");
    let found = finding(town, at);
    assert_eq!(found.0, wanted, "{ran}");
    assert!(found.1.contains(why), "{why:?} is not in {:?}", found.1);
    // Nothing is built on it.
    assert_ne!(town.run("enact 1").code, 0);
}

/// An attack on a poll as it is opened.
pub struct Opening {
    /// What is tried.
    pub what: &'static str,
    /// How the poll is changed before its opener signs it.
    pub how: fn(&mut Poll),
    /// Why it is void.
    pub why: &'static str,
}

/// The roll of a poll that nothing else holds.
fn roll_of(poll: &mut Poll) -> &mut [Elector] {
    Arc::make_mut(&mut poll.electorate)
}

/// Every attack on an opening.
pub const OPENINGS: &[Opening] = &[
    Opening {
        what: "somebody slipped onto the roll",
        how: |poll| {
            let dan = poll.electorate.last().unwrap().clone();
            let eve = Elector {
                person: "eve".parse().unwrap(),
                ..dan
            };
            let others = poll.electorate.len() - 1;
            poll.electorate = poll.electorate[..others]
                .iter()
                .cloned()
                .chain([eve])
                .collect();
        },
        why: "electorate",
    },
    Opening {
        what: "somebody left off the roll",
        how: |poll| {
            let others = poll.electorate.len() - 1;
            poll.electorate = poll.electorate[..others].into();
        },
        why: "electorate",
    },
    Opening {
        what: "one's own vote made heavier",
        how: |poll| roll_of(poll)[0].weight = Arc::new(polity::base::exact(3)),
        why: "electorate",
    },
    Opening {
        what: "one's own key under another's name",
        how: |poll| roll_of(poll)[3].keys = poll.electorate[0].keys.clone(),
        why: "electorate",
    },
    Opening {
        what: "a shorter period",
        how: |poll| {
            poll.closes = instant("2020-02-02T12:00:00Z");
        },
        why: "close",
    },
    Opening {
        what: "an easier condition",
        how: |poll| {
            let mut stage = poll.stage.clone();
            stage.outcomes.swap(0, 1);
            poll.stage = stage;
        },
        why: "stage",
    },
    Opening {
        what: "another text",
        how: |poll| poll.content = Digest::of(b"another text"),
        why: "content",
    },
    Opening {
        what: "another organisation",
        how: |poll| poll.governance = Digest::of(b"another organisation"),
        why: "governance",
    },
    Opening {
        what: "another option",
        how: |poll| poll.options.push("eve".parse().unwrap()),
        why: "options",
    },
    Opening {
        what: "another rule",
        how: |poll| poll.rule = "other".parse().unwrap(),
        why: "rule",
    },
    Opening {
        what: "the result of another stage before it",
        how: |poll| poll.after = Some(Digest::of(b"another result")),
        why: "after",
    },
    Opening {
        what: "another base",
        how: |poll| poll.base = "0".repeat(40).parse().unwrap(),
        why: "base",
    },
    Opening {
        what: "a later round",
        how: |poll| poll.round = 2,
        why: "round",
    },
    Opening {
        what: "an opening before the founding",
        how: |poll| {
            poll.opened = instant("2019-12-01T12:00:00Z");
            poll.closes = instant("2019-12-08T12:00:00Z");
        },
        why: "founded",
    },
    Opening {
        what: "somebody else as the opener",
        how: |poll| poll.opened_by = "ben".parse().unwrap(),
        why: "ben did not sign it",
    },
    Opening {
        what: "an opener who may not open",
        how: |poll| poll.opened_by = "eve".parse().unwrap(),
        why: "eve may not open this poll",
    },
];

/// The poll that `open` would make, in a file, without its commit.
pub fn drafted(town: &Town) -> (String, Poll) {
    town.ok("open 1");
    let path = town.poll("1-vote/poll.yaml");
    let poll = read_poll(town.read(&path).as_bytes()).unwrap().poll;
    town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    (path, poll)
}

#[test]
fn a_poll_is_void_where_anything_in_it_is_not_what_its_base_says() {
    for attack in OPENINGS {
        let town = Town::proposed(SIMPLE);
        let (path, mut poll) = drafted(&town);
        (attack.how)(&mut poll);
        let file = sign(Namespace::Poll, &write_poll(&poll).unwrap(), "ann");
        town.write(&path, &file);
        town.commit("Open");
        let (found, why) = finding(&town, 0);
        assert_eq!(found, "void", "{}: {why}", attack.what);
        assert!(why.contains(attack.why), "{}: {why}", attack.what);
        assert_eq!(town.run("verify 1").code, 1);
        // It holds nothing up: the honest poll follows it, and takes votes.
        town.ok("open 1");
        town.ok("vote 1 for");
        assert_eq!(finding(&town, 1).0, "open", "{}", attack.what);
    }
}

#[test]
fn a_poll_without_the_sponsors_that_its_rule_asks_for_is_void() {
    let needs = "sponsors: {from: council, need: sponsors >= 2, within: 7 days}\n";
    let town = Town::proposed(&SIMPLE.replace("may_cancel: council\n", needs));
    // As it would be opened with sponsors, and then without them.
    let base = town.rev("HEAD");
    for person in ["ann", "ben"] {
        town.act(person);
        town.ok("sponsor 1");
    }
    let (path, mut poll) = drafted(&town);
    town.git(&["reset", "--quiet", "--hard", &base]);
    poll.base = base.parse().unwrap();
    let file = sign(Namespace::Poll, &write_poll(&poll).unwrap(), "ben");
    town.write(&path, &file);
    town.commit("Open");
    says(&town, 0, "void", "asks for sponsors");
}

#[test]
fn a_poll_on_a_side_branch_is_void() {
    let town = Town::proposed(SIMPLE);
    town.git(&["checkout", "--quiet", "-b", "side"]);
    town.git(&["checkout", "--quiet", "main"]);
    town.write("note.txt", "main goes on\n");
    town.commit("Note");
    town.git(&["branch", "--quiet", "--move", "main", "real"]);
    town.git(&["branch", "--quiet", "--move", "side", "main"]);
    town.git(&["checkout", "--quiet", "main"]);
    town.ok("open 1");
    town.git(&["branch", "--quiet", "--move", "main", "side"]);
    town.git(&["branch", "--quiet", "--move", "real", "main"]);
    town.git(&["checkout", "--quiet", "main"]);
    town.git(&["merge", "--quiet", "--no-ff", "--message", "Merge", "side"]);
    says(&town, 0, "void", "its base is not what its base says");
}

#[test]
fn a_rule_that_does_not_decide_the_change_opens_nothing() {
    let easy = SIMPLE.replace(
        "[constitution, structure, people, question]",
        "[constitution, question]",
    );
    let town = Town::proposed(&easy);
    let ran = town.run("open 1");
    assert_eq!(ran.code, 4);
    assert!(
        ran.stderr.contains("rule `vote` does not decide `people`"),
        "{ran}"
    );
    // By hand: opened where the rule decided it, put where it does not.
    let other = Town::proposed(SIMPLE);
    let (path, mut poll) = drafted(&other);
    poll.base = town.rev("HEAD").parse().unwrap();
    let file = sign(Namespace::Poll, &write_poll(&poll).unwrap(), "ann");
    town.write(&path, &file);
    town.commit("Open");
    says(&town, 0, "void", "does not decide `people`");
}

#[test]
fn a_key_that_came_shortly_before_the_opening_is_not_on_the_roll() {
    let town = Town::proposed(SIMPLE);
    town.act("dan");
    let extra = polity::sign::generate(Some([99; 32])).unwrap();
    let file = town.home().join("extra.pub");
    std::fs::write(&file, extra.public_key().to_string()).unwrap();
    town.ok(&format!("key add dan --key {}", file.display()));
    town.act("ann");
    town.ok("open 1");
    let poll = town.read(&town.poll("1-vote/poll.yaml"));
    let poll = read_poll(poll.as_bytes()).unwrap().poll;
    let dan = poll.elector(&"dan".parse().unwrap()).unwrap();
    assert_eq!(dan.keys.len(), 1);
    let print = extra.public_key().fingerprint().to_string();
    assert_ne!(dan.keys[0].as_str(), print);
}

#[test]
fn a_changed_poll_is_false_until_it_is_put_back() {
    let town = lost();
    let path = town.poll("1-vote/poll.yaml");
    let poll = town.read(&path);
    town.edit(&path, "2020-02-08", "2020-02-04");
    town.commit("Shorten");
    says(&town, 0, "false", "poll.yaml was changed by");
    // Nobody gets another poll this way.
    assert_eq!(town.run("open 1").code, 4);
    town.write(&path, &poll);
    town.commit("Put back");
    assert_eq!(finding(&town, 0).0, "open");
}

#[test]
fn nobody_votes_again_by_removing_what_was_lost() {
    for folder in ["1-vote", "1-vote/poll.yaml"] {
        let town = lost();
        town.close();
        town.git(&["rm", "--quiet", "-r", &town.poll(folder)]);
        town.commit("Tidy");
        says(&town, 0, "false", "poll.yaml was removed by");
        let ran = town.run("open 1");
        assert_eq!(ran.code, 4, "{ran}");
        town.git(&["revert", "--no-edit", "HEAD"]);
        assert_eq!(finding(&town, 0).0, "as recorded");
        assert_eq!(town.run("verify 1").code, 0);
    }
}

#[test]
fn of_two_polls_on_a_stage_the_first_counts() {
    let town = lost();
    let first = town.read(&town.poll("1-vote/poll.yaml"));
    let mut poll = read_poll(first.as_bytes()).unwrap().poll;
    poll.base = town.rev("HEAD").parse().unwrap();
    poll.nonce = "f".repeat(32).parse().unwrap();
    let file = sign(Namespace::Poll, &write_poll(&poll).unwrap(), "ann");
    town.write(&town.poll("2-vote/poll.yaml"), &file);
    town.commit("Open again");
    says(&town, 1, "void", "poll 1 was not over when it was opened");
    // A vote goes where it counts.
    town.vote("dan", "against");
    assert!(town.dir.join(town.ballot("dan")).exists());
    let closed = town.close();
    assert!(closed.stdout.contains("4 of 4 electors voted"), "{closed}");
    assert!(closed.stdout.contains("reject"), "{closed}");
    // Nor does it help to open it after the vote was lost.
    says(&town, 1, "void", "poll 1 was not over when it was opened");
    assert_eq!(town.run("open 1").code, 4);
}

#[test]
fn junk_in_the_place_of_a_poll_stops_nothing() {
    let town = lost();
    town.write(&town.poll("7-vote/poll.yaml"), "polity: poll/1\n");
    town.write(&town.poll("8-vote/poll.yaml"), &"[".repeat(100_000));
    town.commit("Junk");
    let ran = town.ok("verify 1");
    assert!(ran.stdout.contains("7-vote/poll.yaml is no poll"), "{ran}");
    town.vote("dan", "against");
    assert!(town.close().stdout.contains("4 of 4 electors voted"));
}

#[test]
fn only_those_who_may_call_a_vote_off() {
    let rule = SIMPLE.replace("may_cancel: council\n", "");
    for (rule, by, why) in [
        (SIMPLE, "eve", "eve may not call it off"),
        (rule.as_str(), "ann", "ann may not call it off"),
    ] {
        let town = Town::voting(rule);
        town.vote("ann", "for");
        let poll = town.read(&town.poll("1-vote/poll.yaml"));
        let statement = Statement {
            kind: StatementKind::Cancel,
            by: by.parse().unwrap(),
            at: instant("2020-02-02T12:00:00Z"),
            about: read_poll(poll.as_bytes()).unwrap().digest,
            text: None,
        };
        let file = sign(
            Namespace::Statement,
            &write_statement(&statement).unwrap(),
            by,
        );
        town.write(&town.poll("1-vote/cancelled.yaml"), &file);
        town.commit("Call off");
        let ran = town.ok("verify 1");
        let said: Vec<&str> = ran.stdout.split_whitespace().collect();
        assert!(said.join(" ").contains(why), "{ran}");
        assert_eq!(finding(&town, 0).0, "open");
        // Voting and closing go on.
        town.vote("ben", "for");
        assert!(town.close().stdout.contains("accept"));
    }
}

/// R30 of the known outcomes: cancelled, never passed.
#[test]
fn r30_a_vote_that_was_called_off_stays_so_and_never_passes() {
    let town = lost();
    town.act("ben");
    town.ok("cancel 1");
    assert_eq!(finding(&town, 0).0, "cancelled");
    town.git(&["rm", "--quiet", &town.poll("1-vote/cancelled.yaml")]);
    town.commit("Tidy");
    assert_eq!(finding(&town, 0).0, "cancelled");
    assert_eq!(town.run("close 1").code, 4);
    assert_ne!(town.run("enact 1").code, 0);
}

#[test]
fn a_vote_cannot_be_called_off_after_it_was_lost() {
    let town = lost();
    town.close();
    let poll = town.read(&town.poll("1-vote/poll.yaml"));
    let statement = Statement {
        kind: StatementKind::Cancel,
        by: "ann".parse().unwrap(),
        at: instant("2020-02-02T12:00:00Z"),
        about: read_poll(poll.as_bytes()).unwrap().digest,
        text: None,
    };
    let prefix = write_statement(&statement).unwrap();
    let file = sign(Namespace::Statement, &prefix, "ann");
    town.write(&town.poll("1-vote/cancelled.yaml"), &file);
    town.commit("Call off");
    assert_eq!(finding(&town, 0).0, "as recorded");
    assert_eq!(town.run("open 1").code, 4);
}

#[test]
fn a_result_that_does_not_hold_is_false_and_is_closed_again() {
    let attacks: [(&str, &str, &str); 4] = [
        ("outcome: reject", "outcome: accept", "it says accept"),
        ("against: 2", "against: 1", "its sums"),
        (
            "closed_at: 2020-02-0",
            "closed_at: 2031-02-0",
            "has not come",
        ),
        (
            "closed_at: 2020-02-0",
            "closed_at: 2019-02-0",
            "before its time",
        ),
    ];
    for (from, to, why) in attacks {
        let town = lost();
        town.close();
        let path = town.poll("1-vote/result.yaml");
        let result = town.read(&path);
        town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
        assert!(result.contains(from), "{result}");
        town.write(&path, &result.replacen(from, to, 1));
        town.commit("Close");
        says(&town, 0, "false", why);
        assert_eq!(town.run("open 1").code, 4);
        town.advance(1);
        assert!(town.ok("close 1").stdout.contains("reject"));
        assert_eq!(finding(&town, 0).0, "as recorded");
        assert_eq!(town.run("verify 1").code, 0);
    }
}

#[test]
fn a_result_edited_or_removed_after_closing_is_false_until_it_is_put_back() {
    type Edit = fn(&Town, &str);
    let edits: [Edit; 2] = [
        |town, path| town.edit(path, "outcome: reject", "outcome: accept"),
        |town, path| {
            town.git(&["rm", "--quiet", path]);
        },
    ];
    for edit in edits {
        let town = lost();
        town.close();
        edit(&town, &town.poll("1-vote/result.yaml"));
        town.commit("Tidy");
        says(&town, 0, "false", "result.yaml was");
        // Closing again would count again what was decided.
        assert_ne!(town.run("close 1").code, 0);
        assert_eq!(town.run("open 1").code, 4);
        // The way back works as it is printed.
        let (_, why) = finding(&town, 0);
        let back = why.split('`').nth(1).unwrap();
        let back: Vec<&str> = back.split(' ').skip(1).collect();
        town.git(&back);
        town.commit("Put back");
        assert_eq!(finding(&town, 0).0, "as recorded");
    }
}

#[test]
fn a_result_on_a_stale_commit_is_stale_and_is_closed_again() {
    let town = lost();
    // The closer counts where dan's vote is not yet, and puts it after it.
    let before = town.rev("HEAD");
    town.vote("dan", "for");
    let with = town.rev("HEAD");
    town.git(&["reset", "--quiet", "--hard", &before]);
    town.close();
    let path = town.poll("1-vote/result.yaml");
    let result = town.read(&path);
    town.git(&["reset", "--quiet", "--hard", &with]);
    town.write(&path, &result);
    town.commit("Close");
    says(&town, 0, "stale", "1 valid ballot had arrived");
    assert!(town.ok("close 1").stdout.contains("4 of 4 electors voted"));
    assert_eq!(town.run("verify 1").code, 0);
}

/// A town where dan's ballot, cast in time, comes to the line after the close
/// by a merge: it is neither before nor after the closing.
fn beside(choice: &str, cast_at: &str) -> Town {
    let town = Town::voting(SIMPLE);
    town.vote("ann", "for");
    town.vote("ben", "against");
    town.git(&["checkout", "--quiet", "-b", "offline"]);
    let file = town.forge(&town.read(&town.ballot("ann")), "dan", |ballot| {
        ballot.voter = "dan".parse().unwrap();
        ballot.vote = choice_of(choice);
        ballot.cast_at = instant(cast_at);
    });
    town.write(&town.ballot("dan"), &file);
    town.commit("Vote");
    town.git(&["checkout", "--quiet", "main"]);
    assert!(town.close().stdout.contains("reject"));
    town.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        "--message",
        "Merge",
        "offline",
    ]);
    town
}

fn choice_of(word: &str) -> polity::vote::Vote {
    match word {
        "for" => polity::vote::Vote::For,
        _ => polity::vote::Vote::Against,
    }
}

#[test]
fn a_ballot_beside_the_closing_contests_it_where_it_would_change_the_outcome() {
    let town = beside("for", "2020-02-03T12:00:00Z");
    says(&town, 0, "contested", "with them the outcome is accept");
    assert!(town.ok("close 1").stdout.contains("accept"));
    assert_eq!(town.run("verify 1").code, 0);
    // Once only: a further one is late.
    town.git(&["checkout", "--quiet", "offline"]);
    let file = town.forge(&town.read(&town.ballot("dan")), "cleo", |ballot| {
        ballot.voter = "cleo".parse().unwrap();
        ballot.vote = choice_of("against");
    });
    town.write(&town.ballot("cleo"), &file);
    town.commit("Vote");
    town.git(&["checkout", "--quiet", "main"]);
    town.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        "--message",
        "Merge",
        "offline",
    ]);
    let ran = town.ok("verify 1");
    assert!(ran.stdout.contains("late     cleo"), "{ran}");
    town.ok("enact 1");
    assert_eq!(town.run("verify 1").code, 0);
}

#[test]
fn a_ballot_beside_the_closing_that_changes_nothing_is_late() {
    let town = beside("against", "2020-02-03T12:00:00Z");
    let ran = town.ok("verify 1");
    assert!(ran.stdout.contains("late     dan"), "{ran}");
    let receipt = crate::town::receipt(&town.read(&town.ballot("dan")));
    let ran = town.ok(&format!("verify 1 --receipt {}", &receipt[..12]));
    assert!(ran.stdout.contains("came after the close"), "{ran}");
    // Cast after the close it is not even that.
    let town = beside("for", "2020-02-08T12:00:01Z");
    assert_eq!(finding(&town, 0).0, "as recorded");
    assert_eq!(town.run("verify 1").code, 0);
}

#[test]
fn a_ballot_dated_back_after_the_close_is_late() {
    let town = Town::voting(SIMPLE);
    town.vote("ann", "for");
    town.vote("ben", "against");
    assert!(town.close().stdout.contains("reject"));
    let file = town.forge(&town.read(&town.ballot("ann")), "dan", |ballot| {
        ballot.voter = "dan".parse().unwrap();
    });
    town.write(&town.ballot("dan"), &file);
    town.commit("Vote");
    let ran = town.ok("verify 1");
    assert!(ran.stdout.contains("late     dan"), "{ran}");
    assert_eq!(finding(&town, 0).0, "as recorded");
}

/// A town in which the proposal was accepted and enacted.
fn enacted() -> Town {
    let town = Town::voting(SIMPLE);
    town.vote("ann", "for");
    town.close();
    town.ok("enact 1");
    town
}

/// What verification says of the enactment.
fn enactment(town: &Town) -> String {
    let (code, answer) = town.verified();
    let wrong = &answer["proposals"][0]["enactment"]["wrong"];
    let wrong = wrong.as_str().unwrap_or_default().to_owned();
    assert_eq!(code, i32::from(!wrong.is_empty()), "{answer:#}");
    wrong
}

#[test]
fn an_enactment_does_just_what_was_voted_on() {
    let town = enacted();
    assert_eq!(enactment(&town), "");
    // More than was voted on, slipped into the same commit.
    town.edit("governance/people/fay.yaml", "fay Fine", "Fay Fine");
    town.git(&["add", "--all"]);
    town.git(&["commit", "--quiet", "--amend", "--no-edit"]);
    assert!(enactment(&town).contains("is not the one that it names"));
}

#[test]
fn an_enactment_cannot_come_twice_nor_be_taken_back() {
    let town = enacted();
    assert_eq!(town.run("enact 1").code, 4);
    let path = "proposals/0001-register-fay/enactment.yaml";
    town.git(&["rm", "--quiet", path, "governance/people/fay.yaml"]);
    town.commit("Tidy");
    assert!(enactment(&town).contains("removed by"));
    let ran = town.run("enact 1");
    assert_eq!(ran.code, 4, "{ran}");
    // By hand: a copy of the record after its own removal changes nothing.
    town.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(enactment(&town), "");
}

#[test]
fn an_enactment_of_what_was_not_accepted_is_false() {
    let town = enacted();
    let path = "proposals/0001-register-fay/enactment.yaml";
    let record = town.read(path);
    let other = lost();
    other.close();
    other.write(path, &record);
    other.write("governance/people/fay.yaml", "name: fay Fine\n");
    other.commit("Enact");
    assert!(enactment(&other).contains("not accepted"));
}

#[test]
fn a_withdrawal_needs_an_authors_signature() {
    let town = Town::proposed(SIMPLE);
    town.act("ann");
    town.ok("withdraw 1");
    let path = "proposals/0001-register-fay/statements/withdraw-ann.yaml";
    let file = town.read(path);
    assert_eq!(town.run("open 1").code, 4);
    town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    town.write(
        path,
        &file.replace("at: 2020-02-01T12", "at: 2020-02-01T11"),
    );
    town.commit("Withdraw");
    town.ok("open 1");
}
