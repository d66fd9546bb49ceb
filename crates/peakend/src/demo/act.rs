//! Deeds as the acts that people do.

use super::floor::{Customer, Deed};
use super::network::Stage;
use crate::Error;
use crate::house::House;
use crate::kernel::kinds::VisitId;
use crate::listen::rating;
use crate::run::visit::act::{self, Onward, Ticket};
use crate::run::visit::{Check, CheckOutcome, Leaving, Source, Surface, Visit};
use crate::run::{alarm, counter, queue};
use crate::staff::{Actor, Who};
use crate::ui::text::Language;
use db::Tx;

/// Does a deed; gives back how its visit stands afterwards.
pub(super) fn run(house: &House, tx: &mut Tx<'_>, stage: &Stage, deed: Deed) -> Result<Option<Visit>, Error> {
    let clerk = |n: usize| &stage.clerks[n];
    let visit = match deed {
        Deed::Arrive(customer) => take(house, tx, stage, customer)?,
        Deed::Greet(id) => act::greet(house, tx, &stage.guide, id)?,
        Deed::Check(id, outcome) => act::check(house, tx, &stage.guide, id, &check(outcome))?,
        Deed::Leave(id) => act::leave(house, tx, &themselves(id), id, Leaving::Customer)?,
        Deed::NoShow(id) => act::leave(house, tx, &stage.guide, id, Leaving::NoShow)?,
        Deed::PutBack(id) => act::put_back(house, tx, &stage.guide, id)?,
        Deed::Call(n) => queue::act::call_next(house, tx, clerk(n), stage.counters[n])?,
        Deed::Recall(n, id) => act::recall(house, tx, clerk(n), id)?,
        Deed::Miss(n, id) => act::miss(house, tx, clerk(n), id)?,
        Deed::Start(n, id) => act::start(house, tx, clerk(n), id)?,
        Deed::Park(n, id) => act::park(house, tx, clerk(n), id, "复印证件")?,
        Deed::Resume(n, id) => act::resume(house, tx, clerk(n), id, stage.counters[n])?,
        Deed::Transfer(n, id, purpose) => {
            let onward = Onward { purpose: Some(purpose.to_owned()), keep_place: true, ..Onward::default() };
            act::transfer(house, tx, clerk(n), id, &onward)?
        }
        Deed::Another(n, id, purpose) => {
            act::another(house, tx, clerk(n), id, purpose, (crate::run::visit::Outcome::Done, ""))?
        }
        Deed::Finish(n, id, outcome) => {
            let left_open = match outcome {
                crate::run::visit::Outcome::Partly => "发票待补",
                crate::run::visit::Outcome::ComeAgain => "补齐证件再来",
                _ => "",
            };
            act::finish(house, tx, clerk(n), id, outcome, left_open)?
        }
        Deed::Open(n) => {
            let Who::Person(person) = clerk(n).who else { return Ok(None) };
            counter::act::open(house, tx, clerk(n), stage.counters[n], person)?;
            return Ok(None);
        }
        Deed::Pause(n) => {
            counter::act::pause(house, tx, clerk(n), stage.counters[n], "喝水")?;
            return Ok(None);
        }
        Deed::Close(n) => {
            counter::act::close(house, tx, clerk(n), stage.counters[n])?;
            return Ok(None);
        }
        Deed::Ask(id) => {
            rating::act::show(house, tx, &Actor::system(), id, Surface::Evaluator)?;
            return Ok(None);
        }
        Deed::Answer(id, level) => {
            let why = reasons(level, id);
            rating::act::answer(house, tx, &Actor::system(), id, Surface::Evaluator, level, &why)?
        }
        Deed::Home(_) => return Ok(None),
    };
    Ok(Some(visit))
}

fn take(house: &House, tx: &mut Tx<'_>, stage: &Stage, customer: Customer) -> Result<Visit, Error> {
    let actor = match customer.source {
        Source::Guide => stage.guide.clone(),
        Source::Phone => Actor::public("local".to_owned(), Language::default()),
        _ => Actor::system(),
    };
    let ticket = Ticket {
        purpose: customer.purpose.to_owned(),
        class: String::new(),
        source: customer.source,
        language: if customer.english { "en" } else { "zh-CN" }.to_owned(),
        appointment: None,
    };
    act::take(house, tx, &actor, stage.hall, &ticket)
}

/// The customer, who has the secret of their own page.
fn themselves(id: VisitId) -> Actor {
    Actor { who: Who::Customer(id), ..Actor::public("local".to_owned(), Language::default()) }
}

fn check(outcome: CheckOutcome) -> Check {
    let note = if outcome == CheckOutcome::Missing { "缺身份证原件" } else { "" };
    Check { outcome, note: note.to_owned() }
}

/// At the end of a past day everything that alarmed somebody has been seen to.
pub(super) fn settle(house: &House, tx: &mut Tx<'_>, stage: &Stage) -> Result<(), Error> {
    for open in alarm::store::open(tx, stage.hall)? {
        alarm::act::close(house, tx, &stage.manager, open.id, "当面致歉，已处理")?;
    }
    Ok(())
}

/// Why a low level is low.
fn reasons(level: i64, id: VisitId) -> Vec<String> {
    if level > rating::ASKED_WHY {
        return Vec::new();
    }
    let reasons = ["waited_long", "not_solved"];
    vec![reasons[usize::from(id.uuid().as_bytes()[15] & 1)].to_owned()]
}
