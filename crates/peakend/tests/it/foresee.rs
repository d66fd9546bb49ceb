//! Looking ahead: the plan of a day to come, and the hour ahead of a running hall.

use crate::town::http::Browser;
use crate::town::{MORNING, Town, on_both_engines};
use peakend::kernel::Instant;
use peakend::kernel::kinds::{CounterId, PersonId, PlaceId, VisitId};
use peakend::run::counter;
use peakend::staff::rights::Role;

const TOMORROW: &str = "/run/wensan/tomorrow";

/// Weeks of days that are over, the last of them yesterday: so many visits a day from nine on, twice as many in the first
/// three hours, each called after five minutes and served for ten, by three clerks in turn.
pub fn past(town: &Town, days: i64, visits: i64) {
    past_of(town, (town.hall, town.counters, town.clerks), 1..=days, move |_| visits);
}

/// The same of these days ago, with so many visits on each.
pub fn past_like(
    town: &Town,
    days: std::ops::RangeInclusive<i64>,
    visits: impl Fn(i64) -> i64 + Send + 'static,
) {
    past_of(town, (town.hall, town.counters, town.clerks), days, visits);
}

/// The same of any hall of the town.
pub fn past_of(
    town: &Town,
    (hall, counters, clerks): (PlaceId, [CounterId; 3], [PersonId; 3]),
    days: std::ops::RangeInclusive<i64>,
    visits: impl Fn(i64) -> i64 + Send + 'static,
) {
    town.act(move |_, tx| {
        for day in days.clone() {
            let visits = visits(day);
            let begins = Instant(MORNING.0 - day * 86_400 * Instant::SECOND);
            let name = begins.local(&jiff::tz::TimeZone::get("Asia/Shanghai").unwrap()).date().to_string();
            for n in 0..visits {
                let id = VisitId::of(uuid::Uuid::from_u128((hall.uuid().as_u128() << 100) + (day * 10_000 + n) as u128));
                // two thirds of them in the first three hours, the others in the six after
                let share = n as f64 / visits as f64;
                let hours = if share < 2.0 / 3.0 { share * 4.5 } else { 3.0 + (share - 2.0 / 3.0) * 18.0 };
                let taken = begins.plus_seconds((hours * 3600.0) as i64);
                let started = taken.plus_seconds(330);
                let ended = started.plus_seconds(480 + 60 * (n % 5));
                let purpose = ["pay_bill", "open_line", "handset"][(n % 3) as usize];
                let (counter, clerk) = (counters[(n % 3) as usize], clerks[(n % 3) as usize]);
                tx.run(
                    "insert into visit (id, hall, day, letter, number, secret, source, language, class, taken_at, state,
                                        purpose, queued_at, holds, counter, person, called_at, calls, misses, parked_us,
                                        services, ended_at, result, left_open, prepared, events)
                     values (?1, ?2, ?3, 'P', ?4, ?5, 'kiosk', 'zh-CN', '', ?6, 'done', ?7, ?6, 0, ?8, ?9, ?10, 1, 0, 0, 1,
                             ?11, 'done', '', '{}', 4)",
                    &[
                        id.into(),
                        hall.into(),
                        (&name).into(),
                        (n + 1).into(),
                        format!("past-{hall}-{day}-{n}").into(),
                        taken.into(),
                        purpose.into(),
                        counter.into(),
                        clerk.into(),
                        taken.plus_seconds(300).into(),
                        ended.into(),
                    ],
                )?;
                tx.run(
                    "insert into service (visit, n, hall, day, purpose, counter, person, waited_us, started_at, ended_at,
                                          parked_us, result)
                     values (?1, 1, ?2, ?3, ?4, ?5, ?6, 300000000, ?7, ?8, 0, 'done')",
                    &[
                        id.into(),
                        hall.into(),
                        (&name).into(),
                        purpose.into(),
                        counter.into(),
                        clerk.into(),
                        started.into(),
                        ended.into(),
                    ],
                )?;
            }
        }
        Ok(())
    })
    .unwrap();
}

fn manager(town: &Town) -> Browser {
    let person = town.hire("manager", Role::HallManager);
    town.signed_in(person)
}

/// The number in a text after a word.
fn number_after(text: &str, word: &str) -> f64 {
    let rest = text.split(word).nth(1).unwrap_or_else(|| panic!("{word} in {text}"));
    let number: String = rest.trim_start().chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    number.parse().unwrap_or_else(|_| panic!("a number after {word} in {rest:.80}"))
}

#[test]
fn a_hall_with_a_past_is_told_how_many_come_tomorrow_and_how_many_counters_that_takes() {
    on_both_engines(|town| {
        past(town, 42, 36);
        let page = manager(town).get(TOMORROW);
        let text = page.page();
        assert!(text.contains("2026-03-03 · Tuesday"), "{text}");
        let people = number_after(text, "<p class=\"answer\">");
        assert!((33.0..=39.0).contains(&people), "{people}");
        assert!(
            text.contains("It rests on 1512 visits of 42 days") || text.contains("1,512 visits of 42 days"),
            "{text}"
        );
        // six a quarter for eleven minutes: more than four busy
        assert!(text.contains("kind=\"band\"") && text.contains("09:00"), "{text}");
        let chinese = manager_again(town).get(&format!("{TOMORROW}?lang=zh-CN"));
        assert!(chinese.page().contains("预计来"), "{}", chinese.text);
    });
}

