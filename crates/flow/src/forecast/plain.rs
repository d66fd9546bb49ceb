//! The plain forecasts that stand beside the model: what the same weekday brought lately.

use super::day::{Day, Past};

/// So many of the same weekday make the median.
pub const MEDIAN_OF: usize = 6;
/// So many of the same weekday make the mean.
pub const MEAN_OF: usize = 4;

/// The median per step of the last [`MEDIAN_OF`] days of the same weekday, and the mean of the last [`MEAN_OF`], out of
/// days in the order of time. Days closed or not known are passed over. `None` if there is no such day.
pub(super) fn plain(past: &[Past], day: &Day) -> Option<(Vec<f64>, Vec<f64>)> {
    let same: Vec<&Past> = past
        .iter()
        .rev()
        .filter(|past| past.day.weekday == day.weekday && past.teaches())
        .take(MEDIAN_OF.max(MEAN_OF))
        .collect();
    let steps = same.first()?.counts.len();
    let mut median = Vec::with_capacity(steps);
    let mut mean = Vec::with_capacity(steps);
    let mut seen = Vec::with_capacity(MEDIAN_OF);
    for step in 0..steps {
        let known = |most: usize| {
            same.iter().map(move |past| past.counts[step]).take(most).filter(|count| !count.is_nan())
        };
        let few = known(MEAN_OF).count();
        mean.push(if few == 0 { 0.0 } else { known(MEAN_OF).sum::<f64>() / few as f64 });
        seen.clear();
        seen.extend(known(MEDIAN_OF));
        median.push(middle(&mut seen));
    }
    Some((median, mean))
}

/// The median; 0 of nothing.
pub(super) fn middle(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => 0.0,
        count if count % 2 == 1 => values[count / 2],
        count => (values[count / 2 - 1] + values[count / 2]) / 2.0,
    }
}
