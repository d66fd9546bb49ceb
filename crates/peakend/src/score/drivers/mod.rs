//! Which touchpoints drive the overall judgement?

pub mod cli;
