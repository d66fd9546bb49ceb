//! What both engines promise.
#![expect(clippy::unwrap_used, reason = "a story that cannot be set up fails where it is told")]

use db::{Db, Error, Migration, Options};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

const POSTGRES: &str = "PEAKEND_TEST_POSTGRES";

const SCHEMA: &[Migration] = &[Migration {
    name: "0001_pots",
    sql: "create table pot (id uuid primary key not null, name text not null unique, grams bigint not null check (grams >= 0),
                            warm boolean not null, share double precision, lid uuid references pot (id));",
}];

#[expect(clippy::print_stdout, reason = "the ring of tests counts what is skipped by these lines")]
fn on_both_engines(story: impl Fn(&Db)) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("pots.db").display());
    story(&opened(&url));
    let Ok(server) = std::env::var(POSTGRES) else {
        println!("SKIPPED: no PostgreSQL; {POSTGRES} names none");
        return;
    };
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let schema = format!("pots_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let make = format!("create schema {schema}");
    let outside = Db::open(server.parse().unwrap(), Options { readers: 1, writers: 1 }).unwrap();
    outside.write_now(move |tx| tx.run(&make, &[])).unwrap();
    story(&opened(&format!("{server}?options=-csearch_path%3D{schema}")));
}

fn opened(url: &str) -> Db {
    let db = Db::open(url.parse().unwrap(), Options { readers: 2, writers: 8 }).unwrap();
    assert_eq!(db.migrate(SCHEMA).unwrap(), ["0001_pots"]);
    assert!(db.migrate(SCHEMA).unwrap().is_empty(), "a migration is applied once");
    db
}

fn put(db: &Db, n: u128, name: &str, grams: i64) -> Result<u64, Error> {
    let name = name.to_owned();
    db.write_now(move |tx| {
        tx.run(
            "insert into pot (id, name, grams, warm, share, lid) values (?1, ?2, ?3, ?4, ?5, ?6)",
            &[
                uuid::Uuid::from_u128(n).into(),
                (&name).into(),
                grams.into(),
                (grams > 10).into(),
                None::<f64>.into(),
                None::<uuid::Uuid>.into(),
            ],
        )
    })
}

fn names(db: &Db) -> Vec<String> {
    let rows: Vec<(String,)> = db.read_now(|tx| tx.all("select name from pot order by name", &[])).unwrap();
    rows.into_iter().map(|(name,)| name).collect()
}

#[test]
fn what_is_written_is_read_as_it_was() {
    on_both_engines(|db| {
        put(db, 7, "茶壶 \u{202e}x", 11).unwrap();
        let row: (uuid::Uuid, String, i64, bool, Option<f64>, Option<uuid::Uuid>) =
            db.read_now(|tx| tx.one("select id, name, grams, warm, share, lid from pot", &[])).unwrap();
        assert_eq!(row, (uuid::Uuid::from_u128(7), "茶壶 \u{202e}x".to_owned(), 11, true, None, None));
    });
}

#[test]
fn a_text_with_a_nul_is_the_same_on_both() {
    on_both_engines(|db| {
        put(db, 7, "te\0a", 1).unwrap();
        assert_eq!(names(db), ["te\u{fffd}a"]);
    });
}

#[test]
fn a_broken_constraint_has_the_same_name_on_both() {
    on_both_engines(|db| {
        put(db, 1, "pan", 1).unwrap();
        assert_eq!(put(db, 2, "pan", 1), Err(Error::Taken("pot_name_key".to_owned())));
        assert_eq!(put(db, 1, "pin", 1), Err(Error::Taken("pot_id_key".to_owned())));
        assert!(matches!(put(db, 3, "pun", -1), Err(Error::Check(_))));
        let lost = db.write_now(|tx| tx.run("update pot set lid = ?1", &[uuid::Uuid::from_u128(9).into()]));
        assert!(matches!(lost, Err(Error::Needed(_))), "{lost:?}");
    });
}

