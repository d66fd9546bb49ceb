//! The live page of a hall, and what who runs the floor does there.

use super::network;
use super::view::View;
use crate::Error;
use crate::house::House;
use crate::http::form::Fields;
use crate::http::page::{Go, Page};
use crate::http::who::Asker;
use crate::kernel::kinds::VisitId;
use crate::kernel::{text, words};
use crate::run::visit::Leaving;
use crate::run::visit::act as visit_act;
use crate::run::{alarm, counter, hall};
use crate::staff::Actor;
use crate::ui::frame::Frame;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use db::Tx;

/// The live page of a hall.
#[derive(Template)]
#[template(path = "run/live/hall.html")]
pub struct HallPage {
    frame: Frame,
    view: View,
    notice: Option<String>,
    refused: bool,
}

words! {
    /// What who runs the floor does, as in its addresses.
    pub enum Verb {
        /// Sees to an alarm.
        See = "see",
        /// Closes an alarm with what came of it.
        Settle = "settle",
        /// Closes a counter that a colleague has left.
        CloseCounter = "close-counter",
        /// Keeps somebody for the next opening.
        Defer = "defer",
        /// Ends a wait at the day's end, having spoken to the customer.
        End = "end",
        /// The customer has gone.
        Left = "left",
        /// Puts a line on the board.
        Broadcast = "broadcast",
        /// Shuts the hall.
        Shut = "shut",
        /// Opens it again.
        Open = "open",
    }
}

impl Verb {
    /// Does it.
    ///
    /// # Errors
    /// Those of the act.
    fn act(
        self,
        house: &House,
        tx: &mut Tx<'_>,
        actor: &Actor,
        code: &str,
        form: &Fields,
    ) -> Result<(), Error> {
        let visit =
            || form.get("visit").parse::<VisitId>().map_err(|_| Error::not_found("run-error-no-visit"));
        let alarm = || form.get("alarm").parse().map_err(|_| Error::not_found("floor-error-no-alarm"));
        match self {
            Self::See => alarm::act::see(house, tx, actor, alarm()?),
            Self::Settle => {
                let outcome = text::maybe("outcome", form.get("outcome"), super::LONGEST_NOTE)?;
                alarm::act::close(house, tx, actor, alarm()?, &outcome)
            }
            Self::CloseCounter => {
                let id = form.get("counter").parse().map_err(|_| Error::not_found("run-error-no-counter"))?;
                counter::act::close_forgotten(house, tx, actor, id)
            }
            Self::Defer => visit_act::defer(house, tx, actor, visit()?).map(drop),
            Self::End => visit_act::leave(house, tx, actor, visit()?, Leaving::DayEnd).map(drop),
            Self::Left => visit_act::leave(house, tx, actor, visit()?, Leaving::Staff).map(drop),
            Self::Broadcast | Self::Shut | Self::Open => {
                let id = hall::store::by_code(tx, code)?;
                match self {
                    Self::Broadcast => hall::act::broadcast(house, tx, actor, id, form.get("line")),
                    Self::Shut => hall::act::shut(house, tx, actor, id, form.get("why")),
                    _ => hall::act::open(house, tx, actor, id),
                }
            }
        }
    }
}

/// `GET /run/{place}`: the live page of a hall, or of all halls of a place above.
///
/// # Errors
/// There is no such place; it may not be seen.
pub async fn place(
    State(house): State<House>,
    asker: Asker,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let wanted = code.clone();
    let is_hall = house.db.read(move |tx| super::store::is_hall(tx, &wanted)).await?;
    if is_hall {
        return Ok(show(&house, &asker, code, None).await?.into_response());
    }
    network::show(&house, &asker, Some(code)).await
}

/// `POST /run/{hall}/floor/{verb}`: does it and goes back; what cannot be done now is said on the page.
///
/// # Errors
/// There is no such verb, or the act fails for another reason than how things stand.
pub async fn press(
    State(house): State<House>,
    asker: Asker,
    Path((code, verb)): Path<(String, String)>,
    form: Fields,
) -> Result<Response, Error> {
    let verb: Verb = verb.parse().map_err(|_| Error::not_found("frame-error-not-found"))?;
    let (here, actor, place) = (house.clone(), asker.actor.clone(), code.clone());
    let done = house.db.write(move |tx| verb.act(&here, tx, &actor, &place, &form)).await;
    match done {
        Ok(()) => Ok(Go::to(format!("/run/{code}")).into_response()),
        Err(error) => {
            let (status, why) = super::said_on_the_page(error, &asker)?;
            Ok((status, show(&house, &asker, code, Some(why)).await?).into_response())
        }
    }
}

async fn show(
    house: &House,
    asker: &Asker,
    code: String,
    why: Option<String>,
) -> Result<Page<HallPage>, Error> {
    let (here, actor, now) = (house.clone(), asker.actor.clone(), house.clock.now());
    let (view, steps) = house.db.read(move |tx| View::load(&here, tx, &actor, &code, now)).await?;
    let mut frame = Frame::of(asker, "run", view.hall.clone(), now).at(steps);
    frame.charts = view.may_see_figures;
    let (refused, said) = (why.is_some(), frame.said.take());
    Ok(Page(HallPage { frame, view, notice: why.or(said), refused }))
}
