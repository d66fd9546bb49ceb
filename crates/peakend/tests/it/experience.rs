//! What customers experienced: moments, curves, and the pages that show them.

use crate::town::{MORNING, Town, on_both_engines};
use blueprint::Blueprint;
use peakend::kernel::Instant;
use peakend::kernel::kinds::VisitId;
use peakend::run::visit::act::{self, Onward, Ticket};
use peakend::run::visit::{Check, CheckOutcome, Happened, Leaving, Outcome, Source, Surface, Visit};
use peakend::run::{counter, log, queue};
use peakend::score::experience::{LiveMoment, Story, follow, moments};
use peakend::staff::Actor;
use peakend::staff::rights::Role;
use proptest::prelude::*;

pub fn take(town: &Town, purpose: &str) -> Visit {
    let ticket = Ticket {
        purpose: purpose.to_owned(),
        class: String::new(),
        source: Source::Kiosk,
        language: "zh-CN".to_owned(),
        appointment: None,
    };
    let hall = town.hall;
    town.act(move |house, tx| act::take(house, tx, &Actor::system(), hall, &ticket)).unwrap()
}

pub fn open(town: &Town, number: usize) {
    let (clerk, counter, person) = (town.clerk(number), town.counters[number - 1], town.clerks[number - 1]);
    town.act(move |house, tx| counter::act::open(house, tx, &clerk, counter, person)).unwrap();
}

pub fn call(town: &Town, number: usize) -> Visit {
    let (clerk, counter) = (town.clerk(number), town.counters[number - 1]);
    town.act(move |house, tx| queue::act::call_next(house, tx, &clerk, counter)).unwrap()
}

pub fn start(town: &Town, number: usize, id: VisitId) {
    let clerk = town.clerk(number);
    town.act(move |house, tx| act::start(house, tx, &clerk, id)).unwrap();
}

pub fn finish(town: &Town, number: usize, id: VisitId, result: Outcome, left_open: &'static str) {
    let clerk = town.clerk(number);
    town.act(move |house, tx| act::finish(house, tx, &clerk, id, result, left_open)).unwrap();
}

/// The customer rates, as the evaluator writes it into the log.
pub fn rate(town: &Town, id: VisitId, surface: Surface, level: i64, reasons: &[&str]) {
    let reasons: Vec<String> = reasons.iter().map(|reason| (*reason).to_owned()).collect();
    let hall = town.hall;
    town.act(move |house, tx| {
        let mut log = log::Log::open(house, tx, &Actor::system(), hall)?;
        let (n,): (i64,) =
            tx.one("update visit set events = events + 1 where id = ?1 returning events", &[id.into()])?;
        let what = Happened::RatingAnswered { surface, level, reasons: reasons.clone() };
        log.append(tx, Some((id, n)), None, &what)
    })
    .unwrap();
}

/// What is filed of a visit: touchpoint, seconds since the morning, affect, rule, signal.
fn filed(town: &Town, id: VisitId) -> Vec<(String, i64, f64, String, String)> {
    let rows: Vec<(String, Instant, f64, String, String)> = town
        .act(move |_, tx| {
            Ok(tx.all(
                "select touchpoint, at, affect, rule, signal from moment where visit = ?1 order by n",
                &[id.into()],
            )?)
        })
        .unwrap();
    rows.into_iter()
        .map(|(touchpoint, at, affect, rule, signal)| {
            (
                touchpoint,
                (at.0 - MORNING.0) / Instant::SECOND,
                (affect * 1000.0).round() / 1000.0,
                rule,
                signal,
            )
        })
        .collect()
}

/// One visit with everything in it: greeted, checked, told, called late, sent on, parked, two services, rated at the counter.
fn full_visit(town: &Town) -> VisitId {
    open(town, 1);
    let other = take(town, "pay_bill");
    assert_eq!(call(town, 1).id, other.id);
    start(town, 1, other.id);
    let id = take(town, "open_line").id;
    town.clock.advance_seconds(20);
    let guide = town.somebody(Role::Guide);
    town.act(move |house, tx| act::greet(house, tx, &guide, id)).unwrap();
    let guide = town.somebody(Role::Guide);
    let check = Check { outcome: CheckOutcome::Complete, note: String::new() };
    town.act(move |house, tx| act::check(house, tx, &guide, id, &check)).unwrap();
    town.clock.advance_seconds(40 * 60);
    finish(town, 1, other.id, Outcome::Done, "");
    assert_eq!(call(town, 1).id, id);
    town.clock.advance_seconds(30);
    start(town, 1, id);
    town.clock.advance_seconds(120);
    open(town, 2);
    let (clerk, to) = (town.clerk(1), town.counters[1]);
    let onward = Onward { counter: Some(to), why: "real name".to_owned(), ..Onward::default() };
    town.act(move |house, tx| act::transfer(house, tx, &clerk, id, &onward)).unwrap();
    assert_eq!(call(town, 2).id, id);
    start(town, 2, id);
    town.clock.advance_seconds(300);
    let clerk = town.clerk(2);
    town.act(move |house, tx| act::park(house, tx, &clerk, id, "a copy")).unwrap();
    town.clock.advance_seconds(600);
    let (clerk, at) = (town.clerk(2), town.counters[1]);
    town.act(move |house, tx| act::resume(house, tx, &clerk, id, at)).unwrap();
    town.clock.advance_seconds(300);
    let clerk = town.clerk(2);
    town.act(move |house, tx| act::another(house, tx, &clerk, id, "pay_bill", (Outcome::Done, ""))).unwrap();
    town.clock.advance_seconds(60);
    finish(town, 2, id, Outcome::Partly, "the SIM comes by post");
    town.clock.advance_seconds(8);
    rate(town, id, Surface::Evaluator, 4, &["patient", "no such reason"]);
    id
}

