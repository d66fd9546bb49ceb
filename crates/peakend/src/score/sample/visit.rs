//! What happens to one simulated visit.

use super::{Hall, PURPOSES, normal, pick};
use crate::design::blueprint::Blueprint;
use blueprint::Signal;
use rand::{Rng, RngExt};

/// A simulated moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Happening {
    pub touchpoint: &'static str,
    pub signal: &'static str,
    pub at_us: i64,
    pub affect: f32,
    /// Place of who served among the hall's staff.
    pub staff: Option<usize>,
}

/// A simulated visit.
#[derive(Debug, Clone, Default)]
pub(super) struct Happened {
    pub purpose: &'static str,
    pub moments: Vec<Happening>,
    pub remembered: Option<f32>,
}

/// Share of visits that answer the survey afterwards.
const ANSWER: f64 = 1.0 / 6.0;

/// Draws the moments of a visit one after another.
struct Course<'a, R> {
    hall: &'a Hall,
    blueprint: &'a Blueprint,
    rng: &'a mut R,
    at_us: i64,
    /// How this customer takes things today.
    mood: f64,
    /// How well the clerk of this visit does.
    care: f64,
    clerk: usize,
    moments: Vec<Happening>,
}

impl Happened {
    /// Draws a visit that begins at `at_us`.
    pub fn draw(&mut self, hall: &Hall, at_us: i64, second: u32, blueprint: &Blueprint, rng: &mut impl Rng) {
        let choices: Vec<((&'static str, f64), f64)> =
            PURPOSES.iter().map(|(id, share, minutes)| ((*id, *minutes), *share)).collect();
        let (purpose, minutes) = pick(&choices, rng);
        let clerk = rng.random_range(0..hall.staff.len());
        let mood = 0.35 * normal(rng);
        // each clerk has a hand of their own, the same on every visit
        let hand = ((clerk * 2_654_435_761 + hall.name.len() * 97) % 1000) as f64 / 1000.0 - 0.5;
        let care = 0.09 * hall.warmth + 0.5 * hand + 0.65 * normal(rng);
        let moments = std::mem::take(&mut self.moments);
        let mut course = Course { hall, blueprint, rng, at_us, mood, care, clerk, moments };
        course.moments.clear();
        course.run(purpose, minutes, second);
        let remembered = course.remembered();
        *self = Self { purpose, moments: course.moments, remembered };
    }
}

impl<R: Rng> Course<'_, R> {
    fn run(&mut self, purpose: &'static str, minutes: f64, second: u32) {
        let load = self.hall.load(second);
        if self.chance(0.12) {
            self.level("locate", "survey_item", 0.2);
        }
        if self.chance(0.15) {
            self.level("arrive", "survey_item", 0.1);
        }
        self.pass(0.5);
        let contact_s = 25.0 * load * (0.7 * normal(self.rng) - 0.1 * self.hall.warmth).exp();
        self.quantity("enter", "first_contact", contact_s, None);
        if self.chance(0.2) {
            self.level("environment", "survey_item", 0.1 * self.hall.warmth);
        }
        if self.chance(0.35) {
            let minutes = 1.5 * load * (0.6 * normal(self.rng)).exp();
            self.pass(minutes);
            self.quantity("wander", "dwell_before_ticket", minutes, None);
        }
        if purpose == "consultation" || self.chance(0.3) {
            self.pass(1.5);
            let answer = self.graded(&[
                ("answered_at_once", 1.2),
                ("answered_in_time", 0.2),
                ("handed_over", -0.6),
                ("sent_away", -1.4),
                ("wrong_answer", -1.9),
            ]);
            self.category("consult", "consultation", answer, Some(self.clerk));
        }
        if (purpose == "pay_bill" && self.chance(0.35)) || self.chance(0.05) {
            self.pass(2.0);
            let outcome = self.graded(&[
                ("success", 0.0),
                ("success_with_help", -0.5),
                ("gave_up", -1.3),
                ("failed", -1.7),
            ]);
            self.category("self_service", "outcome", outcome, None);
            if outcome.starts_with("success") && purpose == "pay_bill" {
                self.leave(true);
                return;
            }
        }
        let wait = 9.0 * load * load * (0.55 * normal(self.rng)).exp();
        self.pass(wait);
        self.quantity("queue", "wait_beyond_promise", wait - 10.0, None);
        if matches!(purpose, "data_service" | "handset") || self.chance(0.04) {
            self.pass(4.0);
            let boost = if purpose == "data_service" { 0.8 } else { 0.3 };
            self.level("experience", "rating", boost + 0.4 * self.care);
        }
        self.served(purpose, minutes);
    }

    /// At the counter, and out.
    fn served(&mut self, purpose: &'static str, minutes: f64) {
        let clerk = Some(self.clerk);
        let talk = self.graded(&[
            ("patient", 1.3),
            ("understood", 0.0),
            ("jargon", -1.0),
            ("inattentive", -1.5),
            ("rude", -2.3),
        ]);
        self.category("transact_talk", "rating_reason", talk, clerk);
        let ratio = (0.28 * normal(self.rng) - 0.1 * self.care).exp();
        self.pass(minutes * ratio);
        self.quantity("transact_wait", "service_time_ratio", ratio, clerk);
        let hard = if purpose == "complaint" { -0.9 } else { 0.0 };
        let care = self.care;
        self.care += hard;
        let result =
            self.graded(&[("done", -1.15), ("partly", -1.5), ("come_again", -2.0), ("failed", -4.0)]);
        self.care = care;
        if result == "done" && self.chance(0.6) {
            self.level("transact_result", "rating", 0.9 + 0.5 * self.care);
        } else {
            self.category("transact_result", "result", result, clerk);
        }
        if purpose == "handset" {
            self.pass(6.0);
            self.level("purchase", "rating", 0.7 + 0.5 * self.care);
        }
        if purpose == "complaint" || (result != "done" && self.chance(0.3)) {
            self.pass(5.0);
            let outcome = self.graded(&[
                ("settled_beyond", 1.1),
                ("settled", 0.2),
                ("explained", -0.5),
                ("partly", -1.2),
                ("refused", -2.5),
            ]);
            self.category("objection", "outcome", outcome, clerk);
        }
        self.leave(result == "done");
    }

    fn leave(&mut self, settled: bool) {
        self.pass(1.0);
        if self.chance(0.55) {
            self.level("leave", "end_rating", 0.35 * self.care + if settled { 0.5 } else { -0.8 });
        } else {
            self.quantity("leave", "unresolved", if settled { 0.0 } else { 1.0 }, None);
        }
    }

    /// What the customer says afterwards, on five levels: the mean and the end with noise; most say nothing.
    fn remembered(&mut self) -> Option<f32> {
        if !self.chance(ANSWER) {
            return None;
        }
        let affects = self.moments.iter().map(|moment| f64::from(moment.affect));
        let mean = affects.sum::<f64>() / self.moments.len() as f64;
        let end = self.moments.last().map_or(0.0, |moment| f64::from(moment.affect));
        let felt = 0.95 * mean + 0.40 * end + 0.18 * self.mood + 0.22 * normal(self.rng);
        Some((((felt.clamp(-1.0, 1.0) * 2.0).round()) / 2.0) as f32)
    }

    fn chance(&mut self, share: f64) -> bool {
        self.rng.random::<f64>() < share
    }

    fn pass(&mut self, minutes: f64) {
        self.at_us += (minutes * 60e6) as i64;
    }

    /// The first category whose grade this visit reaches.
    fn graded(&mut self, grades: &[(&'static str, f64)]) -> &'static str {
        let reached = self.care + 0.5 * self.mood + 0.8 * normal(self.rng);
        grades.iter().find(|(_, grade)| reached >= *grade).unwrap_or(&grades[grades.len() - 1]).0
    }

    /// A rating on five levels.
    fn level(&mut self, touchpoint: &'static str, signal: &'static str, tendency: f64) {
        let level = (3.6 + tendency + self.mood + 0.8 * normal(self.rng)).round().clamp(1.0, 5.0);
        let clerk = matches!(touchpoint, "transact_result" | "purchase" | "experience").then_some(self.clerk);
        self.quantity(touchpoint, signal, level, clerk);
    }

    fn quantity(&mut self, touchpoint: &'static str, signal: &'static str, value: f64, staff: Option<usize>) {
        self.moment(touchpoint, signal, &Signal::Quantity(value), staff);
    }

    fn category(
        &mut self,
        touchpoint: &'static str,
        signal: &'static str,
        value: &str,
        staff: Option<usize>,
    ) {
        self.moment(touchpoint, signal, &Signal::Category(value), staff);
    }

    /// A moment, if the blueprint has a rule for the signal.
    fn moment(
        &mut self,
        touchpoint: &'static str,
        signal: &'static str,
        what: &Signal<'_>,
        staff: Option<usize>,
    ) {
        // a moment takes a second at least, so that no two share an instant
        self.at_us += 1_000_000;
        let affect = self.blueprint.rule(touchpoint, signal).and_then(|rule| rule.affect(what).ok());
        if let Some(affect) = affect {
            self.moments.push(Happening { touchpoint, signal, at_us: self.at_us, affect, staff });
        }
    }
}
