//! What was learnt as a hall's file.

use super::read::date_of;
use crate::run::twin::hall_file::law::LONGEST_S;
use crate::run::twin::hall_file::reader::{CV, SHAPE};
use crate::run::twin::hall_file::{CounterSpec, HallFile, LawSpec, NextSpec, NoShow, PurposeSpec, Volume};
use flow::learn::arrivals::STEP_US;
use flow::learn::habits::thinned;
use flow::learn::{Learnt, Survival, weekday};
use flow::twin::{Form, Law, Shift};

/// Times of a law that are written.
const TIMES: usize = 200;
/// Points of a curve of patience that are written.
const POINTS: usize = 60;

/// A hall that was learnt.
pub(super) struct Made {
    pub hall: HallFile,
    /// The day whose people are at work in it.
    pub day: i32,
    /// Purposes that people came for and that it is without: never timed, or nobody at work could serve them.
    pub without: Vec<usize>,
}

/// The hall on such a day as the last of the busiest weekday, or of the weekday that was asked for (0 is Monday); none if
/// there is too little of it to simulate: no such day, nobody at work on it, or no service that was timed.
pub(super) fn hall(
    learnt: &Learnt,
    name: &str,
    purposes: &[String],
    people: &[String],
    wanted: Option<usize>,
) -> Option<Made> {
    let arrivals = &learnt.arrivals;
    let of =
        wanted.or_else(|| (0..7).max_by(|a, b| arrivals.day_mean[*a].total_cmp(&arrivals.day_mean[*b])))?;
    let staff =
        learnt.staff.iter().rev().find(|staff| weekday(staff.day) == of && !staff.people.is_empty())?;
    let (first, last) = arrivals.open_steps(of)?;
    let step_s = STEP_US / 1_000_000;
    // a hall of the small hours alone lies on the day after the evening to which its log was cut
    let before_s = first as i64 * step_s / DAY_S * DAY_S;
    let (opens_s, closes_s) = (first as i64 * step_s - before_s, last as i64 * step_s - before_s);
    let at_work: Vec<(u32, Vec<(i64, i64)>)> = staff
        .people
        .iter()
        .map(|(person, shifts)| (*person, spans(shifts, before_s, opens_s)))
        .filter(|(_, shifts)| !shifts.is_empty())
        .collect();
    let serves =
        |person: &u32, n: usize| learnt.skills.get(person).is_none_or(|mine| mine.get(n) == Some(&true));
    let timed = |n: usize| service(learnt, n).is_some();
    let (used, without): (Vec<usize>, Vec<usize>) =
        (0..purposes.len()).partition(|&n| timed(n) && at_work.iter().any(|(person, _)| serves(person, n)));
    let per_hour = arrivals.per_hour(of);
    let rates = |n: usize| per_hour.get(n).map_or(&[][..], |steps| &steps[first..last]);
    if used.iter().all(|&n| rates(n).iter().all(|rate| rounded(*rate) <= 0.0)) {
        return None;
    }
    let ids = ids(purposes);
    let mut hall = HallFile::new(if name.trim().is_empty() { "hall" } else { name }, opens_s, closes_s);
    hall.arrivals.step_s = step_s;
    hall.arrivals.volume = Volume::ByPurpose;
    hall.arrivals.day_spread = rounded(arrivals.day_spread).clamp(0.0, 3.0);
    hall.to_counter = spec(&learnt.calling.law);
    let missed = rounded(learnt.missed.share()).min(0.99);
    hall.no_show = NoShow { share: missed, counter_waits: LawSpec::Fixed { s: 0.0 } };
    for &n in &used {
        let Some(law) = service(learnt, n) else { continue };
        let mut purpose = PurposeSpec::new(&ids[n], law);
        purpose.per_hour = rates(n).iter().map(|rate| rounded(*rate)).collect();
        purpose.per_hour.resize(last - first, 0.0);
        let own = learnt.patience_of.get(n).and_then(Option::as_ref);
        purpose.patience = own.or(learnt.patience.as_ref()).map_or(LawSpec::Never, patience);
        purpose.next = learnt.routes[n]
            .iter()
            .filter(|(to, share)| used.contains(to) && share.share() >= 0.001)
            .map(|(to, share)| NextSpec {
                purpose: ids[*to].clone(),
                share: rounded(share.share()),
                same_counter: false,
                keeps_place: false,
            })
            .collect();
        hall.purposes.push(purpose);
    }
    for (person, shifts) in at_work.into_iter().filter(|(person, _)| used.iter().any(|&n| serves(person, n)))
    {
        let mut counter = CounterSpec::new(&people[person as usize]);
        if !used.iter().all(|&n| serves(&person, n)) {
            counter.purposes =
                Some(used.iter().filter(|&&n| serves(&person, n)).map(|&n| ids[n].clone()).collect());
        }
        let pace = learnt.paces.iter().find(|pace| pace.person == person);
        counter.pace = pace.map_or(1.0, |pace| rounded(pace.pace).clamp(0.05, 20.0));
        counter.person = Some(people[person as usize].clone());
        counter.shifts = shifts;
        hall.counters.push(counter);
    }
    Some(Made { hall, day: staff.day, without })
}

