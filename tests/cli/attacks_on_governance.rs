//! Attacks on the organisation itself, each made with plain git against the
//! real program: what is tried, and what the audit and verification say.

#![expect(
    clippy::unwrap_used,
    reason = "an attack that cannot be made fails its test"
)]

use std::io::Write as _;
use std::process::{Command, Stdio};

use polity::format::wire::record::write_statement;
use polity::sign::Namespace;
use polity::vote::{Statement, StatementKind};
use polity::workspace::{housekeeping_digest, rotation_digest};

use crate::audit::housed;
use crate::town::{SIMPLE, Town, sign};

/// What the audit says of the last change: its cover and why.
fn last(town: &Town) -> (String, String) {
    let ran = town.run("audit --format json");
    let answer: serde_json::Value =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran}"));
    let change = answer["changes"].as_array().unwrap().last().unwrap();
    let why: Vec<_> = change["why"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_str().unwrap())
        .collect();
    (change["cover"].as_str().unwrap().to_owned(), why.join("; "))
}

/// Checks that nothing covers the last change, and why.
fn uncovered(town: &Town, why: &str) {
    assert_eq!(town.run("audit").code, 1);
    let found = last(town);
    assert_eq!(found.0, "uncovered", "{found:?}");
    assert!(found.1.contains(why), "{why:?} is not in {:?}", found.1);
}

