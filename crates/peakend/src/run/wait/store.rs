//! Rows of waits told, and of what was learnt from them.

use super::accuracy::{Accuracy, OF};
use crate::Error;
use crate::kernel::Instant;
use crate::kernel::kinds::{PlaceId, VisitId};
use crate::run::visit::Visit;
use db::{Record, Row, Tx};
use flow::wait::{Basis, Estimate, Floor, Interval, REMEMBERED, Told, Why};

/// What each estimator said, as [`told`] reads it: point, low, high.
macro_rules! estimates {
    () => {
        "queue_length_s, queue_length_low_s, queue_length_high_s, last_to_enter_s, last_to_enter_low_s, \
         last_to_enter_high_s, head_of_line_s, head_of_line_low_s, head_of_line_high_s, with_leaving_s, \
         with_leaving_low_s, with_leaving_high_s, combined_s, combined_low_s, combined_high_s, simulated_s, \
         simulated_low_s, simulated_high_s"
    };
}

pub(crate) fn insert(tx: &mut Tx<'_>, visit: &Visit, floor: &Floor, told: &Told) -> Result<(), Error> {
    let best = told.tell().known();
    let [length, last, head] = [told.queue_length, told.last_to_enter, told.head_of_line].map(|e| e.known());
    let [leaving, combined, simulated] =
        [told.with_leaving, told.combined, told.simulated].map(|e| e.known());
    tx.run(
        "insert into told_wait (visit, hall, at, purpose, ahead, counters, queue_length_s, last_to_enter_s,
                                head_of_line_s, told, low_s, high_s, queue_length_low_s, queue_length_high_s,
                                last_to_enter_low_s, last_to_enter_high_s, head_of_line_low_s, head_of_line_high_s,
                                with_leaving_s, with_leaving_low_s, with_leaving_high_s, combined_s, combined_low_s,
                                combined_high_s, simulated_s, simulated_low_s, simulated_high_s)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
                 ?23, ?24, ?25, ?26, ?27)",
        &[
            visit.id.into(),
            visit.hall.into(),
            visit.taken_at.into(),
            (&visit.purpose).into(),
            floor.ahead.into(),
            floor.open_counters.into(),
            length.map(|i| i.point_s).into(),
            last.map(|i| i.point_s).into(),
            head.map(|i| i.point_s).into(),
            told.best.map(super::word).into(),
            best.map(|i| i.low_s).into(),
            best.map(|i| i.high_s).into(),
            length.map(|i| i.low_s).into(),
            length.map(|i| i.high_s).into(),
            last.map(|i| i.low_s).into(),
            last.map(|i| i.high_s).into(),
            head.map(|i| i.low_s).into(),
            head.map(|i| i.high_s).into(),
            leaving.map(|i| i.point_s).into(),
            leaving.map(|i| i.low_s).into(),
            leaving.map(|i| i.high_s).into(),
            combined.map(|i| i.point_s).into(),
            combined.map(|i| i.low_s).into(),
            combined.map(|i| i.high_s).into(),
            simulated.map(|i| i.point_s).into(),
            simulated.map(|i| i.low_s).into(),
            simulated.map(|i| i.high_s).into(),
        ],
    )?;
    Ok(())
}

/// How long somebody waited in truth. Whoever asked to be called later did not wait as they were told to, and whoever came
/// for an appointment was told of another time; neither is held against what was told.
#[expect(clippy::cast_precision_loss, reason = "microseconds of a wait")]
pub(crate) fn was(tx: &mut Tx<'_>, visit: &Visit, waited_us: i64) -> Result<(), Error> {
    let called_at = if visit.holds == 0 && visit.appointment.is_none() { visit.called_at } else { None };
    tx.run(
        "update told_wait set waited_s = ?2, called_at = ?3 where visit = ?1 and waited_s is null",
        &[visit.id.into(), (waited_us as f64 / 1e6).into(), called_at.into()],
    )?;
    Ok(())
}

