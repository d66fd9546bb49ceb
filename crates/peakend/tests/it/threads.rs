//! What is counted: the same as by hand, and the same bits whatever the order, the cut and the threads.

use crate::parquet_tables::Shape;
use crate::rows::{Row, any_rows, named, network, shuffle};
use experience::Curve;
use lake::{Need, Options, Scanned, Want};
use peakend::score::portrait::{Portrait, Said};
use peakend::score::tally::{By, Grouping, Tally, name_of};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

const ALL: Need = Need {
    hall: Want::IfThere,
    purpose: Want::IfThere,
    staff: Want::IfThere,
    at: Want::IfThere,
    remembered: Want::IfThere,
};

fn write(rows: &[Row], group_rows: usize) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    let shape = Shape { nullable: true, group_rows, ..Shape::default() };
    std::fs::write(file.path(), shape.bytes(rows)).unwrap();
    file
}

fn scan<F: lake::Fold>(file: &Path, threads: usize, make: impl Fn() -> F + Sync) -> Option<Scanned<F>> {
    lake::scan(file, ALL, &Options { threads, ..Options::default() }, make).ok()
}

fn tally(file: &Path, by: &[By], threads: usize) -> Option<Scanned<Tally>> {
    scan(file, threads, || Tally::new(Grouping::new(by, jiff::tz::TimeZone::UTC, 1000)))
}

/// All bits of a tally, by the names of its groups.
fn bits(scanned: &Scanned<Tally>, by: &[By]) -> BTreeMap<Vec<String>, String> {
    let names = &scanned.names;
    let mut touchpoints: Vec<_> =
        scanned.fold.touchpoints().iter().map(|code| (names.touchpoints.name(*code), *code)).collect();
    touchpoints.sort();
    let group = |(key, figures, extremes): (_, &_, peakend::score::tally::Extremes<'_>)| {
        let extremes: Vec<_> = touchpoints.iter().map(|(name, code)| (name, extremes.at(*code))).collect();
        (by.iter().map(|by| name_of(names, *by, &key)).collect(), format!("{figures:?} {extremes:?}"))
    };
    scanned.fold.groups().map(group).collect()
}

/// Everything that a portrait holds, its maps in order.
fn portrait_bits(scanned: &Scanned<Portrait>) -> String {
    let portrait = &scanned.fold;
    let spreads: BTreeMap<_, _> = portrait.spreads.iter().collect();
    let marks: BTreeMap<_, _> = portrait.marks.iter().collect();
    let places: BTreeMap<_, _> = portrait.places.iter().collect();
    let (sample, minutes) = portrait.said.sample();
    let codes: Vec<_> = places.keys().map(|code| **code).collect();
    let judged = portrait.said.judgements(&codes).expect("few touchpoints");
    format!(
        "{:?} {spreads:?} {marks:?} {places:?} {:?} {minutes} {:?} {:?} {:?}",
        portrait.period_us,
        sample.weigh(),
        judged.values,
        judged.remembered,
        bits_of_purposes(scanned)
    )
}

fn bits_of_purposes(scanned: &Scanned<Portrait>) -> BTreeMap<String, String> {
    let groups = scanned.fold.purposes.groups();
    groups
        .map(|(key, figures, _)| {
            (scanned.names.purposes.name(key.purpose).into_owned(), format!("{figures:?}"))
        })
        .collect()
}

