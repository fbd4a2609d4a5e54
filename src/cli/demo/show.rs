//! How the demonstration speaks: numbered steps, a line on each, and between
//! them what the commands themselves print.

use std::path::Path;

use indicatif::ProgressBar;

use crate::base::Instant;
use crate::cli::global::Format;
use crate::cli::{CliError, Ui};
use crate::render::json::DemoStepJson;
use crate::render::paint::{Line, Style, Text};

/// How many steps there are.
pub(super) const STEPS: usize = 12;

/// How far what is shown inside a step is moved in.
const INSIDE: usize = 2;

/// Shows the steps as they go, and keeps them.
pub(super) struct Show<'u> {
    ui: &'u mut Ui,
    steps: Vec<DemoStepJson>,
}

impl<'u> Show<'u> {
    pub(super) fn new(ui: &'u mut Ui) -> Self {
        Self {
            ui,
            steps: Vec::new(),
        }
    }

    /// What this is, and what in it is true.
    pub(super) fn opening(&mut self) {
        self.words(
            0,
            "A whole decision on Django's governance, as DEP 10 asked for it. The organisation \
             and the proposal are the real ones of March 2020. Whoever decides is replaced by a \
             numbered stand-in with a key made here: core-01 to core-38, board-1 to board-5, \
             dsf-1 to dsf-7. Nobody real is shown as voting, how the stand-ins vote is made up, \
             and their keys are worthless. The clock steps through the voting periods by itself.",
        );
    }

    /// Begins a step.
    pub(super) fn step(&mut self, title: &str) {
        let step = self.steps.len() + 1;
        self.steps.push(DemoStepJson {
            step,
            title: title.to_owned(),
            at: None,
            outcome: String::new(),
        });
        let mut text = Text::new();
        text.line();
        text.line()
            .push(Style::Heading, format!("{step}/{STEPS}"))
            .push(Style::Name, format!("  {title}"));
        self.text(text);
    }

    /// A line that a person can follow.
    pub(super) fn say(&mut self, words: &str) {
        self.words(INSIDE, words);
    }

    fn words(&mut self, indent: usize, words: &str) {
        let mut text = Text::new();
        text.line().push(Style::Plain, " ".repeat(indent));
        text.wrap(indent, self.ui.width(), &Line::new(Style::Plain, words));
        self.text(text);
    }

    /// What a command prints, given the width that is left for it.
    pub(super) fn shown(&mut self, make: impl FnOnce(usize) -> Text) {
        if self.ui.format() == Format::Json {
            return;
        }
        let mut text = Text::new();
        text.line();
        text.extend(INSIDE, make(self.ui.width() - INSIDE));
        text.line();
        self.text(text);
    }

    /// What came of the step, by the clock of the demonstration.
    pub(super) fn outcome(&mut self, at: Option<Instant>, words: &str) {
        if let Some(step) = self.steps.last_mut() {
            step.at = at.map(|at| at.to_string());
            step.outcome = words.to_owned();
        }
        let day = at.map_or_else(String::new, |at| {
            format!("{}: ", at.day(&jiff::tz::TimeZone::UTC))
        });
        self.say(&format!("{day}{words}"));
    }

    /// Ends the demonstration where something is not as it should be.
    pub(super) fn expect(&self, holds: bool, what: &str) -> Result<(), CliError> {
        if holds {
            return Ok(());
        }
        Err(CliError::internal("demo", format!("expected that {what}")))
    }

    /// A progress bar for what takes a moment.
    pub(super) fn progress(&mut self, what: &str, total: u64) -> ProgressBar {
        self.ui.flush();
        self.ui.progress(what, total)
    }

    fn text(&mut self, text: Text) {
        if self.ui.format() == Format::Text {
            self.ui.text(&text);
            self.ui.flush();
        }
    }

    /// An error, with the step at which it came and where its traces are.
    pub(super) fn failed(self, error: CliError, folder: &Path) -> CliError {
        let step = match self.steps.last() {
            Some(step) => format!("at step {} of {STEPS}: {}", step.step, step.title),
            None => "before the first step".to_owned(),
        };
        error.note(step).note(format!(
            "what was made until then is in {}",
            folder.display()
        ))
    }

    /// The way out again, with the steps.
    pub(super) fn finish(self) -> (&'u mut Ui, Vec<DemoStepJson>) {
        (self.ui, self.steps)
    }
}
