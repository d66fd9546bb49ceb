//! How many will come: `peakend forecast`.
//!
//! The arithmetic is in [`flow::forecast`]. Here are the calendar, the reading of tables as they come, what is found wrong
//! in them, and what is shown.

mod amend;
mod apart;
mod book;
mod calendar;
pub mod cli;
mod columns;
mod network;
mod notes;
mod read;
mod report;
mod show;
mod when;
