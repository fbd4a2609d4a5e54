//! Drafts after decisions that came between.

use proptest::prelude::*;

use super::*;
use crate::proposal::fixture::*;
use crate::proposal::properties::changes as any_changes;
use crate::proposal::*;

/// The organisation after what came between.
fn after(between: &[Change]) -> Organisation {
    apply_all(&organisation(), between, EVE).unwrap()
}

fn told(org: &Organisation, draft: &[Change]) -> (usize, Vec<String>, Vec<String>) {
    let found = rebase(org, draft, DAY);
    let mended = found.mended.iter();
    let mended = mended.map(|it| format!("{} {:?}: {}", it.index, it.how, it.why));
    let left = found.left.iter().map(|it| it.why.clone());
    (found.changes.len(), mended.collect(), left.collect())
}

fn transfer(area: &str, to: &str) -> Change {
    Transfer {
        area: id(area),
        to: id(to),
    }
    .into()
}

fn appoint(person: &str, team: &str) -> Change {
    Appoint::new(Appointee::Person(id(person)), id(team)).into()
}

fn end(person: &str, team: &str) -> Change {
    let (who, team) = (Leaver::Person(id(person)), id(team));
    EndTerm {
        who,
        team,
        reason: None,
    }
    .into()
}

fn rename(team: &str, to: &str) -> Change {
    Rename {
        team: id(team),
        to: id(to),
        name: None,
    }
    .into()
}

fn dissolve(team: &str, areas: &[(&str, &str)]) -> Change {
    let areas = areas.iter();
    let areas = areas.map(|(area, to)| (id(area), Destination::Team(id(to))));
    let (team, transfer) = (id(team), areas.collect());
    Dissolve {
        team,
        transfer,
        succeeded_by: Vec::new(),
    }
    .into()
}

#[test]
fn a_renamed_team_is_followed_in_every_kind() {
    let org = after(&[rename("board", "council"), rename("ops", "operations")]);
    let adopt = AdoptRule {
        rule: id("new-vote"),
        file: "files/new-vote.yaml".to_owned(),
        content: Box::new(rule_of("board")),
    };
    let part_of = Amend::Team(id("alumni"), vec![TeamField::PartOf(Some(id("board")))]);
    let draft = [
        appoint("eve", "board"),
        transfer("website", "ops"),
        adopt.into(),
        part_of.into(),
    ];
    let found = rebase(&org, &draft, DAY);
    assert_eq!(found.left, []);
    assert_eq!(found.mended.len(), 4);
    assert_eq!(
        found.mended[0].why,
        "Board is called `council` now, and was `board`"
    );
}

#[test]
fn what_is_done_falls_away_and_the_rest_stays() {
    let org = after(&[
        transfer("website", "ops"),
        appoint("eve", "board"),
        end("ben", "core"),
        dissolve("alumni", &[]),
    ]);
    let draft = [
        transfer("website", "ops"),
        appoint("eve", "board"),
        end("ben", "core"),
        dissolve("alumni", &[]),
        transfer("tracker", "ops"),
    ];
    assert_eq!(
        told(&org, &draft),
        (
            1,
            vec![
                "0 Dropped: Ops team controls Website already".to_owned(),
                "1 Dropped: Eve Ehm serves in Board already".to_owned(),
                "2 Dropped: Ben Birk left Core team already".to_owned(),
                "3 Dropped: Alumni is dissolved since 2020-03-11".to_owned(),
            ],
            Vec::new()
        )
    );
}

#[test]
fn an_area_that_is_gone_is_given_to_nobody_and_one_that_came_is_asked_about() {
    let draft = [dissolve("ops", &[("chat", "core"), ("docs", "core")])];
    let org = after(&[transfer("chat", "core")]);
    assert_eq!(
        told(&org, &draft).1,
        ["0 Shortened: Ops team does not control it any more: Chat is with Core team"]
    );
    let org = after(&[transfer("website", "ops")]);
    let (_, mended, left) = told(&org, &draft);
    assert_eq!(mended, Vec::<String>::new());
    assert_eq!(left, ["Ops team controls Website; who takes it?"]);
}

#[test]
fn a_grant_keeps_what_is_new_and_an_amendment_too() {
    let grant = |powers: &[&str]| -> Change {
        let powers = powers.iter().map(|it| id(it)).collect();
        Grant {
            team: id("board"),
            area: id("tracker"),
            powers,
        }
        .into()
    };
    let org = after(&[grant(&["merge"])]);
    assert_eq!(
        told(&org, &[grant(&["merge", "upload"])]),
        (
            1,
            vec!["0 Shortened: Board holds merge over Tracker already".to_owned()],
            Vec::new()
        )
    );
    // Beside a change that needs mending, one that does nothing goes too.
    let revoke = Revoke {
        team: id("board"),
        area: id("tracker"),
        powers: [id("merge")].into(),
    };
    let org = apply_all(&org, &[revoke.clone().into()], DAY).unwrap();
    assert_eq!(told(&org, &[revoke.into()]).0, 0);
}

#[test]
fn a_slip_of_the_draft_itself_is_left() {
    let twice = [dissolve("alumni", &[]), dissolve("alumni", &[])];
    let (kept, mended, left) = told(&organisation(), &twice);
    assert_eq!((kept, mended.len(), left.len()), (2, 0, 1));
    // Who never served did not leave.
    assert_eq!(told(&organisation(), &[end("fay", "board")]).0, 1);
}

#[test]
fn an_election_follows_a_rename() {
    let election = Election {
        team: id("board"),
        candidates: vec![id("fay")],
        sitting: Sitting::End,
    };
    assert_eq!(rebase_election(&organisation(), &election), None);
    let org = after(&[rename("board", "council")]);
    let (mended, from) = rebase_election(&org, &election).unwrap();
    assert_eq!((mended.team, from), (id("council"), id("board")));
}

proptest! {
    #![proptest_config(crate::proposal::drawn::cases(200))]

    #[test]
    fn with_nothing_left_it_applies_and_what_applies_stays(
        between in any_changes(),
        draft in any_changes(),
    ) {
        let mut org = organisation();
        for change in &between {
            let _ = change.apply(&mut org, EVE);
        }
        let found = rebase(&org, &draft, DAY);
        let list = found.list();
        prop_assert_eq!(found.left.is_empty(), apply_all(&org, &list, DAY).is_ok());
        if apply_all(&org, &draft, DAY).is_ok() {
            prop_assert_eq!(&list, &draft);
            prop_assert!(found.is_unchanged());
        }
        // Once more mends nothing more that applies.
        if found.left.is_empty() {
            prop_assert!(rebase(&org, &list, DAY).is_unchanged());
        }
        // What is dropped is told, and nothing else is lost.
        let dropped = found.mended.iter().filter(|it| it.how == How::Dropped).count();
        prop_assert_eq!(list.len() + dropped, draft.len());
    }
}
