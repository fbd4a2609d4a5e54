//! The three votes: of core, of the Technical Board, of the DSF Board.

use std::collections::BTreeMap;

use super::look::id;
use super::show::Show;
use super::{World, signer};
use crate::base::{Digest, PersonId, Span, StageId};
use crate::cli::{CliError, close, open, status, vote};
use crate::format::join;
use crate::format::wire::record::{read_claim, write_ballot};
use crate::render::vote as render;
use crate::sign::Namespace;
use crate::store::CommitPlan;
use crate::vote::{Ballot, Claim, Progress, Reason, Vote};
use crate::workspace::{Cast, Closed, Ending, OpenOptions, Opened, WorkspaceError};

/// The ballots that an outsider asks about later.
pub(super) struct Core {
    /// Whose ballot somebody forged.
    pub victim: PersonId,
    /// The file of it.
    pub path: String,
    /// The victim's own ballot.
    pub own: Digest,
    /// The bytes of its file.
    pub bytes: Vec<u8>,
    /// The forged one.
    pub forged: Digest,
    /// The first ballot of the elector who changed it.
    pub replaced: Digest,
}

/// Who in core does not vote for; everybody else does.
const AGAINST: [usize; 5] = [4, CHANGES, 11, 20, 29];
const ABSTAINS: usize = 9;
const RECUSED: usize = 26;
const SILENT: [usize; 2] = [17, 33];
/// Who votes against first, and then for.
const CHANGES: usize = 7;
/// In whose name somebody forges a ballot.
const VICTIM: usize = 5;

/// The vote of core, with a changed ballot and a forged one.
pub(super) fn core(show: &mut Show, world: &mut World) -> Result<Core, CliError> {
    show.step("The vote of core is opened");
    world.at("2020-02-01T12:00:00Z")?;
    let opener = id("core-03")?;
    let made = opened(world, &opener, None)?;
    let org = world.session.header_at(made.commit)?;
    let answer = open::answer(&made, &org);
    show.shown(|width| render::opened(&answer, width));
    show.expect(
        made.poll.electorate.len() == 38,
        "38 electors are on the roll",
    )?;
    show.outcome(
        Some(world.session.now()),
        "core-03, as author, signs the poll: who may vote, on what, until when",
    );
    let ballots = format!(
        "proposals/{}/polls/{}-core/ballots",
        world.name, made.number
    );
    let (own, replaced) = ballots_of_core(show, world)?;
    let core = forge(show, world, &ballots, own.receipt, made.digest, replaced)?;
    close_core(show, world, &core)?;
    Ok(core)
}

/// Casts the ballots; gives core-05's and the one that core-07 replaced.
fn ballots_of_core(show: &mut Show, world: &mut World) -> Result<(Cast, Digest), CliError> {
    show.step("Signed ballots are cast, each a commit");
    let electors = world.people.core.clone();
    let bar = show.progress("casting ballots", electors.len() as u64);
    let mut victims = None;
    let mut replaced = None;
    for (elector, n) in electors.iter().zip(1..) {
        bar.inc(1);
        if SILENT.contains(&n) {
            continue;
        }
        // One every third hour, from the opening on.
        world.clock.advance(3 * 3_600);
        let choice = match n {
            _ if AGAINST.contains(&n) => "against",
            ABSTAINS => "abstain",
            RECUSED => "recused",
            _ => "for",
        };
        let made = cast(world, elector, choice, None)?;
        match n {
            VICTIM => victims = Some(made),
            CHANGES => replaced = Some(made.receipt),
            _ => {}
        }
    }
    bar.finish_and_clear();
    let last = world.session.now();
    show.say("36 of 38 vote. core-07 thinks again:");
    world.at("2020-02-06T18:00:00Z")?;
    let why = "Who keeps the website is answered";
    let changed = cast(world, &id("core-07")?, "for", Some(why))?;
    let org = world.session.header_at(changed.commit)?;
    let answer = vote::answer(&changed, &org);
    show.shown(|width| render::cast(&answer, width));
    show.expect(
        changed.before.as_deref() == Some("against"),
        "the later ballot replaces the earlier one",
    )?;
    show.expect(last < world.session.now(), "the clock goes forward")?;
    show.outcome(
        Some(world.session.now()),
        "37 ballots, 37 commits; until the close the later one of core-07 counts",
    );
    let missing = || CliError::internal("demo", "an elector did not vote");
    Ok((victims.ok_or_else(missing)?, replaced.ok_or_else(missing)?))
}

