//! The program as people run it: the real binary, in a folder of its own, with
//! nothing of this machine around it.

mod env;

mod check;
mod frame;
mod list;
mod reference;
mod rule;
mod show;
mod who;
