//! The difference as JSON: types of its own, apart from the domain, so that
//! what scripts read changes only when the version does.

use schemars::JsonSchema;
use serde::Serialize;

mod make;

pub use make::json;

/// `polity diff --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DiffJson {
    /// `diff/1`.
    pub polity: String,
    /// What is compared.
    pub title: String,
    /// The day of before.
    pub before: String,
    /// The day of after.
    pub after: String,
    /// Whether nothing differs.
    pub empty: bool,
    /// Changes, in the order of kinds and ids.
    pub changes: Vec<ChangeJson>,
    /// Who gains and who loses which power.
    pub powers: Vec<PowerJson>,
    /// The most powers in one person.
    pub concentration: BeforeAfter<ConcentrationJson>,
    /// What became of constraints.
    pub constraints: Vec<ConstraintJson>,
    /// Areas left without a controller.
    pub orphaned_areas: Vec<String>,
    /// Areas with a controller that had none.
    pub newly_controlled_areas: Vec<String>,
    /// Bodies that fell below their seats.
    pub short: Vec<ShortJson>,
    /// Rules that name a body which does not exist, with the bodies.
    pub rules_without_body: Vec<RuleJson>,
    /// Rules that nobody can pass, with the reason.
    pub rules_out_of_reach: Vec<RuleJson>,
    /// Rules of which that cannot be said, with the reason.
    pub rules_of_unknown_reach: Vec<RuleJson>,
    /// Rules that can be passed again.
    pub rules_back_in_reach: Vec<String>,
    /// People who held an office and hold none.
    pub without_office: Vec<String>,
    /// People who hold an office and held none.
    pub new_in_office: Vec<String>,
}

/// `polity diff --format json` of a proposal that may end in several ways, or
/// in none that is known yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OptionsDiffJson {
    /// `diff-options/1`.
    pub polity: String,
    /// The proposal's number.
    pub proposal: u32,
    /// Its number and title.
    pub title: String,
    /// Each way; none for a question, or an election that was not held.
    pub options: Vec<OptionDiffJson>,
}

/// One of several ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OptionDiffJson {
    /// The option's id.
    pub option: String,
    /// Its title.
    pub title: String,
    /// What it would change.
    pub diff: DiffJson,
}

/// A value before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BeforeAfter<T> {
    /// What it was.
    pub before: T,
    /// What it is.
    pub after: T,
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum ChangeJson {
    /// An entity came, into being or onto the record.
    Added {
        /// `team`, `area`, `rule`, `constraint`, `person` or `event`.
        kind: String,
        /// Its id.
        id: String,
        /// Whether it is of another time than the day of after.
        other_time: bool,
    },
    /// An entity went, out of being or off the record.
    Removed {
        /// Its kind.
        kind: String,
        /// Its id.
        id: String,
        /// Whether it is of another time than the day of before.
        other_time: bool,
    },
    /// A body ended.
    Ended {
        /// Its id.
        id: String,
        /// Where its areas went: nobody, where the list is empty.
        areas: Vec<FateJson>,
        /// How many terms ended with it.
        terms_ended: usize,
        /// How many people served in it, where known.
        served: Option<usize>,
        /// The bodies recorded as coming after it.
        succeeded_by: Vec<String>,
    },
    /// A body bears another id.
    Renamed {
        /// The id before.
        from: String,
        /// The id after.
        to: String,
        /// Whether it was inferred.
        inferred: bool,
    },
    /// Bodies became one.
    Merged {
        /// Their ids.
        from: Vec<String>,
        /// What they became.
        into: String,
        /// Whether it was inferred.
        inferred: bool,
    },
    /// A body became several.
    Split {
        /// Its id.
        from: String,
        /// What it became.
        into: Vec<String>,
        /// Whether it was inferred.
        inferred: bool,
    },
    /// A field differs.
    Amended {
        /// The kind; `organisation` for the whole.
        kind: String,
        /// Its id; empty for the whole.
        id: String,
        /// The field.
        field: String,
        /// What happened to it.
        #[serde(flatten)]
        shift: ShiftJson,
    },
    /// A team gained or lost a power.
    Authority {
        /// The team.
        team: String,
        /// Over what.
        area: String,
        /// Which.
        power: String,
        /// Whether it was gained; else lost.
        gained: bool,
    },
    /// Something happened to a term or a standing line.
    Term {
        /// The team.
        team: String,
        /// `begun`, `ended`, `changed`, `passed`, `recorded`, `erased` or
        /// `mended`.
        what: String,
        /// The person, where it is about one.
        person: Option<String>,
        /// The office, where it takes in whoever holds that.
        everyone_in: Option<String>,
    },
    /// Somebody came or went with another office: derived.
    Derived {
        /// The team.
        team: String,
        /// The person.
        person: String,
        /// The offices that bring it.
        through: Vec<String>,
        /// Whether the person came; else went.
        came: bool,
    },
    /// An area has other controllers.
    Hands {
        /// The area.
        area: String,
        /// Who controlled it.
        from: Vec<String>,
        /// Who controls it.
        to: Vec<String>,
    },
    /// An exception was granted.
    Waived {
        /// From what.
        constraint: String,
        /// Why.
        reason: String,
        /// Its last day, if it has one.
        until: Option<String>,
    },
}

