//! The twin of a hall: its days simulated, customer by customer.
//!
//! A [`Hall`] says who comes, what for, who serves them and by which rule they are called; [`run`] lets one day of it
//! happen, from the morning on or from a [`State`] in the middle of it; [`replicate`] many days, until the answer is narrow
//! enough; [`compare`] tells whether a variant of the hall differs. [`follow`] tells every step of one run, [`would_wait`] how long
//! one who joins now would wait.
//!
//! - **The rule is the product's**: who is called next is whom [`choose`](crate::calling::choose) names, over everybody
//!   who waits. The engine looks at the heads of lines only, which is the same, and a test holds it to that.
//! - **Chance is by key**: a customer has the same arrival, class, patience and quantile of service in every variant, so
//!   variants are compared on the same days, and the result does not depend on threads.
//! - **Overload is an answer**: a hall that gets more than it can serve is simulated like any other, and
//!   [`Runs::rest`] says that its queue does not come to rest.
//!
//! What is deliberately absent: customers who look at the queue and turn round (balking; a diverted share stands for
//! them), services that are interrupted, and clerks who choose whom they like.

mod chance;
mod check;
mod compare;
mod engine;
mod fault;
mod hall;
mod law;
mod replicate;
mod state;
mod tally;
mod would;

pub use compare::{Paired, Verdict, compare};
pub use engine::{Feel, Happened, Seen, follow, run};
pub use fault::{Fault, Wrong};
pub use hall::{
    Appointment, Arrivals, Closing, Counter, Diverted, Hall, Late, Missed, Next, Prepared, Purpose, Shift,
};
pub use law::{Form, Law, Observed};
pub use replicate::{Effort, Estimate, Figure, QuarterMean, Rest, Runs, replicate};
pub use state::{Away, Serving, Start, State, Waiter};
pub use tally::{Felt, Flow, Halves, Outcome, Quarter, Waits, Work};
pub use would::{WouldWait, would_wait};
