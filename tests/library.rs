//! The library of rules: every rule reads without a problem, says where it
//! comes from, and decides the votes beside it as its source does. The pages of
//! docs/rules are made from the same files; with `POLITY_UPDATE_DOCS=1` they are
//! written anew.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use polity::base::{EventKind, Exact, OptionId, StageId, TeamId, exact, show_exact};
use polity::format::ballots::BallotFormat;
use polity::rule::analysis::reach;
use polity::rule::decide::Verdict;
use polity::rule::trial::{Around, Sums, Tried, try_sums};
use polity::rule::{Class, Quantities, Rule, Stage, StageOutcome};
use polity::workspace::library::{LibraryRule, find_in_library, library};
use polity::workspace::recount::{Beside, Recount, recount};
use serde::Deserialize;

/// A vote, and what its source says of it. What is not said is not looked at.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    /// Its number in the list of known outcomes.
    vector: Option<String>,
    /// The stage; the first where it is not said.
    stage: Option<String>,
    // What stands around the vote.
    electors: Option<u32>,
    seats: Option<u64>,
    serving: Option<u64>,
    sponsors: Option<u32>,
    days: Option<u64>,
    #[serde(default)]
    attested: Vec<EventKind>,
    #[serde(default)]
    after: BTreeMap<StageId, String>,
    // One question.
    votes: Option<String>,
    // Several options.
    ballots: Option<String>,
    form: Option<String>,
    #[serde(default)]
    class: BTreeMap<OptionId, String>,
    #[serde(default)]
    affiliations: BTreeMap<OptionId, String>,
    casting_vote: Option<Vec<OptionId>>,
    earlier_joiner: Option<Vec<OptionId>>,
    // What comes of it.
    outcome: Option<String>,
    closes: Option<bool>,
    fewest: Option<u32>,
    sponsored: Option<bool>,
    takes_place: Option<bool>,
    elected: Option<Vec<OptionId>>,
    tie: Option<Vec<OptionId>>,
}

fn vectors(of: &LibraryRule) -> Vec<Vector> {
    let text = of
        .vectors
        .unwrap_or_else(|| panic!("{} has no vectors", of.path()));
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{}: {error}", of.path()))
}

impl Vector {
    fn around(&self) -> Around {
        let outcome = |text: &String| text.parse::<StageOutcome>().unwrap();
        Around {
            electors: self.electors.map(exact),
            seats: self.seats,
            serving: self.serving,
            sponsors: exact(self.sponsors.unwrap_or(0)),
            days: self.days,
            attested: self.attested.iter().cloned().collect(),
            outcomes: self
                .after
                .iter()
                .map(|(stage, text)| (stage.clone(), outcome(text)))
                .collect(),
            ..Around::default()
        }
    }

