//! The command line: one file per command.
//!
//! A command is a type that derives [`clap::Args`], whose doc comment is its
//! help, with a method `run(self, &mut Context) -> Done`. To add one: write its
//! file, and name it in the two lists below.
//!
//! The library says what failed and why; a command adds what to type. Answers
//! go through [`Ui::answer`], everything else through the rest of [`Ui`].

mod between;
mod context;
mod count_answer;
mod env;
mod error;
mod exit;
mod global;
mod reading;
mod ui;
mod undo;
mod unknown;
mod usage;
mod workspace;

mod announce;
mod attest;
mod audit;
mod blame;
mod cancel;
mod casting_vote;
mod check;
mod close;
mod collect;
mod completions;
mod countback;
mod demo;
mod diff;
mod difftool;
mod enact;
mod event;
mod export;
mod fmt;
mod found;
mod git_setup;
mod guard;
mod housekeeping;
mod import;
mod init;
mod key;
mod list;
mod log;
mod man;
mod merge_file;
mod open;
mod propose;
mod publish;
mod rebase;
mod request;
mod rule;
mod schema;
mod show;
mod sponsor;
mod status;
mod sync;
mod tally;
mod textconv;
mod together;
mod verbs;
mod verify;
mod vote;
mod who;
mod whoami;
mod withdraw;

pub use context::Context;
pub use env::{Env, Terminal};
pub use error::CliError;
pub use exit::Exit;
pub use global::{ColourChoice, Format, Global};
pub use ui::Ui;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

/// What a command gives back: how it ends, or why it could not do what it was
/// asked.
pub type Done = Result<Exit, CliError>;

macro_rules! commands {
    ($($file:ident::$name:ident,)+) => {
        /// The commands, in the order of the help.
        #[derive(Debug, Subcommand)]
        enum Command {$(
            // Without a comment of its own, so that the type's is the help.
            $name($file::$name),
        )+}

        impl Command {
            fn run(self, context: &mut Context) -> Done {
                match self {$(Self::$name(command) => command.run(context),)+}
            }
        }
    };
}

commands! {
    init::Init,
    import::Import,
    show::Show,
    who::Who,
    diff::Diff,
    together::Together,
    check::Check,
    list::List,
    propose::Propose,
    rebase::Rebase,
    rule::Rule,
    found::Found,
    key::Key,
    whoami::Whoami,
    sponsor::Sponsor,
    request::Request,
    announce::Announce,
    withdraw::Withdraw,
    open::Open,
    vote::Vote,
    sync::Sync,
    collect::Collect,
    status::Status,
    tally::Tally,
    casting_vote::CastingVote,
    close::Close,
    attest::Attest,
    cancel::Cancel,
    enact::Enact,
    undo::Undo,
    event::Event,
    verify::Verify,
    countback::Countback,
    audit::Audit,
    blame::Blame,
    log::Log,
    housekeeping::Housekeeping,
    guard::Guard,
    export::Export,
    fmt::Fmt,
    git_setup::GitSetup,
    demo::Demo,
    schema::Schema,
    completions::Completions,
    man::Man,
    textconv::Textconv,
    merge_file::MergeFile,
    difftool::Difftool,
}

/// The governance of a project, in its git repository
///
/// Who may do what, how decisions are made, what is proposed, and votes that
/// anyone can check: files that people read and edit, and commands that answer
/// questions about them.
#[derive(Debug, Parser)]
#[command(name = "polity", version, max_term_width = 80, styles = STYLES)]
#[command(subcommand_required = true, disable_help_subcommand = true)]
#[command(after_long_help = after_help())]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const STYLES: clap::builder::Styles = clap::builder::Styles::plain()
    .header(anstyle::Style::new().bold().underline())
    .usage(anstyle::Style::new().bold().underline())
    .literal(anstyle::Style::new().bold());

fn after_help() -> String {
    format!("Exit codes:\n{}", Exit::table())
}

/// The whole command line, for help, completions and manual pages.
pub fn definition() -> clap::Command {
    Cli::command()
}

/// Runs the program with these arguments, the first of which is its name, and
/// says how it ends.
pub fn run(args: impl IntoIterator<Item = OsString>, mut env: Env) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    let manner = usage::manner(&args);
    let parsed = definition()
        .try_get_matches_from(&args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return answer_or_explain(&error, &args, &manner, &env),
    };
    let ui = Ui::new(&cli.global, &env);
    if let Some(dir) = &cli.global.run_in
        && let Err(error) = env.enter(dir)
    {
        return fail(ui, &error);
    }
    let mut context = Context { env, ui };
    match cli.command.run(&mut context) {
        Ok(exit) => context.ui.finish(exit),
        Err(error) => {
            context.ui.forget_hints();
            fail(context.ui, &error)
        }
    }
}

fn fail(mut ui: Ui, error: &CliError) -> Exit {
    ui.error(error);
    ui.finish(error.exit)
}

/// Help and the version are answers; all else was not understood.
fn answer_or_explain(error: &clap::Error, args: &[OsString], manner: &Global, env: &Env) -> Exit {
    let mut ui = Ui::new(manner, env);
    if usage::is_answer(error) {
        let printed = error.render();
        let printed = if ui.colour() {
            printed.ansi().to_string()
        } else {
            printed.to_string()
        };
        ui.raw(printed.as_bytes());
        return ui.finish(Exit::Ok);
    }
    if usage::wants_help(error) && manner.format == Format::Text {
        ui.beside(&definition().render_help().to_string());
        return ui.finish(Exit::Usage);
    }
    fail(ui, &usage::explain(error, &called(args)))
}

/// The command that was called, as far as its words name one.
fn called(args: &[OsString]) -> String {
    let definition = definition();
    let mut at = &definition;
    let mut words = vec!["polity"];
    for word in args.iter().skip(1).filter_map(|arg| arg.to_str()) {
        if let Some(next) = at.find_subcommand(word) {
            words.push(next.get_name());
            at = next;
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        definition().debug_assert();
    }

    #[test]
    fn every_command_says_what_it_does_and_shows_examples() {
        for command in definition().get_subcommands() {
            let name = command.get_name();
            assert!(command.get_about().is_some(), "{name} has no help");
            assert!(command.get_after_help().is_some(), "{name} has no example");
        }
    }
}
