//! Any order of rows, any cut into row groups, any number of threads: the same visits.

use super::parquet_tables::{Kind, Shape};
use super::rows::{Row, any_rows, named, network, shuffle};
use super::text_tables::csv;
use super::{ALL, Kept, Seen, everything, naive, place, read, told};
use lake::{Fold, Options, Remap, Visit, scan};
use parquet::file::properties::WriterVersion;
use proptest::prelude::*;

/// A sum that shows every change of the order in its last bits.
#[derive(Default)]
struct InOrder(f64, u64);

impl Fold for InOrder {
    fn visit(&mut self, visit: &Visit<'_>) {
        for affect in visit.affects {
            self.0 = self.0 * 1.000_000_1 + f64::from(*affect) / 3.0;
        }
        self.1 = self.1.wrapping_mul(31).wrapping_add(visit.id);
    }

    fn merge(&mut self, later: Self, _: &Remap) {
        self.0 = self.0 * 1.000_000_3 + later.0;
        self.1 = self.1.wrapping_mul(37).wrapping_add(later.1);
    }
}

#[test]
fn a_visit_may_span_row_groups_and_fill_whole_ones() {
    let rows = named(network(40));
    let (expected, _) = naive::visits(&rows);
    for group_rows in 1..=7 {
        let table = place("t.parquet", Shape { group_rows, ..Shape::default() }.bytes(&rows));
        let read = read(&table.file, &Options { threads: 3, ..everything() }).unwrap();
        assert_eq!(read.visits, expected, "{group_rows} rows a group");
        assert!(!read.reordered);
    }
}

#[test]
fn rows_of_a_visit_out_of_order_are_put_into_order_without_putting_the_table_into_order() {
    let sorted = named(network(40));
    let mut rows = sorted.clone();
    rows.reverse();
    rows.sort_by_key(|row| row.visit);
    for group_rows in [1, 2, 3, 1000] {
        let table = place("t.parquet", Shape { group_rows, ..Shape::default() }.bytes(&rows));
        let read = read(&table.file, &everything()).unwrap();
        assert_eq!(read.visits, naive::visits(&sorted).0);
        assert!(!read.reordered);
    }
}

#[test]
fn a_shuffled_table_is_its_sorted_one_in_memory_and_through_a_file() {
    let sorted = named(network(300));
    let mut rows = sorted.clone();
    shuffle(&mut rows, 5);
    let expected = naive::visits(&sorted).0;
    let text = csv(&rows, ',');
    let parquet = Shape { group_rows: 100, ..Shape::default() }.bytes(&rows);
    for (name, bytes) in [("t.csv", text.into_bytes()), ("t.parquet", parquet)] {
        let table = place(name, bytes);
        for rows_in_memory in [1 << 20, 333, 10, 0] {
            let read = read(&table.file, &Options { rows_in_memory, threads: 2, ..everything() }).unwrap();
            assert_eq!(read.visits, expected);
            assert!(read.reordered);
        }
    }
}

#[test]
fn a_visit_of_too_many_moments_is_rejected_in_any_order() {
    let mut rows = network(6);
    let many = (0..(1 << 16) + 1).map(|seq| Row { visit: Some(50), seq, ..rows[0].clone() });
    let most = (0..1 << 16).map(|seq| Row { visit: Some(60), seq, ..rows[0].clone() });
    let mut long: Vec<Row> = many.chain(most).collect();
    long.append(&mut rows);
    for turned in [false, true] {
        if turned {
            long.rotate_left(10);
        }
        for group_rows in [1 << 20, 50_000] {
            let shape = Shape { group_rows, page_rows: 1 << 14, ..Shape::default() };
            let read = read(&place("t.parquet", shape.bytes(&long)).file, &everything()).unwrap();
            let longest = read.visits.iter().map(|visit| visit.moments.len()).max();
            assert_eq!((read.visits.len(), longest), (7, Some(1 << 16)));
            let line = if turned { "131080" } else { "1" };
            assert_eq!(
                read.rejects,
                [format!("{line} visit `50 × 65537` too_long")],
                "the line of its first moment"
            );
            assert_eq!(read.reordered, turned);
        }
    }
}

