//! What a press of the guide's page does: one act, in one transaction.

use crate::Error;
use crate::house::House;
use crate::http::form::Fields;
use crate::kernel::kinds::VisitId;
use crate::kernel::{text, words};
use crate::run::desk::onward;
use crate::run::diversion::act::{Offered, answer, came_back, offer};
use crate::run::hall;
use crate::run::live::LONGEST_NOTE;
use crate::run::visit::act::{self, Ticket};
use crate::run::visit::{Check, Leaving, Source};
use crate::staff::Actor;
use db::Tx;

words! {
    /// The verbs of the guide, as in the page's addresses.
    pub enum Verb {
        /// Issue a ticket.
        Take = "take",
        /// Speak to somebody for the first time.
        Greet = "greet",
        /// Look at the documents beforehand.
        Check = "check",
        /// Send to another purpose, counter or colleague.
        Reroute = "reroute",
        /// Hold a place for some minutes.
        Hold = "hold",
        /// Back into the queue, after not coming.
        PutBack = "put-back",
        /// Has gone.
        Left = "left",
        /// Offer another channel.
        Offer = "offer",
        /// What the customer said to it.
        Answer = "answer",
        /// Came back from another channel.
        CameBack = "came-back",
    }
}

/// What came of a press, as far as the page says more than how the floor stands then.
pub(super) enum Done {
    /// Nothing more.
    It,
    /// A ticket was issued; and whether what the customer said fits an offer, if they said anything.
    Issued(VisitId, Option<bool>),
    /// A channel was offered; its code.
    Offered(String),
    /// Whether the customer is known to have come back.
    Back(bool),
}

fn visit(form: &Fields) -> Result<VisitId, Error> {
    form.get("visit").parse().map_err(|_| Error::not_found("run-error-no-visit"))
}

fn note(form: &Fields) -> Result<String, Error> {
    text::maybe("note", form.get("note"), LONGEST_NOTE)
}

impl Verb {
    /// Does it.
    ///
    /// # Errors
    /// Those of the act.
    pub(super) fn act(
        self,
        house: &House,
        tx: &mut Tx<'_>,
        actor: &Actor,
        code: &str,
        form: &Fields,
    ) -> Result<Done, Error> {
        match self {
            Self::Take => return take(house, tx, actor, code, form),
            Self::Offer => return offered(house, tx, actor, code, form),
            Self::CameBack => {
                return Ok(Done::Back(came_back(house, tx, actor, visit(form)?, form.get("said"))?));
            }
            Self::Answer => {
                let id = form.parse("diversion", "floor-error-no-diversion")?;
                answer(house, tx, actor, id, form.has("accepted", "yes")).map(drop)?;
            }
            Self::Greet => drop(act::greet(house, tx, actor, visit(form)?)?),
            Self::Check => {
                let check = Check { outcome: form.parse("outcome", "floor-error-check")?, note: note(form)? };
                act::check(house, tx, actor, visit(form)?, &check).map(drop)?;
            }
            Self::Reroute => drop(act::transfer(house, tx, actor, visit(form)?, &onward(form)?)?),
            Self::Hold => {
                let minutes = form.parse("minutes", "floor-error-minutes")?;
                act::hold(house, tx, actor, visit(form)?, minutes).map(drop)?;
            }
            Self::PutBack => drop(act::put_back(house, tx, actor, visit(form)?)?),
            Self::Left => drop(act::leave(house, tx, actor, visit(form)?, Leaving::Staff)?),
        }
        Ok(Done::It)
    }
}

/// Issues a ticket, and notes a return if the customer says the code of an offer or four digits of their telephone.
fn take(house: &House, tx: &mut Tx<'_>, actor: &Actor, code: &str, form: &Fields) -> Result<Done, Error> {
    let hall = hall::store::by_code(tx, code)?;
    let plan = hall::store::plan(house, tx, hall)?;
    let class = form.get("class");
    if !class.is_empty() && !plan.classes().iter().any(|known| known == class) {
        return Err(Error::invalid("class", "floor-error-class"));
    }
    let ticket = Ticket {
        purpose: form.get("purpose").to_owned(),
        class: class.to_owned(),
        source: Source::Guide,
        language: if form.get("language") == "en" { "en" } else { "zh-CN" }.to_owned(),
        appointment: None,
    };
    let taken = act::take(house, tx, actor, hall, &ticket)?;
    let said = match form.maybe("said") {
        Some(said) => Some(came_back(house, tx, actor, taken.id, said)?),
        None => None,
    };
    Ok(Done::Issued(taken.id, said))
}

fn offered(house: &House, tx: &mut Tx<'_>, actor: &Actor, code: &str, form: &Fields) -> Result<Done, Error> {
    let hall = hall::store::by_code(tx, code)?;
    let what = Offered {
        visit: form.maybe("visit").map(|_| visit(form)).transpose()?,
        purpose: form.get("purpose").to_owned(),
        channel: form.get("channel").to_owned(),
        phone: form.get("phone").to_owned(),
    };
    Ok(Done::Offered(offer(house, tx, actor, hall, &what)?.code))
}
