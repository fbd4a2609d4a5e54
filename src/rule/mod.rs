//! How decisions are made: the rule language, its conditions and electorates.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    pub title: String,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Electorate;
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub document: String,
    pub section: Option<String>,
    pub url: Option<String>,
}
