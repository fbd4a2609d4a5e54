//! What every importer does: people, bodies and areas with ids of their own,
//! and powers with a sentence each.

use std::collections::{BTreeMap, BTreeSet};

use super::super::ids::Ids;
use super::super::note::{Notes, short};
use super::Imported;
use crate::base::{AreaId, Period, PersonId, Power, TeamId, Until};
use crate::org::{
    About, Area, Asset, Grant, Holder, Kind, Membership, Organisation, Person, Roll, Team,
};

/// The most characters of a name; `check` takes a few more.
const LONGEST_NAME: usize = 160;

/// An organisation in the making.
pub(super) struct Builder {
    pub org: Organisation,
    pub notes: Notes,
    ids: Ids,
    /// People by the name that the format knows them by.
    people: BTreeMap<String, PersonId>,
    /// The first area of each name.
    areas: BTreeMap<String, AreaId>,
    /// Where in a body's authority an area stands.
    grants: BTreeMap<(TeamId, AreaId), usize>,
    /// How many more members one line may bring.
    copies: usize,
}

/// The most members that lines such as `include-all-alumni` bring in all: what
/// real files need many times over, and no more than a machine has.
const COPIES: usize = 100_000;

/// The most roles of one person in one body.
const ROLES: usize = 16;

/// A place in a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a>(pub &'a str, pub usize);

impl Builder {
    pub(super) fn new(name: &str) -> Self {
        Self {
            org: Organisation::empty(About::named(name)),
            notes: Notes::default(),
            ids: Ids::default(),
            people: BTreeMap::new(),
            areas: BTreeMap::new(),
            grants: BTreeMap::new(),
            copies: COPIES,
        }
    }

    /// Whether one more member may be brought by a line that stands for many;
    /// the first that may not is said.
    pub(super) fn may_copy(&mut self, at: At<'_>) -> bool {
        match self.copies {
            0 => false,
            1 => {
                self.copies = 0;
                let what =
                    format!("more than {COPIES} members by such lines; the rest is left out");
                self.note(at, what);
                false
            }
            _ => {
                self.copies -= 1;
                true
            }
        }
    }

    /// The first area of a name.
    pub(super) fn area_named(&self, name: &str) -> Option<AreaId> {
        self.areas.get(name).cloned()
    }

    /// Notes something at a place.
    pub(super) fn note(&mut self, at: At<'_>, what: impl Into<String>) {
        self.notes.add(at.0, at.1, what);
    }

    /// Adds a body. `wanted` is what its id is made of, and `kind` what stands
    /// behind it where another thing has that id.
    pub(super) fn team(&mut self, wanted: &str, kind: &str, team: Team, at: At<'_>) -> TeamId {
        let id: TeamId = self.id(wanted, kind, at);
        self.org.teams.insert(id.clone(), team);
        id
    }

    /// Adds an area; the same for its id.
    pub(super) fn area(&mut self, wanted: &str, kind: &str, area: Area, at: At<'_>) -> AreaId {
        let id: AreaId = self.id(wanted, kind, at);
        let first = self.areas.entry(area.name.clone());
        first.or_insert_with(|| id.clone());
        self.org.areas.insert(id.clone(), area);
        id
    }

    /// An id of any kind; the ids that are given are in the form of all.
    fn id<T: std::str::FromStr>(&mut self, wanted: &str, kind: &str, at: At<'_>) -> T {
        loop {
            let given = self.ids.give(wanted, kind);
            if given != super::super::ids::slug(wanted) {
                let what = format!("the id of the {kind} `{}` is `{given}`", short(wanted));
                self.notes.add(at.0, at.1, what);
            }
            // What is given is an id, so this goes round once.
            if let Ok(id) = given.parse() {
                return id;
            }
        }
    }

