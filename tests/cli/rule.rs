//! `polity rule`.

use std::io::Write as _;
use std::process::Stdio;

use crate::env::TestEnv;
use crate::session;

const BALLOTS: &str = "Ann,Bob,Cy,Further Discussion
1,2,3,4
1,2,,
3,1,2,
2,1,,
1,,2,
";

fn session_of(env: &TestEnv, commands: &[&[&str]]) -> String {
    let mut session = String::new();
    for args in commands {
        let typed: Vec<String> = args
            .iter()
            .map(|arg| match arg.contains([' ', '>']) {
                true => format!("\"{arg}\""),
                false => (*arg).to_owned(),
            })
            .collect();
        let ran = env.run_args(args);
        session.push_str(&format!("$ polity {}\n{ran}\n", typed.join(" ")));
    }
    session
}

#[test]
fn a_rule_is_shown_in_full() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(
        env,
        "rule show board-resolution",
        "rule show openstack/motion",
        "rule show motoin",
        "rule show amend",
    ));
}

#[test]
fn a_rule_is_explained_for_today_and_for_any_number() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(
        env,
        "rule explain core-vote",
        "rule explain board-resolution --electors 3",
        "rule explain kubernetes/charter",
        "rule explain kubernetes/election --electors 9",
    ));
}

#[test]
fn a_file_is_explained_and_tried_without_a_workspace_and_without_git() {
    let env = TestEnv::empty();
    let rule = "title: Deciding
decides: [question]
stages:
  - id: vote
    electorate: core
    ballot: for-against
    period: 7 days
    outcomes:
      accept: for >= 4/5 of ballots and for > 1/2 of electorate
      reject: otherwise
";
    env.write("deciding.yaml", rule);
    env.write("broken.yaml", &rule.replace("4/5 of ballots", "a majority"));
    insta::assert_snapshot!(session_of(
        &env,
        &[
            &["rule", "explain", "deciding.yaml", "--electors", "5"],
            &[
                "rule",
                "try",
                "deciding.yaml",
                "--votes",
                "for 41, against 9",
                "--electors",
                "80"
            ],
            &[
                "rule",
                "try",
                "deciding.yaml",
                "--votes",
                "for 41, against 10"
            ],
            &["rule", "explain", "broken.yaml"],
            &["rule", "explain", "nowhere.yaml"],
        ],
    ));
}

#[test]
fn votes_are_tried_with_every_number() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session_of(
        &env,
        &[
            &[
                "rule",
                "try",
                "core-vote",
                "--votes",
                "for 31, against 4, abstain 1"
            ],
            &[
                "rule",
                "try",
                "core-vote",
                "--stage",
                "board",
                "--votes",
                ""
            ],
            &[
                "rule",
                "try",
                "django/board-vote",
                "--votes",
                "+1 3",
                "--electors",
                "4",
                "--seats",
                "5"
            ],
            &[
                "rule",
                "try",
                "kubernetes/charter",
                "--votes",
                "consent 6",
                "--electors",
                "7",
                "--days",
                "3"
            ],
            &[
                "rule",
                "try",
                "django/governance-change",
                "--stage",
                "significant-to-foundation",
                "--votes",
                "for 1, against 2"
            ],
        ],
    ));
}

#[test]
fn votes_that_cannot_be_are_explained() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session_of(
        &env,
        &[
            &["rule", "try", "core-vote"],
            &["rule", "try", "core-vote", "--votes", "fro 3"],
            &["rule", "try", "core-vote", "--votes", "for"],
            &["rule", "try", "core-vote", "--votes", "for 50"],
            &[
                "rule",
                "try",
                "core-vote",
                "--stage",
                "bord",
                "--votes",
                "for 5"
            ],
            &["rule", "try", "core-vote", "--ballots", "x.csv"],
            &["rule", "try", "core-board-election", "--votes", "for 5"],
            &["rule", "try", "core-board-election"],
        ],
    ));
}

