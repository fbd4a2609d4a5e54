//! `polity completions`.

use clap::Args;
use clap_complete::Shell;

use super::{Context, Done, Exit, definition};

/// Print what a shell needs to complete commands
///
/// The script goes to the standard output; where it belongs depends on the
/// shell.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity completions bash > ~/.local/share/bash-completion/completions/polity
  polity completions zsh > ~/.zfunc/_polity
  polity completions fish > ~/.config/fish/completions/polity.fish")]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut definition(), "polity", &mut script);
        context.ui.raw(&script);
        Ok(Exit::Ok)
    }
}
