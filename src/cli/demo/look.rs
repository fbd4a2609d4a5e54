//! The first steps: the organisation and the proposal as they were.

use super::PROPOSAL;
use super::show::Show;
use crate::base::Date;
use crate::cli::CliError;
use crate::diff::{Consequences, Hints, OrgDiff, reach};
use crate::org::Organisation;
use crate::render::diff::{DiffView, TextOptions, text};
use crate::render::json::{OverviewJson, View};
use crate::render::show::overview;
use crate::workspace::{Workspace, example, load, preview};

/// Shows Django's organisation, as the record has it.
pub(super) fn organisation(show: &mut Show) -> Result<(), CliError> {
    show.step("Django's technical organisation before the decision");
    let (workspace, day) = django()?;
    let org = workspace.org()?;
    organisation_on(show, org, day, workspace.proposals.proposals.len());
    let standing = org.on(day);
    let core = standing.serving(&id("core")?).unwrap_or(0);
    show.expect(core == 38, "38 people serve in core")?;
    let said = format!("{core} people in core control five of its areas");
    show.outcome(None, &said);
    Ok(())
}

/// Shows an organisation at a glance.
pub(super) fn organisation_on(show: &mut Show, org: &Organisation, day: Date, proposals: usize) {
    let standing = org.on(day);
    let view = View {
        standing: &standing,
        recorded: day,
    };
    let answer = OverviewJson::of(&view, proposals);
    show.shown(|width| overview(&answer, width));
}

/// Shows what DEP 10 would change.
pub(super) fn proposal(show: &mut Show) -> Result<(), CliError> {
    show.step("What DEP 10 would change, and what follows from it");
    let (workspace, day) = django()?;
    let folder = workspace.proposals.numbered(PROPOSAL).next();
    let found = folder.and_then(|it| Some((&it.name, it.proposal.as_ref()?)));
    let Some((name, proposal)) = found else {
        return Err(CliError::internal("demo", "the example has no DEP 10"));
    };
    let seen = preview(&workspace.governance, &workspace.proposals, name, day);
    let seen = seen.map_err(crate::workspace::WorkspaceError::Broken)?;
    let Some(changed) = seen.after() else {
        return Err(CliError::internal("demo", "DEP 10 has several options"));
    };
    let (before, after) = (seen.before.on(day), changed.on(day));
    // It renames, merges and splits nothing.
    let hints = Hints::of_proposal(Vec::new(), Vec::new(), Vec::new());
    let diff = OrgDiff::between(&before, &after, &hints);
    let follows = Consequences::of(&diff, &before, &after, &reach);
    let title = format!("{PROPOSAL:04}  {}", proposal.title);
    let view = DiffView {
        diff: &diff,
        follows: &follows,
        before: &before,
        after: &after,
        title: &title,
        aside: "draft",
    };
    show.shown(|width| {
        text(
            &view,
            TextOptions {
                width,
                people: false,
            },
        )
    });
    let gone = diff.bodies.ends().count();
    show.expect(gone == 2, "core and the committers are dissolved")?;
    show.outcome(
        None,
        "it dissolves core and spreads what core held; core itself is asked first",
    );
    Ok(())
}

/// The example, and the day to which it is the record.
fn django() -> Result<(Workspace, Date), CliError> {
    let files = example::snapshot();
    let any_day = Date::constant(2020, 3, 11);
    let workspace = load(&files, any_day);
    let day = workspace.org()?.about.as_of.unwrap_or(any_day);
    Ok((workspace, day))
}

/// An id that the demonstration itself names.
pub(super) fn id<T: std::str::FromStr>(text: &str) -> Result<T, CliError> {
    let wrong = |_| CliError::internal("demo", format!("`{text}` is no id"));
    text.parse().map_err(wrong)
}