#[test]
fn a_full_visit_becomes_moments_that_say_where_they_come_from() {
    on_both_engines(|town| {
        let id = full_visit(town);
        follow(&town.house).unwrap();
        insta::assert_debug_snapshot!("full_visit", filed(town, id));
    });
}

#[test]
fn a_rating_that_comes_later_replaces_the_moments_and_nothing_else_changes_them() {
    on_both_engines(|town| {
        open(town, 1);
        let id = take(town, "pay_bill").id;
        call(town, 1);
        start(town, 1, id);
        town.clock.advance_seconds(200);
        finish(town, 1, id, Outcome::Done, "");
        assert_eq!(follow(&town.house).unwrap().visits, 1);
        let before = filed(town, id);
        assert_eq!(follow(&town.house).unwrap(), Default::default());
        town.clock.advance_seconds(3600);
        rate(town, id, Surface::Phone, 2, &[]);
        assert_eq!(follow(&town.house).unwrap().visits, 1);
        let after = filed(town, id);
        assert_eq!(after[..before.len()], before);
        assert_eq!(after.last().unwrap().3, "leave.end_rating");
        let (n, level): (i64, i64) =
            town.act(|_, tx| Ok(tx.one("select count(*), max(level) from visit_score", &[])?)).unwrap();
        assert_eq!((n, level), (1, 2));
    });
}

#[test]
fn who_leaves_the_queue_has_one_bad_moment() {
    on_both_engines(|town| {
        let id = take(town, "handset").id;
        town.clock.advance_seconds(600);
        let customer = Actor { who: peakend::staff::Who::Customer(id), ..Actor::system() };
        town.act(move |house, tx| act::leave(house, tx, &customer, id, Leaving::Customer)).unwrap();
        follow(&town.house).unwrap();
        let left: Vec<_> =
            filed(town, id).into_iter().map(|(_, at, affect, rule, seen)| (at, affect, rule, seen)).collect();
        assert_eq!(left, [(600, -0.8, "queue.abandoned".to_owned(), "left".to_owned())]);
    });
}

#[test]
fn what_was_followed_when_the_power_failed_is_followed_again() {
    on_both_engines(|town| {
        open(town, 1);
        for _ in 0..3 {
            let id = take(town, "pay_bill").id;
            call(town, 1);
            finish(town, 1, id, Outcome::Done, "");
        }
        follow(&town.house).unwrap();
        let rows = |town: &Town| -> Vec<(VisitId, i64, f64)> {
            town.act(|_, tx| Ok(tx.all("select visit, n, affect from moment order by visit, n", &[])?))
                .unwrap()
        };
        let before = rows(town);
        assert!(!before.is_empty());
        // as a copy from before the last visits were followed would have it
        town.act(|_, tx| {
            tx.run("update follower set seq = 3", &[])?;
            tx.run("delete from moment where n > 1", &[])?;
            Ok(())
        })
        .unwrap();
        follow(&town.house).unwrap();
        assert_eq!(rows(town), before);
    });
}

#[test]
fn a_visit_is_shown_with_its_curve_and_the_rule_behind_each_value() {
    on_both_engines(|town| {
        let id = full_visit(town);
        follow(&town.house).unwrap();
        let manager = town.hire("manager", Role::HallManager);
        let mut browser = town.signed_in(manager);
        let page = browser.get(&format!("/run/wensan/visits/{id}"));
        let page = page.page();
        for words in [
            "pe-chart",
            "queue.wait_beyond_promise",
            "transact_result.rating",
            "Partly done",
            "the SIM comes by post",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!page.contains("experience-") && !page.contains("report-"), "{page}");
        let list = browser.get("/run/wensan/visits?state=done");
        assert!(list.page().contains("B001") && list.page().contains("A001"), "{}", list.text);
        let low = browser.get("/run/wensan/visits?low=1&purpose=handset");
        assert!(low.page().contains("No such visits"), "{}", low.text);
        browser.cookies.insert("peakend_lang".to_owned(), "zh-CN".to_owned());
        let page = browser.get(&format!("/run/wensan/visits/{id}"));
        assert!(page.page().contains("体验曲线"), "{}", page.text);
    });
}

