//! Circles in what other tools wrote: they are cut, and said.

use std::collections::BTreeMap;

use super::super::note::Notes;
use crate::base::TeamId;
use crate::org::{Holder, LONGEST_CHAIN, Organisation, Roll};

/// Takes out whatever makes a body part of itself, or brings its offices into
/// one another in a circle or in a chain too long to follow.
pub(super) fn cut_circles(org: &mut Organisation, notes: &mut Notes) {
    let above = |org: &Organisation| {
        let teams = org.teams.iter();
        let pairs = teams.map(|(id, team)| (id.clone(), team.part_of.iter().cloned().collect()));
        pairs.collect::<BTreeMap<TeamId, Vec<TeamId>>>()
    };
    let depths = depths(&above(org));
    for (id, team) in &mut org.teams {
        if let Some(parent) = team.part_of.clone()
            && !depths.contains_key(id)
        {
            team.part_of = None;
            notes.say(format!(
                "`{id}` is not shown under `{parent}`: the two are part of a circle, or below one"
            ));
        }
    }
    let sources = org.teams.iter().map(|(id, team)| {
        let lines = team.memberships().iter();
        let sources = lines.filter_map(|line| match &line.holder {
            Holder::EveryoneIn { team, .. } => Some(team.clone()),
            Holder::Person(_) => None,
        });
        (id.clone(), sources.collect())
    });
    let depths = self::depths(&sources.collect());
    let fits = |id: &TeamId| {
        depths
            .get(id)
            .is_some_and(|depth| *depth < LONGEST_CHAIN - 1)
    };
    for (id, team) in &mut org.teams {
        if fits(id) {
            continue;
        }
        let Roll::Known(lines) = &mut team.members else {
            continue;
        };
        lines.retain(|line| match &line.holder {
            Holder::EveryoneIn { team: source, .. } if !fits(source) => {
                notes.say(format!(
                    "`{id}` does not take in `{source}`: that would be a circle, or a chain too \
                     long to follow"
                ));
                false
            }
            _ => true,
        });
    }
}

/// How far each name is from one that points at none; without those that lie
/// on a circle or lead to one. Without recursion: chains may be long.
fn depths(points_at: &BTreeMap<TeamId, Vec<TeamId>>) -> BTreeMap<TeamId, usize> {
    let mut waiting: BTreeMap<&TeamId, usize> = BTreeMap::new();
    let mut pointed: BTreeMap<&TeamId, Vec<&TeamId>> = BTreeMap::new();
    let mut ready = Vec::new();
    for (id, targets) in points_at {
        let known: Vec<_> = targets
            .iter()
            .filter(|it| points_at.contains_key(*it))
            .collect();
        for target in &known {
            pointed.entry(target).or_default().push(id);
        }
        match known.len() {
            0 => ready.push((id, 0)),
            count => _ = waiting.insert(id, count),
        }
    }
    let mut found = BTreeMap::new();
    let mut deepest: BTreeMap<&TeamId, usize> = BTreeMap::new();
    while let Some((id, depth)) = ready.pop() {
        found.insert(id.clone(), depth);
        for from in pointed.get(id).into_iter().flatten() {
            let deep = deepest.entry(from).or_default();
            *deep = (*deep).max(depth + 1);
            if let Some(left) = waiting.get_mut(*from) {
                *left -= 1;
                if *left == 0 {
                    ready.push((from, *deep));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Period;
    use crate::finding::Severity;
    use crate::org::{About, Kind, Membership, Team};

    fn id(number: usize) -> TeamId {
        format!("t{number:03}").parse().unwrap()
    }

    /// Teams of which each takes in some others.
    fn org(lines: &[(usize, &[usize])]) -> Organisation {
        let mut org = Organisation::empty(About::named("x"));
        for (number, sources) in lines {
            let mut team = Team::named("x", Kind::Team);
            let line = |source: &usize| {
                let holder = Holder::EveryoneIn {
                    team: id(*source),
                    except: Default::default(),
                };
                Membership::of(holder, Period::default())
            };
            team.members = Roll::Known(sources.iter().map(line).collect());
            team.part_of = sources.first().map(|it| id(*it));
            org.teams.insert(id(*number), team);
        }
        org
    }

    #[test]
    fn circles_are_cut_and_said() {
        let mut org = org(&[(0, &[1]), (1, &[0]), (2, &[2]), (3, &[4]), (4, &[])]);
        let mut notes = Notes::default();
        cut_circles(&mut org, &mut notes);
        for number in [0, 1, 2] {
            assert!(org.teams[&id(number)].memberships().is_empty());
            assert_eq!(org.teams[&id(number)].part_of, None);
        }
        assert_eq!(org.teams[&id(3)].memberships().len(), 1);
        assert_eq!(notes.all.len(), 6, "{notes:?}");
    }

    #[test]
    fn a_long_chain_is_cut() {
        let sources: Vec<[usize; 1]> = (1..100).map(|it| [it]).collect();
        let mut lines: Vec<(usize, &[usize])> = Vec::new();
        for (number, source) in sources.iter().enumerate() {
            lines.push((number, source));
        }
        lines.push((99, &[]));
        let mut org = org(&lines);
        let errors = |org: &Organisation| {
            let day = jiff::civil::date(2020, 1, 1);
            let found = crate::org::check(org, day, &Default::default());
            let errors = found
                .into_iter()
                .filter(|it| it.severity == Severity::Error);
            errors.count()
        };
        assert!(errors(&org) > 0);
        cut_circles(&mut org, &mut Notes::default());
        assert_eq!(errors(&org), 0);
    }
}
