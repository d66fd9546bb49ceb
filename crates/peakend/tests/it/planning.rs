//! What plans go by: holidays and pay-days of the network, and the target of a hall.

use crate::foresee::{past, past_like};
use crate::town::client::{Client, made};
use crate::town::http::Browser;
use crate::town::{Town, on_both_engines};
use axum::http::StatusCode;
use peakend::run::hall::act::set_exception;
use peakend::run::hall::files::{self, Change, Outcome, Table, cli::import_now};
use peakend::staff::Actor;
use peakend::staff::rights::Role;
use peakend::ui::text::{Language, Texts};
use serde_json::{Value, json};

const TOMORROW: &str = "/run/wensan/tomorrow";

/// Somebody with a role at the network.
fn at_the_network(town: &Town, login: &str, role: Role) -> Browser {
    let person = town.hire(login, role);
    town.act(move |_, tx| {
        tx.run(
            "update person_role set place = (select id from place where code = 'net') where person = ?1",
            &[person.into()],
        )?;
        Ok(())
    })
    .unwrap();
    town.signed_in(person)
}

fn by_key(town: &Town) -> Client {
    Client::with(town, &town.key(Role::NetworkManager, Some("net")))
}

fn forecast(client: &mut Client, day: &str) -> Value {
    made(&client.get(&format!("/halls/wensan/forecast?day={day}")), StatusCode::OK)
}

fn people(forecast: &Value) -> f64 {
    forecast["total"]["expected"].as_f64().unwrap_or_else(|| panic!("no forecast: {forecast}"))
}

/// The most counters at a time.
fn counters(forecast: &Value) -> u64 {
    let quarters = forecast["quarters"].as_array().unwrap();
    quarters.iter().filter_map(|quarter| quarter["needed"].as_u64()).max().unwrap()
}

#[test]
fn a_holiday_of_the_network_changes_tomorrows_plan_and_is_told_by_its_name() {
    on_both_engines(|town| {
        // the spring fair was on 13 and 14 March last year, 354 and 353 days ago, and a quarter of the people came
        past_like(town, 335..=375, |day| if (353..=354).contains(&day) { 9 } else { 36 });
        past(town, 42, 36);
        let mut manager = by_key(town);
        let before = forecast(&mut manager, "2026-03-03");
        assert!((33.0..39.0).contains(&people(&before)), "{before}");
        assert_eq!(before["marks"], json!([]));

        let mut network = at_the_network(town, "network", Role::NetworkManager);
        assert!(
            network.get("/network").page().contains("to set holidays, pay-days"),
            "the way there is told"
        );
        for days in [["2025-03-13", "2025-03-14"], ["2026-03-03", ""]] {
            let fields = [
                ("act", "name_days"),
                ("key", "net"),
                ("date", days[0]),
                ("until", days[1]),
                ("name", "龙抬头"),
            ];
            let done = network.post("/network", &fields);
            assert_eq!(done.leads_to(), "/network?edit=net", "{}", done.text);
        }
        let set = network.get("/network?edit=net");
        assert!(
            set.page().contains("2025-03-13 – 2025-03-14") && set.text.contains("龙抬头"),
            "{}",
            set.text
        );

        let after = forecast(&mut manager, "2026-03-03");
        // a quarter of the people on two days: known to some tens of per cent
        assert!((6.0..18.0).contains(&people(&after)), "{} people: {after}", people(&after));
        assert!(counters(&after) < counters(&before), "{} of {}", counters(&after), counters(&before));
        assert_eq!(
            (&after["marks"][0]["kind"], &after["marks"][0]["name"]),
            (&json!("holiday"), &json!("龙抬头"))
        );
        assert_eq!(after["marks"][0]["days"], 2, "{after}");
        assert_eq!(forecast(&mut manager, "2026-03-04")["marks"][0]["kind"], "morrow");

        let page = network.get(TOMORROW);
        assert!(
            page.page().contains("This day is 龙抬头. 2 such days in the past brought 0."),
            "{}",
            page.text
        );
        let chinese = network.get(&format!("{TOMORROW}?lang=zh-CN"));
        assert!(chinese.page().contains("这一天是龙抬头。 过去有 2 个这样的日子"), "{}", chinese.text);
        let part = network.get("/run/wensan/set-up/planning?lang=en");
        assert!(part.page().contains("2026-03-03") && part.text.contains("龙抬头"), "{}", part.text);

        let gone = network.post("/network", &[("act", "unname"), ("key", "net"), ("date", "2026-03-03")]);
        assert_eq!(gone.leads_to(), "/network?edit=net");
        let again = forecast(&mut manager, "2026-03-03");
        assert!((people(&again) - people(&before)).abs() < 0.01, "{again}");
    });
}

