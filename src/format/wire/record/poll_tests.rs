//! Both readers of a poll, the general one and that of its roll, take the same
//! texts, and both writers write the same.

use proptest::prelude::*;

use super::*;

/// As every poll was read before rolls were taken out: all by the general
/// reader. Bound to its 1 MiB.
fn in_general(prefix: &[u8]) -> Option<(PollFile, Vec<Elector>)> {
    let mut file: PollFile = canonical(&Subject::Workspace, prefix).ok()?;
    let roll = std::mem::take(&mut file.electorate);
    Some((file, roll.into_iter().map(elector).collect()))
}

fn written_in_general(poll: &Poll) -> Vec<u8> {
    let (mut file, _) = in_general(&write_poll(&without(poll)).unwrap()).unwrap();
    let line = |it: &Elector| ElectorLine {
        person: it.person.clone(),
        weight: Text(Weight(Exact::clone(&it.weight))),
        keys: it.keys.iter().cloned().map(Text).collect(),
    };
    file.electorate = poll.electorate.iter().map(line).collect();
    signed_text(&file).unwrap()
}

fn without(poll: &Poll) -> Poll {
    Poll {
        electorate: [].into(),
        ..poll.clone()
    }
}

fn key() -> impl Strategy<Value = KeyPrint> {
    "(SHA256:[A-Za-z0-9+/]{43}|OPENPGP:[0-9a-f]{40})".prop_map(|text| text.parse().unwrap())
}

fn roll() -> impl Strategy<Value = Vec<Elector>> {
    let weight = (1_i64..5, 1_i64..4);
    let keys = proptest::collection::vec(key(), 0..4);
    let one = ("[a-z]{1,8}|[0-9]{1,5}|1e5|0x1", weight, keys);
    proptest::collection::vec(one, 0..6).prop_map(|all| {
        let mut roll: Vec<Elector> = all
            .into_iter()
            .filter_map(|(person, (over, under), keys)| {
                Some(Elector {
                    person: person.parse().ok()?,
                    weight: (crate::base::exact(over) / crate::base::exact(under)).into(),
                    keys,
                })
            })
            .collect();
        roll.sort_by(|a, b| a.person.cmp(&b.person));
        roll.dedup_by(|a, b| a.person == b.person);
        roll
    })
}

fn poll(electorate: Vec<Elector>) -> Poll {
    let rule = "title: T\ndecides: [question]\nstages:\n  - id: vote\n    electorate: council\n    ballot: for-against\n    period: 7 days\n    outcomes:\n      accept: for > against\n      reject: otherwise\n";
    let subject = Subject::Workspace;
    let (_, rule) =
        crate::format::wire::read_entity::<crate::rule::Rule>(&subject, rule.as_bytes()).unwrap();
    let digest = Digest::of(b"x");
    let opened = Instant::from_unix(1_600_000_000).unwrap();
    Poll {
        proposal: "0001-x".parse().unwrap(),
        content: digest,
        base: "a".repeat(40).parse().unwrap(),
        governance: digest,
        rule: "vote".parse().unwrap(),
        stage: rule.stages.first().unwrap().clone(),
        round: 1,
        after: None,
        options: vec!["adopt".parse().unwrap()],
        opened,
        closes: opened,
        fan_out: false,
        nonce: "b".repeat(32).parse().unwrap(),
        electorate: electorate.into(),
        opened_by: "ann".parse().unwrap(),
        keyless: true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_roll_is_written_and_read_as_in_general(roll in roll()) {
        let poll = poll(roll);
        let written = write_poll(&poll).unwrap();
        prop_assert_eq!(&written, &written_in_general(&poll));
        let (_, read) = read_parts(&written).unwrap();
        prop_assert_eq!(&read[..], &poll.electorate[..]);
        prop_assert_eq!(in_general(&written).unwrap().1, read);
    }

    #[test]
    fn what_was_changed_is_read_by_both_readers_or_by_none(
        roll in roll(), at in any::<prop::sample::Index>(), kind in 0_usize..5,
        with in "[ \na-z0-9:,{}\\[\\]\"'#-]{0,3}",
    ) {
        let mut text = String::from_utf8(write_poll(&poll(roll)).unwrap()).unwrap();
        let at = at.index(text.len());
        let end = match kind {
            0 => at,
            1 => (at + 1).min(text.len()),
            // Whole lines, which come twice, go, or come from elsewhere.
            _ => text[at..].find('\n').map_or(text.len(), |n| at + n + 1),
        };
        match kind {
            0 | 1 => text.replace_range(at..end, &with),
            2 => text.replace_range(at..end, ""),
            3 => text.insert_str(end, "electorate:\n  - {person: a, weight: 1, keys: []}\n"),
            _ => text.insert_str(end, "  - {person: a, weight: 1, keys: []}\n"),
        }
        let general = in_general(text.as_bytes()).map(|(_, roll)| roll);
        let quick = read_parts(text.as_bytes()).ok().map(|(_, roll)| roll);
        prop_assert_eq!(general, quick, "{}", text);
    }
}

#[test]
fn a_line_that_is_not_as_written_is_named() {
    let poll = poll(
        ["ann", "ben", "cleo"]
            .map(|person| Elector {
                person: person.parse().unwrap(),
                weight: crate::base::exact(1).into(),
                keys: Vec::new(),
            })
            .into(),
    );
    let good = String::from_utf8(write_poll(&poll).unwrap()).unwrap();
    for (from, to) in [
        ("{person: ben, ", "{person: ben,  "),
        ("opened_by: ann", "opened_by: 'ann'"),
        ("round: 1", "round: +1"),
    ] {
        let bad = good.replace(from, to);
        let line = 1 + bad.lines().position(|line| line.contains(to)).unwrap();
        match read_parts(bad.as_bytes()) {
            Err(RecordError::Form(CanonicalError::Form(said))) => assert_eq!(said, line),
            other => panic!("{:?}", other.map(|_| ())),
        }
    }
}

#[test]
fn a_roll_of_a_hundred_thousand_is_read() {
    let electors = (0..100_000).map(|n| Elector {
        person: format!("elector-{n:06}").parse().unwrap(),
        weight: crate::base::exact(1).into(),
        keys: vec![format!("SHA256:{}", "k".repeat(43)).parse().unwrap()],
    });
    let poll = poll(electors.collect());
    let written = write_poll(&poll).unwrap();
    assert!(written.len() > crate::format::LONGEST);
    let armour = "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n";
    let read = read_poll(&crate::format::join(&written, armour).unwrap()).unwrap();
    assert_eq!(read.poll, poll);
}
