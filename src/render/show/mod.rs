//! The organisation and its parts as text.

mod area;
mod law;
mod overview;
mod person;
mod team;

pub use area::area;
pub use law::{constraint, event, rule};
pub use overview::overview;
pub use person::person;
pub use team::team;