#[test]
fn a_device_does_not_see_a_visit_and_a_visit_of_no_hall_is_not_found() {
    on_both_engines(|town| {
        let id = take(town, "pay_bill").id;
        assert_eq!(town.browser().get(&format!("/run/wensan/visits/{id}")).status, 303);
        let person = town.hire("admin", Role::Administrator);
        assert_eq!(town.signed_in(person).get(&format!("/run/wensan/visits/{id}")).status, 403);
        let manager = town.hire("manager", Role::HallManager);
        let mut browser = town.signed_in(manager);
        assert_eq!(browser.get("/run/wensan/visits/vis_0").status, 404);
        assert_eq!(browser.get("/run/nowhere/visits").status, 404);
        assert_eq!(browser.get("/run/wensan/visits?day=soon").status, 422);
    });
}

#[test]
fn a_long_list_goes_on_where_the_page_before_ended() {
    on_both_engines(|town| {
        for _ in 0..60 {
            take(town, "pay_bill");
        }
        let manager = town.hire("manager", Role::HallManager);
        let mut browser = town.signed_in(manager);
        let first = browser.get("/run/wensan/visits").text;
        let rest = first.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        let second = browser.get(&rest.replace("&#38;", "&").replace("&amp;", "&")).text;
        let numbers = |page: &str| -> Vec<u32> {
            page.split(">A").skip(1).filter_map(|rest| rest.get(..3)?.parse().ok()).collect()
        };
        assert_eq!(numbers(&first), (11..=60).rev().collect::<Vec<_>>());
        assert_eq!(numbers(&second), (1..=10).rev().collect::<Vec<_>>());
    });
}

/// Anything that can happen to a visit, in any order.
fn anything() -> impl Strategy<Value = Vec<(Happened, i64)>> {
    let what = prop_oneof![
        Just(Happened::Greeted),
        Just(Happened::Called { person: PERSON, because: peakend::run::visit::Because::Order }),
        Just(Happened::Started),
        Just(Happened::Missed),
        Just(Happened::PutBack),
        Just(Happened::Parked { why: String::new() }),
        Just(Happened::Resumed { person: PERSON }),
        Just(Happened::Another { purpose: "handset".into(), result: Outcome::Failed, left_open: "x".into() }),
        Just(Happened::Transferred {
            purpose: None,
            for_counter: None,
            for_person: None,
            keep_place: false,
            why: String::new()
        }),
        Just(Happened::Finished { result: Outcome::ComeAgain, left_open: String::new() }),
        Just(Happened::Left { why: Leaving::Customer }),
        (1_i64..=5).prop_map(|level| Happened::RatingAnswered {
            surface: if level % 2 == 0 { Surface::Phone } else { Surface::Evaluator },
            level,
            reasons: vec!["rude".into()]
        }),
    ];
    proptest::collection::vec((what, 0_i64..4_000_000_000), 0..14)
}

const PERSON: peakend::kernel::kinds::PersonId =
    peakend::kernel::kinds::PersonId::of(uuid::Uuid::from_u128(5));

proptest! {
    #[test]
    fn every_affect_is_on_the_scale_in_order_and_what_its_rule_gives_for_its_signal(
        happened in anything(),
        promised_s in proptest::option::of(0.0_f64..1e5),
    ) {
        let taken = Happened::Taken {
            day: "2026-03-02".into(),
            letter: "A".into(),
            number: 1,
            purpose: "pay_bill".into(),
            class: String::new(),
            source: Source::Kiosk,
            language: "en".into(),
            appointment: None,
        };
        let mut at = MORNING;
        let events: Vec<log::Event> = std::iter::once((taken, 0))
            .chain(happened)
            .zip(1_i64..)
            .map(|((what, later), n)| {
                at = Instant(at.0 + later);
                log::Event {
                    id: peakend::kernel::kinds::EventId::of(uuid::Uuid::from_u128(9)),
                    hall: peakend::kernel::kinds::PlaceId::of(uuid::Uuid::from_u128(4)),
                    seq: n,
                    at,
                    visit: Some(VisitId::of(uuid::Uuid::from_u128(3))),
                    n: Some(n),
                    counter: Some(peakend::kernel::kinds::CounterId::of(uuid::Uuid::from_u128(2))),
                    actor: "system".into(),
                    origin: "test".into(),
                    what,
                }
            })
            .collect();
        let blueprint = Blueprint::service_hall();
        let story = Story { events: &events, promised_s, norm_s: &|_| Some(300.0), blueprint };
        let found: Vec<LiveMoment> = moments(&story);
        prop_assert!(found.is_sorted_by_key(|moment| moment.at));
        for moment in &found {
            prop_assert!((-1.0..=1.0).contains(&moment.affect), "{moment:?}");
            let (touchpoint, signal) = moment.rule.split_once('.').unwrap();
            let rule = blueprint.rule(touchpoint, signal).unwrap();
            prop_assert_eq!((&moment.touchpoint, &moment.version), (&rule.touchpoint, &rule.fingerprint));
            // what is kept as text explains the value wholly
            let kept = peakend::score::experience::Seen::read(&moment.signal.to_string());
            prop_assert_eq!(rule.affect(&kept.signal()).unwrap(), moment.affect);
        }
    }
}
