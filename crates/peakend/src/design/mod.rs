//! The room `design`: what should a visit be?

pub mod blueprint;