/// Runs git with something on its input.
pub fn piped(town: &Town, args: &[&str], input: &[u8]) -> String {
    let mut git = Command::new("git")
        .args(args)
        .current_dir(&town.dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    git.stdin.take().unwrap().write_all(input).unwrap();
    let out = git.wait_with_output().unwrap();
    assert!(out.status.success());
    String::from_utf8(out.stdout).unwrap().trim().to_owned()
}

/// A statement in its file, signed.
fn statement(kind: StatementKind, by: &str, about: polity::base::Digest, at: &str) -> Vec<u8> {
    write_statement(&Statement {
        kind,
        by: by.parse().unwrap(),
        at: at.parse().unwrap(),
        about,
        text: None,
    })
    .unwrap()
}

/// The finding and the reason of the only poll of proposal 1.
fn poll(town: &Town) -> (String, String) {
    let (_, answer) = town.verified();
    let stage = &answer["proposals"][0]["stages"][0];
    let text = |field: &str| stage[field].as_str().unwrap_or_default().to_owned();
    (text("finding"), text("why"))
}

#[test]
fn a_change_by_hand_is_not_covered_whatever_its_message_says() {
    let town = Town::proposed(SIMPLE);
    town.edit(
        "governance/teams/council.yaml",
        "{person: dan}",
        "{person: eve}",
    );
    town.commit("Enact Register fay\n\nProposal: 1\nOutcome: accept\nHousekeeping-by: ann");
    uncovered(&town, "no decision");
    // A vote that rests on it is void, and says by which commit.
    let by = town.rev("HEAD")[..10].to_owned();
    town.ok("open 1");
    let (finding, why) = poll(&town);
    assert_eq!(finding, "void");
    assert!(why.contains(&by) && why.contains("council.yaml"), "{why}");
}

#[test]
fn what_was_undone_before_the_opening_voids_nothing() {
    let town = Town::proposed(SIMPLE);
    town.edit(
        "governance/teams/council.yaml",
        "{person: dan}",
        "{person: dan}\n  - {person: eve}",
    );
    town.commit("Stuff");
    town.git(&["revert", "--no-edit", "HEAD"]);
    town.ok("open 1");
    assert_eq!(poll(&town).0, "open");
    // Still neither commit is covered.
    assert_eq!(town.run("audit").code, 1);
}

#[test]
fn a_change_of_something_else_is_a_warning_on_the_poll() {
    let town = Town::proposed(SIMPLE);
    town.write("governance/areas/park.yaml", "name: Park\n");
    town.commit("A park");
    town.ok("open 1");
    let ran = town.ok("verify 1");
    assert!(
        ran.stdout.contains("changed governance/areas/park.yaml"),
        "{ran}"
    );
}

#[test]
fn a_swapped_key_voids_the_vote() {
    let town = Town::proposed(SIMPLE);
    let (ann, eve) = ("governance/people/ann.yaml", "governance/people/eve.yaml");
    let key = |path: &str| {
        let text = town.read(path);
        let at = text.find("ssh-ed25519 ").unwrap();
        text[at..]
            .split(['}', '\n', ','])
            .next()
            .unwrap()
            .trim()
            .to_owned()
    };
    let (old, new) = (key(ann), key(eve));
    town.write(eve, "name: Eve\n");
    town.edit(ann, &old, &new);
    town.commit("Ann has a new key");
    uncovered(&town, "no decision");
    town.act("ben");
    assert_ne!(town.run("open 1 --keyless").code, 70);
    let (finding, why) = poll(&town);
    assert_eq!(finding, "void", "{why}");
    assert!(why.contains("people/ann.yaml"), "{why}");
}

/// The public key of a seed.
fn public(seed: u8) -> String {
    polity::sign::generate(Some([seed; 32]))
        .unwrap()
        .public_key()
        .to_string()
}

/// Adds a key to ann's file by her own signature; gives the new file.
fn rotate(town: &Town, from: &str, key: &str, at: &str, n: u32) {
    let path = "governance/people/ann.yaml";
    let before = town.read(path);
    let mut after = before.trim_end().to_owned();
    after.push_str(&format!("\n  - {{key: {key}, from: {from}}}\n"));
    let about = rotation_digest(&"ann".parse().unwrap(), before.as_bytes(), after.as_bytes());
    let prefix = statement(StatementKind::KeyRotation, "ann", about, at);
    town.write(path, &after);
    let file = format!("governance/statements/key-rotation-ann-{n}.yaml");
    town.write(&file, &sign(Namespace::Keys, &prefix, "ann"));
    town.commit("A new key");
}

#[test]
fn a_key_counts_from_the_day_on_which_it_was_recorded() {
    let town = Town::proposed(SIMPLE);
    town.advance(24);
    // Properly signed, but `from` says that it is years old.
    rotate(&town, "2015-01-01", &public(77), "2020-02-02T12:00:00Z", 1);
    assert_eq!(last(&town).0, "key-rotation");
    town.advance(24);
    town.ok("open 1");
    let roll = town.read(&town.poll("1-vote/poll.yaml"));
    let print = public(77)
        .parse::<polity::sign::Key>()
        .unwrap()
        .fingerprint()
        .to_string();
    assert!(!roll.contains(&print), "{roll}");
    town.ok("verify 1");
    // After the delay it is on the roll of the next vote.
    let town = Town::proposed(SIMPLE);
    rotate(&town, "2020-02-01", &public(77), "2020-02-01T12:00:00Z", 1);
    town.advance(24 * 15);
    town.ok("open 1");
    assert!(town.read(&town.poll("1-vote/poll.yaml")).contains(&print));
}

#[test]
fn a_commit_dated_back_makes_no_key_older() {
    let town = Town::proposed(SIMPLE);
    town.advance(24 * 30);
    town.commit("Something");
    town.set_clock("2019-01-01T00:00:00Z");
    rotate(&town, "2015-01-01", &public(77), "2019-01-01T00:00:00Z", 1);
    town.set_clock("2020-03-10T00:00:00Z");
    town.ok("open 1");
    let print = public(77)
        .parse::<polity::sign::Key>()
        .unwrap()
        .fingerprint()
        .to_string();
    assert!(!town.read(&town.poll("1-vote/poll.yaml")).contains(&print));
}

#[test]
fn a_key_change_needs_the_owners_present_key_and_counts_once() {
    let town = Town::founded(SIMPLE);
    let path = "governance/people/ann.yaml";
    let before = town.read(path);
    let after = format!(
        "{}\n  - {{key: {}, from: 2020-02-01}}\n",
        before.trim_end(),
        public(77)
    );
    let about = rotation_digest(&"ann".parse().unwrap(), before.as_bytes(), after.as_bytes());
    let prefix = statement(
        StatementKind::KeyRotation,
        "ann",
        about,
        "2020-02-01T12:00:00Z",
    );
    let file = "governance/statements/key-rotation-ann-1.yaml";
    // Signed by somebody else; then for another purpose; then for more.
    for (purpose, signer, text) in [
        (Namespace::Keys, "ben", &after),
        (Namespace::Statement, "ann", &after),
        (
            Namespace::Keys,
            "ann",
            &after.replace("name: Ann", "name: Anna"),
        ),
    ] {
        town.write(path, text);
        town.write(file, &sign(purpose, &prefix, signer));
        town.commit("A key");
        uncovered(&town, "key-rotation-ann-1.yaml");
        town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    }
    rotate(&town, "2020-02-01", &public(77), "2020-02-01T12:00:00Z", 1);
    assert_eq!(last(&town).0, "key-rotation");
    // Ann takes it back, signed; the first statement is used again.
    let now = town.read(path);
    let about = rotation_digest(&"ann".parse().unwrap(), now.as_bytes(), before.as_bytes());
    let back = statement(
        StatementKind::KeyRotation,
        "ann",
        about,
        "2020-02-01T12:00:00Z",
    );
    town.write(path, &before);
    town.write(
        "governance/statements/key-rotation-ann-2.yaml",
        &sign(Namespace::Keys, &back, "ann"),
    );
    town.commit("Take it back");
    assert_eq!(last(&town).0, "key-rotation");
    town.write(path, &now);
    town.write(
        "governance/statements/key-rotation-ann-3.yaml",
        &sign(Namespace::Keys, &prefix, "ann"),
    );
    town.commit("Again");
    uncovered(&town, "is the same statement");
}

#[test]
fn housekeeping_by_hand_is_judged_like_the_command() {
    let town = housed();
    let keep = |path: &str, from: &str, to: &str, by: &str, name: &str| {
        let before = town.read(path);
        let after = before.replacen(from, to, 1);
        let file = format!("governance/statements/{name}.yaml");
        let edited = [(
            path.to_owned(),
            Some(before.into_bytes()),
            Some(after.clone().into_bytes()),
        )];
        let about = housekeeping_digest(&file, &edited);
        let prefix = statement(
            StatementKind::Housekeeping,
            by,
            about,
            "2020-02-01T12:00:00Z",
        );
        town.write(path, &after);
        town.write(&file, &sign(Namespace::Statement, &prefix, by));
        town.commit("Tidy");
    };
    let clean = town.rev("HEAD");
    let reset = || town.git(&["reset", "--quiet", "--hard", &clean]);
    let (people, council) = (
        "governance/people/eve.yaml",
        "governance/teams/council.yaml",
    );
    keep(people, "Eve", "Eva", "ann", "housekeeping-ann-1");
    assert_eq!(last(&town).0, "housekeeping");
    keep(council, "seats: 4", "seats: 5", "ann", "housekeeping-ann-2");
    uncovered(&town, "not external");
    // What lets ann is now itself not covered.
    keep(people, "Eva", "Evi", "ann", "housekeeping-ann-3");
    uncovered(&town, "it rests on governance/teams/council.yaml");
    reset();
    keep(
        "governance/organisation.yaml",
        "council, may",
        "council or guests, may",
        "ann",
        "housekeeping-ann-3",
    );
    uncovered(&town, "housekeeping never changes this file");
    keep(people, "Eve", "Evi", "eve", "housekeeping-eve-1");
    uncovered(&town, "it rests on governance/organisation.yaml");
    reset();
    keep(people, "Eve", "Evi", "eve", "housekeeping-eve-2");
    uncovered(&town, "does not let eve");
    reset();
    keep(people, "Eve", "Evi", "ann", "housekeeping-ben-1");
    uncovered(&town, "not named housekeeping-ann-N");
    reset();
    // One statement, more files than it is about.
    let file = "governance/statements/housekeeping-ann-9.yaml";
    let about = housekeeping_digest(file, &[]);
    let prefix = statement(
        StatementKind::Housekeeping,
        "ann",
        about,
        "2020-02-01T12:00:00Z",
    );
    town.write(file, &sign(Namespace::Statement, &prefix, "ann"));
    town.edit(people, "Eve", "Ever");
    town.commit("More");
    uncovered(&town, "about another change");
}

/// A town with proposal 1 accepted.
fn accepted() -> Town {
    let town = Town::voting(SIMPLE);
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "for");
    }
    town.close();
    town
}

