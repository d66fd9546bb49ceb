//! What was learnt as a hall's file.

use super::read::date_of;
use crate::run::twin::hall_file::{CounterSpec, HallFile, LawSpec, NextSpec, NoShow, PurposeSpec, Volume};
use flow::learn::arrivals::STEP_US;
use flow::learn::habits::thinned;
use flow::learn::{Learnt, Survival, weekday};
use flow::twin::{Form, Law};

/// Times of a law that are written.
const TIMES: usize = 200;
/// Points of a curve of patience that are written.
const POINTS: usize = 60;

/// The hall on such a day as the last of the busiest weekday, or of the weekday that was asked for (0 is Monday); none if there
/// is no such day, or nobody was at work on it.
pub(super) fn hall(
    learnt: &Learnt,
    name: &str,
    purposes: &[String],
    people: &[String],
    wanted: Option<usize>,
) -> Option<(HallFile, i32)> {
    let arrivals = &learnt.arrivals;
    let of =
        wanted.or_else(|| (0..7).max_by(|a, b| arrivals.day_mean[*a].total_cmp(&arrivals.day_mean[*b])))?;
    let staff =
        learnt.staff.iter().rev().find(|staff| weekday(staff.day) == of && !staff.people.is_empty())?;
    let (first, last) = arrivals.open_steps(of)?;
    let step_s = STEP_US / 1_000_000;
    let (opens_s, closes_s) = (first as i64 * step_s, last as i64 * step_s);
    let mut hall = HallFile::new(name, opens_s, closes_s);
    let per_hour = arrivals.per_hour(of);
    hall.arrivals.step_s = step_s;
    hall.arrivals.volume = Volume::ByPurpose;
    hall.arrivals.day_spread = rounded(arrivals.day_spread);
    hall.to_counter = spec(&learnt.calling.law);
    hall.no_show = NoShow { share: rounded(learnt.missed.share()), counter_waits: LawSpec::Fixed { s: 0.0 } };
    let used: Vec<usize> =
        (0..purposes.len()).filter(|&n| learnt.services.get(n).is_some_and(|s| s.law.is_some())).collect();
    for &n in &used {
        let mut purpose = PurposeSpec::new(&id(&purposes[n]), spec(&learnt.service_law(n)));
        purpose.per_hour = per_hour[n][first..last].iter().map(|rate| rounded(*rate)).collect();
        let own = learnt.patience_of.get(n).and_then(Option::as_ref);
        purpose.patience = own.or(learnt.patience.as_ref()).map_or(LawSpec::Never, patience);
        purpose.next = learnt.routes[n]
            .iter()
            .filter(|(to, share)| used.contains(to) && share.share() >= 0.001)
            .map(|(to, share)| NextSpec {
                purpose: id(&purposes[*to]),
                share: rounded(share.share()),
                same_counter: false,
                keeps_place: false,
            })
            .collect();
        hall.purposes.push(purpose);
    }
    for (person, shifts) in &staff.people {
        let mut counter = CounterSpec::new(&people[*person as usize]);
        let mine = learnt.skills.get(person);
        let all = |n: &usize| mine.is_none_or(|mine| mine[*n]);
        if !used.iter().all(all) {
            counter.purposes = Some(used.iter().filter(|n| all(n)).map(|&n| id(&purposes[n])).collect());
        }
        counter.pace =
            learnt.paces.iter().find(|pace| pace.person == *person).map_or(1.0, |pace| rounded(pace.pace));
        counter.person = Some(people[*person as usize].clone());
        counter.shifts = shifts
            .iter()
            .map(|shift| (shift.from_us / 1_000_000, shift.to_us.div_euclid(1_000_000) + 1))
            .map(|(from, to)| (from / 60 * 60, (to + 59) / 60 * 60))
            .fold(Vec::new(), |mut apart: Vec<(i64, i64)>, (from, to)| {
                match apart.last_mut() {
                    Some(last) if from <= last.1 => last.1 = last.1.max(to),
                    _ => apart.push((from, to)),
                }
                apart
            });
        hall.counters.push(counter);
    }
    Some((hall, staff.day))
}

/// A line about where it comes from.
pub(super) fn about(file: &str, learnt: &Learnt, day: i32) -> String {
    let (first, last) = (learnt.days.first().copied().unwrap_or(0), learnt.days.last().copied().unwrap_or(0));
    format!(
        "peakend calibrate {file}: {} days, {} to {}; at work as on {}",
        learnt.days.len(),
        date_of(first),
        date_of(last),
        date_of(day),
    )
}

/// A purpose's id; of a log without purposes, one for all.
fn id(purpose: &str) -> String {
    if purpose.is_empty() { "all".to_owned() } else { purpose.to_owned() }
}

fn patience(curve: &Survival) -> LawSpec {
    if curve.left() == 0 {
        return LawSpec::Never;
    }
    let tenth = |s: f64| (s * 10.0).round() / 10.0;
    let points = curve.curve(POINTS).into_iter().map(|(share, s)| (rounded(share), tenth(s))).collect();
    LawSpec::Quantiles { points }
}

/// A law as it is written; of a sample, as many of its times as there is room for.
fn spec(law: &Law) -> LawSpec {
    let Form::Observed(seen) = law.form() else { return LawSpec::of(law) };
    let seen_s = thinned(seen.times_s(), TIMES).into_iter().map(|s| (s * 10.0).round() / 10.0).collect();
    LawSpec::Empirical { seen_s, never: seen.never() }
}

fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
