//! The set-up of halls, taken out as files and taken in again.

use crate::Folder;
use crate::demo::{empty_house, plan, seeded};
use crate::town::http::Browser;
use crate::town::{MORNING, Town, on_both_engines};
use peakend::run::hall::act::{self, OfferSpec};
use peakend::run::hall::files::{self, Change, Fault, Outcome, Table, cli::import_now};
use peakend::run::hall::{ClassSpec, OrderWord, RuleSpec};
use peakend::staff::Actor;
use peakend::staff::rights::Role;
use peakend::ui::text::{Language, Texts};

/// A hall with something of everything, some of it awkward to write down.
fn furnish(town: &Town) {
    let hall = town.hall;
    town.act(move |house, tx| {
        let actor = Actor::system();
        let facts = act::Facts {
            zone: "Asia/Shanghai".to_owned(),
            address_zh: "文三路 478 号，\"华星\"大厦".to_owned(),
            address_en: r"478 Wensan Rd \ 1F, #2".to_owned(),
            phone: "+86 571 8888 0000".to_owned(),
        };
        act::set_facts(house, tx, &actor, hall, &facts)?;
        act::set_exception(house, tx, &actor, hall, "2026-10-01", &[], "国庆, 放假")?;
        act::set_exception(house, tx, &actor, hall, "2026-10-08", &[[1080, 1560]], "")?;
        let class =
            |class: &str, turns| ClassSpec { class: class.to_owned(), turns, start: 5, per_minute: 1 };
        let classes = vec![class("VIP 2", 3), class("platinum", 1)];
        act::set_rule(
            house,
            tx,
            &actor,
            hall,
            &RuleSpec { order: OrderWord::Ratio, longest_wait_min: 45, classes },
        )?;
        let offer = OfferSpec {
            norm_s: Some(451),
            skills: Some(Vec::new()),
            documents_zh: Some(vec!["身份证".to_owned(), "话费单, 如有".to_owned()]),
            ..OfferSpec::plain("handset", 'K')
        };
        act::set_offer(house, tx, &actor, hall, &offer)?;
        act::remove_offer(house, tx, &actor, hall, "open_line")?;
        act::add_counter(
            house,
            tx,
            &actor,
            hall,
            "VIP",
            Some(&["pay_bill".to_owned(), "handset".to_owned()]),
        )?;
        let spec = peakend::run::appointment::SlotSpec {
            purpose: "pay_bill".to_owned(),
            length_min: 30,
            seats: 2,
            days: 7,
        };
        peakend::run::appointment::act::set_slots(house, tx, &actor, hall, "pay_bill", Some(&spec))
    })
    .unwrap();
}

fn records(town: &Town) -> Vec<files::Record> {
    town.act(|_, tx| files::records(tx, "/net/")).unwrap()
}

fn document(town: &Town) -> String {
    files::toml(&records(town))
}

fn tables(town: &Town) -> Vec<(Table, Vec<u8>)> {
    files::tables(&records(town)).unwrap()
}

#[track_caller]
fn good(outcome: Outcome) -> Vec<String> {
    match outcome {
        Outcome::Good(changes) => changes
            .iter()
            .map(|Change { name, act, before, after }| format!("{name} {act}: {before} > {after}"))
            .collect(),
        Outcome::Bad(faults) => panic!("{}", told(&faults).join("\n")),
    }
}

fn told(faults: &[Fault]) -> Vec<String> {
    faults.iter().map(|fault| fault.tell("f.toml", &Texts::of(Language::En))).collect()
}

#[track_caller]
fn bad(outcome: Outcome) -> Vec<String> {
    match outcome {
        Outcome::Bad(faults) => told(&faults),
        Outcome::Good(changes) => panic!("{changes:?}"),
    }
}

fn audit_lines(town: &Town) -> i64 {
    town.act(|_, tx| Ok(tx.one::<(i64,)>("select count(*) from audit_line", &[])?.0)).unwrap()
}

#[test]
fn taking_in_what_was_taken_out_changes_nothing() {
    on_both_engines(|town| {
        furnish(town);
        let (text, lines) = (document(town), audit_lines(town));
        assert!(text.contains("\"VIP 2 3 5 1\"") && text.contains("skills = []"), "{text}");
        assert_eq!(
            good(import_now(&town.house, text.as_bytes(), false, false).unwrap()),
            Vec::<String>::new()
        );
        for (table, bytes) in tables(town) {
            let changes = good(import_now(&town.house, &bytes, true, false).unwrap());
            assert_eq!(changes, Vec::<String>::new(), "{table}");
        }
        assert_eq!((document(town), audit_lines(town)), (text, lines));
    });
}

