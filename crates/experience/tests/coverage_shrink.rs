//! Do shrunk intervals cover, and are shrunk scores nearer the truth than raw ones?

mod support;

use experience::shrink::{Raw, shrink};
use support::{Chance, simulate};

#[test]
fn explore() {
    for groups in [4usize, 5, 8, 15, 40] {
        for between in [0.0, 0.02, 0.05, 0.1, 0.2, 0.5] {
            let (mut hits, mut trials, mut raw_error, mut error) = (0, 0, 0.0, 0.0);
            for (h, t, r, e) in simulate(1500, |run| one(run, groups, between)) {
                hits += h;
                trials += t;
                raw_error += r;
                error += e;
            }
            println!(
                "{groups:3} groups, tau {between:.2}: covers {:.4}, mse {:.3}",
                hits as f64 / trials as f64,
                error / raw_error
            );
        }
    }
}

fn one(run: u64, groups: usize, between: f64) -> (usize, usize, f64, f64) {
    let mut chance = Chance::seeded(run);
    let (mut truths, mut raws) = (Vec::new(), Vec::new());
    for _ in 0..groups {
        let truth = 0.3 + between * chance.normal();
        let n = chance.whole(2, 40);
        let scores: Vec<f64> = (0..n).map(|_| truth + 0.4 * chance.normal()).collect();
        let mean = scores.iter().sum::<f64>() / n as f64;
        let squares: f64 = scores.iter().map(|s| (s - mean) * (s - mean)).sum();
        truths.push(truth);
        raws.push(Raw { n, mean, sd: Some((squares / (n - 1) as f64).sqrt()) });
    }
    let (_, shrunk) = shrink(&raws);
    let hits = shrunk.iter().zip(&truths).filter(|(s, t)| s.interval.contains(**t)).count();
    let raw_error = raws.iter().zip(&truths).map(|(r, t)| (r.mean - t).powi(2)).sum();
    let error = shrunk.iter().zip(&truths).map(|(s, t)| (s.value - t).powi(2)).sum();
    (hits, groups, raw_error, error)
}
