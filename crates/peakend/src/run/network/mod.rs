//! The tree of places: network, provinces, cities, halls.
//!
//! A place lies under one of a higher level, so that there can be no cycle; levels may be left out, as a city that answers to
//! no province does. There is one network. Its code is its name in addresses and never changes: codes are on the walls of
//! halls. A place that is closed for good stays where it is, with all that happened there.

pub mod act;
pub mod api;
pub mod page;
pub(crate) mod store;

use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::PlaceId;
use crate::kernel::words;
use crate::staff::Actor;
use crate::staff::rights::Act;
use crate::ui::frame::Step;
use crate::ui::text::Language;
use db::Tx;

words! {
    /// The levels of the tree, from the root down.
    pub enum PlaceKind {
        /// All of it; there is one.
        Network = "network",
        /// A province.
        Province = "province",
        /// A city.
        City = "city",
        /// A hall.
        Hall = "hall",
    }
}

impl PlaceKind {
    /// Whether a place of this level may lie directly under one of `above`.
    pub fn fits_under(self, above: Option<Self>) -> bool {
        match above {
            None => self == Self::Network,
            Some(above) => above < self && self != Self::Network && above != Self::Hall,
        }
    }
}

/// A place of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its id.
    pub id: PlaceId,
    /// Its level.
    pub kind: PlaceKind,
    /// What it lies under; none for the network.
    pub parent: Option<PlaceId>,
    /// Its code, used in addresses.
    pub code: String,
    /// `/` and the codes from the root down, each followed by `/`.
    pub path: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// Its place among those beside it.
    pub position: i64,
    /// Since when it is closed for good.
    pub closed_at: Option<Instant>,
}

impl Place {
    /// Its name.
    pub fn name(&self, language: Language) -> &str {
        match language {
            Language::ZhCn => &self.name_zh,
            Language::En => &self.name_en,
        }
    }
}

/// The steps from the root to a place, for the frame of a page; the last is where one is and leads nowhere.
///
/// # Errors
/// Those of the database.
pub fn steps(tx: &mut Tx<'_>, path: &str, language: Language) -> Result<Vec<Step>, Error> {
    let places = store::along(tx, path)?;
    let step = |place: &Place| Step {
        name: place.name(language).to_owned(),
        href: (place.path != path).then(|| format!("/run/{}", place.code)),
    };
    Ok(places.iter().map(step).collect())
}

/// As [`steps`], and then a page of the place itself.
///
/// # Errors
/// Those of the database.
pub fn steps_to(tx: &mut Tx<'_>, path: &str, language: Language, page: String) -> Result<Vec<Step>, Error> {
    let places = store::along(tx, path)?;
    let mut steps: Vec<Step> = places
        .iter()
        .map(|place| Step {
            name: place.name(language).to_owned(),
            href: Some(format!("/run/{}", place.code)),
        })
        .collect();
    steps.push(Step { name: page, href: None });
    Ok(steps)
}

/// The halls at a place and under it, in the order of the tree.
///
/// # Errors
/// Those of the database.
pub fn halls_under(tx: &mut Tx<'_>, path: &str) -> Result<Vec<Place>, Error> {
    let places = under(tx, path)?;
    Ok(places.into_iter().filter(|place| place.kind == PlaceKind::Hall).collect())
}

/// A place and everything under it, in the order of the tree: each place before what is under it.
///
/// # Errors
/// Those of the database.
pub fn under(tx: &mut Tx<'_>, path: &str) -> Result<Vec<Place>, Error> {
    Ok(in_order(store::under(tx, path)?))
}

/// The places that somebody sees, in the order of the tree: those under which they have a right, and only these.
///
/// # Errors
/// There is none.
pub fn seen(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<Place>, Error> {
    let places = under(tx, "/")?;
    let seen: Vec<Place> = places.into_iter().filter(|place| actor.may(Act::SeeFloor, &place.path)).collect();
    if seen.is_empty() {
        actor.must(Act::SeeFloor, "/")?;
    }
    Ok(seen)
}

/// The place of a code.
///
/// # Errors
/// There is none.
pub fn by_code(tx: &mut Tx<'_>, code: &str) -> Result<Place, Error> {
    store::by_code(tx, code)?.ok_or_else(|| Error::not_found("hall-error-no-place").with("code", code))
}

/// The network itself; none before it is set up.
///
/// # Errors
/// Those of the database.
pub fn root(tx: &mut Tx<'_>) -> Result<Option<Place>, Error> {
    store::root(tx)
}

/// A code for addresses: small letters, digits and hyphens, at most 40.
///
/// # Errors
/// It is anything else; `field` is the field at fault.
pub fn code(field: &'static str, text: &str) -> Result<String, Error> {
    let text = text.trim();
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let ends = text.starts_with('-') || text.ends_with('-');
    if text.is_empty() || text.len() > 40 || ends || !text.chars().all(good) {
        let shown: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
        return Err(Error::invalid(field, "hall-error-code").with("code", shown));
    }
    Ok(text.to_owned())
}

/// Each place before what is under it, siblings by position.
fn in_order(places: Vec<Place>) -> Vec<Place> {
    use std::collections::{HashMap, HashSet};
    let known: HashSet<PlaceId> = places.iter().map(|place| place.id).collect();
    let mut under: HashMap<Option<PlaceId>, Vec<Place>> = HashMap::new();
    for place in places {
        // the top of the part that was asked for counts as a root
        let parent = place.parent.filter(|parent| known.contains(parent));
        under.entry(parent).or_default().push(place);
    }
    let mut ordered = Vec::with_capacity(known.len());
    let mut next = under.remove(&None).unwrap_or_default();
    next.reverse();
    while let Some(place) = next.pop() {
        let mut children = under.remove(&Some(place.id)).unwrap_or_default();
        children.reverse();
        next.append(&mut children);
        ordered.push(place);
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::PlaceKind::{City, Hall, Network, Province};

    #[test]
    fn a_code_is_fit_for_an_address() {
        assert_eq!(super::code("code", " wensan-2 ").unwrap(), "wensan-2");
        for bad in ["", "Wensan", "文三", "a/b", "-a", "a-", "a b"] {
            assert!(super::code("code", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_place_lies_under_a_higher_level_only() {
        assert!(Network.fits_under(None) && !Hall.fits_under(None));
        for (kind, above, fits) in [
            (Province, Network, true),
            (City, Network, true),
            (Hall, Network, true),
            (City, Province, true),
            (Hall, City, true),
            (Network, Network, false),
            (Province, Province, false),
            (Province, City, false),
            (Hall, Hall, false),
            (City, Hall, false),
        ] {
            assert_eq!(kind.fits_under(Some(above)), fits, "{kind} under {above}");
        }
    }
}
