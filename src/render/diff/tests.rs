//! What people see of DEP 10, and what no name can do.

use super::*;
use crate::diff::{Hints, fixture};
use crate::org::Organisation;

fn with<T>(before: &Organisation, after: &Organisation, show: impl Fn(&DiffView<'_>) -> T) -> T {
    let (was, is) = (before.on(fixture::BEFORE), after.on(fixture::AFTER));
    let diff = OrgDiff::between(&was, &is, &Hints::none());
    let follows = Consequences::of(&diff, &was, &is, &crate::diff::reach);
    show(&DiffView {
        diff: &diff,
        follows: &follows,
        before: &was,
        after: &is,
        title: "0010  New governance for the Django project",
        aside: "draft, adopt-governance",
    })
}

fn dep_10() -> (Organisation, Organisation) {
    let (mut before, mut after) = (fixture::before(), fixture::after());
    let rule = fixture::core_vote();
    before.rules.insert(fixture::id("core-vote"), rule.clone());
    after.rules.insert(fixture::id("core-vote"), rule);
    (before, after)
}

#[test]
fn core_dissolved_in_eighty_columns() {
    let (before, after) = dep_10();
    let shown = with(&before, &after, |view| text(view, TextOptions::default()));
    assert!(shown.lines().iter().all(|line| line.width() <= 80));
    insta::assert_snapshot!(shown.to_string(false), @r"
    0010  New governance for the Django project              draft, adopt-governance

    Bodies
      - Core team                    dissolved; 6 terms end
          to Technical Board         github, issue-tracker
          to Ops team                website
          no longer part of it       Technical Board
      - Committers                   dissolved; 6 people served by office
      + Core Developer      honorary 6 people, no powers
      + Mergers             role     Carlton Gibson, Mariusz Felisiak
                                     + merge on github
      + Triage & Review     team     nobody yet, no powers
      ~ Ops team                     + control of website
      ~ Technical Board              seats: none -> 5
                                     + control of github, issue-tracker

    Terms
      ~ Releasers                    - Jacob Kaplan-Moss, James Bennett, Tim Graham
                                     + everyone in Django Fellows (automatic)
                                     + through Django Fellows: Carlton Gibson,
                                       Mariusz Felisiak

    Powers                        before  after
      control of github                6      3   - Claude Paroz, Simon Charette,
                                                    Tim Graham
      merge on github                  6      2   - 6 people (Committers)
                                                  + Carlton Gibson, Mariusz Felisiak
      control of issue-tracker         6      3   - Claude Paroz, Simon Charette,
                                                    Tim Graham
      control of releases              3      2   - Jacob Kaplan-Moss,
                                                    James Bennett, Tim Graham
                                                  + Carlton Gibson, Mariusz Felisiak
      upload on releases               3      2   - Jacob Kaplan-Moss,
                                                    James Bennett, Tim Graham
                                                  + Carlton Gibson, Mariusz Felisiak
      control of website               6      1   - 5 people (Core team)
      most powers in one person        8      4   before: James Bennett
                                                  after: Andrew Godwin, Carl Meyer,
                                                  James Bennett

    Offices
      - no office left               Claude Paroz, Jacob Kaplan-Moss, Simon Charette
      ! Technical Board              3 of 5 seats taken

    Constraints
      + merger-not-on-board must     holds
      + three-mergers       should   broken: Mergers has 2 of at least 3

    Rules
      ! core-vote                    it names Core team, which does not exist then
      ! core-vote                    nobody can pass it: stage core has no electors
    ");
}

#[test]
fn the_difference_in_numbers() {
    let (before, after) = dep_10();
    let shown = with(&before, &after, |view| stat(view, 80));
    insta::assert_snapshot!(shown.to_string(false), @r"
    bodies            3 formed, 2 ended, 2 amended
    terms             8 begun, 10 ended
    areas             3 in other hands
    constraints       2 adopted
    powers of people  6 gained, 23 lost
    ");
}

#[test]
fn for_a_pull_request() {
    let (before, after) = dep_10();
    let shown = with(&before, &after, |view| markdown(view, false));
    insta::assert_snapshot!(shown, @r"
    ## 0010  New governance for the Django project

    draft, adopt-governance

    ### Bodies

    - `-` **Core team**
      - dissolved; 6 terms end
      - to Technical Board: github, issue-tracker
      - to Ops team: website
      - no longer part of it: Technical Board
    - `-` **Committers**: dissolved; 6 people served by office
    - `+` **Core Developer** (honorary): 6 people, no powers
    - `+` **Mergers** (role)
      - Carlton Gibson, Mariusz Felisiak
      - `+` merge on github
    - `+` **Triage &amp; Review** (team): nobody yet, no powers
    - `~` **Ops team**: `+` control of website
    - `~` **Technical Board**
      - seats: none -&gt; 5
      - `+` control of github, issue-tracker

    ### Terms

    - `~` **Releasers**
      - `-` Jacob Kaplan-Moss, James Bennett, Tim Graham
      - `+` everyone in Django Fellows (automatic)
      - `+` through Django Fellows: Carlton Gibson, Mariusz Felisiak

    ### Powers

    | power | before | after | |
    |---|---:|---:|---|
    | control of github | 6 | 3 | `-` Claude Paroz, Simon Charette, Tim Graham |
    | merge on github | 6 | 2 | `-` 6 people (Committers); `+` Carlton Gibson, Mariusz Felisiak |
    | control of issue-tracker | 6 | 3 | `-` Claude Paroz, Simon Charette, Tim Graham |
    | control of releases | 3 | 2 | `-` Jacob Kaplan-Moss, James Bennett, Tim Graham; `+` Carlton Gibson, Mariusz Felisiak |
    | upload on releases | 3 | 2 | `-` Jacob Kaplan-Moss, James Bennett, Tim Graham; `+` Carlton Gibson, Mariusz Felisiak |
    | control of website | 6 | 1 | `-` 5 people (Core team) |
    | most powers in one person | 8 | 4 | before: James Bennett; after: Andrew Godwin, Carl Meyer, James Bennett |

    ### Offices

    - `-` **no office left**: Claude Paroz, Jacob Kaplan-Moss, Simon Charette
    - `!` **Technical Board**: 3 of 5 seats taken

    ### Constraints

    - `+` **merger-not-on-board** (must): holds
    - `+` **three-mergers** (should): broken: Mergers has 2 of at least 3

    ### Rules

    - `!` **core-vote**: it names Core team, which does not exist then
    - `!` **core-vote**: nobody can pass it: stage core has no electors
    ");
}

#[test]
fn a_rename_and_changed_fields_as_text_and_as_a_chart() {
    let mut before = fixture::before();
    before
        .teams
        .retain(|id, _| id.as_str() == "ops" || id.as_str() == "releasers");
    before.areas.retain(|id, _| id.as_str() == "releases");
    before.constraints.clear();
    let mut after = before.clone();
    let mut council = after.teams.remove(&fixture::id("releasers")).unwrap();
    council.name = "Release \"crew\"".to_owned();
    council.purpose = Some("Releases.".to_owned());
    fixture::lines(&mut council)[0].role = Some("chair".to_owned());
    after.teams.insert(fixture::id("release-crew"), council);
    let shown = with(&before, &after, |view| text(view, TextOptions::default()));
    insta::assert_snapshot!(shown.to_string(false), @r#"
    0010  New governance for the Django project              draft, adopt-governance

    Bodies
      ~ Releasers                   renamed Release "crew"; releasers ->
                                    release-crew (inferred)
                                    purpose: none -> Releases.

    Terms
      ~ Release "crew"              ~ James Bennett: role: none -> chair
    "#);
    let chart = with(&before, &after, mermaid);
    insta::assert_snapshot!(chart, @r#"
    flowchart LR
      subgraph before
        beforeT0["Ops team (1)"]
        beforeT1["Releasers (3)"]
        beforeA0(["Releases"])
        beforeT1 -- "control, upload" --> beforeA0
      end
      subgraph after
        afterT0["Ops team (1)"]
        afterT1["Release #quot;crew#quot; (3)"]
        afterA0(["Releases"])
        afterT1 -- "control, upload" --> afterA0
      end
      classDef lost fill:#fdd,stroke:#b00,color:#000
      classDef gained fill:#dfd,stroke:#080,color:#000
    "#);
}

#[test]
fn every_change_shows_in_every_form() {
    let (before, after) = dep_10();
    for (was, is) in [(&before, &after), (&after, &before)] {
        with(was, is, |view| {
            let plain = text(
                view,
                TextOptions {
                    width: 100,
                    people: true,
                },
            )
            .to_string(false);
            assert!(!plain.contains("see --people"));
            let marked = markdown(view, true);
            for person in was.people.values() {
                let told = plain.contains(&person.name);
                assert_eq!(told, marked.contains(&person.name), "{}", person.name);
            }
            let value = serde_json::to_value(json(view)).unwrap();
            assert_eq!(value["polity"], "diff/1");
            assert_eq!(
                value["powers"].as_array().unwrap().len(),
                view.follows.powers.len()
            );
            assert!(value["changes"].as_array().unwrap().len() > 10);
        });
    }
}

#[test]
fn nothing_is_said_to_differ_from_itself() {
    let org = fixture::before();
    with(&org, &org, |view| {
        let shown = text(view, TextOptions::default()).to_string(false);
        assert_eq!(shown.lines().nth(1), Some("nothing differs"));
        assert!(markdown(view, false).contains("Nothing differs."));
        assert!(json(view).empty);
    });
}

#[test]
fn no_name_becomes_markup() {
    let before = fixture::before();
    let mut after = fixture::before();
    let ops = fixture::team(&mut after, "ops");
    ops.name = "![x](http://e) @all <b> | a\u{1b}[31m".to_owned();
    let marked = with(&before, &after, |view| markdown(view, false));
    for bad in ["![", "@all", "<b>", " | a", "\u{1b}"] {
        assert!(!marked.contains(bad), "{bad}: {marked}");
    }
    let plain = with(&before, &after, |view| text(view, TextOptions::default()));
    assert!(!plain.to_string(false).contains('\u{1b}'));
}

#[test]
fn the_schema_names_every_field() {
    let schema = serde_json::to_value(schemars::schema_for!(DiffJson)).unwrap();
    let (before, after) = dep_10();
    let value = with(&before, &after, |view| {
        serde_json::to_value(json(view)).unwrap()
    });
    for key in value.as_object().unwrap().keys() {
        assert!(schema["properties"].get(key).is_some(), "{key}");
    }
}
