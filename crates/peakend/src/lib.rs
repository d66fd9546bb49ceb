//! Peakend: the service experience of a network of walk-in halls.
//!
//! The rooms follow the loop of the work: design the visit, run it, listen to it, score what will be remembered,
//! improve. Of these, [`design`], [`run`], [`listen`] and [`score`] are open; `ARCHITECTURE.md` shows the plan of the house.

pub mod audit;
pub mod cli;
pub mod config;
pub mod demo;
pub mod design;
mod error;
pub mod house;
pub mod http;
pub mod job;
pub mod kernel;
pub mod listen;
pub mod ops;
pub mod router;
pub mod run;
pub mod score;
pub mod staff;
pub mod ui;
pub mod webhook;

pub use error::{Error, Refusal, RefusalKind};
