//! The room `listen`: what do people say?

pub mod evaluator;
pub mod rating;
