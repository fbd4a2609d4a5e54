//! Who may propose, and whose support a proposal needs before it opens.

use std::collections::BTreeSet;

use super::signed::signed;
use super::{Hindrance, Wanted};
use crate::base::{Instant, PersonId, exact};
use crate::proposal::Proposal;
use crate::rule::{Condition, EvalError, Quantities, Rule, Who};
use crate::vote::StatementKind;
use crate::workspace::WorkspaceError;
use crate::workspace::call::words;
use crate::workspace::roll::{RollsOf, may, members};

/// Why these authors may not propose under a rule, if they may not: each of
/// them must be one who may. Nothing where they may.
///
/// # Errors
///
/// Where a roll is not known.
pub(in crate::workspace) fn may_propose(
    rule: &Rule,
    proposal: &Proposal,
    rolls: &RollsOf,
) -> Result<Option<String>, WorkspaceError> {
    let who = &rule.may_propose;
    if *who == Who::Anyone {
        return Ok(None);
    }
    let only = words(who);
    if proposal.authors.is_empty() {
        let why = format!("it names no author, and only {only} may propose under its rule");
        return Ok(Some(why));
    }
    for author in &proposal.authors {
        if !may(who, author, rolls)? {
            let why = format!("{author} may not propose under its rule; only {only} may");
            return Ok(Some(why));
        }
    }
    Ok(None)
}

/// The support that a proposal has, where its rule asks for some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sponsorship {
    /// Those who sponsor it and may, in the order of ids; where support has to
    /// be gathered within a time, the most who did so within it.
    pub sponsors: BTreeSet<PersonId>,
    /// How many may sponsor.
    pub of: usize,
    /// The fewest that are enough, where any number is.
    pub needed: Option<usize>,
    /// The condition, as the rule says it.
    pub condition: String,
    /// Whether there are enough.
    pub enough: bool,
    /// When the first of them signed, where there is one.
    pub since: Option<Instant>,
    /// Until when the rest must have signed, where there is a limit.
    pub until: Option<Instant>,
}

/// How a proposal stands with sponsors; nothing where its rule asks for none.
///
/// Support that must be gathered `within` a span counts where it was signed
/// within so long of the first that is counted. Any of them may be taken for
/// the first, so support that came too late begins anew.
///
/// # Errors
///
/// Where a roll is not known, a signature cannot be checked, or the condition
/// cannot be worked out.
pub(in crate::workspace) fn sponsorship(
    wanted: &Wanted,
    rolls: &RollsOf,
) -> Result<Option<Sponsorship>, WorkspaceError> {
    let Some(rule) = &wanted.rule.sponsors else {
        return Ok(None);
    };
    let from = members(&rule.from, rolls)?;
    let folder = wanted.folder;
    let statements = signed(
        &folder.sponsors,
        StatementKind::Sponsor,
        folder.content,
        wanted.at,
        (wanted.org, wanted.founding),
    )?;
    let mut support: Vec<(Instant, &PersonId)> = statements
        .into_iter()
        .filter(|it| from.contains(&it.by))
        .map(|it| (it.at, &it.by))
        .collect();
    support.sort_unstable();
    let mut best: (BTreeSet<PersonId>, Option<Instant>) = (BTreeSet::new(), None);
    for (first, _) in &support {
        let until = rule.within.and_then(|within| first.plus(within));
        let counts = |at: Instant| *first <= at && until.is_none_or(|until| at <= until);
        let these = support.iter().filter(|(at, _)| counts(*at));
        let these: BTreeSet<PersonId> = these.map(|(_, by)| (*by).clone()).collect();
        // Of as many the later ones, to whom more may still be added.
        if these.len() >= best.0.len() {
            best = (these, Some(*first));
        }
    }
    let (sponsors, since) = best;
    let holds = |have: usize| enough(&rule.need, have, from.len());
    let needed = (0..=from.len()).find(|have| holds(*have) == Ok(true));
    let enough = holds(sponsors.len()).map_err(|error| {
        let why = format!("whether it has its sponsors cannot be worked out: {error}");
        WorkspaceError::Other(why)
    })?;
    Ok(Some(Sponsorship {
        sponsors,
        of: from.len(),
        needed,
        condition: rule.need.to_string(),
        enough,
        since,
        until: since.and_then(|since| since.plus(rule.within?)),
    }))
}

fn enough(need: &Condition, have: usize, from: usize) -> Result<bool, EvalError> {
    let quantities = Quantities {
        sponsors: exact(have),
        electorate: exact(from),
        ..Quantities::default()
    };
    need.holds(&quantities)
}

/// Whether a rule that asks for sponsors has them.
pub(super) fn sponsored(
    wanted: &Wanted,
    rolls: &RollsOf,
) -> Result<Option<Hindrance>, WorkspaceError> {
    // Support opens the vote; the stages after it stand on its result.
    let Some(it) = sponsorship(wanted, rolls)?.filter(|it| !it.enough && wanted.first) else {
        return Ok(None);
    };
    let within = wanted.rule.sponsors.as_ref().and_then(|it| it.within);
    let within = within.map_or_else(String::new, |span| format!(" within {span}"));
    Ok(Some(Hindrance::new(format!(
        "its rule asks for sponsors before it opens: `{}`; it has {}{within} of the {} who may \
         sponsor",
        it.condition,
        it.sponsors.len(),
        it.of
    ))))
}