#[test]
fn a_long_visit_of_equal_rows_is_looked_over_in_one_breath() {
    let one = network(1).remove(0);
    let equal: Vec<Row> =
        (0..1 << 16).map(|place| Row { touchpoint: format!("t{place}"), ..one.clone() }).collect();
    let table = place("t.parquet", Shape { page_rows: 1 << 14, ..Shape::default() }.bytes(&equal));
    let read = read(&table.file, &everything()).unwrap();
    assert_eq!(read.visits[0].moments.len(), 1 << 16);
}

#[test]
fn the_first_rejections_are_those_of_the_first_lines() {
    let mut text = "visit,touchpoint,affect,seq\n1,a,0.1,1\n1,a,0.1,1\n".to_owned();
    for visit in 2..40 {
        text += &format!("{visit},a,0.1,x\n");
    }
    for reading in [Options::default(), everything()] {
        let read = read(&place("t.csv", &text).file, &reading).unwrap();
        assert_eq!(read.rejects[0], "3 touchpoint `a` duplicate");
        assert_eq!(read.rejects[1], "4 seq `x` not_a_number");
    }
    let strict = Options { strict: true, ..Options::default() };
    let error = read(&place("t.csv", &text).file, &strict).unwrap_err().to_string();
    assert!(error.contains("line 3: column `touchpoint`, value `a`: duplicate"), "{error}");
}

#[test]
fn the_first_damage_of_a_file_is_the_one_that_is_told_whatever_the_threads() {
    let rows = named(network(400));
    let mut bytes = Shape { group_rows: 50, ..Shape::default() }.bytes(&rows);
    // pages lie from 4 bytes on; spoil most of them, but not the first groups
    let (from, to) = (bytes.len() / 5, bytes.len() / 2);
    bytes[from..to].fill(0xff);
    let table = place("t.parquet", bytes);
    let told: Vec<String> = (1..=8)
        .map(|threads| read(&table.file, &Options { threads, ..everything() }).unwrap_err().to_string())
        .collect();
    assert!(told[0].contains("row group "), "{}", told[0]);
    assert!(told.iter().all(|other| *other == told[0]), "{told:#?}");
}

fn shape() -> impl Strategy<Value = Shape> {
    (1usize..40, 1usize..9, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(group_rows, page_rows, double, dictionary, second)| Shape {
            ids: Kind::UInt64,
            double,
            dictionary,
            nullable: true,
            version: if second { WriterVersion::PARQUET_2_0 } else { WriterVersion::PARQUET_1_0 },
            group_rows,
            page_rows,
            ..Shape::default()
        },
    )
}

fn sorted<const ORDERED: bool>(fold: &Kept<ORDERED>, names: &lake::Names) -> Vec<Seen> {
    let mut visits = fold.named(names);
    visits.sort();
    visits
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn any_table_comes_to_what_a_plain_map_makes_of_it(rows in any_rows(), shape in shape(), few in 0usize..30) {
        let (expected, rejected) = naive::visits(&rows);
        let tables = [place("t.parquet", shape.bytes(&rows)), place("t.csv", csv(&rows, ','))];
        for table in &tables {
            for rows_in_memory in [few, 1 << 20] {
                match read(&table.file, &Options { rows_in_memory, threads: 2, ..everything() }) {
                    Ok(read) => {
                        prop_assert_eq!(&read.visits, &expected);
                        prop_assert_eq!(read.rejects.len(), rejected);
                    }
                    Err(lake::Error::NothingLeft { .. }) => prop_assert_eq!(expected.len(), 0),
                    Err(error) => return Err(TestCaseError::fail(error.to_string())),
                }
            }
        }
    }

    #[test]
    fn threads_change_no_bit(rows in any_rows(), shape in shape()) {
        let table = place("t.parquet", shape.bytes(&rows));
        let run = |threads| {
            let options = Options { threads, ..everything() };
            let ordered = scan(&table.file, ALL, &options, InOrder::default).ok()?;
            let any = scan(&table.file, ALL, &options, Kept::<false>::default).ok()?;
            let kept = scan(&table.file, ALL, &options, Kept::<true>::default).ok()?;
            assert_eq!(sorted(&any.fold, &any.names), sorted(&kept.fold, &kept.names));
            Some((
                (ordered.fold.0.to_bits(), ordered.fold.1),
                kept.fold.named(&kept.names),
                (told(&any.rejects), told(&ordered.rejects)),
                (any.visits, any.moments),
            ))
        };
        let alone = run(1);
        for threads in 2..=8 {
            prop_assert_eq!(run(threads), alone.clone());
        }
    }
}
