//! The teams that a rule names, wherever it names them, and what becomes of
//! the rule when one of them gets another id.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::base::TeamId;

use super::condition::Mention;
use super::model::{
    ActsFirst, Class, CountSpec, Extend, Quorum, Route, Rule, Sponsors, Stage, TieBreak, Trigger,
    Unless, WaitingPeriod, Who,
};
use super::{Condition, Electorate, Formula};

/// Something that is done to every place of a rule where a team can stand.
trait Visit {
    fn team(&mut self, team: &mut TeamId);
    fn electorate(&mut self, electorate: &mut Electorate);
    fn condition(&mut self, condition: &mut Condition);
    fn formula(&mut self, formula: &mut Formula);
}

/// Gathers the teams.
struct Gather(BTreeSet<TeamId>);

impl Visit for Gather {
    fn team(&mut self, team: &mut TeamId) {
        self.0.insert(team.clone());
    }

    fn electorate(&mut self, electorate: &mut Electorate) {
        self.0.extend(electorate.teams());
    }

    fn condition(&mut self, condition: &mut Condition) {
        self.0
            .extend(named(condition.mentions()).map(|(team, _)| team));
    }

    fn formula(&mut self, formula: &mut Formula) {
        self.0
            .extend(named(formula.mentions()).map(|(team, _)| team));
    }
}

/// Gives a team another id.
struct Renaming<'a> {
    from: &'a TeamId,
    to: &'a TeamId,
}

impl Visit for Renaming<'_> {
    fn team(&mut self, team: &mut TeamId) {
        if team == self.from {
            team.clone_from(self.to);
        }
    }

    fn electorate(&mut self, electorate: &mut Electorate) {
        electorate.rename_team(self.from, self.to);
    }

    fn condition(&mut self, condition: &mut Condition) {
        let places = named(condition.mentions());
        let text = self.replaced(condition.source(), places);
        if let Some(renamed) = text.and_then(|text| Condition::parse(&text).ok()) {
            *condition = renamed;
        }
    }

    fn formula(&mut self, formula: &mut Formula) {
        let places = named(formula.mentions());
        let text = self.replaced(formula.source(), places);
        if let Some(renamed) = text.and_then(|text| Formula::parse(&text).ok()) {
            *formula = renamed;
        }
    }
}

impl Renaming<'_> {
    /// The text with the id replaced where it names the team, so that the
    /// words, the spaces and the brackets that somebody chose stay; none where
    /// it is not named.
    fn replaced(
        &self,
        text: &str,
        places: impl Iterator<Item = (TeamId, Range<usize>)>,
    ) -> Option<String> {
        let mut ranges: Vec<_> = places
            .filter(|(team, _)| team == self.from)
            .map(|(_, range)| range)
            .collect();
        ranges.sort_by_key(|range| range.start);
        let mut after = text.to_owned();
        // From the end on, so that the earlier places stay where they are.
        for range in ranges.iter().rev() {
            // A place may be more than the id, such as `seats(core)`: there
            // the id is the last word.
            let start = range.start + text.get(range.clone())?.rfind(self.from.as_str())?;
            let end = start + self.from.as_str().len();
            after.replace_range(start..end, self.to.as_str());
        }
        (!ranges.is_empty()).then_some(after)
    }
}

/// The teams among what a condition asks for.
fn named(mentions: Vec<(Mention, Range<usize>)>) -> impl Iterator<Item = (TeamId, Range<usize>)> {
    mentions
        .into_iter()
        .filter_map(|(mention, range)| match mention {
            Mention::Seats(team) | Mention::Serving(team) => Some((team, range)),
            _ => None,
        })
}

impl Electorate {
    /// Gives a team another id wherever the text names it. A text that would
    /// grow past the longest one allowed is left as it is.
    pub fn rename_team(&mut self, from: &TeamId, to: &TeamId) {
        let places: Vec<(TeamId, Range<usize>)> = self
            .mentions()
            .into_iter()
            .map(|(team, range)| (team.clone(), range))
            .collect();
        let text = Renaming { from, to }.replaced(self.source(), places.into_iter());
        if let Some(renamed) = text.and_then(|text| Self::parse(&text).ok()) {
            *self = renamed;
        }
    }
}

impl Rule {
    /// Every team that the rule names, anywhere.
    pub fn teams(&self) -> BTreeSet<TeamId> {
        let mut gather = Gather(BTreeSet::new());
        // One walk serves for reading and for writing, so that neither can
        // miss a place that the other knows.
        rule(&mut self.clone(), &mut gather);
        gather.0
    }

    /// Gives a team another id wherever the rule names it. A condition or an
    /// electorate that would grow past the longest one allowed is left as it
    /// is; then [`Rule::teams`] still has the old id.
    pub fn rename_team(&mut self, from: &TeamId, to: &TeamId) {
        rule(self, &mut Renaming { from, to });
    }
}

fn rule(rule: &mut Rule, visit: &mut impl Visit) {
    // Every field by name, here and below, so that a new one that names teams
    // is not forgotten.
    let Rule {
        title: _,
        source: _,
        decides,
        may_propose,
        may_open,
        may_cancel,
        sponsors,
        stages,
        triggers,
        blocked_while: _,
        acts_first,
        status_quo: _,
        repealed: _,
    } = rule;
    let named = std::mem::take(decides).into_iter();
    *decides = named.map(|it| class(it, visit)).collect();
    let starters = [may_open, may_cancel].into_iter().flatten();
    for who in std::iter::once(may_propose).chain(starters) {
        match who {
            Who::Anyone => {}
            Who::Of(electorate) => visit.electorate(electorate),
        }
    }
    if let Some(Sponsors {
        from,
        need,
        within: _,
    }) = sponsors
    {
        visit.electorate(from);
        visit.condition(need);
    }
    for it in stages {
        stage(it, visit);
    }
    for trigger in triggers {
        match trigger {
            Trigger::When(condition) => visit.condition(condition),
            Trigger::On { .. } => {}
        }
    }
    if let Some(ActsFirst { by, .. }) = acts_first {
        visit.electorate(by);
    }
}

