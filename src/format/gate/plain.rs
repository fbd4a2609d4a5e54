//! The quick way through the gate, for files in the plain style that nearly
//! everybody writes and that [`Emit`](crate::format::Emit) writes.
//!
//! [`read`] takes a small part of YAML and gives exactly the tree that the two
//! parsers of the gate would agree on, or nothing: then they are asked. It never
//! refuses a file. In what it takes, every reader of YAML 1.1 or 1.2 sees one
//! structure and one set of texts, so that no second opinion is needed; numbers in brackets
//! are productions of YAML 1.2.2.
//!
//! - **Text**: UTF-8, lines ended by a line feed, the last one too. Printable
//!   ASCII, and beyond it letters, digits and some punctuation (`’ “ ” – …`),
//!   which are `ns-char` [34] and never an indicator [22] in either version. No
//!   tab, no carriage return, no mark of byte order, no other kind of space.
//! - **Structure**: a block map [187] or block list [183] at the margin, and in
//!   it further ones: deeper than what they stand in, or, a list, as deep as its
//!   key ([201], `block-out`); or behind a dash on its line [186]. Every line is
//!   as deep as one of the lists and maps that are open, which leaves no room
//!   for scalars of several lines [135] other than blocks. No value is left out,
//!   there is no `?`, `&`, `*`, `!`, `%`, `---` or `...`, and no trailing space.
//! - **Keys**: ASCII letters, digits, `_` and `-`, at most 128, no two equal in
//!   a map. Without quotes they begin with a letter or `_` and are no word that
//!   YAML 1.1 takes for a truth value or nothing; so each is a text everywhere.
//! - **Flow** lists and maps [137, 140] on one line, spaces behind commas and
//!   colons, no entry left out.
//! - **Quoted** scalars on one line: single [120] with `''`, double [109] with
//!   no escapes but `\n`, `\t`, `\"` and `\\`, which JSON has too. Nothing stands
//!   behind them that could make them keys.
//! - **Plain** scalars [131] that begin with a letter, a digit, `(` or `/`, hold
//!   neither `: ` nor ` #`, in flow style none of `,[]{}?`, and of which every
//!   schema says what they are: see [`scalar`]. A date or an instant is the one
//!   thing that YAML 1.1 may give a type of its own; it is the same date, and
//!   people write dates without quotes.
//! - **Blocks** [170, 174]: `|`, `|-`, `>` or `>-` and nothing behind it, the
//!   first line neither empty nor deeper than the others need, no line of blanks
//!   alone, and in a folded one no line that is deeper or ends in a space.
//! - **Comments** [75] on lines of their own or behind a value and a space.
//!
//! The time is that of one look at each byte, and deep nesting ends as it does
//! in the gate, at [`DEEPEST`](super::DEEPEST). That both ways agree is tried by generated and by mended
//! files in the tests beside this, over all files of this repository, and by
//! the fuzzing target `plain`.

mod block;
mod flow;
mod lines;
mod scalar;

use self::lines::Reader;
use crate::format::node::Document;

/// Reads a text of the plain style; nothing where the gate must be asked.
pub(super) fn read(bytes: &[u8]) -> Option<Document> {
    if bytes.last() != Some(&b'\n') || bytes.len() > super::LONGEST {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let ascii = bytes.iter().all(|b| matches!(b, b' '..=b'~' | b'\n'));
    if !ascii && !text.chars().all(is_common) {
        return None;
    }
    let mut reader = Reader::new(text, ascii);
    reader.next_line()?;
    let root = reader.block(0, 0)?;
    reader.is_at_end().then(|| Document {
        text: text.to_owned(),
        root,
    })
}

/// Whether a character is one that all readers take for part of a text, or one
/// that this reader looks at.
fn is_common(c: char) -> bool {
    match c {
        ' '..='~' | '\n' => true,
        '\0'..='\u{A0}' => false,
        // Dashes, quotation marks, bullets, the ellipsis; U+2028 and U+2029,
        // which end lines in YAML 1.1, come after them.
        '\u{2010}'..='\u{2027}' => true,
        c => c.is_alphanumeric(),
    }
}

#[cfg(test)]
mod generated;
#[cfg(test)]
mod tests;
