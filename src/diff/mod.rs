//! What differs between two organisations, and what follows from it.
