//! The set-up as files, on a page: `/run/{hall}/set-up/files`.
//!
//! What is taken in is pasted, so that it works in any browser; it is first shown what would change, and then done.

use super::{Change, Fault, Outcome, Table as Kind, import, people, read, records, tables, toml};
use crate::Error;
use crate::RefusalKind;
use crate::house::House;
use crate::http::form::Fields;
use crate::http::page::{Go, Page};
use crate::http::who::Asker;
use crate::router::LONGEST_FILE;
use crate::run::hall::page::View;
use crate::run::hall::sheet::{Block, Field, Form, Line, Sheet, Table};
use crate::run::hall::store;
use crate::staff::rights::Act;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use db::Tx;
use std::sync::Arc;

fn sheet(
    house: &House,
    tx: &mut Tx<'_>,
    asker: &Asker,
    code: &str,
    sent: &Fields,
    found: Option<&Outcome>,
) -> Result<Sheet, Error> {
    let hall = store::by_code(tx, code)?;
    let plan = store::plan(house, tx, hall)?;
    asker.actor.must(Act::SetUpHall, &plan.path)?;
    let view = View { house, asker, plan: &plan };
    let mut sheet = view.sheet(tx, "files")?;
    sheet.answer = view.say("hall-intro-files");
    match found {
        Some(Outcome::Good(changes)) if changes.is_empty() => {
            sheet.blocks.push(Block::Text(view.say("hall-file-nothing")))
        }
        Some(Outcome::Good(changes)) => would(&view, changes, sent, &mut sheet),
        Some(Outcome::Bad(faults)) => sheet.blocks.push(Block::Table(at_fault(&view, faults))),
        None => {}
    }
    sheet.blocks.push(Block::Table(downloads(&view)));
    let formats = ["toml", "csv"]
        .map(|format| (format.to_owned(), format.to_uppercase(), sent.get("format") == format));
    sheet.blocks.push(Block::Form(Form {
        title: view.say("hall-file-take-in"),
        intro: view.say("hall-file-take-in-intro"),
        hidden: vec![("act", "look".to_owned())],
        fields: vec![
            Field::text("format", view.say("hall-file-format"), "").options("select", formats.to_vec()),
            Field::text("text", view.say("hall-file-content"), sent.get("text")).kind("area"),
        ],
        submit: view.say("hall-file-look"),
        open: true,
        ..Form::default()
    }));
    Ok(sheet)
}

fn downloads(view: &View<'_>) -> Table {
    let root = format!("/run/{}/set-up/files", view.plan.code);
    let line = |file: &str, what: String| Line {
        cells: vec![file.to_owned(), what],
        href: format!("{root}/{file}"),
        ..Line::default()
    };
    let mut rows = vec![line("set-up.toml", view.say("hall-file-toml"))];
    rows.extend(
        Kind::ALL.iter().map(|table| line(&format!("{table}.csv"), view.say(&format!("hall-table-{table}")))),
    );
    Table {
        title: view.say("hall-file-take-out"),
        head: vec![view.say("hall-head-file"), view.say("hall-head-content")],
        rows,
        ..Table::default()
    }
}

/// What would change, and the button that does it.
fn would(view: &View<'_>, changes: &[Change], sent: &Fields, sheet: &mut Sheet) {
    let heads = ["hall-head-where", "hall-head-change", "hall-head-before", "hall-head-after"];
    let row = |change: &Change| {
        let act = view.say(&format!("audit-act-{}", change.act.replace('_', "-")));
        Line {
            cells: vec![change.name.clone(), act, change.before.clone(), change.after.clone()],
            ..Line::default()
        }
    };
    sheet.blocks.push(Block::Table(Table {
        title: view.asker.texts().with("hall-file-would", "count", changes.len()),
        head: heads.map(|head| view.say(head)).to_vec(),
        rows: changes.iter().map(row).collect(),
        ..Table::default()
    }));
    let own = |name| sent.get(name).to_owned();
    sheet.blocks.push(Block::Form(Form {
        title: view.say("hall-file-do"),
        hidden: vec![("act", "do".to_owned()), ("format", own("format")), ("text", own("text"))],
        submit: view.say("hall-file-do"),
        open: true,
        ..Form::default()
    }));
}

