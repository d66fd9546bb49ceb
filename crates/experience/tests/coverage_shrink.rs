//! Do shrunk intervals cover, and are shrunk scores nearer the truth than raw ones?

mod support;

use experience::shrink::{Raw, shrink};
use support::{Chance, assert_covers, simulate};

const WITHIN: f64 = 0.4;

/// What many simulated sets of groups came to.
struct Tally {
    hits: usize,
    trials: usize,
    /// Mean squared error of the shrunk scores over that of the raw ones.
    error: f64,
}

/// 1,500 sets of groups of 2 to 40 visits whose true scores have the standard deviation `between`.
fn tally(groups: usize, between: f64) -> Tally {
    let runs = simulate(1500, |run| {
        let mut chance = Chance::seeded(run);
        let (mut truths, mut raws) = (Vec::new(), Vec::new());
        for _ in 0..groups {
            let truth = 0.3 + between * chance.normal();
            let n = chance.whole(2, 40);
            let scores: Vec<f64> = (0..n).map(|_| truth + WITHIN * chance.normal()).collect();
            let mean = scores.iter().sum::<f64>() / n as f64;
            let squares: f64 = scores.iter().map(|score| (score - mean).powi(2)).sum();
            truths.push(truth);
            raws.push(Raw { n, mean, sd: Some((squares / (n - 1) as f64).sqrt()) });
        }
        let (_, shrunk) = shrink(&raws);
        let hits =
            shrunk.iter().zip(&truths).filter(|(shrunk, truth)| shrunk.interval.contains(**truth)).count();
        let raw: f64 = raws.iter().zip(&truths).map(|(raw, truth)| (raw.mean - truth).powi(2)).sum();
        let drawn: f64 =
            shrunk.iter().zip(&truths).map(|(shrunk, truth)| (shrunk.value - truth).powi(2)).sum();
        (hits, raw, drawn)
    });
    let hits = runs.iter().map(|run| run.0).sum();
    let error = runs.iter().map(|run| run.2).sum::<f64>() / runs.iter().map(|run| run.1).sum::<f64>();
    Tally { hits, trials: runs.len() * groups, error }
}

/// The standard error of a group's mean is about 0.1 here.
#[test]
fn shrunk_intervals_cover_where_groups_differ() {
    for groups in [4, 8, 15, 40] {
        for between in [0.1, 0.2, 0.5] {
            let tally = tally(groups, between);
            assert_covers(&format!("{groups} groups, spread {between}"), tally.hits, tally.trials);
        }
    }
    let many = tally(120, 0.05);
    assert_covers("120 groups, spread 0.05", many.hits, many.trials);
}

/// Where groups hardly differ no interval can be exact: it must allow for differences that the data cannot rule out,
/// and so covers more often than it says. It must never cover less.
#[test]
fn shrunk_intervals_err_on_the_careful_side_where_groups_hardly_differ() {
    for groups in [4, 8, 15, 40] {
        for between in [0.0, 0.02, 0.05] {
            let tally = tally(groups, between);
            let share = tally.hits as f64 / tally.trials as f64;
            eprintln!("{groups} groups, spread {between}: {:.1} %", 100.0 * share);
            assert!(share >= 0.94, "{groups} groups, spread {between}: {share}");
        }
    }
}

#[test]
fn shrunk_scores_are_nearer_the_truth_than_raw_ones() {
    for groups in [4, 8, 40] {
        for between in [0.0, 0.05, 0.2, 0.5] {
            let tally = tally(groups, between);
            eprintln!("{groups} groups, spread {between}: squared error {:.2} of the raw", tally.error);
            assert!(tally.error < 1.0, "{groups} groups, spread {between}: {}", tally.error);
        }
    }
}
