//! Every mutation by itself, and organisations at random.

use super::*;

/// Every mutation, each by itself.
fn mutations() -> Vec<fn(&mut Organisation)> {
    vec![
        |org| org.about.name.push('x'),
        |org| org.about.homepage = Some("https://example.org".to_owned()),
        |org| org.about.branch.push('x'),
        |org| org.about.key_delay = crate::base::Span::days(3),
        |org| _ = org.about.powers.insert(id("veto"), "to stop".to_owned()),
        |org| _ = org.people.insert(id("new-one"), Person::named("New One")),
        |org| _ = org.people.remove(&id("jacob-kaplan-moss")),
        |org| {
            org.people
                .get_mut(&id("tim-graham"))
                .unwrap()
                .name
                .push('x')
        },
        |org| {
            let person = org.people.get_mut(&id("tim-graham")).unwrap();
            person.emails.push("tim@example.org".to_owned());
        },
        |org| {
            _ = org
                .teams
                .insert(id("docs"), Team::named("Docs", Kind::Team))
        },
        |org| {
            let mut past = Team::named("BDFLs", Kind::Role);
            past.dissolved = Some(id("2014-01-13"));
            org.teams.insert(id("bdfls"), past);
        },
        |org| _ = org.teams.remove(&id("ops")),
        |org| team(org, "ops").dissolved = Some(BEFORE.into()),
        |org| team(org, "ops").formed = Some(id("2010")),
        |org| team(org, "ops").name.push('x'),
        |org| team(org, "ops").kind = Kind::Committee,
        |org| team(org, "ops").purpose = Some("Servers.".to_owned()),
        |org| team(org, "ops").part_of = Some(id("core")),
        |org| team(org, "ops").seats = Some(3),
        |org| team(org, "ops").succeeded_by.push(id("core")),
        |org| team(org, "ops").former_ids.push(id("operations")),
        |org| {
            team(org, "ops")
                .authority
                .push(grant("website", &["deploy"]))
        },
        |org| {
            team(org, "core").authority[0].period =
                Period::since(id::<crate::base::PartialDate>("2014").first_day())
        },
        |org| team(org, "core").authority.clear(),
        |org| team(org, "ops").members = Roll::Unknown,
        |org| lines(team(org, "ops")).clear(),
        |org| lines(team(org, "ops")).push(term("carl-meyer")),
        |org| lines(team(org, "ops"))[0].note = Some("on call".to_owned()),
        |org| lines(team(org, "ops"))[0].period = Period::since(BEFORE),
        |org| {
            let mut past = term("carl-meyer");
            past.period = past.period.ended_on(BEFORE).unwrap();
            lines(team(org, "ops")).push(past);
        },
        |org| {
            let all = Holder::EveryoneIn {
                team: id("fellows"),
                except: BTreeSet::new(),
            };
            lines(team(org, "ops")).push(Membership::of(all, Period::default()));
        },
        |org| {
            lines(team(org, "committers"))[0].holder = Holder::EveryoneIn {
                team: id("core"),
                except: BTreeSet::from([id("tim-graham")]),
            };
        },
        |org| _ = org.areas.insert(id("irc"), Area::named("IRC")),
        |org| _ = org.areas.remove(&id("website")),
        |org| org.areas.get_mut(&id("website")).unwrap().closed = Some(BEFORE.into()),
        |org| org.areas.get_mut(&id("website")).unwrap().opened = Some(id("2005")),
        |org| org.areas.get_mut(&id("website")).unwrap().shared = true,
        |org| {
            org.areas
                .get_mut(&id("website"))
                .unwrap()
                .assets
                .push(Asset {
                    kind: "url".to_owned(),
                    at: "https://example.org".to_owned(),
                    note: None,
                });
        },
        |org| {
            let cap = Requirement::PowersCap { at_most: 9 };
            org.constraints
                .insert(id("cap"), constraint("Few powers", cap));
        },
        |org| _ = org.constraints.remove(&id("every-area")),
        |org| {
            let area = org.constraints.get_mut(&id("every-area")).unwrap();
            area.repealed = Some(BEFORE.into());
        },
        |org| {
            org.constraints
                .get_mut(&id("every-area"))
                .unwrap()
                .title
                .push('x')
        },
        |org| {
            let area = org.constraints.get_mut(&id("every-area")).unwrap();
            area.waivers.push(Waiver {
                reason: "soon".to_owned(),
                until: None,
            });
        },
        |org| _ = org.rules.insert(id("core-vote"), fixture::core_vote()),
        |org| {
            let mut past = fixture::core_vote();
            past.repealed = Some(id("2010"));
            org.rules.insert(id("core-vote"), past);
        },
        |org| {
            let event = Event {
                kind: id("feature-release"),
                on: id("2019-12-02"),
                series: None,
                source: None,
                people: BTreeSet::new(),
            };
            org.events.insert(id("release-3-0"), event);
        },
    ]
}

