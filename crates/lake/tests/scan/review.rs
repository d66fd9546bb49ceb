//! What a review of the readings found, each as the story of the table in which it showed.

use super::parquet_tables::{Kind, Shape};
use super::rows::{Row, network};
use super::{everything, place, read};
use lake::Options;

/// As many rows without a visit as are more than a visit can have, in their midst some visits.
fn strays(visits: u64) -> Vec<Row> {
    let some = network(visits);
    let stray = Row { visit: None, ..some[0].clone() };
    let (early, late) = some.split_at(some.len() / 2);
    [early, &vec![stray; (1 << 16) + 7], late].concat()
}

#[test]
fn rows_without_a_visit_are_rejected_one_by_one_and_put_nothing_out_of_order() {
    let rows = strays(9);
    for group_rows in [1 << 20, 30_000] {
        let shape = Shape {
            ids: Kind::Int64,
            names: Kind::Int32,
            nullable: true,
            group_rows,
            page_rows: 1 << 14,
            ..Shape::default()
        };
        let table = place("t.parquet", shape.bytes(&rows));
        for threads in [1, 3] {
            let read = read(&table.file, &Options { threads, ..everything() }).unwrap();
            assert_eq!((read.visits.len(), read.reordered), (9, false));
            assert_eq!(read.rejects.len(), (1 << 16) + 7);
            let first = rows.iter().position(|row| row.visit.is_none()).unwrap() + 1;
            assert_eq!(read.rejects[0], format!("{first} visit `` no_visit"));
            assert!(read.rejects.iter().all(|told| told.ends_with("visit `` no_visit")));
        }
    }
}

#[test]
fn rows_without_a_visit_come_to_no_visit_in_a_shuffled_table_either() {
    let text = "visit,touchpoint,affect\n,a,0.1\n7,b,0.2\n,a,0.1\n3,c,0.3\n7,d,0.4\n";
    let read = read(&place("t.csv", text).file, &everything()).unwrap();
    assert_eq!(read.rejects, ["2 visit `` no_visit", "4 visit `` no_visit"]);
    assert_eq!(read.visits.iter().map(|visit| visit.moments.len()).collect::<Vec<_>>(), [1, 2]);
    assert!(read.reordered);
}

#[test]
fn a_visit_that_is_too_long_says_how_many_rows_are_lost_and_shows_no_hash() {
    for (id, shown) in [("12", "12"), ("一号", "…")] {
        let mut text = "visit,touchpoint,affect\n1,a,0\n".to_owned();
        text += &format!("{id},a,0\n").repeat(70_000);
        let read = read(&place("t.csv", text).file, &everything()).unwrap();
        assert_eq!(read.rejects, [format!("3 visit `{shown} × 70000` too_long")]);
    }
}
