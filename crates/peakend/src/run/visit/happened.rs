//! What can happen: the events of the log.
//!
//! Their names and fields are kept for good. A new field has a default, so that old events can still be read.

use super::{Outcome, Source};
use crate::kernel::Instant;
use crate::kernel::kinds::{AlarmId, CounterId, DiversionId, PersonId};
use crate::kernel::words;
use serde::{Deserialize, Serialize};

/// What happened to a visit, at a counter, or in a hall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs, reason = "each field is what its name says; units are in the names")]
pub enum Happened {
    /// A ticket was taken.
    Taken {
        day: String,
        letter: String,
        number: i64,
        purpose: String,
        class: String,
        source: Source,
        language: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        appointment: Option<(Instant, Instant)>,
    },
    /// Called to the counter.
    Called { person: PersonId, because: Because },
    /// Called again.
    Recalled,
    /// Did not come.
    Missed,
    /// Put back at the end of the queue after not coming.
    PutBack,
    /// The service began.
    Started,
    /// Put aside.
    Parked { why: String },
    /// Taken up again.
    Resumed { person: PersonId },
    /// Sent to another purpose, counter or person.
    Transferred {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        purpose: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        for_counter: Option<CounterId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        for_person: Option<PersonId>,
        keep_place: bool,
        why: String,
    },
    /// One service ended and another began at the same counter.
    Another { purpose: String, result: Outcome, left_open: String },
    /// The visit's last service ended.
    Finished { result: Outcome, left_open: String },
    /// Left the queue.
    Left { why: Leaving },
    /// Their place is held.
    Held { until: Instant },
    /// The day ended before their turn; they come first when the hall opens again.
    Deferred { until: Instant },
    /// Documents were looked at beforehand.
    Prepared { check: Check },
    /// The customer filled in the form beforehand.
    FormFilled { answers: Vec<(String, String)> },
    /// The guide spoke to the customer for the first time.
    Greeted,
    /// Another channel was offered.
    DiversionOffered { diversion: DiversionId, channel: String },
    /// The customer took the offer or not.
    DiversionAnswered { diversion: DiversionId, accepted: bool },
    /// Came back for the same within seven days of taking another channel.
    CameBack { diversion: DiversionId, channel: String },
    /// The evaluator was shown.
    RatingShown { surface: Surface },
    /// The customer rated.
    RatingAnswered { surface: Surface, level: i64, reasons: Vec<String> },
    /// The customer said why a low rating is low.
    RatingExplained { reasons: Vec<String> },
    /// The evaluator was shown and not answered in time.
    RatingTimedOut,
    /// The evaluator could not be shown.
    RatingNotAsked,
    /// Somebody works at the counter.
    CounterOpened { person: PersonId },
    /// Who works there is away for a moment.
    CounterPaused { why: String },
    /// Nobody works at the counter.
    CounterClosed,
    /// The hall was shut by hand.
    HallShut { why: String },
    /// The hall was opened again.
    HallOpened,
    /// A line was put on the board, or taken off it if empty.
    Broadcast { text: String },
    /// Something must be seen to: of which kind, and of what.
    AlarmRaised { alarm: AlarmId, about: String, subject: String },
    /// Somebody sees to it.
    AlarmSeen { alarm: AlarmId },
    /// It is over, or was seen to: with what came of it.
    AlarmClosed { alarm: AlarmId, outcome: String },
}

impl Happened {
    /// Its name in the log.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Taken { .. } => "taken",
            Self::Called { .. } => "called",
            Self::Recalled => "recalled",
            Self::Missed => "missed",
            Self::PutBack => "put_back",
            Self::Started => "started",
            Self::Parked { .. } => "parked",
            Self::Resumed { .. } => "resumed",
            Self::Transferred { .. } => "transferred",
            Self::Another { .. } => "another",
            Self::Finished { .. } => "finished",
            Self::Left { .. } => "left",
            Self::Held { .. } => "held",
            Self::Prepared { .. } => "prepared",
            Self::FormFilled { .. } => "form_filled",
            Self::Greeted => "greeted",
            Self::DiversionOffered { .. } => "diversion_offered",
            Self::DiversionAnswered { .. } => "diversion_answered",
            Self::CameBack { .. } => "came_back",
            Self::RatingShown { .. } => "rating_shown",
            Self::RatingAnswered { .. } => "rating_answered",
            Self::RatingExplained { .. } => "rating_explained",
            Self::RatingTimedOut => "rating_timed_out",
            Self::RatingNotAsked => "rating_not_asked",
            Self::CounterOpened { .. } => "counter_opened",
            Self::CounterPaused { .. } => "counter_paused",
            Self::CounterClosed => "counter_closed",
            Self::HallShut { .. } => "hall_shut",
            Self::HallOpened => "hall_opened",
            Self::Broadcast { .. } => "broadcast",
            Self::Deferred { .. } => "deferred",
            Self::AlarmRaised { .. } => "alarm_raised",
            Self::AlarmSeen { .. } => "alarm_seen",
            Self::AlarmClosed { .. } => "alarm_closed",
        }
    }
}

words! {
    /// Why this visit was called and no other.
    pub enum Because {
        /// It had waited longer than the cap.
        OverTheCap = "over_the_cap",
        /// It was sent to this counter or person.
        ForThisDesk = "for_this_desk",
        /// Its appointment's time had come.
        Appointment = "appointment",
        /// By the hall's order.
        Order = "order",
        /// By hand, out of order.
        Hand = "hand",
    }
}

impl From<flow::calling::Because> for Because {
    fn from(because: flow::calling::Because) -> Self {
        match because {
            flow::calling::Because::OverTheCap => Self::OverTheCap,
            flow::calling::Because::ForThisDesk => Self::ForThisDesk,
            flow::calling::Because::Appointment => Self::Appointment,
            flow::calling::Because::Order => Self::Order,
        }
    }
}

words! {
    /// How one service ended.
    pub enum Ended {
        /// All that was wanted.
        Done = "done",
        /// Some of it.
        Partly = "partly",
        /// Nothing of it.
        Failed = "failed",
        /// It takes another visit.
        ComeAgain = "come_again",
        /// Sent on.
        Transferred = "transferred",
    }
}

impl From<Outcome> for Ended {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::Done,
            Outcome::Partly => Self::Partly,
            Outcome::Failed => Self::Failed,
            Outcome::ComeAgain => Self::ComeAgain,
        }
    }
}

words! {
    /// Why a visit ended without a service to its end.
    pub enum Leaving {
        /// The customer said so.
        Customer = "customer",
        /// Staff saw that they had gone.
        Staff = "staff",
        /// Did not come when called, and was not put back.
        NoShow = "no_show",
        /// The day ended; they were spoken to.
        DayEnd = "day_end",
        /// They took another channel.
        Diverted = "diverted",
    }
}

words! {
    /// Where the evaluator was shown.
    pub enum Surface {
        /// The tablet at the counter.
        Evaluator = "evaluator",
        /// The customer's own page.
        Phone = "phone",
    }
}

words! {
    /// What looking at the documents beforehand came to.
    pub enum CheckOutcome {
        /// All there.
        Complete = "complete",
        /// Something is missing.
        Missing = "missing",
        /// Another channel does it.
        Diverted = "diverted",
    }
}

/// Documents looked at beforehand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What it came to.
    pub outcome: CheckOutcome,
    /// What is missing, or what was noted.
    pub note: String,
}

/// What was done for a visit before its turn.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Preparation {
    /// Documents looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Check>,
    /// The customer's form: questions and answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub form: Vec<(String, String)>,
    /// When the guide first spoke to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greeted_at: Option<Instant>,
}
