//! What would be if: by the page and by the API the same, and a clear answer on every day on which nothing can be said.

use crate::foresee::past;
use crate::town::http::Browser;
use crate::town::{Town, on_both_engines};
use peakend::kernel::kinds::PlaceId;
use peakend::run::hall;
use peakend::staff::Actor;
use peakend::staff::rights::Role;
use serde_json::Value;

const PAGE: &str = "/run/wensan/what-if";
const API: &str = "/api/v1/halls/wensan/what-if";

/// A program with the key of somebody of this role at the top of the town.
fn program(town: &Town, role: Role, place: Option<&str>) -> Browser {
    let key = town.key(role, place);
    let mut program = town.browser();
    program.headers.push(("authorization", format!("Bearer {key}")));
    program
}

fn manager(town: &Town) -> Browser {
    let person = town.hire("manager", Role::HallManager);
    town.signed_in(person)
}

fn told(program: &mut Browser, asked: &str) -> Value {
    serde_json::from_str(program.get(&format!("{API}?day=2026-03-04&{asked}")).page()).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("a list: {value}"))
}

/// A figure of something that was tried.
fn figure<'a>(sheet: &'a Value, wish: &str, figure: &str) -> &'a Value {
    let one = list(&sheet["tried"]).iter().find(|one| one["wish"] == wish);
    let one = one.unwrap_or_else(|| panic!("{wish}: {sheet}"));
    list(&one["differences"]).iter().find(|one| one["figure"] == figure).unwrap()
}

/// Another hall beside the first, without a past, and somebody who may see the figures of both.
fn another(town: &Town, login: &str) -> (PlaceId, Browser) {
    let (other, _) = town.more_halls(1, 3).remove(0);
    let person = town.hire(login, Role::HallManager);
    town.act(move |_, tx| {
        let also = "insert into person_role (person, role, place) values (?1, ?2, ?3)";
        Ok(tx.run(also, &[person.into(), Role::HallManager.into(), other.into()])?)
    })
    .unwrap();
    (other, town.signed_in(person))
}

/// The hall's zone and hours, every day alike.
fn move_to(town: &Town, hall: PlaceId, zone: &'static str, hours: &str) {
    let hours = format!("[{}]", [hours; 7].join(","));
    town.act(move |_, tx| {
        let set = "update hall set zone = ?2, hours = ?3 where id = ?1";
        tx.run(set, &[hall.into(), zone.into(), (&hours).into()])?;
        Ok(tx.run("update hall_log set plan = plan + 1 where hall = ?1", &[hall.into()])?)
    })
    .unwrap();
}

#[test]
fn the_api_tells_each_wish_and_all_together_with_intervals_and_whether_they_are_real() {
    on_both_engines(|town| {
        past(town, 42, 60);
        let mut program = program(town, Role::HallManager, None);
        let sheet = told(&mut program, "counters=-1&arrivals=30&opens=08:00&closes=20:00");
        let wishes: Vec<&Value> = list(&sheet["tried"]).iter().map(|one| &one["wish"]).collect();
        assert_eq!(wishes, ["counters", "hours", "arrivals", "together"], "{sheet}");
        assert_eq!(
            (&sheet["standing"], &sheet["days"], &sheet["visits"]),
            (&"known".into(), &42.into(), &2520.into())
        );
        assert_eq!((&sheet["counters"], &sheet["counters_at_work"]), (&3.into(), &3.into()), "{sheet}");
        assert!(sheet["runs"].as_u64().unwrap() >= 60, "{sheet}");
        for one in list(&sheet["tried"]) {
            for difference in list(&one["differences"]) {
                let [low, by, high] =
                    ["low", "difference", "high"].map(|name| difference[name].as_f64().unwrap());
                let then = difference["then"].as_f64().unwrap() - difference["today"].as_f64().unwrap();
                assert!(low <= by && by <= high && (then - by).abs() < 1e-9, "{difference}");
                let none = difference["verdict"] == "no_real_difference";
                assert_eq!(difference["no_real_difference"], none, "{difference}");
            }
            assert!(list(&one["course"]).iter().any(|step| step["clock"] == "10:00"), "{one}");
        }
        let fewer = figure(&sheet, "counters", "mean_wait_min");
        assert!(fewer["low"].as_f64().unwrap() > 0.25 && fewer["verdict"] == "worse", "{fewer}");
        assert_eq!(figure(&sheet, "counters", "experience")["verdict"], "worse");
        // the hall is open from eight to eight: nothing was changed
        assert_eq!(list(&sheet["tried"])[1]["no_real_difference"], true, "{sheet}");
        assert_eq!(figure(&sheet, "hours", "mean_wait_min")["difference"], 0.0);
        // five minutes for everybody
        assert_eq!(list(&sheet["today"])[0]["real"], 5.0, "{sheet}");
    });
}

