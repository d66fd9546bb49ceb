//! The room `run`: what happens now.

pub mod alarm;
pub mod appointment;
pub mod board;
pub mod counter;
pub mod desk;
pub mod diversion;
pub mod forecast;
pub mod foresight;
pub mod guide;
pub mod hall;
pub mod history;
pub mod kiosk;
pub mod live;
pub mod log;
pub mod network;
pub mod next_hour;
pub(crate) mod pages;
pub mod queue;
pub mod replay;
pub mod staffing;
pub mod ticket;
pub mod tomorrow;
pub mod twin;
pub mod visit;
pub mod wait;
pub mod what_if;
