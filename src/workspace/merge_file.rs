//! Three states of one file of the organisation merged by meaning: what git's
//! merge driver runs.
//!
//! The lines' own merge is taken wherever it is clean and says exactly what
//! the merge by meaning says: it keeps everything that both sides wrote. Where
//! it does not, the lines of both sides together may (two members added in one
//! place), and else our text is edited into the merged meaning, and the
//! comments of the other side are carried over. Whatever is written was read
//! back and means the merged state; where that cannot be had, the file is left
//! in conflict, with git's own marks.

mod comments;
mod order;

use self::order::Unordered;
use super::WorkspaceError;
use super::edit::rewrite_entity;
use super::layout::{Holds, holds};
use crate::base::{EntityId, Subject};
use crate::diff::{Clash, Merge3};
use crate::format::wire::{Entity, read_entity};
use crate::org::{About, Area, Constraint, Event, Person, Team};
use crate::rule::Rule;
use crate::store::{MergeStyle, MergedText, merge_text, merge_union};

/// The three states of a file.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// What both began with; empty where both added it.
    pub base: &'a [u8],
    /// Ours.
    pub ours: &'a [u8],
    /// Theirs.
    pub theirs: &'a [u8],
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct MergedFile {
    /// Its text; with marks unless it is clean.
    pub text: Vec<u8>,
    /// Whether nothing is left to decide.
    pub clean: bool,
    /// How it came about.
    pub how: MergedBy,
}

/// How a merged file came about.
#[derive(Debug, Clone, PartialEq)]
pub enum MergedBy {
    /// By lines, as git would: it is no file that can be merged by meaning.
    Lines,
    /// By lines, since these sides cannot be read.
    Unread(Vec<&'static str>),
    /// By meaning. These comments of theirs could not be kept.
    Meaning {
        /// The comments, each from its `#`.
        lost: Vec<String>,
    },
    /// Not at all: both sides added it, and they say different things.
    BothAdded,
    /// Not at all: the two sides clash.
    Clashes(Vec<Clash>),
    /// Not at all: there is a merged meaning, and it cannot be written into
    /// our text without losing something.
    Refused(String),
}

/// Merges the file of a path.
///
/// # Errors
///
/// Where even the lines cannot be merged.
pub fn merge_file(
    path: &str,
    sides: Sides<'_>,
    style: &MergeStyle,
) -> Result<MergedFile, WorkspaceError> {
    let lines = merge_text(sides.base, sides.ours, sides.theirs, style)?;
    let job = Job {
        path,
        sides,
        style,
        lines,
    };
    match holds(path) {
        Holds::Organisation => job.typed::<About>(),
        Holds::Entity(EntityId::Person(_)) => job.typed::<Person>(),
        Holds::Entity(EntityId::Team(_)) => job.typed::<Team>(),
        Holds::Entity(EntityId::Area(_)) => job.typed::<Area>(),
        Holds::Entity(EntityId::Rule(_)) => job.typed::<Rule>(),
        Holds::Entity(EntityId::Constraint(_)) => job.typed::<Constraint>(),
        Holds::Entity(EntityId::Event(_)) => job.typed::<Event>(),
        _ => Ok(job.by_lines(MergedBy::Lines)),
    }
}

/// A file that is merged.
struct Job<'a> {
    path: &'a str,
    sides: Sides<'a>,
    style: &'a MergeStyle,
    /// What git makes of it.
    lines: MergedText,
}

