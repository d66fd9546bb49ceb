//! A network and its halls are set up, while customers are in them.

use crate::town::http::Browser;
use crate::town::{Town, on_both_engines};
use peakend::Error;
use peakend::kernel::kinds::{CounterId, PlaceId};
use peakend::run::hall::act::{self, Facts, NewHall, OfferSpec};
use peakend::run::hall::{ClassSpec, OrderWord, RuleSpec};
use peakend::run::network::act::{NewPlace, add_place, close, rename, reopen};
use peakend::run::network::{self, Place, PlaceKind};
use peakend::run::visit::act::{self as visit, Ticket};
use peakend::run::visit::{Source, Visit};
use peakend::run::{counter, queue};
use peakend::staff::rights::Role;
use peakend::staff::{Actor, Who};
use peakend::ui::text::Language;

fn id(outcome: Result<impl std::fmt::Debug, Error>) -> &'static str {
    outcome.unwrap_err().refusal().unwrap().id
}

fn place(town: &Town, kind: PlaceKind, parent: &'static str, code: &str) -> Result<Place, Error> {
    let code = code.to_owned();
    town.act(move |house, tx| {
        let parent = if parent.is_empty() { None } else { Some(network::by_code(tx, parent)?.id) };
        let new =
            NewPlace {
                kind, parent, code: code.clone(), name_zh: "某地".to_owned(), name_en: String::new()
            };
        add_place(house, tx, &Actor::system(), &new)
    })
}

fn hall(town: &Town, parent: &'static str, code: &'static str, zone: &'static str) -> Result<Place, Error> {
    town.act(move |house, tx| {
        let new = NewHall {
            parent: network::by_code(tx, parent)?.id,
            code: code.to_owned(),
            name_zh: "新厅".to_owned(),
            name_en: "New hall".to_owned(),
            facts: Facts::in_zone(zone),
        };
        act::create(house, tx, &Actor::system(), &new)
    })
}

fn take(town: &Town, hall: PlaceId, purpose: &str) -> Result<Visit, Error> {
    let ticket = Ticket {
        purpose: purpose.to_owned(),
        class: String::new(),
        source: Source::Kiosk,
        language: "zh-CN".to_owned(),
        appointment: None,
    };
    town.act(move |house, tx| visit::take(house, tx, &Actor::system(), hall, &ticket))
}

fn open(town: &Town, number: usize) {
    let (clerk, counter, person) = (town.clerk(number), town.counters[number - 1], town.clerks[number - 1]);
    town.act(move |house, tx| counter::act::open(house, tx, &clerk, counter, person)).unwrap();
}

fn add_counter(town: &Town, label: &'static str) -> Result<CounterId, Error> {
    let hall = town.hall;
    town.act(move |house, tx| act::add_counter(house, tx, &Actor::system(), hall, label, None))
}

/// A manager of the hall, and of nothing else.
fn a_manager(town: &Town) -> Actor {
    Actor { who: Who::Person(town.clerks[2]), ..town.somebody(Role::HallManager) }
}

/// The acts in the audit, oldest first.
fn audited(town: &Town) -> Vec<String> {
    let lines: Vec<(String,)> =
        town.act(|_, tx| Ok(tx.all("select act from audit_line order by at, id", &[])?)).unwrap();
    lines.into_iter().map(|(act,)| act).collect()
}

#[test]
fn a_new_hall_gives_tickets_for_the_nine_purposes_of_the_blueprint() {
    on_both_engines(|town| {
        let made = hall(town, "hz", "binjiang", "Asia/Shanghai").unwrap();
        assert_eq!(made.path, "/net/zj/hz/binjiang/");
        let labels: Vec<String> = ["pay_bill", "open_line", "broadband"]
            .into_iter()
            .map(|purpose| take(town, made.id, purpose).unwrap().label())
            .collect();
        assert_eq!(labels, ["A001", "B001", "I001"]);
        assert_eq!(audited(town), ["place_added"]);
    });
}

