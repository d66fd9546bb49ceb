//! How long the bank's callers wait before they hang up.

use crate::calls::january;
use flow::learn::{Survival, Waited, fit};

/// The population: every call of the month that spent a second or more in the queue, PHANTOM lines left out: 16,665 calls,
/// of which 3,080 hung up. A queue time of 0 is in the file for 21 that hung up as they entered; they waited for
/// nothing and say nothing of patience. Who was answered is censored at the wait.
fn waits() -> Option<Vec<Waited>> {
    let waited = |call: crate::calls::Call| call.queued_s.map(|s| Waited { s, left: !call.answered });
    Some(january()?.into_iter().filter_map(waited).collect())
}

#[test]
fn of_januarys_queued_calls_831_in_a_thousand_would_wait_a_minute_and_516_five() {
    let Some(waits) = waits() else { return };
    let curve = Survival::of(waits.iter().copied()).unwrap();
    assert_eq!((curve.waited(), curve.left()), (16_665, 3_080));
    for (s, published) in [(60.0, 0.831), (300.0, 0.516)] {
        let share = curve.survival(s);
        let [low, high] = curve.interval(s).unwrap();
        eprintln!("S({s}) = {share:.4}, 95 % from {low:.4} to {high:.4}");
        assert_eq!((share * 1000.0).round() / 1000.0, published);
        assert!(low < share && share < high && high - low < 0.06);
    }
    eprintln!("median {:.0} s, known up to {:.0} s", curve.quantile_s(0.5), curve.known_up_to_s().unwrap());
    for fit in fit::patience(&waits, &curve) {
        eprintln!("{:?} {:?}: AIC {:.0}, off by {:.3}", fit.family, fit.law.form(), fit.aic, fit.distance);
    }
}
