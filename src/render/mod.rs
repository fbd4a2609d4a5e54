//! The domain as text, JSON, Markdown and charts.

pub mod diff;
pub mod paint;
pub mod source;
pub mod table;
