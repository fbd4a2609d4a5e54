//! `polity propose --from-edits`, over edits such as people make: the changes
//! that are found make exactly what was written, and the files are put back.

use std::path::Path;

use polity::org::{Organisation, Roll};
use polity::proposal::{Body, apply_all};
use polity::workspace::{files_of_folder, load};

use crate::env::TestEnv;
use crate::town::{SIMPLE, Town};

/// The day, and the one before; as an enactment sets them, and as is written in
/// these edits.
const DAY: jiff::civil::Date = jiff::civil::date(2020, 2, 1);

const COUNCIL: &str = "governance/teams/council.yaml";
const OPS: &str = "governance/teams/ops.yaml";
const HELPERS: &str = "governance/teams/helpers.yaml";
const COMMITTERS: &str = "governance/teams/committers.yaml";
const WEBSITE: &str = "governance/areas/website.yaml";
const CHAT: &str = "governance/areas/chat.yaml";
const ANN: &str = "governance/people/ann.yaml";
const APART: &str = "governance/constraints/apart.yaml";
const SPARE: &str = "governance/rules/spare.yaml";
const TOP: &str = "governance/organisation.yaml";

/// A town in which there is something of everything.
fn town() -> Town {
    let seats = "people, seats of council, seats of ops, seats of helpers, seats of committers,";
    let town = Town::draft(&SIMPLE.replace("people,", seats));
    town.write(
        TOP,
        "name: Town # ours\npowers:\n  merge: Merges.\n  triage: Sorts.\n",
    );
    town.write(WEBSITE, "# In the cellar.\nname: Website\n");
    town.write(
        CHAT,
        "name: Chat\npurpose: Talk.\nassets:\n  - {kind: url, at: https://c.org}\n",
    );
    town.write("governance/areas/docs.yaml", "name: Docs\nshared: true\n");
    town.edit(
        COUNCIL,
        "members:",
        "authority: [{area: website, from: 2010}]\nmembers:",
    );
    town.write(
        OPS,
        "name: Ops\nkind: team\npurpose: Machines.\nauthority:\n  - {area: chat, powers: [control, triage], from: 2012}\n\
         members:\n  # the first\n  - {person: dan, from: 2019-03}\n  - {person: eve, from: 2018, role: chair}\n",
    );
    town.write(
        HELPERS,
        "name: Helpers\nkind: team\nauthority: [{area: docs}]\nmembers:\n  \
         - {person: ben, from: 2018, until: 2019-06-30}\n  - {person: cleo, from: 2019}\n",
    );
    town.write(
        COMMITTERS,
        "name: Committers\nkind: role\nauthority:\n  - {area: website, powers: [merge]}\nmembers:\n  \
         - {everyone_in: ops, from: 2015}\n",
    );
    town.write(
        APART,
        "title: Apart\nlevel: should\nrequire: disjoint\nteams: [council, helpers]\n",
    );
    town.write(
        SPARE,
        &SIMPLE
            .replace("Voting", "Spare")
            .replace("[constitution, structure, people, question]", "[question]"),
    );
    town.act("ann");
    town.commit("Teams");
    town
}

type Edit = fn(&TestEnv);

