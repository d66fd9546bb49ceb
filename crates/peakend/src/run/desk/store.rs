//! Rows that only the desk asks for.

use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::CounterId;
use crate::listen::rating::RatingState;
use db::Tx;

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
