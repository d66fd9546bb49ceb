//! The hall's twin: a hall as a file, and what would happen in it.
//!
//! [`hall_file`] reads and writes a hall as people describe it.

pub mod hall_file;
