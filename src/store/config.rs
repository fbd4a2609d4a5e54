//! Git's configuration, and who the user is.
//!
//! libgit2 reads most of it in the process. It does not see `git -c`, the
//! `GIT_CONFIG_*` variables, `includeIf "hasconfig:…"`, or a system file where
//! the user's own git was built to look for it. So where one of the first is
//! in use, or where libgit2 finds nothing, the git program is asked for all of
//! the configuration, once for each open repository (3 ms).

use std::collections::BTreeMap;

use super::{Clock, Repo, Stamp, StoreError};

/// Who commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
}

impl Identity {
    /// This person, now, on a clock.
    pub fn stamp(&self, clock: &dyn Clock) -> Stamp {
        let now = clock.now();
        Stamp {
            name: self.name.clone(),
            email: self.email.clone(),
            unix: now.unix(),
            offset: clock.offset(now),
        }
    }
}

/// Variables by which git is told more than libgit2 sees.
const MORE: [&str; 5] = [
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
];

impl Repo {
    /// The value of a setting (`user.name`, `gpg.ssh.program`) as git has it;
    /// `None` where it is not set. A setting without a value is `true`.
    pub fn config_get(&self, key: &str) -> Result<Option<String>, StoreError> {
        let config = self
            .git
            .config()
            .map_err(|error| StoreError::git("read the configuration", &error))?;
        let seen = || config.get_string(key).ok();
        if !told_more(&config)
            && let Some(value) = seen()
        {
            return Ok(Some(value));
        }
        match self.told() {
            Ok(told) => Ok(told.get(&normal(key)).cloned()),
            // Without the program, what libgit2 sees is all there is.
            Err(StoreError::NoGitProgram) => Ok(seen()),
            Err(error) => Err(error),
        }
    }

    /// Who makes changes, as git would say it: `GIT_AUTHOR_NAME` and
    /// `GIT_AUTHOR_EMAIL`, then `author.name`, then `user.name`.
    pub fn author(&self) -> Result<Identity, StoreError> {
        self.identity("author", &|name| std::env::var(name).ok())
    }

    /// Who makes commits: the same with `GIT_COMMITTER_NAME` and
    /// `committer.name`.
    pub fn committer(&self) -> Result<Identity, StoreError> {
        self.identity("committer", &|name| std::env::var(name).ok())
    }

    fn identity(
        &self,
        role: &str,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Identity, StoreError> {
        let find = |what: &str| -> Result<Option<String>, StoreError> {
            let filled = |text: &String| !text.trim().is_empty();
            let variable = format!("GIT_{role}_{what}").to_uppercase();
            if let Some(value) = env(&variable).filter(filled) {
                return Ok(Some(value));
            }
            for key in [format!("{role}.{what}"), format!("user.{what}")] {
                if let Some(value) = self.config_get(&key)?.filter(filled) {
                    return Ok(Some(value));
                }
            }
            Ok(None)
        };
        let name = find("name")?.ok_or(StoreError::NoIdentity("name", "user.name"))?;
        let email = match find("email")? {
            Some(email) => email,
            None => env("EMAIL").ok_or(StoreError::NoIdentity("address", "user.email"))?,
        };
        Ok(Identity { name, email })
    }

    fn told(&self) -> Result<&BTreeMap<String, String>, StoreError> {
        if let Some(told) = self.told.get() {
            return Ok(told);
        }
        let output = self.git_program(&["config", "--list", "-z", "--includes"])?;
        let text = String::from_utf8_lossy(&output);
        let told = text
            .split_terminator('\0')
            .map(|line| match line.split_once('\n') {
                Some((key, value)) => (normal(key), value.to_owned()),
                None => (normal(line), "true".to_owned()),
            })
            // Of several values the last one holds, as in git.
            .collect();
        Ok(self.told.get_or_init(|| told))
    }
}

fn told_more(config: &git2::Config) -> bool {
    if MORE.iter().any(|name| std::env::var_os(name).is_some()) {
        return true;
    }
    let mut found = false;
    if let Ok(entries) = config.entries(Some("^includeif\\.hasconfig:")) {
        let _ = entries.for_each(|_| found = true);
    }
    found
}

/// Section and name in lower case, as git takes them; the part between is as
/// it stands.
fn normal(key: &str) -> String {
    match (key.split_once('.'), key.rsplit_once('.')) {
        (Some((section, _)), Some((head, name))) => {
            let middle = head.get(section.len()..).unwrap_or_default();
            format!("{}{middle}.{}", section.to_lowercase(), name.to_lowercase())
        }
        _ => key.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::FixedClock;
    use crate::store::testing::Scratch;

    #[test]
    fn settings_are_read_as_git_has_them() {
        let scratch = Scratch::new();
        scratch.git(&["config", "gpg.format", "ssh"]);
        scratch.git(&["config", "remote.Some.Name.url", "x"]);
        let get = |key: &str| scratch.repo.config_get(key).unwrap();
        assert_eq!(get("gpg.format").as_deref(), Some("ssh"));
        assert_eq!(get("remote.Some.Name.url").as_deref(), Some("x"));
        assert_eq!(get("polity.never-set-anywhere"), None);
        assert_eq!(normal("Remote.Some.Name.URL"), "remote.Some.Name.url");
    }

    #[test]
    fn conditions_on_remotes_are_heeded() {
        let scratch = Scratch::new();
        scratch.git(&["config", "remote.origin.url", "https://example.org/us.git"]);
        scratch.write(".git/more", "[user]\nname = Remote Tess\n");
        let key = "includeIf.hasconfig:remote.*.url:https://example.org/**.path";
        scratch.git(&["config", key, "more"]);
        let repo = Repo::open(scratch.path()).unwrap();
        assert_eq!(
            repo.config_get("user.name").unwrap().as_deref(),
            Some("Remote Tess")
        );
    }

    #[test]
    fn identity_comes_from_the_environment_then_the_settings() {
        let scratch = Scratch::new();
        let none = |_: &str| None;
        let plain = scratch.repo.identity("author", &none).unwrap();
        assert_eq!(plain.name, "Tess Ter");
        let env = |name: &str| (name == "GIT_AUTHOR_NAME").then(|| "Env Tess".to_owned());
        let told = scratch.repo.identity("author", &env).unwrap();
        assert_eq!(
            (told.name.as_str(), told.email.as_str()),
            ("Env Tess", "tess@example.org")
        );
        assert_eq!(scratch.repo.identity("committer", &env).unwrap(), plain);
        scratch.git(&["config", "committer.name", "Com Mitter"]);
        let other = scratch.repo.identity("committer", &none).unwrap();
        assert_eq!(other.name, "Com Mitter");
        let clock = FixedClock::at("2020-02-01T00:00:00Z".parse().unwrap());
        assert_eq!(other.stamp(&clock).unix, 1_580_515_200);
    }
}