#[test]
fn a_tally_is_what_counting_by_hand_gives() {
    let rows = named(network(200));
    let file = write(&rows, 37);
    let scanned = tally(file.path(), &[By::Hall, By::Purpose], 4).unwrap();
    let mut visits: BTreeMap<u64, Vec<&Row>> = BTreeMap::new();
    rows.iter().for_each(|row| visits.entry(row.visit.unwrap()).or_default().push(row));
    let mut by_hand: BTreeMap<(String, String), Vec<Curve>> = BTreeMap::new();
    for moments in visits.values() {
        let affects: Vec<f32> = moments.iter().map(|row| row.affect.unwrap()).collect();
        let key = (moments[0].hall.clone(), moments[0].purpose.clone());
        by_hand.entry(key).or_default().push(Curve::of(&affects).unwrap());
    }
    assert_eq!(scanned.fold.groups().count(), by_hand.len());
    for (key, figures, extremes) in scanned.fold.groups() {
        let names = [By::Hall, By::Purpose].map(|by| name_of(&scanned.names, by, &key));
        let curves = &by_hand[&names.into()];
        let mean = |of: &dyn Fn(&Curve) -> f64| curves.iter().map(of).sum::<f64>() / curves.len() as f64;
        let visits = figures.visits;
        assert_eq!(visits.n, curves.len() as u64);
        assert_eq!(figures.moments, curves.iter().map(|curve| u64::from(curve.count)).sum::<u64>());
        for (figure, expected) in [
            (visits.peak_end(), mean(&|curve| curve.peak_end())),
            (visits.mean(), mean(&|curve| curve.mean)),
            (visits.best(), mean(&|curve| curve.best.into())),
            (visits.worst(), mean(&|curve| curve.worst.into())),
            (visits.first(), mean(&|curve| curve.first.into())),
            (visits.end(), mean(&|curve| curve.end.into())),
            (figures.affect(), mean(&|curve| curve.mean)),
        ] {
            assert!((figure - expected).abs() < 1e-9, "{figure} {expected}");
        }
        let at_some_touchpoint =
            extremes.all().iter().fold([0; 3], |sum, at| [0, 1, 2].map(|i| sum[i] + at[i]));
        let positive = curves.iter().filter(|curve| curve.peak > 0.0).count() as u32;
        assert_eq!(at_some_touchpoint, [curves.len() as u32, positive, curves.len() as u32]);
    }
}

#[test]
fn a_visit_counts_once_for_each_of_its_touchpoints_and_staff() {
    let rows = named(network(100));
    let file = write(&rows, 64);
    let scanned = tally(file.path(), &[By::Touchpoint, By::Staff], 2).unwrap();
    let mut by_hand: BTreeMap<(String, String), BTreeMap<u64, Vec<f32>>> = BTreeMap::new();
    for row in &rows {
        let key = (row.touchpoint.clone(), row.staff.clone());
        by_hand.entry(key).or_default().entry(row.visit.unwrap()).or_default().push(row.affect.unwrap());
    }
    assert_eq!(scanned.fold.groups().count(), by_hand.len());
    for (key, figures, _) in scanned.fold.groups() {
        let visits =
            &by_hand[&[By::Touchpoint, By::Staff].map(|by| name_of(&scanned.names, by, &key)).into()];
        let means = visits.values().map(|affects| affects.iter().sum::<f32>() / affects.len() as f32);
        let mean = f64::from(means.sum::<f32>()) / visits.len() as f64;
        assert_eq!(figures.visits.n, visits.len() as u64);
        assert_eq!(figures.moments, visits.values().map(Vec::len).sum::<usize>() as u64);
        assert!((figures.affect() - mean).abs() < 1e-5);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn threads_change_no_bit_of_what_is_counted(rows in any_rows(), group_rows in 1usize..30) {
        let file = write(&rows, group_rows);
        let run = |threads| {
            let counted = [vec![By::Hall, By::Purpose], vec![By::Day, By::Touchpoint], vec![By::Staff]]
                .map(|by| tally(file.path(), &by, threads).map(|scanned| bits(&scanned, &by)));
            let portrait = scan(file.path(), threads, || Portrait::new(100)).map(|it| portrait_bits(&it));
            let said = scan(file.path(), threads, Said::without_visits)
                .map(|it| format!("{:?}", it.fold.sample().0.weigh()));
            (counted, portrait, said)
        };
        let alone = run(1);
        for threads in 2..=8 {
            prop_assert_eq!(run(threads), alone.clone());
        }
    }

    #[test]
    fn neither_the_cut_nor_the_order_of_the_rows_changes_a_bit_of_a_tally(
        visits in 1u64..60, group_rows in 1usize..50, seed: u64,
    ) {
        let rows = named(network(visits));
        let mut shuffled = rows.clone();
        shuffle(&mut shuffled, seed);
        let by = [By::Hall, By::Month];
        let [whole, cut, mixed] = [(&rows, 1 << 20), (&rows, group_rows), (&shuffled, group_rows)]
            .map(|(rows, group_rows)| bits(&tally(write(rows, group_rows).path(), &by, 2).unwrap(), &by));
        prop_assert_eq!(&whole, &cut);
        prop_assert_eq!(&whole, &mixed);
    }
}