impl Job<'_> {
    fn typed<D>(self) -> Result<MergedFile, WorkspaceError>
    where
        D: Entity + Merge3 + Unordered + PartialEq + TryFrom<D::File, Error = String>,
    {
        let Sides { base, ours, theirs } = self.sides;
        let (our, their) = (read::<D>(ours), read::<D>(theirs));
        let (Some(our), Some(their)) = (&our, &their) else {
            return Ok(self.by_lines(unread([
                ("ours", our.is_some()),
                ("theirs", their.is_some()),
            ])));
        };
        if our == their {
            // Line by line as well, unless only one side's words can be had.
            return match self.says(our) {
                true => Ok(self.by_lines(MergedBy::Meaning { lost: Vec::new() })),
                false => Ok(clean(ours.to_vec(), Vec::new())),
            };
        }
        if base.is_empty() {
            return self.marked(MergedBy::BothAdded, None);
        }
        let Some(was) = read::<D>(base) else {
            return Ok(self.by_lines(unread([("the common ancestor", false)])));
        };
        let merge = D::merge3(&was, our, their);
        if !merge.clashes.is_empty() {
            let turned = D::merge3(&was, their, our).merged;
            let both = self.edited(our, &merge.merged, &turned);
            return self.marked(MergedBy::Clashes(merge.clashes), both);
        }
        let merged = merge.merged;
        if self.lines.clean && self.says(&merged) {
            return Ok(self.by_lines(MergedBy::Meaning { lost: Vec::new() }));
        }
        let union = merge_union(base, ours, theirs)?;
        if means(&union, &merged) {
            return Ok(clean(union, Vec::new()));
        }
        match rewrite_entity(self.path, ours, our, &merged) {
            Ok(text) => {
                let sound = |text: &[u8]| means(text, &merged);
                let (text, lost) = comments::carry(text, base, theirs, &sound);
                Ok(clean(text, lost))
            }
            Err(WorkspaceError::Edit { why, .. }) => self.marked(MergedBy::Refused(why), None),
            Err(error) => Err(error),
        }
    }

    /// Whether the lines' own merge means this.
    fn says<D>(&self, wanted: &D) -> bool
    where
        D: Entity + Unordered + PartialEq + TryFrom<D::File, Error = String>,
    {
        self.lines.clean && means(&self.lines.text, wanted)
    }

    /// Our text with everything merged, and our word, then theirs, wherever
    /// the two clash.
    fn edited<D>(&self, our: &D, with_ours: &D, with_theirs: &D) -> Option<(Vec<u8>, Vec<u8>)>
    where
        D: Entity + PartialEq + TryFrom<D::File, Error = String>,
    {
        let edit = |wanted| rewrite_entity(self.path, self.sides.ours, our, wanted).ok();
        Some((edit(with_ours)?, edit(with_theirs)?))
    }

    fn by_lines(self, how: MergedBy) -> MergedFile {
        MergedFile {
            text: self.lines.text,
            clean: self.lines.clean,
            how,
        }
    }

    /// In conflict, with git's marks. Where the lines alone would merge
    /// cleanly, they would say something that nobody decided: then what
    /// differs between `two` texts is marked, or between the two sides.
    fn marked(
        self,
        how: MergedBy,
        two: Option<(Vec<u8>, Vec<u8>)>,
    ) -> Result<MergedFile, WorkspaceError> {
        if !self.lines.clean {
            return Ok(self.by_lines(how));
        }
        let sides = (self.sides.ours.to_vec(), self.sides.theirs.to_vec());
        let mut text = Vec::new();
        for (one, other) in two.into_iter().chain([sides]) {
            let marked = merge_text(b"", &one, &other, self.style)?;
            if !marked.clean {
                text = marked.text;
                break;
            }
        }
        Ok(MergedFile {
            text,
            clean: false,
            how,
        })
    }
}

fn clean(text: Vec<u8>, lost: Vec<String>) -> MergedFile {
    MergedFile {
        text,
        clean: true,
        how: MergedBy::Meaning { lost },
    }
}

/// What a text means, where it is sound.
fn read<D>(bytes: &[u8]) -> Option<D>
where
    D: Entity + TryFrom<D::File, Error = String>,
{
    let read = read_entity::<D>(&Subject::Workspace, bytes);
    read.ok().map(|(_, entity)| entity)
}

/// Whether a text means this, whatever the order of lists in which order
/// means nothing.
fn means<D>(bytes: &[u8], wanted: &D) -> bool
where
    D: Entity + Unordered + PartialEq + TryFrom<D::File, Error = String>,
{
    read::<D>(bytes).is_some_and(|read| read.unordered() == wanted.clone().unordered())
}

fn unread<const N: usize>(sides: [(&'static str, bool); N]) -> MergedBy {
    let lacking = sides.into_iter().filter(|(_, read)| !read);
    MergedBy::Unread(lacking.map(|(side, _)| side).collect())
}

#[cfg(test)]
mod tests;
