//! The only joiner: bytes of a tree become the domain, and decisions become commits.
