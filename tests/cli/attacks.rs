//! Attacks on ballots, each made with plain git against the real program: what
//! is tried, and what verification then says. Whatever is tried, those who
//! voted are counted as they voted.

#![expect(
    clippy::unwrap_used,
    reason = "an attack that cannot be made fails its test"
)]

use polity::sign::Namespace;
use polity::vote::Vote;

use crate::town::{SIMPLE, Town, instant};

/// An attack on the ballots of an open poll, in which ann and ben voted for
/// and cleo against; dan is silent.
pub struct Attack {
    /// What is tried.
    pub what: &'static str,
    /// How.
    pub how: fn(&Town),
    /// How many ballots then count; the outcome is to accept in any case.
    counted: usize,
    /// Why the others do not.
    pub rejected: &'static [&'static str],
    /// How many ballots a commit meddled with.
    touched: usize,
}

/// Every attack.
pub const ATTACKS: &[Attack] = &[
    Attack {
        what: "a commit in somebody else's name, with a ballot that one signs oneself",
        how: |town| {
            let file = town.forge(&town.read(&town.ballot("cleo")), "cleo", |ballot| {
                ballot.voter = "dan".parse().unwrap();
                ballot.vote = Vote::Against;
            });
            town.write(&town.ballot("dan"), &file);
            town.git(&["add", "--all"]);
            let author = "--author=Dan <dan@example.org>";
            town.git(&["commit", "--quiet", "--message", "Vote", author]);
        },
        counted: 3,
        rejected: &["foreign-key"],
        touched: 0,
    },
    Attack {
        what: "a mail map that makes one person another",
        how: |town| {
            town.write(
                ".mailmap",
                "Dan <dan@example.org> Cleo <cleo@example.org>\n",
            );
            let file = town.read(&town.ballot("cleo"));
            town.write(&town.ballot("dan"), &file);
            town.commit("Vote");
        },
        // A copy is the same ballot: cleo's, counted once.
        counted: 3,
        rejected: &[],
        touched: 0,
    },
    Attack {
        what: "somebody else's ballot, copied byte for byte under one's own name",
        how: |town| {
            let file = town.read(&town.ballot("ann"));
            town.write(&town.ballot("dan"), &file);
            town.commit("Vote");
        },
        counted: 3,
        rejected: &[],
        touched: 0,
    },
    Attack {
        what: "somebody else's ballot with one's own name put in, under their signature",
        how: |town| {
            let file = town.read(&town.ballot("ann"));
            town.write(
                &town.ballot("dan"),
                &file.replace("voter: ann", "voter: dan"),
            );
            town.commit("Vote");
        },
        counted: 3,
        rejected: &["foreign-key"],
        touched: 0,
    },
    Attack {
        what: "a vote turned round under its signature",
        how: |town| {
            let file = town.read(&town.ballot("ann"));
            town.write(
                &town.ballot("ann"),
                &file.replace("vote: for", "vote: against"),
            );
            town.commit("Tidy");
        },
        counted: 3,
        rejected: &["bad-signature"],
        touched: 1,
    },
    Attack {
        what: "a ballot of another poll",
        how: |town| {
            let file = town.forge(&town.read(&town.ballot("ann")), "dan", |ballot| {
                ballot.voter = "dan".parse().unwrap();
                ballot.poll = polity::base::Digest::of(b"another poll");
            });
            town.write(&town.ballot("dan"), &file);
            town.commit("Vote");
        },
        counted: 3,
        rejected: &["other-poll"],
        touched: 0,
    },
    Attack {
        what: "a ballot by one who is not on the roll",
        how: |town| {
            let file = town.forge(&town.read(&town.ballot("ann")), "eve", |ballot| {
                ballot.voter = "eve".parse().unwrap();
            });
            town.write(&town.ballot("eve"), &file);
            town.commit("Vote");
        },
        counted: 3,
        rejected: &["not-on-the-roll"],
        touched: 0,
    },
    Attack {
        what: "a vote that this poll does not take",
        how: |town| {
            let file = town.forge(&town.read(&town.ballot("ann")), "dan", |ballot| {
                ballot.voter = "dan".parse().unwrap();
                ballot.vote = Vote::Score(Box::new(polity::base::exact(1_000)));
            });
            town.write(&town.ballot("dan"), &file);
            town.commit("Vote");
        },
        counted: 3,
        rejected: &["impossible-vote"],
        touched: 0,
    },
    Attack {
        what: "a signature that was made for another purpose",
        how: |town| {
            let purpose = Namespace::Statement;
            let file = town.read(&town.ballot("ann"));
            let file = town.forge_for(purpose, &file, "dan", |ballot| {
                ballot.voter = "dan".parse().unwrap();
            });
            town.write(&town.ballot("dan"), &file);
            town.commit("Vote");
        },
        counted: 3,
        rejected: &["wrong-namespace"],
        touched: 0,
    },
    Attack {
        what: "a ballot dated before the opening, and one dated after the close",
        how: |town| {
            for (n, at) in ["2020-01-31T00:00:00Z", "2020-03-01T00:00:00Z"]
                .iter()
                .enumerate()
            {
                let file = town.forge(&town.read(&town.ballot("ann")), "dan", |ballot| {
                    ballot.voter = "dan".parse().unwrap();
                    ballot.cast_at = instant(at);
                });
                town.write(&town.ballot(&format!("dan-{n}")), &file);
            }
            town.commit("Vote");
        },
        counted: 3,
        rejected: &["outside-the-window", "outside-the-window"],
        touched: 0,
    },
    Attack {
        what: "deleting a ballot",
        how: |town| {
            town.git(&["rm", "--quiet", &town.ballot("ann")]);
            town.commit("Tidy");
        },
        counted: 3,
        rejected: &[],
        touched: 1,
    },
    Attack {
        what: "deleting all ballots and putting a file in the folder's place",
        how: |town| {
            let folder = town.poll("1-vote/ballots");
            town.git(&["rm", "--quiet", "-r", &folder]);
            town.write(&folder, "nothing here\n");
            town.commit("Tidy");
        },
        counted: 3,
        rejected: &["not-a-ballot"],
        touched: 3,
    },
    Attack {
        what: "overwriting a ballot with junk",
        how: |town| {
            town.write(&town.ballot("ann"), "vote: against\n");
            town.commit("Tidy");
        },
        counted: 3,
        rejected: &["not-a-ballot"],
        touched: 1,
    },
    Attack {
        what: "moving a ballot out of the poll",
        how: |town| {
            town.git(&["mv", &town.ballot("ann"), "elsewhere.yaml"]);
            town.commit("Tidy");
        },
        counted: 3,
        rejected: &[],
        touched: 1,
    },
    Attack {
        what: "rolling a ballot back to an older one",
        how: |town| {
            let old = town.read(&town.ballot("cleo"));
            town.vote("cleo", "for");
            town.write(&town.ballot("cleo"), &old);
            town.commit("Tidy");
        },
        counted: 3,
        rejected: &[],
        touched: 1,
    },
    Attack {
        what: "text after the signature",
        how: |town| {
            let file = town.read(&town.ballot("ann"));
            town.write(&town.ballot("ann"), &(file + "vote: against\n"));
            town.commit("Tidy");
        },
        counted: 3,
        rejected: &["not-a-ballot"],
        touched: 1,
    },
    Attack {
        what: "a second document",
        how: |town| {
            let file = town.read(&town.ballot("ann"));
            town.write(&town.ballot("ann"), &format!("vote: against\n---\n{file}"));
            town.commit("Tidy");
        },
        counted: 3,
        rejected: &["not-a-ballot"],
        touched: 1,
    },
    Attack {
        what: "a line of the reason that reads like the signature's",
        how: |town| {
            let file = town.read(&town.ballot("ann"));
            let quoted = "reason: |\n  no\nsignature: |\n  no\nreplaces:";
            let file = file.replacen("seen:", &format!("{quoted}\nseen:"), 1);
            town.write(&town.ballot("ann"), &file);
            town.commit("Tidy");
        },
        counted: 3,
        rejected: &["not-a-ballot"],
        touched: 1,
    },
    Attack {
        what: "the same signature in lines of another length",
        how: |town| {
            let file = town.read(&town.ballot("ann"));
            let (prefix, armour) = file.split_once("signature: |\n").unwrap();
            let lines: Vec<&str> = armour.lines().map(str::trim).collect();
            let body: String = lines[1..lines.len() - 1].concat();
            let (a, b) = body.split_at(17);
            let (first, last) = (lines[0], lines[lines.len() - 1]);
            let armour = format!("  {first}\n  {a}\n  {b}\n  {last}\n");
            town.write(
                &town.ballot("ann"),
                &format!("{prefix}signature: |\n{armour}"),
            );
            town.commit("Tidy");
        },
        // What is signed is the same, so it is ann's ballot or none.
        counted: 3,
        rejected: &["bad-signature"],
        touched: 1,
    },
    Attack {
        what: "the same vote, written in another dialect of YAML",
        how: |town| {
            let file = town.read(&town.ballot("ann"));
            town.write(
                &town.ballot("ann"),
                &file.replace("vote: for", "vote: \"for\" # really"),
            );
            town.commit("Tidy");
        },
        counted: 3,
        rejected: &["not-a-ballot"],
        touched: 1,
    },
    Attack {
        what: "files that are no ballots at all: bytes, and several million of them",
        how: |town| {
            let junk = |name: &str, bytes: &[u8]| {
                std::fs::write(town.dir.join(town.ballot(name)), bytes).unwrap();
            };
            junk("bytes", b"\xff\xfe\x00\x1b[2J");
            junk("empty", b"");
            junk("bomb", "a: &a [*a, *a]\n".repeat(300_000).as_bytes());
            junk("deep", "[".repeat(60_000).as_bytes());
            town.commit("Junk");
        },
        counted: 3,
        rejected: &[
            "not-a-ballot",
            "not-a-ballot",
            "not-a-ballot",
            "not-a-ballot",
        ],
        touched: 0,
    },
    Attack {
        what: "a link, a submodule, a file that may be run and a folder among the ballots",
        how: |town| {
            let link = town.dir.join(town.ballot("link"));
            std::os::unix::fs::symlink("ann.yaml", link).unwrap();
            town.write(&town.ballot("folder.yaml/deep/er"), "junk\n");
            town.git(&["add", "--all"]);
            let there = town.rev("HEAD");
            let (module, run) = (town.ballot("module"), town.ballot("run"));
            town.git(&[
                "update-index",
                "--add",
                "--cacheinfo",
                "160000",
                &there,
                &module,
            ]);
            let blob = town.rev(&format!("HEAD:{}", town.ballot("ann")));
            town.git(&[
                "update-index",
                "--add",
                "--cacheinfo",
                "100755",
                &blob,
                &run,
            ]);
            town.git(&["commit", "--quiet", "--message", "Junk"]);
        },
        counted: 3,
        rejected: &[
            "not-a-ballot",
            "not-a-ballot",
            "not-a-ballot",
            "not-a-ballot",
        ],
        touched: 0,
    },
    Attack {
        what: "a later ballot that does not hold, after a valid one",
        how: |town| {
            let file = town.forge(&town.read(&town.ballot("ann")), "eve", |ballot| {
                ballot.cast_at = instant("2020-02-05T12:00:00Z");
                ballot.vote = Vote::Against;
            });
            town.write(&town.ballot("ann"), &file);
            town.commit("Vote");
        },
        counted: 3,
        rejected: &["foreign-key"],
        touched: 1,
    },
    Attack {
        what: "a merge that itself changes a ballot",
        how: |town| {
            town.git(&["checkout", "--quiet", "-b", "side", "HEAD~1"]);
            town.write("note.txt", "side\n");
            town.commit("Note");
            town.git(&["checkout", "--quiet", "main"]);
            town.git(&["merge", "--quiet", "--no-ff", "--no-commit", "side"]);
            town.git(&["rm", "--quiet", &town.ballot("ann")]);
            town.git(&["commit", "--quiet", "--message", "Merge side"]);
        },
        counted: 3,
        rejected: &[],
        touched: 1,
    },
    Attack {
        what: "a merge that itself turns a ballot round",
        how: |town| {
            town.git(&["checkout", "--quiet", "-b", "side", "HEAD~1"]);
            town.write("note.txt", "side\n");
            town.commit("Note");
            town.git(&["checkout", "--quiet", "main"]);
            town.git(&["merge", "--quiet", "--no-ff", "--no-commit", "side"]);
            town.edit(&town.ballot("ann"), "vote: for", "vote: against");
            town.git(&["add", "--all"]);
            town.git(&["commit", "--quiet", "--message", "Merge side"]);
        },
        counted: 3,
        rejected: &["bad-signature"],
        touched: 1,
    },
    Attack {
        what: "a merge that takes only one side's tree",
        how: |town| {
            town.git(&["checkout", "--quiet", "-b", "side", "HEAD~3"]);
            town.write("note.txt", "side\n");
            town.commit("Note");
            town.git(&["checkout", "--quiet", "main"]);
            town.git(&["merge", "--quiet", "--no-commit", "--strategy=ours", "side"]);
            let tree = town.rev("side^{tree}");
            let (main, side) = (town.rev("main"), town.rev("side"));
            town.git(&["merge", "--abort"]);
            let merge = town.git(&[
                "commit-tree",
                &tree,
                "-p",
                &main,
                "-p",
                &side,
                "-m",
                "Merge side",
            ]);
            town.git(&["reset", "--quiet", "--hard", merge.trim()]);
        },
        counted: 3,
        rejected: &[],
        touched: 3,
    },
    Attack {
        what: "a key swapped in the organisation after the opening",
        how: |town| {
            let path = "governance/people/dan.yaml";
            let keys = town.read("governance/people/eve.yaml");
            let keys = keys.split_once('\n').unwrap().1;
            town.write(path, &format!("name: Dan\n{keys}"));
            town.commit("Tidy");
            let file = town.forge(&town.read(&town.ballot("ann")), "eve", |ballot| {
                ballot.voter = "dan".parse().unwrap();
                ballot.vote = Vote::Against;
            });
            town.write(&town.ballot("dan"), &file);
            town.commit("Vote");
        },
        counted: 3,
        rejected: &["foreign-key"],
        touched: 0,
    },
];

