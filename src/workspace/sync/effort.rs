//! How often, how long and with what pauses something is tried again.

use std::time::{Duration, Instant};

use super::SyncError;
use crate::store::{Entropy, StoreError, SystemEntropy};
use crate::workspace::WorkspaceError;

/// No try is taken for quicker than this.
const QUICKEST: Duration = Duration::from_millis(40);
/// No pause is longer.
const LONGEST: Duration = Duration::from_secs(12);
/// How often a connection that broke off is tried again.
const BROKEN: u32 = 4;

/// What git says when a connection broke off, rather than was refused.
const BROKE_OFF: [&str; 6] = [
    "hung up unexpectedly",
    "early EOF",
    "Connection reset",
    "Connection timed out",
    "unexpected disconnect",
    "RPC failed",
];

/// One go at bringing the line up to date, with all of its tries.
pub(super) struct Effort {
    begun: Instant,
    /// When the try that is under way began.
    round: Instant,
    limit: Duration,
    behind: u32,
    broken: u32,
    pub attempts: u32,
}

impl Effort {
    pub fn new(limit: Duration) -> Self {
        Self {
            begun: Instant::now(),
            round: Instant::now(),
            limit,
            behind: 0,
            broken: 0,
            attempts: 0,
        }
    }

    /// A try begins.
    pub fn begins(&mut self) {
        self.round = Instant::now();
    }

    /// Somebody else was faster. Waits for a while by chance, so that those who
    /// try at one moment do not meet again at the next: longer the more often
    /// it happened, for then there are many, and longer where a try takes long,
    /// for then they are in one another's way.
    pub fn behind(&mut self) -> Result<(), WorkspaceError> {
        self.behind = self.behind.saturating_add(1);
        self.pause(self.behind)
    }

    /// A connection broke off; the error itself where it is another one, or
    /// happened too often.
    pub fn broke_off(&mut self, error: StoreError) -> Result<(), WorkspaceError> {
        let transient = match &error {
            StoreError::GitProgram { said, .. } => BROKE_OFF.iter().any(|it| said.contains(it)),
            _ => false,
        };
        if !transient || self.broken >= BROKEN {
            return Err(error.into());
        }
        self.broken += 1;
        self.pause(self.broken + 3)
    }

    fn pause(&self, times: u32) -> Result<(), WorkspaceError> {
        if self.begun.elapsed() >= self.limit {
            return Err(SyncError::GaveUp {
                attempts: self.attempts,
                seconds: self.begun.elapsed().as_secs(),
            }
            .into());
        }
        let took = self.round.elapsed().max(QUICKEST);
        let longest = took.saturating_mul(1 << times.min(8)).min(LONGEST);
        std::thread::sleep(share(longest));
        Ok(())
    }
}

/// A part of a time, by chance: never by the clock or a seed, for those who
/// wait must not wait alike.
fn share(longest: Duration) -> Duration {
    let bytes = SystemEntropy.bytes().unwrap_or([128; 16]);
    let part = u32::from(u16::from_be_bytes([bytes[0], bytes[1]]));
    longest * part / u32::from(u16::MAX)
}
