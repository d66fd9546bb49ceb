//! What a hall offers.

use super::{kept, store};
use crate::Error;
use crate::house::House;
use crate::kernel::kinds::PlaceId;
use crate::kernel::text;
use crate::run::visit;
use crate::staff::Actor;
use crate::staff::rights::Act;
use blueprint::Blueprint;
use db::Tx;
use serde::Serialize;
use serde_json::json;

/// What a hall says of a purpose. What is none is as the blueprint says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfferSpec {
    /// The purpose, one of the blueprint's.
    pub purpose: String,
    /// The letter of its tickets, A to Z; purposes may share one.
    pub letter: String,
    /// Norm of the service time, in seconds.
    pub norm_s: Option<i64>,
    /// Skills it takes.
    pub skills: Option<Vec<String>>,
    /// What to bring, in Chinese.
    pub documents_zh: Option<Vec<String>>,
    /// What to bring, in English.
    pub documents_en: Option<Vec<String>>,
    /// What can be done beforehand, in Chinese.
    pub preparation_zh: Option<Vec<String>>,
    /// What can be done beforehand, in English.
    pub preparation_en: Option<Vec<String>>,
    /// Channels that could do it instead.
    pub channels: Option<Vec<String>>,
    /// Whether new tickets are given for it.
    pub offered: bool,
}

/// The longest norm, in seconds: a working day.
const LONGEST_NORM_S: i64 = 8 * 3600;

impl OfferSpec {
    /// As the blueprint has it, under a letter.
    pub fn plain(purpose: &str, letter: char) -> Self {
        Self {
            purpose: purpose.to_owned(),
            letter: letter.to_string(),
            norm_s: None,
            skills: None,
            documents_zh: None,
            documents_en: None,
            preparation_zh: None,
            preparation_en: None,
            channels: None,
            offered: true,
        }
    }

    /// Cleaned, and with nothing in it that the blueprint does not know.
    pub(crate) fn parsed(&self) -> Result<Self, Error> {
        let blueprint = Blueprint::service_hall();
        if blueprint.purpose(&self.purpose).is_none() {
            let known =
                blueprint.purposes.iter().map(|purpose| purpose.id.as_str()).collect::<Vec<_>>().join(", ");
            let purpose: String = self.purpose.chars().filter(|c| !c.is_control()).take(40).collect();
            return Err(Error::invalid("purpose", "hall-error-purpose")
                .with("purpose", purpose)
                .with("known", known));
        }
        let letter = self.letter.trim().to_ascii_uppercase();
        if letter.len() != 1 || !letter.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(Error::invalid("letter", "hall-error-letter"));
        }
        if self.norm_s.is_some_and(|seconds| !(1..=LONGEST_NORM_S).contains(&seconds)) {
            return Err(Error::invalid("norm_min", "hall-error-norm").with("most", LONGEST_NORM_S / 60));
        }
        let texts =
            |field, list: &Option<Vec<String>>| list.as_ref().map(|list| lines(field, list)).transpose();
        Ok(Self {
            purpose: self.purpose.clone(),
            letter,
            norm_s: self.norm_s,
            skills: known("skills", &self.skills, &blueprint.skills)?,
            documents_zh: texts("documents_zh", &self.documents_zh)?,
            documents_en: texts("documents_en", &self.documents_en)?,
            preparation_zh: texts("preparation_zh", &self.preparation_zh)?,
            preparation_en: texts("preparation_en", &self.preparation_en)?,
            channels: known("channels", &self.channels, &blueprint.channels)?,
            offered: self.offered,
        })
    }
}

/// Lines of a list, without the empty ones.
fn lines(field: &'static str, list: &[String]) -> Result<Vec<String>, Error> {
    if list.len() > 30 {
        return Err(Error::invalid(field, "hall-error-many").with("most", 30));
    }
    let cleaned: Vec<String> =
        list.iter().map(|line| text::maybe(field, line, 120)).collect::<Result<_, _>>()?;
    Ok(cleaned.into_iter().filter(|line| !line.is_empty()).collect())
}

