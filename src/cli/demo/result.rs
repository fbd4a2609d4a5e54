//! The enactment, with the organisation before and after.

use super::World;
use super::look::{id, organisation_on};
use super::show::Show;
use crate::base::Date;
use crate::cli::{CliError, enact};
use crate::render::vote::enacted;

/// Applies what was decided.
pub(super) fn enact(show: &mut Show, world: &mut World) -> Result<(), CliError> {
    show.step("DEP 10 is enacted: the organisation before and after");
    world.at("2020-03-12T12:00:00Z")?;
    world.commit_as(&id("core-03")?);
    let made = world.session.enact(&world.name, &|_| {})?;
    let (before, after) = (made.before.clone(), made.after.clone());
    let adopted: Date = id("2020-03-12")?;
    show.expect(made.effective == adopted, "it is in force from 2020-03-12")?;
    let answer = enact::answer(made);
    show.shown(|width| enacted(&answer, width));
    let eve: Date = id("2020-03-11")?;
    let proposals = world.session.at(world.session.line()?.tip)?;
    let proposals = proposals.proposals.proposals.len();
    show.say("Before:");
    organisation_on(show, &before, eve, proposals);
    show.say("After:");
    organisation_on(show, &after, adopted, proposals);
    let standing = after.on(adopted);
    let there = |team: &str| -> Result<bool, CliError> {
        Ok(standing
            .serving(&id(team)?)
            .is_some_and(|serving| serving > 0))
    };
    show.expect(there("mergers")?, "there are Mergers")?;
    let core = after
        .teams
        .get(&id("core")?)
        .and_then(|team| team.dissolved);
    show.expect(core == Some(adopted.into()), "core is dissolved")?;
    show.outcome(
        Some(world.session.now()),
        "one commit changes just the lines that had to, and records what decided them",
    );
    Ok(())
}
