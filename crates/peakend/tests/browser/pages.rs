//! Every page at every size, in both languages, by day and by night: shown, silent, within its window, free of faults
//! that axe finds.

use crate::WIDTHS;
use crate::driver::{self, Browser, Outcome};
use crate::town::{MORNING, Town};
use peakend::http::who::{DEVICE, LANGUAGE, SESSION};
use peakend::kernel::Clock;
use peakend::kernel::kinds::{CounterId, PersonId, VisitId};
use peakend::listen::rating;
use peakend::run::appointment::SlotSpec;
use peakend::run::visit::act::{self, Ticket};
use peakend::run::visit::{Outcome as Result_, Source, Surface, Visit};
use peakend::run::{appointment, counter, hall, queue};
use peakend::staff::Actor;
use peakend::ui::text::Language;
use std::error::Error;

/// A page, and who looks at it; nobody in particular by an empty login.
struct Look {
    login: &'static str,
    path: String,
}

/// What is to be seen of a hall that works: its pages, each as whoever it is made for.
async fn looks(town: &Town) -> Result<Vec<Look>, Box<dyn Error>> {
    let people = [town.person("clerk1").await?, town.person("clerk2").await?, town.person("clerk3").await?];
    let counters = town.counters.clone();
    let seen = busy(town, people, counters).await?;
    let day = yesterday();
    let mut looks = Vec::new();
    let mut add = |login: &'static str, paths: &[String]| {
        looks.extend(paths.iter().map(|path| Look { login, path: path.clone() }));
    };
    let of = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
    add(
        "",
        &of(&[
            "/sign-in",
            "/pair",
            "/pair?kind=board",
            "/q/wensan",
            "/q/wulin",
            "/q/wensan/for/open_line",
            "/a/wensan",
            "/a/wulin",
        ]),
    );
    add("", &[seen.waiting, seen.called, seen.serving, seen.rated, seen.asked]);
    let parts = ["", "/today", "/facts", "/counters", "/purposes", "/hours", "/rule", "/appointments"];
    add("manager", &parts.map(|part| format!("/run/wensan/set-up{part}")));
    add(
        "manager",
        &of(&[
            "/run/wensan",
            "/run/wensan/guide",
            "/run/wensan/visits",
            "/run/wensan/waits",
            "/run/wensan/next-hour",
            "/run/wensan/tomorrow",
            "/run/wensan/what-if",
            "/run/wensan/ratings",
            "/run/wensan/poster",
        ]),
    );
    add(
        "manager",
        &[format!("/run/wensan/visits?day={day}"), format!("/run/wensan/day?day={day}"), seen.visit],
    );
    add("manager", &of(&["/k/wensan", "/k/wensan/for/open_line", "/k/wensan/check-in", "/b/wensan"]));
    add("tablet1", &[format!("/e/{}", town.counters[0])]);
    add("tablet4", &[format!("/e/{}", town.counters[3])]);
    add("clerk1", &of(&["/run/wensan/desk", "/me"]));
    add("clerk2", &of(&["/run/wensan/desk"]));
    add("clerk4", &of(&["/run/wensan/desk", "/nowhere", "/staff"]));
    add("guide", &of(&["/run/wensan/guide"]));
    add(
        "network",
        &of(&[
            "/run",
            "/run/zj",
            "/run/waits",
            "/k/wulin",
            "/b/wulin",
            "/network",
            "/staff",
            "/staff/new",
            "/devices",
        ]),
    );
    add("admin", &of(&["/staff/tokens", "/audit", "/api/docs"]));
    Ok(looks)
}

/// The day before, of which the town has a past.
fn yesterday() -> String {
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap_or(jiff::tz::TimeZone::UTC);
    MORNING.plus_seconds(-86_400).local(&zone).strftime("%Y-%m-%d").to_string()
}

/// Pages of single visits.
struct Seen {
    waiting: String,
    called: String,
    serving: String,
    asked: String,
    rated: String,
    visit: String,
}

