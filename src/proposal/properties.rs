//! What holds after any changes whatever.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::base::{Date, Power, Until};
use crate::org::{Area, Holder, Kind, Organisation, Roll, Team};

use super::drawn::cases;
use super::fixture::*;
use super::*;

pub(super) const PEOPLE: [&str; 7] = ["ada", "ben", "cleo", "dan", "eve", "fay", "nobody"];
pub(super) const TEAMS: [&str; 11] = [
    "core",
    "ops",
    "fellows",
    "committers",
    "board",
    "alumni",
    "founders",
    "foundation",
    "new-a",
    "new-b",
    "new-c",
];
pub(super) const AREAS: [&str; 5] = ["website", "tracker", "chat", "docs", "forum"];

pub(super) fn any_of<const N: usize>(
    words: [&'static str; N],
) -> impl Strategy<Value = &'static str> {
    prop::sample::select(words.to_vec())
}

fn destinations() -> impl Strategy<Value = BTreeMap<crate::base::AreaId, Destination>> {
    let to = prop_oneof![
        3 => any_of(TEAMS).prop_map(|team| Destination::Team(id(team))),
        1 => Just(Destination::Retired),
    ];
    // Mostly all areas at once, so that many a team can be dissolved.
    let areas = prop::sample::subsequence(AREAS.to_vec(), 0..=3);
    (areas, to).prop_map(|(areas, to)| {
        let areas = areas.into_iter();
        areas.map(|area| (id(area), to.clone())).collect()
    })
}

fn new_team() -> impl Strategy<Value = Team> {
    let members = prop::collection::vec(any_of(PEOPLE), 0..3);
    (members, prop::option::of(any_of(TEAMS)), any::<bool>()).prop_map(|(members, other, in_it)| {
        let mut team = Team::named("New", Kind::Team);
        let mut lines: Vec<_> = members.into_iter().map(person_line).collect();
        if let (Some(other), true) = (other, in_it) {
            let (team, except) = (id(other), BTreeSet::new());
            let line = Holder::EveryoneIn { team, except };
            lines.push(crate::org::Membership::of(line, Default::default()));
        } else {
            team.part_of = other.map(id);
        }
        team.members = Roll::Known(lines);
        team
    })
}

fn bodies() -> impl Strategy<Value = Change> {
    let team = || any_of(TEAMS);
    prop_oneof![
        (team(), new_team()).prop_map(|(team, fields)| Form {
            team: id(team),
            fields
        }
        .into()),
        (team(), destinations()).prop_map(|(team, transfer)| {
            let team = id(team);
            Dissolve {
                team,
                transfer,
                succeeded_by: Vec::new(),
            }
            .into()
        }),
        (team(), team()).prop_map(|(team, to)| {
            Rename {
                team: id(team),
                to: id(to),
                name: None,
            }
            .into()
        }),
        (team(), team(), team(), new_team(), any::<bool>()).prop_map(|(a, b, to, fields, new)| {
            let into = if new {
                MergeInto::New {
                    team: id(to),
                    fields: Box::new(fields),
                }
            } else {
                MergeInto::Existing(id(to))
            };
            Merge {
                teams: vec![id(a), id(b)],
                into,
            }
            .into()
        }),
        super::drawn::splits(),
        (team(), prop::option::of(team())).prop_map(|(team, above)| {
            Amend::Team(id(team), vec![TeamField::PartOf(above.map(id))]).into()
        }),
    ]
}

fn offices_and_powers() -> impl Strategy<Value = Change> {
    let team = || any_of(TEAMS);
    let who = prop_oneof![
        3 => any_of(PEOPLE).prop_map(|person| Appointee::Person(id(person))),
        1 => team().prop_map(|team| {
            Appointee::EveryoneIn { team: id(team), except: BTreeSet::new() }
        }),
        1 => team().prop_map(|team| {
            Appointee::EverIn { team: id(team), except: BTreeSet::new() }
        }),
    ];
    let from =
        prop_oneof![3 => Just(None), 1 => any_of(["2018", "2020", "2020-06"]).prop_map(Some)];
    let power = || any_of(["control", "merge", "upload"]);
    prop_oneof![
        3 => (who, team(), from).prop_map(|(who, team, from)| {
            let from = from.map(|from| from.parse().unwrap());
            Appoint { from, ..Appoint::new(who, id(team)) }.into()
        }),
        2 => (any_of(PEOPLE), team()).prop_map(|(person, team)| {
            let who = Leaver::Person(id(person));
            EndTerm { who, team: id(team), reason: None }.into()
        }),
        1 => (team(), team()).prop_map(|(office, team)| {
            let who = Leaver::EveryoneIn(id(office));
            EndTerm { who, team: id(team), reason: None }.into()
        }),
        2 => (any_of(AREAS), team()).prop_map(|(area, to)| {
            Transfer { area: id(area), to: id(to) }.into()
        }),
        2 => (team(), any_of(AREAS), power()).prop_map(|(team, area, power)| {
            let powers = BTreeSet::from([id::<Power>(power)]);
            Grant { team: id(team), area: id(area), powers }.into()
        }),
        2 => (team(), any_of(AREAS), power()).prop_map(|(team, area, power)| {
            let powers = BTreeSet::from([id::<Power>(power)]);
            Revoke { team: id(team), area: id(area), powers }.into()
        }),
        1 => (any_of(AREAS), prop::option::of(team())).prop_map(|(area, controller)| {
            let controller = controller.map(id);
            OpenArea { area: id(area), fields: Area::named("New"), controller }.into()
        }),
        1 => any_of(AREAS).prop_map(|area| CloseArea { area: id(area) }.into()),
        1 => (any_of(AREAS), any::<bool>()).prop_map(|(area, shared)| {
            Amend::Area(id(area), vec![AreaField::Shared(shared)]).into()
        }),
    ]
}

