//! More than a thousand electors: ballots lie in folders by the voter's
//! digest, and rolls and results are long.

use std::fmt::Write as _;

use polity::base::{Digest, Instant};
use polity::format::join;
use polity::format::wire::record::{read_poll, write_ballot};
use polity::sign::{Namespace, PrivateKey, generate};
use polity::vote::{Ballot, Vote};
use serde_json::Value;

use crate::env::TestEnv;
use crate::town::SIMPLE;

const ELECTORS: usize = 1_010;
const POLL: &str = "proposals/0001-register-fay/polls/1-vote";

fn key(person: usize) -> PrivateKey {
    let mut seed = [9; 32];
    seed[..8].copy_from_slice(&(person as u64).to_be_bytes());
    generate(Some(seed)).expect("a key")
}

fn ok(env: &TestEnv, line: &str) -> String {
    let ran = env.run(line);
    assert_eq!(ran.code, 0, "$ polity {line}\n{ran}");
    ran.stdout
}

/// An assembly of everybody, of whom ann acts.
fn assembly() -> TestEnv {
    let env = TestEnv::empty();
    env.git(&["init", "--quiet", "--initial-branch=main"]);
    env.write(".gitattributes", "* -text\n");
    env.write("governance/organisation.yaml", "name: Town\n");
    let person = |name: &str, key: &str| {
        let text = format!("name: {name}\nkeys:\n  - {{key: {key}, from: 2019-01-01}}\n");
        env.write(&format!("governance/people/{name}.yaml"), &text);
    };
    let mut body = "name: Assembly\nkind: team\nmembers:\n  - {person: ann}\n".to_owned();
    env.key("ann", 1);
    person(
        "ann",
        &generate(Some([1; 32]))
            .expect("a key")
            .public_key()
            .to_string(),
    );
    for n in 1..ELECTORS {
        person(&format!("elector-{n}"), &key(n).public_key().to_string());
        writeln!(body, "  - {{person: elector-{n}}}").expect("a text");
    }
    env.write("governance/teams/assembly.yaml", &body);
    let rule = SIMPLE.replace("council", "assembly");
    env.write("governance/rules/vote.yaml", &rule);
    env.commit("Begin");
    env.identity("ann");
    ok(&env, "found");
    env.write(
        "proposals/0001-register-fay/proposal.yaml",
        "title: Register fay\nauthors: [ann]\ncreated: 2020-01-01\nrule: vote\nchanges:\n  \
         - register: {person: fay, name: Fay Fine}\n",
    );
    env.write(
        "proposals/0001-register-fay/README.md",
        "# Why\n\nBecause.\n",
    );
    env.commit("Propose");
    ok(&env, "open 1");
    env
}

fn fan(voter: &str) -> String {
    let digest = Digest::of(voter.as_bytes()).hex();
    format!("{POLL}/ballots/{}/{voter}.yaml", &digest[..2])
}

/// An elector's ballot, an hour after the opening.
fn ballot(poll: Digest, opened: i64, person: usize, vote: Vote) -> String {
    let ballot = Ballot {
        poll,
        voter: format!("elector-{person}").parse().expect("an id"),
        cast_at: Instant::from_unix(opened + 3_600).expect("an instant"),
        vote,
        reason: None,
        replaces: None,
        seen: None,
    };
    let prefix = write_ballot(&ballot).expect("a ballot");
    let armour = key(person).sign(Namespace::Ballot, &prefix);
    let bytes = join(&prefix, &armour.expect("a signature")).expect("a file");
    String::from_utf8(bytes).expect("a text")
}

#[test]
fn a_thousand_vote_among_junk() {
    let env = assembly();
    let text = env.read(&format!("{POLL}/poll.yaml"));
    let signed = read_poll(text.as_bytes()).expect("a poll");
    assert!(signed.poll.fan_out);
    assert_eq!(signed.poll.electorate.len(), ELECTORS);

    env.advance(2);
    ok(&env, "vote 1 for");
    assert!(env.read(&fan("ann")).contains("vote: for"));

    // A thousand at once, as a squashed pull request brings them, with junk
    // beside: none, too long, a copy under another name, and a second ballot
    // in a folder that is not the voter's.
    let opened = signed.poll.opened.unix();
    for n in 1..=1_000 {
        let vote = if n % 4 == 0 { Vote::Against } else { Vote::For };
        env.write(
            &fan(&format!("elector-{n}")),
            &ballot(signed.digest, opened, n, vote),
        );
    }
    env.write(&fan("junk"), "no ballot\n");
    env.write(&fan("long"), &"x".repeat(2 << 20));
    let copy = env
        .read(&fan("elector-1"))
        .replace("voter: elector-1\n", "voter: elector-1001\n");
    env.write(&fan("elector-1001"), &copy);
    let elsewhere = ballot(signed.digest, opened, 1_002, Vote::For);
    env.write(&format!("{POLL}/ballots/00/elsewhere.yaml"), &elsewhere);
    env.commit("Many votes");

    let tally = ok(&env, "tally 1 --format json");
    let answer: Value = serde_json::from_str(&tally).expect("an answer");
    assert_eq!(answer["poll"]["electors"], ELECTORS);
    assert_eq!(answer["poll"]["votes"][0]["sum"], "752", "{tally:.2000}");
    assert_eq!(answer["poll"]["votes"][1]["sum"], "250");
    assert_eq!(answer["poll"]["rejected"].as_array().map(Vec::len), Some(3));
    // What is remembered changes nothing.
    assert_eq!(ok(&env, "tally 1 --format json"), tally);

    env.advance(24 * 8);
    ok(&env, "close 1");
    ok(&env, "verify 1");
    let result = env.read(&format!("{POLL}/result.yaml"));
    assert!(result.contains("  - {voter: elector-1002, ballot: sha256:"));
    let counted = result
        .split("\ncounted:\n")
        .nth(1)
        .and_then(|it| it.split("\nrejected:").next());
    assert_eq!(counted.map(|it| it.lines().count()), Some(1_002));
}
