//! `polity guard` as a server runs it: installing, what a ref may be called, what
//! is never done to the line, and failing closed. Real pushes over a path.

use std::fs;
use std::process::Stdio;

use crate::env::Ran;
use crate::hub::Hub;
use crate::town::{SIMPLE, Town};

impl Hub {
    /// With what a town has, and the guard before every push from now on.
    pub fn guarded(town: &Town) -> Self {
        let hub = Self::of(town);
        let ran = town.run_args(&["-C", &hub.file(), "guard", "--install"]);
        assert_eq!(ran.code, 0, "{ran}");
        hub
    }
}

impl Town {
    /// Pushes the shared branch, or something else.
    pub fn push(&self, what: &str) -> Ran {
        let mut args = vec!["push", "origin"];
        args.extend(what.split(' '));
        self.try_git(&args)
    }

    /// Pushes what must be taken.
    pub fn taken(&self, what: &str) {
        let ran = self.push("main");
        assert_eq!(ran.code, 0, "{what}\n{ran}");
    }

    /// Pushes what must be refused for a reason, and gives what was said, on
    /// one line.
    pub fn refused(&self, what: &str, code: &str) -> String {
        let before = self.git(&["ls-remote", "origin", "refs/heads/main"]);
        let ran = self.push("+main");
        assert_ne!(ran.code, 0, "{what}\n{ran}");
        assert_eq!(
            before,
            self.git(&["ls-remote", "origin", "refs/heads/main"])
        );
        let said = ran.stderr.replace("remote: ", "");
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            said.contains("nothing of this push is taken"),
            "{what}\n{ran}"
        );
        assert!(said.contains(code), "{what}: {code}\n{ran}");
        said
    }
}

#[test]
fn it_is_installed_once_and_writes_over_nobody() {
    let town = Town::founded(SIMPLE);
    let hub = Hub::of(&town);
    let guard = |more: &[&str]| {
        let file = hub.file();
        let mut args = vec!["-C", file.as_str(), "guard", "--install"];
        args.extend(more);
        town.run_args(&args)
    };
    let hook = hub.path().join("hooks/pre-receive");
    assert_eq!(guard(&["--undo"]).code, 4);
    let ran = guard(&[]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.stdout.contains("nothing else was set"), "{ran}");
    assert!(ran.stderr.contains("receive.fsckObjects"), "{ran}");
    town.git(&["-C", &hub.file(), "config", "receive.fsckObjects", "true"]);
    // Again, as after the program was moved.
    let ran = guard(&[]);
    assert!(!ran.stderr.contains("fsckObjects"), "{ran}");
    assert_eq!(guard(&["--undo"]).code, 0);
    assert!(!hook.exists());
    // Somebody else's stays.
    fs::write(&hook, "#!/bin/sh\nexit 0\n").expect("a hook");
    for more in [&[][..], &["--undo"]] {
        let ran = guard(more);
        assert_eq!(ran.code, 4, "{ran}");
        assert!(ran.stderr.contains("error[other-hook]"), "{ran}");
    }
    assert_eq!(
        fs::read_to_string(&hook).expect("a hook"),
        "#!/bin/sh\nexit 0\n"
    );
    // A clone with a working tree is nobody's server, and hooks may lie
    // elsewhere.
    assert_eq!(town.run("guard --install").code, 4);
    town.git(&["-C", &hub.file(), "config", "core.hooksPath", "/elsewhere"]);
    let ran = guard(&[]);
    assert!(ran.stderr.contains("error[hooks-elsewhere]"), "{ran}");
}

#[test]
fn what_the_target_had_is_remembered_and_what_is_pushed_is_not() {
    let town = Town::proposed(SIMPLE);
    let hub = Hub::guarded(&town);
    let had = town.rev("main");
    town.ok("open 1");
    town.taken("an opening");
    let page = |name: &str| fs::read_to_string(hub.path().join("polity/notebook").join(name));
    let audit = page("audit").expect("a page");
    assert!(audit.contains(&format!("\"head\":\"{had}\"")), "{audit}");
    let anchor = page("anchor").expect("a page");
    assert_eq!(
        anchor,
        town.git(&["log", "--format=%H", "--", "governance/statements"])
            .trim()
    );
    // With what it remembers it sees as much as without.
    town.edit("governance/people/ben.yaml", "name: Ben", "name: Bob");
    town.commit("Quietly");
    town.refused("an uncovered change", "uncovered");
    town.git(&["reset", "--quiet", "--hard", "HEAD^"]);
    town.vote("ann", "for");
    town.taken("a ballot");
    town.close();
    town.taken("a result");
    // A founding that is not the line's is not believed.
    let root = town.git(&["rev-list", "--max-parents=0", "main"]);
    fs::write(hub.path().join("polity/notebook/anchor"), root).expect("a page");
    town.ok("enact 1");
    assert_ne!(town.push("main").code, 0);
    fs::write(hub.path().join("polity/notebook/anchor"), anchor).expect("a page");
    town.taken("an enactment");
}

