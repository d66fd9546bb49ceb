//! Erlang A (M/M/c+M): everybody waits until a counter is free or patience, exponential, ends.
//!
//! Such a line always has a balance: in overload those who leave relieve it.
//!
//! What is computed is the *offered wait* V, the wait of somebody with endless patience. Its density is in proportion
//! to exp(−cv + a (1 − e^(−rv))/r), with v in mean services, the load a, c counters and r = mean service by mean
//! patience. Everything follows from integrals over it, so c need not be whole.
//!
//! SOURCE: C. Palm, *Research on telephone traffic carried by full availability groups*, Tele 1 (1957); F. Baccelli &
//! G. Hebuterne, *On queues with impatient customers*, Performance '81, 159–179; A. Mandelbaum & S. Zeltyn, *Service
//! engineering in action: the Palm/Erlang-A queue*, in Advances in Services Innovations (2007) 17–45.

use super::curve;
use super::demand::{self, Demand, Share};
use super::erlang_b;
use super::fault::{Fault, Quantity, Wants};
use super::quadrature::integrate;
use super::square_root;

/// A line in which people lose patience.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErlangA {
    /// Share of arrivals that have to wait.
    pub wait_share: f64,
    /// Share of arrivals that leave without service.
    pub abandon_share: f64,
    /// Mean seconds of wait of all arrivals, leavers included, those who do not wait with zero.
    pub wait_s: f64,
    /// Mean seconds of wait of those who are served.
    pub wait_served_s: f64,
    /// Mean seconds after which leavers leave.
    pub wait_abandoned_s: f64,
    /// Mean seconds of the offered wait: what somebody with endless patience would wait.
    pub wait_offered_s: f64,
    /// Mean number of people waiting.
    pub waiting: f64,
    /// Share of its time that a counter is busy.
    pub occupancy: f64,
    offered: Offered,
}

/// The long-run figures for this demand at so many counters (above zero, whole or fractional), with a mean patience of so
/// many seconds (above zero, at most a thousand million mean services).
///
/// # Errors
/// When counters or patience are outside their ranges.
pub fn line(demand: Demand, counters: f64, patience_s: f64) -> Result<ErlangA, Fault> {
    let impatience = impatience(demand, patience_s)?;
    let counters = demand::counters(counters)?;
    let offered = Offered::new(demand, counters, impatience);
    let [all, served, served_wait, left, left_wait, wait] = offered.moments();
    let service_s = demand.service_s();
    let wait_share = offered.wait_share;
    // given a wait, by the share of those who wait
    let mean = |moment: f64| if all > 0.0 { wait_share * moment / all } else { 0.0 };
    let abandon_share = mean(left);
    // time in the queue is spent by those served and by those who leave
    let wait_s = mean(served_wait + left_wait) * service_s;
    Ok(ErlangA {
        wait_share,
        abandon_share,
        wait_s,
        wait_served_s: mean(served_wait) / (1.0 - wait_share + mean(served)) * service_s,
        wait_abandoned_s: left_wait / left * service_s,
        wait_offered_s: mean(wait) * service_s,
        waiting: wait_s * demand.arrivals_per_s(),
        occupancy: demand.load() * (1.0 - abandon_share) / counters,
        offered,
    })
}

/// Mean service by mean patience.
pub(super) fn impatience(demand: Demand, patience_s: f64) -> Result<f64, Fault> {
    Wants::AboveZero.of(Quantity::Patience, patience_s)?;
    Wants::AtMost(1e9 * demand.service_s()).of(Quantity::Patience, patience_s)?;
    Ok(demand.service_s() / patience_s)
}

/// The fewest whole counters with which at most this share (above 0, below 1) of the arrivals leaves without service.
/// Zero arrivals need none.
///
/// # Errors
/// When share or patience are outside their ranges.
pub fn fewest(demand: Demand, patience_s: f64, most_leaving: f64) -> Result<u32, Fault> {
    let impatience = impatience(demand, patience_s)?;
    Wants::AboveZero.of(Quantity::Target, most_leaving)?;
    Wants::BelowOne.of(Quantity::Target, most_leaving)?;
    let load = Wants::AtMost(demand::MOST).of(Quantity::Load, demand.load())?;
    if load == 0.0 {
        return Ok(0);
    }
    // c counters serve c of the load at most, and the rest leaves: fewer than this cannot do
    let least = (load * (1.0 - most_leaving)).ceil().max(1.0);
    let likely = likely(load, impatience, most_leaving);
    Ok(if likely > least {
        let found = climb(load, impatience, most_leaving, likely);
        // the first one tried was enough already: perhaps fewer are too
        if found > likely { found } else { climb(load, impatience, most_leaving, least) }
    } else {
        climb(load, impatience, most_leaving, least)
    } as u32)
}

