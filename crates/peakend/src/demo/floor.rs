//! A hall's floor as agents see it: customers who come, wait, lose patience; clerks who call and serve.
//!
//! It knows no database. It says what is done next and when ([`Floor::next`]), is told what came of it ([`Floor::done`]),
//! and plans what follows. The past runs it as fast as it can; the present waits for each deed's time.

use super::draw::{apart, around, chance, normal, pick, within};
use crate::kernel::Instant;
use crate::kernel::kinds::VisitId;
use crate::run::visit::{CheckOutcome, Outcome, Source, Visit};
use crate::score::sample::PURPOSES;
use rand::SeedableRng as _;
use rand_pcg::Pcg64;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Visits that one counter can serve in an hour, on average.
pub(super) const VISITS_AN_HOUR: f64 = 5.6;

/// Weight of each hour from 9 to 17.
const HOURS: [(i64, f64); 9] =
    [(9, 0.9), (10, 1.3), (11, 1.2), (12, 0.7), (13, 0.8), (14, 1.1), (15, 1.2), (16, 1.1), (17, 0.7)];

/// Weight of each weekday, Monday first.
const WEEKDAYS: [f64; 7] = [1.1, 0.95, 0.9, 0.9, 1.0, 1.2, 0.95];

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Deed {
    Arrive(Customer),
    Greet(VisitId),
    Check(VisitId, CheckOutcome),
    Leave(VisitId),
    NoShow(VisitId),
    PutBack(VisitId),
    Open(usize),
    Pause(usize),
    Close(usize),
    Call(usize),
    Recall(usize, VisitId),
    Miss(usize, VisitId),
    Start(usize, VisitId),
    Park(usize, VisitId),
    Resume(usize, VisitId),
    Transfer(usize, VisitId, &'static str),
    Another(usize, VisitId, &'static str),
    Finish(usize, VisitId, Outcome),
    Ask(VisitId),
    Answer(VisitId, i64),
    /// A clerk's day is over.
    Home(usize),
}

/// Somebody who comes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Customer {
    pub purpose: &'static str,
    pub source: Source,
    pub english: bool,
}

/// What is known of somebody inside.
#[derive(Debug, Clone, Default)]
struct Guest {
    /// Does not come when called first.
    away: bool,
    waited_us: i64,
    short_of_papers: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stand {
    Off,
    Idle,
    Busy,
}

#[derive(Debug, Clone)]
struct Clerk {
    stand: Stand,
    /// How long they take, against the norm.
    pace: f64,
    /// How they are to customers, standard normal.
    warmth: f64,
    parked: Vec<(i64, VisitId)>,
    home: bool,
}

/// The floor of one hall.
#[derive(Debug, Clone)]
pub(super) struct Floor {
    agenda: BTreeMap<(i64, u64), Deed>,
    planned: u64,
    waiting: BTreeSet<VisitId>,
    inside: HashMap<VisitId, Guest>,
    clerks: Vec<Clerk>,
    /// Customers an hour who go on coming; 0: only those planned.
    an_hour: f64,
    rng: Pcg64,
}

impl Floor {
    /// An empty hall with so many clerks, all off.
    pub fn new(clerks: usize, seed: u64) -> Self {
        let mut rng = Pcg64::seed_from_u64(seed);
        let clerks = (0..clerks)
            .map(|_| Clerk {
                stand: Stand::Off,
                pace: (0.12 * normal(&mut rng)).exp(),
                warmth: normal(&mut rng),
                parked: Vec::new(),
                home: false,
            })
            .collect();
        Self {
            agenda: BTreeMap::new(),
            planned: 0,
            waiting: BTreeSet::new(),
            inside: HashMap::new(),
            clerks,
            an_hour: 0.0,
            rng,
        }
    }

    fn plan(&mut self, at: i64, deed: Deed) {
        self.planned += 1;
        self.agenda.insert((at, self.planned), deed);
    }

    /// Plans a past day from its midnight: who comes, and who works from opening to closing.
    pub fn plan_day(&mut self, midnight: Instant, weekday: usize, visits: f64, at_work: &[usize]) {
        let mean = visits * WEEKDAYS.get(weekday).copied().unwrap_or(1.0);
        let drawn = (mean + mean.sqrt() * normal(&mut self.rng)).round().clamp(0.0, 10_000.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        for _ in 0..drawn as usize {
            let hour = pick(&mut self.rng, &HOURS).unwrap_or(9);
            let at = midnight.plus_seconds(hour * 3600).0 + within(&mut self.rng, 0.0, 3600.0);
            let customer = self.customer();
            self.plan(at, Deed::Arrive(customer));
        }
        for &clerk in at_work {
            let opens = midnight.plus_seconds(8 * 3600 + 1800).0 + within(&mut self.rng, 0.0, 600.0);
            self.plan(opens, Deed::Open(clerk));
            self.plan(midnight.plus_seconds(18 * 3600 + 300).0, Deed::Home(clerk));
            self.clerks[clerk].home = false;
        }
    }

    /// From here on customers come without end, and these clerks stay.
    pub fn go_on_from(&mut self, at: Instant, an_hour: f64, at_work: &[usize]) {
        self.an_hour = an_hour;
        for &clerk in at_work {
            self.clerks[clerk].home = false;
            let opens = at.0 + within(&mut self.rng, 1.0, 120.0);
            self.plan(opens, Deed::Open(clerk));
        }
        let customer = self.customer();
        self.plan(at.0 + 1, Deed::Arrive(customer));
    }

    /// When something is done next.
    pub fn next_at(&self) -> Option<Instant> {
        self.agenda.first_key_value().map(|((at, _), _)| Instant(*at))
    }

    /// What is done next.
    pub fn next(&mut self) -> Option<(Instant, Deed)> {
        self.next_until(Instant(i64::MAX))
    }

    /// What is done next, if it still can be and its time has come.
    pub fn next_until(&mut self, latest: Instant) -> Option<(Instant, Deed)> {
        loop {
            self.next_at().filter(|at| *at <= latest)?;
            let ((at, _), deed) = self.agenda.pop_first()?;
            let may = match deed {
                Deed::Leave(visit) => self.waiting.contains(&visit),
                Deed::Greet(visit) | Deed::Check(visit, _) => self.inside.contains_key(&visit),
                Deed::Call(clerk) => self.may_call(at, clerk),
                Deed::Home(clerk) => {
                    self.clerks[clerk].home = true;
                    self.go_home(at);
                    false
                }
                _ => true,
            };
            if may {
                return Some((Instant(at), deed));
            }
        }
    }

    /// When nobody waits any longer, those who are idle and whose day is over close.
    fn go_home(&mut self, at: i64) {
        for clerk in 0..self.clerks.len() {
            let me = &self.clerks[clerk];
            if self.waiting.is_empty() && me.home && me.stand == Stand::Idle {
                self.free(at, clerk, 0);
            }
        }
    }

    fn may_call(&mut self, at: i64, clerk: usize) -> bool {
        if !self.waiting.is_empty() {
            return true;
        }
        self.clerks[clerk].stand = Stand::Idle;
        if self.clerks[clerk].home || !self.clerks[clerk].parked.is_empty() {
            self.free(at, clerk, 0);
        }
        false
    }

    /// A clerk is free after so many microseconds: takes up what is parked, calls, or goes home.
    fn free(&mut self, at: i64, clerk: usize, after_us: i64) {
        let at = at + after_us;
        let me = &mut self.clerks[clerk];
        me.stand = Stand::Busy;
        let deed = match me.parked.first().copied() {
            Some((ready, visit)) if ready <= at || self.waiting.is_empty() => {
                me.parked.remove(0);
                return self.plan(at.max(ready), Deed::Resume(clerk, visit));
            }
            _ if me.home && self.waiting.is_empty() => Deed::Close(clerk),
            _ => Deed::Call(clerk),
        };
        self.plan(at, deed);
    }

    /// Somebody has joined the queue: a clerk who is idle calls.
    fn joined(&mut self, at: i64, visit: VisitId) {
        self.waiting.insert(visit);
        if let Some(clerk) = self.clerks.iter().position(|clerk| clerk.stand == Stand::Idle) {
            self.clerks[clerk].stand = Stand::Busy;
            let after = within(&mut self.rng, 2.0, 8.0);
            self.plan(at + after, Deed::Call(clerk));
        }
    }

    fn customer(&mut self) -> Customer {
        let purposes = PURPOSES.map(|(id, weight, _)| (id, weight));
        let sources = [(Source::Kiosk, 0.6), (Source::Phone, 0.22), (Source::Guide, 0.18)];
        Customer {
            purpose: pick(&mut self.rng, &purposes).unwrap_or("pay_bill"),
            source: pick(&mut self.rng, &sources).unwrap_or(Source::Kiosk),
            english: chance(&mut self.rng, 0.03),
        }
    }

    /// What was planned could not be done, because somebody else had been quicker: only at present, where people are.
    pub fn refused(&mut self, at: Instant, deed: Deed) {
        match deed {
            // nobody waits whom this clerk can call; looked at again when somebody comes, or in a while
            Deed::Call(clerk) => {
                self.waiting.clear();
                self.free(at.0, clerk, 20_000_000);
            }
            Deed::Recall(clerk, _)
            | Deed::Miss(clerk, _)
            | Deed::Start(clerk, _)
            | Deed::Finish(clerk, ..) => {
                self.free(at.0, clerk, 5_000_000);
            }
            Deed::Park(clerk, _)
            | Deed::Resume(clerk, _)
            | Deed::Transfer(clerk, ..)
            | Deed::Another(clerk, ..) => {
                self.free(at.0, clerk, 5_000_000);
            }
            Deed::Open(clerk) | Deed::Pause(clerk) | Deed::Close(clerk) => {
                self.clerks[clerk].stand = Stand::Off
            }
            Deed::Arrive(_) => self.next_arrival(at.0),
            _ => {}
        }
    }

    fn next_arrival(&mut self, at: i64) {
        if self.an_hour > 0.0 {
            let after = apart(&mut self.rng, 3600.0 / self.an_hour);
            let customer = self.customer();
            self.plan(at + after, Deed::Arrive(customer));
        }
    }

    /// A deed is done; `visit` is how the visit stands after it.
    pub fn done(&mut self, at: Instant, deed: Deed, visit: Option<&Visit>) {
        let at = at.0;
        match deed {
            Deed::Arrive(_) => {
                self.next_arrival(at);
                if let Some(visit) = visit {
                    self.arrived(at, visit);
                }
            }
            Deed::Open(clerk) => self.free(at, clerk, 5_000_000),
            Deed::Close(clerk) => self.clerks[clerk].stand = Stand::Off,
            Deed::Pause(clerk) => {
                let back = at + within(&mut self.rng, 180.0, 600.0);
                self.plan(back, Deed::Open(clerk));
            }
            Deed::Call(clerk) => {
                if let Some(visit) = visit {
                    self.called(at, clerk, visit);
                }
            }
            Deed::Miss(clerk, visit) => {
                let comes_back = visit_may_return(&mut self.rng);
                let after = within(&mut self.rng, 60.0, 300.0);
                self.plan(at + after, if comes_back { Deed::PutBack(visit) } else { Deed::NoShow(visit) });
                self.free(at, clerk, 3_000_000);
            }
            Deed::PutBack(visit) => {
                self.inside.entry(visit).or_default().away = false;
                self.joined(at, visit);
            }
            Deed::Start(clerk, _) | Deed::Another(clerk, ..) => {
                if let Some(visit) = visit {
                    self.serve(at, clerk, visit);
                }
            }
            Deed::Park(clerk, visit) => {
                let ready = at + within(&mut self.rng, 60.0, 240.0);
                self.clerks[clerk].parked.push((ready, visit));
                self.free(at, clerk, 5_000_000);
            }
            Deed::Resume(clerk, id) => {
                let after = around(&mut self.rng, 120.0, 0.4);
                let outcome = self.outcome(id);
                self.plan(at + after, Deed::Finish(clerk, id, outcome));
            }
            Deed::Transfer(clerk, id, _) => {
                self.joined(at, id);
                self.free(at, clerk, 10_000_000);
            }
            Deed::Finish(clerk, id, outcome) => self.finished(at, clerk, id, outcome),
            Deed::Leave(id) | Deed::NoShow(id) => {
                self.waiting.remove(&id);
                self.inside.remove(&id);
            }
            Deed::Check(id, outcome) => {
                if let Some(guest) = self.inside.get_mut(&id) {
                    guest.short_of_papers = outcome == CheckOutcome::Missing;
                }
            }
            Deed::Greet(_) | Deed::Recall(..) | Deed::Ask(_) | Deed::Answer(..) | Deed::Home(_) => {}
        }
        self.go_home(at);
    }

    fn arrived(&mut self, at: i64, visit: &Visit) {
        let id = visit.id;
        let away = chance(&mut self.rng, 0.05);
        self.inside.insert(id, Guest { away, ..Guest::default() });
        let patience = around(&mut self.rng, 2400.0, 0.5);
        self.plan(at + patience, Deed::Leave(id));
        if chance(&mut self.rng, 0.55) {
            let after = around(&mut self.rng, 50.0, 0.8);
            self.plan(at + after, Deed::Greet(id));
            if chance(&mut self.rng, 0.5) {
                let missing = chance(&mut self.rng, 0.14);
                let outcome = if missing { CheckOutcome::Missing } else { CheckOutcome::Complete };
                let more = within(&mut self.rng, 20.0, 90.0);
                self.plan(at + after + more, Deed::Check(id, outcome));
            }
        }
        self.joined(at, id);
    }

    fn called(&mut self, at: i64, clerk: usize, visit: &Visit) {
        self.waiting.remove(&visit.id);
        let guest = self.inside.entry(visit.id).or_default();
        guest.waited_us = guest.waited_us.max(visit.waited_us(Instant(at)));
        if guest.away {
            self.plan(at + 30_000_000, Deed::Recall(clerk, visit.id));
            let after = within(&mut self.rng, 55.0, 80.0);
            self.plan(at + after, Deed::Miss(clerk, visit.id));
        } else {
            let after = within(&mut self.rng, 12.0, 40.0);
            self.plan(at + after, Deed::Start(clerk, visit.id));
        }
    }

    fn serve(&mut self, at: i64, clerk: usize, visit: &Visit) {
        let minutes =
            PURPOSES.iter().find(|(id, ..)| *id == visit.purpose).map_or(8.0, |(_, _, minutes)| *minutes);
        let pace = self.clerks[clerk].pace;
        let lasts = around(&mut self.rng, minutes * 60.0 * pace, 0.4);
        let (id, first) = (visit.id, visit.services == 0);
        let deed = match pick(&mut self.rng, &[(0, 0.86), (1, 0.04), (2, 0.04), (3, 0.06)]) {
            Some(1) if first => Deed::Park(clerk, id),
            Some(2) if first => Deed::Transfer(clerk, id, other(&visit.purpose)),
            Some(3) if first => Deed::Another(clerk, id, other(&visit.purpose)),
            _ => Deed::Finish(clerk, id, self.outcome(id)),
        };
        let share = if matches!(deed, Deed::Park(..) | Deed::Transfer(..)) { lasts / 2 } else { lasts };
        self.plan(at + share, deed);
    }

    fn outcome(&mut self, id: VisitId) -> Outcome {
        let short = self.inside.get(&id).is_some_and(|guest| guest.short_of_papers);
        let again = if short { 0.35 } else { 0.03 };
        let from = [
            (Outcome::Done, 0.89),
            (Outcome::Partly, 0.04),
            (Outcome::Failed, 0.04),
            (Outcome::ComeAgain, again),
        ];
        pick(&mut self.rng, &from).unwrap_or(Outcome::Done)
    }

    fn finished(&mut self, at: i64, clerk: usize, id: VisitId, outcome: Outcome) {
        let guest = self.inside.remove(&id).unwrap_or_default();
        if chance(&mut self.rng, 0.8) {
            self.plan(at + 2_000_000, Deed::Ask(id));
            if chance(&mut self.rng, 0.7) {
                let level = self.level(clerk, &guest, outcome);
                let after = within(&mut self.rng, 5.0, 15.0);
                self.plan(at + after, Deed::Answer(id, level));
            }
        }
        let after = within(&mut self.rng, 24.0, 55.0);
        if chance(&mut self.rng, 0.02) && !self.clerks[clerk].home && self.clerks[clerk].parked.is_empty() {
            return self.plan(at + after, Deed::Pause(clerk));
        }
        self.free(at, clerk, after);
    }

    /// How a customer rates: long waits and results that are none weigh on it, a warm clerk lifts it.
    fn level(&mut self, clerk: usize, guest: &Guest, outcome: Outcome) -> i64 {
        #[expect(clippy::cast_precision_loss, reason = "microseconds of a wait")]
        let waited_min = guest.waited_us as f64 / 60e6;
        let result = match outcome {
            Outcome::Done => 0.0,
            Outcome::Partly => -0.8,
            Outcome::ComeAgain => -1.2,
            Outcome::Failed => -2.0,
        };
        let felt = 4.7 - 0.05 * (waited_min - 8.0).max(0.0) + result + 0.25 * self.clerks[clerk].warmth;
        #[expect(clippy::cast_possible_truncation, reason = "clamped")]
        let level = (felt + 0.7 * normal(&mut self.rng)).round().clamp(1.0, 5.0) as i64;
        level
    }
}

/// Half of those who were not there when called come back.
fn visit_may_return(rng: &mut Pcg64) -> bool {
    chance(rng, 0.5)
}

/// What somebody also wants, or wanted in truth.
fn other(purpose: &str) -> &'static str {
    match purpose {
        "consultation" => "change_plan",
        "change_plan" => "data_service",
        "open_line" | "handset" => "account",
        _ => "consultation",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clerk_whose_day_ends_while_somebody_waits_for_another_goes_home_after_that() {
        let visit = VisitId::of(uuid::Uuid::from_u128(7));
        let mut floor = Floor::new(1, 1);
        floor.clerks[0].stand = Stand::Idle;
        floor.waiting.insert(visit);
        floor.plan(60, Deed::Home(0));
        assert!(floor.next().is_none(), "somebody still waits");
        floor.done(Instant(90), Deed::Leave(visit), None);
        assert!(matches!(floor.next(), Some((Instant(90), Deed::Close(0)))));
    }
}
