//! Replays the month call by call: each is told a wait when it joins the queue, from what was known then.
//!
//! The floor is made of what the centre knew: who waits, priority callers ninety seconds ahead of their time (A. Mandelbaum,
//! A. Sakov & S. Zeltyn, *Empirical analysis of a call center*, Technion 2000, section 2); agents are at work who serve or
//! have served within the last fifteen minutes; the mean is of the last 200 services, and the rate of leaving of all
//! callers before.

use crate::calls::{Call, january};
use flow::wait::{Estimator, Floor, Interval, Records, Score, Simulated, Told, estimate};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

pub const AT_WORK_S: f64 = 900.0;
pub const HEAD_START_S: f64 = 90.0;

enum Event {
    ServiceEnds,
    LeavesQueue,
    ServiceStarts,
    Joins,
}

pub struct Centre<'a> {
    pub calls: &'a [Call],
    /// By the time that counts for the order, in tenths of seconds, then by place in the file.
    pub queue: BTreeSet<(i64, usize)>,
    pub serving: HashMap<&'a str, usize>,
    /// When each agent was last seen to begin or end a service.
    pub seen: HashMap<&'a str, f64>,
    services: VecDeque<f64>,
    left: f64,
    waited_s: f64,
    last_wait_s: Option<f64>,
}

impl<'a> Centre<'a> {
    fn counts(&self, call: usize) -> (i64, usize) {
        let head_start_s = if self.calls[call].priority { HEAD_START_S } else { 0.0 };
        (((self.calls[call].arrived_s - head_start_s) * 10.0) as i64, call)
    }

    /// Agents who serve or have served lately, and when they were last seen to begin or end.
    pub fn at_work(&self, now_s: f64) -> impl Iterator<Item = (&'a str, f64)> {
        let seen = self.seen.iter().map(|(agent, at_s)| (*agent, *at_s));
        seen.filter(move |(agent, at_s)| self.serving.contains_key(agent) || now_s - at_s < AT_WORK_S)
    }

    fn floor(&self, call: usize, now_s: f64) -> Floor {
        let at_work = self.at_work(now_s).count();
        let ahead = self.queue.range(..self.counts(call)).count();
        Floor {
            ahead: u32::try_from(ahead).unwrap(),
            open_counters: u32::try_from(at_work.max(1)).unwrap(),
            // who joins the queue was not answered at once
            idle_counters: 0,
            mean_service_s: (!self.services.is_empty())
                .then(|| self.services.iter().sum::<f64>() / self.services.len() as f64),
            leaving_per_s: (self.waited_s > 0.0).then(|| self.left / self.waited_s),
            last_entered_wait_s: self.last_wait_s,
            head_of_line_wait_s: self.queue.first().map(|&(_, head)| now_s - self.calls[head].arrived_s),
            simulated: None,
        }
    }

    fn happens(&mut self, event: &Event, call: usize, now_s: f64) {
        let (counts, was) = (self.counts(call), &self.calls[call]);
        match (event, &was.service) {
            (Event::Joins, _) => {
                self.queue.insert(counts);
            }
            (Event::LeavesQueue, _) => {
                self.queue.remove(&counts);
                self.waited_s += was.queued_s.unwrap();
                if was.answered {
                    self.last_wait_s = was.queued_s;
                } else {
                    self.left += 1.0;
                }
            }
            (Event::ServiceStarts, Some((agent, ..))) => {
                self.serving.insert(agent, call);
                self.seen.insert(agent, now_s);
            }
            (Event::ServiceEnds, Some((agent, start_s, end_s))) => {
                if self.serving.get(agent.as_str()) == Some(&call) {
                    self.serving.remove(agent.as_str());
                }
                self.seen.insert(agent, now_s);
                self.services.push_back(end_s - start_s);
                if self.services.len() > 200 {
                    self.services.pop_front();
                }
            }
            (_, None) => unreachable!("only services start and end"),
        }
    }
}

/// What a queued and answered call was told, and how long it waited.
pub struct Kept {
    pub day: u32,
    pub told: Told,
    pub waited_s: f64,
}

