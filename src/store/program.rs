//! The user's own git program, run with bounds: what it prints is kept up to a
//! size, and it is ended when its time is over.

use std::io::{ErrorKind, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::{Repo, StoreError};

/// The most that is kept of what a program prints to each of its outputs. A
/// server's hook may print without end; the rest is read and dropped, so that
/// the program does not wait for a reader.
const KEPT: usize = 1 << 26;

/// The most that is kept of what it says to people.
const SAID: usize = 1 << 16;

/// What a program did.
pub(super) struct Ran {
    pub status: ExitStatus,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

impl Repo {
    /// Runs the git program in this repository and gives what it prints to its
    /// standard output. Failing is [`StoreError::GitProgram`] with the end of
    /// what it said.
    pub fn git_program(&self, args: &[&str]) -> Result<Vec<u8>, StoreError> {
        let ran = self.run_git(args, None)?;
        if ran.status.success() {
            Ok(ran.stdout)
        } else {
            Err(failed(args, &ran))
        }
    }

    /// Runs the git program, for at most a time. It may ask the person at the
    /// terminal; its two outputs are read here.
    pub(super) fn run_git(
        &self,
        args: &[&str],
        limit: Option<Duration>,
    ) -> Result<Ran, StoreError> {
        let mut command = Command::new("git");
        command
            .arg("-C")
            .arg(self.git.workdir().unwrap_or_else(|| self.git_dir()));
        if self.named {
            command.arg("--git-dir").arg(self.git_dir());
            if let Some(tree) = self.git.workdir() {
                command.arg("--work-tree").arg(tree);
            }
        }
        command
            .args(args)
            // Inside a hook these point elsewhere, or relatively.
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .env_remove("GIT_INDEX_FILE")
            .env_remove("GIT_PREFIX")
            .env("LC_ALL", "C")
            .stdin(Stdio::inherit())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let failed = |error: std::io::Error| match error.kind() {
            ErrorKind::NotFound => StoreError::NoGitProgram,
            _ => StoreError::io("run", std::path::Path::new("git"), error),
        };
        let mut child = command.spawn().map_err(failed)?;
        let stdout = collect(child.stdout.take(), KEPT);
        let stderr = collect(child.stderr.take(), SAID);
        let status = wait(&mut child, limit).map_err(failed)?;
        let Some(status) = status else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(StoreError::GitTimeout {
                command: subcommand(args).to_owned(),
                seconds: limit.unwrap_or_default().as_secs(),
            });
        };
        // A program that it left behind may hold its outputs open.
        let rest = |from: &Receiver<Vec<u8>>| {
            let grace = Duration::from_secs(10);
            from.recv_timeout(grace).unwrap_or_default()
        };
        Ok(Ran {
            status,
            stdout: rest(&stdout),
            stderr: rest(&stderr),
        })
    }
}

/// Reads an output to its end on a thread of its own.
fn collect(output: Option<impl Read + Send + 'static>, most: usize) -> Receiver<Vec<u8>> {
    let (tell, told) = channel();
    let Some(mut output) = output else {
        return told;
    };
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        let mut part = [0_u8; 8_192];
        while let Ok(read) = output.read(&mut part) {
            if read == 0 {
                break;
            }
            let room = most.saturating_sub(kept.len()).min(read);
            kept.extend_from_slice(part.get(..room).unwrap_or_default());
        }
        let _ = tell.send(kept);
    });
    told
}

/// Waits for the end; nothing where the time is over first.
fn wait(child: &mut Child, limit: Option<Duration>) -> std::io::Result<Option<ExitStatus>> {
    let Some(limit) = limit else {
        return child.wait().map(Some);
    };
    let begun = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if begun.elapsed() >= limit {
            return Ok(None);
        }
        std::thread::sleep(pause);
        pause = (pause * 3 / 2).min(Duration::from_millis(20));
    }
}

/// What it was asked to do: its first word that is no option.
fn subcommand<'a>(args: &[&'a str]) -> &'a str {
    let mut words = args.iter().copied();
    while let Some(word) = words.next() {
        match word {
            "-c" => {
                words.next();
            }
            word => return word,
        }
    }
    ""
}

/// That it failed, with the end of what it said.
pub(super) fn failed(args: &[&str], ran: &Ran) -> StoreError {
    let said = String::from_utf8_lossy(&ran.stderr);
    let lines: Vec<_> = said.trim().lines().collect();
    let last = lines
        .get(lines.len().saturating_sub(5)..)
        .unwrap_or_default();
    StoreError::GitProgram {
        command: subcommand(args).to_owned(),
        said: if last.is_empty() {
            ran.status.to_string()
        } else {
            foreign(&last.join("\n"))
        },
    }
}

/// Text from elsewhere, fit for a terminal: control characters and those that
/// turn the direction of writing are shown as `\u{…}`, lines stay, and at most
/// 2,000 characters are kept.
pub fn foreign(text: &str) -> String {
    let mut shown = String::new();
    for (n, c) in text.chars().enumerate() {
        if n >= 2_000 {
            shown.push('…');
            break;
        }
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{61c}');
        match c {
            '\n' => shown.push('\n'),
            '\t' => shown.push(' '),
            c if c.is_control() || turns => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Scratch;

    #[test]
    fn foreign_text_cannot_move_the_cursor() {
        assert_eq!(
            foreign("no\u{1b}[2J\u{202e}\r\nway"),
            "no\\u{1b}[2J\\u{202e}\\u{d}\nway"
        );
        assert_eq!(foreign(&"x".repeat(5_000)).chars().count(), 2_001);
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        let scratch = Scratch::new();
        let begun = Instant::now();
        let args = ["-c", "alias.hang=!exec sleep 30", "hang"];
        let ran = scratch
            .repo
            .run_git(&args, Some(Duration::from_millis(200)));
        assert!(matches!(ran, Err(StoreError::GitTimeout { .. })));
        assert!(begun.elapsed() < Duration::from_secs(20));
    }
}
