//! Appointments: booked, moved, checked in early, in time and late; and never two people in one seat.

use crate::town::{MORNING, Town, on_both_engines};
use peakend::Error;
use peakend::kernel::Instant;
use peakend::run::appointment::act::{self, Booking};
use peakend::run::appointment::{Appointment, Arrival, SlotSpec, State, arrival, job};
use peakend::run::visit::Visit;
use peakend::run::visit::act::{Ticket, take};
use peakend::run::{counter, queue};
use peakend::staff::rights::Role;
use peakend::staff::{Actor, Who};
use peakend::ui::text::Language;
use std::sync::Barrier;

fn id(outcome: Result<impl std::fmt::Debug, Error>) -> &'static str {
    outcome.unwrap_err().refusal().unwrap().id
}

fn public() -> Actor {
    Actor::public("203.0.113.9".to_owned(), Language::En)
}

/// Half an hour each, so many at the same time.
pub fn offer(town: &Town, seats: i64) {
    let hall = town.hall;
    let spec = SlotSpec { purpose: "pay_bill".to_owned(), length_min: 30, seats, days: 7 };
    town.act(move |house, tx| act::set_slots(house, tx, &Actor::system(), hall, "pay_bill", Some(&spec)))
        .unwrap();
}

/// This many minutes after nine in the morning.
fn after(minutes: i64) -> Instant {
    MORNING.plus_seconds(minutes * 60)
}

pub fn book(town: &Town, from: Instant) -> Result<Appointment, Error> {
    let hall = town.hall;
    let booking = Booking {
        purpose: "pay_bill".to_owned(),
        from,
        name: "王女士".to_owned(),
        phone: "138 0000 0000".to_owned(),
        language: "zh-CN".to_owned(),
    };
    town.act(move |house, tx| act::book(house, tx, &public(), hall, &booking))
}

fn check_in(town: &Town, code: &str) -> Result<Visit, Error> {
    let (hall, code) = (town.hall, code.to_owned());
    town.act(move |house, tx| act::check_in(house, tx, &Actor::system(), hall, &code))
}

fn walk_in(town: &Town) -> Visit {
    let hall = town.hall;
    let ticket = Ticket {
        purpose: "pay_bill".to_owned(),
        class: String::new(),
        source: peakend::run::visit::Source::Kiosk,
        language: "zh-CN".to_owned(),
        appointment: None,
    };
    town.act(move |house, tx| take(house, tx, &Actor::system(), hall, &ticket)).unwrap()
}

fn call(town: &Town) -> Result<Visit, Error> {
    let (clerk, counter) = (town.clerk(1), town.counters[0]);
    town.act(move |house, tx| queue::act::call_next(house, tx, &clerk, counter))
}

fn open(town: &Town) {
    let (clerk, counter, person) = (town.clerk(1), town.counters[0], town.clerks[0]);
    town.act(move |house, tx| counter::act::open(house, tx, &clerk, counter, person)).unwrap();
}

#[test]
fn a_hall_gives_no_appointments_until_its_manager_says_so() {
    on_both_engines(|town| {
        assert_eq!(id(book(town, after(60))), "appointment-error-none-here");
        offer(town, 2);
        let booked = book(town, after(60)).unwrap();
        assert_eq!((booked.day.as_str(), booked.ends_at), ("2026-03-02", after(90)));
        let hall = town.hall;
        let slots = town.act(move |house, tx| act::slots(house, tx, hall, "pay_bill", "2026-03-02")).unwrap();
        // nine is past at nine; the hall closes at eight in the evening
        assert_eq!((slots.len(), slots[0].from, slots[0].free), (21, after(30), 2));
        assert_eq!((slots[1].from, slots[1].free), (after(60), 1));
        town.act(move |house, tx| act::set_slots(house, tx, &Actor::system(), hall, "pay_bill", None))
            .unwrap();
        assert_eq!(id(book(town, after(60))), "appointment-error-none-here");
        assert!(check_in(town, &booked.code).is_ok());
    });
}

#[test]
fn a_slot_that_is_full_past_crooked_or_far_is_refused() {
    on_both_engines(|town| {
        offer(town, 1);
        book(town, after(60)).unwrap();
        assert_eq!(id(book(town, after(60))), "appointment-error-full");
        assert_eq!(id(book(town, after(-30))), "appointment-error-no-slot");
        assert_eq!(id(book(town, after(61))), "appointment-error-no-slot");
        assert_eq!(id(book(town, after(8 * 24 * 60))), "appointment-error-far");
        book(town, after(7 * 24 * 60)).unwrap();
    });
}

