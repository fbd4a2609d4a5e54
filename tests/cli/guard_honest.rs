//! What the guard lets through: everything that the program itself makes, and
//! all ways in which it comes to a server.

use std::fs;

use crate::attested::{FIGURES, SECRET, clerks};
use crate::audit::housed;
use crate::hub::Hub;
use crate::town::{SIMPLE, Town};

#[test]
fn the_whole_way_of_a_decision_is_taken() {
    let town = housed();
    let hub = Hub::guarded(&town);
    town.propose(1, "fay");
    town.taken("a proposal");
    town.edit(
        "proposals/0001-register-fay/README.md",
        "Because",
        "Just because",
    );
    town.commit("Say it better");
    town.taken("an edit of a draft");
    town.act("ann");
    town.ok("open 1");
    town.taken("an opening");
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "for");
        town.taken("a ballot");
    }
    town.vote("ann", "against");
    town.taken("another ballot of the same voter");
    // Work on the project itself, with a merge.
    town.write("src/main.c", "int main(void) { return 0; }\n");
    town.commit("Begin to program");
    town.git(&["checkout", "--quiet", "-b", "work", "HEAD~1"]);
    town.write("src/more.c", "int more;\n");
    town.commit("Program more");
    town.git(&["checkout", "--quiet", "main"]);
    town.git(&["merge", "--quiet", "--no-edit", "work"]);
    town.taken("plain work");
    town.advance(24 * 8);
    town.ok("close 1");
    town.taken("closing");
    town.ok("enact 1");
    town.taken("enacting");
    town.act("ben");
    town.edit("governance/people/eve.yaml", "name: Eve", "name: Eve Ning");
    town.ok("housekeeping -m Names");
    town.taken("housekeeping");
    town.ok("event notice-1 --kind notice --on 2020-02-09");
    town.taken("an event that is attested");
    town.write(
        "governance/events/release-1.yaml",
        "kind: release\non: 2020-02-09\n",
    );
    town.ok("housekeeping -m Release");
    town.ok("event release-1");
    town.ok("event release-1");
    town.taken("an event that is attested later");
    let extra = polity::sign::generate(Some([77; 32])).expect("a key");
    town.write("../extra.pub", &extra.public_key().to_string());
    town.ok("key rotate ../extra.pub");
    town.taken("a key rotation");
    let ran = town.ok("audit");
    assert!(ran.stdout.contains("all covered"), "{ran}");
    let there = town.run_args(&["-C", &hub.file(), "verify"]);
    assert_eq!(there.code, 0, "{there}");
}

#[test]
fn many_clones_vote_at_once() {
    let town = Town::voting(SIMPLE);
    let hub = Hub::guarded(&town);
    let clones: Vec<Town> = ["ann", "ben", "cleo", "dan"]
        .map(|person| hub.clone_for(&town, person))
        .into();
    std::thread::scope(|scope| {
        for clone in clones {
            scope.spawn(move || {
                clone.advance(1);
                clone.ok("vote 1 for --push");
            });
        }
    });
    town.advance(2);
    assert_eq!(town.counted(), 4);
}

#[test]
fn a_pull_request_is_taken_squashed_rebased_merged_or_mailed() {
    for how in [
        &["merge --no-ff --no-edit origin/ann"][..],
        &["merge --squash origin/ann", "commit --quiet -m Squashed"],
        &["cherry-pick main..origin/ann"],
        &["am --quiet ../mail"],
    ] {
        let clerk = Town::voting(SIMPLE);
        let hub = Hub::guarded(&clerk);
        let ann = hub.clone_for(&clerk, "ann");
        ann.vote("ann", "against");
        ann.advance(1);
        ann.vote("ann", "for");
        // Another's branch may hold what it likes.
        assert_eq!(ann.push("main:refs/heads/ann").code, 0);
        clerk.advance(3);
        clerk.vote("ben", "for");
        clerk.taken("a ballot");
        let mail = ann.git(&["format-patch", "--stdout", "origin/main"]);
        fs::write(clerk.dir.join("../mail"), mail).expect("a file");
        clerk.act("eve");
        clerk.git(&["fetch", "--quiet", "origin"]);
        for line in how {
            let args: Vec<&str> = line.split(' ').collect();
            clerk.git(&args);
        }
        clerk.taken(how[0]);
        assert_eq!(clerk.counted(), 2, "{how:?}");
        // The branch follows, with a merge the other way, and comes again.
        ann.git(&["fetch", "--quiet", "origin"]);
        ann.git(&["merge", "--quiet", "--no-edit", "origin/main"]);
        ann.write("notes.txt", "more\n");
        ann.commit("Work");
        assert_eq!(ann.push("main:refs/heads/ann").code, 0);
        clerk.git(&["fetch", "--quiet", "origin"]);
        clerk.git(&["merge", "--quiet", "--no-ff", "--no-edit", "origin/ann"]);
        clerk.taken("the branch again");
    }
}

