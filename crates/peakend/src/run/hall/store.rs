//! Rows of halls.

use super::act::{Facts, OfferSpec};
use super::{Hours, Offer, Plan, RuleSpec};
use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::PlaceId;
use crate::run::planning;
use crate::staff::Actor;
use crate::staff::rights::Act;
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
    pub address_zh: String,
    pub address_en: String,
    pub phone: String,
    pub zone: TimeZone,
    pub closed: bool,
    pub hours: Hours,
    pub exceptions: HashMap<String, Vec<[u16; 2]>>,
    pub broadcast: Option<String>,
    pub shut: Option<(Instant, String)>,
    pub rule: RuleSpec,
    pub offers: Vec<Offer>,
    pub planning: planning::InForce,
}

/// The plan of a hall as it is now.
pub(crate) fn plan(house: &House, tx: &mut Tx<'_>, hall: PlaceId) -> Result<Arc<Plan>, Error> {
    let version: Option<(i64,)> = tx.first("select plan from hall_log where hall = ?1", &[hall.into()])?;
    let (version,) = version.ok_or_else(|| Error::not_found("run-error-no-hall"))?;
    plan_of(house, tx, hall, version)
}

/// The plan of a hall at the version that was just read.
pub(crate) fn plan_of(
    house: &House,
    tx: &mut Tx<'_>,
    hall: PlaceId,
    version: i64,
) -> Result<Arc<Plan>, Error> {
    if let Some(plan) = house.plan_at(hall, version) {
        return Ok(plan);
    }
    let plan = Arc::new(load(tx, hall, version)?);
    house.keep_plan(&plan);
    Ok(plan)
}

/// The version of every hall's set-up.
pub(crate) fn versions(tx: &mut Tx<'_>) -> Result<Vec<(PlaceId, i64)>, Error> {
    Ok(tx.all("select hall, plan from hall_log", &[])?)
}

/// The hall of a code.
pub(crate) fn by_code(tx: &mut Tx<'_>, code: &str) -> Result<PlaceId, Error> {
    let found: Option<(PlaceId,)> =
        tx.first("select id from place where kind = 'hall' and code = ?1", &[code.into()])?;
    found.map(|(id,)| id).ok_or_else(|| Error::not_found("run-error-no-hall"))
}

/// A hall by its name.
pub(crate) struct Named {
    pub code: String,
    pub path: String,
    pub name_zh: String,
    pub name_en: String,
}

impl Record for Named {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self { code: row.next()?, path: row.next()?, name_zh: row.next()?, name_en: row.next()? })
    }
}

/// The other halls under the same place.
pub(crate) fn beside(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Vec<Named>, Error> {
    Ok(tx.all(
        "select other.code, other.path, other.name_zh, other.name_en
         from place here
         join place other on other.parent = here.parent
         where here.id = ?1 and other.id <> ?1 and other.kind = 'hall' and other.closed_at is null
         order by other.position, other.code",
        &[hall.into()],
    )?)
}

/// A set-up that has changed makes the plans at hand old. Returns the new version.
pub(crate) fn changed(tx: &mut Tx<'_>, hall: PlaceId) -> Result<i64, Error> {
    let version: Option<(i64,)> =
        tx.first("update hall_log set plan = plan + 1 where hall = ?1 returning plan", &[hall.into()])?;
    version.map(|(version,)| version).ok_or_else(|| Error::not_found("run-error-no-hall"))
}

/// What is set for every hall of a part of the tree has changed; those who look at these halls are told.
pub(crate) fn changed_under(house: &House, tx: &mut Tx<'_>, path: &str) -> Result<(), Error> {
    // one statement: a network has a thousand halls
    let halls: Vec<(PlaceId,)> = tx.all(
        "update hall_log set plan = plan + 1
         where hall in (select id from place where kind = 'hall' and substr(path, 1, length(?1)) = ?1)
         returning hall",
        &[path.into()],
    )?;
    for (hall,) in halls {
        let bus = house.bus.clone();
        tx.after_commit(move || bus.tell(hall));
    }
    Ok(())
}

/// Begins a change of the set-up: takes the hall for this transaction and returns its plan as it was. It is not kept for
/// others, because what is read here may be rolled back.
pub(crate) fn begin(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    hall: PlaceId,
    act: Act,
) -> Result<Plan, Error> {
    let version = changed(tx, hall)?;
    let plan = load(tx, hall, version)?;
    actor.must(act, &plan.path)?;
    let bus = house.bus.clone();
    tx.after_commit(move || bus.tell(hall));
    Ok(plan)
}

struct HallRow {
    code: String,
    path: String,
    name_zh: String,
    name_en: String,
    address_zh: String,
    address_en: String,
    phone: String,
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
            address_zh: row.next()?,
            address_en: row.next()?,
            phone: row.next()?,
            zone: row.next()?,
            rule: row.next()?,
            hours: row.next()?,
            broadcast: row.next()?,
            shut_at: row.next()?,
            shut_why: row.next()?,
        })
    }
}