/// A wait that has ended, to learn from.
pub(crate) struct Lesson {
    pub called_at: Instant,
    pub told: Told,
    pub waited_s: f64,
}

impl Record for Lesson {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self { called_at: row.next()?, waited_s: row.next()?, told: told(row)? })
    }
}

/// What was told, in the order of `estimates`; which of it was the best is told apart.
fn told(row: &mut Row<'_>) -> Result<Told, db::Error> {
    Ok(Told {
        queue_length: estimate(row)?,
        last_to_enter: estimate(row)?,
        head_of_line: estimate(row)?,
        with_leaving: estimate(row)?,
        combined: estimate(row)?,
        simulated: estimate(row)?,
        best: None,
    })
}

/// An estimator's word as it was: point, low, high.
fn estimate(row: &mut Row<'_>) -> Result<Estimate, db::Error> {
    let (point, low, high): (Option<f64>, Option<f64>, Option<f64>) = (row.next()?, row.next()?, row.next()?);
    Ok(point.map_or(Estimate::Unknown { why: Why::NotAFigure }, |point_s| {
        let (low_s, high_s) = (low.unwrap_or(point_s), high.unwrap_or(point_s));
        Estimate::Known(Interval { point_s, low_s, high_s, basis: Basis::Theory })
    }))
}

/// Waits that ended after that of a call, in their order; of a hall that nothing is known of yet, the latest.
pub(crate) fn lessons(tx: &mut Tx<'_>, hall: PlaceId, after: Option<Instant>) -> Result<Vec<Lesson>, Error> {
    let kept = u32::try_from(REMEMBERED).unwrap_or(u32::MAX);
    let Some(after) = after else {
        let mut latest: Vec<Lesson> = tx.all(
            concat!(
                "select called_at, waited_s, ",
                estimates!(),
                "
             from told_wait
             where hall = ?1 and called_at > 0
             order by called_at desc
             limit ?2"
            ),
            &[hall.into(), kept.into()],
        )?;
        latest.reverse();
        return Ok(latest);
    };
    Ok(tx.all(
        concat!(
            "select called_at, waited_s, ",
            estimates!(),
            "
         from told_wait
         where hall = ?1 and called_at > ?2
         order by called_at"
        ),
        &[hall.into(), after.into()],
    )?)
}

