//! Every problem that any part reports: a stable code, how bad it is, where it
//! stands, what is wrong, and what to do.

use std::fmt;

use crate::base::{Place, TextSpan};

/// How bad a finding is. Only an error makes `check` exit non-zero or stops an
/// enactment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It must be mended.
    Error,
    /// It should be looked at.
    Warning,
    /// It is worth knowing.
    Note,
}

impl Severity {
    /// The word that reports use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

macro_rules! codes {
    ($($name:ident $text:literal $about:literal;)+) => {
        /// The stable name of a kind of problem. Scripts may rely on it: a
        /// code keeps its meaning for ever and is never given another.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {$(
            #[doc = $about]
            $name,
        )+}

        impl Code {
            /// Every code.
            pub const ALL: &[Code] = &[$(Code::$name),+];

            /// The code as it is printed.
            pub fn as_str(self) -> &'static str {
                match self {$(Code::$name => $text,)+}
            }

            /// What it means, in a sentence.
            pub fn about(self) -> &'static str {
                match self {$(Code::$name => $about,)+}
            }
        }
    };
}

// In the order of the alphabet, so that a new one has one place.
codes! {
    AccountTaken "account-taken" "Two people have the same account.";
    ActLapsed "act-lapsed" "Somebody acted before the decision, and the act was not ratified in time and must be undone.";
    ActProvisional "act-provisional" "Somebody acted before the decision, and the act is not ratified yet.";
    AreaUncontrolled "area-uncontrolled" "No team controls an area.";
    BadKey "bad-key" "What stands as a person's key is none.";
    BadName "bad-name" "A file's name is not in the form of an id.";
    BadTree "bad-tree" "A file or folder is stored in a way that readers see differently: a link, a submodule, an odd mode, a name twice.";
    BadValue "bad-value" "A value is not of the form that its field takes.";
    ConstraintBroken "constraint-broken" "A constraint does not hold, or cannot be judged, or is excused.";
    Cycle "cycle" "Teams or areas are inside one another in a circle.";
    DatesContradict "dates-contradict" "Something ends before it begins.";
    DayInFounded "day-in-founded" "A founded organisation states a day to which its record is known.";
    DuplicateEvent "duplicate-event" "One event is recorded twice.";
    DuplicateId "duplicate-id" "Two things have the same id, or one has an id that is reserved.";
    DuplicateKey "duplicate-key" "A key stands twice in one map.";
    DuplicateNumber "duplicate-number" "Two proposals, or two polls of one, have the same number.";
    EmptyText "empty-text" "A name or title says nothing.";
    ForbiddenCharacter "forbidden-character" "A file holds a character that people do not see or that readers disagree about.";
    FutureRecord "future-record" "Something is recorded on a day that has not come.";
    HonoraryPowers "honorary-powers" "A title without powers holds some.";
    KeyShared "key-shared" "One key stands twice, with one person or with two.";
    LongChain "long-chain" "Offices bring one another in a chain too long to follow.";
    MisplacedFile "misplaced-file" "A file lies where nothing is read.";
    MissingField "missing-field" "A file lacks a field that its kind must have.";
    MissingFile "missing-file" "A file is named that is not there.";
    NoOrganisation "no-organisation" "governance/organisation.yaml is missing.";
    NoRuleForClass "no-rule-for-class" "No rule decides a class of change.";
    NoRuleForConstitution "no-rule-for-constitution" "No rule decides changes of the rules themselves.";
    NotUtf8 "not-utf8" "A file is not UTF-8 text.";
    OpenAfterEnd "open-after-end" "A team or an area that is gone still has open terms or authority.";
    OptionIsAVote "option-is-a-vote" "An option is called as a vote is.";
    OutsideTeam "outside-team" "A term or an authority lies outside the time of its team.";
    OverlappingHousekeeping "overlapping-housekeeping" "One matter of housekeeping is given twice.";
    OverlappingTerms "overlapping-terms" "Two terms of one person in one team share a day.";
    ProposalOrder "proposal-order" "What a proposal builds on is not known.";
    ProposalRefused "proposal-refused" "A change of a proposal cannot be made.";
    Rivals "rivals" "Another open proposal disposes of the same thing.";
    RuleBallotMismatch "rule-ballot-mismatch" "A rule asks of a ballot what its kind cannot give.";
    RuleImpassable "rule-impassable" "No ballots of today's electorate can pass a stage of a rule.";
    RuleNamesGoneTeam "rule-names-gone-team" "A rule in force names a team that is gone, or not formed yet.";
    RuleNamesRepealed "rule-names-repealed" "A rule in force names a rule that is repealed.";
    RuleNoWayOn "rule-no-way-on" "A rule does not say what follows from an outcome.";
    RuleNobodyReturns "rule-nobody-returns" "A stage is secret or sealed, and nobody is named who states its result.";
    RuleOutcomes "rule-outcomes" "A stage's outcomes are not an ordered list that ends with `otherwise`.";
    RuleQuantity "rule-quantity" "A condition asks for something that has no value where it stands.";
    RuleSilencePasses "rule-silence-passes" "A stage of a rule passes though nobody votes.";
    RuleSingleBallot "rule-single-ballot" "One ballot alone can pass a stage of a rule.";
    RuleStages "rule-stages" "A rule has no stages, or two of one id.";
    RuleTime "rule-time" "A rule's times contradict one another.";
    RuleUnknownOutcome "rule-unknown-outcome" "A rule names an outcome that no stage has.";
    RuleUnknownStage "rule-unknown-stage" "A rule names a stage that it does not have, or that comes later.";
    RuleUnreachable "rule-unreachable" "An outcome of a rule can never be reached.";
    RulesOverlap "rules-overlap" "Two rules decide one class of change in different ways.";
    SeatsExceeded "seats-exceeded" "More people serve in a team than it has seats.";
    SeatsVacant "seats-vacant" "Fewer people serve in a team than it has seats.";
    TextTooLong "text-too-long" "A name or title is too long for a table or a sentence.";
    TooDeep "too-deep" "A file's lists and maps are nested too deep.";
    TooLarge "too-large" "A file is too large to be read, or a folder holds more than is read.";
    TriggerDue "trigger-due" "A decision is due under a rule.";
    TwoControllers "two-controllers" "Two teams control an area that is not shared.";
    UnknownArea "unknown-area" "Something names an area that there is not.";
    UnknownField "unknown-field" "A file has a field that its kind does not have.";
    UnknownId "unknown-id" "Nothing in the organisation has the id named.";
    UnknownPerson "unknown-person" "Something names a person that there is not.";
    UnknownProposal "unknown-proposal" "A proposal is named that does not exist.";
    UnknownRoll "unknown-roll" "A roll that matters is not known.";
    UnknownRule "unknown-rule" "Something names a rule that there is not.";
    UnknownTeam "unknown-team" "Something names a team that there is not.";
    UnlistedPower "unlisted-power" "A power is not among those that organisation.yaml lists.";
    UnreadableRecord "unreadable-record" "A poll, a result or a statement is not in its form.";
    UnusedFile "unused-file" "A file is there that nothing names.";
    YamlFeature "yaml-feature" "A file uses a part of YAML that is not allowed here, such as aliases or tags.";
    YamlSyntax "yaml-syntax" "A file cannot be read as YAML.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Its kind.
    pub code: Code,
    /// Where it stands, in the domain's words.
    pub place: Place,
    /// Where it stands in the text, once that is known.
    pub span: Option<TextSpan>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Finding {
    /// A finding of a severity.
    pub fn new(severity: Severity, code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            severity,
            code,
            place,
            span: None,
            message: message.into(),
            hint: None,
        }
    }

    /// An error.
    pub fn error(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, place, message)
    }

    /// A warning.
    pub fn warning(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, place, message)
    }

    /// A note.
    pub fn note(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, place, message)
    }

    /// The same finding, saying what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same finding, with its place in the text.
    #[must_use]
    pub fn at(mut self, span: TextSpan) -> Self {
        self.span = Some(span);
        self
    }
}

/// The one of `known` that somebody who typed `typed` most likely meant.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(typed, word), word))
        // A third of the letters may differ: more is another word.
        .filter(|(distance, word)| *distance <= 1 + word.chars().count() / 4)
        .min()
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_in_order() {
        let texts: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let sorted: BTreeSet<_> = texts.iter().copied().collect();
        assert_eq!(texts, sorted.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn the_nearest_word_is_a_likely_one() {
        let known = ["technical-board", "core"];
        assert_eq!(nearest("techncal-board", known), Some("technical-board"));
        assert_eq!(nearest("website", known), None);
    }
}
