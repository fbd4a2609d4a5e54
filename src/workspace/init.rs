//! A new workspace, in one commit: a small one to begin with, or an example.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::WorkspaceError;
use super::edit::new_entity;
use super::layout::{GOVERNANCE, entity_path};
use super::session::{Outside, Session};
use crate::base::{EntityId, Period, PersonId};
use crate::org::{Person, PersonKey};
use crate::store::{CommitId, CommitPlan, Repo, StoreError};

static SMALL: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/small");
const PERSON: &str = include_str!("../../templates/person.txt");
const DJANGO_README: &str = include_str!("../../templates/django.md");

/// Digests are over bytes, so git must not turn line ends.
const ATTRIBUTES: &str = "* -text\n";
/// The same, for a repository that has settings of its own for other files.
const OWN_ATTRIBUTES: &str = "/governance/** -text\n/proposals/** -text\n";

/// What a new workspace holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// A team of one person, two areas, a rule and a constraint, with comments
    /// that explain the format.
    Small,
    /// Django's technical organisation of 2020, with its proposals.
    Django,
}

/// A workspace that was made.
#[derive(Debug, Clone)]
pub struct Initialised {
    /// Its root.
    pub root: PathBuf,
    /// Whether the repository was made too.
    pub new_repository: bool,
    /// The branch that it stands on.
    pub branch: String,
    /// The files.
    pub paths: Vec<String>,
    /// Who is recorded as its first person; nobody in an example.
    pub person: Option<PersonId>,
    /// The fingerprint of that person's key, where one was found.
    pub key: Option<String>,
    /// The commit.
    pub commit: CommitId,
}

/// Makes a workspace in a folder, and the folder and the repository where
/// there are none, in one commit.
///
/// With `own` the folder becomes a repository of its own even where it lies in
/// another one.
///
/// # Errors
///
/// Where a file or `governance/` is there already, the folder lies inside
/// another repository, or git does not know who commits. Nothing is left
/// behind then.
pub fn init(
    dir: &Path,
    template: Template,
    own: bool,
    outside: Outside<'_>,
) -> Result<Initialised, WorkspaceError> {
    let message = match template {
        Template::Small => "Begin a workspace for the governance of the project\n",
        Template::Django => "Begin with Django's technical organisation of 2020\n",
    };
    begin(
        dir,
        own,
        outside,
        message,
        |session, root, branch| match template {
            Template::Small => small(session, root, branch),
            Template::Django => Ok(django(branch)),
        },
    )
}