/// Mean times of services: purpose, services, mean in seconds.
pub(crate) fn means(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Vec<(String, i64, f64)>, Error> {
    Ok(tx.all("select purpose, services, mean_s from service_mean where hall = ?1", &[hall.into()])?)
}

/// When they were made.
pub(crate) fn means_at(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Option<Instant>, Error> {
    let found: Option<(Instant,)> = tx.first(
        "select learnt_at from service_mean where hall = ?1 order by learnt_at desc limit 1",
        &[hall.into()],
    )?;
    Ok(found.map(|(at,)| at))
}

/// The times of services since a local day, without what they were parked and without those that were sent on.
pub(crate) fn service_times(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    from: &str,
) -> Result<Vec<(String, i64, f64)>, Error> {
    let sums: Vec<(String, i64, f64)> = tx.all(
        "select purpose, count(*), cast(sum(ended_at - started_at - parked_us) as double precision) / count(*)
         from service
         where hall = ?1 and day >= ?2 and result <> 'transferred'
         group by purpose",
        &[hall.into(), from.into()],
    )?;
    Ok(sums.into_iter().map(|(purpose, services, mean_us)| (purpose, services, mean_us / 1e6)).collect())
}

/// Puts means in the place of those there were.
pub(crate) fn keep_means(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    means: &[(String, i64, f64)],
    now: Instant,
) -> Result<(), Error> {
    tx.run("delete from service_mean where hall = ?1", &[hall.into()])?;
    for (purpose, services, mean_s) in means {
        tx.run(
            "insert into service_mean (hall, purpose, services, mean_s, learnt_at) values (?1, ?2, ?3, ?4, ?5)",
            &[hall.into(), purpose.into(), (*services).into(), (*mean_s).into(), now.into()],
        )?;
    }
    Ok(())
}

/// Who left the queue that they joined first, since a local day, and the seconds that all waited in theirs, since that
/// instant. Whoever asked to be called later did not wait for their turn; who took another channel, or was sent away when the
/// day ended, did not lose patience.
pub(crate) fn left_and_waited(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    day: &str,
    since: Instant,
) -> Result<(i64, f64), Error> {
    let (people, left_us): (i64, f64) = tx.one(
        "select count(*), cast(coalesce(sum(ended_at - queued_at), 0) as double precision)
         from visit
         where hall = ?1 and day >= ?2 and state = 'left' and calls = 0 and holds = 0 and ended_at >= queued_at
           and not exists (
             select 1 from diversion where diversion.visit = visit.id and diversion.state in ('accepted', 'came_back')
           )
           and not exists (
             select 1 from event
             where event.visit = visit.id and event.kind = 'left' and event.body like '%day_end%'
           )",
        &[hall.into(), day.into()],
    )?;
    let (called_s,): (f64,) = tx.one(
        "select cast(coalesce(sum(waited_s), 0) as double precision) from told_wait where hall = ?1 and called_at >= ?2",
        &[hall.into(), since.into()],
    )?;
    Ok((people, called_s + left_us / 1e6))
}

/// As it was kept last.
pub(crate) fn leaving(tx: &mut Tx<'_>, hall: PlaceId) -> Result<Option<(i64, f64)>, Error> {
    Ok(tx.first("select people, waited_s from leaving where hall = ?1", &[hall.into()])?)
}

/// Puts it in the place of what there was.
pub(crate) fn keep_leaving(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    (people, waited_s): (i64, f64),
    now: Instant,
) -> Result<(), Error> {
    tx.run(
        "insert into leaving (hall, people, waited_s, learnt_at) values (?1, ?2, ?3, ?4)
         on conflict (hall) do update set
           people = excluded.people, waited_s = excluded.waited_s, learnt_at = excluded.learnt_at",
        &[hall.into(), people.into(), waited_s.into(), now.into()],
    )?;
    Ok(())
}

/// A wait that has ended, beside what was said of it.
pub(crate) struct Outcome {
    pub told: Told,
    /// Which was told, with its interval.
    pub best: Option<Interval>,
    pub waited_s: f64,
}

impl Outcome {
    /// What was told, and each estimator's word, in the order of [`super::accuracy::WORDS`].
    pub fn intervals(&self) -> [Option<Interval>; OF] {
        [
            self.best,
            self.told.combined.known(),
            self.told.simulated.known(),
            self.told.queue_length.known(),
            self.told.with_leaving.known(),
            self.told.head_of_line.known(),
            self.told.last_to_enter.known(),
        ]
    }
}

impl Record for Outcome {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        let waited_s = row.next()?;
        let word: Option<String> = row.next()?;
        let told_by =
            flow::wait::Estimator::ALL.into_iter().find(|e| word.as_deref() == Some(super::word(*e)));
        let told = Told { best: told_by, ..told(row)? };
        Ok(Self { best: told_by.and_then(|by| told.by(by).known()), told, waited_s })
    }
}

/// The wait that was told to a visit and ended by this call, with the local day of its ticket.
pub(crate) fn outcome(
    tx: &mut Tx<'_>,
    visit: VisitId,
    called_at: Instant,
) -> Result<Option<(String, Outcome)>, Error> {
    let found: Option<OfDay> = tx.first(
        concat!(
            "select v.day, w.waited_s, w.told, ",
            estimates!(),
            "
         from told_wait w
         join visit v on v.id = w.visit
         where w.visit = ?1 and w.called_at = ?2"
        ),
        &[visit.into(), called_at.into()],
    )?;
    Ok(found.map(|OfDay(day, outcome)| (day, outcome)))
}

/// A local day, and the end of a wait on it.
struct OfDay(String, Outcome);

impl Record for OfDay {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self(row.next()?, Outcome::read(row)?))
    }
}

