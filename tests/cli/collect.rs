//! Ballots that come another way than by a push: by branch, pull request or
//! mail, whole or squashed, honest or hostile.

use std::fs;

use polity::format::wire::record::write_statement;
use polity::sign::Namespace;
use polity::vote::{Statement, StatementKind};

use crate::attested::{FIGURES, SECRET, clerks};
use crate::countback::board;
use crate::hub::Hub;
use crate::town::{SIMPLE, Town, instant, sign};

/// A clerk with the shared line, and ann with a ballot on a branch of hers.
struct Way {
    clerk: Town,
    ann: Town,
    hub: Hub,
}

fn offered() -> Way {
    let clerk = Town::voting(SIMPLE);
    let hub = Hub::of(&clerk);
    let ann = hub.clone_for(&clerk, "ann");
    clerk.act("eve");
    ann.vote("ann", "against");
    ann.advance(1);
    ann.vote("ann", "for");
    ann.git(&["push", "--quiet", "origin", "main:refs/heads/ann"]);
    ann.git(&["push", "--quiet", "origin", "main:refs/pull/7/head"]);
    clerk.advance(3);
    Way { clerk, ann, hub }
}

/// What everybody counts.
fn counts(way: &Way, voters: u64) {
    way.clerk.git(&["push", "--quiet", "origin", "main"]);
    let (code, answer) = way.clerk.verified();
    assert_eq!(code, 0, "{answer:#}");
    let stage = &answer["proposals"][0]["stages"][0];
    assert_eq!(stage["counted"], voters, "{answer:#}");
    assert_eq!(stage["touched"], serde_json::json!([]), "{answer:#}");
}

#[test]
fn a_pull_request_counts_squashed_rebased_merged_or_mailed() {
    for how in [
        &["merge --no-ff --no-edit origin/ann"][..],
        &["merge --squash origin/ann", "commit --quiet -m Squashed"],
        &["cherry-pick main..origin/ann"],
        &["rebase --quiet origin/ann"],
        &["am --quiet ../mail"],
    ] {
        let way = offered();
        let Way { clerk, ann, .. } = &way;
        // Somebody else votes meanwhile, so that nothing is just moved on.
        clerk.vote("ben", "for");
        let mail = ann.git(&["format-patch", "--stdout", "origin/main"]);
        fs::write(clerk.dir.join("../mail"), mail).unwrap();
        clerk.git(&["fetch", "--quiet", "origin"]);
        for line in how {
            let args: Vec<&str> = line.split(' ').collect();
            clerk.git(&args);
        }
        counts(&way, 2);
    }
}

#[test]
fn branches_and_pull_requests_are_taken_in() {
    let way = offered();
    let Way { clerk, ann, .. } = &way;
    ann.write("src.txt", "not a ballot\n");
    ann.write("../run.sh", "#!/bin/sh\ntouch pwned\n");
    ann.commit("Something else");
    ann.git(&[
        "push",
        "--quiet",
        "--force",
        "origin",
        "main:refs/heads/ann",
    ]);
    clerk.git(&["fetch", "--quiet", "origin"]);
    let mut said = format!(
        "$ polity collect origin/ann --dry-run\n{}\n",
        clerk.run("collect origin/ann --dry-run")
    );
    said.push_str(&format!("$ polity collect\n{}\n", clerk.run("collect")));
    said.push_str(&format!(
        "$ polity collect origin/ann\n{}\n",
        clerk.run("collect origin/ann")
    ));
    said.push_str(&format!(
        "$ polity collect --offered origin --push\n{}\n",
        clerk.run("collect --offered origin --push")
    ));
    insta::assert_snapshot!(said);
    assert_eq!(clerk.git(&["status", "--porcelain"]), "");
    assert!(!clerk.dir.join("src.txt").exists());
    counts(&way, 1);
}

