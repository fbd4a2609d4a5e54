//! What somebody's own commits hold: what can stand anywhere on the line, what
//! holds only where it was made, and what is no record at all.

use crate::store::CommitId;
use crate::workspace::layout::{GOVERNANCE, PROPOSALS};

/// What a path holds, by its place alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::workspace) enum Record<'p> {
    /// A ballot, in a poll's folder. It proves itself wherever it stands.
    Ballot { folder: &'p str },
    /// A sponsor, a withdrawal, a casting vote: signed, about a digest.
    Statement { proposal: &'p str },
    /// A part of a proposal that is discussed.
    Draft { proposal: &'p str },
    /// A call for votes: it names the commit that it follows.
    Poll { proposal: &'p str },
    /// A result or an extension: it names the commit that it counted at. A poll
    /// that was called off is judged by where it was, too.
    End { proposal: &'p str },
    /// What was applied of a proposal.
    Enactment { proposal: &'p str },
    /// A part of the organisation.
    Governance,
    /// Nothing of polity's.
    Foreign,
}

/// What a path holds.
pub(in crate::workspace) fn record(path: &str) -> Record<'_> {
    if path
        .strip_prefix(GOVERNANCE)
        .is_some_and(|rest| rest.starts_with('/'))
    {
        return Record::Governance;
    }
    let within = path
        .strip_prefix(PROPOSALS)
        .and_then(|it| it.strip_prefix('/'));
    let Some((proposal, rest)) = within.and_then(|it| it.split_once('/')) else {
        return Record::Foreign;
    };
    if rest == "enactment.yaml" {
        return Record::Enactment { proposal };
    }
    if rest.starts_with("sponsors/") || rest.starts_with("statements/") {
        return Record::Statement { proposal };
    }
    let Some(rest) = rest.strip_prefix("polls/") else {
        return Record::Draft { proposal };
    };
    match rest.split_once('/') {
        Some((poll, file)) if file.starts_with("ballots/") => {
            let end = PROPOSALS.len() + 1 + proposal.len() + "/polls/".len() + poll.len();
            let folder = path.get(..end).unwrap_or(path);
            Record::Ballot { folder }
        }
        Some((_, "poll.yaml")) => Record::Poll { proposal },
        _ => Record::End { proposal },
    }
}

/// A commit that was made here and cannot be put on the line as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// It.
    pub commit: CommitId,
    /// Its first line.
    pub subject: String,
    /// Why not.
    pub why: String,
    /// What to do in its place, as a sentence with commands.
    pub todo: String,
}

/// Why a record that holds only where it was made stays, and what to do.
pub(super) fn bound(of: Record<'_>) -> Option<(String, String)> {
    let number = |proposal: &str| {
        let digits = proposal.split('-').next().unwrap_or(proposal);
        digits.trim_start_matches('0').to_owned()
    };
    let say = |why: &str, todo: String| Some((why.to_owned(), todo));
    match of {
        Record::Poll { proposal } => say(
            "the opening of a vote names the commit that it follows, and the line has gone on",
            format!("take it back and `polity open {} --push`", number(proposal)),
        ),
        Record::End { proposal } => say(
            "the end of a vote was counted at a commit that is no longer the newest",
            format!(
                "take it back and `polity close {} --push`",
                number(proposal)
            ),
        ),
        Record::Enactment { proposal } => say(
            "an enactment is made on the organisation of the newest commit, and the line has gone on",
            format!(
                "take it back and `polity enact {} --push`",
                number(proposal)
            ),
        ),
        Record::Governance => say(
            "it changes governance/, and the line has gone on",
            "take it back and make the change again on the newest commit".to_owned(),
        ),
        Record::Foreign => say(
            "it changes files that are not polity's, which are yours to push",
            "`git pull --rebase` and `git push`, when you want it published".to_owned(),
        ),
        Record::Ballot { .. } | Record::Statement { .. } | Record::Draft { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_path_holds_follows_from_its_place() {
        let poll = "proposals/0010-x/polls/1-core";
        let proposal = "0010-x";
        for (path, holds) in [
            (
                "proposals/0010-x/polls/1-core/ballots/ann.yaml",
                Record::Ballot { folder: poll },
            ),
            (
                "proposals/0010-x/polls/1-core/ballots/a0/ann.yaml",
                Record::Ballot { folder: poll },
            ),
            (
                "proposals/0010-x/polls/1-core/poll.yaml",
                Record::Poll { proposal },
            ),
            (
                "proposals/0010-x/polls/1-core/result.yaml",
                Record::End { proposal },
            ),
            (
                "proposals/0010-x/polls/1-core/extension-2.yaml",
                Record::End { proposal },
            ),
            (
                "proposals/0010-x/sponsors/ann.yaml",
                Record::Statement { proposal },
            ),
            (
                "proposals/0010-x/files/rule.yaml",
                Record::Draft { proposal },
            ),
            (
                "proposals/0010-x/enactment.yaml",
                Record::Enactment { proposal },
            ),
            ("governance/people/ann.yaml", Record::Governance),
            ("governance", Record::Foreign),
            ("src/main.rs", Record::Foreign),
            ("proposals/README.md", Record::Foreign),
        ] {
            assert_eq!(record(path), holds, "{path}");
        }
    }
}
