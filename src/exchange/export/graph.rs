//! The organisation as a graph: bodies and areas, and what joins them.

use std::collections::BTreeMap;

use crate::org::{Holder, Kind, Standing};

/// A body or an area.
pub(super) struct Node {
    /// A name for the drawing's own text: letters and digits alone.
    pub key: String,
    /// What is written in it, line by line.
    pub lines: Vec<String>,
    /// Whether it is an area.
    pub area: bool,
    /// Whether it is a body outside the organisation.
    pub outside: bool,
}

/// What joins two of them.
pub(super) struct Edge {
    pub from: String,
    pub to: String,
    pub kind: Join,
}

/// How they are joined.
pub(super) enum Join {
    /// The first is shown under the second.
    PartOf,
    /// Whoever is in the first is in the second.
    Brings,
    /// The first holds these powers over the second.
    Holds(String),
}

/// The bodies and areas of a day.
pub(super) fn graph(standing: &Standing<'_>) -> (Vec<Node>, Vec<Edge>) {
    let mut nodes = Vec::new();
    let mut teams = BTreeMap::new();
    for (number, (id, team)) in standing.teams().enumerate() {
        let key = format!("t{}", number + 1);
        let size = match standing.serving(id) {
            None => "members not known".to_owned(),
            Some(1) => "1 person".to_owned(),
            Some(people) => format!("{people} people"),
        };
        teams.insert(id, key.clone());
        nodes.push(Node {
            key,
            lines: vec![team.name.clone(), format!("{}, {size}", team.kind)],
            area: false,
            outside: team.kind == Kind::External,
        });
    }
    let mut areas = BTreeMap::new();
    for (number, (id, area)) in standing.areas().enumerate() {
        let key = format!("a{}", number + 1);
        areas.insert(id, key.clone());
        nodes.push(Node {
            key,
            lines: vec![area.name.clone()],
            area: true,
            outside: false,
        });
    }
    let mut edges = Vec::new();
    let mut join = |from: Option<&String>, to: Option<&String>, kind: Join| {
        if let (Some(from), Some(to)) = (from, to) {
            let (from, to) = (from.clone(), to.clone());
            edges.push(Edge { from, to, kind });
        }
    };
    for (id, team) in standing.teams() {
        let own = teams.get(id);
        let above = team.part_of.as_ref().and_then(|above| teams.get(above));
        join(own, above, Join::PartOf);
        for line in standing.memberships(id) {
            if let Holder::EveryoneIn { team: source, .. } = &line.holder {
                join(teams.get(source), own, Join::Brings);
            }
        }
        let mut powers: BTreeMap<_, Vec<String>> = BTreeMap::new();
        for held in standing.team_powers(id) {
            powers
                .entry(held.area)
                .or_default()
                .push(held.power.to_string());
        }
        for (area, powers) in powers {
            join(own, areas.get(&area), Join::Holds(powers.join(", ")));
        }
    }
    for (id, area) in standing.areas() {
        let above = area.part_of.as_ref().and_then(|above| areas.get(above));
        join(areas.get(id), above, Join::PartOf);
    }
    (nodes, edges)
}