#[test]
fn a_hall_is_carried_to_another_network_whole() {
    on_both_engines(|town| {
        furnish(town);
        let text = document(town).replace("\"wensan\"", "\"wulin\"");
        let changes = good(import_now(&town.house, text.as_bytes(), false, false).unwrap());
        assert!(changes.iter().any(|change| change.starts_with("hall.wulin place_added")), "{changes:#?}");
        let both = document(town);
        let own = |code: &str| {
            let hall = both
                .split("[[hall]]\n")
                .find(|hall| hall.starts_with(&format!("code = \"{code}\"")))
                .unwrap();
            hall.replace(code, "…")
        };
        assert_eq!(own("wensan").trim(), own("wulin").trim());
        // by tables as well, which need the tree to be there
        for (table, bytes) in tables(town) {
            let text = String::from_utf8(bytes).unwrap().replace("wulin", "third");
            good(import_now(&town.house, text.as_bytes(), true, false).unwrap());
            assert!(table != Table::Halls || document(town).contains("code = \"third\""));
        }
    });
}

#[test]
fn a_trial_says_what_would_change_and_changes_nothing() {
    on_both_engines(|town| {
        furnish(town);
        let before = document(town);
        let text = "[[hall]]\ncode = \"wensan\"\nphone = \"12345\"\n[hall.hours]\nsunday = \"\"\n\
                    [[hall.counter]]\nlabel = \"9\"\n[[hall.counter]]\nlabel = \"1\"\npurposes = [\"handset\"]\n";
        let would = good(import_now(&town.house, text.as_bytes(), false, true).unwrap());
        assert_eq!(
            would,
            [
                "hall.wensan hall_changed: +86 571 8888 0000 > 12345",
                "hall.wensan.hours hours_changed: sunday 08:00–20:00 > sunday ",
                "hall.wensan.counter.9 counter_added:  > *",
                "hall.wensan.counter.1 counter_changed: * > handset",
                "hall.wensan.counter.9 counters_ordered:  > 9, 1",
            ]
        );
        assert_eq!(document(town), before);
        assert_eq!(good(import_now(&town.house, text.as_bytes(), false, false).unwrap()), would);
        assert!(document(town).contains("phone = \"12345\""));
    });
}

#[test]
fn every_fault_is_told_at_once_with_its_place_and_nothing_is_changed() {
    on_both_engines(|town| {
        let before = document(town);
        let text = "[[hall]]\ncode = \"wensan\"\nphone = \"12345\"\nzone = \"Mars/Base\"\n\n\
                    [hall.hours]\nmonday = \"25:00-26:00\"\n\n\
                    [[hall.counter]]\nlabel = 3\n\n[[hall.counter]]\nlabel = \"4\"\npurposes = [\"fly\"]\n\n\
                    [[hall.offer]]\npurpose = \"pay_bill\"\nleter = \"A\"\n\n\
                    [[hall]]\ncode = \"new\"\nname_zh = \"新厅\"\n[[hall.counter]]\nlabel = \"1\"\n";
        assert_eq!(
            bad(import_now(&town.house, text.as_bytes(), false, false).unwrap()),
            [
                "f.toml:4:1: hall.wensan.zone = “Mars/Base”: The time zone database has no “Mars/Base”; write it like Asia/Shanghai.",
                "f.toml:7:1: hall.wensan.hours.monday = “25:00-26:00”: “25:00-26:00” are no hours; write 08:00–12:00, 13:30–18:00, or 18:00–02:00 past midnight, or leave it empty for closed. At most 6 spans a day.",
                "f.toml:10:1: hall.wensan.counter.1.label = “3”: A text in quotation marks belongs here.",
                "f.toml:14:1: hall.wensan.counter.4.purposes = “fly”: This hall does not offer “fly”, or no longer does.",
                "f.toml:18:1: hall.wensan.offer.pay_bill.leter: There is no such thing here; did you mean “letter”?",
                "f.toml:21:1: hall.new: This hall is new; say what it lies under, like under = \"hz\".",
            ]
        );
        assert_eq!(document(town), before);
        let broken = bad(import_now(&town.house, b"[[hall]]\ncode = ", false, false).unwrap());
        assert!(broken[0].starts_with("f.toml:2:"), "{broken:?}");
        let twice = b"[[hall]]\ncode = \"wensan\"\n[[hall]]\ncode = \"wensan\"\n";
        assert!(bad(import_now(&town.house, twice, false, false).unwrap())[0].contains("twice"));
    });
}

