//! A place to run the program in, that nothing outside reaches: an environment
//! of its own, a home of its own, a clock that stands still until it is moved.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jiff::Timestamp;
use polity::sign::generate;
use tempfile::TempDir;

/// A place to run the program in.
pub struct TestEnv {
    root: TempDir,
    /// The workspace, which commands run in.
    pub dir: PathBuf,
    now: Cell<Timestamp>,
    /// Counts the commands, so that two of them draw different numbers.
    runs: Cell<u64>,
    columns: Cell<usize>,
}

/// What a command printed and how it ended.
pub struct Ran {
    /// What it answered.
    pub stdout: String,
    /// What it said beside.
    pub stderr: String,
    /// Its exit code.
    pub code: i32,
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.stdout)?;
        if !self.stderr.is_empty() {
            write!(f, "--- stderr\n{}", self.stderr)?;
        }
        if self.code != 0 {
            writeln!(f, "--- exit {}", self.code)?;
        }
        Ok(())
    }
}

impl TestEnv {
    /// An empty folder, at noon on 2020-02-01.
    pub fn empty() -> Self {
        let root = tempfile::tempdir().expect("a temporary folder");
        let dir = root.path().join("work");
        fs::create_dir_all(root.path().join("home")).expect("a home");
        fs::create_dir_all(&dir).expect("a workspace");
        Self {
            // A link on the way would show in paths that git prints.
            dir: dir.canonicalize().expect("a path"),
            root,
            now: Cell::new("2020-02-01T12:00:00Z".parse().expect("an instant")),
            runs: Cell::new(0),
            columns: Cell::new(80),
        }
    }

    /// A copy that shares nothing with this one.
    pub fn twin(&self) -> Self {
        let twin = Self::empty();
        copy(&self.dir, &twin.dir);
        copy(&self.home(), &twin.home());
        let config = twin.dir.join(".git/config");
        let text = fs::read_to_string(&config).expect("a configuration");
        let (old, new) = (self.home(), twin.home());
        let text = text.replace(old.to_str().expect("a path"), new.to_str().expect("a path"));
        fs::write(config, text).expect("a configuration");
        twin.now.set(self.now.get());
        twin.runs.set(self.runs.get());
        twin
    }

    /// This repository's own workspace, copied, committed on `main`.
    pub fn django() -> Self {
        let env = Self::empty();
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in ["governance", "proposals"] {
            copy(&own.join(folder), &env.dir.join(folder));
        }
        env.write(".gitattributes", "* -text\n");
        env.git(&["init", "--quiet", "--initial-branch=main"]);
        env.commit("Begin");
        env
    }