#[test]
fn a_server_is_asked_for_what_is_offered_and_the_line_is_pushed() {
    let way = offered();
    let ran = way
        .clerk
        .ok("collect --offered origin --one-commit --push --format json");
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(answer["commits"], 1, "{answer:#}");
    assert_eq!(answer["taken"].as_array().unwrap().len(), 2);
    assert_eq!(answer["pushed"]["branch"], "main");
    counts(&way, 1);
    way.ann.ok("sync");
    let tip = way.ann.git(&["-C", &way.hub.file(), "rev-parse", "main"]);
    assert_eq!(tip, way.ann.git(&["rev-parse", "main"]));
}

#[test]
fn mails_are_taken_in_however_they_are_encoded() {
    let way = offered();
    let Way { clerk, ann, .. } = &way;
    let patch = |args: &[&str]| {
        let mut all = vec!["format-patch", "--stdout"];
        all.extend(args);
        ann.git(&all)
    };
    // As git writes them; the second changes what the first made.
    fs::write(clerk.dir.join("../plain"), patch(&["origin/main"])).unwrap();
    let (_, answer) = clerk.json("collect --mbox ../plain --dry-run");
    assert_eq!(answer["taken"].as_array().unwrap().len(), 2, "{answer:#}");
    // As attachments, with the ends of lines of mail.
    let attached = patch(&["--attach", "origin/main"]).replace('\n', "\r\n");
    fs::write(clerk.dir.join("../attached"), attached).unwrap();
    let (_, answer) = clerk.json("collect --mbox ../attached --dry-run");
    assert_eq!(answer["taken"].as_array().unwrap().len(), 2, "{answer:#}");
    // The file itself, in base64, in a Maildir.
    use base64ct::{Base64, Encoding};
    let ballot = ann.read(&ann.ballot("ann"));
    let mail = format!(
        "From: Ann <a@example.org>\nSubject: my vote\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=\"=-x\"\n\n--=-x\n\nHere it is.\n--=-x\n\
         Content-Type: application/yaml; name=\"ann.yaml\"\nContent-Transfer-Encoding: base64\n\n{}\n--=-x--\n",
        Base64::encode_string(ballot.as_bytes())
    );
    fs::create_dir_all(clerk.dir.join("../box/new")).unwrap();
    fs::write(clerk.dir.join("../box/new/1"), mail).unwrap();
    let (code, answer) = clerk.json("collect --maildir ../box");
    assert_eq!(
        (code, answer["taken"].as_array().unwrap().len()),
        (0, 1),
        "{answer:#}"
    );
    let (_, answer) = clerk.json("collect --mbox ../plain");
    assert_eq!(answer["known"], 1, "{answer:#}");
    // The first ballot of ann came last, and goes beside the one that counts.
    counts(&way, 1);
}