#[test]
fn a_tree_has_no_cycle_and_nothing_lies_where_it_cannot() {
    on_both_engines(|town| {
        place(town, PlaceKind::Province, "net", "js").unwrap();
        place(town, PlaceKind::City, "js", "nj").unwrap();
        assert_eq!(id(place(town, PlaceKind::Province, "nj", "p")), "hall-error-level");
        assert_eq!(id(place(town, PlaceKind::City, "wensan", "c")), "hall-error-level");
        assert_eq!(id(place(town, PlaceKind::City, "", "c")), "hall-error-level");
        assert_eq!(id(place(town, PlaceKind::Network, "", "n2")), "hall-error-one-network");
        assert_eq!(id(place(town, PlaceKind::City, "js", "hz")), "hall-error-code-taken");
        assert_eq!(id(place(town, PlaceKind::City, "js", "南京")), "hall-error-code");
        assert_eq!(id(place(town, PlaceKind::Hall, "nj", "h")), "hall-error-kind");
        assert_eq!(id(hall(town, "wensan", "h", "Asia/Shanghai")), "hall-error-level");
        assert_eq!(id(hall(town, "nj", "h", "Asia/Nanjing")), "hall-error-zone");
        let codes = |path: &'static str| -> Vec<String> {
            let places = town.act(move |_, tx| network::under(tx, path)).unwrap();
            places.into_iter().map(|place| place.code).collect()
        };
        assert_eq!(codes("/net/"), ["net", "zj", "hz", "wensan", "js", "nj"]);
        assert_eq!(codes("/net/js/"), ["js", "nj"]);
        let steps = town.act(|_, tx| network::steps(tx, "/net/zj/hz/wensan/", Language::ZhCn)).unwrap();
        let steps: Vec<_> = steps.iter().map(|step| (step.name.as_str(), step.href.as_deref())).collect();
        let above = [("全网", Some("/run/net")), ("浙江", Some("/run/zj")), ("杭州", Some("/run/hz"))];
        assert_eq!(steps, [&above[..], &[("西湖文三路厅", None)]].concat());
    });
}

#[test]
fn a_closed_city_gives_no_tickets_until_it_is_opened_again() {
    on_both_engines(|town| {
        let city = town.act(|_, tx| network::by_code(tx, "hz")).unwrap().id;
        take(town, town.hall, "pay_bill").unwrap();
        town.act(move |house, tx| close(house, tx, &Actor::system(), city)).unwrap();
        assert_eq!(id(take(town, town.hall, "pay_bill")), "run-error-hall-closed");
        let again = town.act(move |house, tx| close(house, tx, &Actor::system(), city));
        assert_eq!(id(again), "hall-error-place-closed");
        open(town, 1);
        let (clerk, counter) = (town.clerk(1), town.counters[0]);
        let inside = town.act(move |house, tx| queue::act::call_next(house, tx, &clerk, counter)).unwrap();
        assert_eq!(inside.label(), "A001");
        town.act(move |house, tx| reopen(house, tx, &Actor::system(), city)).unwrap();
        take(town, town.hall, "pay_bill").unwrap();
    });
}

#[test]
fn a_hall_manager_sets_up_the_hall_but_not_the_network() {
    on_both_engines(|town| {
        let (manager, hall) = (a_manager(town), town.hall);
        town.act(move |house, tx| act::add_counter(house, tx, &manager, hall, "4", None)).unwrap();
        let (manager, clerk) = (a_manager(town), town.clerk(1));
        let renamed = town.act(move |house, tx| rename(house, tx, &manager, hall, "新名", ""));
        assert_eq!(id(renamed), "staff-error-forbidden");
        let added = town.act(move |house, tx| act::add_counter(house, tx, &clerk, hall, "5", None));
        assert_eq!(id(added), "staff-error-forbidden");
    });
}

#[test]
fn a_counter_in_use_is_not_removed_and_a_removed_one_can_come_back() {
    on_both_engines(|town| {
        assert_eq!(id(add_counter(town, "3")), "hall-error-label-taken");
        let fourth = add_counter(town, "VIP").unwrap();
        open(town, 1);
        let first = town.counters[0];
        let removed = town.act(move |house, tx| act::remove_counter(house, tx, &Actor::system(), first));
        assert_eq!(id(removed), "hall-error-counter-in-use");
        town.act(move |house, tx| act::remove_counter(house, tx, &Actor::system(), fourth)).unwrap();
        assert_eq!(add_counter(town, "VIP").unwrap(), fourth);
        town.act(move |house, tx| act::remove_counter(house, tx, &Actor::system(), fourth)).unwrap();
        let third = town.counters[2];
        let only = ["handset".to_owned()];
        town.act(move |house, tx| {
            act::change_counter(house, tx, &Actor::system(), third, "VIP", Some(&only))
        })
        .unwrap();
        assert_ne!(add_counter(town, "3").unwrap(), third);
        let stranger = ["dancing".to_owned()];
        let changed = town.act(move |house, tx| {
            act::change_counter(house, tx, &Actor::system(), third, "VIP", Some(&stranger))
        });
        assert_eq!(id(changed), "run-error-purpose");
    });
}

