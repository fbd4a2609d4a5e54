//! Why a change cannot be made.

use std::collections::BTreeSet;

use crate::base::NodePath;

/// One reason why a change cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, in the organisation's words.
    pub why: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Where it stands, from the change's own word on: `dissolve.transfer.website`.
    pub path: NodePath,
    /// The ids whose state it complains of. Where an earlier change that would
    /// have altered that state was refused, this one merely follows from it.
    pub(super) because: BTreeSet<String>,
}

impl Refusal {
    /// A refusal at a place.
    pub fn new(path: NodePath, why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            hint: None,
            path,
            because: BTreeSet::new(),
        }
    }

    /// The same refusal, saying what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same refusal, complaining of the state of an id.
    #[must_use]
    pub(super) fn because(mut self, id: &str) -> Self {
        self.because.insert(id.to_owned());
        self
    }
}

/// The refusals of one change, gathered under its word.
#[derive(Debug)]
pub(super) struct Problems {
    word: &'static str,
    found: Vec<Refusal>,
}

impl Problems {
    /// None yet, for a change of that word.
    pub fn of(word: &'static str) -> Self {
        Self {
            word,
            found: Vec::new(),
        }
    }

    /// The place of the change itself.
    pub fn root(&self) -> NodePath {
        NodePath::root().key(self.word)
    }

    /// The place of one of its fields.
    pub fn at(&self, key: &str) -> NodePath {
        self.root().key(key)
    }

    /// Adds one.
    pub fn add(&mut self, refusal: Refusal) {
        self.found.push(refusal);
    }

    /// Keeps what could be done, and adds the refusal of what could not.
    pub fn take<T>(&mut self, tried: Result<T, Refusal>) -> Option<T> {
        tried.map_err(|refusal| self.add(refusal)).ok()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them, or none.
    pub fn done(self) -> Result<(), Vec<Refusal>> {
        if self.found.is_empty() {
            Ok(())
        } else {
            Err(self.found)
        }
    }
}