/// Writes a ballot in core-05's name, signed with core-13's key, over core-05's
/// own, in a commit that says it is by core-05.
fn forge(
    show: &mut Show,
    world: &mut World,
    ballots: &str,
    own: Digest,
    poll: Digest,
    replaced: Digest,
) -> Result<Core, CliError> {
    show.step("Somebody forges a ballot");
    world.at("2020-02-07T12:00:00Z")?;
    let (victim, forger): (PersonId, PersonId) = (id("core-05")?, id("core-13")?);
    let repo = world.session.repo();
    let line = world.session.line()?;
    let path = format!("{ballots}/{victim}.yaml");
    let bytes = repo.file_at(line.tip, &path)?.unwrap_or_default();
    let there = match read_claim(&bytes) {
        Claim::Ballot { prefix, .. } => Some(Digest::of(&prefix)),
        Claim::Unreadable { .. } => None,
    };
    show.expect(there == Some(own), "core-05's own ballot is there")?;
    let prefix = write_ballot(&Ballot {
        poll,
        voter: victim.clone(),
        cast_at: world.session.now(),
        vote: Vote::Against,
        reason: None,
        replaces: Some(own),
        seen: None,
    })
    .map_err(WorkspaceError::from)?;
    let armour = signer(&forger)?.sign(Namespace::Ballot, &prefix);
    let armour = armour.map_err(WorkspaceError::from)?;
    let file = join(&prefix, &armour).map_err(|error| {
        CliError::internal("demo", "the forgery cannot be written").because(&error)
    })?;
    let stamp = |person: &PersonId| world.identity(person).stamp(world.clock);
    let changes = BTreeMap::from([(path.clone(), Some(file))]);
    let message = format!("Vote on {}, stage core\n", world.name);
    let who = stamp(&forger);
    let mut plan = CommitPlan::on(&line.branch, Some(line.tip), changes, &message, &who);
    plan.author = stamp(&victim);
    let commit = repo.commit_files(&plan)?;
    show.say(&format!(
        "core-13 writes a ballot against in core-05's name over core-05's own, signs it with \
         core-13's key, and commits it with --author core-05 ({}).",
        commit.short()
    ));
    let found = world.session.status("10", None, &|_| {})?;
    let answer = status::answer(&found, world.session.now())?;
    show.shown(|width| render::status(&answer, width));
    let rejected = answer.poll.iter().flat_map(|poll| &poll.rejected);
    let codes: Vec<&str> = rejected.map(|it| it.code.as_str()).collect();
    show.expect(
        codes == ["foreign-key"],
        "the forged ballot is rejected for its key",
    )?;
    show.outcome(
        Some(world.session.now()),
        "the forgery is rejected; this provisional count reads only the newest files, in which \
         core-05's ballot was overwritten, and the close reads every ballot that ever stood there",
    );
    Ok(Core {
        victim,
        path,
        own,
        bytes,
        forged: Digest::of(&prefix),
        replaced,
    })
}

/// Closes the vote of core.
fn close_core(show: &mut Show, world: &mut World, core: &Core) -> Result<(), CliError> {
    show.step("The vote of core is closed");
    world.at("2020-02-08T18:00:00Z")?;
    let made = closed(show, world, &id("core-03")?)?;
    let counted = &made.computed.counted;
    show.expect(counted.len() == 36, "36 ballots are counted")?;
    let own = counted.get(&core.victim).map(|it| it.verified().digest());
    show.expect(own == Some(core.own), "core-05's own ballot counts")?;
    let rejected = &made.report.ballots.rejected;
    let reasons: Vec<_> = rejected.iter().map(|it| it.rejection.reason).collect();
    show.expect(
        reasons == [Reason::ForeignKey],
        "one ballot is rejected, for its key",
    )?;
    due(show, &made, "board")?;
    show.outcome(
        Some(world.session.now()),
        "core accepts; core-05's own ballot counts, the forged one does not",
    );
    Ok(())
}

