//! `polity log`.

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::vec::IntoIter;

use clap::Args;

use super::workspace::session;
use super::{CliError, Context, Done, Exit, Format, Ui};
use crate::base::{Date, PartialDate};
use crate::org::Organisation;
use crate::render::json::{LogEntryJson, LogJson};
use crate::render::log::entry;
use crate::workspace::{DatedTerm, Decision, Onward, Recorded, dated_terms};

/// Tell the history of the organisation, or of one part of it
///
/// What each commit of the shared branch changed in governance/, in the words
/// of organisations, with the decision that its own files name: newest first.
/// Of one id, also its terms by the dates of the record, which say when they
/// held and not when that was written down. A team is followed through its
/// renames. Whether decisions are true is for `polity audit` to say.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity log
  polity log website
  polity log tim-graham --since 2019
  polity log --terms
  polity log --format json")]
pub(super) struct Log {
    /// The id of a person, body, area, rule, constraint or event
    id: Option<String>,
    /// Nothing from before this date
    #[arg(long, value_name = "DATE")]
    since: Option<PartialDate>,
    /// Terms begun and ended by the dates of the record, of everybody too
    #[arg(long)]
    terms: bool,
}

impl Log {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let session = session(env)?;
        let tip = session.line()?.tip;
        let org = session.org_at(tip)?;
        let since = self.since.map(PartialDate::first_day);
        let dated = match self.terms || self.id.is_some() {
            true => dated_terms(&org, self.id.as_deref()),
            false => Vec::new(),
        };
        let mut telling = Telling {
            ids: self.id.as_ref().map(|id| ids_of(&org, id)),
            dated: dated.into_iter().peekable(),
            since,
            entries: (ui.format() == Format::Json).then(Vec::new),
            told: 0,
        };
        let bar = ui.progress("reading history", 0);
        session.history(
            &|done, of| {
                bar.set_length(of as u64);
                bar.set_position(done as u64);
            },
            &mut |_, recorded| telling.recorded(ui, recorded),
        )?;
        bar.finish_and_clear();
        telling.dates_down_to(ui, Date::MIN);
        if let Some(id) = &self.id
            && telling.told == 0
            && org.find(id).is_none()
            && since.is_none()
        {
            return Err(
                CliError::usage("unknown-id", format!("history knows no `{id}`"))
                    .hint("`polity show` names what there is"),
            );
        }
        let Telling {
            ids, entries, told, ..
        } = telling;
        if let Some(entries) = entries {
            ui.json(&LogJson {
                polity: "log/1".to_owned(),
                of: self.id.clone(),
                ids: ids.unwrap_or_default().into_iter().collect(),
                entries,
            })?;
        } else if told == 0 {
            ui.warn("nothing is recorded of that time");
        }
        ui.hint(match &self.id {
            Some(id) => format!("`polity blame {id}`, `polity show {id}`"),
            None => {
                "`polity log ID` for one part of it, `polity audit` for what covers each change"
                    .to_owned()
            }
        });
        Ok(Exit::Ok)
    }
}

/// The ids that something bears and bore.
fn ids_of(org: &Organisation, id: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::from([id.to_owned()]);
    for (now, team) in &org.teams {
        let former = || team.former_ids.iter().map(ToString::to_string);
        if now.as_str() == id || former().any(|former| former == id) {
            ids.insert(now.to_string());
            ids.extend(former());
        }
    }
    ids
}

/// What is told, as it is read.
struct Telling {
    /// The ids that are asked about; none for all.
    ids: Option<BTreeSet<String>>,
    /// Terms by their own dates, newest first.
    dated: Peekable<IntoIter<DatedTerm>>,
    since: Option<Date>,
    /// For scripts, everything at once.
    entries: Option<Vec<LogEntryJson>>,
    told: usize,
}

impl Telling {
    fn recorded(&mut self, ui: &mut Ui, mut recorded: Recorded) -> Onward {
        if self.since.is_some_and(|since| recorded.day < since) {
            return Onward::Break(());
        }
        if let Some(ids) = &self.ids {
            recorded.said.retain(|said| !said.ids.is_disjoint(ids));
            let about = |path: &String| {
                let stem = path
                    .rsplit('/')
                    .next()
                    .and_then(|it| it.strip_suffix(".yaml"));
                stem.is_some_and(|stem| ids.contains(stem))
            };
            recorded.unread.retain(about);
            if recorded.said.is_empty() && recorded.unread.is_empty() {
                return Onward::Continue(());
            }
        }
        self.dates_down_to(ui, recorded.day);
        let by = recorded.decision.to_string();
        let (subject, author) = match &recorded.decision {
            Decision::None { subject, author } => (Some(subject.clone()), Some(author.clone())),
            Decision::Proposal { title, .. } => (Some(title.clone()), None),
            _ => (None, None),
        };
        let made = LogEntryJson {
            kind: "commit".to_owned(),
            on: recorded.day.to_string(),
            commit: Some(recorded.commit.to_string()),
            by: Some(recorded.decision.word().to_owned()),
            proposal: recorded.decision.proposal().map(|name| name.number()),
            subject,
            author,
            said: recorded.said.into_iter().map(|it| it.text).collect(),
            unread: recorded.unread,
        };
        self.tell(ui, made, &by);
        Onward::Continue(())
    }

    /// Tells the dated terms that are no older than a day.
    fn dates_down_to(&mut self, ui: &mut Ui, day: Date) {
        let day = self.since.map_or(day, |since| day.max(since));
        while let Some(term) = self.dated.next_if(|it| it.date.first_day() >= day) {
            let made = LogEntryJson {
                kind: "date".to_owned(),
                on: term.date.to_string(),
                commit: None,
                by: None,
                proposal: None,
                subject: None,
                author: None,
                said: vec![term.text],
                unread: Vec::new(),
            };
            self.tell(ui, made, "by the dates of the record");
        }
    }

    fn tell(&mut self, ui: &mut Ui, made: LogEntryJson, by: &str) {
        self.told += 1;
        match &mut self.entries {
            Some(entries) => entries.push(made),
            None => {
                let text = entry(&made, by, ui.width());
                ui.text(&text);
            }
        }
    }
}
