//! A small town to tell stories in: one hall with three counters, on either engine, with a clock that stands until told.

pub mod client;
pub mod device;
pub mod http;

use peakend::config::Config;
use peakend::house::House;
use peakend::kernel::kinds::{CounterId, PersonId, PlaceId, SessionId, TokenId};
use peakend::kernel::{Chance, Clock, Instant};
use peakend::staff::rights::Role;
use peakend::staff::{Actor, Grant, Who};
use peakend::ui::text::Language;
use sha2::{Digest as _, Sha256};
use std::sync::atomic::{AtomicU32, Ordering};

/// Where the server for tests is: `cargo xtask test` sets it.
const POSTGRES: &str = "PEAKEND_TEST_POSTGRES";

/// A hall that runs.
pub struct Town {
    pub house: House,
    pub clock: Clock,
    pub hall: PlaceId,
    /// Counters 1, 2 and 3.
    pub counters: [CounterId; 3],
    /// Clerks 1, 2 and 3; each can do everything.
    pub clerks: [PersonId; 3],
    _folder: tempfile::TempDir,
}

/// Monday, 2026-03-02 at nine in the morning in Hangzhou.
pub const MORNING: Instant = Instant(1_772_413_200_000_000);

/// Tells the same story on SQLite and on PostgreSQL.
pub fn on_both_engines(story: impl Fn(&Town)) {
    story(&Town::on_sqlite());
    if let Some(server) = postgres() {
        story(&Town::on_postgres(&server));
    }
}

/// The server for tests; without one the story is said to be skipped, which continuous integration does not allow.
#[expect(clippy::print_stdout, reason = "the ring of tests counts these lines")]
pub fn postgres() -> Option<String> {
    let server = std::env::var(POSTGRES).ok();
    if server.is_none() {
        println!("SKIPPED: no PostgreSQL; {POSTGRES} names none");
    }
    server
}

