//! The guide's page: the floor at a glance, tickets, documents looked at beforehand, other channels.

pub mod page;
mod press;
mod view;

pub use press::Verb;
