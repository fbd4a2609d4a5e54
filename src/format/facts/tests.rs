use super::*;

fn names() -> Names {
    let id = |text: &str| text.parse().unwrap();
    let two = |text: &str| EntityId::Person(text.parse().unwrap());
    Names::new(BTreeMap::from([
        (two("carl-meyer"), "Carl Meyer".to_owned()),
        (two("tim-one"), "Tim".to_owned()),
        (two("tim-two"), "Tim".to_owned()),
        (EntityId::Area(id_area("website")), "Website".to_owned()),
        (EntityId::Team(id("fellows")), "Fellows".to_owned()),
    ]))
}

fn id_area(text: &str) -> crate::base::AreaId {
    text.parse().unwrap()
}

#[test]
fn a_team_reads_fact_by_fact() {
    let text = "# the board\nname: Technical Board\nkind: board\nseats: 5\nauthority:\n  \
                - {area: website, from: 2010}\n  - {area: github, powers: [merge, control]}\n\
                members:\n  - {person: tim-two}\n  - {person: carl-meyer, basis: elected, from: 2014-01-13}\n  \
                - {everyone_in: fellows, except: [tim-one]} # for now\n";
    insta::assert_snapshot!(facts(FileKind::Team, text.as_bytes(), &names()).unwrap(), @r"
    name: Technical Board
    kind: board
    seats: 5
    controls: Website since 2010
    controls: github
    power: merge over github
    member: Carl Meyer, elected, since 2014-01-13
    member: Tim (tim-two)
    member: everyone in Fellows except Tim (tim-one)
    # the board
    # for now
    ");
}

#[test]
fn a_rule_reads_stage_by_stage() {
    let text = "title: Vote\ndecides: [structure]\nstages:\n  - id: vote\n    electorate: core\n    \
                ballot: for-against\n    period: 7 days\n    outcomes:\n      accept: for > against\n      \
                reject: otherwise\n    then: {accept: accept, reject: reject}\n";
    insta::assert_snapshot!(facts(FileKind::Rule, text.as_bytes(), &names()).unwrap());
}

#[test]
fn people_and_areas_read_fact_by_fact() {
    let text = "name: Ada\naccounts: {github: ada}\nemails: [b@example.org, a@example.org]\n\
                affiliations:\n  - {organisation: Works, from: 2018}\n";
    insta::assert_snapshot!(facts(FileKind::Person, text.as_bytes(), &names()).unwrap(), @r"
    name: Ada
    account: github ada
    address: a@example.org
    address: b@example.org
    affiliation: Works, since 2018
    ");
    let text = "name: Site\nshared: true\nassets:\n  - {kind: url, at: \"https://a.example\"}\n";
    insta::assert_snapshot!(facts(FileKind::Area, text.as_bytes(), &names()).unwrap(), @r"
    name: Site
    controlled by: several teams
    has: url https://a.example
    ");
}

#[test]
fn what_is_no_sound_file_gives_nothing() {
    for text in ["name: [", "<<<<<<< ours\n", "name: A\nsomething: else\n"] {
        assert_eq!(facts(FileKind::Area, text.as_bytes(), &names()), None);
    }
    // A person is no team.
    assert_eq!(facts(FileKind::Team, b"name: Ada\n", &names()), None);
}