impl Town {
    pub fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("town.db").display());
        Self::over(&url, folder)
    }

    /// In a schema of its own.
    pub fn on_postgres(server: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let schema = format!("town_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let db = db::Db::open(server.parse().unwrap(), db::Options { readers: 1, writers: 1 }).unwrap();
        let make = format!("create schema {schema}");
        db.write_now(move |tx| tx.run(&make, &[])).unwrap();
        let mark = if server.contains('?') { '&' } else { '?' };
        Self::over(&format!("{server}{mark}options=-csearch_path%3D{schema}"), tempfile::tempdir().unwrap())
    }

    fn over(url: &str, folder: tempfile::TempDir) -> Self {
        let db = db::Db::open(url.parse().unwrap(), db::Options { readers: 2, writers: 8 }).unwrap();
        let clock = Clock::at(MORNING);
        let config = Config { database: url.to_owned(), ..Config::default() };
        let house = House::over(db, config, clock.clone(), Chance::seeded(7)).unwrap();
        let id = |n: u128| uuid::Uuid::from_u128(n);
        let hall = PlaceId::of(id(4));
        let counters = [11, 12, 13].map(|n| CounterId::of(id(n)));
        let clerks = [21, 22, 23].map(|n| PersonId::of(id(n)));
        house
            .db
            .write_now(move |tx| {
                let places = [
                    (1, "network", None, "net", "/net/", "全网"),
                    (2, "province", Some(1), "zj", "/net/zj/", "浙江"),
                    (3, "city", Some(2), "hz", "/net/zj/hz/", "杭州"),
                    (4, "hall", Some(3), "wensan", "/net/zj/hz/wensan/", "西湖文三路厅"),
                ];
                for (n, kind, parent, code, path, name) in places {
                    tx.run(
                        "insert into place (id, kind, parent, code, path, name_zh, name_en, position)
                         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                        &[
                            id(n).into(),
                            kind.into(),
                            parent.map(id).into(),
                            code.into(),
                            path.into(),
                            name.into(),
                            code.into(),
                            0_i64.into(),
                        ],
                    )?;
                }
                tx.run(
                    "insert into hall (id, zone, address_zh, address_en, phone, rule, hours)
                     values (?1, 'Asia/Shanghai', '', '', '', ?2, ?3)",
                    &[
                        hall.into(),
                        r#"{"order":"longest_wait","longest_wait_min":60}"#.into(),
                        "[[[480,1200]],[[480,1200]],[[480,1200]],[[480,1200]],[[480,1200]],[[480,1200]],[[480,1200]]]".into(),
                    ],
                )?;
                tx.run(
                    "insert into hall_log (hall, seq, at, plan, turn) values (?1, 0, 0, 1, 0)",
                    &[hall.into()],
                )?;
                for (n, counter) in counters.iter().enumerate() {
                    let label = (n + 1).to_string();
                    tx.run(
                        "insert into counter (id, hall, label, position, state, since) values (?1, ?2, ?3, ?4, 'closed', 0)",
                        &[(*counter).into(), hall.into(), label.into(), (n as i64).into()],
                    )?;
                }
                let offers = [("pay_bill", "A"), ("open_line", "B"), ("handset", "C")];
                for (n, (purpose, letter)) in offers.into_iter().enumerate() {
                    tx.run(
                        "insert into offer (hall, purpose, letter, position) values (?1, ?2, ?3, ?4)",
                        &[hall.into(), purpose.into(), letter.into(), (n as i64).into()],
                    )?;
                }
                let skills = r#"["cashier","real_name","tariff","data_service","device","complaint_handling","broadband"]"#;
                for (n, clerk) in clerks.iter().enumerate() {
                    let login = format!("clerk{}", n + 1);
                    tx.run(
                        "insert into person (id, login, name, language, skills, created_at) values (?1, ?2, ?3, 'zh-CN', ?4, 0)",
                        &[(*clerk).into(), (&login).into(), (&login).into(), skills.into()],
                    )?;
                    tx.run(
                        "insert into person_role (person, role, place) values (?1, 'clerk', ?2)",
                        &[(*clerk).into(), hall.into()],
                    )?;
                }
                Ok::<_, db::Error>(())
            })
            .unwrap();
        Self { house, clock, hall, counters, clerks, _folder: folder }
    }

    /// More halls like the first, each with so many counters, opened by clerks of their own.
    pub fn more_halls(&self, halls: usize, desks: usize) -> Vec<(PlaceId, Vec<(CounterId, PersonId)>)> {
        let (first, actor) = (self.hall, Actor::system());
        let mut made = Vec::new();
        for hall in 0..halls {
            let id = |n: usize| uuid::Uuid::from_u128((1000 + hall * 100 + n) as u128);
            let place = PlaceId::of(id(0));
            let pairs: Vec<_> =
                (1..=desks).map(|n| (CounterId::of(id(n)), PersonId::of(id(50 + n)))).collect();
            let (wanted, code) = (pairs.clone(), format!("more{hall}"));
            let actor = actor.clone();
            self.act(move |house, tx| {
                let path = format!("/net/zj/hz/{code}/");
                tx.run(
                    "insert into place (id, kind, parent, code, path, name_zh, name_en, position)
                     select ?1, kind, parent, ?2, ?3, ?2, ?2, position from place where id = ?4",
                    &[place.into(), (&code).into(), (&path).into(), first.into()],
                )?;
                tx.run(
                    "insert into hall (id, zone, address_zh, address_en, phone, rule, hours)
                     select ?1, zone, '', '', '', rule, hours from hall where id = ?2",
                    &[place.into(), first.into()],
                )?;
                tx.run("insert into hall_log (hall, seq, at, plan, turn) values (?1, 0, 0, 1, 0)", &[place.into()])?;
                tx.run(
                    "insert into offer (hall, purpose, letter, position)
                     select ?1, purpose, letter, position from offer where hall = ?2",
                    &[place.into(), first.into()],
                )?;
                for (n, (counter, person)) in wanted.iter().enumerate() {
                    let login = format!("{code}-{n}");
                    tx.run(
                        "insert into counter (id, hall, label, position, state, since) values (?1, ?2, ?3, 0, 'closed', 0)",
                        &[(*counter).into(), place.into(), (&login).into()],
                    )?;
                    tx.run(
                        "insert into person (id, login, name, language, skills, created_at)
                         select ?1, ?2, ?2, language, skills, 0 from person where login = 'clerk1'",
                        &[(*person).into(), (&login).into()],
                    )?;
                    peakend::run::counter::act::open(house, tx, &actor, *counter, *person)?;
                }
                Ok(())
            })
            .unwrap();
            made.push((place, pairs));
        }
        made
    }

    /// A clerk by their id.
    pub fn clerk_of(&self, person: PersonId) -> Actor {
        let mut actor = self.actor(Who::Person(person), Role::Clerk);
        actor.grants[0].path = "/net/".to_owned();
        actor
    }

    /// Somebody with a role at the hall.
    pub fn somebody(&self, role: Role) -> Actor {
        self.actor(Who::System, role)
    }

    /// A key of the API for somebody with a role at a place, by its code; if none, at the hall.
    pub fn key(&self, role: Role, place: Option<&str>) -> String {
        let (secret, now) = (self.house.chance.secret(), self.clock.now());
        let (person, token): (PersonId, TokenId) = (self.house.chance.id(now), self.house.chance.id(now));
        let hash: String =
            Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let place = place.unwrap_or("wensan").to_owned();
        self.act(move |_, tx| {
            tx.run(
                "insert into person (id, login, name, language, skills, created_at) values (?1, ?2, ?2, 'en', '[]', 0)",
                &[person.into(), person.to_string().into()],
            )?;
            tx.run(
                "insert into person_role (person, role, place) select ?1, ?2, id from place where code = ?3",
                &[person.into(), role.into(), (&place).into()],
            )?;
            tx.run(
                "insert into api_token (id, name, secret_hash, person, created_at) values (?1, 'test', ?2, ?3, 0)",
                &[token.into(), (&hash).into(), person.into()],
            )?;
            Ok(())
        })
        .unwrap();
        secret
    }

    /// A key of clerk 1, 2 or 3.
    pub fn key_of_clerk(&self, number: usize) -> String {
        let (secret, person) = (self.house.chance.secret(), self.clerks[number - 1]);
        let token: TokenId = self.house.chance.id(self.clock.now());
        let hash: String =
            Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        self.act(move |_, tx| {
            tx.run(
                "insert into api_token (id, name, secret_hash, person, created_at) values (?1, 'test', ?2, ?3, 0)",
                &[token.into(), (&hash).into(), person.into()],
            )?;
            Ok(())
        })
        .unwrap();
        secret
    }

    /// Another node over the same database; only PostgreSQL has several.
    pub fn another_node(&self) -> House {
        let url = &self.house.config.database;
        let db = db::Db::open(url.parse().unwrap(), db::Options { readers: 1, writers: 2 }).unwrap();
        House::over(db, self.house.config.clone(), self.clock.clone(), Chance::seeded(8)).unwrap()
    }

    /// Clerk 1, 2 or 3.
    pub fn clerk(&self, number: usize) -> Actor {
        self.actor(Who::Person(self.clerks[number - 1]), Role::Clerk)
    }

    /// A new member of staff with a role at the hall, by a login of their own.
    pub fn hire(&self, login: &str, role: Role) -> PersonId {
        let person: PersonId = self.house.chance.id(self.clock.now());
        let (login, hall) = (login.to_owned(), self.hall);
        self.act(move |_, tx| {
            tx.run(
                "insert into person (id, login, name, language, skills, created_at) values (?1, ?2, ?2, 'zh-CN', '[]', 0)",
                &[person.into(), (&login).into()],
            )?;
            tx.run(
                "insert into person_role (person, role, place) values (?1, ?2, ?3)",
                &[person.into(), role.into(), hall.into()],
            )?;
            Ok(())
        })
        .unwrap();
        person
    }

    /// A person of staff as acts see them, with a role at the hall.
    pub fn staff(&self, person: PersonId, role: Role) -> Actor {
        self.actor(Who::Person(person), role)
    }

    /// A browser in which the person is signed in.
    pub fn signed_in(&self, person: PersonId) -> http::Browser {
        let (secret, now) = (self.house.chance.secret(), self.clock.now());
        let hash: String =
            Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let session: SessionId = self.house.chance.id(now);
        self.act(move |_, tx| {
            tx.run(
                "insert into session (id, secret_hash, person, origin, created_at, seen_at, expires_at)
                 values (?1, ?2, ?3, 'test', ?4, ?4, ?5)",
                &[session.into(), (&hash).into(), person.into(), now.into(), now.plus_seconds(86_400).into()],
            )?;
            Ok(())
        })
        .unwrap();
        let mut browser = self.browser();
        browser.cookies.insert(peakend::http::who::SESSION.to_owned(), secret);
        browser
    }

    fn actor(&self, who: Who, role: Role) -> Actor {
        Actor {
            who,
            name: role.to_string(),
            grants: vec![Grant { role, path: "/net/zj/hz/wensan/".to_owned() }],
            scopes: None,
            origin: "test".to_owned(),
            language: Language::En,
        }
    }

    /// Does something in one transaction.
    pub fn act<T: Send + 'static>(
        &self,
        mut act: impl FnMut(&House, &mut db::Tx<'_>) -> Result<T, peakend::Error> + Send + 'static,
    ) -> Result<T, peakend::Error> {
        let house = self.house.clone();
        self.house.db.write_now(move |tx| act(&house, tx))
    }
}