/// The same manager in another browser.
fn manager_again(town: &Town) -> Browser {
    let person = town.hire("another-manager", Role::HallManager);
    town.signed_in(person)
}

#[test]
fn the_table_of_a_day_comes_as_a_file_too() {
    let town = Town::on_sqlite();
    past(&town, 42, 36);
    let file = manager(&town).get(&format!("{TOMORROW}?day=2026-03-04&format=csv"));
    assert!(file.headers["content-type"].to_str().unwrap().starts_with("text/csv"), "{:?}", file.headers);
    let mut lines = file.page().trim_start_matches('\u{feff}').lines();
    assert_eq!(lines.next(), Some("time,expected,low,high,baseline,came,needed,needed_fraction,usual"));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let people: f64 = rows.iter().map(|row| row[1].parse::<f64>().unwrap()).sum();
    assert!((33.0..=39.0).contains(&people), "{people}");
    for row in &rows {
        let [expected, low, high] = [row[1], row[2], row[3]].map(|cell| cell.parse::<f64>().unwrap());
        assert!(low <= expected && expected <= high, "{row:?}");
    }
}

#[test]
fn a_day_that_is_over_is_forecast_from_the_evening_before_it_and_held_against_who_came() {
    let town = Town::on_sqlite();
    past(&town, 42, 36);
    let page = manager(&town).get(&format!("{TOMORROW}?day=2026-02-24"));
    assert!(page.page().contains("who came in truth"), "{}", page.text);
    assert!(
        page.text.contains("1,296 visits of 36 days") || page.text.contains("1296 visits of 36 days"),
        "{}",
        page.text
    );
}

#[test]
fn without_a_past_it_is_said_that_too_little_is_known() {
    on_both_engines(|town| {
        let page = manager(town).get(TOMORROW);
        assert!(page.page().contains("Too little is known yet (0 days, 0 visits)"), "{}", page.text);
        let file = manager_again(town).get(&format!("{TOMORROW}?format=csv"));
        assert_eq!(file.status, 404);
    });
}

#[test]
fn a_day_too_far_ahead_or_a_target_that_is_none_is_refused_and_said_why() {
    let town = Town::on_sqlite();
    let mut manager = manager(&town);
    for (asked, why) in [
        ("day=2027-01-01", "2026-04-27 is the last day"),
        ("day=soon", "soon"),
        ("share=101", "from 50 to 99"),
        ("within=-1", "from 0 to 120"),
    ] {
        let answer = manager.get(&format!("{TOMORROW}?{asked}"));
        assert_eq!(answer.status, 422, "{asked}");
        assert!(answer.text.contains(why), "{asked}: {}", answer.text);
    }
}

const HOUR: &str = "/run/wensan/next-hour";

fn open(town: &Town, number: usize) {
    let (clerk, counter, person) = (town.clerk(number), town.counters[number - 1], town.clerks[number - 1]);
    town.act(move |house, tx| counter::act::open(house, tx, &clerk, counter, person)).unwrap();
}

#[test]
fn a_crowded_hall_is_told_which_counter_to_open_and_what_that_saves() {
    on_both_engines(|town| {
        past(town, 42, 60);
        open(town, 1);
        for _ in 0..8 {
            crate::experience::take(town, "pay_bill");
        }
        let mut manager = manager(town);
        let live = manager.get("/run/wensan");
        assert!(live.page().contains("hx-get=\"/run/wensan/next-hour\""), "{}", live.text);
        let page = manager.get(HOUR);
        let text = page.page();
        assert!(text.contains("Open counter 2 now: in the next hour each customer waits"), "{text}");
        assert!(number_after(text, "each customer waits ") > 2.0, "{text}");
        assert!(text.contains("kind=\"band\"") && text.contains("09:55–10:00"), "{text}");
        assert!(text.contains("2,520 visits of 42 days"), "{text}");
        assert!(text.contains("just being held against days"), "{text}");
        let chinese = manager.get(&format!("{HOUR}?lang=zh-CN"));
        assert!(chinese.page().contains("建议现在就开 2 号台"), "{}", chinese.text);
    });
}

#[test]
fn where_another_counter_changes_nothing_real_it_is_said_so() {
    let town = Town::on_sqlite();
    past(&town, 42, 9);
    open(&town, 1);
    open(&town, 2);
    let mut manager = manager(&town);
    let page = manager.get(HOUR);
    assert!(page.page().contains("Opening another counter makes no real difference"), "{}", page.text);
    assert!(page.text.contains("no real difference</td>"), "{}", page.text);
    open(&town, 3);
    town.clock.advance_seconds(60);
    let page = manager.get(HOUR);
    assert!(page.page().contains("All counters are open"), "{}", page.text);
}

