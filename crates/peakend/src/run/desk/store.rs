//! Rows that only the desk asks for.

use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::CounterId;
use crate::listen::rating::RatingState;
use crate::run::visit::{Outcome, State, Visit};
use db::{Record, Row, Tx};

/// How it stands with the evaluator of the last customer of a counter since an instant: their number, and the state. The
/// level is not asked for, because it is none of the clerk's business.
pub(crate) fn last_rating(
    tx: &mut Tx<'_>,
    counter: CounterId,
    since: Instant,
) -> Result<Option<(String, i64, RatingState)>, Error> {
    Ok(tx.first(
        "select v.letter, v.number, r.state
         from rating r
         join visit v on v.id = r.visit
         where r.counter = ?1 and r.eligible_at >= ?2
         order by r.eligible_at desc
         limit 1",
        &[counter.into(), since.into()],
    )?)
}

/// A visit before this one, of the same customer.
pub(crate) struct Earlier {
    pub letter: String,
    pub number: i64,
    pub day: String,
    pub purpose: String,
    pub state: State,
    pub result: Option<Outcome>,
}

impl Record for Earlier {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            letter: row.next()?,
            number: row.next()?,
            day: row.next()?,
            purpose: row.next()?,
            state: row.next()?,
            result: row.next()?,
        })
    }
}

/// Earlier visits that are known to be of the same customer. Tickets have no names, so there are two ways to know: an
/// appointment of the same day at this hall gave the same telephone, or the customer came back from another channel and
/// said the code of the offer.
pub(crate) fn earlier(tx: &mut Tx<'_>, visit: &Visit) -> Result<Vec<Earlier>, Error> {
    Ok(tx.all(
        "select v.letter, v.number, v.day, v.purpose, v.state, v.result
         from visit v
         where v.id <> ?1
           and v.id in (
             select theirs.visit
             from appointment mine
             join appointment theirs on theirs.hall = mine.hall and theirs.day = mine.day and theirs.phone = mine.phone
             where mine.visit = ?1 and theirs.visit is not null
             union
             select visit from diversion where back_visit = ?1 and visit is not null
           )
         order by v.taken_at desc
         limit 5",
        &[visit.id.into()],
    )?)
}
