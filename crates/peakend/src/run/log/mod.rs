//! The event log: what happened in a hall, in order, in the same transaction as the rows it changed.
//!
//! Every act of a hall begins with [`Log::open`], which writes the hall's one row in `hall_log`. So acts of a hall come one
//! after the other on both engines; its events are numbered without gaps; and its time never goes back or stands, whatever the clock
//! does.

use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::{CounterId, EventId, PlaceId, VisitId};
use crate::run::hall::{self, Plan};
use crate::run::visit::Happened;
use crate::staff::Actor;
use db::{Record, Row, Tx};
use std::sync::Arc;

pub mod api;
pub(crate) mod store;

pub use api::EventSeen;
pub(crate) use store::{Line, head, heads, lines};
pub use store::{after, of_visit};

/// An act under way in a hall.
pub struct Log {
    /// The hall as it is set up.
    pub plan: Arc<Plan>,
    /// The instant of the act.
    pub at: Instant,
    /// Where the calling rule stands.
    pub turn: u32,
    /// How long the last who was called had waited, in microseconds.
    pub last_wait_us: Option<i64>,
    seq: i64,
    used: bool,
    actor: String,
    origin: String,
    house: House,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// The hall.
    pub hall: PlaceId,
    /// Its number in the hall, from 1.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Of which visit.
    pub visit: Option<VisitId>,
    /// Its number in the visit, from 1.
    pub n: Option<i64>,
    /// At which counter.
    pub counter: Option<CounterId>,
    /// By whom.
    pub actor: String,
    /// From where.
    pub origin: String,
    /// What.
    pub what: Happened,
}

impl Record for Event {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            hall: row.next()?,
            seq: row.next()?,
            at: row.next()?,
            visit: row.next()?,
            n: row.next()?,
            counter: row.next()?,
            actor: row.next()?,
            origin: row.next()?,
            what: {
                let body: String = row.next()?;
                serde_json::from_str(&body)
                    .map_err(|error| db::Error::Fault(format!("event {body}: {error}")))?
            },
        })
    }
}

impl Log {
    /// Begins an act in a hall: others of the same hall wait until its transaction ends.
    ///
    /// # Errors
    /// There is no such hall.
    pub fn open(house: &House, tx: &mut Tx<'_>, actor: &Actor, hall: PlaceId) -> Result<Self, Error> {
        let head =
            store::lock(tx, hall, house.clock.now())?.ok_or_else(|| Error::not_found("run-error-no-hall"))?;
        let plan = hall::store::plan_of(house, tx, hall, head.plan)?;
        Ok(Self {
            plan,
            at: head.at,
            turn: u32::try_from(head.turn).unwrap_or_default(),
            last_wait_us: head.last_wait_us,
            seq: head.seq,
            used: false,
            actor: actor.who.to_string(),
            origin: actor.origin.clone(),
            house: house.clone(),
        })
    }

    /// The house that the hall belongs to.
    pub(crate) fn house(&self) -> &House {
        &self.house
    }

    /// The hall.
    pub fn hall(&self) -> PlaceId {
        self.plan.hall
    }

    /// Appends an event. Callers change the rows first, by the same [`Happened`].
    ///
    /// # Errors
    /// Those of the database.
    pub fn append(
        &mut self,
        tx: &mut Tx<'_>,
        visit: Option<(VisitId, i64)>,
        counter: Option<CounterId>,
        what: &Happened,
    ) -> Result<(), Error> {
        if self.used {
            self.seq = store::next(tx, self.hall())?;
        } else {
            // the row was counted up when the act began
            self.used = true;
            let (bus, hall) = (self.house.bus.clone(), self.hall());
            tx.after_commit(move || bus.tell(hall));
        }
        let event = Event {
            id: self.house.chance.id(self.at),
            hall: self.hall(),
            seq: self.seq,
            at: self.at,
            visit: visit.map(|(visit, _)| visit),
            n: visit.map(|(_, n)| n),
            counter,
            actor: self.actor.clone(),
            origin: self.origin.clone(),
            what: what.clone(),
        };
        let (house, kind) = (self.house.clone(), what.kind());
        tx.after_commit(move || house.figures.happened(kind));
        store::insert(tx, &event)
    }

    /// Keeps where the calling rule stands, and how long the one called had waited.
    ///
    /// # Errors
    /// Those of the database.
    pub fn called(&mut self, tx: &mut Tx<'_>, turn: u32, waited_us: i64) -> Result<(), Error> {
        store::called(tx, self.hall(), turn, waited_us)
    }
}