#[test]
fn tables_are_read_as_spreadsheets_write_them() {
    on_both_engines(|town| {
        let text = "hall,day,hours,note\r\nwensan,Monday,08:00-12:00,\r\nwensan,2026-10-01,,国庆节\r\n";
        let (bytes, ..) = encoding_rs::GB18030.encode(text);
        let changes = good(import_now(&town.house, &bytes, true, true).unwrap());
        assert_eq!(changes[0], "hall.wensan.hours hours_changed: monday 08:00–20:00 > monday 08:00–12:00");
        assert_eq!(changes[1], "hall.wensan.exception.2026-10-01 exception_set:  > 国庆节");
        let marked = format!("\u{feff}{}", text.replace(',', "\t"));
        assert_eq!(good(import_now(&town.house, marked.as_bytes(), true, true).unwrap()), changes);
        let wide: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(good(import_now(&town.house, &wide, true, true).unwrap()), changes);
        let faults = bad(import_now(&town.house, b"hall,label,purpses\nnowhere,1,\n", true, true).unwrap());
        assert_eq!(
            faults,
            [
                "f.toml:1:3: purpses: There is no such thing here; did you mean “purposes”?",
                "f.toml:2:2: hall.nowhere.counter.1: There is no place with the code “nowhere”; please check it.",
            ]
        );
    });
}

#[test]
fn on_its_page_a_set_up_is_taken_out_looked_at_and_taken_in() {
    on_both_engines(|town| {
        let manager = town.hire("manager", Role::HallManager);
        let mut browser: Browser = town.signed_in(manager);
        assert!(browser.get("/run/wensan/set-up").page().contains("/run/wensan/set-up/files"));
        assert!(browser.get("/run/wensan/set-up/files").page().contains("counters.csv"));
        assert!(browser.get("/run/wensan/set-up/files/counters.csv").page().contains("hall,label,purposes"));
        let text = browser.get("/run/wensan/set-up/files/set-up.toml").page().to_owned();
        let changed = text.replace("phone = \"\"", "phone = \"95598\"");
        assert_ne!(text, changed);
        let path = "/run/wensan/set-up/files";
        let look = browser.post(path, &[("act", "look"), ("format", "toml"), ("text", &changed)]);
        assert!(look.page().contains("95598") && look.page().contains("1 change"), "{}", look.text);
        assert!(!document(town).contains("95598"));
        browser.post(path, &[("act", "do"), ("format", "toml"), ("text", &changed)]).leads_to();
        assert!(document(town).contains("95598"));
        // the tree is not a hall manager's, and neither are other halls
        let more = format!("{changed}\n[[hall]]\ncode = \"mine\"\nunder = \"hz\"\nname_zh = \"新厅\"\n");
        let refused = browser.post(path, &[("act", "do"), ("format", "toml"), ("text", &more)]);
        assert_eq!(refused.status, 422);
        assert!(!document(town).contains("\"mine\""));
        // a file of the longest form of all pages and more is taken
        let long = format!("{changed}#{}", "字".repeat(100_000));
        assert_eq!(browser.post(path, &[("act", "look"), ("format", "toml"), ("text", &long)]).status, 200);
        let clerk = town.signed_in(town.clerks[0]).get(path);
        assert_eq!(clerk.status, 403);
    });
}

const PEOPLE: &str = "[[person]]\nlogin = \"lin.xiao\"\nname = \"林晓\"\nskills = [\"cashier\"]\n\
                      roles = [\"clerk@wensan\", \"guide@wensan\"]\n\n\
                      [[person]]\nlogin = \"clerk1\"\nroles = [\"guide@wensan\"]\n";

