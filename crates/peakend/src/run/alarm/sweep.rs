//! Alarms that come and go with time.

use super::{Alarm, Kind, LOW_RATING_SHOWN_S, Raised, Standards, raise, store};
use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::PlaceId;
use crate::run::counter::store::Staffed;
use crate::run::counter::{self, CounterState};
use crate::run::hall::{self, Plan};
use crate::run::log::Log;
use crate::run::queue;
use crate::run::visit::store::Line;
use crate::run::visit::{self, Happened, State, Visit};
use crate::staff::Actor;
use db::Tx;
use flow::calling::{Waiting, can_serve};

/// The floor of a hall at an instant.
pub(crate) struct Floor<'a> {
    pub plan: &'a Plan,
    pub now: Instant,
    pub staffed: &'a [Staffed],
    pub live: &'a [Visit],
}

/// What is to be done to the alarms of a hall.
pub(crate) struct Change {
    raise: Vec<Raised>,
    close: Vec<Alarm>,
}

/// Looks whether alarms have to be raised or closed in a hall; only reads.
///
/// # Errors
/// Those of the database.
pub(crate) fn is_due(house: &House, tx: &mut Tx<'_>, id: PlaceId, now: Instant) -> Result<bool, Error> {
    let plan = hall::store::plan(house, tx, id)?;
    let change = change(tx, &plan, now)?;
    Ok(!change.raise.is_empty() || !change.close.is_empty())
}

/// Raises the alarms of a hall whose time has come, and closes those that are over. Says how many of each.
///
/// # Errors
/// Those of the database.
pub fn sweep(house: &House, tx: &mut Tx<'_>, id: PlaceId) -> Result<(usize, usize), Error> {
    if !is_due(house, tx, id, house.clock.now())? {
        return Ok((0, 0));
    }
    let mut log = Log::open(house, tx, &Actor::system(), id)?;
    // looked at again, now that nobody else acts in this hall
    let change = change(tx, &log.plan.clone(), log.at)?;
    if change.raise.is_empty() && change.close.is_empty() {
        return Err(Error::conflict("floor-error-alarm-over"));
    }
    for raised in &change.raise {
        raise(tx, &mut log, raised)?;
    }
    for alarm in &change.close {
        store::close(tx, alarm.id, log.at, "")?;
        let over = Happened::AlarmClosed { alarm: alarm.id, outcome: String::new() };
        log.append(tx, None, alarm.counter, &over)?;
    }
    Ok((change.raise.len(), change.close.len()))
}

fn change(tx: &mut Tx<'_>, plan: &Plan, now: Instant) -> Result<Change, Error> {
    let staffed = counter::store::staffed(tx, plan.hall)?;
    let live = visit::store::live(tx, plan.hall)?;
    let open = store::open(tx, plan.hall)?;
    let wanted = wanted(&Floor { plan, now, staffed: &staffed, live: &live });
    let same =
        |alarm: &Alarm, raised: &Raised| alarm.kind == raised.kind && alarm.subject == raised.subject();
    Ok(Change {
        raise: wanted
            .iter()
            .filter(|raised| !open.iter().any(|alarm| same(alarm, raised)))
            .cloned()
            .collect(),
        close: open
            .into_iter()
            .filter(|alarm| match alarm.kind {
                Kind::LowRating => now > alarm.since.plus_seconds(LOW_RATING_SHOWN_S),
                _ => !wanted.iter().any(|raised| same(alarm, raised)),
            })
            .collect(),
    })
}

/// The alarms that should be open now, apart from those that acts raise.
pub(crate) fn wanted(floor: &Floor<'_>) -> Vec<Raised> {
    let standards = Standards::of(floor.plan);
    let waiting: Vec<(&Visit, Waiting)> = floor
        .live
        .iter()
        .filter(|visit| visit.state == State::Waiting)
        .filter_map(|visit| Some((visit, queue::seen(floor.plan, &Line::of(visit))?)))
        .collect();
    let mut raised = Vec::new();
    raised.extend(wait_over(floor, &standards, &waiting));
    raised.extend(overruns(floor, &standards));
    raised.extend(idle(floor, &standards, &waiting));
    raised.extend(line(floor, &standards, &waiting));
    raised.extend(unservable(floor, &standards, &waiting));
    raised
}