#[test]
fn the_line_is_never_removed_rewritten_or_continued_aside() {
    let town = Town::founded(SIMPLE);
    let hub = Hub::guarded(&town);
    // The branch that is checked out there git guards itself.
    town.git(&[
        "-C",
        &hub.file(),
        "config",
        "receive.denyDeleteCurrent",
        "ignore",
    ]);
    let ran = town.push("--delete main");
    assert!(ran.code != 0 && ran.stderr.contains("deleted"), "{ran}");
    town.propose(1, "fay");
    town.taken("a draft");
    town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    town.refused("an older tip", "rewritten");
    town.propose(2, "gil");
    town.refused("another history", "rewritten");
    town.git(&["fetch", "--quiet", "origin"]);
    town.git(&["merge", "--quiet", "--no-edit", "origin/main"]);
    let said = town.refused("a merge the wrong way round", "other-line");
    assert!(said.contains("polity sync"), "{said}");
    town.git(&["reset", "--quiet", "--hard", "origin/main"]);
    town.git(&["checkout", "--quiet", "--orphan", "other"]);
    town.commit("Begin anew");
    town.git(&["branch", "--force", "main"]);
    town.refused("another beginning", "rewritten");
}

#[test]
fn no_other_ref_is_called_like_it() {
    let town = Town::founded(SIMPLE);
    let hub = Hub::guarded(&town);
    for name in [
        "refs/heads/Main",
        "refs/tags/main",
        "refs/heads/origin/main",
        "refs/heads/m\u{430}in",
        "refs/replace/0123456789012345678901234567890123456789",
    ] {
        let ran = town.push(&format!("main:{name}"));
        assert!(
            ran.code != 0 && ran.stderr.contains("ref-name"),
            "{name}\n{ran}"
        );
    }
    // Everything else is free, whatever it holds: nothing is decided there.
    town.edit(
        "governance/organisation.yaml",
        "name: Town",
        "name: City\nbranch: work",
    );
    town.commit("By hand");
    for name in ["work", "ann/main-idea"] {
        let ran = town.push(&format!("main:refs/heads/{name}"));
        assert_eq!(ran.code, 0, "{ran}");
    }
    // Its name for the branch does not make it so for the line.
    let said = town.refused("a change by hand", "uncovered");
    assert!(said.contains("organisation.yaml"), "{said}");
    // Both in one push: neither is taken.
    let ran = town.push("main HEAD~1:refs/heads/fine");
    assert_ne!(ran.code, 0, "{ran}");
    let there = town.git(&["ls-remote", &hub.file(), "refs/heads/fine"]);
    assert_eq!(there, "");
}

#[test]
fn a_new_server_takes_a_sound_history_and_no_other() {
    let town = Town::voting(SIMPLE);
    town.vote("ann", "for");
    town.close();
    let folder = tempfile::tempdir().expect("a folder");
    for (name, sound) in [("a.git", true), ("b.git", false)] {
        let path = folder.path().join(name);
        let text = path.to_str().expect("a path");
        town.git(&["init", "--quiet", "--bare", "--initial-branch=main", text]);
        assert_eq!(town.run_args(&["-C", text, "guard", "--install"]).code, 0);
        if !sound {
            town.edit(&town.poll("1-vote/result.yaml"), "accept", "reject");
            town.commit("Lose");
        }
        let ran = town.try_git(&["push", text, "main"]);
        assert_eq!(ran.code == 0, sound, "{ran}");
    }
}

#[test]
fn whatever_cannot_be_checked_is_refused() {
    let town = Town::founded(SIMPLE);
    let hub = Hub::guarded(&town);
    let fed = |input: &str| {
        let file = hub.file();
        let mut polity = town.prepared(&["-C", &file, "guard"]);
        polity
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = polity.spawn().expect("it runs");
        let mut stdin = child.stdin.take().expect("an input");
        std::io::Write::write_all(&mut stdin, input.as_bytes()).expect("written");
        drop(stdin);
        let out = child.wait_with_output().expect("it ends");
        (
            out.status.code(),
            String::from_utf8_lossy(&out.stderr).into_owned(),
        )
    };
    let tip = town.rev("HEAD");
    let gone = "1".repeat(40);
    for input in [
        "nonsense\n".to_owned(),
        format!("{tip} {tip}\n"),
        format!("{tip} {gone} refs/heads/main\n"),
        format!("{gone} {tip} refs/heads/main\n"),
    ] {
        let (code, said) = fed(&input);
        assert!(code.is_some_and(|code| code != 0), "{input}{said}");
        assert!(said.contains("this push is refused"), "{input}{said}");
    }
    assert_eq!(fed(&format!("{tip} {tip} refs/heads/main\n")).0, Some(0));
    assert_eq!(fed("").0, Some(0));
    // The program is gone.
    let hook = hub.path().join("hooks/pre-receive");
    let text = fs::read_to_string(&hook).expect("a hook");
    fs::write(&hook, text.replace("polity' guard", "polity-gone' guard")).expect("a hook");
    town.propose(1, "fay");
    assert_ne!(town.push("main").code, 0);
}

#[test]
fn a_flood_is_cut_off_and_foreign_text_is_harmless() {
    let town = Town::voting(SIMPLE);
    let _hub = Hub::guarded(&town);
    for n in 0..130 {
        town.write(
            &town.ballot(&format!("junk-{n:03}")),
            &format!("junk {n}\n"),
        );
    }
    town.commit("Vote often");
    let said = town.refused("a flood", "not-a-ballot");
    assert_eq!(said.matches("not-a-ballot ").count(), 100, "{said}");
    assert!(said.contains("more"), "{said}");
    town.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    town.write(&town.ballot("\u{1b}[2Jann"), "junk\n");
    town.commit("Clear the screen");
    let said = town.refused("a name that moves the cursor", "bad-tree");
    assert!(!said.contains('\u{1b}'), "{said:?}");
}
