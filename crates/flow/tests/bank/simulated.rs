//! The simulated centre as a sixth estimator: learnt from the days before, started from the centre as it stood when a call joined.
//!
//! What is known at that moment is what the other estimators know too (`waits.rs`): who waits since when, who is served
//! since when, and which agents were seen lately. What was learnt up to the evening before: services and paces, who serves
//! whom, patience, who comes when, how many of each kind have priority; and what agents do between two calls although somebody
//! waits: most take the next at once, some come back after minutes. Who does not for a quarter of an hour has gone, and others
//! come; as in a hall at work, it is taken to go on with those who are there.

use crate::calls::{Call, january};
use crate::twin::{FIRST, agents, kind, whole_log};
use crate::waits::{AT_WORK_S, Centre, HEAD_START_S, Kept, gain, replay, scores};
use flow::calling::{Ageing, Class, Names, Order, Rule, Set};
use flow::learn::{Learnt, Log, staff, weekday};
use flow::twin::{Arrivals, Counter, Hall, Law, Next, Purpose, Serving, Shift, State, Waiter, would_wait};
use flow::wait::{Estimator, Simulated};
use std::collections::BTreeMap;

const DAY_S: f64 = 86_400.0;
const RUNS: u32 = 200;
const PLAIN: Class = Class(0);
const PRIORITY: Class = Class(1);

/// The centre as it is known on the evening before a day.
struct Known {
    /// Without anybody at work.
    hall: Hall,
    /// By agent: whom they serve, and how quickly.
    people: BTreeMap<u32, Counter>,
    /// What an agent does between two calls, as a service of its own.
    between: (usize, Law),
}

/// From the end of one service to the beginning of the agent's next, where somebody waited at that end.
fn between(calls: &[&Call]) -> Law {
    let mut changes: Vec<(f64, i32)> = calls
        .iter()
        .filter_map(|call| Some((call.arrived_s, call.left_queue_s, call.queued_s?)))
        .flat_map(|(from, to, _)| [(from, 1), (to, -1)])
        .collect();
    changes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut waiting = Vec::with_capacity(changes.len());
    let mut n = 0;
    for (at, change) in changes {
        n += change;
        waiting.push((at, n));
    }
    let waits =
        |at: f64| waiting[..waiting.partition_point(|step| step.0 <= at)].last().is_some_and(|s| s.1 > 0);
    let mut services: Vec<(&str, f64, f64)> = calls
        .iter()
        .filter_map(|call| call.service.as_ref())
        .map(|(agent, from, to)| (agent.as_str(), *from, *to))
        .collect();
    services.sort_by(|a, b| a.0.cmp(b.0).then(a.1.total_cmp(&b.1)));
    let next = |n: usize, agent: &str, to: f64| {
        services.get(n + 1).filter(|next| next.0 == agent && next.1 - to < AT_WORK_S).map(|next| next.1 - to)
    };
    let ends = services.iter().enumerate().filter(|(_, (.., to))| waits(*to));
    let gaps = ends.filter_map(|(n, (agent, _, to))| Some(next(n, agent, *to)?.max(0.0)));
    Law::sample(gaps.collect(), 0.0).unwrap()
}

impl Known {
    fn before(day: u32, cut_s: f64, log: &Log, calls: &[Call]) -> Self {
        let today = FIRST + day as i32;
        let learnt = Learnt::from(&log.before(today));
        let before: Vec<&Call> =
            calls.iter().filter(|call| call.arrived_s < f64::from(day) * DAY_S + cut_s).collect();
        let work = learnt.skills.keys().map(|person| (*person, Vec::new())).collect();
        let mut hall = learnt.hall(weekday(today), &staff::Day { day: today, people: work }, 1.0, 0.0);
        (hall.opens_us, hall.closes_us) = (0, 48 * 3_600_000_000);
        hall.to_counter = Law::zero();
        let ageing = |start| Ageing { start, per_minute: 2 };
        let head_start = (2.0 * HEAD_START_S / 60.0) as u32;
        hall.rule = Rule {
            order: Order::PriorityWithAgeing {
                classes: vec![(PRIORITY, ageing(head_start))],
                others: ageing(0),
            },
            longest_wait_us: i64::MAX,
        };
        let away = hall.purposes.len();
        let mut names = Names::default();
        let keys: Vec<_> = (0..=away).map(|n| names.name(&n.to_string()).unwrap()).collect();
        for (n, purpose) in hall.purposes.iter_mut().enumerate() {
            let of_kind = || before.iter().filter(|call| kind(call) == n);
            let share =
                of_kind().filter(|call| call.priority).count() as f64 / of_kind().count().max(1) as f64;
            purpose.classes = vec![(PRIORITY, share), (PLAIN, 1.0 - share)];
            purpose.next = vec![Next { share: 1.0, purpose: away, same_counter: true, keeps_place: false }];
        }
        let between = between(&before);
        hall.purposes.push(Purpose::plain(keys[away], between.clone()));
        if let Arrivals::Rates { per_hour, .. } = &mut hall.arrivals {
            let steps = per_hour[0].len();
            per_hour.push(vec![0.0; steps]);
        }
        let people = std::mem::take(&mut hall.counters).into_iter();
        let people = people
            .map(|counter| {
                let purposes =
                    if counter.purposes == Set::ALL { Set::ALL } else { counter.purposes.with(keys[away]) };
                (counter.person as u32, Counter { purposes, own: vec![(away, between.clone())], ..counter })
            })
            .collect();
        Self { hall, people, between: (away, between) }
    }