#[test]
fn an_act_before_the_decision_is_taken_and_so_is_its_undoing() {
    let first = "acts_first: {by: council, ratify: vote, within: 10 days, otherwise: undo}\n";
    let rule = SIMPLE.replace("may_cancel: council\n", first);
    for (choice, last) in [("for", "enact 1"), ("against", "undo 1")] {
        let town = Town::proposed(&rule);
        let _hub = Hub::guarded(&town);
        town.act("ann");
        town.ok("enact 1 --provisional");
        town.taken("an act");
        town.ok("open 1");
        town.taken("an opening");
        for person in ["ann", "ben", "cleo"] {
            town.vote(person, choice);
        }
        town.taken("ballots");
        town.close();
        town.taken("closing");
        town.ok(last);
        town.taken(last);
        let ran = town.ok("audit");
        assert!(ran.stdout.contains("act on 1"), "{ran}");
        assert!(ran.stdout.contains("all covered"), "{ran}");
    }
    // Whoever takes an act back before its time is over, and waits, is not in
    // the right later.
    let town = Town::proposed(&rule);
    town.ok("enact 1 --provisional");
    let early = Town {
        env: town.env.twin(),
    };
    early.advance(24 * 11);
    early.ok("undo 1");
    let path = "proposals/0001-register-fay/statements/undo-ann.yaml";
    let signed = polity::format::wire::record::read_statement(early.read(path).as_bytes());
    let mut said = signed.expect("a statement").statement;
    said.at = crate::town::instant("2020-02-02T12:00:00Z");
    said.text = Some(town.rev("HEAD"));
    let prefix = polity::format::wire::record::write_statement(&said).expect("a text");
    let forged = crate::town::sign(polity::sign::Namespace::Statement, &prefix, "ann");
    town.write(path, &forged);
    fs::remove_file(town.dir.join("governance/people/fay.yaml")).expect("a file");
    town.commit("Undo");
    assert_eq!(town.run("audit").code, 1);
    town.advance(24 * 12);
    let ran = town.run("audit");
    assert!(ran.stdout.contains("takes back no act"), "{ran}");
}

#[test]
fn a_vote_held_elsewhere_and_a_notice_are_taken() {
    let town = clerks(&SECRET.replace("    period:", "    notice: 14 days\n    period:"));
    let _hub = Hub::guarded(&town);
    town.act("ann");
    town.ok("announce 1");
    town.taken("a notice");
    town.advance(24 * 14);
    town.ok("open 1");
    town.taken("an opening");
    town.advance(24 * 7 + 1);
    town.write("../figures.yaml", FIGURES);
    for clerk in ["dan", "eve"] {
        town.act(clerk);
        town.ok("attest 1 ../figures.yaml");
        town.taken("figures");
    }
    town.run("close 1");
    town.taken("the closing");
    town.ok("enact 1");
    town.taken("enacting");
    let ran = town.ok("audit");
    assert!(ran.stdout.contains("all covered"), "{ran}");
}

#[test]
fn a_draft_is_edited_freely_until_it_is_founded() {
    let town = Town::draft(SIMPLE);
    let _hub = Hub::guarded(&town);
    town.edit("governance/rules/vote.yaml", "7 days", "9 days");
    town.commit("Take longer");
    town.taken("a rule");
    town.write("governance/rules/vote.yaml", "title: [\n");
    town.commit("Break it");
    town.taken("a broken draft");
    town.write("governance/rules/vote.yaml", SIMPLE);
    town.commit("Mend it");
    town.taken("mending it");
    for person in ["ann", "ben"] {
        town.act(person);
        town.ok(&format!("key add {person}"));
    }
    town.ok("found");
    town.taken("the founding");
    town.edit("governance/rules/vote.yaml", "7 days", "9 days");
    town.commit("Take longer");
    town.refused("a rule changed by hand after it", "uncovered");
}