/// Ids that the blueprint knows, each once.
fn known(
    field: &'static str,
    ids: &Option<Vec<String>>,
    of: &[blueprint::Named],
) -> Result<Option<Vec<String>>, Error> {
    let Some(ids) = ids else { return Ok(None) };
    let mut parsed: Vec<String> = Vec::with_capacity(ids.len());
    for id in ids {
        if !of.iter().any(|named| named.id == *id) {
            let known = of.iter().map(|named| named.id.as_str()).collect::<Vec<_>>().join(", ");
            let id: String = id.chars().filter(|c| !c.is_control()).take(40).collect();
            return Err(Error::invalid(field, "hall-error-unknown").with("value", id).with("known", known));
        }
        if !parsed.contains(id) {
            parsed.push(id.clone());
        }
    }
    Ok(Some(parsed))
}

/// Offers a purpose, changes what is said of it, or offers it again; a new one comes last.
///
/// # Errors
/// The blueprint does not know the purpose, a skill or a channel; a value is out of range.
pub fn set_offer(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    offer: &OfferSpec,
) -> Result<(), Error> {
    let plan = store::begin(house, tx, actor, hall, Act::SetUpHall)?;
    let offer = offer.parsed()?;
    let before = store::offers(tx, hall)?.into_iter().find(|other| other.purpose == offer.purpose);
    store::set_offer(tx, hall, &offer, house.clock.now())?;
    // too many skills together are found only when the plan is put together
    store::load(tx, hall, plan.version)?;
    kept(house, tx, actor, ("offer_set", &plan), &before, &offer)
}

/// Gives no new tickets for a purpose. Who waits for it is still served; returns how many these are.
///
/// # Errors
/// It is not offered.
pub fn remove_offer(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    purpose: &str,
) -> Result<usize, Error> {
    let plan = store::begin(house, tx, actor, hall, Act::SetUpHall)?;
    let offers = store::offers(tx, hall)?;
    let offer = offers.into_iter().find(|offer| offer.purpose == purpose && offer.offered);
    let mut offer =
        offer.ok_or_else(|| Error::invalid("purpose", "run-error-purpose").with("purpose", purpose))?;
    offer.offered = false;
    store::set_offer(tx, hall, &offer, house.clock.now())?;
    let waiting = waiting_for(tx, hall, purpose)?;
    let (before, after) =
        (json!({ "purpose": purpose, "offered": true }), json!({ "purpose": purpose, "offered": false }));
    kept(house, tx, actor, ("offer_removed", &plan), &before, &after)?;
    Ok(waiting)
}

/// How many wait for a purpose.
///
/// # Errors
/// Those of the database.
pub fn waiting_for(tx: &mut Tx<'_>, hall: PlaceId, purpose: &str) -> Result<usize, Error> {
    Ok(visit::store::waiting(tx, hall)?.iter().filter(|line| line.purpose == purpose).count())
}

/// Puts the offers in this order; those that are not named come after.
///
/// # Errors
/// One of them is none of the hall's.
pub fn order_offers(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    order: &[String],
) -> Result<(), Error> {
    let plan = store::begin(house, tx, actor, hall, Act::SetUpHall)?;
    let before: Vec<String> = plan.offers.iter().map(|offer| offer.purpose.clone()).collect();
    if let Some(stranger) = order.iter().find(|purpose| !before.contains(purpose)) {
        return Err(Error::invalid("purpose", "run-error-purpose").with("purpose", stranger));
    }
    let mut after = order.to_vec();
    after.dedup();
    after.extend(before.iter().filter(|purpose| !order.contains(purpose)).cloned());
    for (position, purpose) in (0..).zip(&after) {
        store::set_offer_position(tx, hall, purpose, position)?;
    }
    kept(house, tx, actor, ("offers_ordered", &plan), &json!({ "order": before }), &json!({ "order": after }))
}
