//! A workspace opened for work: its repository, the clock, chance, and who is
//! at the keyboard.

mod lately;
mod read;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::WorkspaceError;
use super::gate::Stoods;
use super::load::Governance;
use crate::base::{Date, Instant, PersonId};
use crate::org::Organisation;
use crate::sign::{Key, Signer, find_signer};
use crate::store::{Clock, CommitId, CommitPlan, Entropy, Files, Identity, Repo, Stamp, TreeId};
use crate::vote::KeyPrint;
use lately::Lately;

pub(super) use read::without_ballots;
pub use read::{files_of_commit, files_of_folder};

/// Asks the environment for a variable.
pub type Variables<'a> = Box<dyn Fn(&str) -> Option<String> + 'a>;

/// What a session takes from outside, so that tests and demonstrations can
/// set it.
pub struct Outside<'a> {
    /// The time.
    pub clock: &'a dyn Clock,
    /// Chance.
    pub entropy: &'a dyn Entropy,
    /// The person's home folder, where their keys are.
    pub home: PathBuf,
    /// The environment.
    pub variables: Variables<'a>,
}

/// A workspace opened for work.
pub struct Session<'a> {
    repo: Repo,
    outside: Outside<'a>,
    /// Who commits, where it is not whom git takes the person for.
    author: Option<Identity>,
    known: Known,
    files: RefCell<Lately<TreeId, Arc<Files>>>,
    /// How proposals stood at commits of the line.
    stoods: RefCell<Stoods>,
    audited: super::audit::Memo,
    /// What commits brought among the ballots of the poll asked about last.
    gathered: RefCell<super::gather::Memory>,
}

/// What has been read of `governance/`, by its tree. A poll is computed from
/// the founding, from the commit before it and from today's; as long as
/// nothing is enacted they have one organisation, which is read once.
type Known = RefCell<Lately<TreeId, Governance>>;

impl<'a> Session<'a> {
    /// Opens the repository that a folder lies in, or that `GIT_DIR` names.
    ///
    /// # Errors
    ///
    /// Where it lies in none, or it cannot be read.
    pub fn discover(folder: &Path, outside: Outside<'a>) -> Result<Self, WorkspaceError> {
        let repo = Repo::meant(folder, &*outside.variables)?;
        let (git_dir, home) = (repo.git_dir().to_owned(), outside.home.clone());
        crate::sign::tell_gpg(move || {
            let repo = Repo::open(&git_dir).ok()?;
            let config = |key: &str| repo.config_get(key).ok().flatten();
            Some(crate::sign::gpg_program(&config, &home))
        });
        Ok(Self {
            repo,
            outside,
            author: None,
            known: Known::default(),
            files: RefCell::default(),
            stoods: RefCell::default(),
            audited: super::audit::Memo::default(),
            gathered: RefCell::default(),
        })
    }

    /// Commits as somebody from now on, whatever git's settings and variables
    /// say: for demonstrations, in which many act on one machine.
    pub fn commit_as(&mut self, author: Identity) {
        self.author = Some(author);
    }

    /// A session in a repository that is open already.
    pub(super) fn of(repo: Repo, outside: Outside<'a>) -> Self {
        Self {
            repo,
            outside,
            author: None,
            known: Known::default(),
            files: RefCell::default(),
            stoods: RefCell::default(),
            audited: super::audit::Memo::default(),
            gathered: RefCell::default(),
        }
    }

    /// How proposals stood at commits of the line, as far as that was asked.
    pub(super) fn stoods(&self) -> &RefCell<Stoods> {
        &self.stoods
    }

    /// The repository.
    pub fn repo(&self) -> &Repo {
        &self.repo
    }

    /// The present instant.
    pub fn now(&self) -> Instant {
        self.outside.clock.now()
    }

    pub(super) fn nonce(&self) -> Result<crate::vote::Nonce, WorkspaceError> {
        let text = self.outside.entropy.nonce()?;
        let nonce = text.parse();
        nonce.map_err(|error: crate::vote::WordError| WorkspaceError::Other(error.to_string()))
    }

    /// Today, in an organisation's time zone.
    pub fn today(&self, org: &Organisation) -> Date {
        self.now().day(&org.about.time_zone.zone())
    }

    pub(super) fn gathered(&self) -> &RefCell<super::gather::Memory> {
        &self.gathered
    }

    /// What the audit remembers.
    pub(super) fn memo(&self) -> &super::audit::Memo {
        &self.audited
    }

    /// The name of the branch that decisions are made on, as the checked-out
    /// commit says.
    ///
    /// # Errors
    ///
    /// Where there is no commit, or no organisation in it.
    pub(super) fn branch(&self) -> Result<String, WorkspaceError> {
        let head = self.repo.head_commit()?;
        let Some(bytes) = self.repo.file_at(head, super::layout::ORGANISATION)? else {
            return Err(WorkspaceError::NoWorkspace);
        };
        let subject = crate::base::Subject::Organisation;
        let about = crate::format::wire::read_entity::<crate::org::About>(&subject, &bytes);
        let (_, about) = about.map_err(WorkspaceError::Broken)?;
        Ok(about.branch)
    }

