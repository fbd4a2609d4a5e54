//! Mails from a file or a folder, one after the other, however large they are:
//! no more than one mail of an allowed size is in memory.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::super::WorkspaceError;
use crate::store::StoreError;

/// The largest mail that is read. A ballot has at most 64 KiB.
pub const LARGEST_MAIL: usize = 1 << 20;

/// The most mails of one mailbox.
pub const MOST_MAILS: usize = 100_000;

/// A mail, or that it is too large; with its number or its file's name.
pub(super) type Mail = (String, Option<Vec<u8>>);

/// Gives every mail of a file in mbox form: each begins with a line that begins
/// with `From ` after an empty line.
pub(super) fn mbox(
    path: &Path,
    each: &mut dyn FnMut(Mail) -> Result<(), WorkspaceError>,
) -> Result<(), WorkspaceError> {
    let io = |doing, error| StoreError::io(doing, path, error);
    let file = File::open(path).map_err(|error| io("open", error))?;
    if !file
        .metadata()
        .map_err(|error| io("look at", error))?
        .is_file()
    {
        return Err(WorkspaceError::Other(format!(
            "{} is no file",
            path.display()
        )));
    }
    let mut reader = BufReader::new(file);
    let mut mail: Vec<u8> = Vec::new();
    let (mut number, mut too_large, mut after_empty) = (0, false, true);
    let mut line = Vec::new();
    loop {
        line.clear();
        // A line may be as long as the file.
        let read = reader
            .by_ref()
            .take(LARGEST_MAIL as u64)
            .read_until(b'\n', &mut line)
            .map_err(|error| io("read", error))?;
        let begins = after_empty && line.starts_with(b"From ");
        if (read == 0 || begins) && (!mail.is_empty() || too_large) {
            number += 1;
            if number > MOST_MAILS {
                let said = format!("{} holds more than {MOST_MAILS} mails", path.display());
                return Err(WorkspaceError::Other(said));
            }
            let whole = std::mem::take(&mut mail);
            each((format!("mail {number}"), (!too_large).then_some(whole)))?;
            too_large = false;
        }
        if read == 0 {
            return Ok(());
        }
        after_empty = line.trim_ascii().is_empty();
        if mail.len() + line.len() > LARGEST_MAIL {
            too_large = true;
            mail.clear();
        }
        if !too_large {
            mail.extend_from_slice(&line);
        }
    }
}

/// Gives every mail of a folder in Maildir form (`new` and `cur`), or of a
/// folder of files that are a mail each.
pub(super) fn maildir(
    folder: &Path,
    each: &mut dyn FnMut(Mail) -> Result<(), WorkspaceError>,
) -> Result<(), WorkspaceError> {
    let mut files: Vec<PathBuf> = Vec::new();
    let parts: Vec<PathBuf> = ["new", "cur"]
        .iter()
        .map(|part| folder.join(part))
        .filter(|part| part.is_dir())
        .collect();
    let parts = if parts.is_empty() {
        vec![folder.to_owned()]
    } else {
        parts
    };
    for part in parts {
        let listed = std::fs::read_dir(&part);
        let listed = listed.map_err(|error| StoreError::io("read", &part, error))?;
        for entry in listed {
            let entry = entry.map_err(|error| StoreError::io("read", &part, error))?;
            // A link leads elsewhere, and is no mail.
            if entry.file_type().is_ok_and(|kind| kind.is_file()) {
                files.push(entry.path());
            }
            if files.len() > MOST_MAILS {
                let said = format!("{} holds more than {MOST_MAILS} mails", folder.display());
                return Err(WorkspaceError::Other(said));
            }
        }
    }
    files.sort();
    for path in files {
        let io = |error| StoreError::io("read", &path, error);
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let mut bytes = Vec::new();
        let file = File::open(&path).map_err(io)?;
        file.take(LARGEST_MAIL as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(io)?;
        let fits = bytes.len() <= LARGEST_MAIL;
        each((name.unwrap_or_default(), fits.then_some(bytes)))?;
    }
    Ok(())
}
