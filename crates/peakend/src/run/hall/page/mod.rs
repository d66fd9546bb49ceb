//! The pages on which a hall is set up: `/run/{hall}/set-up` and one page for each part of it.

mod parts;
mod sent;

use super::sheet::{Block, Sheet, Table};
use super::{Plan, store};
use crate::Error;
use crate::house::House;
use crate::http::form::{Fields, Wrong};
use crate::http::page::{Go, Page};
use crate::http::who::Asker;
use crate::kernel::words;
use crate::run::pages::{self, Room};
use crate::staff::rights::Act;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use db::Tx;

words! {
    /// The parts of a set-up, each a page.
    pub enum Part {
        /// Shut and open by hand; the line on the board.
        Today = "today",
        /// Address, telephone, zone.
        Facts = "facts",
        /// Counters.
        Counters = "counters",
        /// What is offered.
        Purposes = "purposes",
        /// Opening hours.
        Hours = "hours",
        /// Who is called next.
        Rule = "rule",
        /// Appointments.
        Appointments = "appointments",
        /// What plans go by.
        Planning = "planning",
    }
}

impl Part {
    /// The right that it takes.
    fn right(self) -> Act {
        if self == Self::Today { Act::RunHall } else { Act::SetUpHall }
    }
}

/// The parts that a reader may open.
fn open_to(view: &View<'_>) -> impl Iterator<Item = Part> {
    Part::ALL.iter().copied().filter(|part| view.asker.actor.may(part.right(), &view.plan.path))
}

/// A hall's set-up as somebody looks at it.
pub(crate) struct View<'a> {
    pub house: &'a House,
    pub asker: &'a Asker,
    pub plan: &'a Plan,
}

impl View<'_> {
    /// A text.
    pub(crate) fn say(&self, id: &str) -> String {
        self.asker.texts().say(id)
    }

    /// The name of a field.
    pub(crate) fn field(&self, name: &str) -> String {
        self.say(&format!("hall-field-{}", name.replace('_', "-")))
    }

    /// The page of this part, with the way to the others; the overview is `""`.
    pub(crate) fn sheet(&self, tx: &mut Tx<'_>, here: &str) -> Result<Sheet, Error> {
        let root = format!("/run/{}/set-up", self.plan.code);
        let title =
            if here.is_empty() { self.say("hall-set-up") } else { self.say(&format!("hall-part-{here}")) };
        let within = (!here.is_empty()).then(|| title.clone());
        let steps = pages::here(tx, &self.asker.actor, self.plan, Room::SetUp, within)?;
        let mut sheet = Sheet::of(self.house, self.asker, title, steps);
        self.plan.name(self.asker.actor.language).clone_into(&mut sheet.kicker);
        sheet.tabs.push((root.clone(), self.say("hall-overview"), here.is_empty()));
        for other in open_to(self) {
            let name = self.say(&format!("hall-part-{other}"));
            sheet.tabs.push((format!("{root}/{other}"), name, here == other.word()));
        }
        if self.asker.actor.may(Act::SetUpHall, &self.plan.path) {
            sheet.tabs.push((format!("{root}/files"), self.say("hall-part-files"), here == "files"));
        }
        Ok(sheet)
    }
}

fn sheet(
    house: &House,
    tx: &mut Tx<'_>,
    asker: &Asker,
    code: &str,
    part: Option<Part>,
    edit: &str,
) -> Result<Sheet, Error> {
    let hall = store::by_code(tx, code)?;
    let plan = store::plan(house, tx, hall)?;
    asker.actor.must(part.map_or(Act::SetUpHall, Part::right), &plan.path)?;
    let view = View { house, asker, plan: &plan };
    let mut sheet = view.sheet(tx, part.map_or("", Part::word))?;
    match part {
        Some(part) => parts::blocks(&view, tx, part, edit, &mut sheet)?,
        None => overview(&view, tx, &mut sheet)?,
    }
    Ok(sheet)
}

/// Each part in one line.
fn overview(view: &View<'_>, tx: &mut Tx<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let open = view.plan.is_open(view.house.clock.now());
    sheet.answer = view.say(if open { "hall-answer-open" } else { "hall-answer-closed" });
    let mut table =
        Table { head: vec![view.say("hall-head-part"), view.say("hall-head-now")], ..Table::default() };
    for part in open_to(view) {
        table.rows.push(super::sheet::Line {
            cells: vec![view.say(&format!("hall-part-{part}")), parts::summary(view, tx, part)?],
            href: format!("/run/{}/set-up/{part}", view.plan.code),
            ..super::sheet::Line::default()
        });
    }
    sheet.blocks.push(Block::Table(table));
    Ok(())
}

/// The overview.
pub async fn show(
    State(house): State<House>,
    asker: Asker,
    Path(hall): Path<String>,
) -> Result<Page<Sheet>, Error> {
    let job = house.clone();
    house.db.read(move |tx| sheet(&job, tx, &asker, &hall, None, "")).await.map(Page)
}

/// A part.
pub async fn part(
    State(house): State<House>,
    asker: Asker,
    Path((hall, part)): Path<(String, String)>,
    axum::extract::Query(query): axum::extract::Query<Vec<(String, String)>>,
) -> Result<Page<Sheet>, Error> {
    let part: Part = part.parse().map_err(|_| Error::not_found("frame-error-not-found"))?;
    let edit = Fields(query).get("edit").to_owned();
    let job = house.clone();
    house.db.read(move |tx| sheet(&job, tx, &asker, &hall, Some(part), &edit)).await.map(Page)
}

/// Something to be changed on a part.
pub async fn send(
    State(house): State<House>,
    asker: Asker,
    Path((hall, part)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let part: Part = part.parse().map_err(|_| Error::not_found("frame-error-not-found"))?;
    let (job, actor, code, tried) = (house.clone(), asker.actor.clone(), hall.clone(), fields.clone());
    let done = house.db.write(move |tx| sent::change(&job, tx, &actor, &code, part, &tried)).await;
    match done {
        Ok((said, values)) => {
            Ok(Go::to(format!("/run/{hall}/set-up/{part}")).saying(said, &values).into_response())
        }
        Err(error) => {
            let wrong = Wrong::of(error, asker.texts())?;
            let (job, tried) = (house.clone(), fields.clone());
            let edit = fields.get("key").to_owned();
            let page = house.db.read(move |tx| sheet(&job, tx, &asker, &hall, Some(part), &edit)).await?;
            Ok(wrong.clone().answer(page.with_wrong(wrong, &tried)))
        }
    }
}
