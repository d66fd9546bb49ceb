//! The forecast on made-up pasts, on real data, and on next to nothing.
#![expect(clippy::print_stdout, reason = "a test says what it measured, and what it skipped")]

mod real;