    fn stage<'r>(&self, rule: &'r Rule) -> &'r Stage {
        match &self.stage {
            None => &rule.stages[0],
            Some(id) => rule.stage(&id.parse().unwrap()).expect("a stage").1,
        }
    }

    /// The sums before anybody voted, of electors of one weight.
    fn before(&self, stage: &Stage) -> (Quantities, Vec<Exact>) {
        let electors = self.electors.expect("electors");
        let mut q = Quantities {
            electorate: exact(electors),
            silent: exact(electors),
            ..Quantities::default()
        };
        self.around().fill(stage, &exact(electors), &mut q);
        (q, vec![exact(1); electors as usize])
    }

    fn tried(&self, stage: &Stage) -> Option<Tried> {
        let sums = Sums::parse(self.votes.as_ref()?, stage).unwrap();
        Some(try_sums(stage, &sums, &self.around()).unwrap())
    }

    fn counted(&self, stage: &Stage) -> Option<Recount> {
        let text = self.ballots.clone()?;
        let form = self.form.as_deref().unwrap_or("csv");
        let format: BallotFormat = form.parse().unwrap();
        let beside = Beside {
            seats: self.seats.map(|seats| seats as usize),
            around: self.around(),
            classes: self
                .class
                .iter()
                .map(|(id, class)| (id.clone(), class.parse::<Class>().unwrap()))
                .collect(),
            affiliations: self
                .affiliations
                .iter()
                .map(|(id, name)| (id.clone(), BTreeSet::from([name.clone()])))
                .collect(),
            casting_vote: self.casting_vote.clone(),
            joined: self.earlier_joiner.clone(),
            ..Beside::default()
        };
        Some(recount(stage, text.as_bytes(), format, &beside).unwrap())
    }

    fn hold(&self, rule: &Rule, named: &str) {
        let stage = self.stage(rule);
        let mut looked = 0;
        let mut hold = |is: String, should: String| {
            assert_eq!(is, should, "{named}: {self:?}");
            looked += 1;
        };
        if let Some(tried) = self.tried(stage) {
            if let Some(outcome) = &self.outcome {
                let is = match &tried.decision.verdict {
                    Verdict::Decided { outcome, .. } => outcome.to_string(),
                    Verdict::Extended(it) => it.name.as_ref().unwrap().to_string(),
                };
                hold(is, outcome.clone());
            }
            if let Some(closes) = self.closes {
                let is = tried.closing.iter().any(|(_, it)| it.holds == Ok(true));
                hold(is.to_string(), closes.to_string());
            }
        }
        if let Some(count) = self.counted(stage) {
            let shown = |ids: &[OptionId]| format!("{ids:?}");
            if let Some(elected) = &self.elected {
                hold(shown(&count.count.elected), shown(elected));
            }
            let tied: Vec<OptionId> = count
                .count
                .ties
                .iter()
                .flat_map(|it| it.among.clone())
                .collect();
            hold(shown(&tied), shown(self.tie.as_deref().unwrap_or_default()));
            if let Some(outcome) = &self.outcome {
                let decision = count.decision.unwrap();
                hold(decision.outcome().unwrap().to_string(), outcome.clone());
            }
        }
        if let Some(fewest) = self.fewest {
            let (base, weights) = self.before(stage);
            let found = reach(stage, &base, &weights).unwrap();
            assert!(found.exact, "{named}");
            hold(show_exact(&found.fewest.unwrap()), fewest.to_string());
        }
        if let Some(sponsored) = self.sponsored {
            let need = &rule.sponsors.as_ref().unwrap().need;
            let (mut q, _) = self.before(stage);
            q.sponsors = exact(self.sponsors.unwrap());
            hold(need.holds(&q).unwrap().to_string(), sponsored.to_string());
        }
        if let Some(takes_place) = self.takes_place {
            let q = Quantities {
                attested: self.attested.iter().cloned().collect(),
                outcomes: self.around().outcomes,
                ..Quantities::default()
            };
            let when = stage.when.as_ref().expect("a condition");
            hold(when.holds(&q).unwrap().to_string(), takes_place.to_string());
        }
        assert!(looked > 0, "{named}: a vector that says nothing: {self:?}");
    }
}

#[test]
fn every_rule_reads_without_a_problem_and_says_where_it_comes_from() {
    let all = library();
    assert!(all.len() > 50);
    for found in &all {
        let rule = found
            .rule()
            .unwrap_or_else(|all| panic!("{}: {all:?}", found.path()));
        let id = found.name.parse().unwrap();
        assert_eq!(rule.problems(&id), [], "{}", found.path());
        assert!(rule.source.is_some(), "{}", found.path());
        assert!(!rule.decides.is_empty(), "{}", found.path());
        assert!(!found.comment().is_empty(), "{}", found.path());
        for named in found.names_rules() {
            let path = format!("{}/{named}", found.organisation);
            assert!(
                find_in_library(&path).is_ok(),
                "{} names {path}",
                found.path()
            );
        }
    }
}

#[test]
fn every_organisation_is_in_it() {
    let is: BTreeSet<&str> = library().iter().map(|it| it.organisation).collect();
    let should = [
        "apache",
        "cncf",
        "conda",
        "debian",
        "django",
        "django-core",
        "fedora",
        "gentoo",
        "homebrew",
        "jupyter",
        "kubernetes",
        "linkerd",
        "nixos",
        "nodejs",
        "numpy",
        "openjs",
        "openstack",
        "pandas",
        "perl",
        "php",
        "python",
        "rust",
        "scikit-learn",
    ];
    assert_eq!(is, BTreeSet::from(should));
}

#[test]
fn the_votes_end_as_their_sources_say() {
    for found in library() {
        let rule = found.rule().unwrap();
        for vector in vectors(&found) {
            vector.hold(&rule, &found.path());
        }
    }
}

