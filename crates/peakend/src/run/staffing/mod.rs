//! Counters: how many it takes, for one load or for a day, and what another number would mean.
//!
//! [`read`] takes a plan of arrivals from a table and tells every fault in it; [`single`] answers for one load, [`day`] for
//! a table; [`cli`] is the command. The mathematics are in [`flow::theory`] and [`flow::staffing`].

pub mod asked;
pub mod cli;
pub mod day;
pub mod read;
mod report;
pub mod single;
mod words;