#[test]
fn with_no_wish_the_api_tries_what_the_page_tries() {
    let town = Town::on_sqlite();
    past(&town, 42, 60);
    let sheet = told(&mut program(&town, Role::HallManager, None), "");
    assert_eq!(list(&sheet["tried"]).len(), 3, "{sheet}");
    let page = manager(&town).get(&format!("{PAGE}?day=2026-03-04"));
    let by = figure(&sheet, "counters", "mean_wait_min")["difference"].as_f64().unwrap();
    let shown = format!("{:.1}", by.abs());
    let row = page.page().split("<th scope=\"row\">One counter more</th>").nth(1).unwrap();
    assert!(row.split("</tr>").next().unwrap().contains(&shown), "{shown} in {row:.400}");
}

#[test]
fn what_cannot_be_asked_is_refused_by_the_api_and_so_is_who_may_not_ask() {
    on_both_engines(|town| {
        past(town, 42, 60);
        let mut manages = program(town, Role::HallManager, None);
        for bad in [
            "day=2030-01-01",
            "counters=21",
            "counters=-20",
            "arrivals=many",
            "opens=09:00",
            "opens=9:00&closes=18:00",
            "opens=25:00&closes=26:00",
            "kiosk=tea",
            "kiosk=pay_bill&kiosk_share=101",
            "kiosk_share=101",
            "prepared=-1",
            "diverted=101",
            "order=whim",
            "tea=1",
            "merge=wensan",
        ] {
            let answer = manages.get(&format!("{API}?{bad}"));
            assert_eq!(answer.status, 422, "{bad}: {}", answer.text);
            assert!(answer.headers["content-type"].to_str().unwrap().contains("problem"), "{bad}");
        }
        assert_eq!(manages.get(&format!("{API}?merge=nowhere")).status, 404);
        assert_eq!(manages.get("/api/v1/halls/nowhere/what-if").status, 404);
        // a hall of whose figures the key knows nothing
        town.more_halls(1, 3);
        assert_eq!(manages.get(&format!("{API}?merge=more0")).status, 403);
        manages.headers[0].1 = format!("Bearer {}", town.key_of_clerk(1));
        assert_eq!(manages.get(API).status, 403);
        assert_eq!(town.browser().get(API).status, 401);
    });
}

#[test]
fn a_hall_that_is_too_young_and_a_day_on_which_it_is_closed_are_told_apart() {
    on_both_engines(|town| {
        let mut program = program(town, Role::HallManager, None);
        let mut manager = manager(town);
        assert_eq!(told(&mut program, "")["standing"], "too_little");
        let young = manager.get(PAGE);
        assert!(young.page().contains("Too little is known yet (0 days, 0 visits)."), "{}", young.text);
        past(town, 42, 60);
        let hall = town.hall;
        town.act(move |house, tx| {
            hall::act::set_exception(house, tx, &Actor::system(), hall, "2026-03-04", &[], "")
        })
        .unwrap();
        let sheet = told(&mut program, "counters=2");
        assert_eq!((&sheet["standing"], list(&sheet["tried"]).len()), (&"closed".into(), 0), "{sheet}");
        let closed = manager.get(&format!("{PAGE}?day=2026-03-04"));
        assert!(closed.page().contains("The hall is closed on this day."), "{}", closed.text);
        assert!(!closed.text.contains("Too little"), "{}", closed.text);
    });
}

#[test]
fn counters_that_the_hall_does_not_have_are_tried_and_it_is_said_how_many_are_missing() {
    let town = Town::on_sqlite();
    past(&town, 42, 60);
    let mut manager = manager(&town);
    let page = manager.get(&format!("{PAGE}?day=2026-03-04&counters=2"));
    let beyond = "The hall has 3 counters, of which 3 already work on such a day when it is busiest: this takes 2 more";
    assert!(page.page().replace(['\u{2068}', '\u{2069}'], "").contains(beyond), "{}", page.text);
    let fewer = manager.get(&format!("{PAGE}?day=2026-03-04&counters=-1"));
    assert!(!fewer.page().contains("more than there are"), "{}", fewer.text);
}

