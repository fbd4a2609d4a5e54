//! A flowchart of Mermaid, which forges draw in Markdown.

use std::fmt::Write;

use super::graph::{Join, graph};
use crate::org::Standing;

pub(super) fn export(standing: &Standing<'_>) -> String {
    let (nodes, edges) = graph(standing);
    let mut text = String::from("flowchart LR\n");
    for node in &nodes {
        let lines: Vec<String> = node.lines.iter().map(|line| escaped(line)).collect();
        let label = lines.join("<br>");
        let _ = match node.area {
            true => writeln!(text, "  {}([\"{label}\"])", node.key),
            false => writeln!(text, "  {}[\"{label}\"]", node.key),
        };
    }
    for edge in &edges {
        let (from, to) = (&edge.from, &edge.to);
        let _ = match &edge.kind {
            Join::PartOf => writeln!(text, "  {from} -. \"part of\" .- {to}"),
            Join::Brings => writeln!(text, "  {from} -. \"everyone in\" .-> {to}"),
            Join::Holds(powers) => writeln!(text, "  {from} -- \"{}\" --> {to}", escaped(powers)),
        };
    }
    let outside: Vec<&str> = nodes
        .iter()
        .filter(|node| node.outside)
        .map(|node| node.key.as_str())
        .collect();
    if !outside.is_empty() {
        text.push_str("  classDef outside stroke-dasharray: 4 4\n");
        let _ = writeln!(text, "  class {} outside", outside.join(","));
    }
    text
}

/// A text with Mermaid's own escapes for what could end it or mean something.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | '[' | ']' | '{' | '}' | '|' | ';' => {
                let _ = write!(out, "#{};", u32::from(letter));
            }
            '\n' => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_text_cannot_end_its_quotes() {
        assert_eq!(super::escaped("a\"]; b<i>"), "a#34;#93;#59; b#60;i#62;");
    }
}