    /// The branch that decisions are made on, and where it is here.
    ///
    /// # Errors
    ///
    /// Where there is no commit, no organisation in it, or no such branch.
    pub fn line(&self) -> Result<SharedLine, WorkspaceError> {
        let branch = self.branch()?;
        if let Some(tip) = self.repo.branch_tip(&branch)? {
            return Ok(SharedLine { branch, tip });
        }
        let fetched = format!("refs/remotes/origin/{branch}");
        let from = match self.repo.ref_tip(&fetched)? {
            Some(_) => format!(" origin/{branch}"),
            None => String::new(),
        };
        Err(WorkspaceError::Other(format!(
            "organisation.yaml says that decisions are made on the branch `{branch}`, and there \
             is no such branch here; `git branch {branch}{from}` makes it"
        )))
    }

    /// Finds the key that signs for the person at the keyboard.
    ///
    /// # Errors
    ///
    /// Where none is found, with how to make one known.
    pub fn signer(&self) -> Result<Signer, WorkspaceError> {
        let config = |key: &str| {
            let value = self.repo.config_get(key).ok().flatten()?;
            // Git runs at the root of the working tree, so a path that is not
            // absolute begins there.
            let from_root = || Some(self.repo.workdir().ok()?.join(&value));
            match from_root().filter(|path| key == "user.signingkey" && path.is_file()) {
                Some(path) => path.to_str().map(str::to_owned),
                None => Some(value),
            }
        };
        Ok(find_signer(
            &config,
            &self.outside.home,
            &*self.outside.variables,
        )?)
    }

    /// The person whose recorded key a signer has.
    ///
    /// # Errors
    ///
    /// Where it is nobody's.
    pub fn person_of(
        &self,
        org: &Organisation,
        signer: &Signer,
    ) -> Result<PersonId, WorkspaceError> {
        let wanted = key_print(signer.key());
        let written = written(signer.key());
        let day = self.today(org);
        let owns = |person: &crate::org::Person| {
            person
                .keys_on(day)
                // Reading a key takes arithmetic, so others are passed over by
                // their text.
                .filter(|key| written.as_ref().is_none_or(|it| key.key.contains(it)))
                .filter_map(|key| key.key.parse::<Key>().ok())
                .any(|key| key_print(&key) == wanted)
        };
        let owner = org.people.iter().find(|(_, person)| owns(person));
        match owner {
            Some((id, _)) => Ok(id.clone()),
            None => {
                let print = signer.key().fingerprint().to_string();
                Err(WorkspaceError::NobodysKey(print))
            }
        }
    }

    /// The name and address for commits, as git would take them.
    pub(super) fn stamp(&self) -> Result<Stamp, WorkspaceError> {
        let author = match &self.author {
            Some(author) => author.clone(),
            None => self.repo.author()?,
        };
        Ok(author.stamp(self.outside.clock))
    }

    /// Whether the person asks git to sign commits.
    pub(super) fn signs_commits(&self) -> Result<bool, WorkspaceError> {
        let wants = self.repo.config_get("commit.gpgsign")?;
        Ok(wants.is_some_and(|value| value.eq_ignore_ascii_case("true")))
    }

    /// Puts files on the shared line in one commit.
    pub(super) fn commit(
        &self,
        line: &SharedLine,
        changes: std::collections::BTreeMap<String, Option<Vec<u8>>>,
        message: &str,
        signer: Option<&Signer>,
    ) -> Result<CommitId, WorkspaceError> {
        let stamp = self.stamp()?;
        let mut plan = CommitPlan::on(&line.branch, Some(line.tip), changes, message, &stamp);
        // The commit is signed too where the person asks git for it; nothing
        // depends on it.
        let wants = self.signs_commits()?;
        let sign = |buffer: &[u8]| match signer {
            Some(signer) => {
                crate::sign::sign_commit(signer, buffer).map_err(|error| error.to_string())
            }
            None => Err("no key was found to sign the commit with".to_owned()),
        };
        if wants && signer.is_some() {
            plan.sign = Some(&sign);
        }
        let commit = self.repo.commit_files(&plan)?;
        self.note_sight(&line.branch, commit);
        Ok(commit)
    }
}

/// The branch that decisions are made on, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedLine {
    /// Its name.
    pub branch: String,
    /// Its newest commit.
    pub tip: CommitId,
}

/// How an SSH key stands in any text that holds it: its bytes in base64.
pub(super) fn written(key: &Key) -> Option<String> {
    match key {
        Key::Ssh(key) => key.to_string().split(' ').nth(1).map(str::to_owned),
        Key::OpenPgp(_) => None,
    }
}

/// What a poll's roll says of a key; both write fingerprints in one form.
pub(super) fn key_print(key: &Key) -> Option<KeyPrint> {
    key.fingerprint().to_string().parse().ok()
}
