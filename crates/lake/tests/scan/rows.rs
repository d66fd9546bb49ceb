//! Rows to write into tables: a small network by hand, and tables by chance.

use proptest::prelude::*;

/// One row of a table of moments.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub visit: Option<u64>,
    pub seq: i64,
    pub hall: String,
    pub purpose: String,
    pub touchpoint: String,
    pub staff: String,
    pub at_us: i64,
    pub affect: Option<f32>,
    pub remembered: Option<f32>,
}

/// 2026-03-02 09:00 in Shanghai.
pub const MORNING_US: i64 = 1_772_413_200_000_000;

/// So many visits of one to five moments in four halls; every number is short in decimals and whole in milliseconds.
pub fn network(visits: u64) -> Vec<Row> {
    let mut rows = Vec::new();
    for visit in 0..visits {
        let moments = 1 + visit % 5;
        let remembered = (visit % 3 == 0).then_some((visit % 9) as f32 / 4.0 - 1.0);
        for moment in 0..moments {
            rows.push(Row {
                visit: Some(visit + 100),
                seq: moment as i64 + 1,
                hall: format!("{}", 7 + visit % 4),
                purpose: format!("{}", visit % 3),
                touchpoint: format!("{}", (visit * 3 + moment * 5) % 11),
                staff: if moment % 2 == 0 { format!("{}", 40 + visit % 6) } else { String::new() },
                at_us: MORNING_US + (visit * 900 + moment * 60) as i64 * 1_000_000,
                affect: Some(((visit * 7 + moment * 13) % 41) as f32 / 20.0 - 1.0),
                remembered,
            });
        }
    }
    rows
}

/// The same rows with names in place of numbers.
pub fn named(mut rows: Vec<Row>) -> Vec<Row> {
    for row in &mut rows {
        row.hall = format!("厅 {}", row.hall);
        row.purpose = format!("purpose-{}", row.purpose);
        row.touchpoint = format!("t{}", row.touchpoint);
        if !row.staff.is_empty() {
            row.staff = format!("林{}", row.staff);
        }
    }
    rows
}

/// Rows of a few visits, most of them sound, in any order.
pub fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    let moment = (0i64..6, 0u8..9, 0u8..9, -21i32..=21, 0i64..4, 0u8..40);
    let visit = (0u64..30, 0u8..6, 0u8..4, -9i32..=9, prop::collection::vec(moment, 1..7));
    (prop::collection::vec(visit, 1..25), 0u8..4, any::<u64>()).prop_map(|(visits, order, seed)| {
        let mut rows = Vec::new();
        for (id, hall, purpose, remembered, moments) in visits {
            for (seq, touchpoint, staff, affect, minute, fault) in moments {
                rows.push(Row {
                    visit: (fault != 1).then_some(id * id * id),
                    seq,
                    hall: if fault == 2 { "elsewhere".into() } else { format!("hall {hall}") },
                    purpose: format!("{purpose}"),
                    touchpoint: if fault == 3 { String::new() } else { format!("t{touchpoint}") },
                    staff: if staff > 5 { String::new() } else { format!("{staff}") },
                    at_us: MORNING_US + (seq * 4 + minute) * 60_000_000,
                    affect: (fault != 4).then_some(affect as f32 / 20.0),
                    remembered: (remembered < 8).then_some(remembered as f32 / 8.0),
                });
            }
        }
        match order {
            0 => rows.sort_by_key(|row| (row.visit.unwrap_or(u64::MAX), row.seq)),
            1 => rows.sort_by_key(|row| row.visit.unwrap_or(u64::MAX)),
            2 => shuffle(&mut rows, seed),
            _ => {}
        }
        rows
    })
}

/// Rows in an order that only depends on `seed` (Fisher & Yates, numbers by Steele's splitmix).
pub fn shuffle(rows: &mut [Row], mut seed: u64) {
    for place in (1..rows.len()).rev() {
        seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        rows.swap(place, ((z ^ (z >> 31)) % (place as u64 + 1)) as usize);
    }
}