/// The plan as it stands in this transaction.
pub(crate) fn load(tx: &mut Tx<'_>, hall: PlaceId, version: i64) -> Result<Plan, Error> {
    let row: HallRow = tx.one(
        "select p.code, p.path, p.name_zh, p.name_en, h.address_zh, h.address_en, h.phone, h.zone, h.rule,
                h.hours, h.broadcast, h.shut_at, h.shut_why
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
    let (closed,): (i64,) = tx.one(
        "select count(*) from place where closed_at is not null and substr(?1, 1, length(path)) = path",
        &[(&row.path).into()],
    )?;
    let planning = planning::store::in_force(tx, &row.path)?;
    let blueprint = Blueprint::service_hall();
    Plan::build(Parts {
        version,
        hall,
        code: row.code,
        path: row.path,
        name_zh: row.name_zh,
        name_en: row.name_en,
        address_zh: row.address_zh,
        address_en: row.address_en,
        phone: row.phone,
        closed: closed > 0,
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
        planning,
    })
}

/// What a row keeps as JSON.
pub(crate) fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Internal(format!("a row holds {text:?}: {error}")))
}

/// A list as a row keeps it.
fn text<T: serde::Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))
}

/// What a hall says of itself beyond its place in the tree.
pub(crate) fn insert(tx: &mut Tx<'_>, hall: PlaceId, facts: &Facts, hours: &Hours) -> Result<(), Error> {
    tx.run(
        "insert into hall (id, zone, address_zh, address_en, phone, rule, hours) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            hall.into(),
            (&facts.zone).into(),
            (&facts.address_zh).into(),
            (&facts.address_en).into(),
            (&facts.phone).into(),
            text(&RuleSpec::default())?.into(),
            text(hours)?.into(),
        ],
    )?;
    tx.run("insert into hall_log (hall, seq, at, plan, turn) values (?1, 0, 0, 1, 0)", &[hall.into()])?;
    Ok(())
}

pub(crate) fn set_facts(tx: &mut Tx<'_>, hall: PlaceId, facts: &Facts) -> Result<(), Error> {
    tx.run(
        "update hall set zone = ?2, address_zh = ?3, address_en = ?4, phone = ?5 where id = ?1",
        &[
            hall.into(),
            (&facts.zone).into(),
            (&facts.address_zh).into(),
            (&facts.address_en).into(),
            (&facts.phone).into(),
        ],
    )?;
    Ok(())
}

pub(crate) fn set_hours(tx: &mut Tx<'_>, hall: PlaceId, hours: &Hours) -> Result<(), Error> {
    tx.run("update hall set hours = ?2 where id = ?1", &[hall.into(), text(hours)?.into()])?;
    Ok(())
}

pub(crate) fn set_rule(tx: &mut Tx<'_>, hall: PlaceId, rule: &RuleSpec) -> Result<(), Error> {
    tx.run("update hall set rule = ?2 where id = ?1", &[hall.into(), text(rule)?.into()])?;
    Ok(())
}

pub(crate) fn set_shut(tx: &mut Tx<'_>, hall: PlaceId, shut: Option<(Instant, &str)>) -> Result<(), Error> {
    let (at, why) = shut.unzip();
    tx.run(
        "update hall set shut_at = ?2, shut_why = ?3 where id = ?1",
        &[hall.into(), at.into(), why.into()],
    )?;
    Ok(())
}

pub(crate) fn set_broadcast(tx: &mut Tx<'_>, hall: PlaceId, line: Option<&str>) -> Result<(), Error> {
    tx.run("update hall set broadcast = ?2 where id = ?1", &[hall.into(), line.into()])?;
    Ok(())
}

/// A dated exception and what is said of it.
pub(crate) struct ExceptionRow {
    pub day: String,
    pub hours: Vec<[u16; 2]>,
    pub note: String,
}

/// The exceptions from a day on, in their order.
pub(crate) fn exceptions(tx: &mut Tx<'_>, hall: PlaceId, from: &str) -> Result<Vec<ExceptionRow>, Error> {
    let rows: Vec<(String, String, String)> = tx.all(
        "select day, hours, note from hall_exception where hall = ?1 and day >= ?2 order by day",
        &[hall.into(), from.into()],
    )?;
    rows.into_iter().map(|(day, hours, note)| Ok(ExceptionRow { day, hours: json(&hours)?, note })).collect()
}

pub(crate) fn set_exception(tx: &mut Tx<'_>, hall: PlaceId, row: &ExceptionRow) -> Result<(), Error> {
    tx.run(
        "insert into hall_exception (hall, day, hours, note) values (?1, ?2, ?3, ?4)
         on conflict (hall, day) do update set hours = excluded.hours, note = excluded.note",
        &[hall.into(), (&row.day).into(), text(&row.hours)?.into(), (&row.note).into()],
    )?;
    Ok(())
}

