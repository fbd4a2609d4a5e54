use super::*;

const PATH: &str = "governance/teams/core.yaml";

const BASE: &str = "# Source: the minutes.
name: Core
kind: team
seats: 5
authority:
  - {area: website}
  - {area: tracker, powers: [control, merge]}
  - {area: wiki}
# In the order of joining.
members:
  - {person: ann}
  - {person: ben} # the second
";

fn merged(base: &str, ours: &str, theirs: &str) -> MergedFile {
    let sides = Sides {
        base: base.as_bytes(),
        ours: ours.as_bytes(),
        theirs: theirs.as_bytes(),
    };
    merge_file(PATH, sides, &MergeStyle::default()).unwrap()
}

fn text(merged: &MergedFile) -> &str {
    std::str::from_utf8(&merged.text).unwrap()
}

#[test]
fn each_side_adds_a_member_in_one_place() {
    let ours = format!("{BASE}  # since the spring\n  - {{person: cleo}}\n");
    let theirs = format!("{BASE}  - {{person: dan}} # by vote\n");
    let it = merged(BASE, &ours, &theirs);
    let all = format!(
        "{BASE}  # since the spring\n  - {{person: cleo}}\n  - {{person: dan}} # by vote\n"
    );
    assert_eq!(text(&it), all);
    assert!(it.clean);
}

#[test]
fn lines_that_touch_are_merged_by_meaning() {
    // One side takes the website away, the other the tracker: beside each
    // other, so that lines are in conflict and their union would keep both.
    let ours = BASE.replace("  - {area: website}\n", "");
    let theirs = BASE
        .replace("  - {area: tracker, powers: [control, merge]}\n", "")
        .replace("kind: team", "kind: team\n# a board soon");
    let it = merged(BASE, &ours, &theirs);
    assert!(it.clean, "{it:?}");
    assert_eq!(it.how, MergedBy::Meaning { lost: vec![] });
    let wanted = BASE
        .replace("  - {area: website}\n", "")
        .replace("  - {area: tracker, powers: [control, merge]}\n", "")
        .replace("kind: team", "kind: team\n# a board soon");
    assert_eq!(text(&it), wanted);
}

#[test]
fn a_line_that_both_change_in_other_fields_is_merged() {
    let ours = BASE.replace("[control, merge]", "[control]");
    let theirs = BASE.replace("[control, merge]", "[merge]").replace(
        "  - {person: ben} # the second\n",
        "  - {person: ben} # the second\n  # newest\n  - {person: dan}\n",
    );
    let it = merged(BASE, &ours, &theirs);
    assert!(it.clean, "{it:?}");
    assert!(!text(&it).contains("tracker"), "{}", text(&it));
    assert!(text(&it).contains("  # newest\n  - {person: dan}\n"));
}

#[test]
fn clashes_are_named_and_marked() {
    let with = |seats: &str| BASE.replace("seats: 5", seats);
    let it = merged(BASE, &with("seats: 6"), &with("seats: 7"));
    assert!(!it.clean);
    let MergedBy::Clashes(clashes) = &it.how else {
        panic!("{it:?}");
    };
    assert_eq!(clashes[0].what, "seats");
    let marks = "<<<<<<< ours\nseats: 6\n=======\nseats: 7\n>>>>>>> theirs\n";
    assert!(text(&it).contains(marks), "{}", text(&it));
}

#[test]
fn what_lines_would_merge_into_nonsense_is_marked_all_the_same() {
    // The same person twice, in places apart: no lines meet.
    let ours = BASE.replace("members:\n", "members:\n  - {person: eve, from: 2020}\n");
    let theirs = format!("{BASE}  - {{person: eve, from: 2021}}\n");
    let it = merged(BASE, &ours, &theirs);
    assert!(!it.clean);
    assert!(matches!(it.how, MergedBy::Clashes(_)));
    for mark in [
        "<<<<<<< ours",
        "eve, from: 2020",
        "eve, from: 2021",
        ">>>>>>> theirs",
    ] {
        assert!(text(&it).contains(mark), "{}", text(&it));
    }
    // The rest of the file is not in conflict.
    let before = text(&it).split("<<<<<<<").next().unwrap();
    assert!(before.ends_with("members:\n"), "{}", text(&it));
}

