//! From moments to what is remembered.
//!
//! A visit is a short list of moments, each with an affect in [−1, 1]. This crate says what such a list leaves
//! behind ([`Curve`]), what a group of visits has in common ([`Group`]), how sure that is ([`Interval`],
//! [`shrink`]), whether peak and end explain what customers say afterwards ([`evidence`]) and which touchpoints
//! drive the judgement ([`drivers`]).
//!
//! It is *not* a reader of files and holds no names: visits, halls and touchpoints are numbers here. It has no
//! clock, no global randomness and no I/O; every resampling is seeded by a constant, so the same visits give the
//! same bits whatever the number of threads.

mod curve;
pub mod drivers;
mod estimate;
pub mod evidence;
pub mod gram;
mod group;
mod resample;
pub mod shrink;
mod sum;
mod within;

pub use curve::{Curve, earlier_peak};
pub use estimate::{Interval, mean_interval, wilson};
pub use group::Group;
pub use sum::Sum;
