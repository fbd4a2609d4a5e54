//! The language of Graphviz, for `dot`.

use std::fmt::Write;

use super::graph::{Join, graph};
use crate::org::Standing;

pub(super) fn export(standing: &Standing<'_>) -> String {
    let (nodes, edges) = graph(standing);
    let name = &standing.organisation().about.name;
    let mut text = String::from("digraph organisation {\n");
    let _ = writeln!(
        text,
        "  graph [rankdir=LR, label={}, labelloc=t]",
        quoted(&format!("{name} on {}", standing.day()))
    );
    text.push_str("  node [shape=box, style=rounded]\n");
    for node in &nodes {
        let shape = match (node.area, node.outside) {
            (true, _) => ", shape=ellipse, style=solid",
            (_, true) => ", style=\"rounded,dashed\"",
            _ => "",
        };
        let label = quoted(&node.lines.join("\n"));
        let _ = writeln!(text, "  {} [label={label}{shape}]", node.key);
    }
    for edge in &edges {
        let how = match &edge.kind {
            Join::PartOf => "style=dotted, arrowhead=none, label=\"part of\"".to_owned(),
            Join::Brings => "style=dashed, label=\"everyone in\"".to_owned(),
            Join::Holds(powers) => format!("label={}", quoted(powers)),
        };
        let _ = writeln!(text, "  {} -> {} [{how}]", edge.from, edge.to);
    }
    text.push_str("}\n");
    text
}

/// A text in quotes; a backslash would begin an escape.
fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", text.replace('\n', "\\n"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_text_cannot_end_its_quotes() {
        assert_eq!(super::quoted("a\"b\\\n"), r#""a\"b\\\n""#);
    }
}
