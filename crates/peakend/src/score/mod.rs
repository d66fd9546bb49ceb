//! The room `score`: what will be remembered, and why.

pub mod drivers;
pub mod evidence;
pub mod experience;
pub mod findings;
pub mod groups;
pub mod import;
pub mod investigate;
pub mod portrait;
pub mod reading;
pub mod report;
pub mod sample;
pub mod tally;
pub mod yardstick;
