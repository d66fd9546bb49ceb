//! How many counters it takes, and when.
//!
//! | file | asks |
//! | --- | --- |
//! | [`target`](mod@target) | what is to be kept: a share served in time, a longest wait, a feeling, few who leave? |
//! | [`line`](mod@line) | how does a line with these counters do? |
//! | [`need`](mod@need) | how many counters keep the target in a line in balance? |
//! | [`course`] | how much work is in the hall, when arrivals change with the hour? |
//! | [`plan`](mod@plan) | how many counters in each step of the day? |
//! | [`sharing`] | what do purposes gain that share counters, and who should know what? |
//! | [`check`](mod@check) | does a simulated day keep it, and which counters are missing? |
//!
//! Formulas of a line in balance are exact only while nothing changes. A day changes; what is staffed for here is therefore
//! the work that is in the hall at the moment, including what earlier arrivals have left ([`course`]), and beside it stands
//! what each quarter-hour by itself would need. The last word has the simulation.

pub mod check;
pub mod course;
mod kinds;
pub mod line;
pub mod need;
pub mod plan;
pub mod sharing;
pub mod target;

pub use check::{Checked, Seen, Trial, check};
pub use course::{Course, Step, Work};
pub use line::{Crowd, Line};
pub use need::{Need, Terms, need};
pub use plan::{Planned, plan};
pub use sharing::{Sharing, share};
pub use target::Target;