fn of(kind: Kind) -> Raised {
    Raised { kind, visit: None, counter: None, value: None }
}

/// One for the hall, however many have waited too long.
fn wait_over(floor: &Floor<'_>, standards: &Standards, waiting: &[(&Visit, Waiting)]) -> Option<Raised> {
    let now = floor.now.0;
    let over = waiting.iter().any(|(_, seen)| seen.is_due(now) && seen.waited_us(now) > standards.wait_us);
    over.then(|| of(Kind::WaitOver))
}

/// One for each service that takes too long. Time put aside does not count.
fn overruns(floor: &Floor<'_>, standards: &Standards) -> Vec<Raised> {
    let over = |visit: &&Visit| {
        let norm_s = floor.plan.offer(&visit.purpose).map_or(600.0, |offer| offer.norm_s);
        visit.state == State::Serving
            && visit.started_at.is_some_and(|began| {
                Instant(floor.now.0 - visit.parked_us).seconds_since(began) > norm_s * standards.overrun
            })
    };
    let found = floor.live.iter().filter(over);
    found.map(|visit| Raised { visit: Some(visit.id), counter: visit.counter, ..of(Kind::Overrun) }).collect()
}

/// One for each counter that is free though somebody waits whom it could call.
fn idle(floor: &Floor<'_>, standards: &Standards, waiting: &[(&Visit, Waiting)]) -> Vec<Raised> {
    let now = floor.now.0;
    let waits_for = |at: &Staffed| {
        at.desk().is_some_and(|desk| {
            let desk = queue::desk(floor.plan, &desk);
            waiting.iter().any(|(_, seen)| {
                seen.is_due(now) && seen.waited_us(now) >= standards.idle_us && can_serve(&desk, seen)
            })
        })
    };
    let free = floor.staffed.iter().filter(|at| {
        let counter = &at.counter;
        counter.state == CounterState::Open
            && counter.visit.is_none()
            && now - counter.since.0 >= standards.idle_us
            && waits_for(at)
    });
    free.map(|at| Raised { counter: Some(at.counter.id), ..of(Kind::Idle) }).collect()
}

/// One for the hall when more wait than its open counters should have before them.
fn line(floor: &Floor<'_>, standards: &Standards, waiting: &[(&Visit, Waiting)]) -> Option<Raised> {
    let open = floor.staffed.iter().filter(|at| at.counter.state == CounterState::Open).count();
    let due = waiting.iter().filter(|(_, seen)| seen.is_due(floor.now.0)).count();
    (due > standards.line_per_counter * open.max(1)).then(|| of(Kind::Line))
}

/// One for each visit that nobody at work can serve; one for the hall when nobody is at work at all.
fn unservable(floor: &Floor<'_>, standards: &Standards, waiting: &[(&Visit, Waiting)]) -> Vec<Raised> {
    let desks: Vec<_> =
        floor.staffed.iter().filter_map(Staffed::desk).map(|desk| queue::desk(floor.plan, &desk)).collect();
    let now = floor.now.0;
    if desks.is_empty() {
        let some =
            waiting.iter().any(|(_, seen)| seen.is_due(now) && seen.waited_us(now) >= standards.idle_us);
        return some.then(|| of(Kind::Unservable)).into_iter().collect();
    }
    let lost = waiting.iter().filter(|(_, seen)| !desks.iter().any(|desk| can_serve(desk, seen)));
    lost.map(|(visit, _)| Raised { visit: Some(visit.id), ..of(Kind::Unservable) }).collect()
}
