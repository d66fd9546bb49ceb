//! Rows of halls.

use super::{Hours, Offer, Plan, RuleSpec};
use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::PlaceId;
use blueprint::{Blueprint, Lang};
use db::{Record, Row, Tx};
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::Arc;

/// A plan as it is put together.
pub(crate) struct Parts {
    pub version: i64,
    pub hall: PlaceId,
    pub code: String,
    pub path: String,
    pub name_zh: String,
    pub name_en: String,
    pub zone: TimeZone,
    pub hours: Hours,
    pub exceptions: HashMap<String, Vec<[u16; 2]>>,
    pub broadcast: Option<String>,
    pub shut: Option<(Instant, String)>,
    pub rule: RuleSpec,
    pub offers: Vec<Offer>,
}

/// The plan of a hall as it is now.
pub(crate) fn plan(house: &House, tx: &mut Tx<'_>, hall: PlaceId) -> Result<Arc<Plan>, Error> {
    let version: Option<(i64,)> = tx.first("select plan from hall_log where hall = ?1", &[hall.into()])?;
    let (version,) = version.ok_or_else(|| Error::not_found("run-error-no-hall"))?;
    plan_of(house, tx, hall, version)
}

/// The plan of a hall at the version that was just read.
pub(crate) fn plan_of(house: &House, tx: &mut Tx<'_>, hall: PlaceId, version: i64) -> Result<Arc<Plan>, Error> {
    if let Some(plan) = house.plan_at(hall, version) {
        return Ok(plan);
    }
    let plan = Arc::new(load(tx, hall, version)?);
    house.keep_plan(&plan);
    Ok(plan)
}

/// The hall of a code.
pub(crate) fn by_code(tx: &mut Tx<'_>, code: &str) -> Result<PlaceId, Error> {
    let found: Option<(PlaceId,)> =
        tx.first("select id from place where kind = 'hall' and code = ?1", &[code.into()])?;
    found.map(|(id,)| id).ok_or_else(|| Error::not_found("run-error-no-hall"))
}

/// A set-up that has changed makes the plans at hand old.
pub(crate) fn changed(tx: &mut Tx<'_>, hall: PlaceId) -> Result<(), Error> {
    tx.run("update hall_log set plan = plan + 1 where hall = ?1", &[hall.into()])?;
    Ok(())
}

struct HallRow {
    code: String,
    path: String,
    name_zh: String,
    name_en: String,
    zone: String,
    rule: String,
    hours: String,
    broadcast: Option<String>,
    shut_at: Option<Instant>,
    shut_why: Option<String>,
}

impl Record for HallRow {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            code: row.next()?,
            path: row.next()?,
            name_zh: row.next()?,
            name_en: row.next()?,
            zone: row.next()?,
            rule: row.next()?,
            hours: row.next()?,
            broadcast: row.next()?,
            shut_at: row.next()?,
            shut_why: row.next()?,
        })
    }
}

fn load(tx: &mut Tx<'_>, hall: PlaceId, version: i64) -> Result<Plan, Error> {
    let row: HallRow = tx.one(
        "select p.code, p.path, p.name_zh, p.name_en, h.zone, h.rule, h.hours, h.broadcast, h.shut_at, h.shut_why
         from hall h
         join place p on p.id = h.id
         where h.id = ?1",
        &[hall.into()],
    )?;
    let exceptions: Vec<(String, String)> =
        tx.all("select day, hours from hall_exception where hall = ?1", &[hall.into()])?;
    let offers: Vec<OfferRow> = tx.all(
        "select purpose, letter, norm_s, skills, documents_zh, documents_en, preparation_zh, preparation_en, channels,
                removed_at
         from offer
         where hall = ?1
         order by position, purpose",
        &[hall.into()],
    )?;
    let blueprint = Blueprint::service_hall();
    Plan::build(Parts {
        version,
        hall,
        code: row.code,
        path: row.path,
        name_zh: row.name_zh,
        name_en: row.name_en,
        zone: TimeZone::get(&row.zone).map_err(|error| Error::Internal(error.to_string()))?,
        hours: json(&row.hours)?,
        exceptions: exceptions
            .into_iter()
            .map(|(day, hours)| Ok((day, json(&hours)?)))
            .collect::<Result<_, Error>>()?,
        broadcast: row.broadcast,
        shut: row.shut_at.map(|at| (at, row.shut_why.unwrap_or_default())),
        rule: json(&row.rule)?,
        offers: offers.into_iter().map(|offer| offer.complete(blueprint)).collect::<Result<_, Error>>()?,
    })
}

/// What a row keeps as JSON.
pub(crate) fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Internal(format!("a row holds {text:?}: {error}")))
}

struct OfferRow {
    purpose: String,
    letter: String,
    norm_s: Option<i64>,
    skills: Option<String>,
    documents_zh: Option<String>,
    documents_en: Option<String>,
    preparation_zh: Option<String>,
    preparation_en: Option<String>,
    channels: Option<String>,
    removed_at: Option<Instant>,
}

impl Record for OfferRow {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            purpose: row.next()?,
            letter: row.next()?,
            norm_s: row.next()?,
            skills: row.next()?,
            documents_zh: row.next()?,
            documents_en: row.next()?,
            preparation_zh: row.next()?,
            preparation_en: row.next()?,
            channels: row.next()?,
            removed_at: row.next()?,
        })
    }
}

impl OfferRow {
    /// What the hall does not say itself comes from the blueprint.
    fn complete(self, blueprint: &Blueprint) -> Result<Offer, Error> {
        let purpose = blueprint.purpose(&self.purpose);
        let texts = |own: Option<String>, lang: Lang, of: fn(&blueprint::Purpose) -> &Vec<blueprint::Text>| {
            own.map_or_else(
                || Ok(purpose.map(|p| of(p).iter().map(|t| t.get(lang).to_owned()).collect()).unwrap_or_default()),
                |own| json::<Vec<String>>(&own),
            )
        };
        let ids = |own: Option<String>, of: fn(&blueprint::Purpose) -> &Vec<String>| {
            own.map_or_else(|| Ok(purpose.map(|p| of(p).clone()).unwrap_or_default()), |own| json::<Vec<String>>(&own))
        };
        let named = |lang| purpose.map_or_else(|| self.purpose.clone(), |p| p.name.get(lang).to_owned());
        #[expect(clippy::cast_precision_loss, reason = "seconds of one service")]
        let own_norm = self.norm_s.map(|seconds| seconds as f64);
        Ok(Offer {
            name_zh: named(Lang::Zh),
            name_en: named(Lang::En),
            letter: self.letter,
            norm_s: own_norm.or(purpose.map(|p| p.norm_min * 60.0)).unwrap_or(600.0),
            skills: ids(self.skills, |p| &p.skills)?,
            documents_zh: texts(self.documents_zh, Lang::Zh, |p| &p.documents)?,
            documents_en: texts(self.documents_en, Lang::En, |p| &p.documents)?,
            preparation_zh: texts(self.preparation_zh, Lang::Zh, |p| &p.preparation)?,
            preparation_en: texts(self.preparation_en, Lang::En, |p| &p.preparation)?,
            channels: ids(self.channels, |p| &p.channels)?,
            offered: self.removed_at.is_none(),
            purpose: self.purpose,
        })
    }
}
