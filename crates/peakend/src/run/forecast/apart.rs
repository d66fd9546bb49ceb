//! How far apart the rows of a table lie: the step in which it counts.

use std::collections::BTreeMap;

/// A distance is usual if this share of all is of it: the table has gaps, and a row here and there is out of its grid.
const USUAL: f64 = 0.05;
/// Rows are on a grid if this share of them is.
const ON_GRID: f64 = 0.95;
/// Fewer distances than these tell nothing.
const FEWEST: u64 = 12;

/// Distances of neighbouring rows of a series and a date, and the minutes of the day at which rows begin.
#[derive(Debug, Default)]
pub(super) struct Apart {
    distances: BTreeMap<u16, u64>,
    minutes: BTreeMap<u16, u64>,
}

impl Apart {
    /// Takes in a row that begins at this minute of the day.
    pub fn row(&mut self, minute: u16) {
        *self.minutes.entry(minute).or_default() += 1;
    }

    /// Takes in two rows that follow each other, so many minutes apart; rows of the same minute tell nothing.
    pub fn pair(&mut self, distance: u16) {
        if distance > 0 {
            *self.distances.entry(distance).or_default() += 1;
        }
    }

    /// The smallest usual distance, minutes, if the rows lie on a grid of it; `None` where they do not, as single arrivals
    /// do not, or where there are too few to tell.
    pub fn step(&self) -> Option<u16> {
        let pairs: u64 = self.distances.values().sum();
        let usual = |count: u64| count as f64 >= USUAL * pairs as f64;
        let (step, _) = self.distances.iter().find(|(_, count)| usual(**count))?;
        let mut places: BTreeMap<u16, u64> = BTreeMap::new();
        self.minutes.iter().for_each(|(minute, rows)| *places.entry(minute % step).or_default() += rows);
        let rows: u64 = places.values().sum();
        let most = places.values().max().copied().unwrap_or(0);
        (pairs >= FEWEST && most as f64 >= ON_GRID * rows as f64).then_some(*step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(minutes: impl IntoIterator<Item = u16>) -> Option<u16> {
        let mut apart = Apart::default();
        let minutes: Vec<u16> = minutes.into_iter().collect();
        minutes.iter().for_each(|minute| apart.row(*minute));
        minutes.windows(2).for_each(|pair| apart.pair(pair[1].abs_diff(pair[0])));
        apart.step()
    }

    #[test]
    fn hours_with_gaps_and_one_stray_row_count_in_hours() {
        let hours = (0..24).filter(|hour| ![3, 4, 9].contains(hour)).map(|hour| hour * 60);
        assert_eq!(step(hours.chain([1387])), Some(60));
        assert_eq!(step((0..40).map(|at| at * 30)), Some(30));
    }

    #[test]
    fn rows_on_no_grid_and_a_handful_of_rows_have_no_step() {
        assert_eq!(step((0..40).map(|at| at * at % 1440)), None);
        assert_eq!(step([540, 600, 660]), None);
    }
}
