//! The formulas held against published numbers, against 60-digit arithmetic, and against the laws they must obey.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod laws;
mod precise;
mod published;
mod values;
