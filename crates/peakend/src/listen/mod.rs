//! The room `listen`: what do people say?

pub mod rating;