/// What people write, each by itself.
const EDITS: &[(&str, Edit)] = &[
    ("a person", |it| {
        it.write(
            "governance/people/fay.yaml",
            "name: Fay\naccounts: {github: fay}\n",
        )
    }),
    ("a person's name", |it| {
        it.edit(ANN, "name: Ann", "name: Anna")
    }),
    ("accounts", |it| {
        it.edit(
            ANN,
            "name: Ann",
            "name: Ann\naccounts: {github: ann, irc: ann}",
        )
    }),
    ("addresses", |it| {
        it.edit(ANN, "name: Ann", "name: Ann\nemails: [ann@t.org]")
    }),
    ("an affiliation", |it| {
        it.edit(
            ANN,
            "name: Ann",
            "name: Ann\naffiliations:\n  - {organisation: Inc, from: 2019}",
        );
    }),
    ("another name", |it| {
        it.edit(ANN, "name: Ann", "name: Ann\nalso_known_as: [Nan]")
    }),
    ("an area's name", |it| {
        it.edit(WEBSITE, "name: Website", "name: \"Web: site\"")
    }),
    ("an area's purpose", |it| {
        it.edit(
            WEBSITE,
            "name: Website",
            "name: Website\npurpose: |\n  News.\n  And more.",
        )
    }),
    ("a purpose gone", |it| it.edit(CHAT, "purpose: Talk.\n", "")),
    ("assets", |it| {
        it.edit(
            CHAT,
            "https://c.org}",
            "https://d.org, note: new}\n  - {kind: irc, at: \"#town\"}",
        )
    }),
    ("assets gone", |it| {
        it.edit(CHAT, "assets:\n  - {kind: url, at: https://c.org}\n", "")
    }),
    ("a shared area", |it| {
        it.edit(CHAT, "name: Chat", "name: Chat\nshared: true")
    }),
    ("an area below", |it| {
        it.edit(CHAT, "name: Chat", "name: Chat\npart_of: website")
    }),
    ("an area begins", |it| {
        it.write(
            "governance/areas/mail.yaml",
            "name: Mail\nopened: 2020-02-01\n",
        );
        it.edit(
            OPS,
            "members:",
            "  - {area: mail, from: 2020-02-01}\nmembers:",
        );
    }),
    ("an area ends", |it| {
        it.edit(CHAT, "name: Chat", "name: Chat\nclosed: 2020-02-01");
        it.edit(
            OPS,
            "triage], from: 2012}",
            "triage], from: 2012, until: 2020-01-31}",
        );
    }),
    ("a body's name", |it| {
        it.edit(OPS, "name: Ops", "name: Operations")
    }),
    ("a body's purpose", |it| {
        it.edit(OPS, "purpose: Machines.", "purpose: 'All: machines'")
    }),
    ("a body's kind", |it| {
        it.edit(OPS, "kind: team", "kind: committee")
    }),
    ("seats", |it| it.edit(COUNCIL, "seats: 4", "seats: 6")),
    ("no seats", |it| it.edit(COUNCIL, "seats: 4\n", "")),
    ("a body below", |it| {
        it.edit(OPS, "kind: team", "kind: team\npart_of: council")
    }),
    ("since when a body is", |it| {
        it.edit(OPS, "kind: team", "kind: team\nformed: 2011-05")
    }),
    ("a body begins", |it| {
        it.write(
            "governance/teams/web.yaml",
            "name: Web\nkind: team\nformed: 2020-02-01\nmembers:\n  - {person: ann, basis: founder, from: 2020-02-01}\n",
        );
    }),
    ("somebody joins", |it| {
        it.edit(
            OPS,
            "members:\n",
            "members:\n  - {person: ann, basis: appointed, from: 2020-02-01}\n",
        );
    }),
    ("somebody leaves", |it| {
        it.edit(OPS, "from: 2019-03}", "from: 2019-03, until: 2020-01-31}")
    }),
    ("one for another", |it| {
        it.edit(
            OPS,
            "from: 2019-03}",
            "from: 2019-03, until: 2020-01-31}\n  - {person: cleo, from: 2020-02-01}",
        );
    }),
    ("another chair", |it| {
        it.edit(
            OPS,
            "role: chair}",
            "until: 2020-01-31, role: chair}\n  - {person: eve, from: 2020-02-01}",
        );
        it.edit(
            OPS,
            "from: 2019-03}",
            "from: 2019-03, until: 2020-01-31}\n  - {person: dan, role: chair, from: 2020-02-01}",
        );
    }),
    ("an office leaves", |it| {
        it.edit(COMMITTERS, "from: 2015}", "from: 2015, until: 2020-01-31}")
    }),
    ("an area passes on", |it| {
        it.edit(COUNCIL, "from: 2010}", "from: 2010, until: 2020-01-31}");
        it.edit(
            HELPERS,
            "{area: docs}",
            "{area: docs}, {area: website, from: 2020-02-01}",
        );
    }),
    ("a power", |it| {
        it.edit(
            HELPERS,
            "{area: docs}",
            "{area: docs}, {area: website, powers: [triage], from: 2020-02-01}",
        );
    }),
    ("a power gone", |it| {
        it.edit(
            COMMITTERS,
            "powers: [merge]}",
            "powers: [merge], until: 2020-01-31}",
        );
    }),
    ("one power of two gone", |it| {
        it.edit(
            OPS,
            "{area: chat, powers: [control, triage], from: 2012}",
            "{area: chat, powers: [control], from: 2012}\n  - {area: chat, powers: [triage], from: 2012, until: 2020-01-31}",
        );
    }),
    ("a body ends", |it| {
        it.edit(
            HELPERS,
            "kind: team",
            "kind: team\ndissolved: 2020-02-01\nsucceeded_by: [ops]",
        );
        it.edit(HELPERS, "from: 2019}", "from: 2019, until: 2020-01-31}");
        it.edit(HELPERS, "{area: docs}", "{area: docs, until: 2020-01-31}");
        it.edit(
            OPS,
            "members:",
            "  - {area: docs, from: 2020-02-01}\nmembers:",
        );
        it.edit(APART, "[council, helpers]", "[council, ops]");
        it.edit("governance/rules/vote.yaml", ", seats of helpers", "");
    }),
    ("another id", |it| {
        it.edit(OPS, "kind: team", "kind: team\nformer_ids: [ops]");
        renamed(it, OPS, "governance/teams/operators.yaml");
        it.edit(COMMITTERS, "everyone_in: ops", "everyone_in: operators");
        it.edit(
            "governance/rules/vote.yaml",
            "seats of ops",
            "seats of operators",
        );
    }),
    ("another id and name", |it| {
        it.edit(
            HELPERS,
            "name: Helpers\nkind: team",
            "name: Aides\nkind: team\nformer_ids: [helpers]",
        );
        renamed(it, HELPERS, "governance/teams/aides.yaml");
        it.edit(APART, "helpers", "aides");
        it.edit(
            "governance/rules/vote.yaml",
            "seats of helpers",
            "seats of aides",
        );
    }),
    ("a rule's title", |it| {
        it.edit(SPARE, "title: Spare", "title: Spare vote")
    }),
    ("a rule's period", |it| {
        it.edit(
            SPARE,
            "period: 7 days",
            "period: {at_least: 7 days, at_most: 14 days}",
        )
    }),
    ("a rule's outcomes", |it| {
        it.edit(
            SPARE,
            "accept: for > against",
            "accept: for >= 2/3 of ballots",
        )
    }),
    ("a rule begins", |it| {
        it.write(
            "governance/rules/third.yaml",
            &SIMPLE.replace("Voting", "Third"),
        );
    }),
    ("a rule ends", |it| {
        it.edit(SPARE, "title: Spare", "title: Spare\nrepealed: 2020-02-01")
    }),
    ("a constraint's title", |it| {
        it.edit(APART, "title: Apart", "title: Well apart")
    }),
    ("what a constraint wants", |it| {
        it.edit(
            APART,
            "require: disjoint\nteams: [council, helpers]",
            "require: size\nteams: [ops]\nat_most: 9",
        );
    }),
    ("a constraint begins", |it| {
        it.write(
            "governance/constraints/few.yaml",
            "# Since May.\ntitle: Few\nlevel: should\nrequire: powers-cap\nat_most: 9\n",
        );
    }),
    ("a constraint ends", |it| {
        it.edit(
            APART,
            "level: should",
            "level: should\nrepealed: 2020-02-01",
        )
    }),
    ("a waiver", |it| {
        it.edit(
            APART,
            "level: should",
            "level: should\nwaivers:\n  - {reason: The move, until: 2020-12}",
        );
    }),
    ("a homepage", |it| {
        it.edit(TOP, "name: Town", "name: Town\nhomepage: https://t.org")
    }),
    ("a power's word", |it| {
        it.edit(
            TOP,
            "  triage: Sorts.\n",
            "  triage: Sorts.\n  veto: Stops.\n",
        )
    }),
    ("housekeeping", |it| {
        it.edit(
            TOP,
            "powers:",
            "housekeeping:\n  - {by: ops, may: [people, events]}\npowers:",
        );
    }),
    ("many things at once", |it| {
        it.edit(OPS, "name: Ops", "name: Operations");
        it.edit(
            OPS,
            "members:\n",
            "members:\n  - {person: ann, from: 2020-02-01}\n",
        );
        it.edit(COUNCIL, "from: 2010}", "from: 2010, until: 2020-01-31}");
        it.edit(
            OPS,
            "members:",
            "  - {area: website, from: 2020-02-01}\nmembers:",
        );
        it.write("governance/people/fay.yaml", "name: Fay\n");
        it.edit(APART, "title: Apart", "title: Well apart");
        it.edit(TOP, "Sorts.", "Sorts all.");
        it.edit(WEBSITE, "name: Website", "name: Web");
    }),
];

