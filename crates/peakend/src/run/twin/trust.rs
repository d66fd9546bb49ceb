//! Whether the twin that the pages play is like the hall: the very laws they play by, learnt from the days before, held
//! against days that were held out.
//!
//! The card ([`flow::learn::card`]) knows who was at work and how many came on a day; the twin of each day takes these from
//! it, and who serves what. All else is what the next hour and the what-if sheet play: services, pace of each person,
//! patience, the way to the counter, who does not come, who goes on to what, and the calling rule.

use super::live;
use crate::run::hall::Plan;
use crate::run::history::{Lessons, Past};
use crate::run::planning::calendar::date_of;
use flow::learn::card::{Reason, Trial, card};
use flow::twin::{Hall, Purpose};

/// Held-out days are simulated so often.
const REPLICATIONS: u32 = 100;
/// The last days are held out: one of so many.
const HELD_OUT: usize = 3;
/// At most so many.
const HELD_OUT_MOST: usize = 21;

/// Whether the twin is like the hall on the last days of a past, having learnt from the first; none if there are too few days
/// to say.
pub(crate) fn trust(plan: &Plan, past: &Past) -> Option<bool> {
    held_against(plan, past, |lessons| lessons)
}

/// As [`trust`], with lessons that are changed before they are played.
fn held_against(plan: &Plan, past: &Past, change: impl Fn(Lessons) -> Lessons) -> Option<bool> {
    let (log, people) = past.log_of_people();
    let days = log.days();
    let held = (days.len() / HELD_OUT).min(HELD_OUT_MOST);
    let from_day = *days.get(days.len() - held)?;
    let morning = date_of(from_day);
    let lessons = change(Lessons::laws(plan, &past.before(morning), morning));
    let played = live::of(plan, &lessons, morning, (0, 0));
    let as_it_is_played = |hall: &mut Hall| {
        let known = hall.purposes.len();
        for (seen, played) in hall.purposes.iter_mut().zip(&played.purposes) {
            let mut next = played.next.clone();
            // what nobody came for before is no purpose of the card's hall
            next.retain(|next| next.purpose < known);
            // who serves what is as it was seen
            let (key, skills_needed) = (seen.key, seen.skills_needed);
            *seen = Purpose { key, skills_needed, next, ..played.clone() };
        }
        for counter in &mut hall.counters {
            let person = usize::try_from(counter.person).ok().and_then(|person| people.get(person));
            counter.pace = person.and_then(|person| lessons.paces.get(person)).copied().unwrap_or(1.0);
        }
        hall.rule = played.rule.clone();
        hall.to_counter = played.to_counter.clone();
        hall.missed = played.missed.clone();
        hall.closing = played.closing;
    };
    let trial = Trial { from_day, replications: REPLICATIONS, seed: 1, staff_known: true };
    let card = card(&log, &trial, &as_it_is_played);
    let too_few =
        |reason: &Reason| matches!(reason, Reason::FewDaysLearnt { .. } | Reason::FewDaysHeld { .. });
    (!card.reasons.iter().any(too_few)).then(|| card.trust())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Instant;
    use crate::kernel::kinds::{CounterId, PersonId, PlaceId};
    use crate::run::hall::store::Parts;
    use crate::run::hall::{Hours, Offer, RuleSpec};
    use crate::run::history::{Came, Day, Served, Wait, Was};
    use crate::run::planning::InForce;
    use flow::calling::Class;
    use flow::twin::Law;
    use jiff::tz::TimeZone;
    use uuid::Uuid;

    /// A hall that offers one thing, from nine to six.
    fn plan() -> Plan {
        let text = String::new;
        let offer = Offer {
            purpose: "pay_bill".to_owned(),
            name_zh: text(),
            name_en: text(),
            letter: "A".to_owned(),
            norm_s: 600.0,
            skills: Vec::new(),
            documents_zh: Vec::new(),
            documents_en: Vec::new(),
            preparation_zh: Vec::new(),
            preparation_en: Vec::new(),
            channels: Vec::new(),
            offered: true,
        };
        Plan::build(Parts {
            version: 1,
            hall: PlaceId::of(Uuid::nil()),
            code: text(),
            path: text(),
            name_zh: text(),
            name_en: text(),
            address_zh: text(),
            address_en: text(),
            phone: text(),
            zone: TimeZone::UTC,
            closed: false,
            hours: Hours::default(),
            exceptions: Default::default(),
            broadcast: None,
            shut: None,
            rule: RuleSpec::default(),
            offers: vec![offer],
            planning: InForce::default(),
        })
        .unwrap()
    }

    /// Days of three clerks who serve in turn; twelve customers an hour, and services of so long on each day, by a third
    /// shorter or longer.
    fn lived(days: usize, took_s: impl Fn(usize) -> f64) -> Past {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut uniform = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let purposes = vec!["pay_bill".to_owned()];
        let mut past = Past {
            purposes,
            days: Vec::new(),
            earlier: Vec::new(),
            visits: Vec::new(),
            services: Vec::new(),
            misses_s: Vec::new(),
        };
        for day in 0..days {
            let date = date_of(i32::try_from(day).unwrap());
            let begins = Instant(day as i64 * 86_400 * Instant::SECOND);
            past.days.push(Day { date, begins, was: Was::Open });
            let (mut at_s, mut free_s) = (9.0 * 3600.0, [9.0_f64 * 3600.0; 3]);
            loop {
                at_s -= 300.0 * (1.0 - uniform()).ln();
                if at_s > 17.0 * 3600.0 {
                    break;
                }
                let clerk = (0..3).min_by(|a, b| free_s[*a].total_cmp(&free_s[*b])).unwrap();
                let started_s = free_s[clerk].max(at_s);
                let long_s = took_s(day) * (0.67 + 0.66 * uniform());
                free_s[clerk] = started_s + long_s;
                let instant = |s: f64| Instant(begins.0 + (s * 1e6) as i64);
                let waited_s = started_s - at_s;
                past.services.push(Served {
                    day,
                    visit: past.visits.len(),
                    n: 1,
                    purpose: 0,
                    counter: CounterId::of(Uuid::from_u128(clerk as u128)),
                    person: PersonId::of(Uuid::from_u128(clerk as u128)),
                    waited_s,
                    started_at: instant(started_s),
                    ended_at: instant(started_s + long_s),
                    took_s: long_s,
                    sent_on: false,
                    walked_s: Some(0.0),
                });
                past.visits.push(Came {
                    day,
                    at: instant(at_s),
                    purpose: 0,
                    class: Class(0),
                    appointment: false,
                    wait: Wait::Called(waited_s),
                    misses: 0,
                });
            }
        }
        past
    }

    #[test]
    fn a_hall_that_goes_on_as_before_is_like_its_twin_and_one_that_changed_is_not() {
        let plan = plan();
        assert_eq!(trust(&plan, &lived(42, |_| 690.0)), Some(true));
        let slower = lived(42, |day| if day < 28 { 600.0 } else { 900.0 });
        assert_eq!(trust(&plan, &slower), Some(false), "services take half as long again");
        assert_eq!(trust(&plan, &lived(9, |_| 690.0)), None, "too few days");
    }

    #[test]
    fn it_is_the_lessons_of_the_pages_that_are_held_against_the_days() {
        let (plan, past) = (plan(), lived(42, |_| 690.0));
        let wrong_service = |mut lessons: Lessons| {
            lessons.purposes[0].service = Law::log_normal(500.0, 0.2).unwrap();
            lessons
        };
        assert_eq!(held_against(&plan, &past, wrong_service), Some(false));
        let wrong_pace = |mut lessons: Lessons| {
            lessons.paces.values_mut().for_each(|pace| *pace *= 1.3);
            lessons
        };
        assert_eq!(held_against(&plan, &past, wrong_pace), Some(false));
    }
}
