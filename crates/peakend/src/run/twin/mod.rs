//! The hall's twin: a hall as a file, and what would happen in it.
//!
//! [`hall_file`] reads and writes a hall as people describe it; [`what_if`] tries changes of it (a [`variant`] is a file of
//! some) and tells what they would bring, in minutes and, by [`feel`], in experience; [`simulate`] is the command. The
//! simulation itself is `flow::twin`; [`calibrate`] learns a hall from its log; `live` describes a hall that runs, from its
//! own log, and `trust` holds that twin against the days that were.

pub mod calibrate;
pub mod feel;
pub mod hall_file;
pub(crate) mod live;
pub mod simulate;
pub(crate) mod trust;
pub mod variant;
pub mod what_if;
