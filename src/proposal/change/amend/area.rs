//! The fields of an area that can be amended.

use crate::base::{AreaId, Date, PartialDate};
use crate::org::{Area, Asset, Organisation};
use crate::proposal::refusal::{Problems, Refusal};
use crate::proposal::{effect, lookup};

use super::{fields, place};

fields! {
    /// A field of an area.
    AreaField {
        /// Its name.
        Name(String) "name",
        /// Whether several teams may control it at once.
        Shared(bool) "shared",
        /// The things themselves.
        Assets(Vec<Asset>) "assets",
    }
    optional {
        /// What it covers.
        Purpose(String) "purpose",
        /// The area that it is shown under.
        PartOf(AreaId) "part_of",
        /// When it began.
        Opened(PartialDate) "opened",
    }
}

/// Sets the fields.
pub(super) fn apply(
    org: &mut Organisation,
    id: &AreaId,
    fields: &[AreaField],
    on: Date,
    problems: &mut Problems,
) {
    let Some(mut area) = problems
        .take(lookup::area(org, id, problems.at("id")))
        .cloned()
    else {
        return;
    };
    for field in fields {
        let path = place(problems, field);
        let tried = match field {
            AreaField::Shared(false) => {
                let controllers = effect::controllers(org, id, on);
                if controllers.len() > 1 {
                    let names = controllers.iter().map(|team| org.team_name(team));
                    let why = format!("{} control {}", lookup::listed(names), area.name);
                    let hint = "write `revoke` before this change, until one is left";
                    Err(Refusal::new(path, why).hint(hint).because(id.as_str()))
                } else {
                    Ok(())
                }
            }
            AreaField::PartOf(Some(above)) if above == id => {
                Err(Refusal::new(path, "an area cannot be part of itself"))
            }
            AreaField::PartOf(Some(above)) => lookup::living_area(org, above, on, path).map(|_| ()),
            AreaField::Opened(Some(opened)) => match area.closed {
                Some(gone) if gone.first_day() < opened.first_day() => {
                    let why = format!("{} is closed since {gone}, before {opened}", area.name);
                    Err(Refusal::new(path, why))
                }
                _ if opened.first_day() > on && area.alive_on(on) => {
                    Err(Refusal::new(path, format!("{} exists already", area.name)))
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        };
        problems.take(tried);
        set(&mut area, field.clone());
    }
    org.areas.insert(id.clone(), area);
}

fn set(area: &mut Area, field: AreaField) {
    match field {
        AreaField::Name(name) => area.name = name,
        AreaField::Shared(shared) => area.shared = shared,
        AreaField::Assets(assets) => area.assets = assets,
        AreaField::Purpose(purpose) => area.purpose = purpose,
        AreaField::PartOf(above) => area.part_of = above,
        AreaField::Opened(opened) => area.opened = opened,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Amend;
    use super::*;
    use crate::proposal::fixture::*;

    #[test]
    fn an_area_of_several_stays_shared() {
        let share = |area: &str, shared| Amend::Area(id(area), vec![AreaField::Shared(shared)]);
        assert!(applied(share("website", true)).areas[&id("website")].shared);
        assert_eq!(
            refused(share("docs", false)),
            ["amend.set.shared: Fellows and Ops team control Documentation"]
        );
    }

    #[test]
    fn an_area_lies_in_another() {
        let part = |of: &str| Amend::Area(id("chat"), vec![AreaField::PartOf(Some(id(of)))]);
        let after = applied(part("website"));
        assert_eq!(after.areas[&id("chat")].part_of, Some(id("website")));
        assert_eq!(
            refused(part("chat")),
            ["amend.set.part_of: an area cannot be part of itself"]
        );
        assert_eq!(refused(part("core")), ["amend.set.part_of: no area `core`"]);
    }
}