/// The latest waits of a hall that have ended and were told of.
pub(crate) fn latest(tx: &mut Tx<'_>, hall: PlaceId, limit: u32) -> Result<Vec<Outcome>, Error> {
    Ok(tx.all(
        concat!(
            "select waited_s, told, ",
            estimates!(),
            "
         from told_wait
         where hall = ?1 and called_at > 0
         order by called_at desc
         limit ?2"
        ),
        &[hall.into(), limit.into()],
    )?)
}

/// Adds to the accuracy of a day.
pub(crate) fn add_to_day(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    day: &str,
    word: &str,
    accuracy: &Accuracy,
) -> Result<(), Error> {
    tx.run(
        "insert into wait_day (hall, day, estimator, waits, covered, error_s, absolute_s, squared_s2, waited_s)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         on conflict (hall, day, estimator) do update set
           waits = wait_day.waits + excluded.waits, covered = wait_day.covered + excluded.covered,
           error_s = wait_day.error_s + excluded.error_s, absolute_s = wait_day.absolute_s + excluded.absolute_s,
           squared_s2 = wait_day.squared_s2 + excluded.squared_s2, waited_s = wait_day.waited_s + excluded.waited_s",
        &[
            hall.into(),
            day.into(),
            word.into(),
            accuracy.waits.into(),
            accuracy.covered.into(),
            accuracy.error_s.into(),
            accuracy.absolute_s.into(),
            accuracy.squared_s2.into(),
            accuracy.waited_s.into(),
        ],
    )?;
    Ok(())
}

impl Record for Accuracy {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            waits: row.next()?,
            covered: row.next()?,
            error_s: row.next()?,
            absolute_s: row.next()?,
            squared_s2: row.next()?,
            waited_s: row.next()?,
        })
    }
}

/// A word and its accuracy.
struct Worded(String, Accuracy);

impl Record for Worded {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self(row.next()?, Accuracy::read(row)?))
    }
}

/// The accuracy of a hall's local days, both ends included.
pub(crate) fn of_hall(
    tx: &mut Tx<'_>,
    hall: PlaceId,
    from: &str,
    to: &str,
) -> Result<Vec<(String, Accuracy)>, Error> {
    let rows: Vec<Worded> = tx.all(
        "select estimator, waits, covered, error_s, absolute_s, squared_s2, waited_s
         from wait_day
         where hall = ?1 and day >= ?2 and day <= ?3",
        &[hall.into(), from.into(), to.into()],
    )?;
    Ok(rows.into_iter().map(|Worded(word, accuracy)| (word, accuracy)).collect())
}

/// The accuracy of a hall among others.
pub(crate) struct HallAccuracy {
    pub code: String,
    pub path: String,
    pub name_zh: String,
    pub name_en: String,
    pub accuracy: Accuracy,
}

impl Record for HallAccuracy {
    fn read(row: &mut Row<'_>) -> Result<Self, db::Error> {
        Ok(Self {
            code: row.next()?,
            path: row.next()?,
            name_zh: row.next()?,
            name_en: row.next()?,
            accuracy: Accuracy::read(row)?,
        })
    }
}

/// The accuracy of all halls over local days, both ends included, in the order of the tree.
pub(crate) fn of_halls(
    tx: &mut Tx<'_>,
    word: &str,
    from: &str,
    to: &str,
) -> Result<Vec<HallAccuracy>, Error> {
    Ok(tx.all(
        "select p.code, p.path, p.name_zh, p.name_en, cast(sum(d.waits) as bigint), cast(sum(d.covered) as bigint),
                sum(d.error_s), sum(d.absolute_s), sum(d.squared_s2), sum(d.waited_s)
         from wait_day d
         join place p on p.id = d.hall
         where d.day >= ?2 and d.day <= ?3 and d.estimator = ?1
         group by p.id, p.code, p.path, p.name_zh, p.name_en
         order by p.path",
        &[word.into(), from.into(), to.into()],
    )?)
}