#[test]
fn anybodys_election_is_counted_again() {
    let env = TestEnv::empty();
    env.write("election.csv", BALLOTS);
    env.write("grades.csv", "Ann,Bob,Cy\n5,4,0\n0,5,1\n5,,2\n");
    env.write(
        "council.blt",
        "3 2\n2 1 2 0\n1 3 0\n1 2 3 0\n0\n\"Ann\"\n\"Bob\"\n\"Cy\"\n\"Council\"\n",
    );
    insta::assert_snapshot!(session_of(
        &env,
        &[
            &[
                "rule",
                "try",
                "--method",
                "schulze",
                "--seats",
                "2",
                "--ballots",
                "election.csv"
            ],
            &[
                "rule",
                "try",
                "--method",
                "stv-scottish",
                "--ballots",
                "council.blt"
            ],
            &["rule", "try", "--method", "star", "--ballots", "grades.csv"],
            &[
                "rule",
                "try",
                "--method",
                "plurality",
                "--ballots",
                "election.csv"
            ],
            &[
                "rule",
                "try",
                "debian/general-resolution",
                "--ballots",
                "election.csv",
                "--electors",
                "6",
                "--class",
                "bob=constitution"
            ],
            &[
                "rule",
                "try",
                "debian/general-resolution",
                "--ballots",
                "election.csv"
            ],
        ],
    ));
}

