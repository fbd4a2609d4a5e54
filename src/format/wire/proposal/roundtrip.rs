//! Whatever changes are written are read back the same.

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option::of;
use proptest::prelude::*;

use super::*;
use crate::base::{AreaId, Period, PersonId, Power, TeamId};
use crate::org::{Area, Basis, Grant as Held, Holder, Kind, Membership, Person, Roll, Team};
use crate::proposal::*;

fn id<T: std::str::FromStr<Err: std::fmt::Debug> + std::fmt::Debug>() -> impl Strategy<Value = T> {
    // Some words, such as `and`, are no ids.
    "[a-e][a-z0-9]{1,3}|[0-9]{2,3}".prop_filter_map("reserved", |text| text.parse().ok())
}

fn words() -> impl Strategy<Value = String> {
    // What YAML takes for something else is the point.
    "[A-Za-z0-9:#{}, '\"-]{1,12}|yes|no|null|12:30:45|2014-10|~|1e3|a\nb"
}

fn holder() -> impl Strategy<Value = Holder> {
    prop_oneof![
        id().prop_map(Holder::Person),
        (id(), btree_set(id::<PersonId>(), 0..2))
            .prop_map(|(team, except)| Holder::EveryoneIn { team, except }),
    ]
}

fn team() -> impl Strategy<Value = Team> {
    let held = (id(), btree_set(id::<Power>(), 1..3)).prop_map(|(area, powers)| Held {
        area,
        powers,
        period: Period::default(),
    });
    let member = holder().prop_map(|holder| Membership::of(holder, Period::default()));
    (
        words(),
        of(words()),
        of(0_u32..9),
        vec(held, 0..2),
        vec(member, 0..2),
    )
        .prop_map(|(name, purpose, seats, authority, members)| Team {
            purpose,
            seats,
            authority,
            members: Roll::Known(members),
            ..Team::named(name, Kind::Committee)
        })
}

fn destinations() -> impl Strategy<Value = BTreeMap<AreaId, Destination>> {
    let to = prop_oneof![Just(Destination::Retired), id().prop_map(Destination::Team)];
    btree_map(id(), to, 0..3)
}

fn part() -> impl Strategy<Value = Part> {
    let authority = btree_map(id(), btree_set(id::<Power>(), 1..3), 0..2);
    (id(), words(), of(words()), vec(holder(), 0..3), authority).prop_map(
        |(team, name, purpose, members, authority)| Part {
            team,
            name,
            kind: Some(Kind::Board),
            purpose,
            members,
            authority,
        },
    )
}

fn structure() -> impl Strategy<Value = Change> {
    prop_oneof![
        (id(), team()).prop_map(|(team, fields)| Form { team, fields }.into()),
        (id(), destinations(), vec(id(), 0..2)).prop_map(|(team, transfer, succeeded_by)| {
            Change::from(Dissolve {
                team,
                transfer,
                succeeded_by,
            })
        }),
        (id(), id(), of(words())).prop_map(|(team, to, name)| Rename { team, to, name }.into()),
        (vec(id(), 1..3), "[a-e][a-z]{1,3}").prop_map(|(teams, into)| {
            let into = MergeInto::Existing(into.parse().unwrap());
            Change::from(Merge { teams, into })
        }),
        (vec(id(), 1..3), id(), team()).prop_map(|(teams, team, fields)| {
            let fields = Box::new(fields);
            Change::from(Merge {
                teams,
                into: MergeInto::New { team, fields },
            })
        }),
        (id(), vec(part(), 1..3), vec(holder(), 0..2), destinations()).prop_map(
            |(team, into, leaving, transfer)| Split {
                team,
                into,
                leaving,
                transfer
            }
            .into()
        ),
        (id(), id()).prop_map(|(area, to)| Transfer { area, to }.into()),
        (id(), id(), btree_set(id::<Power>(), 1..3)).prop_map(|(team, area, powers)| Grant {
            team,
            area,
            powers
        }
        .into()),
        (id(), words(), of(id()), any::<bool>()).prop_map(|(area, name, controller, shared)| {
            let fields = Area {
                name,
                purpose: None,
                part_of: None,
                shared,
                assets: Vec::new(),
                opened: None,
                closed: None,
            };
            Change::from(OpenArea {
                area,
                fields,
                controller,
            })
        }),
    ]
}

fn people() -> impl Strategy<Value = Change> {
    let who = prop_oneof![
        id().prop_map(Appointee::Person),
        (id(), btree_set(id::<PersonId>(), 0..3))
            .prop_map(|(team, except)| Appointee::EverIn { team, except }),
    ];
    prop_oneof![
        (who, id(), of(words())).prop_map(|(who, team, role)| {
            let basis = Some(Basis::Elected);
            let until = Some("2014".parse().unwrap());
            Change::from(Appoint {
                basis,
                role,
                until,
                ..Appoint::new(who, team)
            })
        }),
        (id(), id(), of(words())).prop_map(|(office, team, reason)| {
            let who = Leaver::EveryoneIn(office);
            Change::from(EndTerm { who, team, reason })
        }),
        (id(), words(), vec(words(), 0..3)).prop_map(|(person, name, emails)| {
            let fields = Person {
                name,
                accounts: BTreeMap::new(),
                emails,
                keys: Vec::new(),
                affiliations: Vec::new(),
                also_known_as: Vec::new(),
            };
            Change::from(Register { person, fields })
        }),
        "[0-9]{40}|[0-9a-f]{40}".prop_map(|commit| Ratify { commit }.into()),
        (id(), words()).prop_map(|(constraint, reason)| {
            let until = Some("2014-10".parse().unwrap());
            Change::from(Waive {
                constraint,
                reason,
                until,
            })
        }),
        (id::<TeamId>(), words(), of(0_u32..9)).prop_map(|(team, name, seats)| {
            let fields = vec![TeamField::Name(name), TeamField::Seats(seats)];
            Change::from(Amend::Team(team, fields))
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_is_read(changes in vec(prop_oneof![structure(), people()], 0..6)) {
        let proposal = Proposal {
            name: "0001-test".parse().unwrap(),
            title: "No".to_owned(),
            authors: vec!["ada".parse().unwrap()],
            shepherd: None,
            created: "2014".parse().unwrap(),
            rule: "2020".parse().unwrap(),
            subject: None,
            resubmits: Some(3),
            follows: None,
            body: Body::Changes(changes),
        };
        let text = write_proposal(&proposal).unwrap();
        let document = proposal_document(&proposal.name, text.as_bytes()).unwrap();
        let kind_of = |id: &str| id.parse().ok().map(EntityId::Team);
        let read = read_proposal(&proposal.name, document, &BTreeMap::new(), &kind_of);
        prop_assert_eq!(&read.findings, &[], "{}", text);
        prop_assert_eq!(read.proposal, Some(proposal), "{}", text);
    }
}
