//! Voting with the keys and settings that people have for git: the real
//! binary, real git, ssh-keygen, ssh-agent and gpg. Skipped where one of them
//! is missing.

#![expect(clippy::unwrap_used, reason = "what cannot be set up is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::town::{SIMPLE, Town};

fn has(program: &str) -> bool {
    let ran = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    ran.is_ok()
}

/// A key pair made by ssh-keygen in the home's `.ssh`-like folder.
fn keygen(town: &Town, name: &str, args: &[&str], passphrase: &str) -> PathBuf {
    let path = town.home().join(name);
    let mut command = Command::new("ssh-keygen");
    command
        .args(["-q", "-C", "", "-N", passphrase, "-f"])
        .arg(&path);
    assert!(command.args(args).status().unwrap().success());
    path
}

/// A program of the test's own.
fn script(path: &Path, text: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    fs::write(path, text).unwrap();
    fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A town where ann's key is the one that git's settings name, founded by ben,
/// with a vote open. What the settings are is for the test.
fn town_with(key: &str) -> Town {
    let town = Town::draft(SIMPLE);
    for person in ["ben", "cleo", "dan"] {
        town.act(person);
        town.ok(&format!("key add {person}"));
    }
    town.ok(&format!("key add ann --key {key}"));
    town.ok("found");
    town.propose(1, "fay");
    town.ok("open 1");
    town.git(&["config", "--unset", "user.signingkey"]);
    town.git(&["config", "--unset", "gpg.format"]);
    town
}

/// Votes as ann with some variables, and it must count and verify.
fn votes(town: &Town, vars: &[(&str, &str)], found_by: &str) {
    town.advance(1);
    let ran = town.run_with(&["whoami"], vars);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.stdout.starts_with("you are Ann (ann)\n"), "{ran}");
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(found_by), "{said}");
    let ran = town.run_with(&["vote", "1", "for"], vars);
    assert_eq!(ran.code, 0, "{ran}");
    let (code, answer) = town.verified();
    assert_eq!(code, 0, "{answer}");
    assert!(!answer.to_string().contains("\"rejected\":[{"), "{answer}");
}

/// An agent of the test's own.
struct Agent(Child, String);

