//! A git-backed workspace for the governance of open-source projects.

pub mod base;
pub mod cli;
pub mod diff;
pub mod exchange;
pub mod finding;
pub mod format;
pub mod org;
pub mod proposal;
pub mod render;
pub mod rule;
pub mod sign;
pub mod store;
pub mod vote;
pub mod workspace;
