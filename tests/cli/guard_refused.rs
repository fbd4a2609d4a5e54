//! What the guard refuses: every attack that the other tests make on ballots,
//! polls, results and the organisation, pushed to a server.

use polity::format::wire::record::write_poll;
use polity::sign::Namespace;
use polity::vote::Vote;

use crate::attacks::{ATTACKS, voted};
use crate::attacks_on_records::{OPENINGS, drafted};
use crate::hub::Hub;
use crate::town::{SIMPLE, Town, instant, sign};

/// Attacks that leave every vote as it was cast, and nothing that is false.
const HARMLESS: &[&str] = &["the same signature in lines of another length"];

#[test]
fn no_attack_on_ballots_is_taken() {
    std::thread::scope(|scope| {
        for half in ATTACKS.chunks(ATTACKS.len().div_ceil(2)) {
            scope.spawn(|| {
                for attack in half.iter().filter(|it| !HARMLESS.contains(&it.what)) {
                    let town = voted();
                    let _hub = Hub::guarded(&town);
                    town.advance(1);
                    (attack.how)(&town);
                    let said = town.refused(attack.what, "");
                    if let Some(code) = attack.rejected.first() {
                        let known = said.contains(code) || said.contains("bad-tree");
                        assert!(known, "{}: {said}", attack.what);
                    }
                }
            });
        }
    });
}

#[test]
fn an_attack_hidden_behind_its_undoing_is_refused_too() {
    let town = voted();
    let _hub = Hub::guarded(&town);
    town.git(&["rm", "--quiet", &town.ballot("ben")]);
    town.commit("Remove");
    town.git(&["revert", "--no-edit", "HEAD"]);
    town.refused("a ballot removed and put back", "meddled");
    town.git(&["reset", "--quiet", "--hard", "origin/main"]);
    town.write(&town.ballot("dan"), "junk\n");
    town.commit("Vote");
    town.git(&["rm", "--quiet", &town.ballot("dan")]);
    town.commit("Take it back");
    let bad = town.rev("HEAD~1");
    let said = town.refused("junk that is not in the final tree", "not-a-ballot");
    assert!(said.contains(&bad[..7]), "{said}");
    town.git(&["reset", "--quiet", "--hard", "origin/main"]);
    let path = town.poll("1-vote/poll.yaml");
    town.git(&["rm", "--quiet", &path]);
    town.commit("Remove");
    town.refused("a poll removed", "");
}

#[test]
fn a_poll_that_is_not_what_its_base_says_is_not_opened() {
    for attack in OPENINGS.iter().step_by(3) {
        let town = Town::proposed(SIMPLE);
        let _hub = Hub::guarded(&town);
        let (path, mut poll) = drafted(&town);
        (attack.how)(&mut poll);
        let file = sign(Namespace::Poll, &write_poll(&poll).unwrap(), "ann");
        town.write(&path, &file);
        town.commit("Open");
        let said = town.refused(attack.what, "void-poll");
        assert!(said.contains(attack.why), "{}: {said}", attack.what);
    }
}

#[test]
fn the_servers_clock_is_asked() {
    let town = Town::proposed(SIMPLE);
    let _hub = Hub::guarded(&town);
    // An opening that was kept back, or dated forward.
    town.ok("open 1");
    town.advance(1);
    town.refused("an opening kept back", "poll-clock");
    town.git(&["reset", "--quiet", "--hard", "origin/main"]);
    town.ok("open 1");
    town.taken("an opening");
    // A ballot from the future, and one from before the opening.
    for (at, code) in [
        ("2020-02-05T12:00:00Z", "future-ballot"),
        ("2020-02-01T12:30:00Z", "outside-the-window"),
    ] {
        town.vote("ann", "for");
        let path = town.ballot("ann");
        let file = town.forge(&town.read(&path), "ann", |it| it.cast_at = instant(at));
        town.git(&["reset", "--quiet", "--hard", "origin/main"]);
        town.write(&path, &file);
        town.commit("Vote");
        town.refused(at, code);
        town.git(&["reset", "--quiet", "--hard", "origin/main"]);
    }
    // One that was held back until the vote was over.
    town.vote("ben", "against");
    let kept = Town {
        env: town.env.twin(),
    };
    town.git(&["reset", "--quiet", "--hard", "origin/main"]);
    kept.advance(24 * 8);
    kept.refused("a ballot after the close", "late-ballot");
    // What was there before may be put back.
    town.vote("ann", "for");
    town.taken("a ballot");
    let ballot = town.read(&town.ballot("ann"));
    town.advance(24 * 8);
    town.ok("close 1");
    town.taken("closing");
    let file = town.forge(&ballot, "dan", |it| {
        it.voter = "dan".parse().unwrap();
        it.vote = Vote::Against;
    });
    town.write(&town.ballot("dan"), &file);
    town.commit("Vote");
    let said = town.refused("a ballot dated back after the closing", "late-ballot");
    assert!(said.contains("the vote is over"), "{said}");
}

