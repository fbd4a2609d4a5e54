//! What a condition says, as a tree. Chains of one operator are one node, so
//! the tree is never deeper than the text nests.

use std::ops::Range;

use crate::base::{EventKind, Exact, OutcomeName, StageId, TeamId};
use crate::rule::model::words;

words! {
    /// Something that a stage counts. All are sums of weights, but `seats` and
    /// `serving`, which count heads, and `days`.
    Quantity, "quantity" {
        /// Votes in favour.
        For "for",
        /// Votes against.
        Against "against",
        /// Abstentions.
        Abstain "abstain",
        /// Electors who recused themselves; they are not in `electorate`.
        Recused "recused",
        /// Consents.
        Consents "consents",
        /// Objections that stand.
        Objections "objections",
        /// Vetoes.
        Vetoes "vetoes",
        /// `for - against`.
        Score "score",
        /// Valid ballots, abstentions included.
        Ballots "ballots",
        /// Electors.
        Electorate "electorate",
        /// Electors without a ballot.
        Silent "silent",
        /// Sponsors.
        Sponsors "sponsors",
        /// Seats of the one team that votes.
        Seats "seats",
        /// Members of the one team that votes.
        Serving "serving",
        /// Whole days since the opening.
        Days "days",
    }
}

/// A comparison's sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Compare {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }

    /// Whether it holds where left minus right has this sign (-1, 0 or 1).
    pub fn holds(self, sign: i8) -> bool {
        match self {
            Self::Equal => sign == 0,
            Self::Unequal => sign != 0,
            Self::Less => sign < 0,
            Self::AtMost => sign <= 0,
            Self::More => sign > 0,
            Self::AtLeast => sign >= 0,
        }
    }
}

/// A number, and where it stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What it is.
    pub kind: NumberKind,
}

/// The kinds of number.
#[derive(Debug, Clone, PartialEq)]
pub enum NumberKind {
    /// A number as written.
    Literal(Exact),
    /// Something counted.
    Quantity(Quantity),
    /// The seats of a named team.
    Seats(TeamId),
    /// The members of a named team.
    Serving(TeamId),
    /// The number below zero.
    Negative(Box<Number>),
    /// Parts joined by `of`: their product.
    Of(Vec<Number>),
    /// Factors, each with whether it divides.
    Product(Vec<(bool, Number)>),
    /// Terms, each with whether it is taken away.
    Sum(Vec<(bool, Number)>),
    /// A square root.
    Root(Box<Number>),
    /// The whole number at or below.
    Floor(Box<Number>),
    /// The whole number at or above.
    Ceil(Box<Number>),
    /// The least of several.
    Min(Vec<Number>),
    /// The greatest of several.
    Max(Vec<Number>),
}

/// Something that holds or not, and where it stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What it is.
    pub kind: TestKind,
}

/// The kinds of test.
#[derive(Debug, Clone, PartialEq)]
pub enum TestKind {
    /// All hold.
    And(Vec<Test>),
    /// At least one holds.
    Or(Vec<Test>),
    /// It does not hold.
    Not(Box<Test>),
    /// Two numbers compared.
    Compare(Number, Compare, Number),
    /// A number is one of several.
    In(Number, Vec<Number>),
    /// An official's signed finding exists.
    Attested(EventKind),
    /// An earlier stage ended in an outcome.
    Is(StageId, OutcomeName),
    /// Silent electors could still change the outcome.
    Pivotal,
}

/// Something that a condition asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mention {
    /// A quantity of the stage.
    Quantity(Quantity),
    /// The seats of a named team.
    Seats(TeamId),
    /// The members of a named team.
    Serving(TeamId),
    /// A signed finding.
    Attested(EventKind),
    /// An earlier stage's outcome.
    Stage(StageId, OutcomeName),
    /// Whether silent electors could still change the outcome.
    Pivotal,
}

impl Number {
    /// Whether its value may be irrational: a root that no `floor` or `ceil`
    /// makes whole.
    pub(super) fn has_root(&self) -> bool {
        match &self.kind {
            NumberKind::Root(_) => true,
            NumberKind::Floor(_) | NumberKind::Ceil(_) => false,
            _ => self.children().into_iter().any(Self::has_root),
        }
    }

    /// The numbers that it is made of.
    pub(super) fn children(&self) -> Vec<&Number> {
        match &self.kind {
            NumberKind::Literal(_)
            | NumberKind::Quantity(_)
            | NumberKind::Seats(_)
            | NumberKind::Serving(_) => Vec::new(),
            NumberKind::Negative(inner)
            | NumberKind::Root(inner)
            | NumberKind::Floor(inner)
            | NumberKind::Ceil(inner) => vec![inner],
            NumberKind::Of(parts) | NumberKind::Min(parts) | NumberKind::Max(parts) => {
                parts.iter().collect()
            }
            NumberKind::Product(parts) | NumberKind::Sum(parts) => {
                parts.iter().map(|(_, part)| part).collect()
            }
        }
    }

    pub(super) fn mentions(&self, found: &mut Vec<(Mention, Range<usize>)>) {
        let mention = match &self.kind {
            NumberKind::Quantity(quantity) => Mention::Quantity(*quantity),
            NumberKind::Seats(team) => Mention::Seats(team.clone()),
            NumberKind::Serving(team) => Mention::Serving(team.clone()),
            _ => {
                for child in self.children() {
                    child.mentions(found);
                }
                return;
            }
        };
        found.push((mention, self.range.clone()));
    }
}

impl Test {
    pub(super) fn mentions(&self, found: &mut Vec<(Mention, Range<usize>)>) {
        let mention = match &self.kind {
            TestKind::And(parts) | TestKind::Or(parts) => {
                parts.iter().for_each(|part| part.mentions(found));
                return;
            }
            TestKind::Not(inner) => return inner.mentions(found),
            TestKind::Compare(left, _, right) => {
                left.mentions(found);
                right.mentions(found);
                return;
            }
            TestKind::In(left, set) => {
                left.mentions(found);
                set.iter().for_each(|number| number.mentions(found));
                return;
            }
            TestKind::Attested(name) => Mention::Attested(name.clone()),
            TestKind::Is(stage, outcome) => Mention::Stage(stage.clone(), outcome.clone()),
            TestKind::Pivotal => Mention::Pivotal,
        };
        found.push((mention, self.range.clone()));
    }
}
