//! Git told to compare and merge the organisation's files by meaning.
//!
//! Two things are needed. The configuration says what to run, and is each
//! person's own: git takes no programs from a repository. The attributes say
//! for which files, and may be committed for everybody.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::WorkspaceError;
use crate::format::FileKind;
use crate::store::{ConfigScope, Repo, StoreError, write_worktree};

/// What stands above the lines in the file of attributes.
const HEAD: &str =
    "# Added by `polity git-setup`: the organisation compared and merged by meaning.";

/// What is to be set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitSetupOptions {
    /// Whose configuration is changed.
    pub scope: ConfigScope,
    /// Where the attributes stand.
    pub attributes: Attributes,
}

/// Where the attributes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attributes {
    /// In `.gitattributes`, which is committed for everybody.
    Shared,
    /// In `info/attributes` of the git folder: for this clone alone. A bare
    /// repository has only these.
    Own,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitSetup {
    /// The settings that were changed or taken out, of all that there are.
    pub settings: Vec<String>,
    /// The file of attributes.
    pub attributes: PathBuf,
    /// How many lines were added to it or taken out.
    pub lines: usize,
    /// Whether that file is to be committed.
    pub to_commit: bool,
}

/// The folder and the kind of its files, as attributes name them.
fn patterns() -> [(&'static str, FileKind); 7] {
    [
        ("/governance/organisation.yaml", FileKind::Organisation),
        ("/governance/people/*.yaml", FileKind::Person),
        ("/governance/teams/*.yaml", FileKind::Team),
        ("/governance/areas/*.yaml", FileKind::Area),
        ("/governance/rules/*.yaml", FileKind::Rule),
        ("/governance/constraints/*.yaml", FileKind::Constraint),
        ("/governance/events/*.yaml", FileKind::Event),
    ]
}

/// The lines for the file of attributes. One driver for each kind: the file
/// that git hands over to be compared has no path by which its kind would be
/// known.
fn lines() -> Vec<String> {
    let line = |(pattern, kind): (&str, FileKind)| {
        format!("{pattern} diff=polity-{} merge=polity", kind.as_str())
    };
    let lines = patterns().into_iter().map(line);
    std::iter::once(HEAD.to_owned()).chain(lines).collect()
}

/// The settings, for a program that a shell is given as this word.
fn settings(program: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut set = |key: String, value: String| all.push((key, value));
    for kind in FileKind::ALL {
        let kind = kind.as_str();
        set(
            format!("diff.polity-{kind}.textconv"),
            format!("{program} textconv --kind {kind} --"),
        );
        // The names of people and teams stand in other files: what git kept
        // for a file would be out of date when one of those changes.
        set(
            format!("diff.polity-{kind}.cachetextconv"),
            "false".to_owned(),
        );
    }
    set(
        "merge.polity.name".to_owned(),
        "files of the organisation, by meaning".to_owned(),
    );
    // A percent sign means something in a merge driver.
    let in_driver = program.replace('%', "%%");
    set(
        "merge.polity.driver".to_owned(),
        format!(
            "{in_driver} merge-file --path %P --size %L --base-name %S --ours-name %X \
             --theirs-name %Y -- %O %A %B"
        ),
    );
    set(
        "difftool.polity.cmd".to_owned(),
        format!("{program} difftool -- \"$LOCAL\" \"$REMOTE\" \"$MERGED\""),
    );
    all
}

/// A path as one word of the shell that git runs commands with.
fn quoted(program: &str) -> String {
    format!("'{}'", program.replace('\'', r"'\''"))
}

/// Sets everything up; what is set up already stays.
///
/// # Errors
///
/// Where git's configuration or the file of attributes cannot be written.
pub fn git_setup(
    repo: &Repo,
    program: &str,
    options: &GitSetupOptions,
) -> Result<GitSetup, WorkspaceError> {
    let mut changed = Vec::new();
    for (key, value) in settings(&quoted(program)) {
        if repo.config_in(options.scope, &key)? != [value.as_str()] {
            repo.config_set(options.scope, &key, &value)?;
            changed.push(key);
        }
    }
    let file = Place::of(repo, options.attributes)?;
    let mut text = file.read()?;
    let there: Vec<&str> = text.lines().map(str::trim).collect();
    let lacking: Vec<String> = lines()
        .into_iter()
        .filter(|line| !there.contains(&line.as_str()))
        .collect();
    if !lacking.is_empty() {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        for line in &lacking {
            text.push_str(&format!("{line}\n"));
        }
        file.write(Some(text))?;
    }
    Ok(file.done(changed, lacking.len()))
}

/// Takes out everything that [`git_setup`] sets up, and nothing else.
///
/// # Errors
///
/// As [`git_setup`].
pub fn git_undo(repo: &Repo, options: &GitSetupOptions) -> Result<GitSetup, WorkspaceError> {
    let mut changed = Vec::new();
    for (key, _) in settings("") {
        if !repo.config_in(options.scope, &key)?.is_empty() {
            repo.config_unset(options.scope, &key)?;
            changed.push(key);
        }
    }
    let file = Place::of(repo, options.attributes)?;
    let text = file.read()?;
    let own = lines();
    let is_own = |line: &str| own.iter().any(|it| it == line.trim());
    let kept: String = text
        .split_inclusive('\n')
        .filter(|line| !is_own(line))
        .collect();
    let gone = text.lines().filter(|line| is_own(line)).count();
    if gone > 0 {
        file.write((!kept.is_empty()).then_some(kept))?;
    }
    Ok(file.done(changed, gone))
}

/// The file of attributes.
struct Place {
    root: PathBuf,
    path: &'static str,
    shared: bool,
}

impl Place {
    fn of(repo: &Repo, attributes: Attributes) -> Result<Self, StoreError> {
        let shared = attributes == Attributes::Shared && !repo.is_bare();
        Ok(match shared {
            true => Self {
                root: repo.workdir()?.to_owned(),
                path: ".gitattributes",
                shared,
            },
            false => Self {
                root: repo.common_dir().to_owned(),
                path: "info/attributes",
                shared,
            },
        })
    }

    fn file(&self) -> PathBuf {
        self.root.join(self.path)
    }

    fn read(&self) -> Result<String, StoreError> {
        let path = self.file();
        let failed = |source: std::io::Error| StoreError::Io {
            doing: "read",
            path: path.clone(),
            source,
        };
        match std::fs::read(&path) {
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| {
                failed(std::io::Error::new(
                    std::io::ErrorKind::InvalidData,
                    "it is not UTF-8",
                ))
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(failed(error)),
        }
    }

    fn write(&self, text: Option<String>) -> Result<(), StoreError> {
        let change = (self.path.to_owned(), text.map(String::into_bytes));
        write_worktree(&self.root, &BTreeMap::from([change]))
    }

    fn done(&self, settings: Vec<String>, lines: usize) -> GitSetup {
        GitSetup {
            settings,
            attributes: self.file(),
            lines,
            to_commit: self.shared && lines > 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_one_word_whatever_its_path() {
        assert_eq!(quoted("/a b/it's"), r"'/a b/it'\''s'");
        let all = settings(&quoted("/100%/polity"));
        let driver = all.iter().find(|(key, _)| key == "merge.polity.driver");
        assert!(driver.unwrap().1.starts_with("'/100%%/polity' merge-file "));
    }
}