#[test]
fn hostile_mails_are_refused_with_a_stable_reason() {
    let way = offered();
    let Way { clerk, ann, .. } = &way;
    let good = ann.git(&["format-patch", "--stdout", "-1", "--root", "main~1"]);
    let ballot = ann.ballot("ann");
    let head = "From 0 Mon Sep 17 00:00:00 2001\nSubject: x\n\n";
    let diff = |path: &str, mode: &str, text: &str| {
        let lines: String = text.lines().map(|line| format!("+{line}\n")).collect();
        let n = text.lines().count();
        format!(
            "diff --git a/{path} b/{path}\nnew file mode {mode}\n--- /dev/null\n+++ b/{path}\n\
             @@ -0,0 +1,{n} @@\n{lines}"
        )
    };
    let own = ann.read(&ballot);
    let forged = ann.forge(&own, "ben", |ballot| ballot.voter = "cleo".parse().unwrap());
    let cases = [
        ("no mail", "Just text\n".to_owned(), "bad-mail"),
        (
            "nothing in it",
            format!("{head}Dear clerk\n"),
            "not-a-record",
        ),
        (
            "a link",
            head.to_owned() + &diff(&ballot, "120000", "/etc/passwd"),
            "bad-patch",
        ),
        (
            "out of the folder",
            head.to_owned() + &diff("proposals/../../x/polls/1-a/ballots/y.yaml", "100644", &own),
            "not-a-record",
        ),
        (
            "a hook",
            head.to_owned() + &diff(".git/hooks/pre-commit", "100755", "#!/bin/sh"),
            "bad-patch",
        ),
        (
            "another file",
            head.to_owned() + &diff("governance/organisation.yaml", "100644", "name: Mine"),
            "not-a-record",
        ),
        (
            "a base that is not here",
            head.to_owned()
                + &diff(&ballot, "100644", &own)
                    .replace("new file mode 100644", "index 1234567..89abcde 100644"),
            "bad-patch",
        ),
        (
            "another's ballot",
            head.to_owned() + &diff(&ballot, "100644", &forged),
            "foreign-key",
        ),
        (
            "an edited ballot",
            head.to_owned()
                + &diff(
                    &ballot,
                    "100644",
                    &own.replace("vote: for", "vote: against"),
                ),
            "bad-signature",
        ),
        (
            "another poll",
            head.to_owned()
                + &diff(
                    &ballot,
                    "100644",
                    &ann.forge(&own, "ann", |ballot| {
                        ballot.poll = polity::base::Digest::of(b"")
                    }),
                ),
            "no-open-poll",
        ),
        (
            "broken parts",
            "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nplain\n".to_owned(),
            "bad-mail",
        ),
        (
            "broken base64",
            format!("Content-Transfer-Encoding: base64\n\n{}", "*".repeat(99)),
            "bad-mail",
        ),
        (
            "a huge mail",
            format!("{head}{}", "x".repeat(3 << 20)),
            "too-large",
        ),
        (
            "control characters",
            head.to_owned() + &diff("a\u{1b}[2J", "100644", "x"),
            "not-a-record",
        ),
    ];
    for (what, mail, code) in &cases {
        fs::write(clerk.dir.join("../mail"), mail).unwrap();
        let (exit, answer) = clerk.json("collect --mbox ../mail");
        assert_eq!(exit, 1, "{what}: {answer:#}");
        assert_eq!(answer["refused"][0]["code"], *code, "{what}: {answer:#}");
        assert_eq!(answer["taken"].as_array().unwrap().len(), 0, "{what}");
        assert!(!answer.to_string().contains("u001b"), "{what}: {answer}");
    }
    // All of them in one box stop none of the good ones.
    let all: Vec<String> = cases
        .iter()
        .filter(|(_, mail, _)| mail.starts_with("From "))
        .map(|(_, mail, _)| mail.clone())
        .collect();
    fs::write(clerk.dir.join("../mail"), all.join("\n\n") + "\n\n" + &good).unwrap();
    let (exit, answer) = clerk.json("collect --mbox ../mail");
    assert_eq!(
        (exit, answer["taken"].as_array().unwrap().len()),
        (1, 1),
        "{answer:#}"
    );
    assert_eq!(clerk.git(&["status", "--porcelain"]), "");
    counts(&way, 1);
}

#[test]
fn a_statement_is_taken_in_where_its_maker_may() {
    let clerk = Town::proposed(SIMPLE);
    let ann = Town { env: clerk.twin() };
    clerk.act("eve");
    ann.act("ann");
    ann.ok("withdraw 1");
    let mail = ann.git(&["format-patch", "--stdout", "-1"]);
    fs::write(clerk.dir.join("../mail"), mail).unwrap();
    let ran = clerk.ok("collect --mbox ../mail");
    assert!(ran.stdout.contains("taken   ann"), "{ran}");
    assert!(clerk.run("status 1").stdout.contains("withdrawn"));
}

/// A mail with a record as its text.
fn mail(record: &str) -> String {
    format!("From 0 Mon Sep 17 00:00:00 2001\nSubject: x\n\n{record}")
}

