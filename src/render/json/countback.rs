//! Vacancies filled by the ballots of an election.

use schemars::JsonSchema;
use serde::Serialize;

/// `polity countback --format json`, first version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CountbackJson {
    /// `countback/1`.
    pub polity: String,
    /// The number of the election's proposal.
    pub proposal: u32,
    /// Its whole name.
    pub name: String,
    /// The stage that elected.
    pub stage: String,
    /// The team with the vacancy.
    pub team: String,
    /// The rule of the election.
    pub rule: String,
    /// How votes were counted.
    pub method: String,
    /// Who leaves.
    pub vacancy: String,
    /// The sums, the matrix or the rounds that it rests on, a line each.
    pub lines: Vec<String>,
    /// Who moves up.
    pub moves_up: MovesUpJson,
    /// The command that proposes the appointment.
    pub propose: Option<String>,
}

/// Who moves up into a vacancy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MovesUpJson {
    /// Whether the ballots were counted again without whoever left; else the
    /// finished order of the election stands.
    pub recounted: bool,
    /// Those who could move up, best first, equals together.
    pub next: Vec<Vec<String>>,
    /// Those who are passed over under the cap.
    pub over_cap: Vec<String>,
    /// Ties that were broken, a line each.
    pub broken: Vec<String>,
    /// Those who tie for the seat.
    pub tie: Vec<String>,
    /// Who fills the seat.
    pub fills: Option<String>,
}
