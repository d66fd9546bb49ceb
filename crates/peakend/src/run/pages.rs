//! The pages of a hall: what each is called, where it is, and who may open it. All of them show the others beside them.

use crate::Error;
use crate::house::House;
use crate::kernel::words;
use crate::run::hall::{self, Plan};
use crate::run::network;
use crate::staff::Actor;
use crate::staff::rights::Act;
use crate::ui::frame::{Step, Tab, Where};
use crate::ui::text::Texts;
use db::Tx;
use std::sync::Arc;

words! {
    /// A page of a hall, as in its address.
    pub enum Room {
        /// The hall as it is now.
        Live = "live",
        /// Where clerks call.
        Desk = "desk",
        /// Where guides take care of the floor.
        Guide = "guide",
        /// Appointments of a day.
        Appointments = "appointments",
        /// The visits of a day.
        Visits = "visits",
        /// How a day was felt.
        Day = "day",
        /// How many will come, and how many counters that takes.
        Tomorrow = "tomorrow",
        /// What would be if.
        WhatIf = "what-if",
        /// How good the waits told have been.
        Waits = "waits",
        /// How the evaluator was used.
        Ratings = "ratings",
        /// Counters, purposes, hours.
        SetUp = "set-up",
    }
}

impl Room {
    /// The right that it takes.
    const fn right(self) -> Act {
        match self {
            Self::Live => Act::SeeFloor,
            Self::Desk => Act::WorkCounter,
            Self::Guide => Act::Guide,
            Self::Appointments => Act::Book,
            Self::Visits => Act::SeeVisit,
            Self::Day | Self::Tomorrow | Self::WhatIf | Self::Waits | Self::Ratings => Act::SeeFigures,
            Self::SetUp => Act::SetUpHall,
        }
    }

    /// Its name, as a text.
    const fn name(self) -> &'static str {
        match self {
            Self::Live => "floor-live",
            Self::Desk => "desk-title",
            Self::Guide => "floor-guide",
            Self::Appointments => "appointment-tab",
            Self::Visits => "experience-tab-visits",
            Self::Day => "experience-tab-day",
            Self::Tomorrow => "foresee-tab-tomorrow",
            Self::WhatIf => "foresee-tab-what-if",
            Self::Waits => "experience-tab-waits",
            Self::Ratings => "ticket-ratings",
            Self::SetUp => "hall-set-up",
        }
    }

    fn address(self, plan: &Plan) -> String {
        match self {
            Self::Live => format!("/run/{}", plan.code),
            other => format!("/run/{}/{other}", plan.code),
        }
    }
}

/// The hall of a code, for somebody who may do this there.
///
/// # Errors
/// There is no such hall, or it is not allowed.
pub(crate) fn plan(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    code: &str,
    act: Act,
) -> Result<Arc<Plan>, Error> {
    let hall = hall::store::by_code(tx, code)?;
    let plan = hall::store::plan(house, tx, hall)?;
    actor.must(act, &plan.path)?;
    Ok(plan)
}

/// Where a page of a hall is: the way down to it, and the hall's other pages that the actor may open. `within` names a page
/// within this one.
///
/// # Errors
/// Those of the database.
pub(crate) fn here(
    tx: &mut Tx<'_>,
    actor: &Actor,
    plan: &Plan,
    room: Room,
    within: Option<String>,
) -> Result<Where, Error> {
    let texts = Texts::shared(actor.language);
    let (mut steps, title) = match room {
        Room::Live => (network::steps(tx, &plan.path, actor.language)?, None),
        _ => network::steps_to(tx, &plan.path, actor.language, texts.say(room.name()))
            .map(|steps| (steps, within))?,
    };
    if let (Some(name), Some(last)) = (title, steps.last_mut()) {
        last.href = Some(room.address(plan));
        steps.push(Step { name, href: None });
    }
    let open = Room::ALL.iter().filter(|other| actor.may(other.right(), &plan.path));
    let tab =
        |other: &Room| Tab { name: texts.say(other.name()), href: other.address(plan), here: *other == room };
    Ok(Where { steps, tabs: open.map(tab).collect() })
}