    /// Writes a file of the workspace.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.dir.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// The text of a file of the workspace.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.dir.join(path)).expect("a file")
    }

    /// Replaces a text that must stand in a file.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// Commits everything.
    pub fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
    }

    /// Moves the clock on.
    pub fn advance(&self, hours: i64) {
        self.now
            .set(self.now.get() + jiff::Span::new().hours(hours));
    }

    /// Sets the clock.
    pub fn set_clock(&self, now: &str) {
        self.now.set(now.parse().expect("an instant"));
    }

    /// Sets the width.
    pub fn set_columns(&self, columns: usize) {
        self.columns.set(columns);
    }

    /// Makes a key for a person, always the same for the same seed, and has
    /// git sign with it. Gives the public key's line.
    pub fn key(&self, name: &str, seed: u8) -> String {
        let key = generate(Some([seed; 32])).expect("a key");
        let path = self.home().join(name);
        if !path.exists() {
            key.write_to(&path).expect("a key");
        }
        self.git(&["config", "gpg.format", "ssh"]);
        self.git(&["config", "user.signingkey", path.to_str().expect("a path")]);
        key.public_key().to_string()
    }

    /// The home, where the keys are.
    pub fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// Who commits.
    pub fn identity(&self, name: &str) {
        self.git(&["config", "user.name", name]);
        self.git(&["config", "user.email", &format!("{name}@example.org")]);
    }

    /// Runs git, which must succeed, and gives what it printed.
    pub fn git(&self, args: &[&str]) -> String {
        let mut git = Command::new("git");
        let stamp = self.now.get().to_string();
        git.args(args)
            .env("GIT_AUTHOR_DATE", &stamp)
            .env("GIT_COMMITTER_DATE", &stamp);
        let ran = self.run_in(git);
        assert!(ran.status.success(), "git {args:?}: {ran:?}");
        String::from_utf8(ran.stdout).expect("text")
    }

    /// Runs git, whose hooks have the clock too, and says how it ended.
    pub fn try_git(&self, args: &[&str]) -> Ran {
        let mut git = Command::new("git");
        let stamp = self.now.get().to_string();
        git.args(args)
            .env("GIT_AUTHOR_DATE", &stamp)
            .env("GIT_COMMITTER_DATE", &stamp)
            .env("POLITY_TEST_NOW", &stamp);
        self.ran(git, &[])
    }

    /// Runs the program with words that are split at spaces.
    pub fn run(&self, line: &str) -> Ran {
        let args: Vec<&str> = line.split_whitespace().collect();
        self.run_args(&args)
    }

    /// Runs the program.
    pub fn run_args(&self, args: &[&str]) -> Ran {
        self.run_with(args, &[])
    }

    /// Runs the program with variables of its own.
    pub fn run_with(&self, args: &[&str], vars: &[(&str, &str)]) -> Ran {
        let polity = self.polity(args);
        self.ran(polity, vars)
    }

    /// The program with its arguments, ready to be started.
    pub fn prepared(&self, args: &[&str]) -> Command {
        let mut polity = self.polity(args);
        self.isolate(&mut polity);
        polity
    }

    fn polity(&self, args: &[&str]) -> Command {
        self.runs.set(self.runs.get() + 1);
        let mut polity = Command::new(env!("CARGO_BIN_EXE_polity"));
        polity
            .args(args)
            .env("COLUMNS", self.columns.get().to_string())
            .env("POLITY_TEST_NOW", self.now.get().to_string())
            .env("POLITY_TEST_SEED", (self.runs.get() * 1_000).to_string());
        polity
    }

    fn ran(&self, mut command: Command, vars: &[(&str, &str)]) -> Ran {
        self.isolate(&mut command);
        command.envs(vars.iter().copied());
        let ran = command.output().expect("it runs");
        Ran {
            stdout: self.redact(&ran.stdout),
            stderr: self.redact(&ran.stderr),
            code: ran.status.code().unwrap_or(-1),
        }
    }

    fn run_in(&self, mut command: Command) -> Output {
        self.isolate(&mut command);
        command.output().expect("it runs")
    }

    /// Takes this machine away, and leaves only the way to programs. What the
    /// caller set on the command stays.
    fn isolate(&self, command: &mut Command) {
        let own: Vec<_> = command
            .get_envs()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
            .collect();
        let home = self.root.path().join("home");
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", &home)
            .env("TMPDIR", self.root.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .env("GIT_AUTHOR_NAME", "A U Thor")
            .env("GIT_AUTHOR_EMAIL", "author@example.org")
            .env("GIT_COMMITTER_NAME", "A U Thor")
            .env("GIT_COMMITTER_EMAIL", "author@example.org")
            .env("TZ", "UTC")
            .envs(own)
            .current_dir(&self.dir);
    }

    /// Puts a word in the place of paths that differ from run to run.
    fn redact(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        let root = self.root.path().canonicalize().expect("a path");
        let replace =
            |text: String, path: &Path| text.replace(path.to_str().expect("a path"), "$TEST");
        replace(replace(text, &root), self.root.path())
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// A whole session as one text: each command with what it printed.
#[macro_export]
macro_rules! session {
    ($env:expr, $($line:expr),+ $(,)?) => {{
        let mut session = String::new();
        $(session.push_str(&format!("$ polity {}\n{}\n", $line, $env.run($line)));)+
        session
    }};
}
