//! Another channel instead of the counter: offered, taken or not, and whether the customer came back for the same.
//!
//! **How a return is known.** Customers have no names here. A return within seven days is known only if the customer says
//! the code that was given with the offer, anywhere, or gives the same last four digits of a telephone, at the same hall and
//! for the same purpose. Whoever says neither is not counted, so returns are counted too low, never too high, except where
//! two customers share four digits (one in ten thousand for each open offer).

pub mod act;
pub(crate) mod store;

use crate::kernel::Instant;
use crate::kernel::kinds::{DiversionId, PlaceId, VisitId};
use crate::kernel::words;

words! {
    /// Where an offer of another channel stands.
    pub enum DiversionState {
        /// Offered, and not answered.
        Offered = "offered",
        /// The customer took it.
        Accepted = "accepted",
        /// The customer rather waits.
        Declined = "declined",
        /// Came back for the same within seven days.
        CameBack = "came_back",
    }
}

/// Within how many days a return counts.
pub const RETURN_DAYS: i64 = 7;

/// An offer of another channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diversion {
    /// Its id.
    pub id: DiversionId,
    /// The hall.
    pub hall: PlaceId,
    /// Of whom; none: before a ticket was taken.
    pub visit: Option<VisitId>,
    /// What for.
    pub purpose: String,
    /// The channel.
    pub channel: String,
    /// What the customer says who comes back.
    pub code: String,
    /// The last four digits of their telephone, if they gave them.
    pub phone: Option<String>,
    /// Where it stands.
    pub state: DiversionState,
    /// When it was offered.
    pub offered_at: Instant,
    /// When it was answered.
    pub answered_at: Option<Instant>,
}
