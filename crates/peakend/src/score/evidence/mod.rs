//! Does peak–end explain remembered satisfaction here?

pub mod cli;