#[test]
fn the_hour_ahead_needs_a_past_and_an_open_hall() {
    on_both_engines(|town| {
        let mut manager = manager(town);
        let new = manager.get(HOUR);
        assert!(new.page().contains("Too little is known yet (0 days, 0 visits)"), "{}", new.text);
        // eleven at night
        town.clock.advance_seconds(14 * 3600);
        assert!(manager_again(town).get(HOUR).page().contains("The hall is closed"));
    });
}

const WHAT_IF: &str = "/run/wensan/what-if";

#[test]
fn a_counter_more_is_held_against_the_day_as_it_is_and_the_day_against_those_that_were() {
    on_both_engines(|town| {
        past(town, 42, 60);
        let mut manager = manager(town);
        let page = manager.get(&format!("{WHAT_IF}?day=2026-03-04&counters=-1&arrivals=30"));
        let text = page.page();
        for variant in ["One counter fewer", "+30 % people", "All of these together"] {
            assert!(text.contains(&format!("<h3>{variant}</h3>")), "{variant}: {text}");
        }
        assert!(text.contains("mean wait +"), "{text}");
        assert!(text.contains("experience −"), "{text}");
        // five minutes for everybody
        assert!(text.contains("<td class=\"num\">5.0</td>"), "{text}");
        let chinese = manager.get(&format!("{WHAT_IF}?lang=zh-CN"));
        assert!(chinese.page().contains("多开一个台"), "{}", chinese.text);
    });
}

#[test]
fn a_change_that_changes_nothing_is_said_to_make_no_real_difference() {
    let town = Town::on_sqlite();
    past(&town, 42, 60);
    let page = manager(&town).get(&format!("{WHAT_IF}?day=2026-03-04&counters=5"));
    let first = page.page().split("<h3>5 counters more</h3>").nth(1).unwrap();
    let with_five = first.split("</article>").next().unwrap();
    let all = manager_again(&town).get(&format!("{WHAT_IF}?day=2026-03-04&opens=08:00&closes=20:00"));
    let same = all.page().split("<h3>Open 08:00–20:00</h3>").nth(1).unwrap();
    // the hall is open from eight to eight: nothing was changed
    assert!(same.trim_start().starts_with("<p class=\"soft\">no real difference</p>"), "{same:.300}");
    assert!(!with_five.contains("worse"), "{with_five}");
}

#[test]
fn a_wish_that_cannot_be_meant_is_refused_and_said_why() {
    let town = Town::on_sqlite();
    past(&town, 42, 60);
    let mut manager = manager(&town);
    for (wish, why) in [
        ("counters=many", "whole number from -20 to 20"),
        ("counters=-20", "so many cannot be taken away"),
        ("opens=9", "write 09:00"),
        ("kiosk=tea", "tea"),
        ("merge=wensan", "cannot be one hall with itself"),
    ] {
        let answer = manager.get(&format!("{WHAT_IF}?day=2026-03-04&{wish}"));
        assert_eq!(answer.status, 422, "{wish}: {}", answer.text);
        assert!(answer.text.contains(why), "{wish}: {}", answer.text);
    }
    assert_eq!(manager.get(&format!("{WHAT_IF}?merge=nowhere")).status, 404);
}

#[test]
fn the_api_tells_the_same() {
    on_both_engines(|town| {
        past(town, 42, 60);
        open(town, 1);
        for _ in 0..8 {
            crate::experience::take(town, "pay_bill");
        }
        let key = town.key(Role::HallManager, None);
        let mut program = town.browser();
        program.headers.push(("authorization", format!("Bearer {key}")));
        let hour: serde_json::Value =
            serde_json::from_str(program.get("/api/v1/halls/wensan/next-hour").page()).unwrap();
        assert_eq!(hour["open"]["counter"], "2", "{hour}");
        assert_eq!(hour["steps"].as_array().unwrap().len(), 12);
        let day: serde_json::Value = serde_json::from_str(
            program.get("/api/v1/halls/wensan/forecast?day=2026-03-04&share=90&within=5").page(),
        )
        .unwrap();
        let people = day["total"]["expected"].as_f64().unwrap();
        assert!((55.0..=65.0).contains(&people), "{day}");
        assert_eq!(day["quarters"].as_array().unwrap().len(), 96);
        for bad in ["day=2030-01-01", "share=100", "within=-1", "tea=1"] {
            let answer = program.get(&format!("/api/v1/halls/wensan/forecast?{bad}"));
            assert_eq!(answer.status, 422, "{bad}: {}", answer.text);
        }
        let clerk = town.key_of_clerk(1);
        program.headers[0].1 = format!("Bearer {clerk}");
        assert_eq!(program.get("/api/v1/halls/wensan/forecast").status, 403);
        assert_eq!(program.get("/api/v1/halls/wensan/next-hour").status, 403);
    });
}

#[test]
fn who_may_not_see_figures_is_refused() {
    let town = Town::on_sqlite();
    let mut clerk = town.signed_in(town.clerks[0]);
    assert_eq!(clerk.get(TOMORROW).status, 403);
    assert_eq!(clerk.get(HOUR).status, 403);
    assert_eq!(clerk.get(WHAT_IF).status, 403);
    assert!(town.browser().get(TOMORROW).leads_to().starts_with("/sign-in"));
}
