//! References of rules: every team and rule that they name is there, and a
//! rule in force names none that is gone.

use std::ops::Range;

use super::{Report, at_rule, in_force, list, top};
use crate::base::{NodePath, Place, RuleId, TeamId};
use crate::finding::{Code, Finding, Severity};
use crate::rule::condition::Mention;
use crate::rule::{Electorate, Route, Rule, Stage, TieBreak, Trigger, Who};

/// A name in a rule, and where it stands.
struct Named<'a> {
    team: &'a TeamId,
    place: Place,
    /// Whether the rule can still be used when the team is gone.
    harmless: bool,
}

/// Gathers the names of one rule.
struct Names<'a> {
    rule: &'a RuleId,
    teams: Vec<(TeamId, Place, bool)>,
    rules: Vec<(&'a RuleId, Place)>,
}

impl<'a> Names<'a> {
    fn of(id: &'a RuleId, rule: &'a Rule) -> Self {
        let mut names = Self {
            rule: id,
            teams: Vec::new(),
            rules: Vec::new(),
        };
        names.gather(rule);
        names
    }

    fn team(&mut self, team: &TeamId, path: NodePath, part: Option<Range<usize>>, harmless: bool) {
        let place = at_rule(self.rule, path);
        let place = match part {
            Some(part) => place.part(part),
            None => place,
        };
        self.teams.push((team.clone(), place, harmless));
    }

    /// `shift` is where the electorate begins in the value.
    fn electorate(&mut self, electorate: &Electorate, path: NodePath, shift: usize) {
        for (team, part) in electorate.mentions() {
            let part = part.start + shift..part.end + shift;
            self.team(team, path.clone(), Some(part), false);
        }
    }

    fn who(&mut self, who: Option<&Who>, key: &str) {
        if let Some(Who::Of(electorate)) = who {
            self.electorate(electorate, top(key), 0);
        }
    }

    /// The teams of a condition or formula, each narrowed from `seats(TEAM)` to
    /// the team itself.
    fn mentions(&mut self, source: &str, found: Vec<(Mention, Range<usize>)>, path: &NodePath) {
        for (mention, range) in found {
            let (Mention::Seats(team) | Mention::Serving(team)) = mention else {
                continue;
            };
            let text = source.get(range.clone()).unwrap_or_default();
            let part = match text.rfind(team.as_str()) {
                Some(at) => range.start + at..range.start + at + team.as_str().len(),
                None => range,
            };
            self.team(&team, path.clone(), Some(part), false);
        }
    }

    fn gather(&mut self, rule: &'a Rule) {
        for class in &rule.decides {
            if let Some(team) = class.team() {
                let text = class.to_string();
                let part = text.len() - team.as_str().len()..text.len();
                self.team(team, top("decides").item(text), Some(part), true);
            }
        }
        self.who(Some(&rule.may_propose), "may_propose");
        self.who(rule.may_open.as_ref(), "may_open");
        self.who(rule.may_cancel.as_ref(), "may_cancel");
        if let Some(sponsors) = &rule.sponsors {
            self.electorate(&sponsors.from, top("sponsors").key("from"), 0);
            let need = &sponsors.need;
            let path = top("sponsors").key("need");
            self.mentions(need.source(), need.mentions(), &path);
        }
        for (index, stage) in rule.stages.iter().enumerate() {
            self.stage(stage, &top("stages").index(index));
        }
        for (index, trigger) in rule.triggers.iter().enumerate() {
            if let Trigger::When(when) = trigger {
                let path = top("triggers").index(index).key("when");
                self.mentions(when.source(), when.mentions(), &path);
            }
        }
        for other in &rule.blocked_while {
            let path = top("blocked_while").item(other.as_str());
            self.rules.push((other, at_rule(self.rule, path)));
        }
        if let Some(acts_first) = &rule.acts_first {
            self.electorate(&acts_first.by, top("acts_first").key("by"), 0);
        }
    }

