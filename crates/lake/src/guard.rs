//! Damage that a decoder answers with a panic is damage like any other.

use parquet::errors::ParquetError;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside a decoder whose panics become errors. A program's panic hook may keep quiet then.
pub fn guarded() -> bool {
    GUARDED.get()
}

/// The Parquet decoder panics over some kinds of damage (a dictionary that was announced and does not come). What it
/// left half done is not used again.
pub(crate) fn unpanicked<T>(decode: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    GUARDED.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(decode));
    GUARDED.set(false);
    outcome.unwrap_or_else(|_| Err(ParquetError::General("the decoder gave up".to_owned())))
}
