//! How many will come: `peakend forecast`.
//!
//! The arithmetic is in [`flow::forecast`]. The calendar is that of the halls' own plans
//! ([`crate::run::planning`]). Here are the reading of tables as they come, what is found wrong
//! in them, and what is shown.

mod amend;
mod apart;
mod book;
pub mod cli;
mod columns;
mod network;
mod notes;
mod read;
mod report;
mod show;
mod when;

use crate::run::planning::calendar;
