//! Erlang A with a limited number of places to wait in (M/M/c/K+M with K = counters + places): who finds every place
//! taken is turned away. Without patience it is M/M/c/K; without places it is Erlang B.
//!
//! Somebody who finds all counters busy and j people waiting waits through j + 1 departures, at the rates c + r, c + 2r…
//! seen backwards; what e^(−rV) is then distributed like is Beta(c/r, j + 1), from which every figure follows as a sum
//! of positive terms, scaled by the likeliest number of people.
//!
//! SOURCE: the sources of [`super::erlang_a`]; W. Whitt, *Engineering solution of a basic call-center model*, Management
//! Science 51 (2005) 221–235 (section 4, state-dependent abandonment).

use super::demand::{self, Demand, Share};
use super::erlang_a;
use super::erlang_b;
use super::fault::{Fault, Quantity, Wants};

/// A line with limited room.
#[derive(Debug, Clone, PartialEq)]
pub struct Room {
    /// Share of arrivals that find all counters and places taken, and are turned away.
    pub block_share: f64,
    /// Share of all arrivals that wait.
    pub wait_share: f64,
    /// Share of all arrivals that leave after they had waited in vain.
    pub abandon_share: f64,
    /// Share of all arrivals that are served.
    pub served_share: f64,
    /// Mean seconds of wait of those who are let in, leavers included; not a number when nobody is.
    pub wait_s: f64,
    /// Mean seconds of wait of those who are served.
    pub wait_served_s: f64,
    /// Mean seconds after which leavers leave; not a number without patience.
    pub wait_abandoned_s: f64,
    /// Mean number of people waiting.
    pub waiting: f64,
    /// Share of its time that a counter is busy.
    pub occupancy: f64,
    /// For j = 0, 1, …: the share of time with all counters busy and j waiting.
    busy: Vec<f64>,
    /// Counters' rate and impatience, per mean service.
    counters: f64,
    impatience: f64,
    service_s: f64,
}

/// The largest number of places; more is as good as no limit.
pub const MOST_PLACES: u32 = 1_000_000;

/// The long-run figures for this demand at so many counters (above zero, whole or fractional), with so many `places` to wait
/// in and a mean patience of so many seconds; `None` = nobody loses patience.
///
/// # Errors
/// When counters, places or patience are outside their ranges.
pub fn line(demand: Demand, counters: f64, places: u32, patience_s: Option<f64>) -> Result<Room, Fault> {
    let counters = demand::counters(counters)?;
    let impatience = patience_s.map_or(Ok(0.0), |patience_s| erlang_a::impatience(demand, patience_s))?;
    Wants::AtMost(f64::from(MOST_PLACES)).of(Quantity::Places, f64::from(places))?;
    let busy = busy(demand.load(), counters, places, impatience);
    Ok(Room::of(demand, counters, impatience, busy))
}

/// The share of time with all counters busy and j waiting, j = 0…places.
fn busy(load: f64, counters: f64, places: u32, impatience: f64) -> Vec<f64> {
    let leaving = |j: usize| counters + impatience * j as f64;
    let places = places as usize;
    // the likeliest number of people waiting: births and deaths balance there
    let likeliest = if load <= counters {
        0
    } else if impatience > 0.0 {
        (((load - counters) / impatience) as usize).min(places)
    } else {
        places
    };
    let mut weights = vec![0.0; places + 1];
    weights[likeliest] = 1.0;
    for j in likeliest..places {
        weights[j + 1] = weights[j] * load / leaving(j + 1);
    }
    for j in (0..likeliest).rev() {
        weights[j] = weights[j + 1] * leaving(j + 1) / load;
    }
    let blocked = erlang_b::share(load, counters);
    let waiting: f64 = weights.iter().skip(1).sum();
    // states with a free counter weigh (1/B − 1) times the state with none and nobody waiting
    let scale = blocked / (weights[0] + blocked * waiting);
    weights.iter_mut().for_each(|weight| *weight *= scale);
    weights
}

