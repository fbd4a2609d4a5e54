//! Proposals: what somebody wants to change, and what the organisation would
//! then be.
