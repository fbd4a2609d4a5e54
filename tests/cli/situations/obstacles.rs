//! What stands in the way: locks, other people's folders, full disks, settings
//! that are missing or odd. Nothing is half done.

use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::{files, flat, ran, voted};
use crate::env::Ran;
use crate::town::Town;

/// The user that owns nothing.
const NOBODY: u32 = 65534;

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|it| it.uid() == 0)
}

/// Gives a folder and all in it to somebody, with a mode for folders.
fn give(path: &Path, user: u32, folders: u32) {
    if is_root() {
        chown(path, Some(user), Some(user)).expect("an owner");
    }
    if !path.is_dir() {
        return;
    }
    std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).expect("a mode");
    for entry in std::fs::read_dir(path).expect("a folder") {
        give(&entry.expect("an entry").path(), user, folders);
    }
    std::fs::set_permissions(path, PermissionsExt::from_mode(folders)).expect("a mode");
}

/// Runs the program as the user who owns nothing, where this one may.
fn as_nobody(town: &Town, line: &str) -> Ran {
    let args: Vec<&str> = line.split_whitespace().collect();
    let mut polity = town.prepared(&args);
    if is_root() {
        polity.uid(NOBODY).gid(NOBODY);
    }
    ran(polity)
}

/// What must be as it was after something was refused.
struct Whole {
    tip: String,
    files: std::collections::BTreeMap<String, Vec<u8>>,
    status: String,
}

impl Whole {
    fn of(town: &Town) -> Self {
        Self {
            tip: town.rev("main"),
            files: files(&town.dir),
            status: town.git(&["status", "--porcelain"]),
        }
    }

    fn still(&self, town: &Town) {
        assert_eq!(town.rev("main"), self.tip);
        assert!(files(&town.dir) == self.files, "files have changed");
        assert_eq!(town.git(&["status", "--porcelain"]), self.status);
        town.git(&["fsck", "--strict", "--no-dangling"]);
    }
}

#[test]
fn a_dirty_working_tree_is_never_touched() {
    let town = voted();
    town.write("governance/teams/council.yaml", "name: half an edit\n");
    town.write("notes.txt", "mine\n");
    town.write("staged.txt", "staged\n");
    town.git(&["add", "staged.txt"]);
    town.edit(
        "governance/rules/vote.yaml",
        "title: Voting",
        "title: Staged",
    );
    town.git(&["add", "governance/rules/vote.yaml"]);
    town.edit(
        "governance/rules/vote.yaml",
        "title: Staged",
        "title: Unstaged",
    );
    let before = town.git(&["status", "--porcelain"]);
    let staged = town.git(&["diff", "--cached"]);
    town.vote("cleo", "for");
    assert_eq!(town.git(&["status", "--porcelain"]), before);
    assert_eq!(town.git(&["diff", "--cached"]), staged);
    assert_eq!(
        town.git(&["show", "--name-only", "--format="])
            .lines()
            .count(),
        1
    );
    assert_eq!(town.counted_in(&town.dir), 3);

    // But for the file itself that is to be written.
    town.write(&town.ballot("dan"), "a draft of mine\n");
    let whole = Whole::of(&town);
    town.act("dan");
    let ran = town.run("vote 1 for");
    assert_eq!(ran.code, 4, "{ran}");
    assert!(ran.stderr.contains("error[uncommitted-changes]"), "{ran}");
    assert!(ran.stderr.contains("git restore FILE"), "{ran}");
    whole.still(&town);
}

#[test]
fn a_locked_index_or_branch_is_waited_for_by_the_person() {
    let town = voted();
    town.act("cleo");
    let whole = Whole::of(&town);
    for lock in [".git/index.lock", ".git/refs/heads/main.lock"] {
        town.write(lock, "");
        let ran = town.run("vote 1 for");
        assert_eq!(ran.code, 5, "{ran}");
        assert!(ran.stderr.contains("error[busy]"), "{ran}");
        assert!(ran.stderr.replace("\n  ", " ").contains(lock), "{ran}");
        assert!(ran.stderr.contains("wait for the other program"), "{ran}");
        // Looking needs no lock.
        town.ok("status 1");
        std::fs::remove_file(town.dir.join(lock)).unwrap();
        whole.still(&town);
    }
    town.ok("vote 1 for");
}