#[test]
fn nothing_differs_from_itself() {
    for org in [fixture::before(), fixture::after()] {
        for day in [BEFORE, AFTER] {
            let (was, is) = (org.on(day), org.on(day));
            let found = OrgDiff::between(&was, &is, &Hints::none());
            assert!(found.is_empty(), "{found:?}");
            assert_eq!(found.stat(), Stat::default());
        }
    }
}

#[test]
fn every_single_mutation_shows_up_both_ways() {
    for (n, mutate) in mutations().into_iter().enumerate() {
        let plain = fixture::before();
        let mut other = fixture::before();
        mutate(&mut other);
        for (was, is) in [(&plain, &other), (&other, &plain)] {
            let found = OrgDiff::between(&was.on(BEFORE), &is.on(BEFORE), &Hints::none());
            assert!(!found.is_empty(), "mutation {n}");
            assert_ne!(found.stat(), Stat::default(), "mutation {n}");
        }
    }
}

/// One body, in numbers: its members, its area, its day of birth and its end.
type Seed = (Vec<(u8, u8)>, Option<u8>, u8, u8);

/// A small organisation out of numbers.
fn grown(seeds: &[Seed]) -> Organisation {
    let mut org = Organisation::empty(crate::org::About::named("Grown"));
    let year = |number: u8| id::<crate::base::PartialDate>(&format!("20{:02}", 10 + number % 15));
    for area in 0..3 {
        let name = format!("area-{area}");
        org.areas.insert(id(&name), Area::named(&name));
    }
    for (n, (people, area, formed, gone)) in seeds.iter().enumerate() {
        let mut body = Team::named(format!("Team {n}"), Kind::Team);
        let terms = people.iter().map(|(person, from)| {
            let mut term = if *person < 6 {
                term(&format!("person-{person}"))
            } else {
                let except = BTreeSet::from([id("person-0")]);
                let team = id(&format!("team-{}", person - 6));
                Membership::of(Holder::EveryoneIn { team, except }, Period::default())
            };
            term.period = Period::since(year(*from).first_day());
            term
        });
        let terms: BTreeSet<Membership> = terms.collect();
        body.members = Roll::Known(terms.into_iter().collect());
        let areas = area
            .iter()
            .map(|area| grant(&format!("area-{area}"), &["control"]));
        body.authority = areas.collect();
        body.formed = (*formed < 10).then(|| year(*formed));
        body.dissolved = (*gone < 10).then(|| year(*gone));
        org.teams.insert(id(&format!("team-{n}")), body);
    }
    org
}

fn seeds() -> impl proptest::strategy::Strategy<Value = Vec<Seed>> {
    use proptest::collection::vec;
    let people = vec((0u8..9, 0u8..15), 0..4);
    let seed = (people, proptest::option::of(0u8..3), 0u8..14, 0u8..20);
    vec(seed, 0..4)
}

proptest::proptest! {
    #[test]
    fn the_diff_is_empty_only_between_equals(one in seeds(), other in seeds()) {
        let (one, other) = (grown(&one), grown(&other));
        let between = |was: &Organisation, is: &Organisation| {
            OrgDiff::between(&was.on(BEFORE), &is.on(BEFORE), &Hints::none())
        };
        proptest::prop_assert!(between(&one, &one.clone()).is_empty());
        proptest::prop_assert_eq!(between(&one, &other).is_empty(), one == other);
        let (was, is) = (one.on(BEFORE), other.on(BEFORE));
        let follows = Consequences::of(&between(&one, &other), &was, &is, &reachable);
        for change in &follows.powers {
            let kept = change.before.intersection(&change.after).count();
            proptest::prop_assert_eq!(kept + change.lost().len(), change.before.len());
            proptest::prop_assert_eq!(kept + change.gained().len(), change.after.len());
        }
    }
}