impl Agent {
    fn holding(town: &Town, key: &Path) -> Self {
        let socket = town.home().join("agent");
        let child = Command::new("ssh-agent")
            .args(["-D", "-a"])
            .arg(&socket)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        for _ in 0..200 {
            if socket.exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let added = Command::new("ssh-add")
            .arg("-q")
            .arg(key)
            .env("SSH_AUTH_SOCK", &socket)
            .status();
        assert!(added.unwrap().success());
        Self(child, socket.to_str().unwrap().to_owned())
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn each_form_of_the_setting_names_the_key() {
    if !has("ssh-keygen") || !has("ssh-agent") {
        return;
    }
    let base = Town::draft(SIMPLE);
    let key = keygen(&base, "own", &["-t", "ecdsa", "-b", "384"], "");
    let line = fs::read_to_string(key.with_extension("pub")).unwrap();
    let town = town_with(
        "../home/own.pub"
            .replace("..", base.home().parent().unwrap().to_str().unwrap())
            .as_str(),
    );
    for name in ["own", "own.pub"] {
        fs::copy(base.home().join(name), town.home().join(name)).unwrap();
    }
    let home = town.home();
    let agent = Agent::holding(&town, &key);
    let with_agent = [("SSH_AUTH_SOCK", agent.1.as_str())];
    let set = |value: &str| {
        town.git(&["config", "user.signingkey", value]);
    };
    town.git(&["config", "gpg.format", "ssh"]);
    for value in [
        home.join("own").to_str().unwrap(),
        home.join("own.pub").to_str().unwrap(),
        "~/own",
        "~/own.pub",
        // From the root of the working tree, as git takes it.
        "../home/own.pub",
    ] {
        set(value);
        votes(&town, &[], "by git's setting user.signingkey");
    }
    set(&format!("key::{}", line.trim()));
    votes(&town, &with_agent, "by git's setting user.signingkey");
    set(line.trim());
    votes(&town, &with_agent, "by git's setting user.signingkey");
    // The public file alone, the private half in the agent.
    let alone = home.join("alone.pub");
    fs::write(&alone, &line).unwrap();
    set(alone.to_str().unwrap());
    votes(&town, &with_agent, "signs with `ssh-keygen`");
    // No key is named: a command says which, then the agent's only one.
    town.git(&["config", "--unset", "user.signingkey"]);
    town.git(&["config", "gpg.ssh.defaultKeyCommand", "ssh-add -L"]);
    votes(&town, &with_agent, "gpg.ssh.defaultKeyCommand");
    town.git(&["config", "--unset", "gpg.ssh.defaultKeyCommand"]);
    votes(&town, &with_agent, "the one key in your ssh agent");
    // And the files that ssh-keygen makes by itself.
    fs::create_dir(home.join(".ssh")).unwrap();
    fs::copy(&key, home.join(".ssh/id_ecdsa")).unwrap();
    votes(&town, &[], "the usual file");
}

#[test]
fn settings_come_from_everywhere_that_git_reads_them() {
    let town = Town::voting(SIMPLE);
    town.act("ann");
    let key = town.home().join("ann");
    let key = key.to_str().unwrap();
    for name in ["user.signingkey", "gpg.format"] {
        town.git(&["config", "--unset", name]);
    }
    let ran = town.run("whoami");
    assert!(
        ran.stderr.contains("no key to sign with was found"),
        "{ran}"
    );
    assert!(
        ran.stderr.contains("git config --global user.signingkey"),
        "{ran}"
    );
    let more = town.home().join("more");
    fs::write(
        &more,
        format!("[user]\n\tsigningkey = {key}\n[gpg]\n\tformat = ssh\n"),
    )
    .unwrap();
    let more = more.to_str().unwrap();
    // By a condition on the folder, and on a remote.
    let folder = format!("includeIf.gitdir:{}/.path", town.dir.display());
    town.git(&["config", &folder, more]);
    votes(&town, &[], "user.signingkey");
    town.git(&["config", "--unset", &folder]);
    town.git(&["remote", "add", "origin", "https://example.org/town.git"]);
    let remote = "includeIf.hasconfig:remote.*.url:https://example.org/**.path";
    town.git(&["config", remote, more]);
    votes(&town, &[], "user.signingkey");
    town.git(&["config", "--unset", remote]);
    // From the environment, as `git -c` passes it on.
    let vars = [
        ("GIT_CONFIG_COUNT", "2"),
        ("GIT_CONFIG_KEY_0", "user.signingkey"),
        ("GIT_CONFIG_VALUE_0", key),
        ("GIT_CONFIG_KEY_1", "gpg.format"),
        ("GIT_CONFIG_VALUE_1", "ssh"),
    ];
    votes(&town, &vars, "user.signingkey");
    votes(&town, &[("GIT_CONFIG_GLOBAL", more)], "user.signingkey");
    let ran = town.run("whoami");
    assert!(
        ran.stderr.contains("no key to sign with was found"),
        "{ran}"
    );
    // A format that nobody here can check.
    town.git(&["config", "gpg.format", "x509"]);
    let ran = town.run("vote 1 for");
    assert_eq!(ran.code, 7, "{ran}");
    assert!(ran.stderr.contains("git config gpg.format ssh"), "{ran}");
}

#[test]
fn a_passphrase_is_asked_for_by_ssh_keygen() {
    if !has("ssh-keygen") {
        return;
    }
    let base = Town::draft(SIMPLE);
    let key = keygen(&base, "locked", &["-t", "ed25519"], "a secret");
    let public = key.with_extension("pub");
    let town = town_with(public.to_str().unwrap());
    town.git(&["config", "gpg.format", "ssh"]);
    town.git(&["config", "user.signingkey", key.to_str().unwrap()]);
    let ask = script(&town.home().join("ask"), "#!/bin/sh\necho 'a secret'\n");
    let vars = [
        ("SSH_ASKPASS", ask.as_str()),
        ("SSH_ASKPASS_REQUIRE", "force"),
    ];
    votes(&town, &vars, "signs with `ssh-keygen`");
    // The wrong one, and nothing is cast.
    let tip = town.rev("main");
    let wrong = script(&town.home().join("wrong"), "#!/bin/sh\necho 'a guess'\n");
    let vars = [
        ("SSH_ASKPASS", wrong.as_str()),
        ("SSH_ASKPASS_REQUIRE", "force"),
    ];
    let ran = town.run_with(&["vote", "1", "against"], &vars);
    assert_eq!(ran.code, 7, "{ran}");
    assert!(ran.stderr.contains("error[signing]"), "{ran}");
    assert_eq!(town.rev("main"), tip);
    assert_eq!(town.git(&["status", "--porcelain"]), "");
}

#[test]
fn the_program_that_git_is_told_to_use_signs() {
    if !has("ssh-keygen") {
        return;
    }
    let base = Town::draft(SIMPLE);
    let key = keygen(&base, "own", &["-t", "rsa", "-b", "2048"], "");
    let town = town_with(key.with_extension("pub").to_str().unwrap());
    town.git(&["config", "gpg.format", "ssh"]);
    town.git(&["config", "user.signingkey", key.to_str().unwrap()]);
    let log = town.home().join("called");
    let text = format!(
        "#!/bin/sh\necho called >> '{}'\nexec ssh-keygen \"$@\"\n",
        log.display()
    );
    script(&town.home().join("signer"), &text);
    town.git(&["config", "gpg.ssh.program", "~/signer"]);
    votes(&town, &[], "signer`");
    assert_eq!(fs::read_to_string(&log).unwrap(), "called\n");
    // A program that signs nothing useful loses no vote silently.
    script(&town.home().join("signer"), "#!/bin/sh\nexit 3\n");
    let tip = town.rev("main");
    let ran = town.run("vote 1 for");
    assert_eq!(ran.code, 7, "{ran}");
    assert!(ran.stderr.contains("did not sign"), "{ran}");
    town.git(&["config", "gpg.ssh.program", "no-such-program"]);
    let ran = town.run("vote 1 for");
    assert!(ran.stderr.contains("no-such-program"), "{ran}");
    assert!(ran.stderr.contains("gpg.ssh.program"), "{ran}");
    assert_eq!(town.rev("main"), tip);
}

#[test]
fn the_commit_is_signed_where_git_is_asked_to() {
    let town = Town::voting(SIMPLE);
    town.act("ann");
    town.git(&["config", "commit.gpgsign", "true"]);
    town.ok("vote 1 for");
    let key = fs::read_to_string(town.home().join("ann.pub")).unwrap();
    let allowed = town.home().join("allowed");
    fs::write(&allowed, format!("ann@example.org {key}")).unwrap();
    let allowed = format!("gpg.ssh.allowedSignersFile={}", allowed.display());
    town.git(&["-c", &allowed, "verify-commit", "HEAD"]);
    let ran = town.run("whoami");
    assert!(ran.stdout.contains("signs   in polity itself"), "{ran}");
}

/// gpg with a home of its own, and its agent ended with it.
struct Gpg(tempfile::TempDir, String);

impl Gpg {
    fn with(name: &str) -> Self {
        let home = tempfile::Builder::new().prefix("pg").tempdir().unwrap();
        let text = format!(
            "#!/bin/sh\ncase \"$*\" in *--homedir*) exec gpg \"$@\";; esac\n\
             exec gpg --homedir '{}' \"$@\"\n",
            home.path().display()
        );
        let program = script(&home.path().join("gpg"), &text);
        let made = Command::new(&program)
            .args([
                "--batch",
                "--quiet",
                "--pinentry-mode",
                "loopback",
                "--passphrase",
                "",
            ])
            .args(["--quick-gen-key", name, "ed25519", "sign", "never"])
            .stderr(Stdio::null())
            .status();
        assert!(made.unwrap().success());
        Self(home, program)
    }
}

impl Drop for Gpg {
    fn drop(&mut self) {
        let mut end = Command::new("gpgconf");
        let _ = end
            .arg("--homedir")
            .arg(self.0.path())
            .args(["--kill", "all"])
            .status();
    }
}

#[test]
fn openpgp_votes_and_signs_commits_by_gpg() {
    if !has("gpg") {
        return;
    }
    let gpg = Gpg::with("Ann <ann@example.org>");
    let exported = Command::new(&gpg.1)
        .args(["--armor", "--export", "ann@example.org"])
        .output();
    let public = gpg.0.path().join("ann.asc");
    fs::write(&public, exported.unwrap().stdout).unwrap();
    let town = town_with(public.to_str().unwrap());
    town.git(&["config", "gpg.format", "openpgp"]);
    town.git(&["config", "gpg.program", &gpg.1]);
    town.git(&["config", "commit.gpgsign", "true"]);
    town.git(&["config", "user.signingkey", "ann@example.org"]);
    votes(&town, &[], "by git's setting user.signingkey");
    town.git(&["verify-commit", "HEAD"]);
    // Git's own default where no key is named: the committer's.
    town.git(&["config", "--unset", "user.signingkey"]);
    town.git(&["config", "user.name", "Ann"]);
    town.git(&["config", "user.email", "ann@example.org"]);
    votes(&town, &[], "by gpg's key for `Ann <ann@example.org>`");
    town.git(&["verify-commit", "HEAD"]);
    // The program that git is told to use verifies too, and no other.
    let log = gpg.0.path().join("called");
    let text = format!(
        "#!/bin/sh\necho \"$*\" >> '{}'\nexec '{}' \"$@\"\n",
        log.display(),
        gpg.1
    );
    let wrapper = script(&gpg.0.path().join("wrapper"), &text);
    for setting in ["gpg.program", "gpg.openpgp.program"] {
        // The more exact setting holds.
        town.git(&["config", setting, &wrapper]);
        town.ok("verify 1");
        let called = fs::read_to_string(&log).unwrap();
        assert!(
            called.contains("--import") && called.contains("--verify"),
            "{called}"
        );
        fs::remove_file(&log).unwrap();
        town.git(&["config", "gpg.program", "no-such-gpg"]);
    }
    town.ok("verify 1");
    town.git(&["config", "--unset", "gpg.openpgp.program"]);
    let ran = town.run("verify 1");
    assert_eq!(ran.code, 6, "{ran}");
    let said = ran.to_string();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("no program `no-such-gpg`"), "{said}");
    assert!(said.contains("setting gpg.program"), "{said}");
    // A file of the repository sets nothing.
    town.git(&["config", "gpg.program", &gpg.1]);
    town.write(".gitconfig", "[gpg]\n\tprogram = no-such-gpg\n");
    town.git(&["add", ".gitconfig"]);
    let unsigned = ["-c", "commit.gpgsign=false", "commit", "--quiet"];
    town.git(&[&unsigned[..], &["--message", "Settings"]].concat());
    town.ok("verify 1");
    // Where gpg is missing nothing is decided, and it is said.
    let ran = town.run_with(&["verify", "1"], &[("PATH", "/nowhere")]);
    assert_eq!(ran.code, 6, "{ran}");
    assert!(
        ran.stderr.contains("GnuPG") || ran.stdout.contains("GnuPG"),
        "{ran}"
    );
}
