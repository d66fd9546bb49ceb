//! `peakend calibrate`: a hall learnt from its log, and a report card on days that were held out.
//!
//! The log is any table with a row for each service that somebody came for (`read`); a small `map` names its columns. What
//! is learnt is `flow::learn`; here it is read, shown, written as a hall's file (`hall`) and drawn (`report`).

pub mod cli;
pub mod export;
mod hall;
mod map;
mod read;
mod report;
mod show;

#[cfg(test)]
mod tests;