fn class(mut class: Class, visit: &mut impl Visit) -> Class {
    if let Some(team) = class.team_mut() {
        visit.team(team);
    }
    class
}

fn stage(stage: &mut Stage, visit: &mut impl Visit) {
    let Stage {
        id: _,
        when,
        electorate,
        weights,
        recusal: _,
        vacant_seats: _,
        ballot: _,
        reason: _,
        change: _,
        secrecy: _,
        step: _,
        notice: _,
        delay: _,
        period: _,
        extend,
        close_early,
        close_when,
        held_for: _,
        grace: _,
        restart_on: _,
        blackout: _,
        lazy: _,
        quorum,
        count,
        outcomes,
        then,
        returns,
    } = stage;
    visit.electorate(electorate);
    let weighed = std::mem::take(weights).into_iter();
    *weights = weighed
        .map(|(mut team, weight)| {
            visit.team(&mut team);
            (team, weight)
        })
        .collect();
    for condition in [when, close_early, close_when].into_iter().flatten() {
        visit.condition(condition);
    }
    if let Some(Extend { when, .. }) = extend {
        visit.condition(when);
    }
    if let Some(Quorum {
        need,
        of,
        otherwise: _,
    }) = quorum
    {
        visit.condition(need);
        of.iter_mut().for_each(|team| visit.team(team));
    }
    if let Some(count) = count {
        counted(count, visit);
    }
    for (_, condition) in outcomes {
        condition.iter_mut().for_each(|it| visit.condition(it));
    }
    for route in then.values_mut() {
        if let Route::Reject {
            waiting: Some(wait),
        } = route
        {
            let WaitingPeriod {
                until: _,
                again: _,
                unless,
            } = wait;
            if let Some(Unless { requested_by }) = unless {
                visit.electorate(requested_by);
            }
        }
    }
    returns.iter_mut().for_each(|it| visit.electorate(it));
}

fn counted(count: &mut CountSpec, visit: &mut impl Visit) {
    let CountSpec {
        method: _,
        strength: _,
        seats: _,
        default: _,
        min_support,
        ratios,
        tie_break,
        cap: _,
    } = count;
    min_support.iter_mut().for_each(|it| visit.formula(it));
    let by_class = std::mem::take(ratios).into_iter();
    *ratios = by_class
        .map(|(it, ratio)| (class(it, visit), ratio))
        .collect();
    for way in tie_break {
        if let TieBreak::CastingVote(team) = way {
            visit.team(team);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{BallotKind, Method};

    fn id(text: &str) -> TeamId {
        text.parse().unwrap()
    }

    fn everywhere() -> Rule {
        let core = || "core and not subject".parse().unwrap();
        let ballot: BallotKind = "for-against".parse().unwrap();
        let mut stage = Stage::new("vote".parse().unwrap(), core(), ballot);
        stage.weights.insert(id("core"), crate::base::exact(2));
        let need = "ballots >= 1/2 of (seats( core )) and serving(core) > 2";
        stage.quorum = Some(Quorum {
            need: need.parse().unwrap(),
            of: Some(id("core")),
            otherwise: crate::rule::QuorumOtherwise::Fail,
        });
        let mut count = CountSpec::new(Method::Schulze);
        count.tie_break.push(TieBreak::CastingVote(id("core")));
        count.min_support = Some("1/2 of serving(core)".parse().unwrap());
        stage.count = Some(count);
        let mut rule = Rule::new("Vote", vec![stage]);
        rule.decides.insert(Class::SeatsOf(id("core")));
        rule.may_open = Some("core or core-friends".parse().unwrap());
        rule.triggers
            .push(Trigger::When("serving(core) < 3".parse().unwrap()));
        rule
    }

    #[test]
    fn every_place_is_found() {
        let teams = everywhere().teams();
        assert_eq!(teams, BTreeSet::from([id("core"), id("core-friends")]));
    }

    #[test]
    fn every_place_is_renamed_and_the_words_stay() {
        let mut rule = everywhere();
        rule.rename_team(&id("core"), &id("maintainers"));
        let teams = rule.teams();
        assert_eq!(
            teams,
            BTreeSet::from([id("maintainers"), id("core-friends")])
        );
        let need = &rule.stages[0].quorum.as_ref().unwrap().need;
        assert_eq!(
            need.source(),
            "ballots >= 1/2 of (seats( maintainers )) and serving(maintainers) > 2"
        );
        rule.rename_team(&id("maintainers"), &id("core"));
        assert_eq!(rule, everywhere());
    }

    #[test]
    fn an_id_that_is_also_a_word_of_the_language_is_told_apart() {
        let mut rule = Rule::new("Vote", Vec::new());
        let need = "for > 1 and serving(serving) > 2 and seats(seats) > 1";
        rule.triggers.push(Trigger::When(need.parse().unwrap()));
        rule.rename_team(&id("serving"), &id("a"));
        let Trigger::When(condition) = &rule.triggers[0] else {
            panic!("a condition stays one");
        };
        assert_eq!(
            condition.source(),
            "for > 1 and serving(a) > 2 and seats(seats) > 1"
        );
    }
}
