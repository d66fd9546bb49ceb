//! The room `run`: what happens now.

pub mod counter;
pub mod hall;
pub mod log;
pub mod queue;
pub mod visit;
pub mod wait;