#[test]
fn of_two_who_book_the_last_seat_at_once_one_gets_it() {
    on_both_engines(|town| {
        offer(town, 3);
        let start = Barrier::new(12);
        let outcomes: Vec<Result<Appointment, Error>> = std::thread::scope(|scope| {
            let one = || {
                start.wait();
                book(town, after(60))
            };
            let threads: Vec<_> = (0..12).map(|_| scope.spawn(one)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let (booked, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!((booked.len(), refused.len()), (3, 9));
        assert!(refused.into_iter().all(|outcome| id(outcome) == "appointment-error-full"));
        let seats: Vec<(i64,)> =
            town.act(|_, tx| Ok(tx.all("select seat from appointment order by seat", &[])?)).unwrap();
        assert_eq!(seats, [(0,), (1,), (2,)]);
    });
}

#[test]
fn a_cancelled_seat_can_be_booked_again_and_a_moved_one_too() {
    on_both_engines(|town| {
        offer(town, 1);
        let first = book(town, after(60)).unwrap();
        let code = first.shown().to_lowercase();
        let moved =
            town.act(move |house, tx| act::reschedule(house, tx, &public(), &code, after(120))).unwrap();
        assert_eq!((moved.starts_at, moved.code.as_str()), (after(120), first.code.as_str()));
        let second = book(town, after(60)).unwrap();
        let code = second.code.clone();
        let onto = town.act(move |house, tx| act::reschedule(house, tx, &public(), &code, after(120)));
        assert_eq!(id(onto), "appointment-error-full");
        let cancel = |code: &str| {
            let code = code.to_owned();
            town.act(move |house, tx| act::cancel(house, tx, &public(), &code))
        };
        assert_eq!(cancel(&first.code).unwrap().state, State::Cancelled);
        assert_eq!(id(cancel(&first.code)), "appointment-error-cancelled");
        book(town, after(120)).unwrap();
        assert_eq!(id(cancel("NOSUCH00")), "appointment-error-no-code");
        assert_eq!(id(check_in(town, &first.code)), "appointment-error-cancelled");
    });
}

#[test]
fn who_is_early_is_called_when_the_time_has_come_and_then_before_others() {
    on_both_engines(|town| {
        offer(town, 1);
        let booked = book(town, after(60)).unwrap();
        let early = check_in(town, &booked.code).unwrap();
        assert_eq!(arrival(&early), Some(Arrival::Early));
        open(town);
        assert_eq!(id(call(town)), queue::act::NOBODY);
        town.clock.set(after(59));
        walk_in(town);
        town.clock.set(after(60));
        assert_eq!(call(town).unwrap().id, early.id);
        assert_eq!(id(check_in(town, &booked.code)), "appointment-error-checked-in");
    });
}

#[test]
fn who_is_in_time_goes_first_and_who_is_late_waits_like_everybody() {
    on_both_engines(|town| {
        offer(town, 1);
        let (kept, lost) = (book(town, after(60)).unwrap(), book(town, after(30)).unwrap());
        town.clock.set(after(75));
        let before = walk_in(town);
        let late = check_in(town, &lost.code).unwrap();
        let on_time = check_in(town, &kept.code).unwrap();
        assert_eq!((arrival(&late), arrival(&on_time)), (Some(Arrival::Late), Some(Arrival::OnTime)));
        assert_eq!(arrival(&before), None);
        open(town);
        let mut called = Vec::new();
        for _ in 0..3 {
            let visit = call(town).unwrap();
            let (clerk, id) = (town.clerk(1), visit.id);
            town.act(move |house, tx| {
                peakend::run::visit::act::finish(
                    house,
                    tx,
                    &clerk,
                    id,
                    peakend::run::visit::Outcome::Done,
                    "",
                )
            })
            .unwrap();
            called.push(visit.id);
        }
        assert_eq!(called, [on_time.id, before.id, late.id]);
    });
}

#[test]
fn another_hall_or_day_is_said_in_words() {
    on_both_engines(|town| {
        offer(town, 1);
        let tomorrow = book(town, after(24 * 60)).unwrap();
        assert_eq!(id(check_in(town, &tomorrow.code)), "appointment-error-other-day");
        let made = town
            .act(|house, tx| {
                let new = peakend::run::hall::act::NewHall {
                    parent: peakend::run::network::by_code(tx, "hz")?.id,
                    code: "binjiang".to_owned(),
                    name_zh: "滨江厅".to_owned(),
                    name_en: String::new(),
                    facts: peakend::run::hall::act::Facts::in_zone("Asia/Shanghai"),
                };
                peakend::run::hall::act::create(house, tx, &Actor::system(), &new)
            })
            .unwrap();
        let code = tomorrow.code.clone();
        let there = town.act(move |house, tx| act::check_in(house, tx, &Actor::system(), made.id, &code));
        assert_eq!(id(there), "appointment-error-other-hall");
        town.clock.set(after(2 * 24 * 60));
        assert_eq!(id(check_in(town, &tomorrow.code)), "appointment-error-past");
    });
}

#[test]
fn who_never_came_is_counted_and_forgotten_in_time() {
    on_both_engines(|town| {
        offer(town, 2);
        let (came, gone) = (book(town, after(60)).unwrap(), book(town, after(60)).unwrap());
        town.clock.set(after(60));
        check_in(town, &came.code).unwrap();
        let tidy = || {
            let tidied = town.act(job::tidy).unwrap();
            (tidied.no_shows, tidied.blanked)
        };
        let read = |code: &str| {
            let code = code.to_owned();
            town.act(move |_, tx| act::by_code(tx, &code)).unwrap()
        };
        assert_eq!(tidy(), (0, 0));
        town.clock.set(after(25 * 60 + 31));
        assert_eq!(tidy(), (1, 0));
        assert_eq!((read(&gone.code).state, read(&came.code).state), (State::NoShow, State::CheckedIn));
        assert_eq!(read(&gone.code).phone.as_deref(), Some("138 0000 0000"));
        town.clock.set(after(30 * 24 * 60 + 91));
        assert_eq!(tidy(), (0, 2));
        assert_eq!((read(&gone.code).name, read(&came.code).phone), (None, None));
        assert_eq!(tidy(), (0, 0));
    });
}

#[test]
fn a_clerk_books_for_nobody_and_a_guide_for_everybody() {
    on_both_engines(|town| {
        offer(town, 1);
        let try_as = |role| {
            let who = Who::Person(town.clerks[2]);
            let (hall, actor) = (town.hall, Actor { who, ..town.somebody(role) });
            let booking = Booking {
                purpose: "pay_bill".to_owned(),
                from: after(60),
                name: String::new(),
                phone: String::new(),
                language: "en".to_owned(),
            };
            town.act(move |house, tx| act::book(house, tx, &actor, hall, &booking))
        };
        assert_eq!(id(try_as(Role::Clerk)), "staff-error-forbidden");
        try_as(Role::Guide).unwrap();
    });
}

#[test]
fn one_address_does_not_book_the_hall_full() {
    on_both_engines(|town| {
        offer(town, 50);
        for _ in 0..20 {
            book(town, after(60)).unwrap();
        }
        assert_eq!(id(book(town, after(60))), "appointment-error-many");
    });
}

#[test]
fn a_customer_books_moves_and_gives_up_on_the_public_page() {
    on_both_engines(|town| {
        offer(town, 1);
        let mut browser = town.browser();
        assert!(browser.get("/a/wensan").page().contains("10:00"));
        let book = |slot: Instant, phone: &str| {
            let slot = slot.0.to_string();
            let fields = [
                ("act", "book"),
                ("purpose", "pay_bill"),
                ("slot", slot.as_str()),
                ("name", "王"),
                ("phone", phone),
            ];
            town.browser().post("/a/wensan", &fields)
        };
        let wrong = book(after(60), "call me");
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("value=\"call me\""));
        let booked = book(after(60), "13800000000");
        let mine = booked.leads_to().to_owned();
        let page = browser.get(&mine);
        assert!(page.page().contains("2026-03-02 10:00") && !page.page().contains("13800000000"));
        assert_eq!(book(after(60), "").status, 422);
        let code = mine.split_once("code=").unwrap().1.to_owned();
        let slot = after(90).0.to_string();
        browser.post("/a/wensan", &[("act", "move"), ("code", &code), ("slot", &slot)]).leads_to();
        assert!(browser.get(&mine).page().contains("2026-03-02 10:30"));
        browser.post("/a/wensan", &[("act", "cancel"), ("code", &code)]).leads_to();
        assert!(browser.get(&mine).page().contains("Cancelled"));
        assert!(book(after(90), "").leads_to().starts_with("/a/wensan?code="));
    });
}

/// The code of the appointment in the last row of the staff's page.
fn last_code(page: &str) -> String {
    page.rsplit("name=\"code\" value=\"").next().unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn a_guide_books_for_a_caller_checks_in_gives_up_and_notes_who_did_not_come() {
    on_both_engines(|town| {
        const PAGE: &str = "/run/wensan/appointments";
        let mut guide = town.signed_in(town.hire("guide", Role::Guide));
        assert!(guide.get(PAGE).page().contains("takes no appointments yet"));
        offer(town, 2);
        let slot = after(60).0.to_string();
        let caller = [
            ("act", "book"),
            ("purpose", "pay_bill"),
            ("slot", slot.as_str()),
            ("name", "陈先生"),
            ("phone", "13800001111"),
        ];
        guide.post(PAGE, &caller).leads_to();
        let page = guide.get(PAGE);
        assert!(page.page().contains("陈先生") && page.text.contains("13800001111"), "{}", page.text);
        assert!(page.text.contains("One appointment: 0 checked in"), "{}", page.text);
        let code = last_code(&page.text);
        let early = guide.post(PAGE, &[("act", "no_show"), ("code", &code)]);
        assert!(early.status == 409 && early.text.contains("still to come"), "{}", early.text);
        guide.post(PAGE, &[("act", "check_in"), ("code", &code)]).leads_to();
        let page = guide.get(PAGE);
        assert!(page.page().contains("Checked in; the ticket is A001"), "{}", page.text);
        assert!(page.text.contains("1 checked in") && page.text.contains(">A001</a>"), "{}", page.text);

        guide.post(PAGE, &caller).leads_to();
        let code = last_code(guide.get(PAGE).page());
        guide.post(PAGE, &[("act", "cancel"), ("code", &code)]).leads_to();
        let wrong =
            guide.post(PAGE, &[("act", "book"), ("purpose", "pay_bill"), ("slot", &slot), ("phone", "x")]);
        assert!(wrong.status == 422 && wrong.text.contains("digits only"), "{}", wrong.text);

        guide.post(PAGE, &caller).leads_to();
        let code = last_code(guide.get(PAGE).page());
        town.clock.advance_seconds(3600);
        guide.post(PAGE, &[("act", "no_show"), ("code", &code)]).leads_to();
        assert!(guide.get(PAGE).page().contains("1 did not come"));
        let (kept,): (i64,) = town
            .act(|_, tx| Ok(tx.one("select count(*) from audit_line where act like 'appointment_%'", &[])?))
            .unwrap();
        assert_eq!(kept, 6, "the slots of the hall; three booked, one cancelled, one not come");
    });
}

#[test]
fn names_and_telephones_are_for_who_books_and_an_appointment_of_another_hall_is_none_here() {
    on_both_engines(|town| {
        offer(town, 1);
        for person in [town.clerks[0], town.hire("analyst", Role::Analyst)] {
            assert_eq!(town.signed_in(person).get("/run/wensan/appointments").status, 403);
        }
        let Some((other, _)) = town.more_halls(1, 1).pop() else { panic!("no other hall") };
        let spec = SlotSpec { purpose: "pay_bill".to_owned(), length_min: 30, seats: 1, days: 7 };
        let booking = Booking {
            purpose: "pay_bill".to_owned(),
            from: after(60),
            name: String::new(),
            phone: String::new(),
            language: "en".to_owned(),
        };
        let theirs = town
            .act(move |house, tx| {
                act::set_slots(house, tx, &Actor::system(), other, "pay_bill", Some(&spec))?;
                act::book(house, tx, &public(), other, &booking)
            })
            .unwrap();
        let mut guide = town.signed_in(town.hire("guide", Role::Guide));
        for verb in ["cancel", "check_in", "no_show"] {
            let answer = guide.post("/run/wensan/appointments", &[("act", verb), ("code", &theirs.code)]);
            assert!(answer.status == 422 && answer.text.contains("no appointment with this code"), "{verb}");
        }
    });
}