#[test]
fn people_come_in_with_names_roles_and_skills_and_never_with_a_password() {
    on_both_engines(|town| {
        let changes = good(import_now(&town.house, PEOPLE.as_bytes(), false, false).unwrap());
        assert_eq!(
            changes,
            [
                "person.lin.xiao person_added:  > 林晓 · zh-CN · clerk@wensan, guide@wensan · [cashier]",
                "person.clerk1 person_changed: clerk1 · zh-CN · clerk@wensan · [cashier, real_name, tariff, data_service, device, complaint_handling, broadband] > clerk1 · zh-CN · clerk@wensan, guide@wensan · [cashier, real_name, tariff, data_service, device, complaint_handling, broadband]",
            ]
        );
        let people = town.act(|_, tx| files::people(tx, &Actor::system(), "/net/")).unwrap();
        let text = files::toml(&people);
        assert!(text.contains("roles = [\"clerk@wensan\", \"guide@wensan\"]") && !text.contains("password"));
        let none = Vec::<String>::new();
        assert_eq!(good(import_now(&town.house, text.as_bytes(), false, false).unwrap()), none);
        let table = files::tables(&people).unwrap().into_iter().find(|(table, _)| *table == Table::People);
        let bytes = table.unwrap().1;
        assert!(String::from_utf8_lossy(&bytes).starts_with("\u{feff}login,name,language,skills,roles\n"));
        assert_eq!(good(import_now(&town.house, &bytes, true, false).unwrap()), none);
        // nobody comes in by what was in the file
        let mut browser = town.browser();
        let tried = browser.post("/sign-in", &[("login", "lin.xiao"), ("password", ""), ("next", "/me")]);
        assert_ne!(tried.status, 303);
        // a colleague without the right to see people takes none out
        let guide = town.staff(town.hire("guide", Role::Guide), Role::Guide);
        assert!(town.act(move |_, tx| files::people(tx, &guide, "/net/zj/hz/wensan/")).unwrap().is_empty());
    });
}

#[test]
fn what_is_wrong_with_people_is_told_at_its_place_and_nobody_gives_more_than_they_have() {
    on_both_engines(|town| {
        let text = "[[person]]\nlogin = \"a b\"\nname = \"A\"\n\n[[person]]\nlogin = \"zhou\"\nname = \"周\"\n\
                    roles = [\"clerk@nowhere\"]\n\n[[person]]\nlogin = \"wu\"\nname = \"吴\"\nroles = [\"king\"]\n\n\
                    [[person]]\nlogin = \"xu\"\nname = \"徐\"\nskills = [\"flying\"]\n\n[[person]]\nlogin = \"clerk2\"\npassword = \"x\"\n";
        let faults = bad(import_now(&town.house, text.as_bytes(), false, false).unwrap());
        let places: Vec<&str> = faults.iter().map(|fault| fault.split(": ").next().unwrap()).collect();
        assert_eq!(places, ["f.toml:2:1", "f.toml:8:1", "f.toml:13:1", "f.toml:18:1", "f.toml:22:1"]);
        let manager = town.staff(town.hire("manager", Role::RegionManager), Role::RegionManager);
        let read = std::sync::Arc::new(files::read(
            b"[[person]]\nlogin = \"boss\"\nname = \"Boss\"\nroles = [\"administrator@net\"]\n",
            false,
        ));
        let house = town.house.clone();
        let done = town.house.db.write_now(move |tx| files::import(&house, tx, &manager, &read, false));
        let refused = bad(Outcome::of(done).unwrap());
        assert!(refused[0].starts_with("f.toml:4:1: person.boss.roles"), "{refused:?}");
    });
}

#[test]
fn who_comes_in_from_a_file_gets_a_password_in_a_file_that_only_its_owner_reads() {
    let people =
        "[[person]]\nlogin = \"lin.xiao\"\nname = \"林晓\"\n\n[[person]]\nlogin = \"wu\"\nname = \"吴\"\n";
    let folder = Folder::new().with("people.toml", people);
    drop(seeded(&empty_house(&folder.path("a.db")), &plan(1, 0, false), MORNING));
    let said = folder.run("hall import people.toml --passwords once.csv --database sqlite:a.db").quietly();
    assert!(said.contains("lin.xiao") && said.contains("wu"), "{said}");
    let once = folder.read("once.csv");
    let passwords: Vec<&str> = once.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
    assert_eq!((passwords.len(), once.lines().next()), (2, Some("\u{feff}login,password")));
    assert!(passwords[0] != passwords[1] && passwords.iter().all(|password| !said.contains(password)));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(folder.path("once.csv")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // nobody is new the second time, so nobody gets another password
    folder.run("hall import people.toml --passwords again.csv --database sqlite:a.db").quietly();
    assert_eq!(folder.read("again.csv").lines().count(), 1);
}
