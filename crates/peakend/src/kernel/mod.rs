//! What every room stands on: ids, instants, chance, words that are kept as text, and a page of results.

mod clock;
mod id;
mod page;
pub mod text;
mod words;

pub use clock::{Clock, Instant};
pub use id::{BadId, Chance, Id, Kind, kinds};
pub use page::{Cursor, Page};
pub(crate) use words::words;
