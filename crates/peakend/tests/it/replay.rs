//! The log makes every row, and a row that the log did not make is found.

use crate::Folder;
use crate::demo::{differences, empty_house, plan, seeded};
use crate::town::MORNING;
use peakend::house::House;

fn tampered(sql: &'static str) -> Vec<peakend::run::replay::Difference> {
    let folder = Folder::new();
    let house: House = empty_house(&folder.path("a.db"));
    seeded(&house, &plan(1, 1, true), MORNING);
    assert_eq!(differences(&house), []);
    let changed = house.db.write_now(move |tx| tx.run(sql, &[])).unwrap();
    assert!(changed > 0, "{sql}");
    differences(&house)
}

#[test]
fn a_row_that_was_changed_by_hand_is_named_with_its_field() {
    for (sql, field) in [
        (
            "update visit set result = 'failed' where number = 1 and letter = 'A' and result = 'done'",
            "result",
        ),
        ("update visit set taken_at = taken_at - 1 where number = 2", "taken_at"),
        ("update visit set prepared = '{\"form\":[[\"q\",\"a\"]]}' where number = 3", "prepared"),
        ("update service set waited_us = waited_us + 1 where n = 1", "service"),
        ("delete from service where n = 1", "service"),
        ("update counter set visit = null where visit is not null", "visit"),
        ("update counter set state = 'paused' where state = 'open'", "state"),
        ("update numbering set last = last + 1", "numbering"),
        ("update hall_log set seq = seq + 1", "seq"),
    ] {
        let found = tampered(sql);
        assert!(found.iter().all(|difference| difference.field == field), "{sql}: {found:?}");
        assert!(!found.is_empty(), "{sql}");
    }
}

#[test]
fn an_event_that_was_removed_or_changed_is_noticed() {
    for sql in [
        "delete from event where seq = 20",
        "delete from event where kind = 'greeted'",
        "update event set at = at + 1 where kind = 'started' and seq = (select max(seq) from event where kind = 'started')",
        "update event set body = replace(body, 'done', 'failed') where kind = 'finished'",
    ] {
        assert!(!tampered(sql).is_empty(), "{sql}");
    }
}

#[test]
fn the_command_says_what_differs_and_fails() {
    let folder = Folder::new();
    folder.run("demo --halls 2 --days 1 --no-live --database sqlite:a.db").quietly();
    let said = folder.run("replay --check --database sqlite:a.db").quietly();
    assert!(said.contains("2 halls"), "{said}");
    let house = empty_house(&folder.path("a.db"));
    let sql = "update visit set class = 'gold' where hall = (select id from place where code = 'wulin') and number = 1";
    house.db.write_now(move |tx| tx.run(sql, &[])).unwrap();
    folder.run("replay --check --hall wensan --database sqlite:a.db").quietly();
    let ran = folder.run("replay --check --hall wulin --database sqlite:a.db");
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("wulin vis_") && ran.out.contains("class") && ran.out.contains("gold"),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("differences between the log and the rows"), "{}", ran.err);
    folder.run("replay --check --hall nowhere --database sqlite:a.db").fails(1);
    folder.run("replay --database sqlite:a.db").fails(2);
}