#[test]
fn who_waits_for_a_removed_purpose_is_still_served() {
    on_both_engines(|town| {
        let hall = town.hall;
        take(town, hall, "handset").unwrap();
        take(town, hall, "handset").unwrap();
        let waiting = town
            .act(move |house, tx| act::remove_offer(house, tx, &Actor::system(), hall, "handset"))
            .unwrap();
        assert_eq!(waiting, 2);
        assert_eq!(id(take(town, hall, "handset")), "run-error-purpose");
        let twice =
            town.act(move |house, tx| act::remove_offer(house, tx, &Actor::system(), hall, "handset"));
        assert_eq!(id(twice), "run-error-purpose");
        open(town, 1);
        let (clerk, counter) = (town.clerk(1), town.counters[0]);
        let called = town.act(move |house, tx| queue::act::call_next(house, tx, &clerk, counter)).unwrap();
        assert_eq!((called.label().as_str(), called.purpose.as_str()), ("C001", "handset"));
        let offer = OfferSpec::plain("handset", 'C');
        town.act(move |house, tx| act::set_offer(house, tx, &Actor::system(), hall, &offer)).unwrap();
        assert_eq!(take(town, hall, "handset").unwrap().label(), "C003");
    });
}

#[test]
fn an_offer_takes_only_what_the_blueprint_knows() {
    on_both_engines(|town| {
        let hall = town.hall;
        let set = |change: fn(&mut OfferSpec)| {
            let mut offer = OfferSpec::plain("broadband", 'd');
            change(&mut offer);
            town.act(move |house, tx| act::set_offer(house, tx, &Actor::system(), hall, &offer))
        };
        set(|_| ()).unwrap();
        assert_eq!(take(town, hall, "broadband").unwrap().label(), "D001");
        assert_eq!(id(set(|offer| offer.purpose = "dancing".to_owned())), "hall-error-purpose");
        assert_eq!(id(set(|offer| offer.letter = "DD".to_owned())), "hall-error-letter");
        assert_eq!(id(set(|offer| offer.norm_s = Some(0))), "hall-error-norm");
        assert_eq!(id(set(|offer| offer.skills = Some(vec!["charm".to_owned()]))), "hall-error-unknown");
        assert_eq!(id(set(|offer| offer.channels = Some(vec!["pigeon".to_owned()]))), "hall-error-unknown");
        assert_eq!(
            id(set(|offer| offer.documents_zh = Some(vec!["a\u{202e}b".to_owned()]))),
            "frame-error-text-control"
        );
    });
}

#[test]
fn a_rule_that_cannot_be_followed_is_refused_in_words() {
    on_both_engines(|town| {
        let hall = town.hall;
        let set = |order, turns: &[u32]| {
            let class = |(n, turns): (usize, &u32)| ClassSpec {
                class: format!("c{n}"),
                turns: *turns,
                start: 0,
                per_minute: 0,
            };
            let classes = turns.iter().enumerate().map(class).collect();
            let rule = RuleSpec { order, longest_wait_min: 45, classes };
            town.act(move |house, tx| act::set_rule(house, tx, &Actor::system(), hall, &rule))
        };
        set(OrderWord::Ratio, &[2, 1, 1]).unwrap();
        assert_eq!(id(set(OrderWord::Ratio, &[])), "hall-error-no-turns");
        assert_eq!(id(set(OrderWord::Ratio, &[20, 20])), "hall-error-many-turns");
        assert_eq!(id(set(OrderWord::Ageing, &[1])), "hall-error-no-points");
        let spec = RuleSpec { longest_wait_min: 0, ..RuleSpec::default() };
        let cap = town.act(move |house, tx| act::set_rule(house, tx, &Actor::system(), hall, &spec));
        assert_eq!(id(cap), "hall-error-cap");
        assert_eq!(audited(town), ["rule_changed"]);
    });
}

#[test]
fn a_hall_shut_by_hand_says_so_in_its_log() {
    on_both_engines(|town| {
        let hall = town.hall;
        take(town, hall, "pay_bill").unwrap();
        town.act(move |house, tx| act::shut(house, tx, &Actor::system(), hall, "停电")).unwrap();
        assert_eq!(
            id(town.act(move |house, tx| act::shut(house, tx, &Actor::system(), hall, ""))),
            "hall-error-shut"
        );
        assert_eq!(id(take(town, hall, "pay_bill")), "run-error-hall-closed");
        town.act(move |house, tx| act::open(house, tx, &Actor::system(), hall)).unwrap();
        assert_eq!(
            id(town.act(move |house, tx| act::open(house, tx, &Actor::system(), hall))),
            "hall-error-not-shut"
        );
        town.act(move |house, tx| act::broadcast(house, tx, &Actor::system(), hall, " 今日 18:00 停电 "))
            .unwrap();
        let same =
            town.act(move |house, tx| act::broadcast(house, tx, &Actor::system(), hall, "今日 18:00 停电"));
        assert_eq!(id(same), "hall-error-same-line");
        take(town, hall, "pay_bill").unwrap();
        let events = town.act(move |_, tx| peakend::run::log::after(tx, hall, 0, 20)).unwrap();
        let kinds: Vec<_> = events.iter().map(|event| event.what.kind()).collect();
        assert_eq!(kinds, ["taken", "hall_shut", "hall_opened", "broadcast", "taken"]);
    });
}