#[test]
fn an_enactment_by_hand_does_what_was_decided_or_is_not_covered() {
    let town = accepted();
    town.ok("enact 1");
    assert_eq!(last(&town).0, "enactment");
    // The same commit with a little more in it.
    for (path, text, why) in [
        (
            "governance/areas/park.yaml",
            "name: Park\n",
            "the organisation before or after",
        ),
        (
            "governance/README.md",
            "Hello\n",
            "the organisation before or after",
        ),
    ] {
        let tip = town.rev("HEAD");
        town.write(path, text);
        town.git(&["add", "--all"]);
        town.git(&["commit", "--quiet", "--amend", "--no-edit"]);
        uncovered(&town, why);
        town.git(&["reset", "--quiet", "--hard", &tip]);
    }
    // A second time, after somebody took the person out again.
    let done = town.rev("HEAD");
    town.git(&["rm", "--quiet", "governance/people/fay.yaml"]);
    town.git(&[
        "rm",
        "--quiet",
        "proposals/0001-register-fay/enactment.yaml",
    ]);
    town.commit("Undo");
    uncovered(&town, "no decision");
    town.git(&["cherry-pick", &done]);
    uncovered(&town, "it was enacted before");
}

#[test]
fn a_second_founding_and_a_second_root_are_refused() {
    let town = Town::founded(SIMPLE);
    let founding = town.read("governance/statements/founding-ann.yaml");
    town.write("governance/statements/founding-ben.yaml", &founding);
    town.commit("Found again");
    uncovered(&town, "no second founding");
    town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    let main = town.rev("HEAD");
    town.git(&["checkout", "--quiet", "--orphan", "other"]);
    town.commit("Another beginning");
    town.git(&["checkout", "--quiet", "main"]);
    town.git(&[
        "merge",
        "--quiet",
        "--allow-unrelated-histories",
        "--no-edit",
        "-s",
        "ours",
        "other",
    ]);
    uncovered(&town, "a second beginning");
    town.git(&["reset", "--quiet", "--hard", &main]);
    // A root without either folder is nobody's business.
    let empty = piped(&town, &["mktree"], b"");
    let root = town
        .git(&["commit-tree", &empty, "-m", "Pages"])
        .trim()
        .to_owned();
    town.git(&[
        "merge",
        "--quiet",
        "--allow-unrelated-histories",
        "--no-edit",
        "-s",
        "ours",
        &root,
    ]);
    town.ok("audit");
}