/// The organisation that the changes are made for, and their day.
pub(crate) fn example() -> (Organisation, Date) {
    (organisation(), DAY)
}

/// Changes at random, few of which stand in each other's way.
pub(crate) fn changes() -> impl Strategy<Value = Vec<Change>> {
    let any = prop_oneof![
        4 => bodies(),
        4 => offices_and_powers(),
        2 => super::drawn::written(),
    ];
    prop::collection::vec(any, 0..12)
}

/// Days that matter: around the enactment, and around the dates of the fixture.
fn days() -> Vec<Date> {
    let far = [2011, 2015, 2018, 2021].map(|year| jiff::civil::date(year, 7, 1));
    let near = [EVE, DAY, DAY.tomorrow().unwrap()];
    far.into_iter().chain(near).collect()
}

fn assert_sound(org: &Organisation) {
    for day in days() {
        let standing = org.on(day);
        // What was shared in the past may be so no more.
        let shared = |area: &Area| area.shared || (day < DAY && area.name == "Documentation");
        for (id, area) in &org.areas {
            let controllers = standing.controllers(id);
            assert!(
                shared(area) || controllers.len() <= 1,
                "{day}: {id}: {controllers:?}"
            );
        }
        for (id, team) in &org.teams {
            let mut people = BTreeSet::new();
            for term in team
                .memberships()
                .iter()
                .filter(|it| it.period.holds_on(day))
            {
                if let Some(person) = term.holder.person() {
                    assert!(people.insert(person), "{day}: {person} twice in {id}");
                }
            }
        }
    }
    let ids: Vec<String> = org.entities().map(|it| it.to_string()).collect();
    let former = org.teams.values().flat_map(|team| &team.former_ids);
    let all: Vec<String> = ids
        .into_iter()
        .chain(former.map(ToString::to_string))
        .collect();
    let distinct: BTreeSet<&String> = all.iter().collect();
    assert_eq!(distinct.len(), all.len(), "an id is used twice: {all:?}");
    for (id, team) in &org.teams {
        if team.alive_on(DAY) {
            continue;
        }
        let open_terms = team.memberships().iter().any(|it| it.period.is_open());
        let open_powers = team.authority.iter().any(|it| it.period.is_open());
        assert!(
            !open_terms && !open_powers,
            "{id} is gone and yet holds something"
        );
    }
}

/// Whatever ended through changes lasted until the day before, and whatever
/// began did so on the day, where nothing else was said.
fn assert_dated(before: &Organisation, after: &Organisation) {
    for (id, team) in &after.teams {
        let old: Vec<_> = match before.teams.get(id) {
            Some(team) => team.memberships().iter().map(|it| it.period).collect(),
            None => continue,
        };
        for term in team
            .memberships()
            .iter()
            .filter(|it| !old.contains(&it.period))
        {
            let begun = term.period.from().is_some_and(|from| {
                from.first_day() >= DAY || ["2018", "2020"].contains(&from.to_string().as_str())
            });
            let ended = term.period.until() == Until::At(EVE.into());
            assert!(begun || ended, "{id}: {}", term.period);
        }
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn the_organisation_stays_sound(changes in changes()) {
        let before = organisation();
        let mut after = before.clone();
        for change in &changes {
            let _ = change.apply(&mut after, DAY);
            let _ = change.summary(&after);
        }
        assert_sound(&after);
        if !changes.iter().any(|it| matches!(it, Change::Rename(_))) {
            assert_dated(&before, &after);
        }
        match apply_all(&before, &changes, DAY) {
            Ok(all) => prop_assert_eq!(all, after),
            Err(refused) => prop_assert!(!refused.is_empty()),
        }
    }

    #[test]
    fn a_change_that_is_refused_changes_nothing(changes in changes()) {
        let mut org = organisation();
        for change in &changes {
            let before = org.clone();
            if change.apply(&mut org, DAY).is_err() {
                prop_assert_eq!(&org, &before);
            }
        }
    }

    #[test]
    fn a_rename_and_back_restores_everything_but_former_ids(
        changes in changes(),
        team in any_of(TEAMS),
    ) {
        let mut org = organisation();
        for change in &changes {
            let _ = change.apply(&mut org, DAY);
        }
        let before = org.clone();
        let to = |team: &str, to: &str| {
            Change::from(Rename { team: id(team), to: id(to), name: None })
        };
        if to(team, "elsewhere").apply(&mut org, DAY).is_ok() {
            to("elsewhere", team).apply(&mut org, DAY).unwrap();
            let renamed = org.teams.get_mut(&id(team)).unwrap();
            renamed.former_ids.clone_from(&before.teams[&id(team)].former_ids);
            prop_assert_eq!(org, before);
        }
    }
}