/// A little less than square-root staffing says, for loads at which its search is worth its while.
fn likely(load: f64, impatience: f64, most_leaving: f64) -> f64 {
    if load < 100.0 {
        return 0.0;
    }
    let leaving = |beta: f64| square_root::abandon_share(beta, impatience, load);
    let (mut low, mut high) = (-load.sqrt(), 40.0);
    for _ in 0..20 {
        let middle = f64::midpoint(low, high);
        if leaving(middle) > most_leaving { low = middle } else { high = middle }
    }
    (square_root::counters(load, low) * 0.999 - 2.0).floor()
}

/// The first number of counters from `least` on with which no more than the share leaves.
///
/// Erlang's 1/B(c) = 1 + c/a · 1/B(c − 1) goes on from one number to the next.
fn climb(load: f64, impatience: f64, most_leaving: f64, least: f64) -> f64 {
    let inverse_load = 1.0 / load;
    let (mut counters, mut inverse) = (0.0, 1.0);
    while counters < least {
        counters += 1.0;
        inverse = 1.0 + counters * inverse_load * inverse;
    }
    while !few_leave(load, counters, impatience, most_leaving, inverse) {
        counters += 1.0;
        inverse = 1.0 + counters * inverse_load * inverse;
    }
    counters
}

/// Whether at most the share `most` leaves, given 1/B.
///
/// With x_j = a^j / ((c + r)…(c + jr)), the state of c + j people by that of c, r Σ j x_j leave where a (1/B + Σ x_j)
/// come. What is left of most · a (1/B + Σ x_j) − r Σ j x_j decides, as soon as the rest of the sums cannot turn it.
fn few_leave(load: f64, counters: f64, impatience: f64, most: f64, inverse: f64) -> bool {
    const SCALE: f64 = 1e100;
    let may = most * load;
    let (mut state, mut left, mut j) = (1.0, may * inverse, 0.0);
    loop {
        for _ in 0..4 {
            j += 1.0;
            state *= load / (counters + j * impatience);
            left += state * (may - j * impatience);
        }
        let ratio = load / (counters + (j + 1.0) * impatience);
        if ratio < 1.0 {
            // Σ_{i>0} ratioⁱ (j + i) r
            let odds = ratio / (1.0 - ratio);
            let rest = state * impatience * (j * odds + odds * (1.0 + odds));
            if left >= rest || rest <= 1e-17 * may * inverse {
                return left >= 0.0;
            }
            if left < 0.0 && j * impatience > may {
                return false;
            }
        } else if state > SCALE {
            return few_leave_scaled(load, counters, impatience, may, j, left / state);
        }
    }
}

/// [`few_leave`] from the state of c + j people on, which weighs 1 here: in overload the states grow beyond any number.
fn few_leave_scaled(load: f64, counters: f64, impatience: f64, may: f64, mut j: f64, mut left: f64) -> bool {
    let mut state = 1.0;
    loop {
        j += 1.0;
        state *= load / (counters + j * impatience);
        left += state * (may - j * impatience);
        if state > 1e100 {
            left /= state;
            state = 1.0;
        }
        let over = j * impatience > may;
        let ratio = load / (counters + (j + 1.0) * impatience);
        if over && (left < 0.0 || ratio < 1.0 && state * (j + 1.0) < 1e-17 * left * (1.0 - ratio)) {
            return left >= 0.0;
        }
    }
}

impl ErlangA {
    /// Share of arrivals that would wait longer than `wait_s` seconds if they did not lose patience.
    pub fn offered_longer_than(&self, wait_s: f64) -> f64 {
        self.offered.longer_than(wait_s / self.offered.service_s)
    }