/// A pipe can be read once only, and what is larger than the memory too.
#[test]
fn ballots_come_through_a_pipe_even_where_the_names_stand_last() {
    let env = TestEnv::empty();
    let text = "3 2\n2 1 2 0\n1 3 0\n1 2 3 0\n0\n\"Ann\"\n\"Bob\"\n\"Cy\"\n\"Council\"\n";
    env.write("council.blt", text);
    let ran = env.run("rule try --method stv-scottish --ballots council.blt");
    let args = "rule try --method stv-scottish --ballots - --ballot-form blt";
    let args: Vec<&str> = args.split(' ').collect();
    let mut command = env.prepared(&args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(text.as_bytes()).unwrap();
    drop(pipe);
    let piped = child.wait_with_output().unwrap();
    assert!(piped.status.success());
    assert_eq!(String::from_utf8(piped.stdout).unwrap(), ran.stdout);
    assert!(ran.stdout.contains("Council"), "{ran}");
}

#[test]
fn more_ballots_than_electors_are_refused() {
    let env = TestEnv::empty();
    env.write("election.csv", BALLOTS);
    let ran = env.run("rule try debian/leader-election --ballots election.csv --electors 4");
    assert_eq!(ran.code, 2, "{ran}");
    assert!(
        ran.stderr.contains("there are 5 ballots, and 4 electors"),
        "{ran}"
    );
}

#[test]
fn ties_are_reported_and_broken_by_what_is_said() {
    let env = TestEnv::empty();
    env.write("tie.csv", "Ann,Bob\n1,2\n2,1\n");
    let count = ["rule", "try", "--method", "schulze", "--ballots", "tie.csv"];
    let with = |more: &[&'static str]| [&count, more].concat();
    insta::assert_snapshot!(session_of(
        &env,
        &[
            &count,
            &with(&["--casting-vote", "bob > ann"]),
            &with(&["--lot", "nonce"]),
            &with(&["--without", "ann"]),
        ],
    ));
}

#[test]
fn malformed_ballots_end_the_count_unless_they_are_left_out() {
    let env = TestEnv::empty();
    env.write("bad.csv", "Ann,Bob\n1,2\nx,1\n1,2,3\n1,1\n");
    let count = [
        "rule",
        "try",
        "--method",
        "plurality",
        "--ballots",
        "bad.csv",
    ];
    let left_out = [&count[..], &["--leave-out-malformed"]].concat();
    insta::assert_snapshot!(session_of(
        &env,
        &[
            &count,
            &left_out,
            &["rule", "try", "--method", "irv", "--ballots", "none.csv"]
        ],
    ));
}

#[test]
fn a_rule_is_taken_from_the_library_into_a_draft() {
    let env = TestEnv::django();
    insta::assert_snapshot!(session!(
        env,
        "rule list python",
        "rule list zebra",
        "rule add php/rfc",
        "rule add php/rfc --team members=croe",
        "rule add php/rfc --team board=core",
        "rule add php/rfc --team members=core",
        "rule add apache/code-change",
        "rule add apache/code-change --as core-vote",
        "rule add python/eject --team council=technical-board --team members=core",
    ));
    let written = env.read("governance/rules/eject.yaml");
    assert!(
        written.contains("electorate: technical-board and not subject"),
        "{written}"
    );
    assert!(
        written.starts_with("# Two thirds of the council"),
        "{written}"
    );
}

#[test]
fn in_a_founded_workspace_a_rule_is_proposed() {
    let env = TestEnv::empty();
    env.write(
        "governance/organisation.yaml",
        "name: Two\nbranch: main\nkey_delay: 0 days\n",
    );
    env.write("governance/people/ann.yaml", "name: Ann\n");
    let team = "name: Assembly\nkind: team\nmembers:\n  - {person: ann}\n";
    env.write("governance/teams/assembly.yaml", team);
    let rule = env_rule();
    env.write("governance/rules/vote.yaml", &rule);
    env.write(".gitattributes", "* -text\n");
    env.git(&["init", "--quiet", "--initial-branch=main"]);
    env.identity("ann");
    env.key("ann", 1);
    env.commit("Begin");
    for command in ["key add ann", "found"] {
        let ran = env.run(command);
        assert_eq!(ran.code, 0, "{ran}");
    }
    insta::assert_snapshot!(session!(
        env,
        "rule add php/rfc --team members=assembly",
        "check",
        "list"
    ));
    let file = env.read("proposals/0001-adopt-the-rule-rfc/files/rfc.yaml");
    assert!(file.contains("electorate: assembly"), "{file}");
    insta::assert_snapshot!(env.read("proposals/0001-adopt-the-rule-rfc/proposal.yaml"));
}

/// A rule that decides everything.
fn env_rule() -> String {
    "title: Voting
decides: [constitution, structure, people]
stages:
  - id: vote
    electorate: assembly
    ballot: for-against
    period: 7 days
    outcomes:
      accept: for > against
      reject: otherwise
"
    .to_owned()
}

#[test]
fn answers_for_scripts_name_their_form() {
    let env = TestEnv::django();
    env.write("election.csv", BALLOTS);
    for (args, form) in [
        (&["rule", "list"][..], "rule-list/1"),
        (&["rule", "show", "core-vote"], "rule-full/1"),
        (&["rule", "explain", "core-vote"], "rule-explain/1"),
        (
            &["rule", "try", "core-vote", "--votes", "for 38"],
            "rule-try/1",
        ),
        (
            &[
                "rule",
                "try",
                "--method",
                "irv",
                "--ballots",
                "election.csv",
            ],
            "rule-count/1",
        ),
        (
            &["rule", "add", "php/rfc", "--team", "members=core"],
            "done/1",
        ),
    ] {
        let ran = env.run_args(&[args, &["--format", "json"]].concat());
        let answer: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
        assert_eq!(answer["polity"], form, "{ran}");
    }
}

#[test]
fn malformed_lines_of_every_form_are_named_and_counted_by_nobody() {
    let env = TestEnv::empty();
    env.write(
        "bad.blt",
        "2 1\n1 1 2 0\n1 3 0\nx 1 0\n1 2 1 0\n0\n\"Ann\"\n\"Bob\"\n\"Title\"\n",
    );
    env.write(
        "bad.soi",
        "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: Ann\n# ALTERNATIVE NAME 2: Bob\n2: 1,2\n1: 3\nx: 1\n1: 2,1\n",
    );
    env.write(
        "bad.abif",
        "=ann:[Ann]\n=bob:[Bob]\n2:ann>bob\n1:zed>ann\nx:ann\n1:bob\n",
    );
    env.write("bad.csv", "Ann,Bob\n1,2\nx,1\n2,1\n");
    let mut said = Vec::new();
    for file in ["bad.blt", "bad.soi", "bad.abif", "bad.csv"] {
        let line = format!("rule try --method schulze --ballots {file}");
        let refused = env.run(&line);
        assert_ne!(refused.code, 0, "{file}: {refused}");
        assert_eq!(refused.stdout, "", "{file}");
        assert!(refused.stderr.contains("line "), "{file}: {refused}");
        let kept = env.run(&format!("{line} --leave-out-malformed"));
        assert_eq!(kept.code, 0, "{file}: {kept}");
        assert!(kept.stdout.contains("left out"), "{file}: {kept}");
        said.push(format!("{file}\n{}", refused.stderr));
    }
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn the_exact_quota_passes_on_what_the_whole_one_keeps() {
    let env = TestEnv::empty();
    env.write("n22.csv", "a,b,c\n1,2,\n1,2,\n1,2,\n1,2,\n,,1\n,,1\n");
    let count = "rule try --method stv-scottish --seats 2 --ballots n22.csv";
    let whole = env.run(count).stdout;
    assert!(whole.contains("quota 3"), "{whole}");
    let exact = env.run(&format!("{count} --quota exact")).stdout;
    assert!(
        exact.contains("Round 2, quota 2\n  a  2\n  b  2\n  c  2"),
        "{exact}"
    );
    let refused = env.run("rule try --method irv --quota exact --ballots n22.csv");
    assert!(refused.stderr.contains("quota"), "{refused}");
}
