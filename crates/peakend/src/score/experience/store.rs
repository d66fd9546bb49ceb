//! Rows of moments and of what visits left behind.

use super::{LiveMoment, Seen};
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{PersonId, PlaceId, VisitId};
use crate::run::visit::{Service, State};
use db::{Record, Row, Tx};
use experience::Curve;

/// A visit as its moments are filed.
#[derive(Debug, Clone)]
pub(crate) struct Filed {
    pub visit: VisitId,
    pub hall: PlaceId,
    pub day: String,
    pub purpose: String,
    pub level: Option<i64>,
    pub moments: Vec<LiveMoment>,
}

/// A line of the log, as far as moments and waits follow from it.
pub(crate) struct Logged {
    pub seq: i64,
    pub kind: String,
    pub visit: Option<VisitId>,
    pub at: Instant,
}

impl Record for Logged {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self { seq: row.next()?, kind: row.next()?, visit: row.next()?, at: row.next()? })
    }
}

/// Halls whose log has gone on, with where it was followed to.
pub(crate) fn behind(tx: &mut Tx<'_>) -> Result<Vec<(PlaceId, i64)>, Error> {
    Ok(tx.all(
        "select l.hall, coalesce(f.seq, 0)
         from hall_log l
         left join follower f on f.hall = l.hall
         where l.seq > coalesce(f.seq, 0)
         order by l.hall",
        &[],
    )?)
}

/// What was logged in a hall after a number.
pub(crate) fn logged(tx: &mut Tx<'_>, hall: PlaceId, after: i64, limit: u32) -> Result<Vec<Logged>, Error> {
    Ok(tx.all(
        "select seq, kind, visit, at from event where hall = ?1 and seq > ?2 order by seq limit ?3",
        &[hall.into(), after.into(), limit.into()],
    )?)
}

/// Moves on where a hall was followed to; false if somebody else has done so.
pub(crate) fn advance(tx: &mut Tx<'_>, hall: PlaceId, from: i64, to: i64) -> Result<bool, Error> {
    let moved = if from == 0 {
        tx.run(
            "insert into follower (hall, seq) values (?1, ?2) on conflict (hall) do nothing",
            &[hall.into(), to.into()],
        )?
    } else {
        tx.run(
            "update follower set seq = ?3 where hall = ?1 and seq = ?2",
            &[hall.into(), from.into(), to.into()],
        )?
    };
    Ok(moved == 1)
}

/// The upper end of the wait that was told, in seconds.
pub(crate) fn promised(tx: &mut Tx<'_>, visit: VisitId) -> Result<Option<f64>, Error> {
    let told: Option<(Option<f64>,)> =
        tx.first("select high_s from told_wait where visit = ?1", &[visit.into()])?;
    Ok(told.and_then(|(high_s,)| high_s))
}

/// Whether moments of a visit were filed.
pub(crate) fn is_filed(tx: &mut Tx<'_>, visit: VisitId) -> Result<bool, Error> {
    let found: Option<(i64,)> =
        tx.first("select moments from visit_score where visit = ?1", &[visit.into()])?;
    Ok(found.is_some())
}

/// Takes out the moments that were filed of a visit.
pub(crate) fn take_out(tx: &mut Tx<'_>, visit: VisitId) -> Result<(), Error> {
    tx.run("delete from moment where visit = ?1", &[visit.into()])?;
    tx.run("delete from visit_score where visit = ?1", &[visit.into()])?;
    Ok(())
}

/// Files a visit's moments, of which none are filed.
pub(crate) fn put_in(tx: &mut Tx<'_>, filed: &Filed) -> Result<(), Error> {
    let Some(curve) = super::curve(&filed.moments) else { return Ok(()) };
    for (n, moment) in (1_i64..).zip(&filed.moments) {
        tx.run(
            "insert into moment (visit, n, hall, day, purpose, touchpoint, at, affect, rule, version, signal, person)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            &[
                filed.visit.into(),
                n.into(),
                filed.hall.into(),
                (&filed.day).into(),
                (&filed.purpose).into(),
                (&moment.touchpoint).into(),
                moment.at.into(),
                f64::from(moment.affect).into(),
                (&moment.rule).into(),
                (&moment.version).into(),
                moment.signal.to_string().into(),
                moment.person.into(),
            ],
        )?;
    }
    insert_score(tx, filed, &curve)
}

