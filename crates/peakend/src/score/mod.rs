//! The room `score`: what will be remembered, and why.

pub mod findings;
