//! A workspace out of other tools' files, and what lies beside one that came
//! from peribolos.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::WorkspaceError;
use super::edit::new_entity;
use super::init::{Initialised, NewFiles, begin};
use super::layout::{ORGANISATION, entity_path};
use super::session::{Outside, Session};
use super::whole::load;
use crate::base::EntityId;
use crate::exchange::import::{Imported, MOST_BYTES, MOST_FILES, Origin, Sources};
use crate::exchange::{BESIDE, Beside, Notes};
use crate::finding::Severity;
use crate::format::LONGEST;
use crate::org::Organisation;
use crate::store::{
    CommitId, FileEntry, Files, Limits, Repo, Selection, StoreError, TreeFlaw, Want, files_in,
};

/// Where everything that was left out is written down.
const LEFT_OUT: &str = "exchange/left-out.md";

/// A workspace that was made from other tools' files.
#[derive(Debug, Clone)]
pub struct ImportedWorkspace {
    /// The workspace.
    pub begun: Initialised,
    /// The organisation in it.
    pub org: Organisation,
    /// What was left out, or became something else.
    pub notes: Notes,
    /// How many errors `check` finds in it.
    pub errors: usize,
}

/// Makes a workspace in an empty folder from a file or a checkout, in one
/// commit.
///
/// # Errors
///
/// Where the files cannot be read or are of another format, the folder is not
/// empty, or git does not know who commits. Nothing is left behind then.
pub fn import(
    origin: Origin,
    from: &Path,
    dir: &Path,
    own: bool,
    outside: Outside<'_>,
) -> Result<ImportedWorkspace, WorkspaceError> {
    if let Some(name) = occupant(dir)? {
        return Err(WorkspaceError::NotEmpty(dir.to_owned(), name));
    }
    let mut left = Notes::default();
    let sources = sources(origin, from, &mut left)?;
    let Imported {
        mut org,
        beside,
        notes,
    } = origin.import(&sources)?;
    left.all.extend(notes.all);
    left.more += notes.more;
    let mut errors = 0;
    let message = format!(
        "Begin with the organisation of {}\n\nImported from files of the format {}; what they \
         say and the workspace does not\nis listed in {LEFT_OUT}.\n",
        org.about.name,
        origin.word()
    );
    let begun = begin(dir, own, outside, &message, |session, _, branch| {
        branch.clone_into(&mut org.about.branch);
        let mut texts = texts(&org)?;
        for (path, text) in &beside {
            texts.insert(path.clone(), text.clone().into_bytes());
        }
        texts.insert(LEFT_OUT.to_owned(), listed(origin, &left).into_bytes());
        errors = faults(session, &texts);
        Ok(NewFiles {
            texts,
            person: None,
            key: None,
        })
    })?;
    Ok(ImportedWorkspace {
        begun,
        org,
        notes: left,
        errors,
    })
}

/// Something in a folder that is no empty one; a repository without files
/// counts as empty.
fn occupant(dir: &Path) -> Result<Option<String>, WorkspaceError> {
    let failed = |source| StoreError::Io {
        doing: "read",
        path: dir.to_owned(),
        source,
    };
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error).into()),
    };
    for entry in entries {
        let name = entry.map_err(failed)?.file_name();
        if name != ".git" {
            return Ok(Some(name.to_string_lossy().into_owned()));
        }
    }
    Ok(None)
}

/// The files of a format: the one that is named, or those of a checkout.
fn sources(origin: Origin, from: &Path, notes: &mut Notes) -> Result<Sources, WorkspaceError> {
    let Some(parts) = origin.parts() else {
        return match origin.folders().is_empty() {
            true => one(origin, from),
            false => many(origin.folders(), ".toml", from, notes),
        };
    };
    let mut sources = one(origin, from)?;
    // A file that is named itself is all that is meant.
    if from.is_dir() {
        let below = folders(from)?;
        let below: Vec<&str> = below.iter().map(String::as_str).collect();
        let found = many(&below, &format!("/{parts}"), from, notes)?;
        sources.extend(found);
    }
    Ok(sources)
}

