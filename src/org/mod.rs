//! The organisation: people, teams, areas, terms, authority and what must hold
//! of them.
//!
//! What is stored is dated: nothing is overwritten when it ends. [`Standing`]
//! reads an [`Organisation`] on one day and derives what is not stored: who
//! holds which office, directly or by another office, and with it which power.

mod about;
mod area;
pub mod check;
mod constraint;
mod event;
mod holds;
mod organisation;
mod person;
mod standing;
mod team;

pub use about::{About, Housekeeping, HousekeepingScope, TimeZoneName};
pub use area::{Area, Asset};
pub use check::{CHECKS, Check, check};
pub use constraint::{Constraint, Level, Remedy, Requirement, Waiver};
pub use event::{AttestedEvents, Event};
pub use holds::{Breach, Verdict, evaluate};
pub use organisation::Organisation;
pub use person::{Affiliation, Person, PersonKey};
pub use standing::{HeldPower, LONGEST_CHAIN, Office, RollOn, Standing};
pub use team::{Basis, Grant, Holder, Kind, Membership, Roll, Team, WorkTime};
