//! The program as people run it: the real binary, in a folder of its own, with
//! nothing of this machine around it.

mod env;
mod town;

mod attacks;
mod attacks_on_records;
mod check;
mod check_all;
mod demo;
mod diff;
mod frame;
mod init;
mod keys;
mod kill;
mod list;
mod propose;
mod reference;
mod rule;
mod show;
mod signing;
mod situations;
mod vote;
mod who;