    fn stage(&mut self, stage: &'a Stage, at: &NodePath) {
        let path = |key: &str| at.clone().key(key);
        self.electorate(&stage.electorate, path("electorate"), 0);
        for team in stage.weights.keys() {
            self.team(team, path("weights").key_of(team.as_str()), None, true);
        }
        for (keys, condition) in stage.conditions() {
            let path = keys.iter().fold(at.clone(), |path, key| path.key(*key));
            self.mentions(condition.source(), condition.mentions(), &path);
        }
        if let Some(team) = stage.quorum.as_ref().and_then(|quorum| quorum.of.as_ref()) {
            self.team(team, path("quorum").key("of"), None, false);
        }
        if let Some(returns) = &stage.returns {
            self.electorate(returns, path("returns"), 0);
        }
        if let Some(count) = &stage.count {
            if let Some(formula) = &count.min_support {
                let path = path("count").key("min_support");
                self.mentions(formula.source(), formula.mentions(), &path);
            }
            for class in count.ratios.keys() {
                if let Some(team) = class.team() {
                    let path = path("count").key("ratios").key_of(class.to_string());
                    self.team(team, path, None, true);
                }
            }
            for (index, way) in count.tie_break.iter().enumerate() {
                if let TieBreak::CastingVote(team) = way {
                    let text = way.to_string();
                    let part = text.len() - team.as_str().len()..text.len();
                    let path = path("count").key("tie_break").index(index);
                    self.team(team, path, Some(part), false);
                }
            }
        }
        for (name, route) in &stage.then {
            let path = path("then").key(name.as_str());
            match route {
                Route::Start(rule) => {
                    self.rules
                        .push((rule, at_rule(self.rule, path.key("start"))));
                }
                Route::Reject {
                    waiting: Some(waiting),
                } => {
                    if let Some(unless) = &waiting.unless {
                        let path = path.key("reject").key("waiting_period").key("unless");
                        let shift = "requested by ".len();
                        self.electorate(&unless.requested_by, path, shift);
                    }
                }
                _ => {}
            }
        }
    }
}

pub(super) fn rules_name_what_there_is(report: &mut Report<'_>) {
    let org = report.org;
    for (id, rule) in &org.rules {
        let names = Names::of(id, rule);
        let live = in_force(rule, report.day);
        for (team, place, harmless) in names.teams {
            if report.team(&team, place.clone()) && live {
                let named = Named {
                    team: &team,
                    place,
                    harmless,
                };
                gone_team(report, &named);
            }
        }
        for (other, place) in names.rules {
            let there = report.rule(other, place.clone());
            let repealed = org.rules.get(other).and_then(|rule| {
                let over = !in_force(rule, report.day);
                rule.repealed.filter(|_| over)
            });
            if let (true, true, Some(since)) = (there, live, repealed) {
                let message = format!("rule `{other}` is repealed since {since}");
                let finding = Finding::warning(Code::RuleNamesRepealed, place, message);
                report.push(finding.hint("name the rule that took its place, or remove the line"));
            }
        }
    }
}

fn gone_team(report: &mut Report<'_>, named: &Named<'_>) {
    let org = report.org;
    let Some(team) = org.teams.get(named.team) else {
        return;
    };
    if team.alive_on(report.day) {
        return;
    }
    let severity = if named.harmless {
        Severity::Warning
    } else {
        Severity::Error
    };
    let over = team.dissolved.filter(|gone| gone.first_day() <= report.day);
    let message = match (over, team.formed) {
        (Some(gone), _) => format!("{} is dissolved since {gone}", team.name),
        (None, Some(formed)) => format!("{} is formed only in {formed}", team.name),
        (None, None) => return,
    };
    let next: Vec<String> = team
        .succeeded_by
        .iter()
        .map(|id| format!("`{id}`"))
        .collect();
    let hint = match (over, next.is_empty()) {
        (Some(_), false) => format!("{} came after it", list(&next)),
        (Some(_), true) => "name the team that decides now, or repeal the rule".to_owned(),
        (None, _) => "until then nobody is in it".to_owned(),
    };
    let finding = Finding::new(
        severity,
        Code::RuleNamesGoneTeam,
        named.place.clone(),
        message,
    );
    report.push(finding.hint(hint));
}
