//! Two charts, before and after: bodies and what they control.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::DiffView;
use crate::base::{AreaId, TeamId};
use crate::org::{HeldPower, Standing};

/// Two Mermaid flowcharts as one, before beside after: a body, an arrow to each
/// area that it holds powers over, the powers on the arrow, and dotted lines
/// for the offices that bring others. Bodies that end or are new are coloured.
pub fn mermaid(view: &DiffView<'_>) -> String {
    let mut out = "flowchart LR\n".to_owned();
    let bodies = &view.diff.bodies;
    let ended: Vec<&TeamId> = bodies.ends().map(|end| &end.team).collect();
    let mut formed: Vec<&TeamId> = bodies.formed.iter().collect();
    let merged = bodies.merged.iter().filter(|merged| merged.formed);
    formed.extend(merged.map(|merged| &merged.into));
    formed.extend(bodies.split.iter().flat_map(|split| &split.formed));
    side(&mut out, view.before, ("before", "lost"), &ended);
    side(&mut out, view.after, ("after", "gained"), &formed);
    out.push_str("  classDef lost fill:#fdd,stroke:#b00,color:#000\n");
    out.push_str("  classDef gained fill:#dfd,stroke:#080,color:#000\n");
    out
}

fn side(
    out: &mut String,
    standing: &Standing<'_>,
    (when, class): (&str, &str),
    coloured: &[&TeamId],
) {
    // Plain numbers as names of nodes: an id may be a word of the chart's own.
    let teams: BTreeMap<&TeamId, String> = standing
        .teams()
        .enumerate()
        .map(|(n, (id, _))| (id, format!("{when}T{n}")))
        .collect();
    let areas: BTreeMap<&AreaId, String> = standing
        .areas()
        .enumerate()
        .map(|(n, (id, _))| (id, format!("{when}A{n}")))
        .collect();
    _ = writeln!(out, "  subgraph {when}");
    for (id, team) in standing.teams() {
        if let Some(node) = teams.get(id) {
            let class = match coloured.contains(&id) {
                true => format!(":::{class}"),
                false => String::new(),
            };
            let count = standing
                .serving(id)
                .map_or_else(|| "?".to_owned(), |number| number.to_string());
            _ = writeln!(
                out,
                "    {node}[\"{} ({count})\"]{class}",
                label(&team.name)
            );
        }
    }
    for (id, area) in standing.areas() {
        if let Some(node) = areas.get(id) {
            _ = writeln!(out, "    {node}([\"{}\"])", label(&area.name));
        }
    }
    for (id, node) in &teams {
        let mut held: BTreeMap<AreaId, Vec<String>> = BTreeMap::new();
        for HeldPower { area, power } in standing.team_powers(id) {
            held.entry(area).or_default().push(power.to_string());
        }
        for (area, powers) in held {
            if let Some(area) = areas.get(&area) {
                _ = writeln!(out, "    {node} -- \"{}\" --> {area}", powers.join(", "));
            }
        }
        for line in standing.memberships(id) {
            if let crate::org::Holder::EveryoneIn { team, except: _ } = &line.holder
                && let Some(from) = teams.get(team)
            {
                _ = writeln!(out, "    {from} -.-> {node}");
            }
        }
    }
    out.push_str("  end\n");
}

/// A text inside the quotes of a label.
fn label(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '`' => out.push('\''),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
