//! Proposals: typed changes of the organisation, and what becomes of it when they apply.