#[test]
fn a_job_that_fails_is_undone_alone() {
    on_both_engines(|db| {
        let db = Arc::new(db.clone());
        std::thread::scope(|scope| {
            for n in 0..200_u32 {
                let db = Arc::clone(&db);
                scope.spawn(move || {
                    let answer = db.write_now(move |tx| {
                        tx.run(
                            "insert into pot (id, name, grams, warm) values (?1, ?2, 1, ?3)",
                            &[uuid::Uuid::from_u128(n.into()).into(), format!("{n:03}").into(), true.into()],
                        )?;
                        if n % 3 == 0 { Err(Error::Fault("changed my mind".to_owned())) } else { Ok(()) }
                    });
                    assert_eq!(answer.is_ok(), n % 3 != 0);
                });
            }
        });
        let expected: Vec<_> = (0..200).filter(|n| n % 3 != 0).map(|n| format!("{n:03}")).collect();
        assert_eq!(names(&db), expected);
    });
}

#[test]
fn what_comes_after_a_commit_comes_only_after_it() {
    on_both_engines(|db| {
        let told = Arc::new(AtomicU32::new(0));
        for wanted in [true, false] {
            let told = Arc::clone(&told);
            let answer = db.write_now(move |tx| {
                let told = Arc::clone(&told);
                tx.after_commit(move || {
                    told.fetch_add(1, Ordering::SeqCst);
                });
                if wanted { Ok(()) } else { Err(Error::Stopped) }
            });
            assert_eq!(answer.is_ok(), wanted);
        }
        assert_eq!(told.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn a_job_that_panics_harms_nobody_else() {
    on_both_engines(|db| {
        let answer: Result<(), Error> = db.write_now(|tx| {
            tx.run("delete from pot", &[])?;
            panic!("on purpose");
        });
        assert!(answer.is_err());
        put(db, 1, "pan", 1).unwrap();
        assert_eq!(names(db), ["pan"]);
    });
}

#[test]
fn who_only_reads_cannot_write() {
    on_both_engines(|db| {
        let answer = db.read_now(|tx| {
            tx.run(
                "insert into pot (id, name, grams, warm) values (?1, 'x', 1, true)",
                &[uuid::Uuid::nil().into()],
            )
        });
        assert!(answer.is_err());
        assert!(names(db).is_empty());
    });
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    on_both_engines(|db| {
        let told = db.migrate(&[]).unwrap_err().to_string();
        assert!(told.contains("0001_pots"), "{told}");
    });
}

#[test]
fn a_glance_sees_what_was_committed_before_it_was_asked_for() {
    on_both_engines(|db| {
        std::thread::scope(|threads| {
            for who in 0..8_u128 {
                threads.spawn(move || {
                    for n in 0..50 {
                        let id = who * 1000 + n;
                        put(db, id, &format!("pot {id}"), 1).unwrap();
                        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                        let found: Option<(String,)> = runtime
                            .block_on(db.glance(move |tx| {
                                tx.first(
                                    "select name from pot where id = ?1",
                                    &[uuid::Uuid::from_u128(id).into()],
                                )
                            }))
                            .unwrap();
                        assert_eq!(found, Some((format!("pot {id}"),)));
                    }
                });
            }
        });
    });
}

#[test]
fn a_glance_that_fails_or_panics_harms_nobody_else() {
    on_both_engines(|db| {
        put(db, 1, "blue", 1).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let count = |tx: &mut db::Tx<'_>| tx.one::<(i64,)>("select count(*) from pot", &[]);
        runtime.block_on(async {
            let wrong = db.glance(|tx| tx.one::<(i64,)>("select nothing from nowhere", &[]));
            let wild = db.glance(|_| -> Result<(), Error> { panic!("on purpose") });
            assert!(wrong.await.is_err());
            assert!(wild.await.is_err());
            assert_eq!(db.glance(count).await.unwrap(), (1,));
            let change = db.glance(|tx| tx.run("delete from pot", &[]));
            assert!(change.await.is_err(), "who only looks cannot write");
            assert_eq!(db.glance(count).await.unwrap(), (1,));
        });
    });
}

#[test]
fn a_database_that_was_closed_is_one_file_that_can_be_moved() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pots.db");
    let db = opened(&format!("sqlite:{}", file.display()));
    for n in 1..=200 {
        put(&db, n, &format!("pot {n}"), 1).unwrap();
    }
    drop(db);
    let moved = folder.path().join("moved.db");
    std::fs::copy(&file, &moved).unwrap();
    let alone = Db::open(format!("sqlite:{}", moved.display()).parse().unwrap(), Options::default()).unwrap();
    assert_eq!(names(&alone).len(), 200);
}
