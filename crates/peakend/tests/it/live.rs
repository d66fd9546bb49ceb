//! The living hall as its manager sees it, and the network above it.

use crate::town::http::Browser;
use crate::town::{Town, on_both_engines};
use axum::http::StatusCode;
use peakend::kernel::kinds::PlaceId;
use peakend::run::visit::act::{self, Ticket};
use peakend::run::visit::{Source, State, Visit};
use peakend::run::{alarm, counter, log, queue};
use peakend::staff::Actor;
use peakend::staff::rights::Role;

const HALL: &str = "/run/wensan";

fn take(town: &Town, purpose: &str) -> Visit {
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

fn open(town: &Town, number: usize) {
    let (clerk, counter, person) = (town.clerk(number), town.counters[number - 1], town.clerks[number - 1]);
    town.act(move |house, tx| counter::act::open(house, tx, &clerk, counter, person)).unwrap();
}

fn call(town: &Town, number: usize) -> Visit {
    let (clerk, counter) = (town.clerk(number), town.counters[number - 1]);
    town.act(move |house, tx| queue::act::call_next(house, tx, &clerk, counter)).unwrap()
}

fn sweep(town: &Town) {
    let hall = town.hall;
    town.act(move |house, tx| alarm::sweep(house, tx, hall)).unwrap();
}

fn manager(town: &Town) -> Browser {
    let person = town.hire("manager", Role::HallManager);
    town.signed_in(person)
}

fn visit(town: &Town, id: peakend::kernel::kinds::VisitId) -> (State, i64) {
    town.act(move |_, tx| Ok(tx.one("select state, queued_at from visit where id = ?1", &[id.into()])?))
        .unwrap()
}

#[test]
fn the_sentence_says_how_many_wait_how_long_and_what_to_do() {
    on_both_engines(|town| {
        open(town, 1);
        let serving = take(town, "pay_bill");
        call(town, 1);
        take(town, "handset");
        take(town, "pay_bill");
        let mut manager = manager(town);
        let calm = manager.get(HALL);
        assert!(calm.page().contains("2 waiting, the longest 0 min"), "{}", calm.text);
        town.clock.advance_seconds(21 * 60 + 1);
        sweep(town);
        let late = manager.get(HALL);
        assert!(late.page().contains("2 waiting, the longest 21 min"));
        assert!(late.page().contains("open counter 2"));
        assert!(late.page().contains(r#"data-age="late""#) && late.page().contains("<b>late</b>"));
        assert!(late.page().contains("The longest has waited 21 min"));
        assert!(late.page().contains(r#"data-state="called""#) && late.page().contains(&serving.label()));
        let chinese = manager.get(&format!("{HALL}?lang=zh-CN"));
        assert!(chinese.page().contains("2 人等候，最长 21 分钟"), "{}", chinese.text);
    });
}

#[test]
fn an_alarm_has_one_action_and_is_closed_with_its_outcome() {
    on_both_engines(|town| {
        open(town, 1);
        take(town, "pay_bill");
        town.clock.advance_seconds(61);
        sweep(town);
        let mut manager = manager(town);
        let page = manager.get(HALL);
        assert!(page.page().contains("ask them to call"), "{}", page.text);
        let id =
            page.text.split("name=\"alarm\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(manager.post(&format!("{HALL}/floor/see"), &[("alarm", &id)]).leads_to(), HALL);
        assert!(manager.get(HALL).page().contains("manager sees to it"));
        let outcome = [("alarm", id.as_str()), ("outcome", "settled with them")];
        manager.post(&format!("{HALL}/floor/settle"), &outcome).leads_to();
        assert!(manager.get(HALL).page().contains("Nothing to see to."));
        let again = manager.post(&format!("{HALL}/floor/settle"), &outcome);
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert!(again.text.contains("This alarm is over."));
    });
}

#[test]
fn a_clerk_sees_the_floor_but_no_ratings_and_no_buttons_of_the_manager() {
    let town = Town::on_sqlite();
    open(&town, 1);
    let rated = take(&town, "pay_bill");
    call(&town, 1);
    let clerk = town.clerk(1);
    let hall = town.hall;
    town.act(move |house, tx| {
        let done = act::finish(house, tx, &clerk, rated.id, peakend::run::visit::Outcome::Done, "")?;
        let mut log = log::Log::open(house, tx, &Actor::system(), hall)?;
        alarm::low_rating(tx, &mut log, &done, 1)
    })
    .unwrap();
    let seen = manager(&town).get(HALL);
    assert!(seen.page().contains("A001 gave 1 of 5 at counter 1"), "{}", seen.text);
    let mut clerk = town.signed_in(town.clerks[0]);
    let page = clerk.get(HALL);
    assert!(!page.page().contains("of 5") && !page.page().contains("Close for them"));
    let waits = take(&town, "handset").id.to_string();
    let at = town.counters[0].to_string();
    for (verb, field) in [("close-counter", ("counter", at.as_str())), ("defer", ("visit", waits.as_str()))] {
        assert_eq!(
            clerk.post(&format!("{HALL}/floor/{verb}"), &[field]).status,
            StatusCode::FORBIDDEN,
            "{verb}"
        );
    }
    assert!(!page.page().contains(&rated.secret), "the customer's secret is nobody else's");
    assert!(town.browser().get(HALL).leads_to().starts_with("/sign-in"));
}

#[test]
fn a_forgotten_counter_is_closed_and_its_customer_goes_back_to_their_place() {
    on_both_engines(|town| {
        open(town, 1);
        let first = take(town, "pay_bill");
        town.clock.advance_seconds(60);
        take(town, "pay_bill");
        let before = visit(town, first.id).1;
        call(town, 1);
        let clerk = town.clerk(1);
        town.act(move |house, tx| act::start(house, tx, &clerk, first.id)).unwrap();
        let mut manager = manager(town);
        let at = town.counters[0].to_string();
        manager.post(&format!("{HALL}/floor/close-counter"), &[("counter", &at)]).leads_to();
        assert_eq!(visit(town, first.id), (State::Waiting, before));
        open(town, 2);
        assert_eq!(call(town, 2).id, first.id);
        let twice = manager.post(&format!("{HALL}/floor/close-counter"), &[("counter", &at)]);
        assert_eq!(twice.status, StatusCode::CONFLICT);
    });
}

#[test]
fn nobody_who_waits_at_closing_time_is_thrown_away() {
    on_both_engines(|town| {
        let (kept, spoken_to) = (take(town, "pay_bill"), take(town, "handset"));
        let mut manager = manager(town);
        let early = manager.post(&format!("{HALL}/floor/defer"), &[("visit", &kept.id.to_string())]);
        assert!(early.text.contains("The hall is still open"), "{}", early.text);
        // eight in the evening
        town.clock.advance_seconds(11 * 3600);
        let page = manager.get(HALL);
        assert!(page.page().contains("Closed, and people still wait"));
        manager.post(&format!("{HALL}/floor/end"), &[("visit", &spoken_to.id.to_string())]).leads_to();
        manager.post(&format!("{HALL}/floor/defer"), &[("visit", &kept.id.to_string())]).leads_to();
        assert!(!manager.get(HALL).page().contains("Closed, and people still wait"));
        let twice = manager.post(&format!("{HALL}/floor/defer"), &[("visit", &kept.id.to_string())]);
        assert_eq!(twice.status, StatusCode::CONFLICT);
        assert_eq!(visit(town, spoken_to.id).0, State::Left);
        // nobody calls them at night
        open(town, 1);
        let (clerk, counter) = (town.clerk(1), town.counters[0]);
        let night = town.act(move |house, tx| queue::act::call_next(house, tx, &clerk, counter));
        assert_eq!(night.unwrap_err().refusal().unwrap().id, queue::act::NOBODY);
        // and in the morning they come first, though another was quicker at the kiosk
        town.clock.advance_seconds(12 * 3600 + 60);
        take(town, "pay_bill");
        town.clock.advance_seconds(60);
        assert_eq!(call(town, 1).id, kept.id);
    });
}

#[test]
fn a_line_is_put_on_the_board_and_the_hall_shut_and_opened() {
    on_both_engines(|town| {
        let mut manager = manager(town);
        manager.post(&format!("{HALL}/floor/broadcast"), &[("line", "Closed at noon")]).leads_to();
        assert!(manager.get(HALL).page().contains("Closed at noon"));
        manager.post(&format!("{HALL}/floor/shut"), &[("why", "power cut")]).leads_to();
        assert!(manager.get(HALL).page().contains("The hall is shut for now"));
        manager.post(&format!("{HALL}/floor/open"), &[]).leads_to();
        let twice = manager.post(&format!("{HALL}/floor/open"), &[]);
        assert_eq!(twice.status, StatusCode::CONFLICT);
        assert_eq!(manager.post(&format!("{HALL}/floor/dance"), &[]).status, StatusCode::NOT_FOUND);
    });
}

/// More halls of the same city, with somebody waiting in each.
fn halls(town: &Town, count: u128) {
    town.act(move |_, tx| {
        for n in 0..count {
            let id = PlaceId::of(uuid::Uuid::from_u128(1000 + n));
            let (code, path) = (format!("hall{n}"), format!("/net/zj/hz/hall{n}/"));
            tx.run(
                "insert into place (id, kind, parent, code, path, name_zh, name_en, position)
                 values (?1, 'hall', ?2, ?3, ?4, ?3, ?3, 0)",
                &[id.into(), uuid::Uuid::from_u128(3).into(), (&code).into(), (&path).into()],
            )?;
            tx.run(
                "insert into hall (id, zone, address_zh, address_en, phone, rule, hours)
                 select ?1, zone, '', '', '', rule, hours from hall where id = ?2",
                &[id.into(), uuid::Uuid::from_u128(4).into()],
            )?;
            tx.run("insert into hall_log (hall, seq, at, plan, turn) values (?1, 0, 0, 1, 0)", &[id.into()])?;
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn the_network_shows_first_who_needs_somebody() {
    on_both_engines(|town| {
        halls(town, 3);
        take(town, "pay_bill");
        town.clock.advance_seconds(61);
        sweep(town);
        let mut manager = town.signed_in(town.hire("manager", Role::HallManager));
        let own = manager.get("/run");
        assert!(
            own.page().contains("hall-wensan") && !own.page().contains("hall-hall0"),
            "only what may be seen"
        );
        let above = town.hire("network", Role::NetworkManager);
        town.act(move |_, tx| {
            let root = uuid::Uuid::from_u128(1);
            tx.run("update person_role set place = ?2 where person = ?1", &[above.into(), root.into()])?;
            Ok(())
        })
        .unwrap();
        let mut above = town.signed_in(above);
        for path in ["/run", "/run/net", "/run/zj", "/run/hz"] {
            let page = above.get(path);
            assert!(page.page().contains("4 halls, 1 waiting; 1 to see to, first wensan"), "{}", page.text);
            let places = ["wensan", "hall0", "hall1", "hall2"]
                .map(|code| page.text.find(&format!("id=\"hall-{code}-")).unwrap());
            assert!(places.is_sorted(), "{path}: {places:?}");
        }
        assert!(above.get("/run?lang=zh-CN").page().contains("4 个厅，1 人等候；1 个厅有事要处理"));
        assert_eq!(above.get("/run/nowhere").status, StatusCode::NOT_FOUND);
        assert_eq!(manager.get("/run/zj").status, StatusCode::OK);
        assert!(town.browser().get("/run").leads_to().starts_with("/sign-in"));
    });
}
