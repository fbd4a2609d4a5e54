//! The options that every command takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// The options that every command takes.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Options everywhere")]
pub struct Global {
    /// Answer for people or for scripts
    #[arg(long, global = true, value_name = "text|json", default_value = "text")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub format: Format,
    /// When to colour
    #[arg(long, global = true, value_name = "auto|always|never")]
    #[arg(
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub color: ColourChoice,
    /// Run as if started in this folder
    // Named so that no command's own argument is taken for it.
    #[arg(short = 'C', global = true, value_name = "DIR")]
    pub run_in: Option<PathBuf>,
    /// No hints and no progress; answers and errors alone
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

/// For whom answers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For scripts.
    Json,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColourChoice {
    /// Where the terminal takes it.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
