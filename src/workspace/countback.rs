//! Who fills a vacancy by the ballots of an election: the recorded result's
//! own ballots, verified again, counted back.

use std::collections::{BTreeMap, BTreeSet};

use super::WorkspaceError;
use super::enact::proposal_of;
use super::examine::{Examined, OnProgress, PollEnd, PollReport, commit_id, count_now};
use super::session::Session;
use crate::base::{OptionId, PersonId, ProposalName, RuleId, StageId, TeamId};
use crate::org::Organisation;
use crate::proposal::Body;
use crate::rule::Method;
use crate::vote::count::{Countback, Vacancy};
use crate::vote::{StageResult, VerifiedBallot, countback};

/// Who would fill a vacancy.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The election.
    pub name: ProposalName,
    /// The stage that elected.
    pub stage: StageId,
    /// The rule of the election.
    pub rule: RuleId,
    /// The team with the vacancy.
    pub team: TeamId,
    /// How the votes were counted.
    pub method: Method,
    /// Who leaves.
    pub left: PersonId,
    /// Whether they still serve, so that their term is still to be ended.
    pub serves: bool,
    /// Who would follow, and how that was found.
    pub found: Countback,
}

impl Session<'_> {
    /// Finds who fills the seat of a person whom an election elected.
    ///
    /// `withdrawn` names those who stood and do not stand any more.
    ///
    /// # Errors
    ///
    /// Where the proposal was no election that is over and holds, or the
    /// person was not elected by it.
    pub fn countback(
        &self,
        name: &ProposalName,
        left: &PersonId,
        withdrawn: &BTreeSet<PersonId>,
        on_progress: OnProgress,
    ) -> Result<Filled, WorkspaceError> {
        let examined = self.examine(name, on_progress)?;
        let refuse = |why: String| Err(WorkspaceError::Other(why));
        let proposal = proposal_of(examined.folder()?)?;
        let Body::Elect(election) = &proposal.body else {
            return refuse(format!("{name} elects nobody to a team"));
        };
        let (report, result) = counted_poll(&examined)?;
        if result.attested.is_some() {
            return refuse(format!(
                "the result of stage `{}` is attested, not recomputable: whoever keeps its ballots \
                 must count them back",
                report.signed.poll.stage.id
            ));
        }
        let org = examined.org()?;
        let standing = org.on(self.today(org));
        let team = &election.team;
        let serving = standing.members(team).unwrap_or_default();
        let elected = result.count.iter().flat_map(|count| &count.elected);
        let elected: BTreeSet<PersonId> = elected.filter_map(person).collect();
        let followed = serving.contains(left) && election.candidates.contains(left);
        if !elected.contains(left) && !followed {
            return refuse(format!("{left} was not elected to {team} by {name}"));
        }
        if let Some(strange) = withdrawn
            .iter()
            .find(|it| !election.candidates.contains(it))
        {
            return refuse(format!("{strange} did not stand in {name}"));
        }
        let sits = |who: &&PersonId| serving.contains(*who) && *who != left;
        let sitting: BTreeSet<PersonId> = serving
            .iter()
            .copied()
            .filter(|it| *it != left)
            .cloned()
            .collect();
        let had_a_seat = elected.iter().filter(|who| !sits(who) && *who != left);
        let gone: BTreeSet<PersonId> = had_a_seat.chain(withdrawn).cloned().collect();
        let vacancy = Vacancy {
            left: options([left]),
            sitting: among(options(&sitting), &report.signed.poll.options),
            gone: options(&gone),
        };
        let found = self.count_back(report, result, org, (&sitting, &vacancy))?;
        let spec = report.signed.poll.stage.count.as_ref();
        Ok(Filled {
            name: name.clone(),
            stage: report.signed.poll.stage.id.clone(),
            rule: report.signed.poll.rule.clone(),
            team: team.clone(),
            method: spec.map_or(Method::Schulze, |spec| spec.method),
            left: left.clone(),
            serves: serving.contains(left),
            found,
        })
    }

    /// Counts the ballots of a result back.
    fn count_back(
        &self,
        report: &PollReport,
        result: &StageResult,
        today: &Organisation,
        (sitting, vacancy): (&BTreeSet<PersonId>, &Vacancy),
    ) -> Result<Countback, WorkspaceError> {
        let poll = &report.signed.poll;
        let Some(spec) = &poll.stage.count else {
            return Err(WorkspaceError::Other(
                "its votes were not counted".to_owned(),
            ));
        };
        let ground = self.at(commit_id(&poll.base)?)?;
        let org = ground.org()?;
        let beside = self.beside_at(report, commit_id(&result.counted_at)?, org)?;
        let valid: Vec<VerifiedBallot> = report
            .ballots
            .valid
            .iter()
            .map(|found| found.ballot.clone())
            .collect();
        let at = result.closed_at;
        let computed = count_now(poll, org, &BTreeMap::new(), beside.sponsors, valid, at);
        // The cap asks about today: where people belong now, and who sits now.
        let day = self.today(today);
        let mut candidacy = beside.candidacy;
        let belongs = |who: &PersonId| -> BTreeSet<String> {
            let known = today.people.get(who).into_iter();
            known
                .flat_map(|it| it.affiliations_on(day))
                .map(str::to_owned)
                .collect()
        };
        candidacy.affiliations = poll
            .options
            .iter()
            .filter_map(|option| Some((option.clone(), belongs(&person(option)?))))
            .collect();
        candidacy.staying = BTreeMap::new();
        for name in sitting.iter().flat_map(belongs) {
            *candidacy.staying.entry(name).or_default() += 1;
        }
        let quantities = &computed.tally.quantities;
        countback(
            poll,
            spec,
            &computed.counted,
            quantities,
            &candidacy,
            vacancy,
        )
        .map_err(|error| WorkspaceError::Unsound(format!("it cannot be counted: {error}")))
    }
}

/// The last poll of a proposal that counted several options, and its result.
fn counted_poll(examined: &Examined) -> Result<(&PollReport, &StageResult), WorkspaceError> {
    let mut polls = examined.polls.iter().rev();
    let found = polls.find_map(|poll| match &poll.end {
        PollEnd::AsRecorded { result, .. } if result.count.is_some() => Some((poll, &**result)),
        _ => None,
    });
    found.ok_or_else(|| {
        WorkspaceError::Unsound(format!(
            "no vote of {} that elected somebody is over and holds",
            examined.name
        ))
    })
}

fn person(option: &OptionId) -> Option<PersonId> {
    option.as_str().parse().ok()
}

fn options<'a>(people: impl IntoIterator<Item = &'a PersonId>) -> BTreeSet<OptionId> {
    let ids = people.into_iter().filter_map(|it| it.as_str().parse().ok());
    ids.collect()
}

fn among(all: BTreeSet<OptionId>, options: &[OptionId]) -> BTreeSet<OptionId> {
    all.into_iter().filter(|it| options.contains(it)).collect()
}
