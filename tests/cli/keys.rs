//! Keys: whose they are, how they change, and what signs with them.

use crate::session;
use crate::situations::flat;
use crate::town::{SIMPLE, Town};
use polity::base::{Hasher, PersonId};
use polity::format::wire::record::read_statement;
use polity::sign::{Key, Namespace, generate, verify};

/// The public key of a seed, as a line.
fn line(seed: u8) -> String {
    let key = generate(Some([seed; 32])).expect("a key");
    key.public_key().to_string()
}

/// A public key file in the workspace's home.
fn public(town: &Town, name: &str, seed: u8) -> String {
    let path = town.home().join(name);
    std::fs::write(&path, format!("{} a comment\n", line(seed))).expect("a file");
    format!("../home/{name}")
}

#[test]
fn a_key_is_rotated_with_a_signature_of_the_old_one() {
    let town = Town::founded(SIMPLE);
    town.edit(
        "governance/people/ann.yaml",
        "name: Ann\n",
        "# Ann, of the council\nname: Ann  # as she writes it\n",
    );
    town.commit("A comment");
    town.act("ann");
    let before = town.read("governance/people/ann.yaml");
    let new = public(&town, "new.pub", 11);
    town.advance(24);
    let mut said = session!(town, "whoami");
    let old = town.run("whoami --format json");
    let old: serde_json::Value = serde_json::from_str(&old.stdout).expect("an answer");
    let old = old["key"]["fingerprint"]
        .as_str()
        .expect("a key")
        .to_owned();
    said.push_str(&session!(
        town,
        &format!("key rotate {new} --retire {}", &old[..15]),
        "key list ann",
        "whoami",
    ));
    town.key("later", 11);
    said.push_str(&session!(town, "whoami"));
    insta::assert_snapshot!(said);
    let after = town.read("governance/people/ann.yaml");
    assert!(after.starts_with("# Ann, of the council\nname: Ann  # as she writes it\n"));
    assert!(after.contains("until: 2020-02-02"), "{after}");

    // One commit with both files, and a statement that anybody can check.
    let files = town.git(&["show", "--name-only", "--format=", "HEAD"]);
    let statement = "governance/statements/key-rotation-ann-1.yaml";
    assert_eq!(files, format!("governance/people/ann.yaml\n{statement}\n"));
    let signed = read_statement(town.read(statement).as_bytes()).expect("a statement");
    let mut hasher = Hasher::new();
    let ann: PersonId = "ann".parse().expect("an id");
    hasher.part(ann.as_str().as_bytes());
    hasher.part(before.as_bytes()).part(after.as_bytes());
    assert_eq!(signed.statement.about, hasher.finish());
    let keys = [generate(Some([1; 32])).expect("a key").public_key()];
    let good = |namespace| verify(namespace, &signed.prefix, &signed.armour, &keys).is_ok();
    assert!(good(Namespace::Keys));
    assert!(!good(Namespace::Statement));

    // The next statement has the next number.
    town.set_clock("2020-03-01T12:00:00Z");
    town.ok(&format!("key rotate {}", public(&town, "third.pub", 12)));
    assert!(
        town.read("governance/statements/key-rotation-ann-2.yaml")
            .contains("adds SHA256:")
    );
    assert_eq!(town.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_rotation_that_nobody_may_make_is_refused() {
    let town = Town::founded(SIMPLE);
    town.act("ann");
    let taken = public(&town, "taken.pub", 2);
    let new = public(&town, "new.pub", 11);
    let mut said = session!(
        town,
        &format!("key rotate {taken}"),
        "key rotate --retire SHA256:nonsense",
        "key rotate nowhere.pub",
        "key rotate",
        "key list nobody",
        &format!("key add ben --key {new}"),
    );
    let old = town.run("whoami --format json");
    let old: serde_json::Value = serde_json::from_str(&old.stdout).expect("an answer");
    let old = old["key"]["fingerprint"].as_str().expect("a key");
    said.push_str(&session!(town, &format!("key rotate --retire {old}")));
    // A key that is nobody's changes nothing.
    town.key("stranger", 77);
    said.push_str(&session!(town, &format!("key rotate {new}"), "whoami"));
    insta::assert_snapshot!(said);
    assert_eq!(town.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_new_key_waits_and_a_retired_one_is_off_the_next_roll() {
    let town = Town::founded(SIMPLE);
    town.act("ann");
    let new = public(&town, "new.pub", 11);
    let old = line(1);
    let old: Key = old.parse().expect("a key");
    town.ok(&format!("key rotate {new} --retire {}", old.fingerprint()));
    // On the next day neither is on the roll of a poll that opens.
    town.advance(24);
    town.act("ben");
    town.propose(1, "fay");
    let said = town.run("open 1");
    assert!(said.stderr.contains("ann has no usable key"), "{said}");
    town.ok("open 1 --keyless");
    for (name, seed) in [("ann", 1), ("later", 11)] {
        town.key(name, seed);
        let ran = town.run("vote 1 for");
        assert!(ran.stderr.contains("error[not-on-the-roll]"), "{ran}");
    }
    town.act("ben");
    town.ok("vote 1 for");
    // A ballot forged with the retired key, under ann's name, is rejected.
    let own = town.read(&town.ballot("ben"));
    let forged = town.forge(&own, "ann", |ballot| {
        ballot.voter = "ann".parse().expect("an id");
    });
    town.write(&town.ballot("ann"), &forged);
    town.commit("Vote");
    // When the delay is over, the new key votes.
    town.advance(24 * 14);
    town.act("ben");
    let closed = town.ok("close 1");
    assert!(closed.stdout.contains("rejected ann"), "{closed}");
    town.propose(2, "gil");
    town.key("later", 11);
    assert!(town.ok("whoami").stdout.contains("yes, in every poll"));
    town.ok("open 2");
    town.ok("vote 2 for");
}

#[test]
fn a_first_key_is_recorded_by_housekeeping_or_not_at_all() {
    for (housekeeping, allowed) in [
        ("housekeeping: [{by: council, may: [first-keys]}]\n", true),
        ("housekeeping: [{by: council, may: [people]}]\n", false),
        ("", false),
    ] {
        let town = Town::draft(SIMPLE);
        town.write(
            "governance/organisation.yaml",
            &format!("name: Town\n{housekeeping}"),
        );
        town.commit("Housekeeping");
        town.act("ann");
        town.ok("key add ann");
        town.ok("found");
        let ran = town.run(&format!(
            "key add ben --key {}",
            public(&town, "ben.pub", 2)
        ));
        if !allowed {
            assert_eq!(ran.code, 4, "{ran}");
            assert!(ran.stderr.contains("first-keys"), "{ran}");
            let said = ran.stderr.replace("\n  ", " ");
            assert!(said.contains("`- amend: {id: ben, set: {keys:"), "{ran}");
            continue;
        }
        assert_eq!(ran.code, 0, "{ran}");
        assert!(
            ran.stdout.contains("by housekeeping, signed by ann"),
            "{ran}"
        );
        let statement = town.read("governance/statements/housekeeping-ann-1.yaml");
        assert!(
            statement.contains("text: the first key of ben"),
            "{statement}"
        );
        // A second one is ben's own matter.
        let ran = town.run(&format!(
            "key add ben --key {}",
            public(&town, "more.pub", 9)
        ));
        assert_eq!(ran.code, 4, "{ran}");
    }
}

#[test]
fn answers_about_keys_have_a_form() {
    let town = Town::founded(SIMPLE);
    town.act("ann");
    town.ok(&format!("key rotate {}", public(&town, "new.pub", 11)));
    insta::assert_snapshot!(session!(
        town,
        "whoami --format json",
        "key list ann --format json",
        "key list",
    ));
}

#[test]
fn suggested_commands_repeat_the_folder_of_c() {
    let town = Town::voting(SIMPLE);
    town.act("ann");
    let root = town.dir.parent().expect("a folder").to_owned();
    let plain = town
        .dir
        .file_name()
        .expect("a name")
        .to_str()
        .expect("text")
        .to_owned();
    let odd = root.join("a town's café");
    let run = |args: &[&str]| {
        let mut polity = town.prepared(args);
        let ran = polity.current_dir(&root).output().expect("it runs");
        (
            ran.status.code(),
            String::from_utf8_lossy(&ran.stderr).into_owned(),
        )
    };
    let (_, said) = run(&["-C", &plain, "vote", "1", "yess"]);
    assert!(said.contains("`polity -C work vote 1 for`"), "{said}");
    let (code, said) = run(&["-C", &plain, "vote", "1", "for"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("hint: `polity -C work status 1`"), "{said}");
    let said = flat(&said);
    assert!(
        said.contains("`polity -C work verify 1 --receipt"),
        "{said}"
    );
    let (_, said) = run(&["-C", &plain, "vote", "1", "yess", "--format", "json"]);
    assert!(said.contains("`polity -C work vote 1 for`"), "{said}");
    // A name that a shell would take apart.
    std::fs::rename(&town.dir, &odd).expect("a move");
    let (_, said) = run(&["-C", "a town's café", "show"]);
    assert!(
        said.contains(r"`polity -C 'a town'\''s café' list`"),
        "{said}"
    );
}
