//! `polity rule explain`.

use clap::Args;
use num_traits::Zero;

use super::asked::Asked;
use crate::base::{exact, show_exact};
use crate::cli::{Context, Done, Exit};
use crate::finding::Finding;
use crate::render::json::{
    FindingJson, FindingsJson, ReachJson, RuleExplainJson, SourceJson, TurnoutJson,
};
use crate::rule::analysis::reach;
use crate::rule::trial::Around;
use crate::rule::{Quantities, Stage};

/// The most electors that a rule is explained for.
const MOST: u32 = 100_000;

/// Explain a rule: in plain sentences, and what it takes to pass
///
/// For each stage the fewest votes in favour that pass, by turnout, for those
/// who could vote today, or for as many electors as you say; and where the rule
/// is weak: a stage that one ballot passes, or none can.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity rule explain core-vote
  polity rule explain governance/rules/core-vote.yaml --electors 12
  polity rule explain gentoo/override-council --electors 200")]
pub(super) struct Explain {
    /// The rule's id, a file, or a name in the library
    rule: String,
    /// Work it out for so many electors, in every stage
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST)))]
    electors: Option<u32>,
    /// The fixed seats of the body that votes; as many as electors if not given
    #[arg(long, value_name = "N", requires = "electors")]
    seats: Option<u64>,
}

impl Explain {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let asked = Asked::of(env, &self.rule)?;
        let mut findings = asked.rule.problems(&asked.id);
        let mut stages = Vec::new();
        let mut unknown = false;
        for (index, stage) in asked.rule.stages.iter().enumerate() {
            let mut answer = ReachJson {
                stage: stage.id.to_string(),
                electorate: stage.electorate.to_string(),
                electors: None,
                why: None,
                fewest: None,
                any: true,
                exact: true,
                turnout: Vec::new(),
            };
            let found = match self.electors {
                Some(electors) => Ok(self.stated(stage, electors)),
                None => asked.electors(env, stage).map(|it| (it.base, it.weights)),
            };
            match found {
                Err(why) => {
                    unknown = true;
                    answer.why = Some(why);
                }
                Ok((base, weights)) => {
                    answer.electors = Some(weights.len());
                    match reach(stage, &base, &weights) {
                        None => {
                            answer.why = Some(
                                "the count decides among options, so no number passes it".into(),
                            );
                        }
                        Some(found) => {
                            answer.fewest = found.fewest.as_ref().map(show_exact);
                            answer.any = found.any;
                            answer.exact = found.exact;
                            answer.turnout = found
                                .turnout
                                .iter()
                                .map(|row| TurnoutJson {
                                    ballots: row.ballots,
                                    in_favour: row.in_favour,
                                })
                                .collect();
                            findings.extend(found.findings(&asked.id, index, stage, weights.len()));
                        }
                    }
                }
            }
            stages.push(answer);
        }
        findings.sort_by_key(|finding| finding.severity);
        let answer = RuleExplainJson {
            polity: "rule-explain/1".to_owned(),
            id: asked.label.clone(),
            title: asked.rule.title.clone(),
            source: asked.rule.source.as_ref().map(SourceJson::from),
            comment: asked
                .library
                .as_ref()
                .map(|it| it.comment().replace('\n', " "))
                .filter(|comment| !comment.is_empty()),
            sentences: asked.rule.sentences(),
            stages,
            findings: json(&findings, &asked.file),
        };
        ui.answer(
            |width| crate::render::rule::explain(&answer, width),
            || &answer,
        )?;
        let label = &asked.label;
        if unknown {
            ui.hint(format!("`polity rule explain {label} --electors 12`"));
        } else if let Some(stage) = asked
            .rule
            .stages
            .iter()
            .find(|it| it.ballot.is_single_question())
        {
            let word = crate::rule::trial::takes(stage).first().copied();
            let stage = match asked.rule.stages.first() {
                Some(first) if first.id == stage.id => String::new(),
                _ => format!(" --stage {}", stage.id),
            };
            let votes = format!("--votes \"{} 3\"", word.unwrap_or("for"));
            ui.hint(format!("`polity rule try {label}{stage} {votes}`"));
        }
        Ok(Exit::Ok)
    }

    /// So many electors of one weight, nobody having voted.
    fn stated(&self, stage: &Stage, electors: u32) -> (Quantities, Vec<crate::base::Exact>) {
        let number = exact(electors);
        let around = Around {
            seats: self.seats,
            days: Some(0),
            ..Around::default()
        };
        let mut base = Quantities {
            electorate: number.clone(),
            silent: number.clone(),
            ..Quantities::default()
        };
        around.fill(stage, &number, &mut base);
        base.sponsors.set_zero();
        (base, vec![exact(1); electors as usize])
    }
}

/// Findings, as answers list them.
fn json(findings: &[Finding], file: &str) -> Vec<FindingJson> {
    let with_file = findings.iter().map(|it| (it, Some(file.to_owned())));
    FindingsJson::of(with_file).findings
}
