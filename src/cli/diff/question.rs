//! What is compared, and how the answer is shown.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Diff;
use crate::base::Date;
use crate::cli::global::Format;
use crate::cli::reading::left;
use crate::cli::{CliError, Context, Exit};
use crate::diff::{Consequences, Hints, OrgDiff, reach};
use crate::org::Organisation;
use crate::render::diff::{
    DiffView, OptionDiffJson, OptionsDiffJson, TextOptions, heading, json, markdown, mermaid, stat,
    table, text_with_folds,
};
use crate::render::paint::{Style, Text};
use crate::render::source::{SourceChange, source};
use crate::store::Files;
use crate::workspace::{Texts, Tried};

/// Two states that are compared.
pub(super) struct Compared {
    /// The option, with its title, where a proposal has several.
    pub(super) option: Option<(String, String)>,
    pub(super) before: (Arc<Organisation>, Date),
    pub(super) after: (Arc<Organisation>, Date),
    pub(super) hints: Hints,
    /// The files, where their text is asked for.
    pub(super) texts: Option<Texts>,
}

/// What is compared, and what is said above it.
pub(super) struct Question {
    pub(super) title: String,
    pub(super) aside: String,
    /// The number, where it is one proposal.
    pub(super) proposal: Option<u32>,
    pub(super) ways: Vec<Compared>,
    /// What is said where there is nothing to compare.
    pub(super) nothing: &'static str,
    pub(super) hint: Option<String>,
    pub(super) exit: Exit,
}

impl Diff {
    /// Prints the answer, and says whether in its text anybody is counted and
    /// not named.
    pub(super) fn answer(
        &self,
        context: &mut Context,
        question: &Question,
    ) -> Result<bool, CliError> {
        let ui = &mut context.ui;
        if ui.format() == Format::Json {
            return match question.ways.as_slice() {
                [one] if one.option.is_none() => {
                    ui.json(&one.view(&question.title, &question.aside, json))
                }
                ways => ui.json(&options(question, ways)),
            }
            .map(|()| false);
        }
        let width = ui.width();
        let titles = question.ways.iter().map(|it| match &it.option {
            Some((id, title)) => (title.as_str(), format!("option {id}")),
            None => (question.title.as_str(), question.aside.clone()),
        });
        let several = question.ways.iter().any(|it| it.option.is_some());
        let mut printed = Text::new();
        if several || question.ways.is_empty() {
            let head = match self.markdown || self.mermaid || self.source {
                true => Text::new(),
                false => heading(&question.title, &question.aside, width),
            };
            printed.extend(0, head);
        }
        if question.ways.is_empty() {
            printed.line().push(Style::Plain, question.nothing);
        }
        let options = TextOptions {
            width,
            people: self.people,
        };
        let mut folded = false;
        for (compared, (title, aside)) in question.ways.iter().zip(titles) {
            if self.markdown || self.mermaid {
                let written = compared.view(title, &aside, |view| match self.markdown {
                    true => markdown(view, self.people),
                    false => mermaid(view),
                });
                ui.raw(written.as_bytes());
                continue;
            }
            if several {
                printed.gap();
            }
            let part = match &compared.texts {
                Some(texts) => unified(texts),
                None => compared.view(title, &aside, |view| match (self.stat, self.table) {
                    (true, _) => {
                        let mut said = heading(title, &aside, width);
                        said.extend(0, stat(view, width));
                        said
                    }
                    (false, true) => table(view, options),
                    (false, false) => {
                        let (said, folds) = text_with_folds(view, options);
                        folded |= folds;
                        said
                    }
                }),
            };
            printed.extend(0, part);
        }
        ui.text(&printed);
        Ok(folded)
    }
}

impl Compared {
    /// Gives the comparison with its consequences to a renderer, once: what
    /// was derived for it is large, and the program ends soon.
    pub(super) fn view<T>(
        &self,
        title: &str,
        aside: &str,
        show: impl FnOnce(&DiffView<'_>) -> T,
    ) -> T {
        let before = self.before.0.on(self.before.1);
        let after = self.after.0.on(self.after.1);
        let diff = OrgDiff::between(&before, &after, &self.hints);
        let follows = Consequences::of(&diff, &before, &after, &reach);
        let shown = show(&DiffView {
            diff: &diff,
            follows: &follows,
            before: &before,
            after: &after,
            title,
            aside,
        });
        left((before, after, diff, follows));
        shown
    }
}

pub(super) fn of_way(tried: Tried, day: Date, texts: Option<Texts>) -> Compared {
    let option = tried.option;
    Compared {
        option: option.map(|(id, title)| (id.to_string(), title)),
        before: (Arc::new(tried.before), day),
        after: (Arc::new(tried.after), day),
        hints: tried.hints,
        texts,
    }
}

fn options(question: &Question, ways: &[Compared]) -> OptionsDiffJson {
    let each = ways.iter().map(|it| {
        let (option, title) = it.option.clone().unwrap_or_default();
        OptionDiffJson {
            diff: it.view(&title, "", json),
            option,
            title,
        }
    });
    OptionsDiffJson {
        polity: "diff-options/1".to_owned(),
        proposal: question.proposal.unwrap_or_default(),
        title: question.title.clone(),
        options: each.collect(),
    }
}

/// The files that differ, as a unified diff.
fn unified(texts: &Texts) -> Text {
    let paths: BTreeSet<&String> = texts
        .before
        .files
        .keys()
        .chain(texts.after.files.keys())
        .collect();
    let text = |files: &Files, path: &str| {
        let bytes = files.bytes(path)?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    };
    let both: Vec<_> = paths
        .into_iter()
        .map(|path| (path, text(&texts.before, path), text(&texts.after, path)))
        .collect();
    let changes = both.iter().map(|(path, before, after)| SourceChange {
        path,
        before: before.as_deref(),
        after: after.as_deref(),
    });
    source(&changes.collect::<Vec<_>>(), 3)
}