#[test]
fn without_a_name_or_address_nothing_is_written() {
    let town = voted();
    town.act("cleo");
    for (missing, said) in [("user.name", "your name"), ("user.email", "your address")] {
        let kept = town.git(&["config", missing]);
        town.git(&["config", "--unset", missing]);
        let whole = Whole::of(&town);
        let mut vote = town.prepared(&["vote", "1", "for"]);
        for name in [
            "AUTHOR_NAME",
            "AUTHOR_EMAIL",
            "COMMITTER_NAME",
            "COMMITTER_EMAIL",
        ] {
            vote.env_remove(format!("GIT_{name}"));
        }
        let ran = ran(vote);
        assert_eq!(ran.code, 4, "{ran}");
        assert!(ran.stderr.contains("error[no-identity]"), "{ran}");
        assert!(ran.stderr.contains(said), "{ran}");
        assert!(
            ran.stderr
                .contains(&format!("git config --global {missing} VALUE")),
            "{ran}"
        );
        whole.still(&town);
        town.git(&["config", missing, kept.trim()]);
    }
}

#[test]
fn a_repository_of_somebody_else_is_read_once_it_is_trusted() {
    if !is_root() {
        return;
    }
    let town = voted();
    give(&town.dir, NOBODY, 0o755);
    town.act_quietly();
    let root = town.dir.to_str().unwrap().to_owned();
    for dir in [town.dir.clone(), town.dir.join("governance/teams")] {
        for line in ["show", "whoami", "vote 1 for", "verify 1"] {
            let ran = town.run_in(&dir, line);
            assert_eq!(ran.code, 3, "{line}: {ran}");
            assert!(
                ran.stderr.contains("error[repository-owner]"),
                "{line}: {ran}"
            );
            let said = flat(&ran.stderr);
            let hint = format!("git config --global --add safe.directory {root}");
            assert!(said.contains(&hint), "{line}: {said}");
        }
    }
    // What was said helps.
    let config = town.home().join(".gitconfig");
    std::fs::write(config, format!("[safe]\n\tdirectory = {root}\n")).unwrap();
    town.ok("show");
    town.ok("verify 1");
}

impl Town {
    /// Key settings without git, which refuses too.
    fn act_quietly(&self) {
        assert!(self.home().join("ben").exists());
    }
}

#[test]
fn a_folder_that_cannot_be_written_stays_as_it_is() {
    for part in [".git", ".git/objects", "."] {
        let town = voted();
        town.act("cleo");
        let whole = Whole::of(&town);
        for above in [town.dir.parent().unwrap(), &town.dir, &town.home()] {
            give(above, NOBODY, 0o755);
        }
        give(&town.dir.join(part), NOBODY, 0o555);
        let ran = as_nobody(&town, "vote 1 for");
        assert_eq!(ran.code, 7, "{part}: {ran}");
        assert!(
            ran.stderr.to_lowercase().contains("permission denied"),
            "{part}: {ran}"
        );
        assert!(
            flat(&ran.stderr).contains("let your user write there"),
            "{part}: {ran}"
        );
        for line in ["show", "whoami", "status 1", "verify 1"] {
            let ran = as_nobody(&town, line);
            assert_eq!(ran.code, 0, "{part} {line}: {ran}");
        }
        give(town.dir.parent().unwrap(), 0, 0o755);
        whole.still(&town);
        town.ok("vote 1 for");
    }
}

#[test]
fn a_full_disk_leaves_the_repository_whole() {
    let town = voted();
    town.act("cleo");
    let whole = Whole::of(&town);
    // No file may grow beyond so many KiB: the first fails at the first
    // object, the others further on, as on a disk that fills up.
    for limit in ["0", "1"] {
        let script = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$0\" \"$@\"");
        let mut bash = Command::new("bash");
        let polity = town.prepared(&["vote", "1", "for", "-m", &"because ".repeat(400)]);
        bash.arg("-c").arg(script).arg(polity.get_program());
        bash.args(polity.get_args())
            .env_clear()
            .current_dir(&town.dir);
        for (name, value) in polity.get_envs() {
            if let Some(value) = value {
                bash.env(name, value);
            }
        }
        let ran = ran(bash);
        assert_eq!(ran.code, 7, "{limit}: {ran}");
        assert!(
            flat(&ran.stderr).contains("File too large"),
            "{limit}: {ran}"
        );
        assert!(
            flat(&ran.stderr).contains("make room there"),
            "{limit}: {ran}"
        );
        whole.still(&town);
    }
    town.ok("vote 1 for");
}

