//! The documents that are made from the program itself are as the program is.
//! With `POLITY_UPDATE_DOCS=1` they are written anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use polity::cli::{Exit, definition};
use polity::render::json::{SCHEMAS, schema};

/// Compares a document with what it should be, or writes it.
fn hold(path: &str, should: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("POLITY_UPDATE_DOCS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, should).expect("a document");
    }
    let is = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        is == should,
        "{} is not as the program is; `POLITY_UPDATE_DOCS=1 cargo test --test cli reference` writes it",
        path.display()
    );
}

/// The help of a command as it is printed, 80 columns wide.
fn help(command: &clap::Command) -> String {
    let mut command = command.clone().term_width(80);
    let help = command.render_long_help().to_string();
    // No blanks at the ends of lines.
    help.lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

#[test]
fn the_command_reference_is_the_programs_own_help() {
    let mut program = definition();
    program.build();
    let mut text = String::from(
        "# Commands\n\nMade from the program's own help; a test keeps it so. \
         `polity COMMAND --help` prints the same.\n",
    );
    writeln!(text, "\n## polity\n\n```\n{}```", help(&program)).unwrap();
    for command in program.get_subcommands() {
        let name = command.get_name();
        if name != "help" {
            writeln!(text, "\n## polity {name}\n\n```\n{}```", help(command)).unwrap();
        }
    }
    hold("docs/commands.md", &text);
}

#[test]
fn the_exit_codes_are_documented() {
    let mut text = String::from(
        "# Exit codes\n\nA number keeps its meaning. Errors in JSON carry it with its name.\n\n\
         | code | name | meaning |\n|---|---|---|\n",
    );
    for exit in Exit::ALL {
        writeln!(
            text,
            "| {} | {} | {} |",
            exit.number(),
            exit.name(),
            exit.about()
        )
        .unwrap();
    }
    hold("docs/exit-codes.md", &text);
}

#[test]
fn the_published_schemas_are_those_of_the_answers() {
    for name in SCHEMAS {
        let schema = schema(name).unwrap();
        let mut text = serde_json::to_string_pretty(&schema).unwrap();
        text.push('\n');
        hold(
            &format!("docs/schema/{}.json", name.replace('/', "-")),
            &text,
        );
    }
}
