//! Patches as git writes them: which file each makes, and of what.
//!
//! They are applied exactly or not at all: every line that is kept or taken out
//! must be where the patch says.

use crate::format::LONGEST_SIGNED;

/// The most files of one text.
const MOST_FILES: usize = 1_000;

/// What a patch does to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePatch {
    /// The path that it names. It is for telling what the file may be, and never
    /// written to.
    pub path: String,
    /// The beginning of the blob's id that it starts from; nothing for a new
    /// file.
    pub from: Option<String>,
    hunks: Vec<Hunk>,
}

/// Why a patch is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// It does something else than making or changing a plain text file.
    #[error("the patch of `{0}` does more than make or change a plain file: {1}")]
    Unusual(String, &'static str),
    /// It is not in the form of a patch.
    #[error("the patch of `{0}` is broken")]
    Broken(String),
    /// It does not fit the file that it changes.
    #[error("the patch of `{0}` does not fit the file that is here")]
    DoesNotFit(String),
    /// It makes a file that is too large, or touches too many.
    #[error("the patch of `{0}` is too large")]
    TooLarge(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Hunk {
    /// The first line that it starts from, counted from 1; 0 in a new file.
    start: usize,
    old: Vec<Vec<u8>>,
    new: Vec<Vec<u8>>,
}

/// The patches in a text, each by itself, so that one that is not taken stops
/// none of the others.
pub fn patches(text: &[u8]) -> Vec<Result<FilePatch, PatchError>> {
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        let Some(names) = line.strip_prefix(b"diff --git ") else {
            continue;
        };
        let named: String = String::from_utf8_lossy(names)
            .trim()
            .chars()
            .take(200)
            .collect();
        if found.len() >= MOST_FILES {
            found.push(Err(PatchError::TooLarge(shown(&named))));
            break;
        }
        let (patch, next) = file(&lines, at, &shown(&named));
        found.push(patch);
        at = next;
    }
    found
}

/// A name from outside, fit to be shown.
fn shown(name: &str) -> String {
    name.escape_debug().to_string()
}

/// One file's patch, from the line after `diff --git`, and where it ends.
fn file(lines: &[&[u8]], from: usize, named: &str) -> (Result<FilePatch, PatchError>, usize) {
    let mut at = from;
    let mut unusual: Option<&'static str> = None;
    let (mut old, mut path) = (None, None);
    let mut is_new = false;
    let mut hunks = Vec::new();
    let broken = || PatchError::Broken(named.to_owned());
    while let Some(line) = lines.get(at) {
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end_matches('\n');
        if text.starts_with("diff --git ") || text == "-- " {
            break;
        }
        at += 1;
        if let Some(mode) = text.strip_prefix("new file mode ") {
            is_new = true;
            if mode != "100644" {
                unusual = Some("it is no plain file");
            }
        } else if let Some(ids) = text.strip_prefix("index ") {
            let (ids, mode) = ids.split_once(' ').unwrap_or((ids, "100644"));
            if mode != "100644" {
                unusual = Some("it is no plain file");
            }
            old = ids.split_once("..").map(|(old, _)| old.to_owned());
        } else if let Some(name) = text.strip_prefix("+++ ") {
            path = name.strip_prefix("b/").map(str::to_owned);
        } else if text.starts_with("deleted file") || text.starts_with("+++ /dev/null") {
            unusual = Some("it takes the file away");
        } else if [
            "old mode",
            "new mode",
            "rename ",
            "copy ",
            "similarity",
            "dissimilarity",
        ]
        .iter()
        .any(|it| text.starts_with(it))
        {
            unusual = Some("it renames a file or changes its mode");
        } else if text.starts_with("GIT binary patch") || text.starts_with("Binary files") {
            unusual = Some("it is binary");
        } else if text.starts_with("@@ ") {
            match hunk(lines, text, &mut at) {
                Some(hunk) => hunks.push(hunk),
                None => return (Err(broken()), at),
            }
        }
    }
    if let Some(what) = unusual {
        return (Err(PatchError::Unusual(named.to_owned(), what)), at);
    }
    let patch = match (path, hunks.is_empty()) {
        (Some(path), false) => Ok(FilePatch {
            path,
            from: old.filter(|_| !is_new),
            hunks,
        }),
        _ => Err(broken()),
    };
    (patch, at)
}

/// A hunk, whose lines are counted by its head.
fn hunk(lines: &[&[u8]], head: &str, at: &mut usize) -> Option<Hunk> {
    let mut words = head.split(' ').skip(1);
    let range = |word: &str, sign: char| {
        let word = word.strip_prefix(sign)?;
        let (start, count) = word.split_once(',').unwrap_or((word, "1"));
        Some((start.parse::<usize>().ok()?, count.parse::<usize>().ok()?))
    };
    let (start, mut old_left) = range(words.next()?, '-')?;
    let (_, mut new_left) = range(words.next()?, '+')?;
    if old_left.max(new_left) > LONGEST_SIGNED {
        return None;
    }
    let (mut old, mut new) = (Vec::new(), Vec::new());
    while old_left > 0 || new_left > 0 {
        let line = lines.get(*at)?;
        *at += 1;
        let (mark, text) = line.split_first()?;
        let keeps = *mark == b' ' || *mark == b'\n';
        // A mailer may take the space of an empty line away.
        let text = if *mark == b'\n' { *line } else { text };
        if keeps || *mark == b'-' {
            old_left = old_left.checked_sub(1)?;
            old.push(text.to_vec());
        }
        if keeps || *mark == b'+' {
            new_left = new_left.checked_sub(1)?;
            new.push(text.to_vec());
        }
        if !keeps && *mark != b'-' && *mark != b'+' {
            return None;
        }
    }
    Some(Hunk { start, old, new })
}

impl FilePatch {
    /// The file that it makes of another one, or of nothing.
    ///
    /// # Errors
    ///
    /// Where a line is not where the patch says, or the file grows too large.
    pub fn apply(&self, base: &[u8]) -> Result<Vec<u8>, PatchError> {
        let name = || shown(&self.path);
        let lines: Vec<&[u8]> = base.split_inclusive(|byte| *byte == b'\n').collect();
        let mut out: Vec<u8> = Vec::new();
        let mut done = 0;
        for hunk in &self.hunks {
            // A hunk that only adds names the line that it comes after.
            let begin = match hunk.old.is_empty() {
                true => hunk.start,
                false => hunk.start.saturating_sub(1),
            };
            let end = begin.saturating_add(hunk.old.len());
            let here = lines.get(begin..end);
            let kept = lines.get(done..begin);
            let (Some(here), Some(kept)) = (here, kept) else {
                return Err(PatchError::DoesNotFit(name()));
            };
            if here.iter().zip(&hunk.old).any(|(a, b)| *a != b.as_slice()) {
                return Err(PatchError::DoesNotFit(name()));
            }
            out.extend(kept.iter().copied().flatten());
            out.extend(hunk.new.iter().flatten());
            if out.len() > LONGEST_SIGNED {
                return Err(PatchError::TooLarge(name()));
            }
            done = end;
        }
        out.extend(
            lines
                .get(done..)
                .unwrap_or_default()
                .iter()
                .copied()
                .flatten(),
        );
        if out.len() > LONGEST_SIGNED {
            return Err(PatchError::TooLarge(name()));
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: &str = "Subject\n---\n a | 2 ++\n\ndiff --git a/p/a.yaml b/p/a.yaml\n\
        new file mode 100644\nindex 0000000..1234567\n--- /dev/null\n+++ b/p/a.yaml\n\
        @@ -0,0 +1,2 @@\n+one\n+two\n-- \n2.47.3\n";

    #[test]
    fn a_new_file_and_a_changed_one() {
        let found = patches(NEW.as_bytes());
        let patch = found[0].as_ref().unwrap();
        assert_eq!((patch.path.as_str(), &patch.from), ("p/a.yaml", &None));
        assert_eq!(patch.apply(b"").unwrap(), b"one\ntwo\n");

        let text = "diff --git a/a b/a\nindex 1..2 100644\n--- a/a\n+++ b/a\n\
                    @@ -2,2 +2,2 @@ x\n two\n-three\n+drei\n";
        let found = patches(text.as_bytes());
        let patch = found[0].as_ref().unwrap();
        assert_eq!(patch.from.as_deref(), Some("1"));
        let out = patch.apply(b"one\ntwo\nthree\nfour\n").unwrap();
        assert_eq!(out, b"one\ntwo\ndrei\nfour\n");
        assert!(matches!(
            patch.apply(b"x\n"),
            Err(PatchError::DoesNotFit(_))
        ));
    }

    #[test]
    fn what_is_more_than_a_plain_file_is_refused_alone() {
        for more in [
            "new file mode 120000\n",
            "new file mode 100755\n",
            "deleted file mode 100644\n",
            "rename from x\n",
            "GIT binary patch\n",
        ] {
            let text = format!("diff --git a/b b/b\n{more}{NEW}");
            let found = patches(text.as_bytes());
            assert!(matches!(found[0], Err(PatchError::Unusual(..))), "{more}");
            assert!(found[1].is_ok());
        }
        let short = NEW.replace("+1,2", "+1,9");
        assert!(matches!(
            patches(short.as_bytes())[0],
            Err(PatchError::Broken(_))
        ));
        let vast = NEW.replace("+1,2", "+1,99999999999999999999");
        assert!(matches!(
            patches(vast.as_bytes())[0],
            Err(PatchError::Broken(_))
        ));
    }
}
