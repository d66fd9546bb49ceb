//! The mathematics of a hall: how many will come, who is called next, and how long the others will wait.
//!
//! - [`calling`] chooses the next visit for a desk that is free: longest wait, priority with ageing, or an exact
//!   sequence of classes, each under a cap on waiting that no rule can break.
//! - [`forecast`] tells how many will come in each step of the coming days, with an interval, beside a plain forecast.
//! - [`wait`] tells a customer who joins the queue how long it will take, as an interval, by several estimators; learns
//!   from what happened after; and keeps score of what was told.
//! - [`learn`] learns a hall from its log: patience, services, arrivals, who was at work; and says whether to trust it.
//! - [`twin`] lets a hall's days happen in simulation, from the morning on or from this moment.
//! - [`theory`] knows how a line in balance waits: Erlang B, C and A and what is built on them.
//! - [`staffing`] tells how many counters a day takes, step by step, to keep a target.
//!
//! The hall that runs and the hall that is simulated call the same functions. The crate is pure: time comes in as
//! microseconds since some origin (`…_us`) or seconds of waiting (`…_s`), nothing here reads a clock, a file or chance.

pub mod calling;
pub mod forecast;
mod gamma;
pub mod learn;
pub mod staffing;
pub mod theory;
pub mod twin;
pub mod wait;
