//! The difference in numbers, a line a kind.

use super::DiffView;
use crate::render::paint::{Style, Text};
use crate::render::table::{Column, Table};

/// What happened, by kind, and how often; kinds of which nothing happened are
/// left out.
pub fn stat(view: &DiffView<'_>, width: usize) -> Text {
    let it = view.diff.stat();
    let powers = &view.follows.powers;
    let gained: usize = powers.iter().map(|power| power.gained().len()).sum();
    let lost: usize = powers.iter().map(|power| power.lost().len()).sum();
    let kinds: [(&str, &[(usize, &str)]); 9] = [
        (
            "bodies",
            &[
                (it.formed, "formed"),
                (it.dissolved, "ended"),
                (it.renamed, "renamed"),
                (it.merged, "merged"),
                (it.split, "split"),
                (it.amended, "amended"),
            ],
        ),
        (
            "terms",
            &[
                (it.terms_begun, "begun"),
                (it.terms_ended, "ended"),
                (it.terms_changed, "changed"),
            ],
        ),
        (
            "areas",
            &[
                (it.areas_opened, "opened"),
                (it.areas_closed, "closed"),
                (it.areas_moved, "in other hands"),
                (it.areas_amended, "amended"),
            ],
        ),
        (
            "rules",
            &[
                (it.rules_adopted, "adopted"),
                (it.rules_amended, "amended"),
                (it.rules_repealed, "repealed"),
            ],
        ),
        (
            "constraints",
            &[
                (it.constraints_adopted, "adopted"),
                (it.constraints_amended, "amended"),
                (it.constraints_repealed, "repealed"),
            ],
        ),
        ("people", &[(it.people, "changed")]),
        ("events", &[(it.events, "changed")]),
        (
            "record",
            &[(it.about, "of the whole"), (it.records, "of other times")],
        ),
        ("powers of people", &[(gained, "gained"), (lost, "lost")]),
    ];
    let mut table = Table::new([Column::Left, Column::Rest]);
    let mut any = false;
    for (kind, counts) in kinds {
        let said: Vec<String> = counts
            .iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, what)| format!("{number} {what}"))
            .collect();
        if !said.is_empty() {
            any = true;
            table.row([(Style::Name, kind), (Style::Plain, &said.join(", "))]);
        }
    }
    if any {
        return table.text(width);
    }
    let mut text = Text::new();
    text.line().push(Style::Plain, "nothing differs");
    text
}
