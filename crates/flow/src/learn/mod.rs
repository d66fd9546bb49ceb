//! A hall learnt from its log.
//!
//! [`Log::sift`] takes what was seen ([`Seen`]) and names what cannot be ([`Odd`]); [`Learnt::from`] learns from what is left:
//!
//! - **patience** ([`Survival`]), although most of those who wait are called before it ends;
//! - **services** by purpose ([`Services`]), as they were and as smooth laws ([`fit`]), and how people compare ([`Pace`]);
//! - **arrivals** by weekday and quarter of an hour, and how much days differ ([`Arrivals`]);
//! - **who was at work** ([`staff`]), from services alone, because a log has no shifts;
//! - **habits** ([`habits`]): who does not come when called, what a call takes, where visits go on, who serves what.
//!
//! [`Learnt::hall`] makes of it a hall to simulate, and [`card`] says whether to trust that: it learns from the first days of
//! the log, simulates the others and holds them against what happened.

pub mod arrivals;
pub mod card;
pub mod fit;
pub mod habits;
mod hall;
mod seen;
pub mod services;
pub mod staff;
mod survival;

pub use arrivals::Arrivals;
pub use habits::Share;
pub use hall::{Learnt, PATIENCE_LEAST, waits};
pub use seen::{End, FAR_DAYS, LONG_SPREADS, Log, Odd, Oddity, Seen, weekday};
pub use services::{Pace, Services};
pub use survival::{Point, Survival, Waited};