/// What the simulated hall says of a call that joins.
pub type Say<'s> = &'s mut dyn FnMut(&Centre<'_>, usize, f64) -> Option<Simulated>;

pub fn replay(calls: &[Call], say: Say<'_>) -> (Vec<Kept>, Records) {
    let mut events: Vec<(f64, u8, usize, Event)> = Vec::new();
    for (at, call) in calls.iter().enumerate() {
        if call.queued_s.is_some() {
            events.push((call.arrived_s, 3, at, Event::Joins));
            events.push((call.left_queue_s, 1, at, Event::LeavesQueue));
        }
        if let Some((_, start_s, end_s)) = call.service {
            events.push((start_s, 2, at, Event::ServiceStarts));
            events.push((end_s, 0, at, Event::ServiceEnds));
        }
    }
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut centre = Centre {
        calls,
        queue: BTreeSet::new(),
        serving: HashMap::new(),
        seen: HashMap::new(),
        services: VecDeque::new(),
        left: 0.0,
        waited_s: 0.0,
        last_wait_s: None,
    };
    let (mut records, mut kept) = (Records::default(), Vec::new());
    let mut told: HashMap<usize, Told> = HashMap::new();
    for (now_s, _, call, event) in events {
        if matches!(event, Event::Joins) {
            let floor = Floor { simulated: say(&centre, call, now_s), ..centre.floor(call, now_s) };
            told.insert(call, estimate(&floor, &records));
        }
        centre.happens(&event, call, now_s);
        if matches!(event, Event::LeavesQueue) && calls[call].answered {
            let (told, waited_s) = (told[&call], calls[call].queued_s.unwrap());
            records.learn(&told, waited_s);
            kept.push(Kept { day: calls[call].day, told, waited_s });
        }
    }
    (kept, records)
}

/// By how much one estimator, or what was told, erred less than another, on calls of which both spoke: mean over days of the
/// difference of squared errors, summed, with its standard error; days are what repeats.
pub fn gain(kept: &[&Kept], of: impl Into<Option<Estimator>>, over: Estimator) -> (f64, f64) {
    let of = of.into();
    let mut days: BTreeMap<u32, f64> = BTreeMap::new();
    for call in kept {
        let mine = of.map_or_else(|| call.told.tell(), |by| call.told.by(by)).known();
        let theirs = call.told.by(over).known();
        let squared = |said: Interval| (said.point_s - call.waited_s).powi(2);
        let gain = mine.zip(theirs).map_or(0.0, |(mine, theirs)| squared(theirs) - squared(mine));
        *days.entry(call.day).or_default() += gain;
    }
    let n = days.len() as f64;
    let mean = days.values().sum::<f64>() / n;
    let variance = days.values().map(|day| (day - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// How good each estimator was, and what was told; printed as a table.
pub fn scores(kept: &[&Kept]) -> BTreeMap<String, Score> {
    let mut scores: BTreeMap<String, (Score, f64)> = BTreeMap::new();
    for call in kept {
        let words = Estimator::ALL.map(|by| (format!("{by:?}"), call.told.by(by).known()));
        for (word, said) in words.into_iter().chain([("told".to_owned(), call.told.tell().known())]) {
            if let Some(said) = said {
                let (score, width_s) = scores.entry(word).or_default();
                score.push(&said, call.waited_s);
                *width_s += said.high_s - said.low_s;
            }
        }
    }
    eprintln!("estimator        calls   mse s²  mae s  bias s  covered  width s");
    for (word, (score, width_s)) in &scores {
        eprintln!(
            "{word:14} {:7} {:8.0} {:6.1} {:7.1}  {:.3}  {:7.1}",
            score.waits(),
            score.mean_squared_error_s2().unwrap(),
            score.mean_absolute_error_s().unwrap(),
            score.mean_error_s().unwrap(),
            score.coverage().unwrap().0,
            width_s / score.waits() as f64,
        );
    }
    scores.into_iter().map(|(word, (score, _))| (word, score)).collect()
}

#[test]
fn what_callers_are_told_errs_less_than_queue_length_and_last_to_enter_and_holds_for_four_in_five() {
    let Some(calls) = january() else { return };
    let (kept, records) = replay(&calls, &mut |_, _, _| None);
    assert_eq!(kept.len(), 13_585, "queued and answered");
    let kept: Vec<&Kept> = kept.iter().collect();
    let scores = scores(&kept);
    eprintln!("shares at the end: {:?}", records.combination.shares());
    let told = &scores["told"];
    for rival in [Estimator::QueueLength, Estimator::LastToEnter] {
        let (mean, error) = gain(&kept, None, rival);
        eprintln!("over {rival:?}: {mean:.0} ± {error:.0} s² a day");
        let of = &scores[&format!("{rival:?}")];
        assert!(told.mean_squared_error_s2() < of.mean_squared_error_s2(), "{rival:?}");
        assert!(mean > 2.0 * error, "by more than chance: {mean} ± {error}");
    }
    let mut expected: Vec<&Kept> =
        kept.iter().copied().filter(|call| call.told.tell().known().is_some()).collect();
    expected.sort_by(|a, b| {
        let point = |kept: &Kept| kept.told.tell().known().unwrap().point_s;
        point(a).total_cmp(&point(b))
    });
    for third in expected.chunks(expected.len() / 3 + 1) {
        let mut score = Score::default();
        third.iter().for_each(|call| score.push(&call.told.tell().known().unwrap(), call.waited_s));
        eprintln!("a third by what was told: covered {:.3}", score.coverage().unwrap().0);
    }
    let covered = told.coverage().unwrap().0;
    assert!((0.75..=0.85).contains(&covered), "{covered}");
}
