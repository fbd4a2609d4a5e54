//! The program as people run it: the real binary, in a folder of its own, with
//! nothing of this machine around it.

mod env;
mod hub;
mod openings;
mod town;

mod attacks;
mod attacks_on_governance;
mod attacks_on_records;
mod attested;
mod audit;
mod caretaker;
mod check;
mod check_all;
mod clock;
mod collect;
mod comment;
mod countback;
mod demo;
mod diff;
mod emergency;
mod fifty;
mod findings;
mod fmt;
mod frame;
mod git_setup;
mod init;
mod keys;
mod kill;
mod list;
mod many;
mod objections;
mod propose;
mod reference;
mod routes;
mod rule;
mod show;
mod signing;
mod situations;
mod sponsors;
mod sync;
mod ties;
mod vote;
mod waiting;
mod who;
