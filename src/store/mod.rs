//! Trees, history, commits and refs: the only module that names git2.