fn at_fault(view: &View<'_>, faults: &[Fault]) -> Table {
    let heads = ["hall-head-where", "hall-head-value", "hall-head-why"];
    let row = |fault: &Fault| {
        let place = format!("{}:{} {}", fault.at.line, fault.at.column, fault.key);
        Line {
            cells: vec![place, fault.value.clone(), fault.why.tell(view.asker.texts())],
            ..Line::default()
        }
    };
    Table {
        title: view.asker.texts().with("hall-file-faults", "count", faults.len()),
        head: heads.map(|head| view.say(head)).to_vec(),
        rows: faults.iter().map(row).collect(),
        ..Table::default()
    }
}

/// What can be taken out and in.
pub async fn show(
    State(house): State<House>,
    asker: Asker,
    Path(hall): Path<String>,
) -> Result<Page<Sheet>, Error> {
    let job = house.clone();
    house.db.read(move |tx| sheet(&job, tx, &asker, &hall, &Fields::default(), None)).await.map(Page)
}

/// One file: `set-up.toml`, or a table.
pub async fn file(
    State(house): State<House>,
    asker: Asker,
    Path((hall, name)): Path<(String, String)>,
) -> Result<Response, Error> {
    let none = || Error::not_found("frame-error-not-found");
    let wanted: Option<Kind> = match name.strip_suffix(".csv") {
        Some(table) => Some(table.parse().map_err(|_| none())?),
        None if name == "set-up.toml" => None,
        None => return Err(none()),
    };
    let code = hall.clone();
    let there = house.db.read(move |tx| own(tx, &asker, &code)).await?;
    let (kind, bytes) = match wanted {
        None => ("application/toml; charset=utf-8", toml(&there).into_bytes()),
        Some(wanted) => {
            let mut all = tables(&there)?.into_iter();
            ("text/csv; charset=utf-8", all.find(|(table, _)| *table == wanted).ok_or_else(none)?.1)
        }
    };
    let saved = format!("attachment; filename=\"{hall}-{name}\"");
    Ok(([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, saved)], bytes).into_response())
}

fn own(tx: &mut Tx<'_>, asker: &Asker, code: &str) -> Result<Vec<super::Record>, Error> {
    let hall = store::by_code(tx, code)?;
    let plan = store::load(tx, hall, 0)?;
    asker.actor.must(Act::SetUpHall, &plan.path)?;
    let mut own = records(tx, &plan.path)?;
    own.extend(people(tx, &asker.actor, &plan.path)?);
    Ok(own)
}

/// Shows what would change, or does it.
pub async fn send(
    State(house): State<House>,
    asker: Asker,
    Path(hall): Path<String>,
    sent: Fields,
) -> Result<Response, Error> {
    if sent.get("text").len() > LONGEST_FILE {
        return Err(Error::refused(RefusalKind::TooLarge, "api-error-too-large"));
    }
    let dry = sent.get("act") != "do";
    let text = Arc::new(read(sent.get("text").as_bytes(), sent.get("format") == "csv"));
    let (job, actor, code) = (house.clone(), asker.actor.clone(), hall.clone());
    let done = house.db.write(move |tx| {
        let place = store::by_code(tx, &code)?;
        actor.must(Act::SetUpHall, &store::load(tx, place, 0)?.path)?;
        import(&job, tx, &actor, &text, dry)
    });
    let outcome = Outcome::of(done.await)?;
    if let (Outcome::Good(changes), false) = (&outcome, dry) {
        let count = vec![("count", changes.len().to_string())];
        let new = changes.iter().any(|change| change.act == "person_added");
        return Ok(Go::to(format!("/run/{hall}/set-up/files"))
            .saying(if new { "hall-file-done-people" } else { "hall-file-done" }, &count)
            .into_response());
    }
    let job = house.clone();
    let status =
        if matches!(outcome, Outcome::Bad(_)) { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = house.db.read(move |tx| sheet(&job, tx, &asker, &hall, &sent, Some(&outcome))).await?;
    Ok((status, Page(page)).into_response())
}
