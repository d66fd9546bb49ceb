//! A hall that is served on a port of this machine, and the browsers of those who are in it.

use crate::driver::Browser;
use peakend::config::Config;
use peakend::demo::{Plan, seed};
use peakend::house::House;
use peakend::kernel::kinds::{CounterId, PersonId, PlaceId};
use peakend::kernel::{Chance, Clock, Instant};
use peakend::staff::Actor;
use peakend::staff::device::{DeviceKind, act};
use peakend::staff::sign_in::password;
use peakend::ui::text::Language;
use std::error::Error;

/// Wednesday, 2026-03-04 at eleven in the morning in Hangzhou.
pub const MORNING: Instant = Instant(1_772_593_200_000_000);

/// The password of everybody.
pub const PASSWORD: &str = "wo-men-de-ting";

/// A network of two halls, open around the clock; its first hall has counters 1 to 5.
pub struct Town {
    pub house: House,
    pub base: String,
    pub hall: PlaceId,
    pub counters: Vec<CounterId>,
    _folder: tempfile::TempDir,
}

impl Town {
    /// A house on a file, served; nothing is in it.
    async fn empty(clock: Clock) -> Result<(House, String, tempfile::TempDir), Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}", listener.local_addr()?);
        let url = format!("sqlite:{}", folder.path().join("town.db").display());
        let house = tokio::task::spawn_blocking(move || {
            let db = db::Db::open(url.parse()?, db::Options { readers: 2, writers: 8 })?;
            House::over(db, Config { database: url, ..Config::default() }, clock, Chance::System)
        })
        .await??;
        tokio::spawn(peakend::http::serve_on(listener, house.clone(), std::future::pending()));
        Ok((house, base, folder))
    }

    /// Served before anybody has set anything up: the house and its address.
    pub async fn unset() -> Result<(House, String, tempfile::TempDir), Box<dyn Error>> {
        Self::empty(Clock::at(MORNING)).await
    }

    /// With so many days of the past.
    pub async fn open(clock: Clock, days: usize) -> Result<Self, Box<dyn Error>> {
        let (house, base, folder) = Self::empty(clock).await?;
        let inside = house.clone();
        let (hall, counters) = tokio::task::spawn_blocking(move || -> Result<_, peakend::Error> {
            let hash = password::hash_now(&inside.chance, PASSWORD)?;
            let plan =
                Plan { halls: 2, days, visits_per_day: 40.0, seed: 7, live: false, language: Language::ZhCn };
            seed(&inside, &plan, &hash, inside.clock.now(), |_, _| true)?;
            inside.db.read_now(|tx| {
                let (hall,): (PlaceId,) = tx.one("select id from place where code = 'wensan'", &[])?;
                let counters: Vec<(CounterId,)> = tx
                    .all("select id from counter where hall = ?1 order by position, label", &[hall.into()])?;
                Ok((hall, counters.into_iter().map(|(id,)| id).collect()))
            })
        })
        .await??;
        Ok(Self { house, base, hall, counters, _folder: folder })
    }

    /// An address of the town.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Whoever signs in by this login.
    pub async fn person(&self, login: &str) -> Result<PersonId, Box<dyn Error>> {
        let login = login.to_owned();
        let (id,): (PersonId,) = self
            .house
            .db
            .read(move |tx| tx.one("select id from person where login = ?1", &[(&login).into()]))
            .await?;
        Ok(id)
    }

    /// Pairs a device on its page and the manager's: `kiosk`, `board`, or the `evaluator` of a counter.
    pub async fn pair(
        &self,
        device: &Browser,
        manager: &Browser,
        kind: &str,
        counter: &str,
    ) -> Result<(), Box<dyn Error>> {
        device.goto(&self.at(&format!("/pair?kind={kind}"))).await?;
        let code = device.words("main .number").await?;
        manager.goto(&self.at("/devices")).await?;
        for (field, text) in
            [("code", code.as_str()), ("name", kind), ("hall", "wensan"), ("counter", counter)]
        {
            manager.fill(&format!("[name={field}]"), text).await?;
        }
        manager.click("main form button.primary").await?;
        manager.until("return !!document.querySelector('main table tbody tr')").await?;
        device.goto(&self.at("/pair")).await?;
        device.until("return !location.pathname.startsWith('/pair')").await
    }

    /// The secret of a new evaluator of a counter, paired by the acts.
    pub async fn tablet(&self, counter: &str) -> Result<String, Box<dyn Error>> {
        let inside = self.house.clone();
        let begin = move |tx: &mut db::Tx<'_>| act::begin(&inside, tx, DeviceKind::Evaluator, "test");
        let waiting = self.house.db.write(begin).await?;
        let [hall, name] = ["wensan", "tablet"].map(str::to_owned);
        let wanted = act::Wanted { code: waiting.code, name, hall, counter: counter.to_owned() };
        act::pair(&self.house, &Actor::system(), &wanted).await?;
        Ok(waiting.secret)
    }

    /// Signs in on a page that runs no script.
    pub async fn sign_in_without_scripts(
        &self,
        browser: &Browser,
        login: &str,
    ) -> Result<(), Box<dyn Error>> {
        browser.goto(&self.at("/sign-in")).await?;
        browser.fill("[name=login]", login).await?;
        browser.fill("[name=password]", PASSWORD).await?;
        browser.click("main form button.primary").await
    }

    /// Signs in on the page, and is led to where this person works.
    pub async fn sign_in(&self, browser: &Browser, login: &str) -> Result<(), Box<dyn Error>> {
        self.sign_in_without_scripts(browser, login).await?;
        browser.until("return location.pathname.startsWith('/run/') || location.pathname === '/run'").await
    }
}

impl Town {
    /// The page of whoever has this number today, as its QR code leads there.
    pub async fn ticket_page(&self, number: &str) -> Result<String, Box<dyn Error>> {
        let (hall, letter) = (self.hall, number[..1].to_owned());
        let n: i64 = number[1..].parse()?;
        let (secret,): (String,) = self
            .house
            .db
            .read(move |tx| {
                tx.one(
                    "select secret from visit where hall = ?1 and letter = ?2 and number = ?3 order by taken_at desc limit 1",
                    &[hall.into(), (&letter).into(), n.into()],
                )
            })
            .await?;
        Ok(self.at(&format!("/t/{secret}?lang=zh-CN")))
    }
}
