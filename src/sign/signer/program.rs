//! Signing by `ssh-keygen -Y sign`, or by the program that git is told to use
//! in its place: for encrypted keys, agents, hardware keys and RSA.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::SignerError;
use crate::sign::armour::Form;
use crate::sign::key::PublicKey;
use crate::sign::namespace::Namespace;

/// The program and the key that it is to use.
#[derive(Debug, Clone)]
pub(super) struct SshProgram {
    /// `ssh-keygen`, or git's `gpg.ssh.program`.
    pub(super) program: String,
    /// The public half of the key.
    pub(super) key: PublicKey,
    /// Where the rest of it is.
    pub(super) source: Source,
    /// The agent's socket, if there is an agent.
    pub(super) agent: Option<String>,
}

/// Where the program finds the key.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// In a file, private or public; for a public one the agent has the rest.
    File(PathBuf),
    /// Only in the agent.
    Agent,
}

impl SshProgram {
    /// Signs a payload. The terminal is left to the program, so that it asks
    /// for passphrases and touches itself.
    pub(super) fn sign(&self, namespace: Namespace, payload: &[u8]) -> Result<String, SignerError> {
        // The folder is its owner's alone.
        let folder = tempfile::Builder::new().prefix("polity-sign-").tempdir()?;
        let file = folder.path().join("payload");
        std::fs::write(&file, payload)?;
        let mut command = Command::new(&self.program);
        // A hardware key's request to be touched must be seen, and programs
        // that stand for ssh-keygen may not know the option.
        if self.program == "ssh-keygen" && !self.key.is_hardware() {
            command.arg("-q");
        }
        command.args(["-Y", "sign", "-n", namespace.as_str()]);
        let name = match &self.source {
            Source::File(path) => {
                command.arg("-f").arg(path);
                path.display().to_string()
            }
            Source::Agent => {
                let path = folder.path().join("key.pub");
                std::fs::write(&path, format!("{}\n", self.key))?;
                command.arg("-f").arg(path).arg("-U");
                self.key.fingerprint().to_string()
            }
        };
        command.arg(&file);
        match &self.agent {
            Some(socket) => command.env("SSH_AUTH_SOCK", socket),
            None => command.env_remove("SSH_AUTH_SOCK"),
        };
        // Standard output is for this program's own data.
        command.stdout(Stdio::null());
        let status = command.status().map_err(|error| match error.kind() {
            ErrorKind::NotFound => SignerError::NoProgram(self.program.clone()),
            _ => SignerError::Temporary(error),
        })?;
        let mut written: OsString = file.into_os_string();
        written.push(".sig");
        let armour = std::fs::read_to_string(&written);
        let (true, Ok(armour)) = (status.success(), armour) else {
            return Err(SignerError::Refused {
                program: self.program.clone(),
                key: name,
            });
        };
        // Other programs wrap their lines otherwise; there is one form here.
        let bytes = Form::SSH.read_loosely(&armour);
        let bytes = bytes.map_err(crate::sign::SignatureError::NotAnArmour)?;
        Ok(Form::SSH.write(&bytes))
    }
}
