//! The one way out. Data goes to the standard output and everything else to
//! the standard error, so that a pipe carries answers alone.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::global::{ColourChoice, Format, Global};
use super::{CliError, Env, Exit};
use crate::render::paint::{Line, Style, Text};

/// The narrowest and the widest that text is set.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=120;

/// The one way out.
pub struct Ui {
    format: Format,
    quiet: bool,
    width: usize,
    colour_out: bool,
    colour_err: bool,
    err_is_terminal: bool,
    out: BufWriter<Box<dyn Write>>,
    err: Box<dyn Write>,
    hints: Vec<String>,
    /// The folder of `-C`, as a shell takes it: commands that are suggested
    /// work only where they have it too.
    run_in: Option<String>,
    /// Why nothing more can be written; a reader that went away is no reason
    /// to stop what the command is doing.
    broken: Option<io::Error>,
}

impl Ui {
    /// The way out of this process.
    pub fn new(global: &Global, env: &Env) -> Self {
        Self::with(global, env, Box::new(io::stdout()), Box::new(io::stderr()))
    }

    /// A way out into other places, for commands that are run by others.
    pub fn with(global: &Global, env: &Env, out: Box<dyn Write>, err: Box<dyn Write>) -> Self {
        let asked = env.var("COLUMNS").and_then(|columns| columns.parse().ok());
        let width = asked.or(env.terminal.columns).unwrap_or(80);
        Self {
            format: global.format,
            quiet: global.quiet,
            width: width.clamp(*WIDTHS.start(), *WIDTHS.end()),
            colour_out: colour(global.color, env, env.terminal.out),
            colour_err: colour(global.color, env, env.terminal.err),
            err_is_terminal: env.terminal.err,
            out: BufWriter::new(out),
            err,
            hints: Vec::new(),
            run_in: global.run_in.as_deref().and_then(quoted),
            broken: None,
        }
    }

    /// The columns to set text in.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether answers are for people or for scripts.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Whether the standard output takes colour.
    pub fn colour(&self) -> bool {
        self.colour_out
    }

    /// Prints an answer: `text`, given the width, for people, or `json` for
    /// scripts. Only the one that is wanted is made.
    pub fn answer<J: Serialize>(
        &mut self,
        text: impl FnOnce(usize) -> Text,
        json: impl FnOnce() -> J,
    ) -> Result<(), CliError> {
        match self.format {
            Format::Text => {
                let text = text(self.width);
                self.text(&text);
            }
            Format::Json => return self.json(&json()),
        }
        Ok(())
    }