/// A town in which ann and ben voted for and cleo against.
pub fn voted() -> Town {
    let town = Town::voting(SIMPLE);
    for (person, choice) in [("ann", "for"), ("ben", "for"), ("cleo", "against")] {
        town.vote(person, choice);
    }
    town
}

#[test]
fn no_attack_on_ballots_changes_what_is_counted() {
    std::thread::scope(|scope| {
        for half in ATTACKS.chunks(ATTACKS.len().div_ceil(2)) {
            scope.spawn(|| half.iter().for_each(withstands));
        }
    });
}

fn withstands(attack: &Attack) {
    let what = attack.what;
    let town = voted();
    town.advance(1);
    (attack.how)(&town);
    let closed = town.close();
    assert!(
        closed.stdout.contains("vote of 0001-register-fay: accept"),
        "{what}\n{closed}"
    );
    let (code, answer) = town.verified();
    assert_eq!(code, 0, "{what}\n{answer:#}");
    let stage = &answer["proposals"][0]["stages"][0];
    assert_eq!(stage["counted"], attack.counted, "{what}\n{stage:#}");
    let rejected: Vec<&str> = stage["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["code"].as_str().unwrap())
        .collect();
    assert_eq!(rejected, attack.rejected, "{what}\n{stage:#}");
    let touched = stage["touched"].as_array().unwrap().len();
    assert_eq!(touched, attack.touched, "{what}\n{stage:#}");
    assert_eq!(stage["finding"], "as recorded", "{what}");
}

#[test]
fn a_ballot_counts_in_no_other_proposal_or_repository() {
    // Two towns with the same keys, the same text and the same hour.
    let (here, there) = (voted(), Town::proposed(SIMPLE));
    // Another command before, and so another draw of the nonce.
    there.ok("show");
    there.ok("open 1");
    there.advance(1);
    there.write(&there.ballot("ann"), &here.read(&here.ballot("ann")));
    there.commit("Vote");
    let (code, answer) = there.verified();
    let stage = &answer["proposals"][0]["stages"][0];
    // Only the nonce tells the two polls apart.
    assert_eq!((code, &stage["counted"]), (0, &0.into()), "{stage:#}");
    assert_eq!(stage["rejected"][0]["code"], "other-poll");

    // A second proposal in the same repository.
    here.propose(2, "gil");
    here.act("ann");
    here.ok("open 2");
    let folder = "proposals/0002-register-gil/polls/1-vote/ballots";
    here.write(
        &format!("{folder}/ann.yaml"),
        &here.read(&here.ballot("ann")),
    );
    here.commit("Vote");
    let ran = here.run("verify 2 --format json");
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let stage = &answer["proposals"][0]["stages"][0];
    assert_eq!(stage["rejected"][0]["code"], "other-poll");
    assert_eq!(stage["counted"], 0);
}

#[test]
fn a_flood_of_junk_changes_nothing_and_is_not_all_printed() {
    let town = voted();
    for n in 0..2_000 {
        town.write(
            &town.ballot(&format!("junk-{n:04}")),
            &format!("junk {n}\n"),
        );
    }
    town.commit("Junk");
    town.close();
    let ran = town.ok("verify 1");
    assert!(ran.stdout.contains("3 counted, 2000 rejected"), "{ran}");
    assert!(ran.stdout.lines().count() < 60, "{ran}");
    let result = town.read(&town.poll("1-vote/result.yaml"));
    assert_eq!(result.matches("not-a-ballot").count(), 1_000);
    assert!(result.contains("count: 2000"), "{result}");
}

#[test]
fn a_shallow_clone_stops_with_the_way_to_fetch() {
    let town = voted();
    town.close();
    let from = format!("file://{}", town.dir.display());
    let shallow = town.home().join("shallow");
    let path = shallow.to_str().unwrap();
    town.git(&["clone", "--quiet", "--depth=1", &from, path]);
    let ran = town.run_args(&["-C", path, "verify", "1"]);
    assert_eq!(ran.code, 6, "{ran}");
    assert!(ran.stderr.contains("git fetch --unshallow"), "{ran}");
    assert!(!ran.to_string().contains("rejected"), "{ran}");
    town.git(&["-C", path, "fetch", "--quiet", "--unshallow"]);
    let ran = town.run_args(&["-C", path, "verify", "1"]);
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn ssh_keygen_accepts_a_ballot() {
    if std::process::Command::new("ssh-keygen")
        .arg("-?")
        .output()
        .is_err()
    {
        eprintln!("skipped: ssh-keygen is not installed");
        return;
    }
    let town = voted();
    let file = town.read(&town.ballot("ann"));
    let (prefix, armour) = file.split_once("signature: |\n").unwrap();
    let armour: String = armour
        .lines()
        .map(|line| line.trim().to_owned() + "\n")
        .collect();
    let home = town.home();
    std::fs::write(home.join("ballot.sig"), armour).unwrap();
    let verify = |prefix: &str, person: &str| {
        let key = std::fs::read_to_string(home.join(format!("{person}.pub"))).unwrap();
        std::fs::write(home.join("allowed"), format!("ann {key}")).unwrap();
        std::fs::write(home.join("ballot"), prefix).unwrap();
        let checked = std::process::Command::new("ssh-keygen")
            .args([
                "-Y",
                "verify",
                "-f",
                "allowed",
                "-I",
                "ann",
                "-n",
                "polity-ballot",
            ])
            .args(["-s", "ballot.sig"])
            .stdin(std::fs::File::open(home.join("ballot")).unwrap())
            .current_dir(&home)
            .output()
            .unwrap();
        checked.status.success()
    };
    assert!(verify(prefix, "ann"));
    assert!(!verify(prefix, "ben"));
    assert!(!verify(
        &prefix.replace("vote: for", "vote: against"),
        "ann"
    ));
}