impl Room {
    fn of(demand: Demand, counters: f64, impatience: f64, busy: Vec<f64>) -> Self {
        let (load, service_s) = (demand.load(), demand.service_s());
        let places = busy.len() - 1;
        let (mut wait_share, mut served, mut left, mut served_wait, mut left_wait, mut waiting) =
            (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        // Σ 1/(c + ir) and Σ ir/(c + ir) over i = 1…j + 1
        let (mut steps, mut losses) = (0.0, 0.0);
        for (j, &share) in busy.iter().enumerate() {
            waiting += share * j as f64;
            if j == places {
                break;
            }
            let ahead = (j + 1) as f64;
            let rate = counters + impatience * ahead;
            steps += 1.0 / rate;
            losses += impatience * ahead / rate;
            wait_share += share;
            served += share * counters / rate;
            left += share * impatience * ahead / rate;
            // E[T; served] and E[X; left], both for somebody with j people ahead
            served_wait += share * counters / rate * steps;
            left_wait += share / rate * losses;
        }
        let block_share = if load > 0.0 { busy[places] } else { 0.0 };
        let at_once = 1.0 - wait_share - busy[places];
        let entered = wait_share + at_once;
        Self {
            block_share,
            wait_share,
            abandon_share: left,
            served_share: at_once + served,
            wait_s: (served_wait + left_wait) / entered * service_s,
            wait_served_s: served_wait / (at_once + served) * service_s,
            wait_abandoned_s: left_wait / left * service_s,
            waiting,
            occupancy: load * (at_once + served) / counters,
            busy,
            counters,
            impatience,
            service_s,
        }
    }

    /// Share of all arrivals that are let in and would wait longer than `wait_s` seconds if they did not lose patience.
    pub fn offered_longer_than(&self, wait_s: f64) -> f64 {
        if wait_s < 0.0 {
            return 1.0 - self.block_share;
        }
        let wait = wait_s / self.service_s;
        self.over_places(wait, 0.0)
    }

    /// Share of all arrivals still waiting after `wait_s` seconds.
    pub fn longer_than(&self, wait_s: f64) -> f64 {
        self.offered_longer_than(wait_s) * (-self.impatience * wait_s / self.service_s).exp()
    }

    /// Share served within `wait_s` seconds. Those turned away count like leavers who leave at once.
    pub fn within(&self, wait_s: f64, of: Share) -> f64 {
        let served = || self.served_share - self.served_later(wait_s / self.service_s);
        match of {
            Share::OfAll => served(),
            Share::OfServed => served() / self.served_share,
            Share::WithoutQuickLeavers => {
                let served = served();
                served / (served + self.longer_than(wait_s))
            }
            Share::NotKept => 1.0 - self.longer_than(wait_s),
            Share::Offered => 1.0 - self.block_share - self.offered_longer_than(wait_s),
        }
    }

    /// Share of arrivals that are served after more than `wait` mean services.
    ///
    /// Given j ahead, e^(−rT) is Beta(c/r, j + 1), and E[e^(−rT); T > t] is its mean, c/(c + (j + 1) r), times the
    /// distribution of Beta(c/r + 1, j + 1) at e^(−rt).
    fn served_later(&self, wait: f64) -> f64 {
        if wait < 0.0 { self.served_share } else { self.over_places(wait, 1.0) }
    }

    /// Σ P(j waiting) · E[e^(−krT); T > t] over j, for k = 0 or 1.
    ///
    /// The distribution of Beta(x, j + 1) at z is a sum of j + 1 positive terms z^x (1 − z)^i (x)(x + 1)…/i!, each from
    /// the one before.
    fn over_places(&self, wait: f64, k: f64) -> f64 {
        let r = self.impatience;
        let first = self.counters + k * r;
        // (1 − e^(−rt))/r, and its limit
        let gone = if r > 0.0 { -(-r * wait).exp_m1() / r } else { wait };
        let mut ln_term = -first * wait;
        let (mut below, mut total) = (0.0, 0.0);
        for (j, &share) in self.busy.iter().enumerate().take(self.busy.len() - 1) {
            // in logarithms as long as the terms are too small for a double
            below += ln_term.exp();
            let ahead = (j + 1) as f64;
            let mean = if k == 0.0 { 1.0 } else { self.counters / (self.counters + ahead * r) };
            total += share * mean * below.min(1.0);
            ln_term += (gone * (first + j as f64 * r) / ahead).ln();
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_places_it_is_erlang_b() {
        let demand = Demand::new(0.5, 17.0).unwrap();
        let room = line(demand, 9.0, 0, Some(60.0)).unwrap();
        assert!((room.block_share - erlang_b::share(8.5, 9.0)).abs() < 1e-15);
        assert_eq!((room.wait_share, room.abandon_share, room.waiting), (0.0, 0.0, 0.0));
    }

    #[test]
    fn with_one_counter_and_no_patience_it_is_the_truncated_geometric_line() {
        // P(K) = (1 − ρ) ρ^K / (1 − ρ^(K+1)), and in balance 1/(K + 1)
        let room = line(Demand::new(0.5, 1.0).unwrap(), 1.0, 3, None).unwrap();
        assert!((room.block_share - 0.5 * 0.5f64.powi(4) / (1.0 - 0.5f64.powi(5))).abs() < 1e-15);
        let room = line(Demand::new(1.0, 1.0).unwrap(), 1.0, 3, None).unwrap();
        assert!((room.block_share - 0.2).abs() < 1e-15);
        // overload has a balance too, because the room is limited
        let room = line(Demand::new(3.0, 1.0).unwrap(), 1.0, 3, None).unwrap();
        assert!((room.served_share - (1.0 - room.block_share)).abs() < 1e-15 && room.occupancy < 1.0);
    }

    #[test]
    fn too_many_places_are_told_to_be_no_limit() {
        assert!(line(Demand::new(1.0, 1.0).unwrap(), 1.0, MOST_PLACES + 1, None).is_err());
    }
}