#[test]
fn a_founding_that_was_changed_does_not_hold() {
    let town = Town::draft(SIMPLE);
    for person in ["ann", "ben"] {
        town.act(person);
        town.ok(&format!("key add {person}"));
    }
    town.ok("found");
    town.edit("governance/teams/council.yaml", "seats: 4", "seats: 5");
    town.git(&["commit", "--quiet", "--all", "--amend", "--no-edit"]);
    for command in ["verify", "audit"] {
        let ran = town.run(command);
        assert_eq!(ran.code, 1, "{ran}");
        assert!(ran.stderr.contains("error[false-founding]"), "{ran}");
    }
}

#[test]
fn merges_are_judged_by_path() {
    let town = housed();
    let main = town.rev("HEAD");
    let reset = || town.git(&["reset", "--quiet", "--hard", &main]);
    // Housekeeping on a branch of its own, merged: covered.
    town.git(&["checkout", "--quiet", "-b", "side"]);
    town.edit("governance/people/eve.yaml", "name: Eve", "name: Eva");
    town.git(&["branch", "--quiet", "--force", "main", "side"]);
    town.git(&["checkout", "--quiet", "main"]);
    town.ok("housekeeping -m Name");
    town.git(&["branch", "--quiet", "--force", "side", "main"]);
    reset();
    town.write("code.txt", "1\n");
    town.commit("Code");
    town.git(&["merge", "--quiet", "--no-edit", "side"]);
    assert_eq!(last(&town).0, "housekeeping");
    town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    town.git(&["merge", "--quiet", "--no-commit", "--no-ff", "side"]);
    // The merge itself changes something that neither side did.
    town.write("governance/areas/park.yaml", "name: Park\n");
    town.git(&["add", "--all"]);
    town.git(&["commit", "--quiet", "--message", "Merge"]);
    uncovered(&town, "park.yaml is as none of the merged sides has it");
    // A merge that leaves out what the other side did.
    town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    town.act("ann");
    town.write(
        "governance/events/one.yaml",
        "kind: release\non: 2020-02-01\n",
    );
    town.ok("housekeeping -m One");
    town.git(&["merge", "--quiet", "--no-edit", "-s", "ours", "side"]);
    // Nothing changed against the line: what was left out is no change of it.
    town.ok("audit");
}

