//! Do the intervals of the evidence cover, and does it fall back where there is nothing to gain?

mod support;

use experience::evidence::{Choice, Evidence, Model, Sample, Term};
use experience::gram::{Blocks, Gram};
use experience::{Curve, earlier_peak};
use support::{Chance, assert_covers, simulate};

/// How what is remembered follows from a visit.
#[derive(Clone, Copy)]
struct World {
    mean: f64,
    end: f64,
    noise: f64,
}

fn affects(chance: &mut Chance) -> Vec<f32> {
    let mood = 0.2 + 0.3 * chance.normal();
    (0..chance.whole(4, 9)).map(|_| (mood + 0.4 * chance.normal()).clamp(-1.0, 1.0) as f32).collect()
}

impl World {
    /// A visit's curve and what is remembered of it.
    fn visit(self, chance: &mut Chance) -> (Vec<f32>, Curve, f64) {
        let affects = affects(chance);
        let curve = Curve::of(&affects).expect("a visit has moments");
        let remembered =
            3.0 + self.mean * curve.mean + self.end * f64::from(curve.end) + self.noise * chance.normal();
        (affects, curve, remembered)
    }

    fn evidence(self, seed: u64, visits: u64) -> Evidence {
        let mut chance = Chance::seeded(seed);
        let mut sample = Sample::new();
        for id in 0..visits {
            let (affects, curve, remembered) = self.visit(&mut chance);
            let peak = earlier_peak(&affects).expect("a visit has moments");
            sample.add(id, &curve, peak, 5.0 + 3.0 * chance.normal(), remembered);
        }
        sample.weigh()
    }
}

fn model<'a>(evidence: &'a Evidence, terms: &[Term]) -> &'a Model {
    evidence.models.iter().find(|model| model.terms == terms).expect("the candidate is there")
}

/// Mean, end and remembered satisfaction of many visits: the population.
fn population(world: World) -> Gram {
    let mut chance = Chance::seeded(1);
    let mut gram = Gram::new(3);
    for _ in 0..400_000 {
        let (_, curve, remembered) = world.visit(&mut chance);
        gram.add(&[curve.mean, f64::from(curve.end), remembered]);
    }
    gram
}

/// What mean + end gains over the mean for visits of the population, when both are fitted on `visits` of them: the
/// mean over many fits.
fn true_gain(world: World, population: &Gram, visits: u64) -> f64 {
    let all = population.squared_error(2, &[], population.mean(2), &[]);
    let gains = simulate(1000, |run| {
        let mut chance = Chance::seeded(500_000 + run);
        let mut blocks = Blocks::new(3, 1);
        for id in 0..visits {
            let (_, curve, remembered) = world.visit(&mut chance);
            blocks.add(id, &[curve.mean, f64::from(curve.end), remembered]);
        }
        let sample = blocks.units().total();
        let error = |terms: &[usize]| {
            let fit = sample.fit(2, terms);
            population.squared_error(2, terms, fit.constant, &fit.weights)
        };
        (error(&[0]) - error(&[0, 1])) / all
    });
    gains.iter().sum::<f64>() / gains.len() as f64
}

#[test]
fn the_intervals_of_gain_and_weights_cover() {
    for (world, visits) in [
        (World { mean: 1.0, end: 0.6, noise: 0.6 }, 300),
        (World { mean: 1.0, end: 0.25, noise: 0.5 }, 300),
        (World { mean: 1.0, end: 0.4, noise: 0.5 }, 120),
    ] {
        let population = population(world);
        let gain = true_gain(world, &population, visits * 9 / 10);
        let runs = simulate(1000, |run| {
            let evidence = world.evidence(900_000 + run, visits);
            let both = model(&evidence, &[Term::Mean, Term::End]);
            let weight = |at: usize, truth: f64| {
                both.weights[at].interval.is_some_and(|interval| interval.contains(truth))
            };
            [both.gain_interval.contains(gain), weight(0, world.mean), weight(1, world.end)]
        });
        for (at, what) in ["gain", "weight of the mean", "weight of the end"].iter().enumerate() {
            let hits = runs.iter().filter(|hits| hits[at]).count();
            assert_covers(&format!("{what} ({gain:.3}) in {visits} visits"), hits, runs.len());
        }
    }
}

/// Everything but the mean is noise here, yet eleven rivals have a chance each.
#[test]
fn nothing_is_chosen_over_the_mean_where_nothing_else_counts() {
    for visits in [60, 200] {
        let world = World { mean: 1.0, end: 0.0, noise: 0.5 };
        let runs = simulate(1000, |run| {
            let evidence = world.evidence(300_000 + run, visits);
            let both = model(&evidence, &[Term::Mean, Term::End]);
            (evidence.choice == Choice::Won, both.gain_interval.low > 0.0)
        });
        let won = runs.iter().filter(|run| run.0).count();
        let gained = runs.iter().filter(|run| run.1).count();
        eprintln!(
            "of 1000 with {visits} visits: {won} chose another model, {gained} saw a gain of mean + end"
        );
        assert!(won <= 50 && gained <= 50, "{won} chosen, {gained} gained");
    }
}
