//! Deeds as the acts that people do.

use super::floor::{Customer, Deed};
use super::network::Stage;
use crate::Error;
use crate::house::House;
use crate::kernel::kinds::VisitId;
use crate::run::visit::act::{self, Onward, Ticket};
use crate::run::visit::{Check, CheckOutcome, Happened, Leaving, Source, Surface, Visit};
use crate::run::{counter, queue};
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
            ask(house, tx, id)?;
            return Ok(None);
        }
        Deed::Answer(id, level) => {
            let why = reasons(level, id);
            answer(house, tx, id, level, why)?
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

fn ask(house: &House, tx: &mut Tx<'_>, id: VisitId) -> Result<(), Error> {
    let (mut log, mut visit) = act::open(house, tx, &Actor::system(), id)?;
    super::store::show(tx, id, log.at)?;
    let counter = visit.counter;
    act::happen(tx, &mut log, &mut visit, counter, &Happened::RatingShown { surface: Surface::Evaluator })
}

fn answer(house: &House, tx: &mut Tx<'_>, id: VisitId, level: i64, reasons: Vec<String>) -> Result<Visit, Error> {
    let (mut log, mut visit) = act::open(house, tx, &Actor::system(), id)?;
    let why = serde_json::to_string(&reasons).map_err(|error| Error::Internal(error.to_string()))?;
    super::store::answer(tx, id, level, &why, log.at)?;
    let counter = visit.counter;
    let what = Happened::RatingAnswered { surface: Surface::Evaluator, level, reasons };
    act::happen(tx, &mut log, &mut visit, counter, &what)?;
    Ok(visit)
}

/// Why a low level is low.
fn reasons(level: i64, id: VisitId) -> Vec<String> {
    if level > 3 {
        return Vec::new();
    }
    let reasons = ["waited_long", "not_solved"];
    vec![reasons[usize::from(id.uuid().as_bytes()[15] & 1)].to_owned()]
}
