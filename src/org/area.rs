//! An area: something that is controlled.

use crate::base::{AreaId, Date, PartialDate};

/// Something that is controlled, such as a website or releases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// What it covers, in a sentence.
    pub purpose: Option<String>,
    /// The area that it is shown under; gives no powers.
    pub part_of: Option<AreaId>,
    /// Whether several teams may control it at once.
    pub shared: bool,
    /// The things themselves.
    pub assets: Vec<Asset>,
    /// When it began.
    pub opened: Option<PartialDate>,
    /// The first day without it; its file stays, as the record.
    pub closed: Option<PartialDate>,
}

/// One thing of an area.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asset {
    /// What it is: `url`, `repository`, `list`, `channel` …
    pub kind: String,
    /// Where it is.
    pub at: String,
    /// Anything else worth recording.
    pub note: Option<String>,
}

impl Area {
    /// An area with nothing but its name.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            purpose: None,
            part_of: None,
            shared: false,
            assets: Vec::new(),
            opened: None,
            closed: None,
        }
    }

    /// Whether it exists on a day.
    pub fn alive_on(&self, day: Date) -> bool {
        self.opened.is_none_or(|opened| opened.first_day() <= day)
            && self.closed.is_none_or(|closed| day < closed.first_day())
    }
}