#[test]
fn a_holiday_never_met_is_told_by_its_name_and_with_a_wide_range() {
    let town = Town::on_sqlite();
    past(&town, 42, 36);
    let mut manager = by_key(&town);
    let plain = forecast(&mut manager, "2026-03-04");
    let net = town.act(|_, tx| Ok(peakend::run::network::by_code(tx, "net")?.id)).unwrap();
    let body = json!({ "date": "2026-03-04", "name": "元宵节" });
    let seen = made(&manager.post(&format!("/places/{net}/holidays"), &body), StatusCode::OK);
    assert_eq!(seen["in_force"]["holidays"], json!([{ "day": "2026-03-04", "name": "元宵节" }]));
    let rare = forecast(&mut manager, "2026-03-04");
    let width = |of: &Value| of["total"]["high"].as_f64().unwrap() - of["total"]["low"].as_f64().unwrap();
    assert!(width(&rare) > 2.0 * width(&plain) && width(&rare) > 30.0, "{} {}", width(&rare), width(&plain));
    assert_eq!((&rare["marks"][0]["days"], &rare["marks"][0]["times"]), (&json!(0), &Value::Null));
    let page =
        at_the_network(&town, "network", Role::NetworkManager).get(&format!("{TOMORROW}?day=2026-03-04"));
    assert!(
        page.page().contains("This day is 元宵节. This hall has no record of such a day yet"),
        "{}",
        page.text
    );
}

#[test]
fn the_days_beside_a_closing_are_ordinary_and_those_beside_a_holiday_are_not() {
    let town = Town::on_sqlite();
    past(&town, 42, 36);
    let (mut key, hall) = (by_key(&town), town.hall);
    let before = forecast(&mut key, "2026-03-04");
    town.act(move |house, tx| {
        set_exception(house, tx, &Actor::system(), hall, "2026-03-03", &[], "burst pipe")
    })
    .unwrap();
    assert_eq!(forecast(&mut key, "2026-03-03")["standing"], "closed");
    let beside = forecast(&mut key, "2026-03-04");
    assert_eq!((&beside["marks"], &beside["total"]), (&json!([]), &before["total"]));

    let mut network = at_the_network(&town, "network", Role::NetworkManager);
    let named = [("act", "name_days"), ("key", "net"), ("date", "2026-03-03"), ("name", "龙抬头")];
    assert_eq!(network.post("/network", &named).leads_to(), "/network?edit=net");
    let closed = forecast(&mut key, "2026-03-03");
    assert_eq!((&closed["standing"], &closed["marks"][0]["name"]), (&json!("closed"), &json!("龙抬头")));
    assert_eq!(forecast(&mut key, "2026-03-04")["marks"][0]["kind"], "morrow");
}

#[test]
fn more_come_on_pay_day_once_the_network_says_when_that_is() {
    on_both_engines(|town| {
        // wages are paid on the tenth, and on the Friday before where that is a Saturday: 20, 52 and 82 days ago
        past_like(town, 1..=84, |day| if [20, 52, 82].contains(&day) { 48 } else { 24 });
        let mut manager = by_key(town);
        let before = forecast(&mut manager, "2026-03-10");
        let mut network = at_the_network(town, "network", Role::NetworkManager);
        let fields = [("act", "planning"), ("key", "net"), ("share", ""), ("within", ""), ("pay_days", "10")];
        assert_eq!(network.post("/network", &fields).leads_to(), "/network?edit=net");
        let after = forecast(&mut manager, "2026-03-10");
        assert_eq!(after["marks"][0]["kind"], "pay_day");
        // twice as many on three days
        assert!((1.5..2.2).contains(&(people(&after) / people(&before))), "{after} after {before}");
        assert_eq!(forecast(&mut manager, "2026-03-11")["marks"], json!([]));
        let page = network.get(&format!("{TOMORROW}?day=2026-03-10"));
        assert!(page.page().contains("Wages are paid on this day. 3 such days in the past"), "{}", page.text);
    });
}

