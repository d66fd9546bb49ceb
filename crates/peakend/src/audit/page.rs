//! The page of the audit.

use super::store::Kept;
use super::{Change, Entry, Wanted, look, visits};
use crate::Error;
use crate::house::House;
use crate::http::page::{Page, encode};
use crate::http::who::Asker;
use crate::kernel::kinds::AuditId;
use crate::kernel::{Cursor, Instant, Page as Cut};
use crate::run::network::{self, PlaceKind};
use crate::staff::Actor;
use crate::staff::rights::Act;
use crate::ui::frame::Frame;
use crate::ui::text::Texts;
use askama::Template;
use axum::extract::{Query, State};
use db::Tx;

/// Lines on one page.
const PAGE: usize = 50;

/// What is looked for, as the address says it.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Looked {
    /// The code of a place; its lines and those of all under it.
    #[serde(default)]
    pub place: String,
    /// A person's id or name.
    #[serde(default)]
    pub person: String,
    /// What was done.
    #[serde(default)]
    pub act: String,
    /// A ticket's number, to see what was done to its visit.
    #[serde(default)]
    pub ticket: String,
    /// The first local day.
    #[serde(default)]
    pub from: String,
    /// The last local day.
    #[serde(default)]
    pub to: String,
    /// The cursor of the page before.
    #[serde(default)]
    pub after: String,
}

/// The page.
#[derive(Template)]
#[template(path = "audit/audit.html")]
pub struct Audit {
    frame: Frame,
    looked: Looked,
    lines: Vec<Shown>,
    acts: Vec<String>,
    next: Option<String>,
    visits: Option<Vec<visits::Shown>>,
}

/// A line as it is shown.
struct Shown {
    entry: Entry,
    when: String,
    act: String,
    changes: Vec<Change>,
}

impl Audit {
    fn act_name(&self, act: &str) -> String {
        act_name(self.frame.t, act)
    }
}

/// What was done, in the reader's words; the word itself if they have none.
fn act_name(t: &Texts, act: &str) -> String {
    let id = format!("audit-act-{}", act.replace('_', "-"));
    if t.has(&id) { t.say(&id) } else { act.to_owned() }
}

/// The highest place where somebody sees the audit.
fn reach(actor: &Actor) -> Result<String, Error> {
    let seen = actor.grants.iter().filter(|grant| actor.may(Act::SeeAudit, &grant.path));
    match seen.map(|grant| grant.path.clone()).min_by_key(String::len) {
        Some(path) => Ok(path),
        None => actor.must(Act::SeeAudit, "/net/").map(|()| "/net/".to_owned()),
    }
}

/// The instants at which a local day begins and ends.
fn day(house: &House, field: &'static str, text: &str) -> Result<Option<[Instant; 2]>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    let bad = || Error::invalid(field, "audit-error-day");
    let zone = jiff::tz::TimeZone::get(&house.config.zone).map_err(|_| bad())?;
    let date: jiff::civil::Date = text.parse().map_err(|_| bad())?;
    let begins =
        |date: jiff::civil::Date| date.to_zoned(zone.clone()).map(|at| Instant::from(at.timestamp()));
    let next = date.tomorrow().map_err(|_| bad())?;
    Ok(Some([begins(date).map_err(|_| bad())?, begins(next).map_err(|_| bad())?]))
}

fn wanted(house: &House, looked: &Looked) -> Result<Wanted, Error> {
    let from = day(house, "from", &looked.from)?.map_or(Instant(i64::MIN), |[begin, _]| begin);
    let to = day(house, "to", &looked.to)?.map_or(Instant(i64::MAX), |[_, end]| end);
    let after = match looked.after.as_str() {
        "" => AuditId::of(uuid::Uuid::max()),
        text => text.parse().map_err(|_| Error::invalid("after", "audit-error-cursor"))?,
    };
    let plain =
        |text: &str| text.chars().filter(|c| !c.is_control()).take(80).collect::<String>().trim().to_owned();
    Ok(Wanted {
        path: String::new(),
        person: plain(&looked.person),
        act: plain(&looked.act),
        period: [from, to],
        after,
    })
}

/// The lines that are looked for, where the actor sees the audit, one more than `limit`; and the acts that there are.
pub(super) fn find(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    looked: &Looked,
    limit: usize,
) -> Result<(Cut<Kept>, Vec<String>), Error> {
    let mut wanted = wanted(house, looked)?;
    wanted.path = reach(actor)?;
    let place = looked.place.trim();
    if !place.is_empty() {
        let place = network::by_code(tx, place)?;
        actor.must(Act::SeeAudit, &place.path)?;
        wanted.path = place.path;
    }
    let (lines, acts) = look(tx, &wanted, limit + 1)?;
    Ok((Cut::cut(lines, limit, |line| line.id.to_string()), acts))
}

/// What was done to visits, where a hall is named and a ticket or a person.
async fn on_visits(
    house: &House,
    actor: &Actor,
    looked: &Looked,
) -> Result<Option<(String, Vec<visits::Done>)>, Error> {
    let (ticket, wanted) = (visits::ticket(&looked.ticket)?, wanted(house, looked)?);
    let code = looked.place.trim().to_owned();
    if code.is_empty() || (ticket.is_none() && wanted.person.is_empty()) {
        return match ticket {
            Some(_) => Err(Error::invalid("place", "audit-error-hall")),
            None => Ok(None),
        };
    }
    let (actor, now) = (actor.clone(), house.clock.now());
    house
        .db
        .read(move |tx| {
            let place = network::by_code(tx, &code)?;
            if place.kind != PlaceKind::Hall || !actor.may(Act::SeeVisit, &place.path) {
                return Ok(None);
            }
            let (person, period) = (wanted.person.clone(), wanted.period);
            let wanted = visits::Wanted { hall: place.id, person, ticket: ticket.clone(), period };
            visits::look(tx, &wanted, now).map(|done| Some((place.code, done)))
        })
        .await
}

/// `GET /audit`
pub async fn show(
    State(house): State<House>,
    asker: Asker,
    Query(looked): Query<Looked>,
) -> Result<Page<Audit>, Error> {
    let (home, actor, wanted) = (house.clone(), asker.actor.clone(), looked.clone());
    let (cut, acts) = house.db.read(move |tx| find(&home, tx, &actor, &wanted, PAGE)).await?;
    let done = on_visits(&house, &asker.actor, &looked).await?;
    let (t, zone) = (asker.texts(), house.config.zone.clone());
    let visits = done
        .map(|(hall, done)| done.into_iter().map(|done| visits::Shown::of(done, &hall, &zone, t)).collect());
    let lines = cut.items.into_iter().map(|kept| {
        let entry = Entry::of(kept);
        let (when, changes) = (entry.at.minute(&zone), entry.changes());
        let act = act_name(t, &entry.act);
        Shown { entry, when, act, changes }
    });
    let lines = lines.collect();
    let next = cut.next.map(|Cursor(after)| {
        let pairs = [
            ("place", &looked.place),
            ("person", &looked.person),
            ("act", &looked.act),
            ("ticket", &looked.ticket),
            ("from", &looked.from),
            ("to", &looked.to),
            ("after", &after),
        ];
        let pairs: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        format!("/audit?{}", pairs.join("&"))
    });
    let frame = Frame::of(&asker, "", t.say("audit-title"), house.clock.now());
    Ok(Page(Audit { frame, looked, lines, acts, next, visits }))
}