    /// The person of an account, added where it is a new one. Services do not
    /// tell accounts apart by case, so one spelling is kept.
    pub(super) fn person(&mut self, service: &str, account: &str, at: At<'_>) -> Option<PersonId> {
        let account = account.trim();
        if account.is_empty() {
            self.note(at, "a person without a name is left out");
            return None;
        }
        let key = format!("{service}:{}", account.to_lowercase());
        if let Some(id) = self.people.get(&key) {
            return Some(id.clone());
        }
        let id: PersonId = self.id(account, "person", at);
        let mut person = Person::named(self.name(account, account, at));
        let accounts = &mut person.accounts;
        accounts.insert(service.to_owned(), account.to_owned());
        self.org.people.insert(id.clone(), person);
        self.people.insert(key, id.clone());
        Some(id)
    }

    /// Whether an account is somebody's already.
    pub(super) fn knows(&self, service: &str, account: &str) -> bool {
        let key = format!("{service}:{}", account.trim().to_lowercase());
        self.people.contains_key(&key)
    }

    /// Says whose an account is.
    pub(super) fn claim(&mut self, service: &str, account: &str, person: &PersonId) {
        let key = format!("{service}:{}", account.trim().to_lowercase());
        self.people.insert(key, person.clone());
    }

    /// Adds somebody who has a name and perhaps an account or an address; the
    /// account, else the address, else the name says who it is.
    pub(super) fn named_person(
        &mut self,
        name: &str,
        account: Option<(&str, &str)>,
        email: Option<&str>,
        at: At<'_>,
    ) -> Option<PersonId> {
        let account = account.filter(|(_, account)| !account.trim().is_empty());
        let email = email.map(str::trim).filter(|it| !it.is_empty());
        let of_account =
            account.map(|(service, it)| format!("{service}:{}", it.trim().to_lowercase()));
        let of_email = email.map(|it| format!("mail:{}", it.to_lowercase()));
        let mut keys: Vec<String> = of_account.into_iter().chain(of_email).collect();
        if keys.is_empty() {
            keys.push(format!("name:{}", name.to_lowercase()));
        }
        let id = match keys.iter().find_map(|key| self.people.get(key)) {
            Some(id) => id.clone(),
            None => {
                let wanted = [Some(name), account.map(|it| it.1), email];
                let wanted = wanted
                    .into_iter()
                    .flatten()
                    .find(|it| !it.trim().is_empty());
                let Some(wanted) = wanted else {
                    self.note(at, "a person without a name is left out");
                    return None;
                };
                let id: PersonId = self.id(wanted, "person", at);
                let person = Person::named(self.name(name, wanted, at));
                self.org.people.insert(id.clone(), person);
                id
            }
        };
        for key in keys {
            self.people.entry(key).or_insert_with(|| id.clone());
        }
        let shown = self.name(name, "", at);
        let person = self.org.people.get_mut(&id)?;
        if !shown.is_empty() && person.name != shown && !person.also_known_as.contains(&shown) {
            person.also_known_as.push(shown);
        }
        if let Some((service, account)) = account {
            let first = person.accounts.entry(service.to_owned());
            let kept = first.or_insert_with(|| account.trim().to_owned());
            if !kept.eq_ignore_ascii_case(account.trim()) {
                let what = format!("a second account of `{id}` on {service} is left out");
                self.notes.add(at.0, at.1, what);
            }
        }
        if let Some(email) = email
            && !person.emails.iter().any(|known| known == email)
        {
            person.emails.push(email.to_owned());
        }
        Some(id)
    }

    /// A name in one line that is not too long, or another where it is empty.
    pub(super) fn name(&mut self, name: &str, else_: &str, at: At<'_>) -> String {
        let line = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.is_empty() {
            let line = else_.split_whitespace().collect::<Vec<_>>().join(" ");
            return line.chars().take(LONGEST_NAME).collect();
        }
        match line.char_indices().nth(LONGEST_NAME) {
            Some((end, _)) => {
                self.note(at, format!("the name `{}` is cut", short(&line)));
                line.get(..end).unwrap_or_default().to_owned()
            }
            None => line,
        }
    }

