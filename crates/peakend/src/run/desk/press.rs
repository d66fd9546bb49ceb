//! What a press of the desk does: one act, in one transaction.

use crate::Error;
use crate::house::House;
use crate::http::form::Fields;
use crate::kernel::kinds::{CounterId, VisitId};
use crate::kernel::text;
use crate::kernel::words;
use crate::run::live::LONGEST_NOTE;
use crate::run::visit::Outcome;
use crate::run::visit::act::{self, Onward};
use crate::run::{counter as counters, queue};
use crate::staff::Actor;
use db::Tx;

words! {
    /// The verbs of the desk, as in its addresses.
    pub enum Verb {
        /// Begin work at a counter, or go on after a pause.
        Open = "open",
        /// Away for a moment.
        Pause = "pause",
        /// End work at the counter.
        Close = "close",
        /// Call the next.
        Call = "call",
        /// Call this one, out of order.
        CallThis = "call-this",
        /// Call once more.
        Recall = "recall",
        /// Did not come.
        Miss = "miss",
        /// Is here: begin.
        Start = "start",
        /// Put aside.
        Park = "park",
        /// Take up again.
        Resume = "resume",
        /// Send on.
        Transfer = "transfer",
        /// One service more.
        Another = "another",
        /// End with a result.
        Finish = "finish",
        /// Back into the queue, after not coming.
        PutBack = "put-back",
    }
}

fn visit(form: &Fields) -> Result<VisitId, Error> {
    form.get("visit").parse().map_err(|_| Error::not_found("run-error-no-visit"))
}

fn counter(form: &Fields) -> Result<CounterId, Error> {
    form.get("counter").parse().map_err(|_| Error::not_found("run-error-no-counter"))
}

fn note(form: &Fields) -> Result<String, Error> {
    text::maybe("note", form.get("note"), LONGEST_NOTE)
}

/// How the service ended.
fn result(form: &Fields) -> Result<Outcome, Error> {
    form.parse("result", "desk-error-result")
}

/// Where to: `purpose:…`, `counter:…` or `person:…`.
pub(crate) fn onward(form: &Fields) -> Result<Onward, Error> {
    let nowhere = || Error::invalid("to", "run-error-transfer-nowhere");
    let mut onward =
        Onward { keep_place: form.maybe("keep_place").is_some(), why: note(form)?, ..Onward::default() };
    match form.get("to").split_once(':').ok_or_else(nowhere)? {
        ("purpose", purpose) => onward.purpose = Some(purpose.to_owned()),
        ("counter", id) => onward.counter = Some(id.parse().map_err(|_| nowhere())?),
        ("person", id) => onward.person = Some(id.parse().map_err(|_| nowhere())?),
        _ => return Err(nowhere()),
    }
    Ok(onward)
}

impl Verb {
    /// Does it.
    ///
    /// # Errors
    /// Those of the act.
    pub fn act(self, house: &House, tx: &mut Tx<'_>, actor: &Actor, form: &Fields) -> Result<(), Error> {
        match self {
            Self::Open | Self::Pause | Self::Close | Self::Call => self.act_at(house, tx, actor, form),
            _ => self.act_on(house, tx, actor, form),
        }
    }

    /// Acts at a counter.
    fn act_at(self, house: &House, tx: &mut Tx<'_>, actor: &Actor, form: &Fields) -> Result<(), Error> {
        let at = counter(form)?;
        match self {
            Self::Open => {
                let person = actor.person().ok_or_else(|| Error::conflict("desk-error-nobody"))?;
                counters::act::open(house, tx, actor, at, person)?;
            }
            Self::Pause => drop(counters::act::pause(house, tx, actor, at, &note(form)?)?),
            Self::Close => drop(counters::act::close(house, tx, actor, at)?),
            _ => drop(queue::act::call_next(house, tx, actor, at)?),
        }
        Ok(())
    }

    /// Acts on a visit.
    fn act_on(self, house: &House, tx: &mut Tx<'_>, actor: &Actor, form: &Fields) -> Result<(), Error> {
        let id = visit(form)?;
        let said = note(form)?;
        match self {
            Self::CallThis => act::call_by_hand(house, tx, actor, id, counter(form)?)?,
            Self::Recall => act::recall(house, tx, actor, id)?,
            Self::Miss => act::miss(house, tx, actor, id)?,
            Self::Start => act::start(house, tx, actor, id)?,
            Self::Park => act::park(house, tx, actor, id, &said)?,
            Self::Resume => act::resume(house, tx, actor, id, counter(form)?)?,
            Self::Transfer => act::transfer(house, tx, actor, id, &onward(form)?)?,
            Self::Another => act::another(house, tx, actor, id, form.get("purpose"), (result(form)?, &said))?,
            Self::PutBack => act::put_back(house, tx, actor, id)?,
            _ => act::finish(house, tx, actor, id, result(form)?, &said)?,
        };
        Ok(())
    }
}
