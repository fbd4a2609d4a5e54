//! The last step: somebody who has nothing but a clone, and the id of the
//! founding commit, checks everything again.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

use super::polls::Core;
use super::show::Show;
use super::{World, instant, public_key};
use crate::base::Digest;
use crate::cli::CliError;
use crate::cli::verify::verified;
use crate::format::{LONGEST_SIGNED, split};
use crate::render::json::VerifyJson;
use crate::render::vote::verify as render;
use crate::sign::Namespace;
use crate::store::{CommitId, FixedClock, FixedEntropy};
use crate::vote::Reason;
use crate::workspace::{Outside, ReceiptState, Session, Verification};

/// Verifies everything from a fresh clone.
pub(super) fn verify(
    show: &mut Show,
    world: &World,
    anchor: CommitId,
    core: &Core,
) -> Result<(), CliError> {
    show.step("An outsider clones the folder and checks everything again");
    let beside = world.folder.parent().unwrap_or(world.folder);
    let made = tempfile::Builder::new()
        .prefix("polity-demo-clone-")
        .tempdir_in(beside);
    let made = made.map_err(outside)?;
    let clone = made.path().join("clone");
    let (from, to) = (world.folder.to_string_lossy(), clone.to_string_lossy());
    // Without links to the objects of the folder: as from another machine.
    let args = ["clone", "--quiet", "--no-local", "--", &from, &to];
    world.session.repo().git_program(&args)?;
    let clock = FixedClock::at(instant("2020-03-20T12:00:00Z")?);
    let entropy = FixedEntropy::default();
    let there = Session::discover(
        &clone,
        Outside {
            clock: &clock,
            entropy: &entropy,
            home: clone.clone(),
            variables: Box::new(|_| None),
        },
    )?;
    let line = there.line()?;
    let found = there.verify(&world.name, &|_| {})?;
    let founded = there.anchor(&line)?;
    let answer = VerifyJson {
        polity: "verify/1".to_owned(),
        head: line.tip.to_string(),
        anchor: founded.map(|anchor| anchor.to_string()),
        sound: found.is_sound(),
        proposals: vec![verified(&found, &BTreeMap::new())],
        receipt: None,
        first_use: false,
        rewritten: None,
        notes: Vec::new(),
    };
    show.shown(|width| render(&answer, width));
    show.expect(founded == Some(anchor), "the clone has the same founding")?;
    show.expect(answer.sound, "everything is as it is recorded")?;
    show.expect(found.enactment.is_some(), "the enactment is verified")?;
    receipts(show, &found, core)?;
    show.say(&ssh_keygen(show, core, made.path())?);
    show.outcome(
        Some(there.now()),
        "every poll, ballot, result and the enactment are as recorded",
    );
    made.close().map_err(outside)
}

/// What became of the three ballots that matter.
fn receipts(show: &mut Show, found: &Verification, core: &Core) -> Result<(), CliError> {
    let state = |of: Digest| found.receipt(&of.hex()).map(|(_, state)| state);
    let own = state(core.own) == Some(ReceiptState::Counted);
    show.expect(own, "core-05's own ballot counts")?;
    let forged = state(core.forged);
    let forged = matches!(forged, Some(ReceiptState::Rejected(Reason::ForeignKey, _)));
    show.expect(forged, "the forged ballot does not count")?;
    let replaced = state(core.replaced) == Some(ReceiptState::Replaced);
    show.expect(replaced, "core-07's first ballot is replaced")?;
    let said = "receipt {own} of core-05: counted; {forged}, forged: rejected; {replaced}, the \
                first of core-07: replaced";
    show.say(
        &said
            .replace("{own}", &core.own.short())
            .replace("{forged}", &core.forged.short())
            .replace("{replaced}", &core.replaced.short()),
    );
    Ok(())
}

/// Hands core-05's ballot to the program that everybody has, and says what it
/// said: that nobody needs this one to check a signature.
fn ssh_keygen(show: &Show, core: &Core, dir: &Path) -> Result<String, CliError> {
    let parts = split(&core.bytes, LONGEST_SIGNED);
    let parts = parts.map_err(|error| {
        CliError::internal("demo", "core-05's ballot cannot be taken apart").because(&error)
    })?;
    let allowed = dir.join("allowed_signers");
    let (signature, signed) = (dir.join("ballot.sig"), dir.join("ballot"));
    let signers = format!("{} {}\n", core.victim, public_key(&core.victim)?);
    fs::write(&allowed, signers).map_err(outside)?;
    fs::write(&signature, &parts.armour).map_err(outside)?;
    fs::write(&signed, parts.prefix).map_err(outside)?;
    let ran = Command::new("ssh-keygen")
        .args(["-Y", "verify", "-n", Namespace::Ballot.as_str()])
        .args(["-I", core.victim.as_str()])
        .arg("-f")
        .arg(&allowed)
        .arg("-s")
        .arg(&signature)
        .stdin(Stdio::from(File::open(&signed).map_err(outside)?))
        .output();
    match ran {
        Ok(output) => {
            show.expect(
                output.status.success(),
                "ssh-keygen takes core-05's ballot for core-05's",
            )?;
            Ok(format!(
                "ssh-keygen -Y verify says the same of {}: a good signature by {}",
                core.path.rsplit('/').next().unwrap_or(&core.path),
                core.victim
            ))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Ok("ssh-keygen is not on this machine, so it was not asked about a ballot".to_owned())
        }
        Err(error) => Err(outside(error)),
    }
}

fn outside(error: std::io::Error) -> CliError {
    CliError::outside("io", "the clone cannot be used").because(&error)
}
