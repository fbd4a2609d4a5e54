//! A body that holds people: team, board, committee, role, fellowship, title or
//! external body. One type, because dissolving, renaming and merging treat
//! them alike.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::base::{AreaId, Date, PartialDate, Period, PersonId, Power, TeamId};

/// A body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// What it is for, in a sentence.
    pub purpose: Option<String>,
    /// The body that it is shown under; gives no powers.
    pub part_of: Option<TeamId>,
    /// Its fixed number of seats, if it has one.
    pub seats: Option<u32>,
    /// When it began.
    pub formed: Option<PartialDate>,
    /// The first day without it; its file stays, as the record.
    pub dissolved: Option<PartialDate>,
    /// The bodies that came after it.
    pub succeeded_by: Vec<TeamId>,
    /// Ids that it had before; they stay reserved.
    pub former_ids: Vec<TeamId>,
    /// Its powers over areas, past ones too.
    pub authority: Vec<Grant>,
    /// Its members, past ones too.
    pub members: Roll,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident $what:literal { $($(#[$vdoc:meta])* $variant:ident $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {$($(#[$vdoc])* $variant,)+}

        impl $name {
            /// Every value.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The word for it in files.
            pub fn as_str(self) -> &'static str {
                match self {$($name::$variant => $text,)+}
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                $(if text == $text {
                    return Ok($name::$variant);
                })+
                Err(format!(
                    concat!("`{}` is no ", $what, "; one is {}"),
                    text.chars().take(40).collect::<String>(),
                    [$($text),+].join(", ")
                ))
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What a body is.
    Kind "kind of team" {
        /// People who work on something together.
        Team "team",
        /// A body that decides, mostly elected.
        Board "board",
        /// A body with a task.
        Committee "committee",
        /// An office that several hold, such as Merger.
        Role "role",
        /// Paid positions.
        Fellowship "fellowship",
        /// A title without powers.
        Honorary "honorary",
        /// Outside the organisation: it takes part in decisions, and no
        /// proposal here changes it; its roll is kept by housekeeping.
        External "external",
    }
}

words! {
    /// How somebody came to an office.
    Basis "basis" {
        /// One of those who began it.
        Founder "founder",
        /// By election.
        Elected "elected",
        /// By appointment.
        Appointed "appointed",
        /// By holding another office.
        ExOfficio "ex-officio",
        /// By contract.
        Contract "contract",
        /// By a rule that needs no decision.
        Automatic "automatic",
    }
}

words! {
    /// How much of their working time a Fellow is paid for.
    WorkTime "working time" {
        /// All of it.
        Full "full",
        /// A part of it.
        Part "part",
    }
}

/// A power that a team holds over an area for a period.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// Over what.
    pub area: AreaId,
    /// Which powers; never empty.
    pub powers: BTreeSet<Power>,
    /// When.
    pub period: Period,
}

impl Grant {
    /// The exclusive power over an area.
    pub fn control(area: AreaId, period: Period) -> Self {
        Self {
            area,
            powers: BTreeSet::from([Power::control()]),
            period,
        }
    }
}

/// The members of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Roll {
    /// Nobody here knows who they are.
    Unknown,
    /// In the order of the file.
    Known(Vec<Membership>),
}

/// A term, or a standing line that takes in whoever holds another office.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Membership {
    /// Who.
    pub holder: Holder,
    /// How they came to it.
    pub basis: Option<Basis>,
    /// A role inside the team, such as `chair`.
    pub role: Option<String>,
    /// When.
    pub period: Period,
    /// Working time, for paid positions.
    pub time: Option<WorkTime>,
    /// Who pays.
    pub funded_by: Option<TeamId>,
    /// Anything else worth recording.
    pub note: Option<String>,
}

/// Who a [`Membership`] is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// One person.
    Person(PersonId),
    /// Whoever holds that office, for as long as they hold it.
    EveryoneIn {
        /// The office.
        team: TeamId,
        /// Those who are left out.
        except: BTreeSet<PersonId>,
    },
}

impl Holder {
    /// The person, where it is one.
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Person(person) => Some(person),
            Self::EveryoneIn { .. } => None,
        }
    }
}

impl Membership {
    /// A term of which only the holder and the period are known.
    pub fn of(holder: Holder, period: Period) -> Self {
        Self {
            holder,
            basis: None,
            role: None,
            period,
            time: None,
            funded_by: None,
            note: None,
        }
    }
}

impl Team {
    /// A team with nothing but its name and kind.
    pub fn named(name: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            kind,
            purpose: None,
            part_of: None,
            seats: None,
            formed: None,
            dissolved: None,
            succeeded_by: Vec::new(),
            former_ids: Vec::new(),
            authority: Vec::new(),
            members: Roll::Known(Vec::new()),
        }
    }

    /// Whether it exists on a day; a start that is not known counts as always.
    pub fn alive_on(&self, day: Date) -> bool {
        self.formed.is_none_or(|formed| formed.first_day() <= day)
            && self.dissolved.is_none_or(|gone| day < gone.first_day())
    }

    /// The terms and standing lines, none where the roll is not known.
    pub fn memberships(&self) -> &[Membership] {
        match &self.members {
            Roll::Unknown => &[],
            Roll::Known(memberships) => memberships,
        }
    }

    /// Whether it holds a power over an area on a day.
    pub fn may_on(&self, area: &AreaId, power: &Power, day: Date) -> bool {
        self.alive_on(day)
            && self.authority.iter().any(|grant| {
                grant.area == *area && grant.powers.contains(power) && grant.period.holds_on(day)
            })
    }
}