#[test]
fn what_a_merge_brings_must_be_covered_where_it_was_made() {
    let town = housed();
    town.git(&["checkout", "--quiet", "-b", "side"]);
    town.edit("governance/teams/council.yaml", "seats: 4", "seats: 5");
    town.commit("Quietly");
    town.git(&["checkout", "--quiet", "main"]);
    town.write("code.txt", "1\n");
    town.commit("Code");
    town.git(&["merge", "--quiet", "--no-edit", "side"]);
    uncovered(&town, "beside the line: nothing covers it there");
}

#[test]
fn a_folder_renamed_into_the_organisation_is_seen() {
    let town = Town::founded(SIMPLE);
    town.write("docs/stuff/park.yaml", "name: Park\n");
    town.commit("Documents");
    town.ok("audit");
    town.git(&["mv", "docs/stuff", "governance/areas"]);
    town.commit("Move documents");
    uncovered(&town, "no decision");
    town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    // The same on a branch, by a merge.
    town.git(&["checkout", "--quiet", "-b", "side"]);
    town.git(&["mv", "docs/stuff", "governance/areas"]);
    town.commit("Move documents");
    town.git(&["checkout", "--quiet", "main"]);
    town.write("code.txt", "1\n");
    town.commit("Code");
    town.git(&["merge", "--quiet", "--no-edit", "side"]);
    uncovered(&town, "nothing covers it there");
}

