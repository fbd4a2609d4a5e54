//! The copy in which stand-ins serve, and its founding.

use std::collections::BTreeMap;
use std::path::Path;

use super::show::Show;
use super::{World, signer};
use crate::cli::CliError;
use crate::store::{CommitId, CommitPlan, FixedClock, Identity, Repo};
use crate::workspace::StandIns;

/// What the folder says of itself.
const README: &str = "# A demonstration

Made by `polity demo`. Django's organisation of March 2020 and DEP 10, in which
numbered stand-ins have the place of those who decide. How they vote is made up;
nobody real voted here. Their private keys follow from their ids, so anybody can
make them: they prove nothing outside this folder. Remove it when you are done.
";

/// Makes the repository with its first commit.
pub(super) fn make(
    show: &mut Show,
    folder: &Path,
    people: &StandIns,
    clock: &FixedClock,
) -> Result<(), CliError> {
    show.step("A throw-away copy, in which stand-ins serve");
    let repo = Repo::init(folder, "main")?;
    let own = Identity {
        name: "Demonstration".to_owned(),
        email: "demo@example.org".to_owned(),
    };
    // Its own settings: the person's name has no place in it, and whoever has
    // git sign every commit is not asked for a passphrase.
    for (key, value) in [
        ("user.name", own.name.as_str()),
        ("user.email", &own.email),
        ("commit.gpgsign", "false"),
    ] {
        repo.git_program(&["config", "--local", key, value])?;
    }
    let mut files: BTreeMap<String, Option<Vec<u8>>> = people
        .files
        .iter()
        .map(|(path, bytes)| (path.clone(), Some(bytes.clone())))
        .collect();
    files.insert("README.md".to_owned(), Some(README.into()));
    files.insert(".gitattributes".to_owned(), Some(b"* -text\n".to_vec()));
    let count = files.len();
    let message = "Begin with stand-ins in the place of those who decide\n";
    let plan = CommitPlan::on("main", None, files, message, &own.stamp(clock));
    repo.commit_files(&plan)?;
    let (core, board, dsf) = (people.core.len(), people.board.len(), people.dsf.len());
    show.expect(
        (core, board, dsf) == (38, 5, 7),
        "38, 5 and 7 stand-ins serve",
    )?;
    show.say(&format!(
        "Members of core are core-01 to core-{core} in all their present offices, also in the \
         text of the proposal; the Technical Board is board-1 to board-{board}, the DSF Board, \
         whose roll of that time is not known here, dsf-1 to dsf-{dsf}. Past terms stay as the \
         record. Each stand-in has a key."
    ));
    show.outcome(None, &format!("one commit with {count} files"));
    Ok(())
}

/// Founds it: from here on every change needs a decision.
pub(super) fn found(show: &mut Show, world: &mut World) -> Result<CommitId, CliError> {
    show.step("The founding: from here on every change needs a decision");
    world.at("2020-01-05T12:00:00Z")?;
    let founder = super::look::id("core-01")?;
    world.commit_as(&founder);
    let made = world.session.found(&signer(&founder)?)?;
    show.expect(made.by == founder, "core-01 founds it")?;
    show.expect(made.with_key == 50, "50 people have a key")?;
    show.outcome(
        Some(made.at),
        &format!(
            "{} signs all of governance/; commit {} is the anchor of every later check",
            made.by,
            made.anchor.short()
        ),
    );
    Ok(made.anchor)
}
