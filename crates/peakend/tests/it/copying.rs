//! Moving from one engine to the other, row by row.

use crate::demo::{differences, empty_house, over, plan, seeded};
use crate::{Folder, town};
use peakend::Error;
use peakend::house::House;
use std::sync::atomic::{AtomicBool, Ordering};

/// An empty house on PostgreSQL, if there is one.
fn on_postgres(name: &str) -> Option<House> {
    let server = town::postgres()?;
    let schema = format!("copy_{name}_{}", std::process::id());
    let outside = db::Db::open(server.parse().unwrap(), db::Options::default()).unwrap();
    let make = format!("create schema {schema}");
    outside.write_now(move |tx| tx.run(&make, &[])).unwrap();
    let mark = if server.contains('?') { '&' } else { '?' };
    Some(over(&format!("{server}{mark}options=-csearch_path%3D{schema}")))
}

fn copy(from: &House, to: &House) -> db::Copied {
    db::copy(&from.db, &to.db, |_, _| true).unwrap()
}

#[test]
fn a_network_goes_to_postgresql_and_back_without_losing_a_row() {
    let folder = Folder::new();
    let (first, last) = (empty_house(&folder.path("a.db")), empty_house(&folder.path("b.db")));
    seeded(&first, &plan(2, 2, true), town::MORNING);
    let Some(between) = on_postgres("round") else { return };
    let copied = copy(&first, &between);
    assert!(copied.rows() > 1_000, "{}", copied.rows());
    assert_eq!(copy(&between, &last), copied);
    assert_eq!(db::digests(&first.db).unwrap(), db::digests(&last.db).unwrap());
    assert_eq!(differences(&between), []);
    assert_eq!(differences(&last), []);
}

#[test]
fn what_is_there_is_never_copied_over() {
    let folder = Folder::new();
    let (first, last) = (empty_house(&folder.path("a.db")), empty_house(&folder.path("b.db")));
    seeded(&first, &plan(1, 1, false), town::MORNING);
    copy(&first, &last);
    let before = db::digests(&last.db).unwrap();
    let refused = db::copy(&first.db, &last.db, |_, _| true).unwrap_err();
    assert!(matches!(refused, db::Error::NotEmpty { .. }), "{refused}");
    assert_eq!(db::digests(&last.db).unwrap(), before);
}

#[test]
fn a_copy_that_is_stopped_leaves_nothing_behind() {
    let folder = Folder::new();
    let (first, last) = (empty_house(&folder.path("a.db")), empty_house(&folder.path("b.db")));
    seeded(&first, &plan(1, 2, false), town::MORNING);
    let mut calls = 0;
    let stopped = db::copy(&first.db, &last.db, |done, total| {
        assert!(done <= total);
        calls += 1;
        calls < 4
    });
    assert_eq!(stopped, Err(db::Error::Stopped));
    assert!(db::digests(&last.db).unwrap().iter().all(|table| table.rows == 0));
}

#[test]
fn a_copy_is_of_one_moment_while_people_go_on() {
    let folder = Folder::new();
    let (first, last) = (empty_house(&folder.path("a.db")), empty_house(&folder.path("b.db")));
    let town = seeded(&first, &plan(2, 2, true), first.clock.now());
    let enough = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let mut changes = first.bus.listen_to_all();
            runtime.block_on(async {
                let living = tokio::spawn(town.go_on(first.clone(), 60.0));
                while !enough.load(Ordering::Relaxed) {
                    changes.changed().await.unwrap();
                }
                living.abort();
            });
        });
        copy(&first, &last);
        enough.store(true, Ordering::Relaxed);
    });
    assert_eq!(differences(&last), []);
}

#[test]
fn the_command_copies_and_refuses_a_target_with_rows() {
    let folder = Folder::new();
    folder.run("demo --halls 1 --days 1 --no-live --database sqlite:a.db").quietly();
    let said = folder.run("db copy --database sqlite:a.db --to sqlite:b.db").quietly();
    assert!(said.contains("copied and compared: sqlite:b.db"), "{said}");
    let said = folder.run("db copy --database sqlite:a.db --to sqlite:b.db").fails(1);
    assert!(said.contains("sqlite:b.db is not empty"), "{said}");
    let lost = Error::from(db::Error::Damaged(String::new())).exit_code();
    assert_eq!(lost, 3);
}
