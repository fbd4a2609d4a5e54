//! What every command is given.

use super::{CliError, Env, Global, Ui};

/// What every command is given: what comes from outside, and the way out.
pub struct Context {
    /// Time, chance, folder, environment. The folder is the one that `-C`
    /// names, where it is given.
    pub env: Env,
    /// The way out.
    pub ui: Ui,
}

impl Context {
    /// With `-C` applied. A folder that is not there comes back as an error,
    /// with the way to print it.
    pub(super) fn new(mut env: Env, ui: Ui, global: &Global) -> Result<Self, (Ui, CliError)> {
        if let Some(dir) = &global.run_in {
            env.cwd.push(dir);
            if !env.cwd.is_dir() {
                let said = format!("there is no folder `{}`", dir.display());
                return Err((ui, CliError::usage("no-folder", said)));
            }
        }
        Ok(Self { env, ui })
    }
}
