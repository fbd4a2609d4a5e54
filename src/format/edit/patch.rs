//! Replacements of stretches of a text, made all at once.

/// A stretch of bytes and what comes in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Patch {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: String,
}

/// The text with all patches made; nothing where two of them overlap. Of two
/// that begin at one byte, an insertion goes first; insertions at one byte
/// keep the order in which they were planned.
pub(super) fn apply(text: &str, patches: &[Patch]) -> Option<String> {
    let mut sorted: Vec<&Patch> = patches.iter().collect();
    sorted.sort_by_key(|patch| (patch.start, patch.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for patch in sorted {
        // A gap of negative length is an overlap.
        out.push_str(text.get(at..patch.start)?);
        out.push_str(&patch.text);
        at = patch.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}
