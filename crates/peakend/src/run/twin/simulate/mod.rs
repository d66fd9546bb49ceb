//! `peakend simulate`: a hall from a file, simulated day after day, and its variants held against it.
//!
//! `found` simulates and keeps what was found; `words` says it, `show` as a table, `files` for programs, `report`
//! as a page. Nothing is estimated outside `flow::twin` and [`what_if`](super::what_if), but the work of single counters.

pub mod cli;
mod files;
mod found;
mod load;
mod report;
mod show;
mod words;

pub use load::{Overload, overload};
