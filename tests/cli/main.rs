//! The program as people run it: the real binary, in a folder of its own, with
//! nothing of this machine around it.

mod env;
mod town;

mod attacks;
mod attacks_on_records;
mod attested;
mod check;
mod check_all;
mod countback;
mod demo;
mod diff;
mod emergency;
mod findings;
mod frame;
mod init;
mod kill;
mod list;
mod propose;
mod reference;
mod rule;
mod show;
mod ties;
mod vote;
mod who;
