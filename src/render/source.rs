//! The text of files, before and after, as a unified diff.

use similar::{ChangeTag, TextDiff};

use super::paint::{Style, Text};

/// One file before and after; none where it does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceChange<'t> {
    /// Its path from the workspace's root.
    pub path: &'t str,
    /// Its text before.
    pub before: Option<&'t str>,
    /// Its text after.
    pub after: Option<&'t str>,
}

/// A unified diff of the files that differ, with `context` equal lines around
/// each change, in the form that `patch` and `git apply` read. The text is
/// shown and not handed on: control characters are replaced.
pub fn source(files: &[SourceChange<'_>], context: usize) -> Text {
    let mut text = Text::new();
    for file in files.iter().filter(|file| file.before != file.after) {
        one(&mut text, file, context);
    }
    text
}

fn one(text: &mut Text, file: &SourceChange<'_>, context: usize) {
    let (before, after) = (
        file.before.unwrap_or_default(),
        file.after.unwrap_or_default(),
    );
    let name = |side: &str, there: bool| match there {
        true => format!("{side}/{}", file.path),
        false => "/dev/null".to_owned(),
    };
    let (old, new) = (
        name("a", file.before.is_some()),
        name("b", file.after.is_some()),
    );
    text.line().push(Style::Name, format!("--- {old}"));
    text.line().push(Style::Name, format!("+++ {new}"));
    let diff = TextDiff::from_lines(before, after);
    for hunk in diff.unified_diff().context_radius(context).iter_hunks() {
        text.line()
            .push(Style::Dim, hunk.header().to_string().trim_end());
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ("-", Style::Lost),
                ChangeTag::Insert => ("+", Style::Gained),
                ChangeTag::Equal => (" ", Style::Plain),
            };
            let content = change.value().trim_end_matches(['\n', '\r']);
            text.line()
                .push(style, sign)
                .push(style, content.replace('\t', "    "));
            if change.missing_newline() {
                text.line().push(Style::Dim, "\\ No newline at end of file");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_differ_are_shown_with_their_context() {
        let before = "name: Core team\nkind: team\nseats: 3\nmembers: []\n";
        let after = "name: Core team\nkind: board\nseats: 3\nmembers: []\n";
        let files = [
            SourceChange {
                path: "governance/teams/core.yaml",
                before: Some(before),
                after: Some(after),
            },
            SourceChange {
                path: "governance/teams/docs.yaml",
                before: None,
                after: Some("name: Docs"),
            },
            SourceChange {
                path: "governance/teams/same.yaml",
                before: Some(before),
                after: Some(before),
            },
        ];
        let text = source(&files, 1);
        insta::assert_snapshot!(text.to_string(false), @r"
        --- a/governance/teams/core.yaml
        +++ b/governance/teams/core.yaml
        @@ -1,3 +1,3 @@
         name: Core team
        -kind: team
        +kind: board
         seats: 3
        --- /dev/null
        +++ b/governance/teams/docs.yaml
        @@ -0,0 +1 @@
        +name: Docs
        \ No newline at end of file
        ");
        assert!(
            text.to_string(true)
                .contains("\u{1b}[31m-kind: team\u{1b}[0m")
        );
    }
}