#[test]
fn every_stage_is_tried_both_ways() {
    for found in library() {
        let rule = found.rule().unwrap();
        let vectors = vectors(&found);
        for stage in &rule.stages {
            let of = |it: &&Vector| it.stage(&rule).id == stage.id;
            let tried = vectors.iter().filter(of).count();
            assert!(tried > 0, "{}: nothing tries {}", found.path(), stage.id);
        }
        assert!(
            vectors.len() > 1 || rule.stages[0].count.is_some(),
            "{}",
            found.path()
        );
    }
}

#[test]
fn every_known_outcome_is_tried_by_a_rule() {
    let tried: BTreeSet<String> = library()
        .iter()
        .flat_map(vectors)
        .filter_map(|vector| vector.vector)
        .collect();
    // R29 is true of every rule, below; R30, a poll that is cancelled, is no
    // matter of a rule's conditions.
    for number in (1..=28).chain(31..=34) {
        assert!(tried.contains(&format!("R{number}")), "R{number}");
    }
}

#[test]
fn r29_nothing_cast_accepts_nothing_unless_silence_may() {
    for found in library() {
        for stage in found.rule().unwrap().stages {
            if !stage.ballot.is_single_question() || stage.lazy {
                continue;
            }
            let around = Around {
                electors: Some(exact(9)),
                attested: BTreeSet::from(["participation-checked".parse().unwrap()]),
                extensions: stage.extend.as_ref().map_or(0, |it| it.limit()),
                ..Around::default()
            };
            let sums = Sums::parse("", &stage).unwrap();
            let tried = try_sums(&stage, &sums, &around).unwrap();
            assert_eq!(
                tried.decision.outcome(),
                Some(&StageOutcome::NoBallots),
                "{}",
                found.path()
            );
        }
    }
}

#[test]
fn teams_are_mapped_and_every_comment_stays() {
    for found in library() {
        let rule = found.rule().unwrap();
        let renamed = |team: &TeamId| format!("our-{team}").parse::<TeamId>().unwrap();
        let teams: BTreeMap<TeamId, TeamId> = rule
            .teams()
            .iter()
            .map(|team| (team.clone(), renamed(team)))
            .collect();
        let adapted = found.adapt(&found.name.parse().unwrap(), &teams).unwrap();
        let ours: BTreeSet<TeamId> = teams.values().cloned().collect();
        assert_eq!(adapted.rule.teams(), ours, "{}", found.path());
        let text = String::from_utf8(adapted.text).unwrap();
        let comments = |text: &str| text.matches("# ").count();
        assert_eq!(comments(&text), comments(found.text), "{}", found.path());
    }
}

#[test]
fn two_teams_can_change_places() {
    let found = find_in_library("jupyter/governance-change").unwrap();
    let id = |text: &str| text.parse::<TeamId>().unwrap();
    let (a, b) = (id("executive-council"), id("steering-council"));
    let teams = BTreeMap::from([(a.clone(), b.clone()), (b.clone(), a.clone())]);
    let adapted = found.adapt(&"x".parse().unwrap(), &teams).unwrap();
    assert_eq!(adapted.rule.stages[0].electorate.to_string(), b.to_string());
    assert_eq!(adapted.rule.stages[1].electorate.to_string(), a.to_string());
}

// The pages.

/// A vector in words, and what comes of it.
fn in_words(of: &Vector) -> (String, String) {
    let mut asked = Vec::new();
    asked.extend(of.stage.as_ref().map(|it| format!("stage {it}")));
    asked.extend(of.votes.as_ref().map(|it| match it.as_str() {
        "" => "nobody votes".to_owned(),
        votes => votes.to_owned(),
    }));
    asked.extend(of.ballots.as_ref().map(|it| {
        let lines: Vec<&str> = it.lines().filter(|line| !line.starts_with('=')).collect();
        format!("`{}`", lines.join(" / "))
    }));
    let mut said = |what: &str, value: Option<String>| {
        asked.extend(value.map(|value| format!("{what} {value}")));
    };
    said("of", of.electors.map(|n| n.to_string()));
    said("seats", of.seats.map(|n| n.to_string()));
    said("serving", of.serving.map(|n| n.to_string()));
    said("sponsors", of.sponsors.map(|n| n.to_string()));
    said("days", of.days.map(|n| n.to_string()));
    for kind in &of.attested {
        said("attested", Some(kind.to_string()));
    }
    for (stage, outcome) in &of.after {
        said("after", Some(format!("{stage} is {outcome}")));
    }
    for (option, class) in &of.class {
        said("class", Some(format!("{option} is {class}")));
    }
    for (option, name) in &of.affiliations {
        said("affiliation", Some(format!("{option} is {name}")));
    }
    let ids = |ids: &[OptionId]| match ids {
        [] => "nobody".to_owned(),
        ids => ids
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
    };
    said("casting vote", of.casting_vote.as_deref().map(ids));
    said("earlier joiner", of.earlier_joiner.as_deref().map(ids));
    let mut comes = Vec::new();
    comes.extend(of.outcome.clone());
    comes.extend(
        of.elected
            .as_deref()
            .map(|it| format!("elected: {}", ids(it))),
    );
    comes.extend(of.tie.as_deref().map(|it| format!("tie: {}", ids(it))));
    comes.extend(of.fewest.map(|n| format!("fewest in favour: {n}")));
    let either = |yes: bool, a: &str, b: &str| if yes { a.to_owned() } else { b.to_owned() };
    comes.extend(
        of.closes
            .map(|it| either(it, "may close at once", "stays open")),
    );
    comes.extend(
        of.sponsored
            .map(|it| either(it, "may open", "may not open")),
    );
    comes.extend(
        of.takes_place
            .map(|it| either(it, "takes place", "is left out")),
    );
    (asked.join("; "), comes.join("; "))
}