pub(crate) fn remove_exception(tx: &mut Tx<'_>, hall: PlaceId, day: &str) -> Result<bool, Error> {
    let gone =
        tx.run("delete from hall_exception where hall = ?1 and day = ?2", &[hall.into(), day.into()])?;
    Ok(gone > 0)
}

/// What a hall itself says of its offers, also of those it no longer has, in their order; what it does not say is the blueprint's.
pub(crate) fn offers(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Vec<OfferSpec>, Error> {
    let rows: Vec<OfferRow> = tx.all(
        "select purpose, letter, norm_s, skills, documents_zh, documents_en, preparation_zh, preparation_en, channels,
                removed_at
         from offer
         where hall = ?1
         order by position, purpose",
        &[hall.into()],
    )?;
    rows.into_iter().map(OfferRow::own).collect()
}

/// Offers something, or changes what is said of an offer; a new one comes last.
pub(crate) fn set_offer(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    offer: &OfferSpec,
    now: Instant,
) -> Result<(), Error> {
    let list = |list: &Option<Vec<String>>| list.as_ref().map(text).transpose();
    let removed_at = (!offer.offered).then_some(now);
    tx.run(
        "insert into offer (hall, purpose, letter, norm_s, skills, documents_zh, documents_en, preparation_zh,
                            preparation_en, channels, removed_at, position)
         select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,
                (select coalesce(max(position) + 1, 0) from offer where hall = ?1)
         where true
         on conflict (hall, purpose) do update
         set letter = excluded.letter, norm_s = excluded.norm_s, skills = excluded.skills,
             documents_zh = excluded.documents_zh, documents_en = excluded.documents_en,
             preparation_zh = excluded.preparation_zh, preparation_en = excluded.preparation_en,
             channels = excluded.channels, removed_at = excluded.removed_at",
        &[
            hall.into(),
            (&offer.purpose).into(),
            (&offer.letter).into(),
            offer.norm_s.into(),
            list(&offer.skills)?.into(),
            list(&offer.documents_zh)?.into(),
            list(&offer.documents_en)?.into(),
            list(&offer.preparation_zh)?.into(),
            list(&offer.preparation_en)?.into(),
            list(&offer.channels)?.into(),
            removed_at.into(),
        ],
    )?;
    Ok(())
}

pub(crate) fn set_offer_position(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    purpose: &str,
    position: i64,
) -> Result<(), Error> {
    tx.run(
        "update offer set position = ?3 where hall = ?1 and purpose = ?2",
        &[hall.into(), purpose.into(), position.into()],
    )?;
    Ok(())
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
    /// What the hall itself says.
    fn own(self) -> Result<OfferSpec, Error> {
        let list = |own: Option<String>| own.map(|own| json(&own)).transpose();
        Ok(OfferSpec {
            purpose: self.purpose,
            letter: self.letter,
            norm_s: self.norm_s,
            skills: list(self.skills)?,
            documents_zh: list(self.documents_zh)?,
            documents_en: list(self.documents_en)?,
            preparation_zh: list(self.preparation_zh)?,
            preparation_en: list(self.preparation_en)?,
            channels: list(self.channels)?,
            offered: self.removed_at.is_none(),
        })
    }

    /// What the hall does not say itself comes from the blueprint.
    fn complete(self, blueprint: &Blueprint) -> Result<Offer, Error> {
        let purpose = blueprint.purpose(&self.purpose);
        let texts =
            |own: Option<String>, lang: Lang, of: fn(&blueprint::Purpose) -> &Vec<blueprint::Text>| {
                own.map_or_else(
                    || {
                        Ok(purpose
                            .map(|p| of(p).iter().map(|t| t.get(lang).to_owned()).collect())
                            .unwrap_or_default())
                    },
                    |own| json::<Vec<String>>(&own),
                )
            };
        let ids = |own: Option<String>, of: fn(&blueprint::Purpose) -> &Vec<String>| {
            own.map_or_else(
                || Ok(purpose.map(|p| of(p).clone()).unwrap_or_default()),
                |own| json::<Vec<String>>(&own),
            )
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

impl Record for super::api::HallLine {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            code: row.next()?,
            path: row.next()?,
            name_zh: row.next()?,
            name_en: row.next()?,
        })
    }
}

/// The halls whose code comes after this one, by their codes.
pub(crate) fn codes_after(tx: &mut Tx<'_>, code: &str) -> Result<Vec<super::api::HallLine>, Error> {
    Ok(tx.all(
        "select id, code, path, name_zh, name_en
         from place
         where kind = 'hall' and closed_at is null and code > ?1
         order by code",
        &[code.into()],
    )?)
}