    /// Gives a body a power over an area, and lists the power.
    pub(super) fn grant(&mut self, team: &TeamId, area: &AreaId, word: &str, meaning: &str) {
        let Ok(power) = word.parse::<Power>() else {
            return self.notes.say(format!("`{}` is no power", short(word)));
        };
        let listed = self.org.about.powers.entry(power.clone());
        listed.or_insert_with(|| meaning.to_owned());
        let key = (team.clone(), area.clone());
        let Some(team) = self.org.teams.get_mut(team) else {
            return;
        };
        let at = *self.grants.entry(key).or_insert(team.authority.len());
        match team.authority.get_mut(at) {
            Some(grant) => _ = grant.powers.insert(power),
            None => team.authority.push(Grant {
                area: area.clone(),
                powers: [power].into(),
                period: Period::default(),
            }),
        }
    }

    /// Gives a body control of an area.
    pub(super) fn control(&mut self, team: &TeamId, area: &AreaId) {
        self.grant(team, area, "control", "Runs the area and answers for it.");
    }

    /// Says who is in a body.
    pub(super) fn members(&mut self, team: &TeamId, members: Members) {
        if let Some(team) = self.org.teams.get_mut(team) {
            team.members = Roll::Known(members.finish());
        }
    }

    /// What was made, in order: no circles, and no rule that is not there.
    pub(super) fn finish(mut self, beside: BTreeMap<String, String>) -> Imported {
        super::tidy::cut_circles(&mut self.org, &mut self.notes);
        Imported {
            org: self.org,
            beside,
            notes: self.notes,
        }
    }
}

/// The members of a body, one term a person however often they are listed.
#[derive(Debug, Default)]
pub(super) struct Members {
    order: Vec<PersonId>,
    roles: BTreeMap<PersonId, Vec<String>>,
    whole: BTreeSet<TeamId>,
    past: BTreeSet<(PersonId, Option<String>)>,
}

impl Members {
    /// Adds somebody, in a role or in one more.
    pub(super) fn add(&mut self, person: PersonId, role: Option<&str>) {
        if !self.roles.contains_key(&person) {
            self.order.push(person.clone());
        }
        let roles = self.roles.entry(person).or_default();
        if let Some(role) = role
            && roles.len() < ROLES
            && !roles.iter().any(|known| known == role)
        {
            roles.push(role.to_owned());
        }
    }

    /// Adds whoever is in another body.
    pub(super) fn everyone_in(&mut self, team: TeamId) {
        self.whole.insert(team);
    }

    /// Adds somebody who was in it once; nobody says when.
    pub(super) fn once(&mut self, person: PersonId, role: Option<&str>) {
        self.past.insert((person, role.map(str::to_owned)));
    }

    fn finish(mut self) -> Vec<Membership> {
        let mut terms = Vec::new();
        for person in self.order {
            let roles = self.roles.remove(&person).unwrap_or_default();
            let mut term = Membership::of(Holder::Person(person), Period::default());
            term.role = (!roles.is_empty()).then(|| roles.join(", "));
            terms.push(term);
        }
        for team in self.whole {
            let except = BTreeSet::new();
            let holder = Holder::EveryoneIn { team, except };
            terms.push(Membership::of(holder, Period::default()));
        }
        let over = Period::new(None, Until::Unknown).unwrap_or_default();
        for (person, role) in self.past {
            let mut term = Membership::of(Holder::Person(person), over);
            term.role = role;
            terms.push(term);
        }
        terms
    }
}

/// A body with a purpose.
pub(super) fn body(name: String, kind: Kind, purpose: Option<String>) -> Team {
    Team {
        purpose,
        ..Team::named(name, kind)
    }
}

/// A thing of an area.
pub(super) fn asset(kind: &str, at: &str, note: Option<&str>) -> Asset {
    Asset {
        kind: kind.to_owned(),
        at: at.trim().to_owned(),
        note: note.map(str::to_owned),
    }
}

/// A text in one line, nothing where it is empty.
pub(super) fn line(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}