#[test]
fn the_target_of_a_hall_is_kept_by_its_plan_and_another_can_be_looked_at() {
    on_both_engines(|town| {
        past(town, 42, 60);
        let mut key = by_key(town);
        let usual = forecast(&mut key, "2026-03-04");
        let person = town.hire("manager", Role::HallManager);
        let mut manager = town.signed_in(person);
        let part = "/run/wensan/set-up/planning";
        let save =
            |share, within| [("act", "planning"), ("share", share), ("within", within), ("pay_days", "")];
        assert_eq!(manager.post(part, &save("99", "0")).leads_to(), part);
        let strict = forecast(&mut key, "2026-03-04");
        assert!(counters(&strict) > counters(&usual), "{} and {}", counters(&strict), counters(&usual));
        let page = manager.get(&format!("{TOMORROW}?day=2026-03-04"));
        assert!(page.page().contains("serve 99 % within 0 minutes"), "{}", page.text);
        let other =
            made(&key.get("/halls/wensan/forecast?day=2026-03-04&share=80&within=10"), StatusCode::OK);
        assert_eq!(other["quarters"], usual["quarters"], "another target is looked at");
        let overview = manager.get("/run/wensan/set-up");
        assert!(overview.page().contains("99 % within 0 minutes"), "{}", overview.text);

        // what the hall does not say, the city does
        assert_eq!(manager.post(part, &save("", "")).leads_to(), part);
        assert_eq!(forecast(&mut key, "2026-03-04")["quarters"], usual["quarters"]);
        let mut network = at_the_network(town, "network", Role::NetworkManager);
        let fields = [("act", "planning"), ("key", "hz"), ("share", "99"), ("within", "0"), ("pay_days", "")];
        assert_eq!(network.post("/network", &fields).leads_to(), "/network?edit=hz");
        assert_eq!(forecast(&mut key, "2026-03-04")["quarters"], strict["quarters"]);
    });
}

#[test]
fn what_cannot_be_meant_is_refused_beside_its_field_with_the_way_out() {
    let town = Town::on_sqlite();
    let mut network = at_the_network(&town, "network", Role::NetworkManager);
    let holiday = |date, until, name| {
        vec![("act", "name_days"), ("key", "net"), ("date", date), ("until", until), ("name", name)]
    };
    let planning = |share, within, pay_days| {
        vec![
            ("act", "planning"),
            ("key", "net"),
            ("share", share),
            ("within", within),
            ("pay_days", pay_days),
        ]
    };
    for (fields, why) in [
        (holiday("1. 10.", "", "国庆节"), "1. 10."),
        (holiday("2026-10-01", "2026-09-30", "国庆节"), "From 2026-10-01 to 2026-09-30 will not do"),
        (holiday("2026-10-01", "2027-10-07", "国庆节"), "at most 31 days"),
        (holiday("0226-10-01", "", "国庆节"), "look at the year"),
        (holiday("2026-10-01", "", " "), "must not be empty"),
        (planning("101", "10", ""), "from 50 to 99"),
        (planning("90", "", ""), "Give both"),
        (planning("", "", "10, 32"), "“32” is no day of a month"),
    ] {
        let refused = network.post("/network", &fields);
        assert_eq!(refused.status, 422, "{fields:?}");
        assert!(refused.text.contains(why), "{fields:?}: {why}: {}", refused.text);
        assert!(refused.text.contains("name=\"pay_days\""), "the form is there again");
    }
    let stranger = town.hire("manager", Role::HallManager);
    let mut manager = town.signed_in(stranger);
    assert_eq!(manager.post("/network", &holiday("2026-10-01", "", "国庆节")).status, 403);
    assert_eq!(manager.post("/run/wensan/set-up/planning", &planning("101", "10", "")).status, 422);
}

#[test]
fn by_the_api_a_place_says_what_plans_go_by_and_a_hall_names_no_holidays() {
    on_both_engines(|town| {
        let mut key = by_key(town);
        let id = |code: &'static str| {
            town.act(move |_, tx| Ok(peakend::run::network::by_code(tx, code)?.id)).unwrap().to_string()
        };
        let (net, hall) = (id("net"), id("wensan"));
        let at = |place: &str, what: &str| format!("/places/{place}/{what}");
        let body = json!({ "pay_days": [25, 10, 10], "target": { "share": 90, "within": 5 } });
        let set = made(&key.post(&at(&net, "planning"), &body), StatusCode::OK);
        assert_eq!((&set["pay_days"], &set["target"]["share"]), (&json!([10, 25]), &json!(90)));
        let named = json!({ "date": "2026-10-01", "until": "2026-10-03", "name": "国庆节" });
        made(&key.post(&at(&net, "holidays"), &named), StatusCode::OK);

        let own = made(&key.post(&at(&hall, "planning"), &json!({ "pay_days": [] })), StatusCode::OK);
        assert_eq!((&own["in_force"]["pay_days"], &own["target"]), (&json!([]), &Value::Null));
        assert_eq!(own["in_force"]["target"], json!({ "share": 90, "within": 5 }));
        assert_eq!(own["in_force"]["holidays"].as_array().unwrap().len(), 3);
        assert_eq!(own["holidays"], json!([]), "they are the network's");

        let refused = key.post(&at(&hall, "holidays"), &named);
        assert_eq!(refused.status, 422);
        assert!(
            refused.text.contains("the days on which it is closed are set among its hours"),
            "{}",
            refused.text
        );
        let removed = key.post(&at(&net, "holidays/remove"), &json!({ "date": "2026-10-02" }));
        assert_eq!(made(&removed, StatusCode::OK)["holidays"].as_array().unwrap().len(), 2);
        assert_eq!(key.post(&at(&net, "holidays/remove"), &json!({ "date": "2026-10-02" })).status, 404);
        for bad in [json!({ "pay_days": [0] }), json!({ "target": { "share": 40, "within": 5 } })] {
            assert_eq!(key.post(&at(&net, "planning"), &bad).status, 422, "{bad}");
        }
    });
}

