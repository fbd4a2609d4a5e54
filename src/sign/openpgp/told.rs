//! Which `gpg` verifies: the one that the person's git is told to use.
//!
//! It is a matter of the machine and of who sits at it, never of the files
//! that are verified. Files are read in many places that have no repository at
//! hand, so it is asked for here, once for the process, and not handed from
//! each to the next.

use std::sync::{Mutex, PoisonError};

/// Gives a setting of git's by its name in lower case.
type Settings = Box<dyn FnOnce() -> Option<String> + Send>;

/// Who knows, until it is asked; then the answer.
enum Told {
    Nothing,
    Ask(Settings),
    Program(String),
}

static TOLD: Mutex<Told> = Mutex::new(Told::Nothing);

/// Has the program looked up by this function when an OpenPGP signature is
/// first met; without an answer it is `gpg`. What was told before is forgotten.
pub fn tell_gpg(ask: impl FnOnce() -> Option<String> + Send + 'static) {
    *lock() = Told::Ask(Box::new(ask));
}

/// The program that verifies OpenPGP signatures.
pub(in crate::sign) fn gpg() -> String {
    let mut told = lock();
    let program = match std::mem::replace(&mut *told, Told::Nothing) {
        Told::Nothing => return "gpg".to_owned(),
        Told::Ask(ask) => ask().unwrap_or_else(|| "gpg".to_owned()),
        Told::Program(program) => program,
    };
    *told = Told::Program(program.clone());
    program
}

fn lock() -> std::sync::MutexGuard<'static, Told> {
    TOLD.lock().unwrap_or_else(PoisonError::into_inner)
}
