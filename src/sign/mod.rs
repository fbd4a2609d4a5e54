//! Signatures: the only module that knows them.
