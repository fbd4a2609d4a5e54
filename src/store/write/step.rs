//! The steps of a write, counted, so that a test can end the program at each.
//!
//! A development build stops dead at step `POLITY_TEST_ABORT_AT`, without
//! running anything that would clean up, as a power failure would. A release
//! build has no such code.

/// Comes between two steps of a write.
#[cfg(debug_assertions)]
pub(in crate::store) fn step() {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    static LAST: OnceLock<Option<u32>> = OnceLock::new();
    let last = LAST.get_or_init(|| std::env::var("POLITY_TEST_ABORT_AT").ok()?.parse().ok());
    let taken = TAKEN.fetch_add(1, Ordering::Relaxed).saturating_add(1);
    if *last == Some(taken) {
        std::process::abort();
    }
}

/// Comes between two steps of a write.
#[cfg(not(debug_assertions))]
pub(in crate::store) fn step() {}