#[test]
fn closing_is_true_in_time_and_not_with_the_opening() {
    let town = Town::proposed(SIMPLE);
    let _hub = Hub::guarded(&town);
    let early = Town {
        env: town.env.twin(),
    };
    early.ok("open 1");
    early.vote("ann", "for");
    early.close();
    early.set_clock("2020-02-01T12:00:00Z");
    early.refused("opened and closed at once", "opened-and-closed");
    town.ok("open 1");
    town.taken("an opening");
    for person in ["ann", "ben"] {
        town.vote(person, "against");
        town.taken("a ballot");
    }
    // Closed by a clock that runs ahead of the server's.
    let early = Town {
        env: town.env.twin(),
    };
    early.close();
    early.set_clock("2020-02-02T12:00:00Z");
    let said = early.refused("closed before its time", "false-record");
    assert!(said.contains("a time that has not come"), "{said}");
    town.advance(24 * 8);
    let path = town.poll("1-vote/result.yaml");
    town.ok("close 1");
    let honest = town.read(&path);
    town.write(&path, &honest.replace("outcome: reject", "outcome: accept"));
    town.git(&["add", "--all"]);
    town.git(&["commit", "--quiet", "--amend", "--no-edit"]);
    let said = town.refused("a result written by hand", "false-record");
    assert!(said.contains("the ballots give reject"), "{said}");
    town.git(&["reset", "--quiet", "--hard", "origin/main"]);
    town.ok("close 1");
    town.taken("closing");
    for (what, file) in [
        ("result", path.clone()),
        ("poll", town.poll("1-vote/poll.yaml")),
    ] {
        town.git(&["rm", "--quiet", &file]);
        town.commit("Remove");
        town.refused(&format!("a {what} removed"), "was removed by");
        town.git(&["reset", "--quiet", "--hard", "origin/main"]);
        town.write(&file, &town.read(&file).replace("vote", "veto"));
        town.commit("Change");
        town.refused(&format!("a {what} changed"), "was changed by");
        town.git(&["reset", "--quiet", "--hard", "origin/main"]);
    }
    town.git(&["rm", "--quiet", "-r", "proposals/0001-register-fay"]);
    town.commit("Forget it");
    town.refused("a proposal removed", "removed-proposal");
    town.git(&["reset", "--quiet", "--hard", "origin/main"]);
    // It was rejected; somebody enacts it all the same.
    town.write("governance/people/fay.yaml", "name: fay Fine\n");
    town.write(
        "proposals/0001-register-fay/enactment.yaml",
        "polity: enactment/1\nproposal: 0001-register-fay\n",
    );
    town.commit("Enact");
    town.refused("an enactment of what was rejected", "false-enactment");
    town.refused("an enactment of what was rejected", "uncovered");
}

#[test]
fn extensions_and_cancellations_stay() {
    let rule = SIMPLE.replace(
        "    outcomes:\n",
        "    extend: {when: silent > 2, by: 3 days, repeat: 2}\n    outcomes:\n",
    );
    let town = Town::voting(&rule);
    let _hub = Hub::guarded(&town);
    town.vote("ann", "for");
    town.advance(24 * 7);
    town.ok("close 1");
    let path = town.poll("1-vote/extension-1.yaml");
    town.taken("an extension");
    town.git(&["rm", "--quiet", &path]);
    town.commit("Remove");
    town.refused("an extension removed", "changed-record");
    town.git(&["reset", "--quiet", "--hard", "origin/main"]);
    town.vote("ben", "for");
    town.taken("a ballot in the time that was added");
    town.act("ann");
    town.ok("cancel 1");
    town.taken("calling it off");
    let path = town.poll("1-vote/cancelled.yaml");
    let signed = town.read(&path);
    town.git(&["rm", "--quiet", &path]);
    town.commit("Remove");
    town.refused("a cancellation removed", "changed-record");
    town.git(&["reset", "--quiet", "--hard", "origin/main"]);
    // Calling another vote off in somebody's name.
    town.propose(2, "gil");
    town.ok("open 2");
    town.taken("a second vote");
    town.write(
        "proposals/0002-register-gil/polls/1-vote/cancelled.yaml",
        &signed,
    );
    town.commit("Call it off");
    let said = town.refused("a cancellation of another vote", "void-record");
    assert!(said.contains("calls nothing off"), "{said}");
}

