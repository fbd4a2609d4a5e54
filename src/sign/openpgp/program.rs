//! Calling the person's `gpg`.

use std::io::{ErrorKind, Write};
use std::process::{Command, Output, Stdio};

use super::certificate::{Certificate, CertificateError};
use super::packet::judge_signature;
use crate::sign::verify::SignatureError;

/// Why gpg did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum GpgError {
    /// There is no such program.
    #[error("there is no program `{0}` here")]
    Missing(String),
    /// It could not be started or spoken to.
    #[error("`{program}` cannot be run: {source}")]
    Run {
        /// The program.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It ran and refused.
    #[error("`{program}` refused: {words}")]
    Refused {
        /// The program.
        program: String,
        /// Its last words.
        words: String,
    },
    /// What it exported is no certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// What it signed would not be accepted.
    #[error("`gpg` signed in a form that is not accepted: {0}")]
    Form(SignatureError),
}

/// Runs a command with some bytes on its standard input.
pub(super) fn run(mut command: Command, input: &[u8]) -> Result<Output, GpgError> {
    let program = command.get_program().to_string_lossy().into_owned();
    let failed = |source: std::io::Error| match source.kind() {
        ErrorKind::NotFound => GpgError::Missing(program.clone()),
        _ => GpgError::Run {
            program: program.clone(),
            source,
        },
    };
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    // The input is written beside the reading, so that neither side waits for
    // the other. A program that leaves early says why itself.
    let stdin = child.stdin.take();
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    })
    .map_err(failed)
}

/// The last line that a program wrote to people.
fn last_words(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text
        .lines()
        .rfind(|line| !line.starts_with("[GNUPG:]") && !line.trim().is_empty());
    let line = line.unwrap_or("it gave no reason");
    line.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// The certificate of one of the person's own keys.
pub(in crate::sign) fn export(program: &str, key: &str) -> Result<Certificate, GpgError> {
    let mut command = Command::new(program);
    command.args(["--batch", "--no-tty", "--armor", "--no-comments"]);
    command.args(["--export-options", "export-minimal", "--export", "--"]);
    command.arg(key);
    let output = run(command, b"")?;
    if !output.status.success() || output.stdout.is_empty() {
        return Err(GpgError::Refused {
            program: program.to_owned(),
            words: match output.stdout.is_empty() {
                true => format!("it has no key `{key}`"),
                false => last_words(&output),
            },
        });
    }
    Ok(String::from_utf8_lossy(&output.stdout).parse()?)
}

/// A detached armoured signature over some bytes, made as git has it made.
pub(in crate::sign) fn sign(program: &str, key: &str, payload: &[u8]) -> Result<String, GpgError> {
    let mut command = Command::new(program);
    // The person's gpg.conf may ask for text mode or for headers.
    command.args(["--status-fd=2", "--no-textmode", "--no-comments"]);
    command.args(["--no-emit-version", "-bsau", key]);
    let output = run(command, payload)?;
    let status = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() || !status.contains("[GNUPG:] SIG_CREATED ") {
        return Err(GpgError::Refused {
            program: program.to_owned(),
            words: last_words(&output),
        });
    }
    let armour = String::from_utf8_lossy(&output.stdout).replace('\r', "");
    judge_signature(&armour).map_err(GpgError::Form)?;
    Ok(armour)
}
