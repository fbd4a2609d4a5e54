//! `polity man`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use clap_mangen::Man as Page;

use super::{CliError, Context, Done, Exit, definition};
use crate::render::paint::{Line, Style};

/// Write the manual pages
///
/// With a folder, a page for the program and one for each command is written
/// into it. Without one, the program's page goes to the standard output.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity man | man -l -
  polity man ~/.local/share/man/man1")]
pub(super) struct Man {
    /// The folder to write the pages into
    folder: Option<PathBuf>,
}

impl Man {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let program = definition().disable_help_subcommand(true);
        let Some(dir) = self.folder else {
            let mut page = Vec::new();
            Page::new(program).render(&mut page).map_err(|error| {
                CliError::internal("man", "the page cannot be made").because(&error)
            })?;
            context.ui.raw(&page);
            return Ok(Exit::Ok);
        };
        let dir = context.env.cwd.join(dir);
        let written =
            fs::create_dir_all(&dir).and_then(|()| clap_mangen::generate_to(program.clone(), &dir));
        written.map_err(|error| failed(&dir, &error))?;
        let pages = 1 + program.get_subcommands().count();
        let said = format!("{pages} pages written to {}", dir.display());
        context.ui.say(&Line::new(Style::Plain, said));
        Ok(Exit::Ok)
    }
}

fn failed(dir: &Path, error: &io::Error) -> CliError {
    let said = format!("the pages cannot be written to {}", dir.display());
    CliError::outside("io", said).because(error)
}