fn insert_score(tx: &mut Tx<'_>, filed: &Filed, curve: &Curve) -> Result<(), Error> {
    tx.run(
        "insert into visit_score (visit, hall, day, purpose, moments, peak, ending, best, worst, mean, score, level)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        &[
            filed.visit.into(),
            filed.hall.into(),
            (&filed.day).into(),
            (&filed.purpose).into(),
            curve.count.into(),
            f64::from(curve.peak).into(),
            f64::from(curve.end).into(),
            f64::from(curve.best).into(),
            f64::from(curve.worst).into(),
            curve.mean.into(),
            curve.peak_end().into(),
            filed.level.into(),
        ],
    )?;
    Ok(())
}

/// A moment as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub visit: VisitId,
    pub purpose: String,
    pub moment: LiveMoment,
}

impl Record for Kept {
    #[expect(clippy::cast_possible_truncation, reason = "was an f32 when it was written")]
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            visit: row.next()?,
            purpose: row.next()?,
            moment: LiveMoment {
                touchpoint: row.next()?,
                at: row.next()?,
                affect: row.next::<f64>()? as f32,
                rule: row.next()?,
                version: row.next()?,
                signal: Seen::read(&row.next::<String>()?),
                person: row.next::<Option<PersonId>>()?,
            },
        })
    }
}

/// The moments of a visit, as they were filed.
pub(crate) fn of_visit(tx: &mut Tx<'_>, visit: VisitId) -> Result<Vec<LiveMoment>, Error> {
    let kept: Vec<Kept> = tx.all(
        "select visit, purpose, touchpoint, at, affect, rule, version, signal, person
         from moment
         where visit = ?1
         order by n",
        &[visit.into()],
    )?;
    Ok(kept.into_iter().map(|kept| kept.moment).collect())
}

/// The moments of a hall's local day, visit by visit.
pub(crate) fn of_day(tx: &mut Tx<'_>, hall: PlaceId, day: &str) -> Result<Vec<Kept>, Error> {
    Ok(tx.all(
        "select visit, purpose, touchpoint, at, affect, rule, version, signal, person
         from moment
         where hall = ?1 and day = ?2
         order by visit, n",
        &[hall.into(), day.into()],
    )?)
}

/// A moment with its number in its visit, from 1.
#[derive(Debug, Clone)]
pub(crate) struct Numbered {
    pub n: i64,
    pub kept: Kept,
}

impl Record for Numbered {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self { n: row.next()?, kept: Kept::read(row)? })
    }
}

/// Moments of a hall's local day, visit by visit, after one of them.
pub(crate) fn after_of_day(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    day: &str,
    (visit, n): (VisitId, i64),
    limit: u32,
) -> Result<Vec<Numbered>, Error> {
    Ok(tx.all(
        "select n, visit, purpose, touchpoint, at, affect, rule, version, signal, person
         from moment
         where hall = ?1 and day = ?2 and (visit > ?3 or (visit = ?3 and n > ?4))
         order by visit, n
         limit ?5",
        &[hall.into(), day.into(), visit.into(), n.into(), limit.into()],
    )?)
}

/// How the visits of a hall's local day were rated, of those that were.
pub(crate) fn levels(tx: &mut Tx<'_>, hall: PlaceId, day: &str) -> Result<Vec<(VisitId, i64)>, Error> {
    Ok(tx.all(
        "select visit, level from visit_score where hall = ?1 and day = ?2 and level is not null",
        &[hall.into(), day.into()],
    )?)
}

/// A visit in a list.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub id: VisitId,
    pub letter: String,
    pub number: i64,
    pub purpose: String,
    pub state: State,
    pub taken_at: Instant,
    pub ended_at: Option<Instant>,
    pub score: Option<f64>,
    pub level: Option<i64>,
}

impl Record for Listed {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            id: row.next()?,
            letter: row.next()?,
            number: row.next()?,
            purpose: row.next()?,
            state: row.next()?,
            taken_at: row.next()?,
            ended_at: row.next()?,
            score: row.next()?,
            level: row.next()?,
        })
    }
}

/// What narrows a list of visits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Narrow {
    pub purpose: Option<String>,
    pub state: Option<State>,
    /// Only those with a score below zero.
    pub low: bool,
    /// Only those taken before this one.
    pub before: Option<(Instant, VisitId)>,
}

