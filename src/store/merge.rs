//! Three states of a text merged line by line, as git does it.

use git2::{FileFavor, MergeFileInput, MergeFileOptions, merge_file};

use super::StoreError;

/// How conflicts are marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeStyle {
    /// What our side is called behind `<<<<<<<`.
    pub ours: String,
    /// What their side is called behind `>>>>>>>`.
    pub theirs: String,
    /// What both began with is called behind `|||||||`.
    pub base: String,
    /// How long the marks are; git's own are 7.
    pub size: u16,
    /// What is marked: git's `merge.conflictStyle`.
    pub form: MarkForm,
}

/// What stands between the marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MarkForm {
    /// The two sides: `merge`.
    #[default]
    Sides,
    /// The two sides and what both began with: `diff3`.
    WithBase,
    /// The same, where the sides differ alone: `zdiff3`.
    WithBaseShort,
}

/// A text made of two sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedText {
    /// The text, with marks where it is not clean.
    pub text: Vec<u8>,
    /// Whether no lines were in conflict.
    pub clean: bool,
}

impl Default for MergeStyle {
    fn default() -> Self {
        Self {
            ours: "ours".to_owned(),
            theirs: "theirs".to_owned(),
            base: "base".to_owned(),
            size: 7,
            form: MarkForm::Sides,
        }
    }
}

/// Merges three states of a text line by line.
///
/// # Errors
///
/// Where git cannot merge them: they are too large.
pub fn merge_text(
    base: &[u8],
    ours: &[u8],
    theirs: &[u8],
    style: &MergeStyle,
) -> Result<MergedText, StoreError> {
    merge(base, ours, theirs, style, FileFavor::Normal)
}

/// The same with the lines of both sides, ours first, where they are in
/// conflict: git's `union`.
///
/// # Errors
///
/// As [`merge_text`].
pub fn merge_union(base: &[u8], ours: &[u8], theirs: &[u8]) -> Result<Vec<u8>, StoreError> {
    let style = MergeStyle::default();
    merge(base, ours, theirs, &style, FileFavor::Union).map(|merged| merged.text)
}

fn merge(
    base: &[u8],
    ours: &[u8],
    theirs: &[u8],
    style: &MergeStyle,
    favor: FileFavor,
) -> Result<MergedText, StoreError> {
    // `merge_file` alone would not start the library, as everything that opens
    // a repository does.
    let _started = git2::Buf::new();
    // A label from outside with a zero byte would end the program.
    let label = |text: &str| text.replace('\0', "");
    let mut options = MergeFileOptions::new();
    options
        .ancestor_label(label(&style.base))
        .our_label(label(&style.ours))
        .their_label(label(&style.theirs))
        .marker_size(style.size)
        .favor(favor);
    match style.form {
        MarkForm::Sides => options.style_standard(true),
        MarkForm::WithBase => options.style_diff3(true),
        MarkForm::WithBaseShort => options.style_zdiff3(true),
    };
    let [mut base_in, mut ours_in, mut theirs_in] = [(); 3].map(|()| MergeFileInput::new());
    base_in.content(base);
    ours_in.content(ours);
    theirs_in.content(theirs);
    let merged = merge_file(&base_in, &ours_in, &theirs_in, Some(&mut options))
        .map_err(|error| StoreError::git("merge a file", &error))?;
    Ok(MergedText {
        text: merged.content().to_vec(),
        clean: merged.is_automergeable(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_apart_merge_and_lines_together_are_marked() {
        let style = MergeStyle::default();
        let merged = merge_text(b"a\nb\nc\n", b"A\nb\nc\n", b"a\nb\nC\n", &style).unwrap();
        assert_eq!(
            (merged.text.as_slice(), merged.clean),
            (&b"A\nb\nC\n"[..], true)
        );
        let merged = merge_text(b"a\n", b"b\n", b"c\n", &style).unwrap();
        let marked = "<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n";
        assert_eq!(String::from_utf8(merged.text).unwrap(), marked);
        assert!(!merged.clean);
        assert_eq!(merge_union(b"a\n", b"b\n", b"c\n").unwrap(), b"b\nc\n");
    }
}
