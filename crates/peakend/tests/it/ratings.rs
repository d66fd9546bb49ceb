//! The evaluator: one question, one answer, wherever the finger was first.

use crate::ticket::{call, finish, open, take};
use crate::town::http::Browser;
use crate::town::{Town, on_both_engines};
use axum::http::StatusCode;
use peakend::Error;
use peakend::listen::rating::{act, job};
use peakend::run::log;
use peakend::run::visit::{Surface, Visit};
use peakend::staff::rights::Role;
use peakend::staff::{Actor, Who};
use peakend::ui::text::Language;

/// Somebody is served to the end at counter 1.
fn served(town: &Town) -> Visit {
    let visit = take(town, "pay_bill");
    assert_eq!(call(town, 1).id, visit.id);
    finish(town, 1, &visit)
}

fn tablet(town: &Town) -> Browser {
    town.device("evaluator", Some(town.counters[0]))
}

fn at(town: &Town) -> String {
    format!("/e/{}", town.counters[0])
}

fn shows(tablet: &mut Browser, town: &Town) -> String {
    let page = tablet.get(&format!("{}?lang=en", at(town))).page().to_owned();
    let (_, rest) = page.split_once("data-shows=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn rate(tablet: &mut Browser, town: &Town, visit: &Visit, level: &str) {
    let fields = [("visit", visit.id.to_string()), ("level", level.to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    tablet.post(&format!("{}/answer", at(town)), &fields).leads_to();
}

fn row(town: &Town, visit: &Visit) -> (String, Option<i64>, String, Option<String>) {
    let id = visit.id;
    town.act(move |_, tx| {
        Ok(tx.one("select state, level, reasons, surface from rating where visit = ?1", &[id.into()])?)
    })
    .unwrap()
}

fn kinds(town: &Town, visit: &Visit) -> Vec<(i64, &'static str)> {
    let id = visit.id;
    let events = town.act(move |_, tx| log::of_visit(tx, id)).unwrap();
    events.iter().map(|event| (event.n.unwrap(), event.what.kind())).collect()
}

fn customer(visit: &Visit) -> Actor {
    Actor { who: Who::Customer(visit.id), ..Actor::public("phone".to_owned(), Language::En) }
}

fn by_phone(town: &Town, visit: &Visit, level: i64) -> Result<Visit, Error> {
    let (actor, id) = (customer(visit), visit.id);
    town.act(move |house, tx| act::answer(house, tx, &actor, id, Surface::Phone, level, &[]))
}

fn run<T>(job: impl Future<Output = Result<T, Error>>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(job).unwrap()
}

#[test]
fn the_tablet_sleeps_asks_once_thanks_and_sleeps_again() {
    on_both_engines(|town| {
        open(town, 1);
        let mut tablet = tablet(town);
        assert_eq!(shows(&mut tablet, town), "sleep");
        let visit = served(town);
        assert_eq!(shows(&mut tablet, town), "faces");
        rate(&mut tablet, town, &visit, "5");
        assert_eq!(shows(&mut tablet, town), "thanks");
        town.clock.advance_seconds(9);
        assert_eq!(shows(&mut tablet, town), "sleep");
        assert_eq!(row(town, &visit), ("answered".into(), Some(5), "[]".into(), Some("evaluator".into())));
        assert_eq!(
            kinds(town, &visit),
            [(1, "taken"), (2, "called"), (3, "finished"), (4, "rating_shown"), (5, "rating_answered")]
        );
    });
}

#[test]
fn a_low_level_asks_for_a_reason_once() {
    on_both_engines(|town| {
        open(town, 1);
        let mut tablet = tablet(town);
        let visit = served(town);
        shows(&mut tablet, town);
        rate(&mut tablet, town, &visit, "2");
        assert_eq!(shows(&mut tablet, town), "why");
        let (to, id) = (format!("{}/explain", at(town)), visit.id.to_string());
        let unknown = tablet.post(&to, &[("visit", &id), ("reason", "no_such_reason")]);
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        for reason in ["rude", "waited_long"] {
            tablet.post(&to, &[("visit", &id), ("reason", reason)]).leads_to();
        }
        assert_eq!(row(town, &visit).2, "[\"rude\"]", "the second press comes too late");
        assert_eq!(shows(&mut tablet, town), "thanks");
        assert_eq!(kinds(town, &visit).last().unwrap().1, "rating_explained");
    });
}

#[test]
fn a_low_rating_alarms_while_the_customer_is_still_in_the_hall() {
    on_both_engines(|town| {
        open(town, 1);
        let alarms = |town: &Town| {
            let (count,): (i64,) = town
                .act(|_, tx| Ok(tx.one("select count(*) from alarm where kind = 'low_rating'", &[])?))
                .unwrap();
            count
        };
        let happy = served(town);
        by_phone(town, &happy, 3).unwrap();
        assert_eq!(alarms(town), 0);
        let angry = served(town);
        by_phone(town, &angry, 1).unwrap();
        assert_eq!(alarms(town), 1);
        let gone = served(town);
        town.clock.advance_seconds(901);
        by_phone(town, &gone, 1).unwrap();
        assert_eq!(alarms(town), 1);
    });
}

#[test]
fn the_tablet_and_the_phone_pressed_at_once_make_one_answer() {
    on_both_engines(|town| {
        open(town, 1);
        for _ in 0..6 {
            let visit = served(town);
            let answers: usize = std::thread::scope(|scope| {
                let press = |surface: Surface, level: i64| {
                    let (house, id) = (town.house.clone(), visit.id);
                    let actor = if surface == Surface::Phone { customer(&visit) } else { Actor::system() };
                    scope.spawn(move || {
                        let inside = house.clone();
                        let job = move |tx: &mut db::Tx<'_>| {
                            act::answer(&inside, tx, &actor, id, surface, level, &[])
                        };
                        usize::from(house.db.write_now(job).is_ok())
                    })
                };
                let presses = [
                    press(Surface::Evaluator, 5),
                    press(Surface::Phone, 1),
                    press(Surface::Evaluator, 4),
                    press(Surface::Phone, 2),
                ];
                presses.into_iter().map(|press| press.join().unwrap()).sum()
            });
            assert_eq!(answers, 1);
            let answered = kinds(town, &visit).iter().filter(|(_, kind)| *kind == "rating_answered").count();
            assert_eq!(answered, 1);
        }
    });
}

#[test]
fn two_tablets_of_one_counter_show_once_and_answer_once() {
    on_both_engines(|town| {
        open(town, 1);
        let (mut left, mut right) = (tablet(town), tablet(town));
        let visit = served(town);
        assert_eq!(shows(&mut left, town), "faces");
        assert_eq!(shows(&mut right, town), "faces");
        rate(&mut left, town, &visit, "4");
        rate(&mut right, town, &visit, "1");
        assert_eq!(row(town, &visit).1, Some(4));
        let shown = kinds(town, &visit).iter().filter(|(_, kind)| *kind == "rating_shown").count();
        assert_eq!(shown, 1);
    });
}

#[test]
fn after_twenty_seconds_it_is_shown_and_not_answered_by_the_servers_clock() {
    on_both_engines(|town| {
        open(town, 1);
        let mut tablet = tablet(town);
        let visit = served(town);
        shows(&mut tablet, town);
        town.clock.advance_seconds(19);
        let early = [("visit", visit.id.to_string())];
        let early: Vec<(&str, &str)> = early.iter().map(|(name, value)| (*name, value.as_str())).collect();
        tablet.post(&format!("{}/time-out", at(town)), &early).leads_to();
        assert_eq!(row(town, &visit).0, "shown", "a tablet whose clock runs fast does not decide");
        assert_eq!(run(job::close_late(&town.house)), 0);
        // a hall's time is some microseconds ahead of the clock after several acts
        town.clock.advance_seconds(2);
        assert_eq!(run(job::close_late(&town.house)), 1);
        assert_eq!(row(town, &visit).0, "timed_out");
        rate(&mut tablet, town, &visit, "5");
        assert_eq!(row(town, &visit).0, "timed_out", "the tablet answers no more");
        assert_eq!(shows(&mut tablet, town), "sleep");
        assert_eq!(kinds(town, &visit).last().unwrap().1, "rating_timed_out");
    });
}

#[test]
fn the_next_customer_closes_the_question_of_the_one_before() {
    on_both_engines(|town| {
        open(town, 1);
        let mut tablet = tablet(town);
        let visit = served(town);
        shows(&mut tablet, town);
        take(town, "pay_bill");
        call(town, 1);
        rate(&mut tablet, town, &visit, "1");
        assert_eq!(row(town, &visit).1, None, "nobody knows whose finger it was");
        assert_eq!(shows(&mut tablet, town), "sleep");
        assert_eq!(row(town, &visit).0, "timed_out");
    });
}

#[test]
fn the_customers_own_page_answers_after_a_time_out_until_the_day_ends() {
    on_both_engines(|town| {
        open(town, 1);
        let (early, late) = (served(town), served(town));
        let mut phone = town.browser();
        for visit in [&early, &late] {
            assert!(phone.get(&format!("/t/{}", visit.secret)).page().contains("class=\"faces\""));
        }
        town.clock.advance_seconds(3600);
        assert_eq!(run(job::close_late(&town.house)), 2);
        by_phone(town, &early, 4).unwrap();
        assert_eq!(row(town, &early).0, "answered");
        town.clock.advance_seconds(86_400);
        assert_eq!(by_phone(town, &late, 4).unwrap_err().refusal().unwrap().id, "ticket-error-late");
        assert!(!phone.get(&format!("/t/{}", late.secret)).page().contains("class=\"faces\""));
    });
}

#[test]
fn who_was_never_asked_is_noted_once_the_day_is_over() {
    on_both_engines(|town| {
        open(town, 1);
        let (first, second) = (served(town), served(town));
        assert_eq!(run(job::end_days(&town.house)), 0);
        town.clock.advance_seconds(86_400);
        assert_eq!(run(job::end_days(&town.house)), 2);
        assert_eq!(run(job::end_days(&town.house)), 0);
        for visit in [&first, &second] {
            assert_eq!(row(town, visit).0, "not_asked");
            assert_eq!(kinds(town, visit).last().unwrap(), &(4, "rating_not_asked"));
        }
    });
}

#[test]
fn nobody_but_the_customer_answers() {
    on_both_engines(|town| {
        open(town, 1);
        let visit = served(town);
        let other = take(town, "pay_bill");
        let tries = [
            (town.clerk(1), Surface::Evaluator),
            (town.staff(town.clerks[1], Role::HallManager), Surface::Evaluator),
            (town.staff(town.clerks[1], Role::HallManager), Surface::Phone),
            (customer(&other), Surface::Phone),
            (customer(&visit), Surface::Evaluator),
            (Actor::public(String::new(), Language::En), Surface::Phone),
        ];
        for (actor, surface) in tries {
            let (id, who) = (visit.id, actor.who);
            let tried = town.act(move |house, tx| act::answer(house, tx, &actor, id, surface, 5, &[]));
            assert!(tried.is_err(), "{who:?} {surface}");
        }
        let mut elsewhere = town.device("evaluator", Some(town.counters[1]));
        assert_eq!(elsewhere.get(&at(town)).status, StatusCode::FORBIDDEN);
        let board = town.device("board", None).get(&at(town)).status;
        assert_eq!(board, StatusCode::FORBIDDEN);
        assert_eq!(row(town, &visit).0, "eligible");
    });
}

#[test]
fn levels_and_reasons_that_are_none_are_refused() {
    on_both_engines(|town| {
        open(town, 1);
        let visit = served(town);
        for level in [-1, 0, 6, i64::MAX] {
            assert_eq!(
                by_phone(town, &visit, level).unwrap_err().refusal().unwrap().id,
                "ticket-error-level"
            );
        }
        for (level, why) in [(5, vec!["rude"]), (1, vec!["rude", "rude"]), (1, vec!["\u{0}"])] {
            let (actor, id) = (customer(&visit), visit.id);
            let why: Vec<String> = why.into_iter().map(str::to_owned).collect();
            let refused = town
                .act(move |house, tx| act::answer(house, tx, &actor, id, Surface::Phone, level, &why))
                .unwrap_err();
            assert_eq!(refused.refusal().unwrap().id, "ticket-error-reason");
        }
        let (actor, id) = (customer(&visit), visit.id);
        let why = vec!["rude".to_owned(), "waited_long".to_owned()];
        town.act(move |house, tx| act::answer(house, tx, &actor, id, Surface::Phone, 1, &why)).unwrap();
        assert_eq!(row(town, &visit).2, "[\"rude\",\"waited_long\"]");
    });
}

#[test]
fn the_page_of_ratings_counts_by_counter_and_hour() {
    on_both_engines(|town| {
        open(town, 1);
        let visits = [served(town), served(town), served(town)];
        by_phone(town, &visits[0], 5).unwrap();
        town.clock.advance_seconds(3600);
        by_phone(town, &served(town), 2).unwrap();
        let manager = town.hire("manager1", Role::HallManager);
        let page = town.signed_in(manager).get("/run/wensan/ratings?lang=en").page().to_owned();
        assert!(page.contains("2 of 4 customers who were served rated it, 50 %"), "{page}");
        assert!(page.contains("<td>9:00</td><td class=\"num\">3</td>"), "{page}");
        assert!(page.contains("<td>10:00</td><td class=\"num\">1</td>"), "{page}");
        assert!(!page.contains("clerk1"), "no person is named");
        let clerk = town.clerks[0];
        assert_eq!(town.signed_in(clerk).get("/run/wensan/ratings").status, StatusCode::FORBIDDEN);
    });
}
