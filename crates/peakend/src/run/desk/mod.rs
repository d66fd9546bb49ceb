//! The desk: what a clerk sees and presses. Whoever works at a counter has one desk, however many windows show it.

pub mod page;
mod press;
mod store;
mod view;

pub use press::Verb;
pub(crate) use press::onward;