/// Visits of a hall's local day, the latest first.
pub(crate) fn list(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    day: &str,
    narrow: &Narrow,
    limit: u32,
) -> Result<Vec<Listed>, Error> {
    let (before, id) = narrow.before.unwrap_or((Instant(i64::MAX), VisitId::of(uuid::Uuid::max())));
    Ok(tx.all(
        "select v.id, v.letter, v.number, v.purpose, v.state, v.taken_at, v.ended_at, s.score, s.level
         from visit v
         left join visit_score s on s.visit = v.id
         where v.hall = ?1 and v.day = ?2
           and (v.taken_at < ?3 or (v.taken_at = ?3 and v.id < ?4))
           and (?5 = '' or v.purpose = ?5)
           and (?6 = '' or v.state = ?6)
           and (?7 = 0 or s.score < 0)
         order by v.taken_at desc, v.id desc
         limit ?8",
        &[
            hall.into(),
            day.into(),
            before.into(),
            id.into(),
            narrow.purpose.as_deref().unwrap_or_default().into(),
            narrow.state.map(State::word).unwrap_or_default().into(),
            i64::from(narrow.low).into(),
            limit.into(),
        ],
    )?)
}

/// The name on the sign of a counter, also one that was removed.
pub(crate) fn counters(
    tx: &mut Tx<'_>,
    hall: PlaceId,
) -> Result<Vec<(crate::kernel::kinds::CounterId, String)>, Error> {
    Ok(tx.all("select id, label from counter where hall = ?1", &[hall.into()])?)
}

/// The name of a person, also of one who was removed.
pub(crate) fn person(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<String>, Error> {
    let found: Option<(String,)> = tx.first("select name from person where id = ?1", &[id.into()])?;
    Ok(found.map(|(name,)| name))
}

/// The services of a visit, in order.
pub(crate) fn services(tx: &mut Tx<'_>, visit: VisitId) -> Result<Vec<Service>, Error> {
    Ok(tx.all(
        "select n, purpose, counter, person, waited_us, started_at, ended_at, parked_us, result
         from service
         where visit = ?1
         order by n",
        &[visit.into()],
    )?)
}

/// What a visit was told of its wait.
pub(crate) struct Promise {
    pub low_s: Option<f64>,
    pub high_s: Option<f64>,
    pub waited_s: Option<f64>,
    pub ahead: i64,
}

impl Record for Promise {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self { low_s: row.next()?, high_s: row.next()?, waited_s: row.next()?, ahead: row.next()? })
    }
}

/// What a visit was told of its wait.
pub(crate) fn promise(tx: &mut Tx<'_>, visit: VisitId) -> Result<Option<Promise>, Error> {
    Ok(tx.first("select low_s, high_s, waited_s, ahead from told_wait where visit = ?1", &[visit.into()])?)
}

/// The number of a visit, as people see it.
pub(crate) fn label(tx: &mut Tx<'_>, visit: VisitId) -> Result<String, Error> {
    let (letter, number): (String, i64) =
        tx.one("select letter, number from visit where id = ?1", &[visit.into()])?;
    Ok(crate::run::visit::label(&letter, number))
}

/// How many visits of a hall's local day stand where.
pub(crate) fn states(tx: &mut Tx<'_>, hall: PlaceId, day: &str) -> Result<Vec<(State, i64)>, Error> {
    Ok(tx.all(
        "select state, count(*) from visit where hall = ?1 and day = ?2 group by state",
        &[hall.into(), day.into()],
    )?)
}

/// The halls of these codes, or all of them: id and code, in the order of their codes.
pub(crate) fn halls(tx: &mut Tx<'_>) -> Result<Vec<(PlaceId, String)>, Error> {
    Ok(tx.all("select id, code from place where kind = 'hall' order by code", &[])?)
}

/// The local days of a hall that have visits, both ends included.
pub(crate) fn days(tx: &mut Tx<'_>, hall: PlaceId, from: &str, to: &str) -> Result<Vec<String>, Error> {
    let days: Vec<(String,)> = tx.all(
        "select distinct day from visit_score where hall = ?1 and day >= ?2 and day <= ?3 order by day",
        &[hall.into(), from.into(), to.into()],
    )?;
    Ok(days.into_iter().map(|(day,)| day).collect())
}
