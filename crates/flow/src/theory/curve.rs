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