/// Where an area went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FateJson {
    /// The area.
    pub area: String,
    /// Who controls it after.
    pub to: Vec<String>,
    /// Whether it exists after.
    pub open: bool,
}

/// What happened to a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "shift", rename_all = "kebab-case")]
pub enum ShiftJson {
    /// One value took another's place.
    Set {
        /// What it was, if it was set.
        before: Option<String>,
        /// What it is, if it is set.
        after: Option<String>,
    },
    /// An item came to a list.
    ItemAdded {
        /// The item.
        item: String,
    },
    /// An item left a list.
    ItemRemoved {
        /// The item.
        item: String,
    },
    /// The same items stand in another order.
    Reordered,
}

/// A power whose holders differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PowerJson {
    /// Over what.
    pub area: String,
    /// Which.
    pub power: String,
    /// How many people hold it before, as far as rolls are known.
    pub before: usize,
    /// How many hold it after.
    pub after: usize,
    /// Who gains it.
    pub gained: Vec<String>,
    /// Who loses it.
    pub lost: Vec<String>,
    /// Teams that hold it before and whose roll is not known.
    pub unknown_before: Vec<String>,
    /// Teams that hold it after and whose roll is not known.
    pub unknown_after: Vec<String>,
}

/// The most powers in one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ConcentrationJson {
    /// How many.
    pub powers: usize,
    /// Who.
    pub people: Vec<String>,
}

/// What became of a constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ConstraintJson {
    /// Its id.
    pub id: String,
    /// `must` or `should`.
    pub level: String,
    /// `adopted`, `repealed`, `broken`, `broken-otherwise`, `kept`, `waived` or
    /// `lost`.
    pub turn: String,
    /// `holds`, `broken`, `unknown` or `waived`; absent where not in force.
    pub before: Option<String>,
    /// The same, after.
    pub after: Option<String>,
    /// A sentence for each breach after.
    pub breaches: Vec<BreachJson>,
}

/// One way in which a constraint is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BreachJson {
    /// It in a sentence.
    pub text: String,
    /// The people concerned.
    pub people: Vec<String>,
    /// The teams concerned.
    pub teams: Vec<String>,
    /// The areas concerned.
    pub areas: Vec<String>,
}

/// A body below its seats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ShortJson {
    /// The body.
    pub team: String,
    /// How many served before, where known.
    pub before: Option<usize>,
    /// How many serve.
    pub serving: usize,
    /// Its seats.
    pub seats: usize,
}

/// A rule of which there is something to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleJson {
    /// Its id.
    pub rule: String,
    /// The bodies concerned.
    pub teams: Vec<String>,
    /// The reason, where there is a sentence for it.
    pub why: Option<String>,
}