/// A busy morning: five are served, one badly; one is called, one is served, six wait; the second hall is shut.
async fn busy(town: &Town, people: [PersonId; 3], counters: Vec<CounterId>) -> Result<Seen, peakend::Error> {
    let (house, hall) = (town.house.clone(), town.hall);
    town.house
        .db
        .write(move |tx| {
            let system = Actor::system();
            let later = |seconds: i64| house.clock.advance_seconds(seconds);
            house.clock.set(MORNING);
            for (person, counter) in people.iter().zip(&counters) {
                counter::act::open(&house, tx, &system, *counter, *person)?;
            }
            let purposes = ["pay_bill", "open_line", "handset", "pay_bill", "complaint", "change_plan"];
            let mut taken = Vec::new();
            for (n, purpose) in purposes.iter().cycle().take(9).enumerate() {
                let ticket = Ticket {
                    purpose: (*purpose).to_owned(),
                    class: String::new(),
                    source: if n % 2 == 0 { Source::Phone } else { Source::Kiosk },
                    language: "zh-CN".to_owned(),
                    appointment: None,
                };
                taken.push(act::take(&house, tx, &system, hall, &ticket)?);
                later(20);
            }
            let serve = |tx: &mut db::Tx<'_>, counter: CounterId| -> Result<Visit, peakend::Error> {
                let called = queue::act::call_next(&house, tx, &system, counter)?;
                later(30);
                act::start(&house, tx, &system, called.id)
            };
            let first = serve(tx, counters[1])?;
            later(400);
            act::finish(&house, tx, &system, first.id, Result_::Done, "")?;
            rating::act::show(&house, tx, &system, first.id, Surface::Evaluator)?;
            rating::act::answer(
                &house,
                tx,
                &system,
                first.id,
                Surface::Evaluator,
                1,
                &["waited_long".to_owned()],
            )?;
            let serving = serve(tx, counters[1])?;
            let called = queue::act::call_next(&house, tx, &system, counters[2])?;
            let last = serve(tx, counters[0])?;
            later(60);
            act::finish(&house, tx, &system, last.id, Result_::Done, "")?;
            let slots = SlotSpec { purpose: "open_line".to_owned(), length_min: 60, seats: 2, days: 14 };
            appointment::act::set_slots(&house, tx, &system, hall, "open_line", Some(&slots))?;
            let (wulin,): (peakend::kernel::kinds::PlaceId,) =
                tx.one("select id from place where code = 'wulin'", &[])?;
            hall::act::shut(&house, tx, &system, wulin, "停电")?;
            let gone: Vec<VisitId> = vec![first.id, serving.id, called.id, last.id];
            let waiting = taken.iter().rev().find(|visit| !gone.contains(&visit.id)).unwrap_or(&taken[8]);
            let own = |visit: &Visit| format!("/t/{}", visit.secret);
            Ok(Seen {
                waiting: own(waiting),
                called: own(&called),
                serving: own(&serving),
                asked: own(&last),
                rated: own(&first),
                visit: format!("/run/wensan/visits/{}", first.id),
            })
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_whole_at_every_size_in_both_languages_and_lights() -> Outcome {
    let Some(first) = Browser::start().await? else { return Ok(()) };
    let Some(second) = Browser::start().await? else { return Ok(()) };
    let axe = driver::axe()?;
    let town = Town::open(Clock::at(MORNING), 1).await?;
    let looks = looks(&town).await?;
    let (_house, unset, _folder) = Town::unset().await?;
    let walk = async |browser: &Browser, language: Language| -> Result<Vec<String>, Box<dyn Error>> {
        browser.carry(&town.base, LANGUAGE, language.tag()).await?;
        let mut faults = browser.look(&format!("{unset}/set-up"), "set-up", language, &axe).await?;
        let mut login = "";
        for look in &looks {
            if look.login != login {
                login = look.login;
                match login.strip_prefix("tablet") {
                    // whoever is signed in goes before the device
                    Some(counter) => {
                        browser.carry(&town.base, SESSION, "").await?;
                        browser.carry(&town.base, DEVICE, &town.tablet(counter).await?).await?;
                    }
                    None => town.sign_in(browser, login).await?,
                }
            }
            let name = format!("{login}{}", look.path.replace(['/', '?', '='], "_"));
            faults.extend(browser.look(&town.at(&look.path), &name, language, &axe).await?);
        }
        Ok(faults)
    };
    let (zh, en) = tokio::join!(walk(&first, Language::ZhCn), walk(&second, Language::En));
    let faults: Vec<String> = zh?.into_iter().chain(en?).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    first.stop().await?;
    second.stop().await
}

impl Browser {
    /// Looks at a page in every light and width; gives what is wrong with it.
    async fn look(
        &self,
        url: &str,
        name: &str,
        language: Language,
        axe: &str,
    ) -> Result<Vec<String>, Box<dyn Error>> {
        let mut wrong = Vec::new();
        let name = format!("{name} {}", language.tag());
        self.wide(WIDTHS[2]).await?;
        self.goto(url).await?;
        self.until(
            "return [...document.querySelectorAll('pe-chart')].every(chart => chart.querySelector('svg'))",
        )
        .await?;
        // the page is to stay while it is looked at
        self.run("document.querySelectorAll('pe-idle').forEach(idle => idle.remove())").await?;
        let tongue = self.text("return document.documentElement.lang").await?;
        if tongue != language.tag() {
            wrong.push(format!("{name}: it speaks {tongue}"));
        }
        let status =
            self.number("return performance.getEntriesByType('navigation')[0].responseStatus").await?;
        let refused = url.ends_with("/nowhere") || name.starts_with("clerk4_staff");
        if (status >= 400.0) != refused {
            wrong.push(format!("{name}: status {status}"));
        }
        for dark in [false, true] {
            self.light(dark).await?;
            for width in WIDTHS {
                self.wide(width).await?;
                let over = self.over().await?;
                if over > 0.0 {
                    wrong.push(format!("{name} {width}: {over} px too wide"));
                }
                let light = if dark { "dark" } else { "light" };
                self.keep(&format!("page{}-{width}-{light}", name.replace(' ', "-"))).await?;
            }
            // every other width, so that narrow and wide are both looked at
            self.wide(WIDTHS[usize::from(dark == (language == Language::En)) * 2]).await?;
            let found = self.axe(axe, 8).await?;
            wrong.extend(found.into_iter().map(|fault| format!("{name} dark {dark}: {fault}")));
        }
        let said = self.faults().await?;
        // that a page is refused is what the browser says of it
        let said = said.into_iter().filter(|said| !(refused && said.contains("Failed to load resource")));
        wrong.extend(said.map(|said| format!("{name}: console: {said}")));
        Ok(wrong)
    }

    /// By how many pixels the page is too wide, once its pictures have taken on the size of the window.
    async fn over(&self) -> Result<f64, Box<dyn Error>> {
        let settled = "new Promise((done) => {
            const over = () => document.documentElement.scrollWidth - window.innerWidth;
            const look = (frames) => over() <= 0 || frames === 0 ? done(String(over())) : requestAnimationFrame(() => look(frames - 1));
            look(60);
        })";
        Ok(self.later(settled).await?.parse()?)
    }
}