#[test]
fn each_wish_is_drawn_beside_the_day_as_it_is_with_its_table() {
    let town = Town::on_sqlite();
    past(&town, 42, 60);
    let mut manager = manager(&town);
    let page = manager.get(&format!("{PAGE}?day=2026-03-04&counters=-1&arrivals=30"));
    let text = page.page();
    assert_eq!(text.matches("kind=\"whisker\"").count(), 2, "{text}");
    assert_eq!(text.matches("kind=\"course\"").count(), 3, "{text}");
    for table in ["variants-table", "course-1", "course-2", "course-3"] {
        assert!(
            text.contains(&format!("table=\"{table}\"")) && text.contains(&format!("<table id=\"{table}\">"))
        );
    }
    let figures = text.split("table=\"variants-table\"><script type=\"application/json\">").nth(1).unwrap();
    let figures: Value = serde_json::from_str(figures.split("</script>").next().unwrap()).unwrap();
    let rows = list(&figures["rows"]);
    assert_eq!((rows.len(), &figures["near"]), (3, &0.25.into()), "{figures}");
    assert!(
        rows.iter().all(|row| row["tone"] == "bad" && row["low"].as_f64() <= row["value"].as_f64()),
        "{figures}"
    );
}

#[test]
fn a_hall_in_another_zone_or_without_a_past_or_closed_is_not_put_together_and_it_is_said_why() {
    on_both_engines(|town| {
        past(town, 42, 60);
        let (other, mut manager) = another(town, "area-manager");
        let asked = format!("{PAGE}?day=2026-03-04&merge=more0");
        let mut program = program(town, Role::HallManager, Some("hz"));
        let young = manager.get(&asked);
        assert!(young.page().contains("so one hall with it was not tried"), "{}", young.text);
        assert!(young.text.contains("Too little is known of "), "{}", young.text);
        assert_eq!(told(&mut program, "merge=more0")["merge_not_tried"], "too_little");
        town.act(move |house, tx| {
            hall::act::set_exception(house, tx, &Actor::system(), other, "2026-03-04", &[], "")
        })
        .unwrap();
        assert!(manager.get(&asked).page().contains("is closed on that day, so one hall with it"));
        let sheet = told(&mut program, "merge=more0&counters=1");
        assert_eq!(
            (&sheet["merge_not_tried"], list(&sheet["tried"]).len()),
            (&"closed".into(), 1),
            "{sheet}"
        );
        move_to(town, other, "Europe/Warsaw", "[[480,1200]]");
        let refused = manager.get(&asked);
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.text.contains("different time zones"), "{}", refused.text);
        let problem = program.get(&format!("{API}?merge=more0"));
        assert_eq!(problem.status, 422, "{}", problem.text);
        assert!(problem.text.contains("\"field\":\"merge\""), "{}", problem.text);
    });
}

#[test]
fn two_who_ask_for_the_same_at_once_get_the_same() {
    on_both_engines(|town| {
        past(town, 42, 60);
        let mut programs = [program(town, Role::HallManager, None), program(town, Role::HallManager, None)];
        let sheets: Vec<Value> = std::thread::scope(|scope| {
            let asked: Vec<_> =
                programs.iter_mut().map(|one| scope.spawn(|| told(one, "counters=1&prepared=40"))).collect();
            asked.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(sheets[0]["tried"], sheets[1]["tried"]);
        assert_eq!(list(&sheets[0]["tried"]).len(), 3);
    });
}

/// Minutes of the day at which the course of the first wish begins and ends, and the mean wait as it is.
fn day(program: &mut Browser, day: &str) -> (String, String, usize, f64) {
    let answer = program.get(&format!("{API}?day={day}&counters=-1"));
    let sheet: Value = serde_json::from_str(answer.page()).unwrap();
    let course = list(&list(&sheet["tried"])[0]["course"]);
    let clock = |step: &Value| step["clock"].as_str().unwrap().to_owned();
    let wait = figure(&sheet, "counters", "mean_wait_min")["today"].as_f64().unwrap();
    (clock(course.first().unwrap()), clock(course.last().unwrap()), course.len(), wait)
}

#[test]
fn where_the_clock_is_changed_while_the_hall_is_open_a_day_has_an_hour_less() {
    on_both_engines(|town| {
        // visits begin at two in the morning in Warsaw, and on the 29th of March there is no hour from two to three
        past(town, 42, 60);
        move_to(town, town.hall, "Europe/Warsaw", "[[60,1080]]");
        let mut program = program(town, Role::HallManager, None);
        let (first, last, quarters, wait) = day(&mut program, "2026-03-22");
        assert_eq!(first, "02:00", "as on any day");
        assert!(wait > 0.0);
        let (changed_first, changed_last, changed, _) = day(&mut program, "2026-03-29");
        assert_eq!(changed_first, "03:00", "an hour is left out");
        assert_eq!(changed_last, last, "by the clock on the wall all else is where it was");
        assert_eq!(changed + 4, quarters);
    });
}
