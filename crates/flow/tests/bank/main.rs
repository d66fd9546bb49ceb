//! What the mathematics makes of a real call centre: a bank's, in January 1999 (`queues/bank-january.txt.gz`).
#![expect(clippy::unwrap_used, reason = "a test that unwraps nothing fails at the right place")]

mod calls;
mod patience;
mod simulated;
mod twin;
mod waits;
