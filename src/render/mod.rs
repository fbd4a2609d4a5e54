//! The domain as text, JSON, Markdown and charts.

pub mod audit;
pub mod clash;
pub mod diff;
pub mod drafted;
pub mod exchange;
pub mod findings;
pub mod guard;
pub mod json;
pub mod keys;
pub mod list;
pub mod log;
pub mod paint;
pub mod proposed;
pub mod rebase;
pub mod rule;
pub mod show;
pub mod since;
pub mod source;
pub mod sync;
pub mod table;
pub mod together;
pub mod vote;
pub mod who;
pub(crate) mod words;
