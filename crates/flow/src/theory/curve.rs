//! What waits feel like: the mean of a piecewise-linear function of a wait, such as affect by minutes.

/// The mean of a piecewise-linear function of a wait.
///
/// `points` are (seconds, value), seconds rising from zero or more; left of the first and right of the last the function
/// is level. `longer(from, to)` is the integral from `from` to `to` of the share that waits longer than so many seconds.
/// As a wait is zero or more, E f(W) = f(0) + ∫ f′(t) P(W > t) dt. Not a number without points.
pub fn mean(points: &[(f64, f64)], longer: impl Fn(f64, f64) -> f64) -> f64 {
    let Some(&(_, first)) = points.first() else { return f64::NAN };
    points.windows(2).fold(first, |mean, pair| {
        let ((from_s, from), (to_s, to)) = (pair[0], pair[1]);
        if to_s > from_s { mean + (to - from) / (to_s - from_s) * longer(from_s, to_s) } else { mean }
    })
}

/// The same function from zero on: points before zero are replaced by its value there.
pub fn from_zero(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let first = points.partition_point(|point| point.0 < 0.0);
    let mut kept = points[first..].to_vec();
    match (first.checked_sub(1).map(|before| points[before]), kept.first().copied()) {
        (Some((from, value)), Some((to, end))) if to > 0.0 => {
            kept.insert(0, (0.0, value + (end - value) * (-from / (to - from))));
        }
        (Some((_, value)), None) => kept.push((0.0, value)),
        _ => {}
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_that_begins_before_zero_is_cut_there() {
        assert_eq!(from_zero(&[(-60.0, 1.0), (60.0, 0.0)]), [(0.0, 0.5), (60.0, 0.0)]);
        assert_eq!(from_zero(&[(-60.0, 1.0), (0.0, 0.2), (60.0, 0.0)]), [(0.0, 0.2), (60.0, 0.0)]);
        assert_eq!(from_zero(&[(30.0, 1.0), (60.0, 0.0)]), [(30.0, 1.0), (60.0, 0.0)]);
        assert_eq!(from_zero(&[(-60.0, 1.0), (-30.0, 0.3)]), [(0.0, 0.3)]);
    }
}
