//! Changes of git's configuration, made by the user's own git program: it
//! knows every place that a setting may stand in, and locks the file.

use super::{Repo, StoreError};

/// Whose settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConfigScope {
    /// This repository's, for all of its working trees.
    Repository,
    /// The person's own, for all repositories.
    Person,
}

impl ConfigScope {
    fn option(self) -> &'static str {
        match self {
            Self::Repository => "--local",
            Self::Person => "--global",
        }
    }
}

impl Repo {
    /// The values of a setting as this scope alone has them, in order.
    ///
    /// # Errors
    ///
    /// Where there is no git program, or the configuration cannot be read.
    pub fn config_in(&self, scope: ConfigScope, key: &str) -> Result<Vec<String>, StoreError> {
        let args = ["config", scope.option(), "-z", "--get-all", key];
        let ran = self.run_git(&args, None)?;
        match ran.status.code() {
            // 1: it is not set.
            Some(1) => Ok(Vec::new()),
            Some(0) => {
                let text = String::from_utf8_lossy(&ran.stdout);
                Ok(text.split_terminator('\0').map(str::to_owned).collect())
            }
            _ => Err(super::program::failed(&args, &ran)),
        }
    }

    /// Gives a setting one value, in place of all that it has.
    ///
    /// # Errors
    ///
    /// Where git cannot write its configuration.
    pub fn config_set(&self, scope: ConfigScope, key: &str, value: &str) -> Result<(), StoreError> {
        let args = ["config", scope.option(), "--replace-all", key, value];
        self.git_program(&args).map(drop)
    }

    /// Takes a setting out.
    ///
    /// # Errors
    ///
    /// Where git cannot write its configuration.
    pub fn config_unset(&self, scope: ConfigScope, key: &str) -> Result<(), StoreError> {
        let args = ["config", scope.option(), "--unset-all", key];
        let ran = self.run_git(&args, None)?;
        match ran.status.code() {
            // 5: it was not set.
            Some(0 | 5) => Ok(()),
            _ => Err(super::program::failed(&args, &ran)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Scratch;

    #[test]
    fn a_setting_is_set_read_and_taken_out() {
        let scratch = Scratch::new();
        let (repo, scope) = (&scratch.repo, ConfigScope::Repository);
        let key = "merge.polity.driver";
        assert_eq!(repo.config_in(scope, key).unwrap(), Vec::<String>::new());
        let value = "'/a b/po\"lity' merge-file %O";
        repo.config_set(scope, key, "old").unwrap();
        repo.config_set(scope, key, value).unwrap();
        assert_eq!(repo.config_in(scope, key).unwrap(), [value]);
        repo.config_unset(scope, key).unwrap();
        repo.config_unset(scope, key).unwrap();
        assert_eq!(repo.config_in(scope, key).unwrap(), Vec::<String>::new());
    }
}
