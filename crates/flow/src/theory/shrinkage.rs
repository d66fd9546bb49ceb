//! From counters that are open to people who are paid.

use super::fault::{Fault, Quantity, Wants};

/// The people to put on the roster so that this many counters are open, where each is away from the counter for a share
/// `shrinkage` (0 to below 1) of the time: breaks, training, illness.
///
/// # Errors
/// When the share is outside its range, or the roster would not end.
///
/// ```
/// assert_eq!(flow::theory::rostered(14, 0.3), Ok(20));
/// ```
pub fn rostered(counters: u32, shrinkage: f64) -> Result<u32, Fault> {
    Wants::BelowOne.of(Quantity::Shrinkage, shrinkage)?;
    let people = f64::from(counters) / (1.0 - shrinkage);
    // 14 / 0.7 is 20, though not in doubles
    let people = (people - 1e-9 * people).ceil();
    Wants::AtMost(f64::from(u32::MAX)).of(Quantity::Shrinkage, people).map(|people| people as u32)
}
