//! The program as people run it: the real binary, in a folder of its own, with
//! nothing of this machine around it.

mod env;
mod town;

mod attacks;
mod attacks_on_records;
mod check;
mod demo;
mod diff;
mod frame;
mod kill;
mod list;
mod reference;
mod show;
mod vote;
mod who;
