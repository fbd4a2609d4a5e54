//! What every command is given.

use super::{Env, Ui};

/// What every command is given: what comes from outside, and the way out.
pub struct Context {
    /// Time, chance, folder, environment. The folder is the one that `-C`
    /// names, where it is given.
    pub env: Env,
    /// The way out.
    pub ui: Ui,
}
