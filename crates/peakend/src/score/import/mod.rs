//! From any table to a table of moments.

pub mod cli;