fn page(of: &LibraryRule) -> String {
    let rule = of.rule().unwrap();
    let mut page = format!("# {}\n\n", rule.title);
    if let Some(source) = &rule.source {
        let section = source.section.as_ref();
        let section = section.map_or(String::new(), |it| format!(", \"{it}\""));
        writeln!(
            page,
            "`{}`, from {}{section}.\n",
            of.path(),
            source.document
        )
        .unwrap();
    }
    writeln!(page, "{}\n\n## What it says\n", of.comment()).unwrap();
    for sentence in rule.sentences().iter().skip(1) {
        let indent = if sentence.starts_with(' ') { "  " } else { "" };
        writeln!(page, "{indent}- {}", sentence.trim_start()).unwrap();
    }
    page.push_str(
        "\n## Votes whose outcome is known\n\n| vector | vote | outcome |\n|---|---|---|\n",
    );
    for vector in vectors(of) {
        let (asked, comes) = in_words(&vector);
        let number = vector.vector.unwrap_or_default();
        writeln!(
            page,
            "| {number} | {} | {comes} |",
            asked.replace('|', "\\|")
        )
        .unwrap();
    }
    let teams = rule.teams();
    let maps: Vec<String> = teams
        .iter()
        .map(|team| format!("--team {team}=…"))
        .collect();
    write!(
        page,
        "\n## The file\n\n```yaml\n{}```\n\n`polity rule add {} {}` takes it into a workspace.\n",
        of.text,
        of.path(),
        maps.join(" ")
    )
    .unwrap();
    page
}

fn hold(path: &str, should: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("POLITY_UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, should).unwrap();
    }
    let is = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        is == should,
        "{} is not as the library is; `POLITY_UPDATE_DOCS=1 cargo test --test library pages` writes it",
        path.display()
    );
}

#[test]
fn the_pages_are_as_the_library_is() {
    let mut index = String::from(
        "# The library of rules\n\nHow real organisations decide, as files that polity reads. Each \
         page is made from the rule's file and the votes beside it; a test holds both. `polity rule \
         list` prints the list, `polity rule explain NAME --electors N` what a rule takes to pass.\n\n\
         | rule | what it decides | source |\n|---|---|---|\n",
    );
    let mut pages = BTreeSet::from(["README.md".to_owned()]);
    for found in library() {
        let rule = found.rule().unwrap();
        let document = rule.source.as_ref().map_or("", |it| it.document.as_str());
        let path = found.path();
        writeln!(
            index,
            "| [{path}]({path}.md) | {} | {document} |",
            rule.title
        )
        .unwrap();
        hold(&format!("docs/rules/{path}.md"), &page(&found));
        pages.insert(format!("{path}.md"));
    }
    hold("docs/rules/README.md", &index);
    // And no page of a rule that is gone.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let mut is = BTreeSet::new();
    for entry in std::fs::read_dir(&root).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if !entry.path().is_dir() {
            is.insert(name);
            continue;
        }
        for page in std::fs::read_dir(entry.path()).unwrap().map(Result::unwrap) {
            is.insert(format!(
                "{name}/{}",
                page.file_name().into_string().unwrap()
            ));
        }
    }
    assert_eq!(is, pages);
}