    /// Prints a value as JSON to the standard output, whatever format was asked
    /// for.
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), CliError> {
        let mut printed = serde_json::to_string_pretty(value).map_err(|error| {
            CliError::internal("json", "the answer has no form in JSON").because(&error)
        })?;
        printed.push('\n');
        self.raw(printed.as_bytes());
        Ok(())
    }

    /// Prints text for people to the standard output.
    pub fn text(&mut self, text: &Text) {
        let printed = text.to_string(self.colour_out);
        self.raw(printed.as_bytes());
    }

    /// Writes bytes to the standard output as they are: for whole files, such
    /// as completions and schemas.
    pub fn raw(&mut self, bytes: &[u8]) {
        if self.broken.is_none()
            && let Err(error) = self.out.write_all(bytes)
        {
            self.broken = Some(error);
        }
    }

    /// Says something beside the answer, on the standard error: what a command
    /// did or is about to do. Left out when quiet.
    pub fn say(&mut self, line: &Line) {
        if !self.quiet && self.format == Format::Text {
            let mut text = Text::new();
            text.line();
            text.wrap(2, self.width, line);
            self.aside(&text);
        }
    }

    /// Writes text that is ready to the standard error.
    pub(super) fn beside(&mut self, text: &str) {
        self.flush();
        let _ = self.err.write_all(text.as_bytes());
    }

    /// Says that something wants to be looked at, on the standard error; also
    /// when quiet.
    pub fn warn(&mut self, message: impl AsRef<str>) {
        let mut text = Text::new();
        text.line()
            .push(Style::Warn, "warning")
            .push(Style::Plain, ": ");
        let message = self.here(message.as_ref());
        text.wrap(2, self.width, &Line::new(Style::Plain, message));
        self.aside(&text);
    }

    /// Suggests what to do next: printed last, on the standard error. Commands
    /// stand in backquotes and must work as printed. Left out when quiet and
    /// for scripts.
    pub fn hint(&mut self, hint: impl Into<String>) {
        self.hints.push(hint.into());
    }

    /// Takes back what was to be suggested: after an error, only the error's
    /// own hint makes sense.
    pub(super) fn forget_hints(&mut self) {
        self.hints.clear();
    }

    /// A progress bar on the standard error, for `total` steps of `what`; it
    /// vanishes when it is dropped or finished, and shows nothing unless
    /// somebody looks at a terminal.
    pub fn progress(&self, what: &str, total: u64) -> ProgressBar {
        let seen = self.err_is_terminal && !self.quiet && self.format == Format::Text;
        let target = if seen {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(total), target);
        let style = ProgressStyle::with_template("{msg}  {wide_bar}  {pos} of {len}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }

    /// Prints an error.
    pub fn error(&mut self, error: &CliError) {
        self.flush();
        let error = &self.error_here(error);
        match self.format {
            Format::Text => {
                let text = error.text(self.width);
                self.aside(&text);
            }
            Format::Json => {
                let printed = serde_json::to_string_pretty(&error.json());
                let _ = writeln!(self.err, "{}", printed.unwrap_or_default());
            }
        }
    }

    /// Prints what is still to be printed, and says how the program ends.
    pub fn finish(mut self, exit: Exit) -> Exit {
        self.flush();
        if !self.quiet && self.format == Format::Text {
            for hint in std::mem::take(&mut self.hints) {
                let hint = self.here(&hint);
                let mut text = Text::new();
                text.line().push(Style::Dim, "hint: ");
                // Commands stay whole where they fit on a line.
                let pieces = hint.split(", ").map(|piece| Line::new(Style::Plain, piece));
                text.list(6, self.width, pieces);
                self.aside(&text);
            }
        }
        match self.broken.take() {
            // Whoever read it has seen enough.
            Some(error) if error.kind() == ErrorKind::BrokenPipe => exit,
            Some(error) => {
                let error =
                    CliError::outside("output", "the answer could not be written").because(&error);
                self.error(&error);
                error.exit
            }
            None => exit,
        }
    }

    /// A text with the folder of `-C` in every command that it suggests.
    fn here(&self, text: &str) -> String {
        let Some(dir) = &self.run_in else {
            return text.to_owned();
        };
        let here = format!("polity -C {dir} ");
        let text = text.replace("`polity ", &format!("`{here}"));
        match text.strip_prefix("polity ") {
            Some(rest) => format!("{here}{rest}"),
            None => text,
        }
    }

    /// The same for everything that an error suggests.
    fn error_here(&self, error: &CliError) -> CliError {
        let all = |texts: &[String]| texts.iter().map(|it| self.here(it)).collect();
        CliError {
            message: self.here(&error.message),
            causes: all(&error.causes),
            notes: all(&error.notes),
            hint: error.hint.as_deref().map(|hint| self.here(hint)),
            ..error.clone()
        }
    }

    /// Lets everything printed so far be seen.
    pub(super) fn flush(&mut self) {
        if self.broken.is_none()
            && let Err(error) = self.out.flush()
        {
            self.broken = Some(error);
        }
    }

    fn aside(&mut self, text: &Text) {
        // What was answered before stands before it on a terminal.
        self.flush();
        // If nobody takes it, there is nobody to be told so.
        let _ = self
            .err
            .write_all(text.to_string(self.colour_err).as_bytes());
    }
}

/// A path as a shell takes it; nothing where it is not Unicode.
fn quoted(path: &std::path::Path) -> Option<String> {
    let path = path.to_str()?;
    let plain = |c: char| c.is_alphanumeric() || "-_./+@:,=%".contains(c);
    match !path.is_empty() && path.chars().all(plain) {
        true => Some(path.to_owned()),
        false => Some(format!("'{}'", path.replace('\'', r"'\''"))),
    }
}

/// Whether a stream takes colour: what was asked for, then the two variables
/// that programs agree on (no-color.org and bixense.com/clicolors), then
/// whether it is a terminal.
fn colour(choice: ColourChoice, env: &Env, terminal: bool) -> bool {
    match choice {
        ColourChoice::Always => true,
        ColourChoice::Never => false,
        ColourChoice::Auto if env.var("NO_COLOR").is_some() => false,
        ColourChoice::Auto if env.var("CLICOLOR_FORCE").is_some_and(|it| it != "0") => true,
        ColourChoice::Auto => terminal && env.var("TERM") != Some("dumb"),
    }
}