/// The Technical Board may veto, and does not.
pub(super) fn board(show: &mut Show, world: &mut World) -> Result<(), CliError> {
    show.step("The Technical Board may veto");
    world.at("2020-02-10T12:00:00Z")?;
    opened(world, &id("core-03")?, None)?;
    for (elector, choice) in [("board-1", "for"), ("board-4", "against")] {
        world.clock.advance(86_400);
        cast(world, &id(elector)?, choice, None)?;
    }
    world.at("2020-02-18T12:00:00Z")?;
    let made = closed(show, world, &id("core-03")?)?;
    show.expect(made.computed.counted.len() == 2, "two ballots are counted")?;
    due(show, &made, "dsf")?;
    show.outcome(
        Some(world.session.now()),
        "no veto: it would take a majority with every member voting",
    );
    Ok(())
}

/// The DSF Board votes for a period that its opener chooses.
pub(super) fn dsf(show: &mut Show, world: &mut World) -> Result<(), CliError> {
    show.step("The DSF Board votes");
    world.at("2020-02-20T12:00:00Z")?;
    let period = id::<Span>("14 days")?;
    opened(world, &id("dsf-1")?, Some(period))?;
    for elector in world.people.dsf.clone().iter().take(6) {
        world.clock.advance(86_400);
        cast(world, elector, "for", None)?;
    }
    world.at("2020-03-06T12:00:00Z")?;
    let made = closed(show, world, &id("dsf-1")?)?;
    show.expect(made.computed.counted.len() == 6, "six ballots are counted")?;
    let accepted = match &made.end {
        Ending::Over { progress, .. } => matches!(**progress, Progress::Accepted(_)),
        Ending::Extended { .. } => false,
    };
    show.expect(accepted, "the proposal is accepted")?;
    show.outcome(
        Some(world.session.now()),
        "the DSF Board accepts; nobody asked for a vote of the members, so the proposal is accepted",
    );
    Ok(())
}

fn opened(world: &mut World, opener: &PersonId, period: Option<Span>) -> Result<Opened, CliError> {
    world.commit_as(opener);
    let options = OpenOptions {
        period,
        keyless: false,
    };
    Ok(world
        .session
        .open(&world.name, &options, &signer(opener)?)?)
}

fn cast(
    world: &mut World,
    elector: &PersonId,
    choice: &str,
    reason: Option<&str>,
) -> Result<Cast, CliError> {
    world.commit_as(elector);
    let made = world
        .session
        .cast("10", choice, reason, &signer(elector)?)?;
    if made.voter == *elector {
        return Ok(made);
    }
    let said = format!("{elector}'s ballot was taken for {}'s", made.voter);
    Err(CliError::internal("demo", said))
}

/// Closes the open poll and shows what came of it.
fn closed(show: &mut Show, world: &mut World, by: &PersonId) -> Result<Closed, CliError> {
    world.commit_as(by);
    let made = world.session.close(&world.name, &|_| {})?;
    let org = world.session.header_at(made.commit)?;
    let (answer, _) = close::answer(&made, &org);
    show.shown(|width| render::closed(&answer, width));
    Ok(made)
}

/// That a closed poll was accepted and a stage is due now.
fn due(show: &Show, made: &Closed, next: &str) -> Result<(), CliError> {
    let expected: StageId = id(next)?;
    let is = match &made.end {
        Ending::Over { progress, .. } => {
            matches!(&**progress, Progress::Due { stage, .. } if *stage == expected)
        }
        Ending::Extended { .. } => false,
    };
    show.expect(is, &format!("stage {next} is due"))
}
