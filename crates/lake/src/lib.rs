//! Tables of moments in Parquet and text: read, checked, put together visit by visit, written.
//!
//! A table of moments has a row for each moment; `docs/guide/moments.md` describes its columns. [`scan`] reads one
//! from Parquet or CSV (plain, gzip, zstd), puts the rows of each visit in order and hands the visits to a
//! [`Fold`]. [`Writer`] writes one beside its destination and renames it when complete. [`import`] turns any long
//! or wide table into one, after a small map.
//!
//! What cannot be read is an [`Error`]; what can be read but makes no sense is counted and listed in [`Rejects`],
//! with its line and value, and never silently dropped. The crate knows nothing of scores, peaks or blueprints.

mod beside;
mod columns;
mod encoding;
mod error;
mod flaw;
mod guard;
pub mod import;
mod names;
mod parquet;
mod plain;
mod reject;
mod rows;
mod scan;
mod sheet;
mod spool;
mod text;
mod text_table;
mod visit;
mod write;

pub use beside::Beside;
pub use columns::{Column, nearest};
pub use encoding::{Encoding, text};
pub use error::Error;
pub use flaw::{Flaw, Place};
pub use guard::guarded;
pub use names::{Code, Dictionary, NONE, Names, Remap};
pub use reject::{Keep, Reason, Rejection, Rejects};
pub use rows::Visit;
pub use scan::{Fold, Need, Options, Scanned, Want, scan};
pub use sheet::{Cell, Kind, Sheet};
pub use text::TextSource;
pub use write::{Moment, VisitId, Writer};
