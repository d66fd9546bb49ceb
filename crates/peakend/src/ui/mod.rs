//! What people read: texts in their language, figures that say how sure they are, tables, progress.

pub mod figure;
pub mod frame;
pub mod output;
pub mod progress;
pub mod report;
pub mod span;
pub mod text;
pub(crate) mod time_band;
pub mod zone;