#[test]
fn a_change_that_nothing_covers_is_refused_and_its_undoing_is_not() {
    let town = Town::founded(SIMPLE);
    // It was there before the guard.
    town.edit("governance/teams/council.yaml", "seats: 4", "seats: 5");
    town.commit("A seat more");
    let _hub = Hub::guarded(&town);
    town.edit("governance/people/eve.yaml", "name: Eve", "name: Eva");
    town.commit("Proposal: 1\n\nOutcome: accept");
    let said = town.refused("a change by hand", "uncovered");
    assert!(said.contains("person eve changed"), "{said}");
    town.git(&["revert", "--no-edit", "HEAD"]);
    town.refused("a change by hand and back", "uncovered");
    town.git(&["reset", "--quiet", "--hard", "origin/main"]);
    town.git(&["revert", "--no-edit", "HEAD"]);
    town.taken("undoing what was there");
    // A second beginning, beside the line.
    town.git(&["checkout", "--quiet", "--orphan", "other"]);
    town.commit("Begin anew");
    town.git(&["checkout", "--quiet", "main"]);
    let args = [
        "merge",
        "--quiet",
        "--no-edit",
        "--allow-unrelated-histories",
        "-s",
        "ours",
    ];
    town.git(&[&args[..], &["other"]].concat());
    let said = town.refused("a second root", "uncovered");
    assert!(said.contains("second beginning"), "{said}");
}

/// Puts something odd into the index.
type Odd = fn(&Town);

#[test]
fn trees_that_are_not_plain_are_refused() {
    let tries: &[(&str, Odd)] = &[
        ("a mode", |town| {
            town.git(&["update-index", "--chmod=+x", "governance/people/ann.yaml"]);
        }),
        ("a link", |town| {
            let to = town.dir.join("proposals/0001-register-fay/files");
            std::os::unix::fs::symlink("../../governance", to).unwrap();
            town.git(&["add", "--all"]);
        }),
        ("another repository", |town| {
            let id = town.rev("HEAD");
            let entry = format!("160000,{id},proposals/0001-register-fay/files");
            town.git(&["update-index", "--add", "--cacheinfo", &entry]);
        }),
        ("another case", |town| {
            let id = town.rev("HEAD:governance/people/ann.yaml");
            let entry = format!("100644,{id},governance/people/Ann.yaml");
            town.git(&["update-index", "--add", "--cacheinfo", &entry]);
        }),
        ("another case of the folder", |town| {
            let id = town.rev("HEAD:governance/people/ann.yaml");
            let entry = format!("100644,{id},Governance/people/ann.yaml");
            town.git(&["update-index", "--add", "--cacheinfo", &entry]);
        }),
    ];
    for (what, how) in tries {
        let town = Town::proposed(SIMPLE);
        let _hub = Hub::guarded(&town);
        how(&town);
        town.git(&["commit", "--quiet", "--message", "Odd"]);
        town.refused(what, "bad-tree");
    }
    // The rest of a project is its own.
    let town = Town::proposed(SIMPLE);
    let _hub = Hub::guarded(&town);
    std::os::unix::fs::symlink("governance", town.dir.join("docs")).unwrap();
    town.commit("A link beside");
    town.taken("a link outside the workspace");
}

#[test]
fn an_act_that_is_none_is_refused() {
    let town = Town::proposed(SIMPLE);
    let _hub = Hub::guarded(&town);
    town.write("governance/people/fay.yaml", "name: fay Fine\n");
    town.write(
        "proposals/0001-register-fay/statements/emergency-ann.yaml",
        "now\n",
    );
    town.commit("Act");
    town.refused("an act that nobody signed", "void-act");
    town.refused("an act that nobody signed", "uncovered");
}
