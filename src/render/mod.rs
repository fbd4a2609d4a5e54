//! The domain as text, JSON, Markdown and charts.

pub mod paint;
pub mod table;