#[test]
fn one_addition_made_by_both_stands_once() {
    let ours = BASE.replace("members:\n", "members:\n  - {person: eve}\n");
    let theirs = format!("{BASE}  - {{person: eve}}\n");
    let it = merged(BASE, &ours, &theirs);
    assert!(it.clean, "{it:?}");
    assert_eq!(text(&it).matches("eve").count(), 1, "{}", text(&it));
}

#[test]
fn files_that_cannot_be_read_or_are_new_are_left_to_lines() {
    let broken = BASE.replace("seats: 5", "seats: [");
    let it = merged(BASE, &broken, &format!("{BASE}  - {{person: dan}}\n"));
    assert_eq!(it.how, MergedBy::Unread(vec!["ours"]));
    let other = BASE.replace("seats: 5", "seats: 9");
    let it = merged("", BASE, &other);
    assert_eq!((it.how, it.clean), (MergedBy::BothAdded, false));
    let spaced = BASE.replace("seats: 5", "seats:   5");
    assert!(merged("", BASE, &spaced).clean);
}

mod generated {
    use proptest::prelude::*;

    use super::*;
    use crate::format::wire::Entity;

    /// A file of our own with a comment at every member.
    fn file(team: &Team) -> String {
        let text = crate::format::Emit::default()
            .file(&team.to_file())
            .unwrap();
        let mut out = String::from("# head\n");
        for (at, line) in text.lines().enumerate() {
            let note = if at % 3 == 0 {
                format!(" # c{at}")
            } else {
                String::new()
            };
            out.push_str(&format!("{line}{note}\n"));
        }
        out
    }

    fn edited(seats: Option<u32>, drop: Vec<bool>, add: Vec<u8>) -> Team {
        let mut team = read::<Team>(BASE.as_bytes()).unwrap();
        team.seats = seats;
        let mut keep = drop.into_iter();
        team.authority.retain(|_| keep.next().unwrap_or(true));
        if let crate::org::Roll::Known(members) = &mut team.members {
            for who in add {
                let holder = crate::org::Holder::Person(format!("p{}", who % 5).parse().unwrap());
                let from = crate::base::Date::constant(2000 + i16::from(who / 5), 1, 1);
                let period = crate::base::Period::since(from);
                let at = usize::from(who) % (members.len() + 1);
                members.insert(at, crate::org::Membership::of(holder, period));
            }
        }
        team
    }

    fn teams() -> impl Strategy<Value = Team> {
        let seats = prop_oneof![Just(Some(5)), Just(Some(6)), Just(None)];
        let drop = proptest::collection::vec(any::<bool>(), 3);
        let add = proptest::collection::vec(0_u8..15, 0..3);
        (seats, drop, add).prop_map(|(seats, drop, add)| edited(seats, drop, add))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]

        #[test]
        fn a_clean_merge_means_the_merged_meaning(ours in teams(), theirs in teams()) {
            let base = read::<Team>(BASE.as_bytes()).unwrap();
            let it = merged(BASE, &file(&ours), &file(&theirs));
            let wanted = Team::merge3(&base, &ours, &theirs);
            if it.clean {
                let both = ours == theirs;
                prop_assert!(both || wanted.clashes.is_empty());
                prop_assert!(means(&it.text, &wanted.merged), "{}", text(&it));
            } else {
                prop_assert!(text(&it).contains("<<<<<<< ours"), "{:?}", it);
                prop_assert!(text(&it).contains(">>>>>>> theirs"), "{:?}", it);
            }
        }
    }
}
