//! Seeded chance for simulated data sets.
#![allow(dead_code, reason = "each test file uses its part")]

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// A source of numbers that is the same in every run.
pub struct Chance {
    rng: Pcg64Mcg,
    spare: Option<f64>,
}

impl Chance {
    /// The source with this seed.
    pub fn seeded(seed: u64) -> Self {
        Self { rng: Pcg64Mcg::seed_from_u64(seed), spare: None }
    }

    /// Uniform in (0, 1).
    pub fn uniform(&mut self) -> f64 {
        ((self.rng.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    /// Standard normal (Box & Muller 1958).
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        let angle = std::f64::consts::TAU * self.uniform();
        self.spare = Some(radius * angle.sin());
        radius * angle.cos()
    }

    /// A whole number in `low..=high`.
    pub fn whole(&mut self, low: u64, high: u64) -> u64 {
        low + (self.uniform() * (high - low + 1) as f64) as u64
    }
}

/// Runs numbered simulations on both halves of the machine; the answers come in order.
pub fn simulate<T: Send>(runs: u64, one: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let half = runs / 2;
    std::thread::scope(|scope| {
        let second = scope.spawn(|| (half..runs).map(&one).collect::<Vec<T>>());
        let mut all: Vec<T> = (0..half).map(&one).collect();
        all.extend(second.join().expect("a simulation does not panic"));
        all
    })
}

/// Asserts that a 95 % interval covers 93–97 % of the time.
pub fn assert_covers(what: &str, hits: usize, trials: usize) {
    let share = hits as f64 / trials as f64;
    eprintln!("{what}: {:.1} % of {trials}", 100.0 * share);
    assert!((0.93..=0.97).contains(&share), "{what}: covers {share:.4} of {trials}");
}