#[test]
fn figures_of_a_vote_held_elsewhere_are_taken_in() {
    let clerk = clerks(SECRET);
    clerk.ok("open 1");
    clerk.advance(24 * 7 + 1);
    clerk.act("eve");
    let dan = Town { env: clerk.twin() };
    dan.act("dan");
    dan.write("../figures.yaml", FIGURES);
    dan.ok("attest 1 ../figures.yaml");
    let path = "proposals/0001-register-fay/statements/attestation-dan.yaml";
    let own = dan.read(path);
    let (prefix, _) = own.split_once("signature: |\n").unwrap();
    let forged = sign(Namespace::Statement, prefix.as_bytes(), "ben");
    let other = sign(
        Namespace::Statement,
        prefix.replace("by: dan", "by: ben").as_bytes(),
        "ben",
    );
    for (record, why) in [
        (forged, "dan did not sign it"),
        (other, "ben is not among those"),
    ] {
        clerk.write("../mail", &mail(&record));
        let (code, answer) = clerk.json("collect --mbox ../mail");
        assert_eq!(code, 1, "{answer:#}");
        assert_eq!(answer["refused"][0]["code"], "not-allowed", "{answer:#}");
        assert!(answer.to_string().contains(why), "{answer:#}");
    }
    let sent = dan.git(&["format-patch", "--stdout", "-1"]);
    clerk.write("../mail", &sent);
    let ran = clerk.ok("collect --mbox ../mail");
    assert!(ran.stdout.contains("taken   dan"), "{ran}");
    let (_, answer) = clerk.json("collect --mbox ../mail");
    assert_eq!(answer["known"], 1, "{answer:#}");
    // The newest word of each counts, by whichever way it came last.
    dan.advance(1);
    dan.write(
        "../figures.yaml",
        &FIGURES.replace("for: 2, against: 1", "for: 3, against: 0"),
    );
    dan.ok("attest 1 ../figures.yaml");
    let newer = dan.read(path);
    clerk.advance(1);
    clerk.write("../mail", &mail(&newer));
    clerk.ok("collect --mbox ../mail");
    clerk.write("../mail", &mail(&own));
    let (_, answer) = clerk.json("collect --mbox ../mail");
    assert_eq!(answer["refused"][0]["code"], "stands-already", "{answer:#}");
    clerk.write("../figures.yaml", &dan.read("../figures.yaml"));
    clerk.ok("attest 1 ../figures.yaml");
    assert_eq!(clerk.verified().0, 0);
}

#[test]
fn a_word_that_its_maker_does_not_have_is_not_taken_in() {
    // A casting vote of somebody who has none.
    let clerk = board("schulze");
    let poll = clerk.read(&clerk.poll("1-vote/poll.yaml"));
    let (prefix, _) = poll.split_once("signature: |\n").unwrap();
    let said = |by: &str| {
        let statement = Statement {
            kind: StatementKind::CastingVote,
            by: by.parse().unwrap(),
            at: instant("2020-02-01T12:30:00Z"),
            about: polity::base::Digest::of(prefix.as_bytes()),
            text: Some("tom".to_owned()),
        };
        sign(
            Namespace::Statement,
            &write_statement(&statement).unwrap(),
            by,
        )
    };
    clerk.write("../mail", &mail(&said("ben")));
    let (_, answer) = clerk.json("collect --mbox ../mail");
    assert_eq!(answer["refused"][0]["code"], "not-allowed", "{answer:#}");
    clerk.write("../mail", &mail(&said("eve")));
    let (_, answer) = clerk.json("collect --mbox ../mail");
    assert_eq!(answer["taken"][0]["by"], "eve", "{answer:#}");
    // Support that no rule asks for.
    let clerk = Town::proposed(SIMPLE);
    let files = polity::workspace::files_of_folder(&clerk.dir).unwrap();
    let workspace = polity::workspace::load(&files, "2020-02-01".parse().unwrap());
    let folder = workspace.proposals.proposals.values().next().unwrap();
    let statement = Statement {
        kind: StatementKind::Sponsor,
        by: "ben".parse().unwrap(),
        at: instant("2020-02-01T12:00:00Z"),
        about: folder.content,
        text: None,
    };
    let record = write_statement(&statement).unwrap();
    clerk.write(
        "../mail",
        &mail(&sign(Namespace::Statement, &record, "ben")),
    );
    let (_, answer) = clerk.json("collect --mbox ../mail");
    assert_eq!(answer["refused"][0]["code"], "not-allowed", "{answer:#}");
}