/// The folders in a folder, but hidden ones.
fn folders(dir: &Path) -> Result<Vec<String>, WorkspaceError> {
    let failed = |source| StoreError::Io {
        doing: "read",
        path: dir.to_owned(),
        source,
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if let (true, Ok(name)) = (is_folder, entry.file_name().into_string())
            && !name.starts_with('.')
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The files of some folders whose paths end so.
fn many(
    folders: &[&str],
    end: &str,
    from: &Path,
    notes: &mut Notes,
) -> Result<Sources, WorkspaceError> {
    let wanted = |path: &str, folder: bool| match folder || path.ends_with(end) {
        true => Want::Read,
        false => Want::Skip,
    };
    let selection = Selection {
        folders,
        want: &wanted,
        limits: Limits {
            file_bytes: LONGEST as u64,
            long_bytes: LONGEST as u64,
            total_bytes: MOST_BYTES as u64,
            files: MOST_FILES,
            depth: 6,
        },
    };
    let found = files_in(from, &selection)?;
    for problem in &found.problems {
        if problem.what != TreeFlaw::Executable {
            notes.all.push(crate::exchange::Note {
                file: String::new(),
                line: None,
                what: problem.to_string(),
            });
        }
    }
    let files = found.files.into_iter();
    Ok(files
        .map(|(path, entry)| (path, entry.bytes.to_vec()))
        .collect())
}

/// The one file of a format, in a checkout or named itself.
fn one(origin: Origin, from: &Path) -> Result<Sources, WorkspaceError> {
    let mut sources = Sources::new();
    let (path, name) = match from.is_dir() {
        false => {
            let name = from.file_name().unwrap_or(from.as_os_str());
            (from.to_owned(), name.to_string_lossy().into_owned())
        }
        true => {
            let mut places = origin.files().iter();
            let place = places.find(|place| from.join(place).is_file());
            let Some(place) = place.or(origin.files().first()) else {
                return Ok(sources);
            };
            (from.join(place), (*place).to_owned())
        }
    };
    let failed = |source| StoreError::Io {
        doing: "read",
        path: path.clone(),
        source,
    };
    let file = File::open(&path).map_err(failed)?;
    let mut bytes = Vec::new();
    // One byte more than is read, so that the reader sees that there are more.
    let most = LONGEST as u64 + 1;
    file.take(most).read_to_end(&mut bytes).map_err(failed)?;
    sources.insert(name, bytes);
    Ok(sources)
}

/// The files of an organisation that is new.
fn texts(org: &Organisation) -> Result<BTreeMap<String, Vec<u8>>, WorkspaceError> {
    let mut texts = BTreeMap::new();
    texts.insert(
        ORGANISATION.to_owned(),
        new_entity(ORGANISATION, &org.about)?,
    );
    macro_rules! kinds {
        ($($map:ident $kind:ident,)+) => {$(
            for (id, entity) in &org.$map {
                let path = entity_path(&EntityId::$kind(id.clone()));
                let text = new_entity(&path, entity)?;
                texts.insert(path, text);
            }
        )+};
    }
    kinds! { people Person, teams Team, areas Area, }
    Ok(texts)
}

/// How many errors there are in a workspace of these files.
fn faults(session: &Session<'_>, texts: &BTreeMap<String, Vec<u8>>) -> usize {
    let entry = |(path, bytes): (&String, &Vec<u8>)| {
        let bytes = bytes.as_slice().into();
        (path.clone(), FileEntry { bytes, blob: None })
    };
    let files = Files {
        files: texts.iter().map(entry).collect(),
        ..Files::default()
    };
    let found = load(&files, session.utc_day()).findings(session.now());
    let errors = found.iter().filter(|it| it.severity == Severity::Error);
    errors.count()
}

/// What was left out, for people.
fn listed(origin: Origin, notes: &Notes) -> String {
    let mut text = format!(
        "# Left out\n\nWhat the imported files ({}) say and `governance/` does not, or says in \
         another way.\n\n",
        origin.word()
    );
    if notes.all.is_empty() {
        text.push_str("Nothing.\n");
    }
    for note in &notes.all {
        let _ = writeln!(text, "- {note}");
    }
    if notes.more > 0 {
        let _ = writeln!(text, "- and {} more", notes.more);
    }
    text
}

/// What lies beside a workspace on disk that came from peribolos.
///
/// # Errors
///
/// Where it cannot be read.
pub fn beside_in(root: &Path) -> Result<Option<Beside>, WorkspaceError> {
    let files = files_in(root, &Selection::all(&["exchange"]))?;
    let bytes = files.bytes(BESIDE);
    Ok(bytes.map(Beside::read).transpose()?)
}

/// The same as a commit has it.
///
/// # Errors
///
/// Where it cannot be read.
pub fn beside_at(repo: &Repo, commit: CommitId) -> Result<Option<Beside>, WorkspaceError> {
    let bytes = repo.file_at(commit, BESIDE)?;
    Ok(bytes.as_deref().map(Beside::read).transpose()?)
}
