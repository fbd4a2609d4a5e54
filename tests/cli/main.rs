//! The program as people run it: the real binary, in a folder of its own, with
//! nothing of this machine around it.

mod env;
mod hub;
mod town;

mod attacks;
mod attacks_on_records;
mod check;
mod check_all;
mod collect;
mod demo;
mod diff;
mod fifty;
mod frame;
mod init;
mod kill;
mod list;
mod propose;
mod reference;
mod rule;
mod show;
mod sync;
mod vote;
mod who;
