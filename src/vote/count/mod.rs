//! Counting methods, one file each.
