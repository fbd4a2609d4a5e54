//! A small organisation to hold votes in: a council of four, a clerk who is in
//! no electorate, and rules of several kinds.

use std::collections::BTreeMap;
use std::sync::Mutex;

use polity::base::{Digest, Instant};
use polity::format::join;
use polity::format::wire::record::{read_ballot, write_ballot};
use polity::sign::{Namespace, generate};
use polity::vote::Ballot;

use crate::env::{Ran, TestEnv};

/// The people, by the seed of their key.
const PEOPLE: [(&str, u8); 5] = [("ann", 1), ("ben", 2), ("cleo", 3), ("dan", 4), ("eve", 5)];

/// The rule of most tests.
pub const SIMPLE: &str = "title: Voting
decides: [constitution, structure, people, question]
may_cancel: council
stages:
  - id: vote
    electorate: council
    ballot: for-against
    period: 7 days
    outcomes:
      accept: for > against
      reject: otherwise
    then: {accept: accept, reject: reject}
";

/// A small organisation with a proposal.
pub struct Town {
    /// Where it is.
    pub env: TestEnv,
}

impl std::ops::Deref for Town {
    type Target = TestEnv;

    fn deref(&self) -> &TestEnv {
        &self.env
    }
}

impl Town {
    /// A draft with a council, a rule, and everybody's keys.
    pub fn draft(rule: &str) -> Self {
        let town = Self {
            env: TestEnv::empty(),
        };
        town.git(&["init", "--quiet", "--initial-branch=main"]);
        town.write(".gitattributes", "* -text\n");
        town.write("governance/organisation.yaml", "name: Town\n");
        for (person, _) in PEOPLE {
            let name = person[..1].to_uppercase() + &person[1..];
            let path = format!("governance/people/{person}.yaml");
            town.write(&path, &format!("name: {name}\n"));
        }
        town.write(
            "governance/teams/council.yaml",
            "name: Council\nkind: board\nseats: 4\nmembers:\n  - {person: ann}\n  - {person: ben}\n  \
             - {person: cleo}\n  - {person: dan}\n",
        );
        town.write("governance/rules/vote.yaml", rule);
        town.commit("Begin");
        town
    }

    /// Everybody's keys recorded, and founded by ann. Made once for each rule,
    /// and copied.
    pub fn founded(rule: &str) -> Self {
        static MADE: Mutex<BTreeMap<String, TestEnv>> = Mutex::new(BTreeMap::new());
        let mut made = MADE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let made = made
            .entry(rule.to_owned())
            .or_insert_with(|| Self::found(rule).env);
        Self { env: made.twin() }
    }

    fn found(rule: &str) -> Self {
        let town = Self::draft(rule);
        for (person, _) in PEOPLE {
            town.act(person);
            town.ok(&format!("key add {person}"));
        }
        town.act("ann");
        town.ok("found");
        town
    }

    /// With a proposal to register somebody, not yet open.
    pub fn proposed(rule: &str) -> Self {
        let town = Self::founded(rule);
        town.propose(1, "fay");
        town
    }

    /// With its poll open.
    pub fn voting(rule: &str) -> Self {
        let town = Self::proposed(rule);
        town.ok("open 1");
        town
    }

    /// Writes a proposal that registers somebody, and commits it.
    pub fn propose(&self, number: u32, who: &str) {
        let folder = format!("proposals/{number:04}-register-{who}");
        self.write(
            &format!("{folder}/proposal.yaml"),
            &format!(
                "title: Register {who}\nauthors: [ann]\ncreated: 2020-01-01\nrule: vote\nchanges:\n  \
                 - register: {{person: {who}, name: {who} Fine}}\n"
            ),
        );
        self.write(&format!("{folder}/README.md"), "# Why\n\nBecause.\n");
        self.commit(&format!("Propose to register {who}"));
    }

    /// Sits a person down at the keyboard.
    pub fn act(&self, person: &str) {
        let seed = PEOPLE
            .iter()
            .find(|(name, _)| *name == person)
            .expect("a person")
            .1;
        self.key(person, seed);
        self.identity(person);
    }

    /// Runs a command that must succeed.
    pub fn ok(&self, line: &str) -> Ran {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "$ polity {line}\n{ran}");
        ran
    }

    /// A person votes on proposal 1, an hour after whoever came before.
    pub fn vote(&self, person: &str, choice: &str) {
        self.advance(1);
        self.act(person);
        self.ok(&format!("vote 1 {choice}"));
    }

    /// Goes past the end of the period, closes and gives what was said.
    pub fn close(&self) -> Ran {
        self.advance(24 * 8);
        self.ok("close 1")
    }

    /// What verification says of proposal 1, as a program reads it.
    pub fn verified(&self) -> (i32, serde_json::Value) {
        let ran = self.run("verify 1 --format json");
        let answer = serde_json::from_str(&ran.stdout);
        (ran.code, answer.unwrap_or_else(|_| panic!("{ran}")))
    }

    /// The folder of a poll of proposal 1.
    pub fn poll(&self, folder: &str) -> String {
        format!("proposals/0001-register-fay/polls/{folder}")
    }

    /// The path of a ballot in the first poll.
    pub fn ballot(&self, person: &str) -> String {
        self.poll(&format!("1-vote/ballots/{person}.yaml"))
    }

    /// The tip of a revision.
    pub fn rev(&self, rev: &str) -> String {
        self.git(&["rev-parse", rev]).trim().to_owned()
    }

    /// Takes a ballot file, changes what it says, and signs it with a key.
    pub fn forge(&self, file: &str, signer: &str, change: impl FnOnce(&mut Ballot)) -> String {
        self.forge_for(Namespace::Ballot, file, signer, change)
    }

    /// The same, signed for a purpose.
    pub fn forge_for(
        &self,
        purpose: Namespace,
        file: &str,
        signer: &str,
        change: impl FnOnce(&mut Ballot),
    ) -> String {
        let (prefix, _) = file.split_once("signature: |\n").expect("well-formed");
        let mut ballot = read_ballot(prefix.as_bytes()).expect("well-formed");
        change(&mut ballot);
        sign(
            purpose,
            &write_ballot(&ballot).expect("well-formed"),
            signer,
        )
    }
}

/// A text with a person's signature below.
pub fn sign(purpose: Namespace, prefix: &[u8], signer: &str) -> String {
    let seed = PEOPLE
        .iter()
        .find(|(name, _)| *name == signer)
        .expect("well-formed")
        .1;
    let key = generate(Some([seed; 32])).expect("well-formed");
    let armour = key.sign(purpose, prefix).expect("well-formed");
    String::from_utf8(join(prefix, &armour).expect("well-formed")).expect("well-formed")
}

/// An instant.
pub fn instant(text: &str) -> Instant {
    text.parse().expect("well-formed")
}

/// The digest of what a file signs, in hexadecimal.
pub fn receipt(file: &str) -> String {
    let (prefix, _) = file.split_once("signature: |\n").expect("well-formed");
    Digest::of(prefix.as_bytes()).hex()
}