fn good(outcome: Outcome) -> Vec<String> {
    let told =
        |change: &Change| format!("{} {} {} → {}", change.name, change.act, change.before, change.after);
    match outcome {
        Outcome::Good(changes) => changes.iter().map(told).collect(),
        Outcome::Bad(faults) => panic!("{faults:?}"),
    }
}

#[test]
fn holidays_pay_days_and_targets_go_out_as_a_file_and_come_in_again() {
    on_both_engines(|town| {
        let file = "[[place]]\ncode = \"net\"\nkind = \"network\"\nname_zh = \"全网\"\npay_days = \"10, 25\"\n\n\
                    [[holiday]]\ndate = \"2026-10-01\"\nname = \"国庆节\"\n\n\
                    [[holiday]]\nplace = \"zj\"\ndate = \"2026-04-19\"\nname = \"三月三\"\n\n\
                    [[hall]]\ncode = \"wensan\"\nshare = 90\nwithin = 5\n";
        let changes = good(import_now(&town.house, file.as_bytes(), false, false).unwrap());
        assert_eq!(
            changes,
            [
                "place.net planning_changed  → 10, 25",
                "holiday.2026-10-01 holiday_set  → 国庆节",
                "holiday.2026-04-19 holiday_set  → 三月三",
                "hall.wensan planning_changed  → 90 % · 5 min",
            ]
        );
        let records = town.act(|_, tx| files::records(tx, "/net/")).unwrap();
        let document = files::toml(&records);
        assert!(document.contains("place = \"zj\"\ndate = \"2026-04-19\"\nname = \"三月三\""), "{document}");
        assert_eq!(good(import_now(&town.house, document.as_bytes(), false, true).unwrap()), [""; 0]);
        for (table, bytes) in files::tables(&records).unwrap() {
            assert_eq!(good(import_now(&town.house, &bytes, true, true).unwrap()), [""; 0], "{table}");
            if table == Table::Holidays {
                let text = String::from_utf8(bytes).unwrap();
                assert_eq!(text, "\u{feff}place,date,name\nnet,2026-10-01,国庆节\nzj,2026-04-19,三月三\n");
            }
        }
        // the table that `peakend forecast` reads names no place
        let table = "date,name\n2026-10-01,国庆节\n2027-10-01,国庆节\n";
        let changes = good(import_now(&town.house, table.as_bytes(), true, false).unwrap());
        assert_eq!(changes, ["holiday.2027-10-01 holiday_set  → 国庆节"]);
    });
}

#[test]
fn what_is_wrong_in_a_file_is_named_with_its_place() {
    let town = Town::on_sqlite();
    let texts = Texts::of(Language::En);
    let file = "[[place]]\ncode = \"net\"\nkind = \"network\"\nname_zh = \"全网\"\npay_days = \"10, 32\"\n\n\
                [[holiday]]\ndate = \"1. 10. 2026\"\nname = \"国庆节\"\n\n\
                [[holiday]]\nplace = \"wensan\"\ndate = \"2026-10-01\"\nname = \"国庆节\"\n\n\
                [[holiday]]\nplace = \"nowhere\"\ndate = \"2026-10-01\"\nname = \"国庆节\"\n\n\
                [[hall]]\ncode = \"wensan\"\nshare = 90\n";
    let Outcome::Bad(faults) = import_now(&town.house, file.as_bytes(), false, false).unwrap() else {
        panic!("it is taken in")
    };
    let told: Vec<String> = faults.iter().map(|fault| fault.tell("f", &texts)).collect();
    let expected = [
        "f:5:1: place.net.pay_days = “10, 32”: “32” is no day of a month",
        "f:8:1: holiday.1. 10. 2026.date = “1. 10. 2026”",
        "f:13:1: holiday.2026-10-01.date = “2026-10-01”: Holidays are set at the network",
        "f:17:1: holiday.2026-10-01.place = “nowhere”",
        "f:22:1: hall.wensan",
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.starts_with(expected), "{told}\nis not {expected}");
    }
}