#[test]
fn trees_that_readers_see_differently_stop_everything() {
    let blob =
        |town: &Town, text: &str| piped(town, &["hash-object", "-w", "--stdin"], text.as_bytes());
    let tree_of = |town: &Town, path: &str| town.rev(&format!("HEAD:{path}"));
    let commit = |town: &Town, root: &str| {
        let parent = town.rev("HEAD");
        let commit = town.git(&["commit-tree", root, "-p", &parent, "-m", "Odd"]);
        town.git(&["update-ref", "refs/heads/main", commit.trim()]);
    };
    let root_with = |town: &Town, line: &str| {
        let listed = town.git(&["ls-tree", "HEAD"]);
        let kept = listed.lines().filter(|it| !it.ends_with("\tgovernance"));
        let text = kept.map(|it| format!("{it}\n")).collect::<String>() + line;
        piped(town, &["mktree"], text.as_bytes())
    };
    let fails = |town: &Town, what: &str| {
        for command in ["audit", "verify"] {
            let ran = town.run(command);
            assert_ne!(ran.code, 0, "{what}: {ran}");
            assert_ne!(ran.code, 70, "{what}: {ran}");
        }
    };

    // `governance` as a link to a folder that says something else.
    let town = Town::founded(SIMPLE);
    let link = blob(&town, "elsewhere");
    commit(
        &town,
        &root_with(&town, &format!("120000 blob {link}\tgovernance\n")),
    );
    fails(&town, "a link");

    // A second name for it, which some systems take for the first.
    let town = Town::founded(SIMPLE);
    let tree = tree_of(&town, "governance");
    let line = format!("040000 tree {tree}\tgovernance\n040000 tree {tree}\tGovernance\n");
    commit(&town, &root_with(&town, &line));
    fails(&town, "another case");

    // A file that may be run, and a name that stands twice.
    let town = Town::founded(SIMPLE);
    town.git(&["update-index", "--chmod=+x", "governance/people/ann.yaml"]);
    town.git(&["commit", "--quiet", "--message", "Run"]);
    fails(&town, "a mode");

    let town = Town::founded(SIMPLE);
    let (one, two) = (blob(&town, "name: One\n"), blob(&town, "name: Two\n"));
    let mut bytes = Vec::new();
    for id in [one, two] {
        bytes.extend(b"100644 park.yaml\0");
        let digits: Vec<u8> = (0..40)
            .step_by(2)
            .map(|n| u8::from_str_radix(&id[n..n + 2], 16).unwrap())
            .collect();
        bytes.extend(digits);
    }
    let areas = piped(
        &town,
        &["hash-object", "-w", "-t", "tree", "--literally", "--stdin"],
        &bytes,
    );
    let listed = town.git(&["ls-tree", "HEAD:governance"]);
    let inner = piped(
        &town,
        &["mktree"],
        format!("{listed}040000 tree {areas}\tareas\n").as_bytes(),
    );
    commit(
        &town,
        &root_with(&town, &format!("040000 tree {inner}\tgovernance\n")),
    );
    fails(&town, "a name twice");
}

#[test]
fn a_later_decision_ratifies() {
    let town = Town::founded(SIMPLE);
    town.write("governance/areas/park.yaml", "name: Park\n");
    town.commit("A park");
    let park = town.rev("HEAD");
    uncovered(&town, "no decision");
    let folder = "proposals/0001-register-fay";
    town.write(
        &format!("{folder}/proposal.yaml"),
        &format!(
            "title: The park stands\nauthors: [ann]\ncreated: 2020-01-01\nrule: vote\nchanges:\n  - \
             ratify: {{commit: {park}}}\n"
        ),
    );
    town.write(&format!("{folder}/README.md"), "# Why\n\nIt is green.\n");
    town.commit("Propose");
    town.act("ann");
    town.ok("open 1");
    for person in ["ann", "ben", "cleo"] {
        town.vote(person, "for");
    }
    assert_eq!(town.run("audit").code, 1);
    town.close();
    let ran = town.ok("audit");
    assert!(ran.stdout.contains("ratified 1"), "{ran}");
}

#[test]
fn a_vote_prepared_on_a_side_branch_is_void() {
    let town = Town::proposed(SIMPLE);
    town.git(&["checkout", "--quiet", "-b", "side"]);
    town.edit(
        "governance/teams/council.yaml",
        "{person: dan}",
        "{person: eve}",
    );
    town.commit("Another council");
    town.git(&["branch", "--quiet", "--force", "main", "side"]);
    town.git(&["checkout", "--quiet", "main"]);
    town.ok("open 1");
    town.git(&["branch", "--quiet", "--force", "side", "main"]);
    town.git(&["reset", "--quiet", "--hard", "HEAD~2"]);
    town.write("code.txt", "1\n");
    town.commit("Code");
    town.git(&["merge", "--quiet", "--no-edit", "side"]);
    let (finding, why) = poll(&town);
    assert_eq!(finding, "void", "{why}");
    uncovered(&town, "beside the line");
}