fn renamed(env: &TestEnv, from: &str, to: &str) {
    std::fs::rename(env.dir.join(from), env.dir.join(to)).expect("a file");
}

/// The organisation of a folder, with what has no order in one order.
fn organisation(folder: &Path) -> Organisation {
    let files = files_of_folder(folder).expect("files");
    let org = load(&files, DAY).governance.org;
    sorted((*org.expect("an organisation")).clone())
}

fn sorted(mut org: Organisation) -> Organisation {
    for team in org.teams.values_mut() {
        team.authority.sort();
        if let Roll::Known(members) = &mut team.members {
            members.sort();
        }
    }
    org
}

#[test]
fn what_is_found_makes_what_was_written_and_the_files_are_put_back() {
    let begun = town();
    let before = organisation(&begun.dir);
    let ran = begun.run("check");
    assert_eq!(ran.code, 0, "{ran}");
    let mut wrong = Vec::new();
    for (what, edit) in EDITS {
        let town = begun.env.twin();
        edit(&town);
        let wanted = organisation(&town.dir);
        assert_ne!(wanted, before, "{what}");
        let ran = town.run("propose Edits --from-edits --author ann --rule vote");
        if ran.code != 0 {
            wrong.push(format!("{what}:\n{ran}"));
            continue;
        }
        assert_eq!(town.git(&["status", "--porcelain"]), "", "{what}");
        assert_eq!(
            town.git(&["diff", "HEAD~1", "--", "governance"]),
            "",
            "{what}"
        );
        let drafted = load(&files_of_folder(&town.dir).unwrap(), DAY);
        let drafted = drafted.proposals.proposals.into_values().next().unwrap();
        let Body::Changes(changes) = drafted.proposal.expect("a proposal").body else {
            panic!("{what}: no changes");
        };
        let made = apply_all(&before, &changes, DAY);
        let made = sorted(made.unwrap_or_else(|why| panic!("{what}: {why:?}")));
        if made != wanted {
            wrong.push(format!("{what}: not what was written\n{ran}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(EDITS.len() >= 40, "{}", EDITS.len());
}

/// A line for whoever holds an office, in a body that exists: a change can form
/// a body with it, and no change adds it later. That is said.
#[test]
fn what_no_change_makes_is_told() {
    let town = town();
    town.edit(
        COMMITTERS,
        "from: 2015}",
        "from: 2015}\n  - {everyone_in: helpers, from: 2020-02-01}",
    );
    let ran = town.run("propose Edits --from-edits --author ann --rule vote");
    assert_eq!(ran.code, 4, "{ran}");
    let said = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("no change takes everyone in `helpers` into a body that exists"),
        "{ran}"
    );
    assert_eq!(
        town.git(&["status", "--porcelain"]),
        " M governance/teams/committers.yaml\n"
    );
}
