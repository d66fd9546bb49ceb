//! The services of a hall's visits as the table that `peakend calibrate` reads without a map: a row for each service that
//! somebody came or was sent for, and for each who left or was called in vain.

use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use crate::kernel::kinds::PlaceId;
use crate::run::hall::{self, Plan};
use crate::run::history::{Came, Past, Served, Wait};
use jiff::civil::Date;
use lake::{Cell, Kind, Sheet};

/// Columns of the table.
const COLUMNS: [&str; 10] =
    ["hall", "n", "purpose", "arrived", "called", "started", "ended", "person", "outcome", "onward"];

/// The table of some halls over local days, both ends included, and how many rows it has.
///
/// # Errors
/// The database cannot be read.
pub fn services(
    house: &House,
    halls: &[(PlaceId, String)],
    from: Date,
    to: Date,
    mut tell: impl FnMut(u64, u64) -> bool,
) -> Result<(Sheet, u64), Error> {
    let mut sheet = Sheet::new(COLUMNS.map(|name| (name.to_owned(), Kind::Text)));
    let (mut rows, all) = (0, halls.len() as u64);
    for (n, (id, code)) in (0_u64..).zip(halls) {
        if !tell(n, all) {
            return Err(lake::Error::Stopped.into());
        }
        let (inside, id) = (house.clone(), *id);
        let until = to.saturating_add(jiff::Span::new().days(1));
        let (plan, past) = house.db.read_now(move |tx| {
            let plan = hall::store::plan(&inside, tx, id)?;
            let past = Past::read_days(tx, &plan, from, until)?;
            Ok::<_, Error>((plan, past))
        })?;
        for row in of_hall(&plan, code, &past) {
            sheet.push(row.map(Cell::Text).into());
            rows += 1;
        }
    }
    Ok((sheet, rows))
}

type Row = [String; 10];

fn of_hall(plan: &Plan, code: &str, past: &Past) -> Vec<Row> {
    let mut served: Vec<Vec<&Served>> = vec![Vec::new(); past.visits.len()];
    past.services.iter().for_each(|service| served[service.visit].push(service));
    let mut rows = Vec::new();
    for (came, services) in past.visits.iter().zip(&served) {
        let mut joined = came.at;
        for (at, service) in services.iter().enumerate() {
            let onward = services.get(at + 1).map(|next| past.purposes[next.purpose].clone());
            let called = service.walked_s.map(|walked_s| plus(service.started_at, -walked_s));
            rows.push([
                code.to_owned(),
                service.n.to_string(),
                past.purposes[service.purpose].clone(),
                local(plan, joined),
                called.map_or_else(String::new, |at| local(plan, at)),
                local(plan, service.started_at),
                // without what it was put aside
                local(plan, plus(service.started_at, service.took_s)),
                service.person.to_string(),
                "served".to_owned(),
                onward.unwrap_or_default(),
            ]);
            joined = service.ended_at;
        }
        rows.extend(unserved(plan, code, past, came, services.is_empty()));
    }
    rows
}

/// Who came and was never served.
fn unserved(plan: &Plan, code: &str, past: &Past, came: &Came, nothing: bool) -> Option<Row> {
    if !nothing || came.appointment {
        return None;
    }
    let (outcome, called) = match came.wait {
        _ if came.misses > 0 => ("missed", None),
        Wait::Left(s) => ("left", Some(plus(came.at, s))),
        Wait::Called(_) | Wait::Ended(_) | Wait::Unknown => return None,
    };
    let mut row: Row = std::array::from_fn(|_| String::new());
    row[0] = code.to_owned();
    row[1] = "1".to_owned();
    row[2] = past.purposes[came.purpose].clone();
    row[3] = local(plan, came.at);
    row[4] = called.map_or_else(String::new, |at| local(plan, at));
    row[8] = outcome.to_owned();
    Some(row)
}

fn plus(at: Instant, s: f64) -> Instant {
    #[expect(clippy::cast_possible_truncation, reason = "microseconds of a visit")]
    let us = (s * 1e6).round() as i64;
    Instant(at.0 + us)
}

/// With its offset, so that an hour that comes twice stays two.
fn local(plan: &Plan, at: Instant) -> String {
    at.timestamp().to_zoned(plan.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()
}
