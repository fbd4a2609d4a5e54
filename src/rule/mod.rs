//! How decisions are made: the rule language, its conditions and electorates.