    /// Share of arrivals that are still waiting after `wait_s` seconds, neither served nor gone.
    pub fn longer_than(&self, wait_s: f64) -> f64 {
        self.offered_longer_than(wait_s) * self.patient_for(wait_s)
    }

    /// Share served within `wait_s` seconds, of those that `of` names.
    pub fn within(&self, wait_s: f64, of: Share) -> f64 {
        let served = || self.offered.served_within(wait_s / self.offered.service_s);
        match of {
            Share::OfAll => served(),
            Share::OfServed => served() / (1.0 - self.abandon_share),
            Share::WithoutQuickLeavers => {
                let served = served();
                served / (served + self.longer_than(wait_s))
            }
            Share::NotKept => 1.0 - self.longer_than(wait_s),
            Share::Offered => 1.0 - self.offered_longer_than(wait_s),
        }
    }

    /// The seconds that this share (0 to below 1) of the arrivals do not exceed in the queue, served or gone.
    pub fn quantile_s(&self, share: f64) -> f64 {
        if 1.0 - share >= self.wait_share {
            return 0.0;
        }
        // nobody waits longer than patience lets them: P(wait > t) ≤ P(wait) e^(−t/patience)
        let patience_s = self.offered.service_s / self.offered.impatience;
        let mut high = patience_s * (self.wait_share / (1.0 - share)).ln();
        let mut low = 0.0;
        while high - low > 1e-12 * high {
            let middle = low + (high - low) / 2.0;
            if middle <= low || middle >= high {
                break;
            }
            if self.longer_than(middle) > 1.0 - share { low = middle } else { high = middle }
        }
        high
    }

    /// The mean of a piecewise-linear function of the time in the queue, such as affect by minutes; see [`super::curve`].
    pub fn mean_of(&self, points: &[(f64, f64)]) -> f64 {
        let scale_s = self.wait_s.max(self.wait_offered_s);
        curve::mean(points, |from_s, to_s| {
            // beyond forty times the mean nothing is left that a double would show
            let to_s = to_s.min(from_s.max(40.0 * scale_s / self.wait_share.max(1e-300)));
            let [sum] = integrate(from_s, to_s, 6, |wait_s| [self.longer_than(wait_s)]);
            sum
        })
    }

    /// Share of people with more than `wait_s` seconds of patience.
    fn patient_for(&self, wait_s: f64) -> f64 {
        (-wait_s / self.offered.service_s * self.offered.impatience).exp()
    }
}

/// The offered wait, in mean services.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Offered {
    load: f64,
    counters: f64,
    impatience: f64,
    service_s: f64,
    wait_share: f64,
    /// The integral of the density as it is, scaled by its largest value.
    all: f64,
}

/// What is this much below the largest logarithm does not count.
const DEPTH: f64 = 46.0;
impl Offered {
    fn new(demand: Demand, counters: f64, impatience: f64) -> Self {
        let (load, service_s) = (demand.load(), demand.service_s());
        let mut offered = Self { load, counters, impatience, service_s, wait_share: 0.0, all: 0.0 };
        let [all] = offered.integrate_from(0.0, |_| [1.0]).1;
        // Σ a^j / ((c + r)…(c + jr)) over j ≥ 0, by the largest value of the density
        let line = counters * all;
        let blocked = erlang_b::share(load, counters);
        let least = (-offered.exponent(offered.mode())).exp();
        offered.all = all;
        offered.wait_share = line * blocked / ((1.0 - blocked) * least + blocked * line);
        offered
    }

    /// The logarithm of the density, up to a constant: zero at zero.
    ///
    /// Written as −(c − a) v − a (rv − 1 + e^(−rv))/r: near saturation the two terms as they come from the source
    /// would cancel.
    fn exponent(&self, wait: f64) -> f64 {
        let gone = self.impatience * wait;
        -(self.counters - self.load) * wait - self.load / self.impatience * bent(gone)
    }

    /// Where the density is largest.
    fn mode(&self) -> f64 {
        if self.load > self.counters { (self.load / self.counters).ln() / self.impatience } else { 0.0 }
    }

    /// The exponent's largest value from `from` on, and the integrals of functions weighted by the density divided by
    /// that value's power of e.
    fn integrate_from<const N: usize>(&self, from: f64, of: impl Fn(f64) -> [f64; N]) -> (f64, [f64; N]) {
        self.integrate_between(from, f64::INFINITY, of)
    }

