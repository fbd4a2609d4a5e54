//! A bare repository that several clones share, over a path or over git's own
//! server on this machine.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::env::Ran;
use crate::town::Town;

/// A bare repository that several clones share.
pub struct Hub {
    folder: TempDir,
    daemon: Option<(Child, u16)>,
}

impl Drop for Hub {
    fn drop(&mut self) {
        if let Some((daemon, _)) = &mut self.daemon {
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }
}

impl Hub {
    /// With what a town has, whose clone then follows it.
    pub fn of(town: &Town) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let hub = Self {
            folder,
            daemon: None,
        };
        let path = hub.path();
        let text = path.to_str().expect("a path");
        town.git(&["init", "--quiet", "--bare", "--initial-branch=main", text]);
        town.git(&["remote", "add", "origin", text]);
        town.git(&["push", "--quiet", "--set-upstream", "origin", "main"]);
        hub
    }

    /// The bare repository.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("hub.git")
    }

    /// Its address over a path.
    pub fn file(&self) -> String {
        self.path().to_str().expect("a path").to_owned()
    }

    /// Its address over git's server, which is started. Nothing where this git
    /// has none.
    pub fn served(&mut self) -> Option<String> {
        let exec = Command::new("git").arg("--exec-path").output().ok()?;
        let exec = String::from_utf8(exec.stdout).ok()?;
        if !Path::new(exec.trim()).join("git-daemon").exists() {
            return None;
        }
        // A port that is free now; taken meanwhile, another is tried.
        for _ in 0..10 {
            let free = std::net::TcpListener::bind("127.0.0.1:0").ok()?;
            let port = free.local_addr().ok()?.port();
            drop(free);
            // The server itself, not `git`, so that ending it ends it.
            let mut daemon = Command::new(Path::new(exec.trim()).join("git-daemon"));
            daemon
                .env("GIT_CONFIG_GLOBAL", "/dev/null")
                .env("GIT_CONFIG_COUNT", "1")
                .env("GIT_CONFIG_KEY_0", "safe.directory")
                .env("GIT_CONFIG_VALUE_0", "*")
                .args(["--listen=127.0.0.1", "--export-all", "--reuseaddr"])
                .args(["--enable=receive-pack", "--max-connections=0"])
                .arg(format!("--port={port}"))
                .arg(format!("--base-path={}", self.folder.path().display()))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            let mut child = daemon.spawn().ok()?;
            for _ in 0..200 {
                if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                    self.daemon = Some((child, port));
                    return Some(format!("git://127.0.0.1:{port}/hub.git"));
                }
                if child.try_wait().ok().flatten().is_some() {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            let _ = child.kill();
            let _ = child.wait();
        }
        None
    }

    /// Another clone, with a person at its keyboard.
    pub fn clone_for(&self, town: &Town, person: &str) -> Town {
        let clone = Town {
            env: town.env.twin(),
        };
        clone.act(person);
        clone
    }

    /// Has every push refused with these words.
    pub fn refuse(&self, words: &str) {
        use std::os::unix::fs::PermissionsExt;
        let hook = self.path().join("hooks/pre-receive");
        std::fs::create_dir_all(hook.parent().expect("a folder")).expect("a folder");
        std::fs::write(&hook, format!("#!/bin/sh\nprintf '{words}' >&2\nexit 1\n"))
            .expect("a hook");
        std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).expect("a hook");
    }

    /// Lets pushes through again.
    pub fn accept(&self) {
        std::fs::remove_file(self.path().join("hooks/pre-receive")).expect("a hook");
    }
}

impl Town {
    /// How many ballots verification counts in the first poll, here, after the
    /// newest was fetched.
    pub fn counted(&self) -> u64 {
        self.ok("sync");
        let (code, answer) = self.verified();
        assert_eq!(code, 0, "{answer:#}");
        answer["proposals"][0]["stages"][0]["counted"]
            .as_u64()
            .expect("a number")
    }

    /// The answer of a command for scripts.
    pub fn json(&self, line: &str) -> (i32, serde_json::Value) {
        let ran: Ran = self.run(&format!("{line} --format json"));
        let answer = serde_json::from_str(&ran.stdout);
        (ran.code, answer.unwrap_or_else(|_| panic!("{line}: {ran}")))
    }
}
