//! What is said when the command line is not understood, in the same voice as
//! every other error.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::CliError;
use super::global::{ColourChoice, Format, Global};

/// The options that say how to speak, looked for by hand, because the command
/// line as a whole was not understood.
pub(super) fn manner(args: &[OsString]) -> Global {
    let words: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).collect();
    let value = |name: &str| {
        let joined = format!("{name}=");
        words.iter().enumerate().find_map(|(n, word)| {
            word.strip_prefix(&joined)
                .or_else(|| (*word == name).then(|| words.get(n + 1).copied())?)
        })
    };
    Global {
        format: match value("--format") {
            Some("json") => Format::Json,
            _ => Format::Text,
        },
        color: match value("--color") {
            Some("always") => ColourChoice::Always,
            Some("never") => ColourChoice::Never,
            _ => ColourChoice::Auto,
        },
        ..Global::default()
    }
}

/// Whether it is an answer (help, the version) and no error.
pub(super) fn is_answer(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    )
}

/// Whether somebody typed the program's name alone, or otherwise left out the
/// command: they want to know what there is.
pub(super) fn wants_help(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// The parser's complaint as an error of ours.
pub(super) fn explain(error: &clap::Error, called: &str) -> CliError {
    let printed = error.render().to_string();
    let first = printed.split("\n\n").next().unwrap_or_default();
    let message = first.strip_prefix("error: ").unwrap_or(first);
    let mut lines = message
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let mut said = CliError::usage(
        "usage",
        lines
            .next()
            .unwrap_or("not understood")
            .trim_end_matches(':'),
    );
    if error.kind() == ErrorKind::MissingRequiredArgument || error.kind() == ErrorKind::InvalidValue
    {
        for line in lines {
            said = said.note(line);
        }
    }
    let suggested = [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ];
    let suggested = suggested
        .into_iter()
        .find_map(|kind| match error.get(kind) {
            Some(ContextValue::String(word)) => Some(word.clone()),
            // The likeliest stands last.
            Some(ContextValue::Strings(words)) => words.last().cloned(),
            _ => None,
        });
    match suggested {
        Some(word) => said.hint(format!("did you mean `{word}`?")),
        None => said.hint(format!("`{called} --help`")),
    }
}
