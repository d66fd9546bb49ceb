//! Staffing: the fewest counters for every kind of target, and through a day.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod day;
mod needs;
mod purposes;
mod simulated;