    fn integrate_between<const N: usize>(
        &self,
        from: f64,
        to: f64,
        of: impl Fn(f64) -> [f64; N],
    ) -> (f64, [f64; N]) {
        let top = self.mode().clamp(from, to);
        let highest = self.exponent(top);
        let mut sums = [0.0; N];
        for end in [from, to] {
            let mut here = top;
            // the exponent only falls on the way
            while here != end && self.exponent(here) > highest - DEPTH {
                let width = self.panel(here);
                let next = if end < top { (here - width).max(end) } else { (here + width).min(end) };
                let panel = integrate(here.min(next), here.max(next), 1, |wait| {
                    let density = (self.exponent(wait) - highest).exp();
                    of(wait).map(|value| value * density)
                });
                sums.iter_mut().zip(panel).for_each(|(sum, panel)| *sum += panel);
                here = next;
            }
        }
        (highest, sums)
    }

    /// How wide a panel of sixteen points may be here: the exponent falls by about four over it, and as long as the
    /// impatience bends it at all, it spans no more than the scale of that bend.
    fn panel(&self, here: f64) -> f64 {
        let bend = self.load * (-self.impatience * here).exp();
        let (slope, curvature) = ((bend - self.counters).abs(), bend * self.impatience);
        let width = 8.0 / (slope + (slope * slope + 8.0 * curvature).sqrt());
        if bend > 1e-18 * self.impatience { width.min(1.0 / self.impatience) } else { width }
    }

    /// Integrals, scaled alike: of 1; of being served and its wait; of leaving and its wait; of the offered wait.
    fn moments(&self) -> [f64; 6] {
        let r = self.impatience;
        self.integrate_from(0.0, |wait| {
            let gone = r * wait;
            let (served, left) = ((-gone).exp(), -(-gone).exp_m1());
            // E[X; X < v] for patience X: (1 − e^(−rv) (1 + rv)) / r
            let left_wait = (left * (1.0 + gone) - gone) / r;
            let left_wait = if gone < 1e-2 { early(gone) / r } else { left_wait };
            [1.0, served, wait * served, left, left_wait, wait]
        })
        .1
    }

    /// P(V > wait).
    fn longer_than(&self, wait: f64) -> f64 {
        if wait < 0.0 {
            return 1.0;
        }
        let (highest, [sum]) = self.integrate_from(wait, |_| [1.0]);
        let top = self.exponent(self.mode());
        self.wait_share * (sum * (highest - top).exp() / self.all).min(1.0)
    }

    /// P(V ≤ wait, V < patience).
    fn served_within(&self, wait: f64) -> f64 {
        if wait < 0.0 {
            return 0.0;
        }
        let (highest, [sum]) = self.integrate_between(0.0, wait, |wait| [(-self.impatience * wait).exp()]);
        let top = self.exponent(self.mode());
        1.0 - self.wait_share + self.wait_share * sum * (highest - top).exp() / self.all
    }
}

/// x − 1 + e^(−x), without cancellation for small x.
fn bent(x: f64) -> f64 {
    if x > 0.3 {
        return x + (-x).exp_m1();
    }
    // x²/2 (1 − x/3 (1 − x/4 (1 − …)))
    x * x / 2.0 * (3..=16).rev().fold(1.0, |rest, n| 1.0 - x / f64::from(n) * rest)
}

/// 1 − e^(−x) (1 + x), for small x: x²/2 − x³/3 + x⁴/8 − x⁵/30 + …, the terms xⁿ (n − 1)/n! with changing sign.
fn early(x: f64) -> f64 {
    x * x * (0.5 - x * (1.0 / 3.0 - x * (0.125 - x * (1.0 / 30.0 - x * (1.0 / 144.0 - x / 840.0)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_differences_keep_their_digits() {
        for x in [1e-9f64, 1e-4, 0.01, 0.2999, 0.3001, 2.0] {
            let series: f64 = (2..30).map(|n| (-x).powi(n) / (1..=n).map(f64::from).product::<f64>()).sum();
            assert!((bent(x) / series - 1.0).abs() < 1e-13, "{x}");
        }
        assert!((early(1e-2) / (1.0 - (-1e-2f64).exp() * 1.01) - 1.0).abs() < 1e-10);
    }
}
