//! What a review of the readings found, each as the story of the table in which it showed.

use super::parquet_tables::{Kind, Shape};
use super::rows::{Row, named, network};
use super::{error, everything, good, place, read};
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

#[test]
fn what_one_row_says_of_its_visit_holds_for_the_whole_visit() {
    let head = "visit,seq,hall,purpose,touchpoint,affect,remembered";
    let text = format!("{head}\n1,1,,,a,0,\n1,2,north,,b,0,0.5\n1,3,,open,c,0,\n2,1,,,a,0,\n2,2,,,b,0,\n");
    let visits = good(&place("t.csv", text).file);
    assert_eq!((visits[0].hall.as_str(), visits[0].purpose.as_str()), ("north", "open"));
    assert_eq!(visits[0].remembered, Some(0.5_f32.to_bits()));
    assert_eq!((visits[1].hall.as_str(), visits[1].remembered), ("", None));
}

#[test]
fn two_different_words_of_a_visit_are_told_and_never_as_no_number() {
    let head = "visit,seq,hall,purpose,touchpoint,affect,remembered";
    let text = format!(
        "{head}\n1,1,,,a,0,\n1,2,,,b,0,0.5\n1,3,,,c,0,0.9\n2,1,,,a,0,\n2,2,n,,b,0,\n2,3,s,,b,0,\n3,1,,,a,0,\n3,2,,,a,0,2\n\
         4,1,,,a,0,\n"
    );
    let read = read(&place("t.csv", text).file, &everything()).unwrap();
    assert_eq!(
        read.rejects,
        ["2 remembered `0.9 ≠ 0.5` two_judgements", "5 hall `s ≠ n` two_halls", "8 remembered `2` off_scale"]
    );
}

#[test]
fn a_wanted_column_that_is_there_twice_is_refused_with_both_its_places() {
    for (header, told) in [
        ("visit,affect,touchpoint,affect", "columns 2 and 4: two columns are called `affect`"),
        ("visit,touchpoint,affect,hall,x,hall", "columns 4 and 6: two columns are called `hall`"),
        ("visit,touchpoint,affect,Hall,hall", "columns 4 and 5: `Hall` and `hall` mean the same column"),
        ("visit_id,touchpoint,affect,visit_id", "columns 1 and 4: two columns are called `visit_id`"),
    ] {
        let row = vec!["1"; header.split(',').count()].join(",");
        let said = error(&place("t.csv", format!("{header}\n{row}\n")).file, &everything());
        assert_eq!(said, format!("t.csv, {told}; rename one of them"));
    }
    for header in ["visit,touchpoint,affect,note,note", "visit,touchpoint,affect,source,source"] {
        assert_eq!(good(&place("t.csv", format!("{header}\n1,a,0,x,y\n")).file).len(), 1);
    }
    let visits = good(&place("t.csv", "visit,touchpoint,affect,hall_id,hall\n1,a,0,9,north\n").file);
    assert_eq!(visits[0].hall, "north");
}

#[test]
fn whole_numbers_without_a_sign_stay_what_they_are_beyond_the_signed_ones() {
    let mut rows = network(1);
    (rows[0].hall, rows[0].touchpoint) = (u64::MAX.to_string(), (1_u64 << 63).to_string());
    for dictionary in [true, false] {
        let shape =
            Shape { names: Kind::UInt64, seq: Kind::UInt64, nullable: true, dictionary, ..Shape::default() };
        let visits = good(&place("t.parquet", shape.bytes(&rows)).file);
        assert_eq!(visits[0].hall, "18446744073709551615");
        assert_eq!(visits[0].moments[0].0, "9223372036854775808");
    }
}

#[test]
fn a_name_that_is_no_text_is_rejected_in_parquet_as_it_is_in_text() {
    let mut rows = named(network(6));
    rows[2].touchpoint = "spoil me".to_owned();
    for dictionary in [true, false] {
        let mut bytes = Shape { dictionary, ..Shape::default() }.bytes(&rows);
        // the name lies unpacked in its page, and perhaps in the statistics
        while let Some(at) = bytes.windows(8).position(|part| part == b"spoil me") {
            bytes[at..at + 5].copy_from_slice(b"\xcc\xfc\xff\xfe\xff");
        }
        let read = read(&place("t.parquet", bytes).file, &everything()).unwrap();
        assert_eq!(read.rejects, ["3 touchpoint `(bytes)` not_text"]);
        assert_eq!(read.visits.iter().map(|visit| visit.moments.len()).sum::<usize>(), rows.len() - 1);
    }
}