const DAY_S: i64 = 86_400;

/// How long a service takes.
fn service(learnt: &Learnt, purpose: usize) -> Option<LawSpec> {
    learnt.services.get(purpose)?.law.as_ref()?;
    Some(spec(&learnt.service_law(purpose)))
}

/// Shifts in whole minutes of the hall's day, in order and apart; nobody is served before the doors open.
fn spans(shifts: &[Shift], before_s: i64, opens_s: i64) -> Vec<(i64, i64)> {
    shifts
        .iter()
        .map(|shift| (shift.from_us.div_euclid(1_000_000), shift.to_us.div_euclid(1_000_000) + 1))
        .map(|(from, to)| (from.div_euclid(60) * 60 - before_s, (to + 59).div_euclid(60) * 60 - before_s))
        .map(|(from, to)| (from.max(opens_s), to))
        .filter(|(from, to)| from < to)
        .fold(Vec::new(), |mut apart: Vec<(i64, i64)>, (from, to)| {
            match apart.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => apart.push((from, to)),
            }
            apart
        })
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

/// The ids of purposes; of a log without purposes, one for all.
fn ids(purposes: &[String]) -> Vec<String> {
    let mut all = "all".to_owned();
    while purposes.contains(&all) {
        all += "-other";
    }
    purposes.iter().map(|purpose| if purpose.is_empty() { all.clone() } else { purpose.clone() }).collect()
}

fn patience(curve: &Survival) -> LawSpec {
    let mut points: Vec<(f64, f64)> = Vec::new();
    for (share, s) in curve.curve(POINTS).into_iter().map(|(share, s)| (rounded(share), tenth(s))) {
        // of shares that rounding makes the same, the first
        if points.last().is_none_or(|last| share > last.0) {
            points.push((share, s));
        }
    }
    if curve.left() == 0 || points.len() < 2 {
        return LawSpec::Never;
    }
    LawSpec::Quantiles { points }
}

/// A law as it is written, within the bounds of what is read; of a sample, as many of its times as there is room for.
fn spec(law: &Law) -> LawSpec {
    if let Form::Observed(seen) = law.form() {
        let seen_s = thinned(seen.times_s(), TIMES).into_iter().map(tenth).collect();
        return LawSpec::Empirical { seen_s, never: seen.never() };
    }
    match LawSpec::of(law) {
        LawSpec::Fixed { s } => LawSpec::Fixed { s: tenth(s) },
        LawSpec::Exponential { mean_s } => LawSpec::Exponential { mean_s: mean_s.min(LONGEST_S) },
        LawSpec::Gamma { mean_s, cv } | LawSpec::LogNormal { mean_s, cv } if cv < CV.0 => {
            LawSpec::Fixed { s: mean_s.min(LONGEST_S) }
        }
        LawSpec::Gamma { mean_s, cv } => LawSpec::Gamma { mean_s: mean_s.min(LONGEST_S), cv: cv.min(CV.1) },
        LawSpec::LogNormal { mean_s, cv } => {
            LawSpec::LogNormal { mean_s: mean_s.min(LONGEST_S), cv: cv.min(CV.1) }
        }
        LawSpec::Weibull { mean_s, shape } => {
            LawSpec::Weibull { mean_s: mean_s.min(LONGEST_S), shape: shape.clamp(SHAPE.0, SHAPE.1) }
        }
        other => other,
    }
}

/// Seconds to a tenth, and not longer than can be written.
fn tenth(s: f64) -> f64 {
    ((s * 10.0).round() / 10.0).min(LONGEST_S)
}

fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
