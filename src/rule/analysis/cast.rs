//! What one elector can do, and what that does to the sums.

use crate::base::{Exact, exact};
use crate::rule::condition::{Quantities, Quantity};
use crate::rule::model::{BallotKind, Recusal, Stage};

/// What an elector does in a stage of one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cast {
    /// Nothing.
    Silent,
    /// A vote for.
    For,
    /// A vote against.
    Against,
    /// An abstention.
    Abstain,
    /// A vote against with a veto.
    Veto,
    /// A consent.
    Consent,
    /// Standing aside: a ballot that neither consents nor objects.
    StandAside,
    /// An objection.
    Object,
    /// A recusal.
    Recuse,
}

impl Cast {
    /// What an elector can do in a stage; nothing but silence for a ballot of
    /// several options.
    pub fn of(stage: &Stage) -> Vec<Self> {
        let mut all = vec![Self::Silent];
        match stage.ballot {
            BallotKind::ForAgainst => all.extend([Self::For, Self::Against, Self::Abstain]),
            BallotKind::PlusMinus { veto } => {
                all.extend([Self::For, Self::Against, Self::Abstain]);
                all.extend(veto.then_some(Self::Veto));
            }
            BallotKind::Consent => all.extend([Self::Consent, Self::StandAside, Self::Object]),
            _ => return all,
        }
        if stage.recusal != Recusal::Forbidden {
            all.push(Self::Recuse);
        }
        all
    }

    /// How many times the elector's weight it adds to a quantity.
    pub fn effect(self, quantity: Quantity) -> i8 {
        use Quantity as Q;
        let favour = self == Self::For;
        let against = matches!(self, Self::Against | Self::Veto);
        let is = match quantity {
            Q::Score => return i8::from(favour) - i8::from(against),
            Q::Silent => return -i8::from(self != Self::Silent),
            Q::Electorate => return -i8::from(self == Self::Recuse),
            Q::Ballots => !matches!(self, Self::Silent | Self::Recuse),
            Q::For => favour,
            Q::Against => against,
            Q::Abstain => matches!(self, Self::Abstain | Self::StandAside),
            Q::Vetoes => self == Self::Veto,
            Q::Consents => self == Self::Consent,
            Q::Objections => self == Self::Object,
            Q::Recused => self == Self::Recuse,
            Q::Sponsors | Q::Seats | Q::Serving | Q::Days => false,
        };
        i8::from(is)
    }

    /// Adds what a silent elector of some weight changes by doing this.
    pub fn add(self, weight: &Exact, quantities: &mut Quantities) {
        let q = quantities;
        for (quantity, sum) in [
            (Quantity::For, &mut q.in_favour),
            (Quantity::Against, &mut q.against),
            (Quantity::Abstain, &mut q.abstain),
            (Quantity::Recused, &mut q.recused),
            (Quantity::Consents, &mut q.consents),
            (Quantity::Objections, &mut q.objections),
            (Quantity::Vetoes, &mut q.vetoes),
            (Quantity::Ballots, &mut q.ballots),
            (Quantity::Electorate, &mut q.electorate),
            (Quantity::Silent, &mut q.silent),
        ] {
            match self.effect(quantity) {
                0 => {}
                1 => *sum += weight,
                by => *sum += weight * exact(by),
            }
        }
    }
}