    /// What a call that joins now would wait.
    fn say(
        &self,
        centre: &Centre<'_>,
        agents: &[String],
        call: usize,
        (now_s, midnight_s): (f64, f64),
    ) -> Option<Simulated> {
        let us = |s: f64| ((s - midnight_s) * 1e6) as i64;
        let now_us = us(now_s);
        let shifts = vec![Shift { from_us: now_us, to_us: now_us + 12 * 3_600_000_000 }];
        let class = |call: usize| if centre.calls[call].priority { PRIORITY } else { PLAIN };
        let mut at_work: Vec<(u32, &str, f64)> = centre
            .at_work(now_s)
            .map(|(agent, seen_s)| (agents.binary_search(&agent.to_owned()).unwrap() as u32, agent, seen_s))
            .collect();
        at_work.sort_by_key(|of| of.0);
        let mut hall = self.hall.clone();
        let mut serving = Vec::new();
        for (counter, (person, agent, seen_s)) in at_work.into_iter().enumerate() {
            let new = || Counter {
                own: vec![self.between.clone()],
                ..Counter::plain(u128::from(person), Vec::new())
            };
            let known = self.people.get(&person).cloned().unwrap_or_else(new);
            hall.counters.push(Counter { shifts: shifts.clone(), ..known });
            serving.push(match centre.serving.get(agent) {
                Some(&of) => {
                    let since_s = centre.calls[of].service.as_ref().unwrap().1;
                    Serving {
                        counter,
                        purpose: kind(&centre.calls[of]),
                        class: class(of),
                        since_us: us(since_s).min(now_us),
                    }
                }
                None => Serving {
                    counter,
                    purpose: self.between.0,
                    class: PLAIN,
                    since_us: us(seen_s).min(now_us),
                },
            });
        }
        let waiting = centre.queue.iter().map(|&(_, of)| {
            Waiter::plain(kind(&centre.calls[of]), class(of), us(centre.calls[of].arrived_s).min(now_us))
        });
        let state = State { now_us, waiting: waiting.collect(), serving, ..State::default() };
        let would = would_wait(&hall, &state, (kind(&centre.calls[call]), class(call)), RUNS, call as u64);
        Some(Simulated {
            point_s: would.mean_s()?,
            low_s: would.quantile_s(0.1)?,
            high_s: would.quantile_s(0.9)?,
        })
    }
}

/// The month with the simulated centre from a day on; it speaks of each `nth` call that was answered.
fn simulated(calls: &[Call], days: std::ops::Range<u32>, nth: usize) -> Vec<Kept> {
    let mut log = whole_log(calls);
    let cut_s = log.cut_days() as f64 / 1e6;
    log.drop_torn();
    let agents = agents(calls);
    let mut known: Option<(u32, Known)> = None;
    let mut say = |centre: &Centre<'_>, call: usize, now_s: f64| {
        let day = ((now_s - cut_s) / DAY_S).max(0.0) as u32;
        if !days.contains(&day) || !calls[call].answered || !call.is_multiple_of(nth) {
            return None;
        }
        if known.as_ref().is_none_or(|(of, _)| *of != day) {
            known = Some((day, Known::before(day, cut_s, &log, calls)));
        }
        known.as_ref()?.1.say(centre, &agents, call, (now_s, f64::from(day) * DAY_S))
    };
    let (mut kept, _) = replay(calls, &mut say);
    kept.retain(|call| call.told.simulated.known().is_some());
    kept
}

/// The first of the days on which the model was not looked at while it was made: Sunday, 24 January.
const UNSEEN: u32 = 23;

/// Whether every call is asked about, which takes a while, or each fifth.
fn nth() -> usize {
    if std::env::var_os("PEAKEND_EVERY_CALL").is_some() { 1 } else { 5 }
}

#[test]
fn the_simulated_centre_errs_less_than_the_history_of_waits_and_its_interval_holds_for_four_in_five() {
    let Some(calls) = january() else { return };
    let all = simulated(&calls, 10..31, nth());
    let (made, unseen): (Vec<&Kept>, Vec<&Kept>) = all.iter().partition(|call| call.day < UNSEEN);
    eprintln!("11 to 23 January, on which the model was made:");
    scores(&made);
    eprintln!("24 to 31 January:");
    let of = scores(&unseen);
    assert!(unseen.len() * nth() > 2_500, "{}", unseen.len());
    let best = unseen.iter().filter(|call| call.told.best == Some(Estimator::Simulated)).count();
    eprintln!("told by the simulated centre: {best} of {}", unseen.len());
    for rival in Estimator::ALL.into_iter().filter(|by| *by != Estimator::Simulated) {
        let (mean, error) = gain(&unseen, Estimator::Simulated, rival);
        eprintln!("simulated over {rival:?}: {mean:.0} ± {error:.0} s² a day");
    }
    let (mean, error) = gain(&unseen, Estimator::Simulated, Estimator::LastToEnter);
    assert!(mean > 2.0 * error, "by more than chance: {mean} ± {error}");
    let covered = of["Simulated"].coverage().unwrap().0;
    assert!((0.7..=0.9).contains(&covered), "{covered}");
}
