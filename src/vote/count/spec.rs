//! How an election is to be counted, checked before anything is counted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Cap, Method, Options, Quota, Strength};
use crate::base::{Exact, OptionId};

/// How to count.
#[derive(Clone)]
pub struct Spec<'a> {
    /// The method.
    pub method: Method,
    /// What makes a victory stronger, for methods that ask; by default winning
    /// votes, and for `debian` its own.
    pub strength: Option<Strength>,
    /// How many are to be elected; at least one.
    pub seats: usize,
    /// The option that stands for none of the others: what is not above it
    /// takes no seat.
    pub default: Option<OptionId>,
    /// `debian`: whether so many votes over the default are enough. It is asked
    /// with the exact sum of weights, so a square root is compared by squaring.
    pub min_support: Option<&'a dyn Fn(&u64) -> bool>,
    /// `debian`: options that need a majority of N:1 over the default.
    pub ratios: BTreeMap<OptionId, Exact>,
    /// The cap by affiliation.
    pub cap: Option<Cap>,
    /// `stv-scottish`: the quota.
    pub quota: Quota,
    /// Options that are passed over as had they never stood. This is how a
    /// vacancy is filled by countback: the same ballots without those who left
    /// and without those who serve.
    pub without: BTreeSet<OptionId>,
}

impl fmt::Debug for Spec<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spec")
            .field("method", &self.method)
            .field("strength", &self.strength)
            .field("seats", &self.seats)
            .field("default", &self.default)
            .field("min_support", &self.min_support.map(|_| "a condition"))
            .field("ratios", &self.ratios)
            .field("cap", &self.cap)
            .field("quota", &self.quota)
            .field("without", &self.without)
            .finish()
    }
}

/// A count that cannot be held as declared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// No seats at all.
    #[error("there are no seats to fill; `seats` is at least 1")]
    NoSeats,
    /// Nobody is left to elect.
    #[error("no option is left to count")]
    NoOptions,
    /// An option is named that does not stand.
    #[error("`{option}` is named as {role}, but it is not among the options")]
    UnknownOption {
        /// The option.
        option: OptionId,
        /// What it is named as.
        role: &'static str,
    },
    /// Several seats for a method of one.
    #[error("`{0}` fills one seat; for several take `{1}`")]
    OneSeat(Method, Method),
    /// Something was declared that the method does not know.
    #[error("`{method}` knows no `{field}`")]
    Unused {
        /// The method.
        method: Method,
        /// The field.
        field: &'static str,
    },
    /// Something is missing that the method needs.
    #[error("`debian` needs a `default` option")]
    NoDefault,
    /// Debian with another strength than its own.
    #[error("`debian` compares by the strength `debian`, not by `{0}`")]
    OtherStrength(Strength),
    /// The ballots were taken in for another kind of method.
    #[error("these ballots were not taken in for `{0}`")]
    OtherBallots(Method),
}

impl<'a> Spec<'a> {
    /// A method and a number of seats, everything else being as usual.
    pub fn new(method: Method, seats: usize) -> Self {
        Self {
            method,
            strength: None,
            seats,
            default: None,
            min_support: None,
            ratios: BTreeMap::new(),
            cap: None,
            quota: Quota::default(),
            without: BTreeSet::new(),
        }
    }

    /// The strength that is used, where the method uses one.
    pub fn strength(&self) -> Option<Strength> {
        let usual = match self.method {
            Method::Debian => Strength::Debian,
            _ => Strength::WinningVotes,
        };
        let used = self.method.uses_strength();
        used.then(|| self.strength.unwrap_or(usual))
    }

    /// Whether it can be counted over these options; `check` of a rule and the
    /// count itself ask the same.
    pub fn check(&self, options: &Options) -> Result<(), CountError> {
        let method = self.method;
        if self.seats == 0 {
            return Err(CountError::NoSeats);
        }
        if self.seats > 1 && method.one_seat() {
            let several = match method {
                Method::Star => Method::BlocStar,
                _ => Method::StvScottish,
            };
            return Err(CountError::OneSeat(method, several));
        }
        let debian = method == Method::Debian;
        let unused = [
            (
                self.strength.is_some() && !method.uses_strength(),
                "strength",
            ),
            (self.min_support.is_some() && !debian, "min_support"),
            (!self.ratios.is_empty() && !debian, "ratios"),
            (
                self.quota != Quota::default() && method != Method::StvScottish,
                "quota",
            ),
        ];
        if let Some((_, field)) = unused.into_iter().find(|(wrong, _)| *wrong) {
            return Err(CountError::Unused { method, field });
        }
        if debian {
            if self.default.is_none() {
                return Err(CountError::NoDefault);
            }
            if let Some(strength) = self.strength.filter(|s| *s != Strength::Debian) {
                return Err(CountError::OtherStrength(strength));
            }
        }
        let named = self.default.iter().map(|option| (option, "the default"));
        let named = named.chain(self.ratios.keys().map(|option| (option, "under `ratios`")));
        let named = named.chain(self.without.iter().map(|option| (option, "left out")));
        for (option, role) in named {
            if options.place(option).is_none() {
                let option = option.clone();
                return Err(CountError::UnknownOption { option, role });
            }
        }
        if options.ids().iter().all(|id| self.without.contains(id)) {
            return Err(CountError::NoOptions);
        }
        match &self.default {
            Some(default) if debian && self.without.contains(default) => Err(CountError::NoDefault),
            _ => Ok(()),
        }
    }
}