#[test]
fn whoever_looks_at_a_hall_is_told_when_its_set_up_changes() {
    on_both_engines(|town| {
        let line = town.house.bus.listen(town.hall);
        add_counter(town, "9").unwrap();
        assert!(line.has_changed().unwrap());
        let line = town.house.bus.listen(town.hall);
        assert_eq!(id(add_counter(town, "9")), "hall-error-label-taken");
        assert!(!line.has_changed().unwrap());
    });
}

/// A browser in which somebody with this role at the place is signed in.
fn browser(town: &Town, role: &'static str, place: &'static str) -> Browser {
    let person = town.clerks[2];
    town.act(move |_, tx| {
        let place = network::by_code(tx, place)?.id;
        let values = [person.into(), role.into(), place.into()];
        tx.run("insert into person_role (person, role, place) values (?1, ?2, ?3)", &values)?;
        Ok(())
    })
    .unwrap();
    town.signed_in(person)
}

#[test]
fn every_page_of_the_set_up_opens_in_both_languages() {
    on_both_engines(|town| {
        let mut browser = browser(town, "network_manager", "net");
        for language in ["en", "zh-CN"] {
            browser.cookies.insert("peakend_lang".to_owned(), language.to_owned());
            for part in ["", "/today", "/facts", "/counters", "/purposes", "/hours", "/rule", "/appointments"]
            {
                let page = browser.get(&format!("/run/wensan/set-up{part}"));
                assert!(!page.page().contains("hall-"), "{part}: {}", page.text);
                assert!(page.page().contains("<h1>"));
            }
            let edit = browser.get("/run/wensan/set-up/purposes?edit=handset");
            assert!(edit.page().contains("name=\"letter\""));
            assert!(!browser.get("/network?edit=hz").page().contains("hall-"));
        }
    });
}

#[test]
fn a_manager_adds_a_counter_by_the_form_and_is_told_beside_the_field() {
    on_both_engines(|town| {
        let mut browser = browser(town, "hall_manager", "wensan");
        let at = "/run/wensan/set-up/counters";
        let sent = browser
            .post(at, &[("act", "add"), ("label", "4"), ("purposes", "handset"), ("purposes", "pay_bill")]);
        assert_eq!(sent.leads_to(), at);
        assert!(browser.get(at).page().contains(">4</bdi>"));
        let wrong = browser.post(at, &[("act", "add"), ("label", "4")]);
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("aria-invalid") && wrong.text.contains("There is a counter “4” already"));
        let broken = browser.post("/run/wensan/set-up/hours", &[("act", "week"), ("monday", "9-5")]);
        assert_eq!(broken.status, 422);
        assert!(broken.text.contains("value=\"9-5\""), "{}", broken.text);
        assert_eq!(browser.get("/run/wensan/set-up/dancing").status, 404);
    });
}

#[test]
fn a_clerk_does_not_see_the_set_up() {
    on_both_engines(|town| {
        let mut browser = town.signed_in(town.clerks[0]);
        assert_eq!(browser.get("/run/wensan/set-up").status, 403);
        assert_eq!(browser.post("/run/wensan/set-up/today", &[("act", "shut")]).status, 403);
        assert_eq!(town.browser().get("/run/wensan/set-up").status, 303);
    });
}

#[test]
fn a_network_manager_adds_a_hall_and_closes_a_city_on_the_page_of_the_tree() {
    on_both_engines(|town| {
        let mut browser = browser(town, "network_manager", "net");
        let fields = [
            ("act", "add"),
            ("parent", "hz"),
            ("kind", "hall"),
            ("code", "binjiang"),
            ("name_zh", "滨江厅"),
            ("name_en", ""),
            ("zone", "Asia/Shanghai"),
        ];
        assert_eq!(browser.post("/network", &fields).leads_to(), "/network");
        assert!(browser.get("/network").page().contains("滨江厅"));
        let again = browser.post("/network", &fields);
        assert_eq!(again.status, 409);
        assert_eq!(browser.post("/network", &[("act", "close"), ("key", "hz")]).leads_to(), "/network");
        assert_eq!(id(take(town, town.hall, "pay_bill")), "run-error-hall-closed");
    });
}