/// Makes a workspace of the files that a function gives, as [`init`] does.
pub(super) fn begin(
    dir: &Path,
    own: bool,
    outside: Outside<'_>,
    message: &str,
    make: impl FnOnce(&Session<'_>, &Path, &str) -> Result<NewFiles, WorkspaceError>,
) -> Result<Initialised, WorkspaceError> {
    let mut undo = Undo::default();
    undo.make(dir)?;
    let (repo, new_repository) = match Repo::open(dir) {
        Ok(repo) => (repo, false),
        Err(StoreError::NotARepository(_)) => {
            if !own && let Ok(around) = Repo::discover(dir) {
                return Err(WorkspaceError::NotTheRoot(around.workdir()?.to_owned()));
            }
            if !exists(dir, ".git") {
                undo.0.push(dir.join(".git"));
            }
            (Repo::init(dir, "main")?, true)
        }
        Err(error) => return Err(error.into()),
    };
    repo.put_right()?;
    let root = repo.workdir()?.to_owned();
    if exists(&root, GOVERNANCE) {
        return Err(WorkspaceError::Exists(GOVERNANCE.to_owned()));
    }
    let head = repo.head()?;
    let branch = head.branch.ok_or(StoreError::DetachedHead)?;
    let session = Session::of(repo, outside);
    // A missing identity is said before anything is made.
    let stamp = session.stamp()?;
    let mut files = make(&session, &root, &branch)?;
    if exists(&root, "README.md") {
        files.texts.remove("README.md");
    }
    if let Some(taken) = files.texts.keys().find(|path| exists(&root, path)) {
        return Err(WorkspaceError::Exists(taken.clone()));
    }
    if let Some(attributes) = attributes(&root)? {
        files.texts.insert(".gitattributes".to_owned(), attributes);
    }
    let paths = files.texts.keys().cloned().collect();
    let texts = files.texts.into_iter();
    let changes: BTreeMap<_, _> = texts.map(|(path, text)| (path, Some(text))).collect();
    let plan = CommitPlan::on(&branch, head.commit, changes, message, &stamp);
    let commit = session.repo().commit_files(&plan)?;
    undo.0.clear();
    Ok(Initialised {
        root,
        new_repository,
        branch,
        paths,
        person: files.person,
        key: files.key,
        commit,
    })
}

/// The files of a new workspace.
pub(super) struct NewFiles {
    pub(super) texts: BTreeMap<String, Vec<u8>>,
    pub(super) person: Option<PersonId>,
    pub(super) key: Option<String>,
}

fn small(session: &Session<'_>, root: &Path, branch: &str) -> Result<NewFiles, WorkspaceError> {
    let mut texts = BTreeMap::new();
    gather(&SMALL, &mut texts);
    let name = session.repo().author()?.name;
    let person = person_id(&name, &texts)?;
    let signer = session.signer().ok();
    let mut fields = Person::named(&name);
    if let Some(signer) = &signer {
        fields.keys.push(PersonKey {
            key: signer.key().to_string(),
            period: Period::default(),
        });
    }
    let project = root.file_name().and_then(|name| name.to_str());
    let project = project.unwrap_or("My project");
    // Only a name: the line of any file that has one.
    let line = new_entity("organisation.yaml", &Person::named(project))?;
    let line = String::from_utf8_lossy(&line).trim_end().to_owned();
    for bytes in texts.values_mut() {
        let text = String::from_utf8_lossy(bytes)
            .replace("@NAME@", &line)
            .replace("@PROJECT@", project)
            .replace("@BRANCH@", branch)
            .replace("@PERSON@", person.as_str());
        *bytes = text.into_bytes();
    }
    let path = entity_path(&EntityId::Person(person.clone()));
    let mut text = PERSON.as_bytes().to_vec();
    text.extend(new_entity(&path, &fields)?);
    texts.insert(path, text);
    Ok(NewFiles {
        texts,
        person: Some(person),
        key: signer.map(|it| it.key().fingerprint().to_string()),
    })
}

fn django(branch: &str) -> NewFiles {
    let files = super::example::files().into_iter();
    let mut texts: BTreeMap<String, Vec<u8>> =
        files.map(|(path, bytes)| (path, bytes.to_vec())).collect();
    if let Some(bytes) = texts.get_mut(super::layout::ORGANISATION) {
        let text = String::from_utf8_lossy(bytes);
        *bytes = text
            .replace("\nbranch: main\n", &format!("\nbranch: {branch}\n"))
            .into_bytes();
    }
    texts.insert("README.md".to_owned(), DJANGO_README.into());
    NewFiles {
        texts,
        person: None,
        key: None,
    }
}

/// The files of an embedded folder, by their path with `/` between the names.
fn gather(folder: &Dir<'_>, into: &mut BTreeMap<String, Vec<u8>>) {
    for file in folder.files() {
        let names: Vec<_> = file.path().iter().map(|it| it.to_string_lossy()).collect();
        into.insert(names.join("/"), file.contents().to_vec());
    }
    for inner in folder.dirs() {
        gather(inner, into);
    }
}

/// A person's id from their name: its Latin letters and digits, where there
/// are any, and none that is taken.
fn person_id(name: &str, files: &BTreeMap<String, Vec<u8>>) -> Result<PersonId, WorkspaceError> {
    let taken = |id: &str| {
        files
            .keys()
            .any(|path| path.ends_with(&format!("/{id}.yaml")))
    };
    let slug = super::propose::slug(name, "founder");
    match slug.parse() {
        Ok(id) if !taken(&slug) => Ok(id),
        _ => Ok(format!("person-{slug}").parse()?),
    }
}

/// What `.gitattributes` is to say; nothing where it says it already.
fn attributes(root: &Path) -> Result<Option<Vec<u8>>, WorkspaceError> {
    let path = root.join(".gitattributes");
    if !exists(root, ".gitattributes") {
        return Ok(Some(ATTRIBUTES.into()));
    }
    let failed = |source| io("read", &path, source);
    let mut bytes = std::fs::read(&path).map_err(failed)?;
    let text = String::from_utf8_lossy(&bytes);
    if text.lines().any(|line| line.trim() == ATTRIBUTES.trim()) || text.contains(OWN_ATTRIBUTES) {
        return Ok(None);
    }
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    bytes.extend(OWN_ATTRIBUTES.as_bytes());
    Ok(Some(bytes))
}

/// Whether something is there, be it a link to nowhere.
fn exists(root: &Path, path: &str) -> bool {
    root.join(path).symlink_metadata().is_ok()
}

fn io(doing: &'static str, path: &Path, source: std::io::Error) -> WorkspaceError {
    let path = path.to_owned();
    StoreError::Io {
        doing,
        path,
        source,
    }
    .into()
}

/// Folders that were made, and go again unless all went well.
#[derive(Default)]
struct Undo(Vec<PathBuf>);

impl Undo {
    /// Makes a folder with those above it.
    fn make(&mut self, dir: &Path) -> Result<(), WorkspaceError> {
        let missing = dir.ancestors().take_while(|it| !it.exists());
        if let Some(topmost) = missing.last() {
            self.0.push(topmost.to_owned());
        }
        std::fs::create_dir_all(dir).map_err(|source| io("make the folder", dir, source))
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        for made in self.0.iter().rev() {
            // What cannot be removed is left; the error that led here is told.
            let _ = std::fs::remove_dir_all(made);
        }
    }
}
