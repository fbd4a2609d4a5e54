//! What commands that work in a repository share: the session, and what the
//! library's errors mean on a command line.

use std::path::PathBuf;

use super::{CliError, Env, Exit};
use crate::base::{Instant, ProposalName};
use crate::org::Organisation;
use crate::proposal::Refused;
use crate::render::json::{RejectedJson, WhenJson};
use crate::rule::UnknownRoll;
use crate::sign::Signer;
use crate::vote::MOST_LISTED;
use crate::workspace::{FoundRejection, Outside, Session, WorkspaceError};

/// What stands before the choices of a poll.
pub(super) const TAKES: &str = "this stage takes: ";

/// What a session takes from outside.
pub(super) fn outside(env: &Env) -> Outside<'_> {
    Outside {
        clock: &*env.clock,
        entropy: &*env.entropy,
        home: PathBuf::from(env.var("HOME").unwrap_or("/")),
        variables: Box::new(|name: &str| env.var(name).map(str::to_owned)),
    }
}

/// Opens the repository that the command runs in.
pub(super) fn session(env: &Env) -> Result<Session<'_>, CliError> {
    let session = Session::discover(&env.cwd, outside(env))?;
    // What an interrupted command left is finished before anything is read.
    session.repo().put_right()?;
    Ok(session)
}

/// The proposal of a number or name.
pub(super) fn proposal(session: &Session, given: &str) -> Result<ProposalName, CliError> {
    let line = session.line()?;
    Ok(session.find_proposal(&line, given)?)
}

/// The signer, where there is one; commands that only look need none.
pub(super) fn maybe_signer(session: &Session) -> Option<Signer> {
    session.signer().ok()
}

/// An instant for scripts and for people.
pub(super) fn when(at: Instant, org: &Organisation) -> WhenJson {
    WhenJson {
        at: at.to_string(),
        local: at.show(&org.about.time_zone.zone()),
    }
}

/// A span of time in the two largest units: `3 days 4 hours`.
pub(super) fn left(seconds: i64) -> Option<String> {
    if seconds < 0 {
        return None;
    }
    let count = |n: i64, unit: &str| match n {
        0 => None,
        1 => Some(format!("1 {unit}")),
        n => Some(format!("{n} {unit}s")),
    };
    let (days, hours) = (seconds / 86_400, seconds % 86_400 / 3_600);
    let minutes = seconds % 3_600 / 60;
    let parts = match (days, hours) {
        (0, 0) => [count(minutes, "minute"), None],
        (0, _) => [count(hours, "hour"), count(minutes, "minute")],
        _ => [count(days, "day"), count(hours, "hour")],
    };
    let words: Vec<String> = parts.into_iter().flatten().collect();
    Some(if words.is_empty() {
        "less than a minute".to_owned()
    } else {
        words.join(" ")
    })
}

/// Rejections as answers list them: the first thousand, as in a result.
pub(super) fn rejected(all: &[FoundRejection]) -> Vec<RejectedJson> {
    let one = |found: &FoundRejection| RejectedJson {
        voter: found.rejection.voter.as_ref().map(ToString::to_string),
        ballot: found.rejection.ballot.to_string(),
        code: found.rejection.reason.to_string(),
        why: found.rejection.why.clone(),
        commit: found.commit.to_string(),
    };
    all.iter().take(MOST_LISTED).map(one).collect()
}

/// Everything that stands in the way of changes, a line each.
fn refused(error: CliError, all: &[Refused]) -> CliError {
    let mut error = error;
    for it in all {
        error = error.note(format!("changes[{}].{}: {}", it.index, it.path, it.why));
        if let Some(hint) = &it.hint {
            error = error.hint(hint);
        }
    }
    error
}

