//! The fields of a team that can be amended. Its members and its powers have
//! changes of their own.

use crate::base::{Date, NodePath, PartialDate, TeamId};
use crate::org::{Kind, Organisation, Team};
use crate::proposal::lookup;
use crate::proposal::refusal::{Problems, Refusal};

use super::{fields, place};

fields! {
    /// A field of a team.
    TeamField {
        /// Its name.
        Name(String) "name",
        /// What it is; never to or from `external`.
        Kind(Kind) "kind",
        /// The bodies that came after it.
        SucceededBy(Vec<TeamId>) "succeeded_by",
    }
    optional {
        /// What it is for.
        Purpose(String) "purpose",
        /// The body that it is shown under.
        PartOf(TeamId) "part_of",
        /// Its number of seats.
        Seats(u32) "seats",
        /// When it began.
        Formed(PartialDate) "formed",
    }
}

/// Sets the fields.
pub(super) fn apply(
    org: &mut Organisation,
    id: &TeamId,
    fields: &[TeamField],
    on: Date,
    problems: &mut Problems,
) {
    let path = problems.at("id");
    let found = lookup::team(org, id, path.clone())
        .and_then(|team| lookup::refuse_external(team, path).map(|()| team.clone()));
    let Some(mut team) = problems.take(found) else {
        return;
    };
    for field in fields {
        let path = place(problems, field);
        let tried = match field {
            TeamField::Kind(Kind::External) => {
                let why = format!("{} is a body of the organisation itself", team.name);
                Err(Refusal::new(path, why).hint("dissolve it, and form another"))
            }
            TeamField::PartOf(Some(above)) if above == id => {
                Err(Refusal::new(path, "a team cannot be part of itself"))
            }
            TeamField::PartOf(Some(above)) => lookup::living_team(org, above, on, path).map(|_| ()),
            TeamField::SucceededBy(next) => succeeded(org, id, &team, next, on, path),
            TeamField::Seats(Some(seats)) => enough(org, id, *seats, on, path),
            TeamField::Formed(Some(formed)) => begun(&team, *formed, on, path),
            _ => Ok(()),
        };
        problems.take(tried);
        set(&mut team, field.clone());
    }
    org.teams.insert(id.clone(), team);
}

fn set(team: &mut Team, field: TeamField) {
    match field {
        TeamField::Name(name) => team.name = name,
        TeamField::Kind(kind) => team.kind = kind,
        TeamField::SucceededBy(next) => team.succeeded_by = next,
        TeamField::Purpose(purpose) => team.purpose = purpose,
        TeamField::PartOf(above) => team.part_of = above,
        TeamField::Seats(seats) => team.seats = seats,
        TeamField::Formed(formed) => team.formed = formed,
    }
}

/// Only a team that is past has others that came after it.
fn succeeded(
    org: &Organisation,
    id: &TeamId,
    team: &Team,
    next: &[TeamId],
    on: Date,
    path: NodePath,
) -> Result<(), Refusal> {
    if !next.is_empty() && team.alive_on(on) {
        let why = format!("{} still exists", team.name);
        return Err(Refusal::new(path, why).hint("dissolve it, naming who comes after it"));
    }
    for (n, other) in next.iter().enumerate() {
        let path = path.clone().index(n);
        if other == id {
            return Err(Refusal::new(path, "a team cannot come after itself"));
        }
        lookup::team(org, other, path)?;
    }
    Ok(())
}

/// The start of a team is a matter of record: it lies before the day of
/// enactment if the team exists, and never after its end.
fn begun(team: &Team, formed: PartialDate, on: Date, path: NodePath) -> Result<(), Refusal> {
    let name = &team.name;
    let why = match team.dissolved {
        Some(gone) if gone.first_day() < formed.first_day() => {
            format!("{name} is dissolved since {gone}, before {formed}")
        }
        _ if formed.first_day() > on && team.alive_on(on) => format!("{name} exists already"),
        _ => return Ok(()),
    };
    Err(Refusal::new(path, why))
}

/// Nobody loses a seat by counting.
fn enough(
    org: &Organisation,
    id: &TeamId,
    seats: u32,
    on: Date,
    path: NodePath,
) -> Result<(), Refusal> {
    let serving = org.on(on).serving(id).unwrap_or_default();
    if u32::try_from(serving).is_ok_and(|serving| serving <= seats) {
        return Ok(());
    }
    let serve = if serving == 1 { "serves" } else { "serve" };
    let why = format!(
        "{serving} {serve} in {}, more than {}",
        org.team_name(id),
        lookup::count(seats as usize, "seat", "seats")
    );
    let refusal = Refusal::new(path, why).because(id.as_str());
    Err(refusal.hint("end a term before this change"))
}

#[cfg(test)]
mod tests {
    use super::super::Amend;
    use super::*;
    use crate::proposal::fixture::*;

    #[test]
    fn fields_are_set_and_unset() {
        let fields = vec![
            TeamField::Name("Operations".to_owned()),
            TeamField::PartOf(None),
            TeamField::Seats(Some(2)),
        ];
        let after = applied(Amend::Team(id("ops"), fields));
        let ops = &after.teams[&id("ops")];
        assert_eq!(ops.name, "Operations");
        assert_eq!((&ops.part_of, ops.seats), (&None, Some(2)));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let fields = vec![
            TeamField::PartOf(Some(id("ops"))),
            TeamField::Seats(Some(1)),
            TeamField::Kind(Kind::External),
            TeamField::SucceededBy(vec![id("core")]),
            TeamField::Formed(Some("2030".parse().unwrap())),
        ];
        assert_eq!(
            refused(Amend::Team(id("ops"), fields)),
            [
                "amend.set.part_of: a team cannot be part of itself",
                "amend.set.seats: 2 serve in Ops team, more than 1 seat",
                "amend.set.kind: Ops team is a body of the organisation itself",
                "amend.set.succeeded_by: Ops team still exists",
                "amend.set.formed: Ops team exists already",
            ]
        );
        let fields = vec![TeamField::Purpose(None)];
        assert_eq!(
            refused(Amend::Team(id("foundation"), fields)),
            ["amend.id: Foundation is outside the organisation; no proposal here changes it"]
        );
    }

    #[test]
    fn the_record_of_a_past_team_can_be_mended() {
        let fields = vec![TeamField::SucceededBy(vec![id("core")])];
        let after = applied(Amend::Team(id("founders"), fields));
        assert_eq!(after.teams[&id("founders")].succeeded_by, [id("core")]);
    }
}