#[test]
fn a_disk_that_fills_up_at_any_point_leaves_the_repository_whole() {
    let town = voted();
    let small = town.dir.parent().unwrap().join("small");
    std::fs::create_dir(&small).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
        .arg(&small)
        .output()
        .is_ok_and(|ran| ran.status.success());
    if !mounted {
        // Only some machines let a test do so; the limit above is for all.
        return;
    }
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let clone = town.cloned("small/clone", &[], "cleo");
        let tip = town.git_in(&clone, &["rev-parse", "main"]);
        let mut refused = 0;
        for left in [0_usize, 4, 8, 12, 16, 24, 32, 48, 64, 96] {
            // Fill it, then give back so many KiB.
            let filler = small.join("filler");
            let _ = std::fs::remove_file(&filler);
            let mut written = 0;
            {
                use std::io::Write;
                let mut file = std::fs::File::create(&filler).unwrap();
                while file.write_all(&[7; 4096]).is_ok() {
                    written += 4096;
                }
            }
            let size = (written as usize).saturating_sub(left * 1024);
            std::fs::File::options()
                .write(true)
                .open(&filler)
                .unwrap()
                .set_len(size as u64)
                .unwrap();
            let ran = town.run_in(&clone, "vote 1 for");
            std::fs::remove_file(&filler).unwrap();
            town.git_in(&clone, &["fsck", "--strict", "--no-dangling"]);
            if ran.code == 0 {
                break;
            }
            refused += 1;
            assert_eq!(ran.code, 7, "{left}: {ran}");
            assert!(
                flat(&ran.stderr).contains("No space left on device"),
                "{left}: {ran}"
            );
            town.ok_in(&clone, "status 1");
            assert_eq!(town.git_in(&clone, &["rev-parse", "main"]), tip, "{left}");
            assert_eq!(
                town.git_in(&clone, &["status", "--porcelain"]),
                "",
                "{left}"
            );
        }
        assert!(refused > 0);
        town.ok_in(&clone, "vote 1 for");
        assert_eq!(town.counted_in(&clone), 3);
    }));
    let _ = Command::new("umount").arg(&small).status();
    done.unwrap();
}

#[test]
fn settings_for_line_ends_and_file_watching_change_nothing() {
    let town = voted();
    let whole = town.rev("main");
    let args = [
        "--config",
        "core.autocrlf=true",
        "--config",
        "core.eol=crlf",
    ];
    for (name, config) in [
        ("crlf", &args[..]),
        ("watched", &["--config", "core.fsmonitor=true"]),
    ] {
        let clone = town.cloned(name, config, "cleo");
        // The index of one who lets git watch has an extension for it.
        town.git_in(&clone, &["status", "--porcelain"]);
        town.ok_in(&clone, "vote 1 for");
        assert_eq!(
            town.git_in(&clone, &["status", "--porcelain"]),
            "",
            "{name}"
        );
        assert_eq!(town.counted_in(&clone), 3, "{name}");
        town.ok_in(&clone, "verify 1");
        assert_eq!(town.git_in(&clone, &["rev-parse", "main~1"]).trim(), whole);
        let _ = town.git_in(&clone, &["config", "core.fsmonitor", "false"]);
    }
    // Without .gitattributes git turns the line ends on disk; the bytes that
    // count are in the objects.
    town.git(&["rm", "--quiet", ".gitattributes"]);
    town.git(&["commit", "--quiet", "--message", "No attributes"]);
    let clone = town.cloned("turned", &args, "cleo");
    let on_disk = std::fs::read_to_string(clone.join("governance/organisation.yaml")).unwrap();
    assert!(on_disk.contains("\r\n"));
    town.ok_in(&clone, "vote 1 for");
    town.ok_in(&clone, "vote 1 against");
    assert_eq!(town.git_in(&clone, &["status", "--porcelain"]), "");
    town.ok_in(&clone, "verify 1");
}
