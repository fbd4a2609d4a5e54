//! Why a command could not do what it was asked. The library says what failed;
//! the command line adds what is allowed and what to type.

use std::error::Error;

use super::Exit;
use crate::render::json::ErrorJson;
use crate::render::paint::{Line, Style, Text};
use crate::store::StoreError;

/// Why a command could not do what it was asked.
///
/// Printed as three things: what is wrong, what is allowed, what to type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CliError {
    /// Its kind, stable, for scripts: lower-case words with hyphens.
    pub code: &'static str,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What lies behind it, from the nearest to the farthest.
    pub causes: Vec<String>,
    /// What is allowed, or other facts, a line each.
    pub notes: Vec<String>,
    /// What to type.
    pub hint: Option<String>,
    /// How the program ends.
    pub exit: Exit,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $exit:ident;)+) => {$(
        $(#[$doc])*
        pub fn $name(code: &'static str, message: impl Into<String>) -> Self {
            Self::new(Exit::$exit, code, message)
        }
    )+};
}

impl CliError {
    /// An error that ends the program with this exit code.
    pub fn new(exit: Exit, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            causes: Vec::new(),
            notes: Vec::new(),
            hint: None,
            exit,
        }
    }

    kinds! {
        /// An argument that means nothing here, such as an unknown id.
        usage Usage;
        /// No workspace, or one that cannot be read.
        unreadable Unreadable;
        /// Not allowed, or not in this state.
        refused Refused;
        /// Somebody else changed something meanwhile.
        moved Moved;
        /// Not everything could be looked at.
        incomplete Incomplete;
        /// Something outside failed.
        outside Outside;
        /// A mistake in polity.
        internal Internal;
    }

    /// The same error, with what an error of the library says as its causes.
    #[must_use]
    pub fn because(mut self, error: &dyn Error) -> Self {
        let mut next = Some(error);
        while let Some(error) = next {
            self.causes.push(error.to_string());
            next = error.source();
        }
        self
    }

    /// The same error, with a line on what is allowed.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// The same error, with what to type. The hint that is given first stays.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint.get_or_insert(hint.into());
        self
    }

    /// The error as text.
    pub fn text(&self, width: usize) -> Text {
        let mut text = Text::new();
        text.line()
            .push(Style::Lost, format!("error[{}]", self.code))
            .push(Style::Plain, ": ");
        text.wrap(2, width, &Line::new(Style::Plain, &self.message));
        let mut more = |mark: &str, words: &str| {
            text.line().push(Style::Dim, mark);
            text.wrap(4, width, &Line::new(Style::Plain, words));
        };
        for cause in &self.causes {
            more("  because: ", cause);
        }
        for note in &self.notes {
            more("  ", note);
        }
        if let Some(hint) = &self.hint {
            more("  hint: ", hint);
        }
        text
    }

    /// The error for scripts.
    pub fn json(&self) -> ErrorJson {
        ErrorJson {
            polity: "error/1".to_owned(),
            code: self.code.to_owned(),
            message: self.message.clone(),
            causes: self.causes.clone(),
            notes: self.notes.clone(),
            hint: self.hint.clone(),
            exit: self.exit.number(),
            exit_name: self.exit.name().to_owned(),
        }
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        use StoreError as E;
        let (exit, code) = match &error {
            E::NotARepository(_) => (Exit::Unreadable, "no-repository"),
            E::Reftable | E::Unsupported(_) => (Exit::Unreadable, "repository-kind"),
            E::OwnedBySomebodyElse(_) => (Exit::Unreadable, "repository-owner"),
            E::Bare(_) => (Exit::Unreadable, "bare-repository"),
            E::BadObject { .. } => (Exit::Unreadable, "bad-object"),
            E::HugeFile { .. } => (Exit::Unreadable, "too-large"),
            E::BadTree(it) if it.what.is_of_size() => (Exit::Unreadable, "too-large"),
            E::BadTree(_) => (Exit::Unreadable, "bad-tree"),
            E::BadIndex(_) => (Exit::Unreadable, "bad-index"),
            E::MissingObject { .. } => (Exit::Incomplete, "missing-object"),
            E::UnknownRevision(_) => (Exit::Usage, "unknown-revision"),
            E::NoBranch(_) => (Exit::Usage, "unknown-branch"),
            E::NotOnLine { .. } => (Exit::Refused, "not-on-line"),
            E::UnbornBranch(_) => (Exit::Refused, "no-commit"),
            E::DetachedHead => (Exit::Refused, "detached-head"),
            E::DirtyPaths(_) => (Exit::Refused, "uncommitted-changes"),
            E::InProgress(_) => (Exit::Refused, "merge-in-progress"),
            E::CheckedOutElsewhere(_) => (Exit::Refused, "branch-elsewhere"),
            E::BadPath(..) => (Exit::Refused, "bad-path"),
            E::Patch(_) | E::PatchUnfit(_) => (Exit::Refused, "patch"),
            E::NothingToCommit => (Exit::Refused, "nothing-to-commit"),
            E::NoIdentity(..) | E::BadStamp(_) => (Exit::Refused, "no-identity"),
            E::RefMoved { .. } => (Exit::Moved, "branch-moved"),
            E::Locked(_) | E::Busy => (Exit::Moved, "busy"),
            E::Signing(_) => (Exit::Outside, "signing"),
            E::Unfinished { .. } => (Exit::Outside, "unfinished"),
            E::Io { .. } => (Exit::Outside, "io"),
            E::Rewritten { .. } => (Exit::Refused, "rewritten"),
            E::GitTimeout { .. } => (Exit::Outside, "git-timeout"),
            E::NoGitProgram | E::GitProgram { .. } | E::Git { .. } => (Exit::Outside, "git"),
            E::NoEntropy(_) => (Exit::Outside, "no-entropy"),
        };
        if let Some(hint) = super::sync::way_hint(&error) {
            return Self::new(exit, code, error.to_string()).hint(hint);
        }
        // The store puts what to type behind a semicolon.
        let said = error.to_string();
        match said.split_once("; ") {
            Some((what, todo)) if !what.contains('(') || what.contains(')') => {
                Self::new(exit, code, what).hint(todo)
            }
            _ => Self::new(exit, code, said),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_is_wrong_then_what_is_allowed_then_what_to_type() {
        let error = CliError::usage("ballot-choice", "`yess` is no choice in this poll")
            .note("this stage takes: for, against, abstain, recused")
            .hint("polity vote 10 for");
        insta::assert_snapshot!(error.text(80).to_string(false), @r"
        error[ballot-choice]: `yess` is no choice in this poll
          this stage takes: for, against, abstain, recused
          hint: polity vote 10 for
        ");
    }

    #[test]
    fn the_stores_advice_becomes_the_hint() {
        let error = CliError::from(StoreError::UnknownRevision("x".into()));
        assert_eq!(error.exit, Exit::Usage);
        assert_eq!(error.message, "`x` names no commit here");
        assert_eq!(error.hint.unwrap(), "`git log --all --oneline` lists them");
    }
}
