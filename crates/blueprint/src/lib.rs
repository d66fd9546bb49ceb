//! The visit as data: what a visit to a service hall should be, and how what was observed turns into affect.
//!
//! A [`Blueprint`] holds the touchpoints of a visit in the order of the journey, the purposes people come for,
//! the roles that serve them, and the affect rules: a [`Rule`] turns a [`Signal`] (a wait of 14 minutes, a
//! result "failed") into an affect in [−1, 1]. It is read from a handful of TOML texts by [`Blueprint::parse`],
//! which reports *every* [`Fault`] with file, line, column and, where one can be made, a suggestion. The default
//! blueprint is built in: [`Blueprint::service_hall`].
//!
//! ```
//! use blueprint::{Blueprint, Lang, Signal};
//!
//! let hall = Blueprint::service_hall();
//! let queue = hall.touchpoint("queue").expect("the default blueprint has a queue");
//! assert_eq!(queue.name.get(Lang::Zh), "排队");
//!
//! let rule = hall.rule("queue", "wait_beyond_promise").expect("and a rule for its wait");
//! assert!(rule.affect(&Signal::Quantity(20.0)).expect("minutes are on the scale") < 0.0);
//! ```
//!
//! It is *not* a reader of files (the caller brings names and texts), holds no clock and no moments, and says
//! nothing about halls. Standards and the layering of blueprints are still to come; [`Layer`] is their place.

mod fault;
mod model;
mod parse;
mod rule;
mod shipped;
mod text;

pub use fault::Fault;
pub use model::{
    Blueprint, Guide, Hypotheses, Layer, Named, Observable, PeakHypothesis, Purpose, Role, Touchpoint,
};
pub use rule::{Category, Curve, Form, Rule, RuleError, Signal, Table, Unit};
pub use text::{Lang, Text, UnknownLang};
