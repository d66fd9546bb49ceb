//! Peakend: the service experience of a network of walk-in halls.
//!
//! The rooms follow the loop of the work: design the visit, run it, listen to it, score what will be remembered,
//! improve. Of these, [`design`] and [`score`] are open; `ARCHITECTURE.md` shows the plan of the house.

pub mod cli;
pub mod design;
mod error;
pub mod score;
pub mod ui;

pub use error::Error;