impl From<WorkspaceError> for CliError {
    fn from(error: WorkspaceError) -> Self {
        use WorkspaceError as E;
        let said = error.to_string();
        let of = |exit, code: &'static str| Self::new(exit, code, said.clone());
        match error {
            E::Store(error) => error.into(),
            E::Sync(error) => super::sync::explain(&error),
            E::Broken(_) => of(Exit::Unreadable, "broken").hint("`polity check` lists them"),
            E::BadTree { commit, .. } => of(Exit::No, "bad-tree").hint(format!(
                "`git show {}` shows what it did; the branch must be put back to before it",
                commit.short()
            )),
            E::OtherAnchor { .. } => of(Exit::No, "other-anchor").hint(
                "ask somebody you trust for the id of the commit that founded it; if the branch \
                 was replaced, clone it afresh from where you trust it",
            ),
            E::FalseFounding { .. } => of(Exit::No, "false-founding")
                .hint("nothing that follows it can be verified; ask those who founded it"),
            E::NoWorkspace => of(Exit::Unreadable, "no-workspace")
                .hint("`polity init` begins a workspace; commit it before votes are held"),
            E::Exists(_) => {
                of(Exit::Refused, "exists").hint("`polity init DIR` begins one in another folder")
            }
            E::NotEmpty(..) => of(Exit::Refused, "not-empty")
                .hint("`--into FOLDER` names another, which is made where there is none"),
            E::Import(_) => of(Exit::Unreadable, "import"),
            E::Beside(_) => of(Exit::Unreadable, "exchange"),
            E::Draft => of(Exit::Refused, "draft").hint("`polity found`"),
            E::Founded(_) => of(Exit::Refused, "founded").hint("`polity show`"),
            E::AsOf(_) => of(Exit::Refused, "as-of").hint(
                "bring governance/ up to date, take `as_of` out of governance/organisation.yaml, \
                 commit, and found it then",
            ),
            E::NoProposal(_) => of(Exit::Usage, "unknown-proposal").hint("`polity list`"),
            E::SeveralProposals(_) => of(Exit::Usage, "ambiguous-proposal")
                .hint("name it in full, and renumber one before it opens"),
            E::State { name, .. } => {
                of(Exit::Refused, "state").hint(format!("`polity status {}`", name.number()))
            }
            E::Refused(all) => refused(of(Exit::Refused, "changes-refused"), &all),
            E::NoRule(_) => of(Exit::Refused, "no-rule").hint("`polity show` lists the rules"),
            E::WrongRule { .. } => of(Exit::Refused, "wrong-rule")
                .hint("name a rule in proposal.yaml that decides them; `polity show RULE`"),
            E::SeveralRules { rules, .. } => {
                let first = rules.first().map_or("RULE", |rule| rule.as_str());
                of(Exit::Usage, "several-rules").hint(format!(
                    "choose one: `--rule {first}`; `polity show RULE` tells more"
                ))
            }
            E::NoRuleDecides(_) => of(Exit::Refused, "no-rule")
                .hint("`decides` in the files of governance/rules says which rule decides what"),
            E::NoAuthor(_) => of(Exit::Usage, "no-author")
                .hint("`--author PERSON` names one; `polity key add PERSON` records your key"),
            E::NoPerson { near, .. } => of(Exit::Usage, "unknown-person").hint(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`--register ID=NAME` in a proposal records a person".to_owned(),
            }),
            E::NotTheRoot(root) => of(Exit::Refused, "not-the-root").hint(format!(
                "`polity init {}` begins the workspace at its root; `git init` first makes a \
                 repository of this folder alone",
                root.display()
            )),
            E::UnknownRoll(unknown) => of(Exit::Refused, "unknown-roll").hint(match unknown {
                UnknownRoll::Team(team) => {
                    format!("list its members in governance/teams/{team}.yaml")
                }
                UnknownRoll::Attested(kind) => format!(
                    "`polity event ID --kind {kind} --on DAY --person PERSON` records and signs it"
                ),
            }),
            E::NobodyVotes(_) => of(Exit::Refused, "nobody-votes"),
            E::Keyless(_) => of(Exit::Refused, "keyless")
                .hint("`polity key add` records a key; --keyless counts them as electors anyway"),
            E::NotAllowed { .. } => of(Exit::Refused, "not-allowed"),
            E::NobodysKey(_) => of(Exit::Refused, "nobodys-key")
                .hint("`polity key add PERSON` records the key at hand in a draft"),
            E::NotOnTheRoll(_) | E::NotARollKey { .. } => of(Exit::Refused, "not-on-the-roll")
                .hint("`polity whoami` says whom polity takes you for"),
            E::NoPoll(name) => of(Exit::Refused, "no-poll").hint(format!(
                "`polity status {}` says what is due",
                name.number()
            )),
            E::PollOpen { name, .. } => {
                of(Exit::Refused, "poll-open").hint(format!("`polity status {}`", name.number()))
            }
            E::Unsettled { .. } => of(Exit::Refused, "unsettled").hint("`polity verify` says why"),
            E::TooLate(_) => of(Exit::Refused, "too-late"),
            E::TooEarly { .. } => of(Exit::Refused, "too-early"),
            E::Hindered(_) => of(Exit::Refused, "cannot-open"),
            E::Period(_) => of(Exit::Refused, "period").hint("--period \"7 days\" chooses one"),
            E::Choice(choice) => {
                of(Exit::Usage, "ballot-choice").note(format!("{TAKES}{}", choice.takes))
            }
            E::VotedAlready => of(Exit::Refused, "voted-already"),
            E::HeldElsewhere(_) => of(Exit::Refused, "held-elsewhere"),
            E::Unattested { name, .. } => of(Exit::Refused, "unattested").hint(format!(
                "each of them runs `polity attest {} FILE`",
                name.number()
            )),
            E::Figures(_) => of(Exit::Refused, "figures").note(
                "the file says `tally:` (each vote with its number), `turnout:`, `method:`, and \
                 `elected:` in an election",
            ),
            E::Record { .. } => of(Exit::Unreadable, "bad-record"),
            E::Write(_) => of(Exit::Refused, "not-writable"),
            E::Unsound(_) => of(Exit::Refused, "unsound").hint("`polity verify` says more"),
            E::Signer(_) => of(Exit::Outside, "signing"),
            E::Incomplete(_) => of(Exit::Incomplete, "unchecked-signature"),
            E::Tie(_) => of(Exit::Refused, "tie")
                .hint("the rule's `tie_break` says who breaks it; `polity casting-vote N CHOICE`"),
            E::Decide(_) | E::Progress(_) => of(Exit::Refused, "rule"),
            E::Moved(files) => {
                let came = files.iter().flat_map(|file| &file.came);
                let error = of(Exit::Moved, "moved");
                // One decision may have changed several of the files.
                let mut told: Vec<&String> = Vec::new();
                for it in came {
                    if !told.contains(&it) {
                        told.push(it);
                    }
                }
                told.into_iter()
                    .fold(error, |error, it| error.note(it))
                    .hint("propose it again against the organisation of today")
            }
            E::Breaks(_) => of(Exit::Refused, "constraint-broken")
                .hint("mend the proposal, or propose a waiver"),
            E::Edit { path, .. } => of(Exit::Refused, "edit-refused").hint(format!(
                "edit {path} by hand into a plainer form, and try again"
            )),
            E::NoEdits(_) => of(Exit::Refused, "nothing-to-propose").hint("`polity diff HEAD`"),
            E::PatchUnfit(_) => of(Exit::Refused, "patch").hint(
                "where it was made, commit it on a branch and fetch that; then `polity propose \
                 --from-branch BRANCH`",
            ),
            E::OtherLine(line) => of(Exit::Refused, "other-line").hint(format!(
                "`git switch {line}`, or commit here and `polity propose --from-branch HEAD`"
            )),
            E::NoChange { .. } => of(Exit::Usage, "no-such-change"),
            E::Id(_) | E::Other(_) => of(Exit::Refused, "refused"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::left;

    #[test]
    fn time_is_told_in_two_units() {
        for (seconds, words) in [
            (30, "less than a minute"),
            (60, "1 minute"),
            (3_600 + 120, "1 hour 2 minutes"),
            (3 * 86_400 + 4 * 3_600 + 59, "3 days 4 hours"),
            (2 * 86_400, "2 days"),
        ] {
            assert_eq!(left(seconds).as_deref(), Some(words));
        }
        assert_eq!(left(-1), None);
    }
}
