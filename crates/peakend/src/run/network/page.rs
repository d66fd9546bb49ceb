//! The tree of places: `/network`.

use super::act::{NewPlace, add_place, close, rename, reopen};
use super::{Place, PlaceKind};
use crate::Error;
use crate::house::House;
use crate::http::form::{Fields, Wrong};
use crate::http::page::{Go, Page};
use crate::http::who::Asker;
use crate::run::counter;
use crate::run::hall::act::{Facts, NewHall, create};
use crate::run::hall::sheet::{Block, Field, Form, Line, Sheet, Table};
use crate::run::hall::store::{plan_of, versions};
use crate::run::planning;
use crate::staff;
use crate::staff::Actor;
use crate::staff::rights::Act;
use crate::ui::frame::Where;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use db::Tx;
use std::collections::HashMap;

/// The tree.
pub async fn show(
    State(house): State<House>,
    asker: Asker,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Page<Sheet>, Error> {
    let edit = Fields(query).get("edit").to_owned();
    let job = house.clone();
    house.db.read(move |tx| sheet(&job, tx, &asker, &edit)).await.map(Page)
}

/// Something to be changed in it.
pub async fn send(State(house): State<House>, asker: Asker, fields: Fields) -> Result<Response, Error> {
    let (job, actor, tried) = (house.clone(), asker.actor.clone(), fields.clone());
    match house.db.write(move |tx| change(&job, tx, &actor, &tried)).await {
        Ok(to) => Ok(Go::to(to).saying("hall-said-saved", &[]).into_response()),
        Err(error) => {
            let wrong = Wrong::of(error, asker.texts())?;
            let (job, edit) = (house.clone(), fields.get("key").to_owned());
            let page = house.db.read(move |tx| sheet(&job, tx, &asker, &edit)).await?;
            Ok(wrong.clone().answer(page.with_wrong(wrong, &fields)))
        }
    }
}

/// Does what a form asks for; returns where to go then.
fn change(house: &House, tx: &mut Tx<'_>, actor: &Actor, sent: &Fields) -> Result<String, Error> {
    let tree = || "/network".to_owned();
    let own = |name| sent.get(name).to_owned();
    let mut key = || super::by_code(tx, sent.get("key")).map(|place| place.id);
    match sent.get("act") {
        "rename" => {
            let id = key()?;
            rename(house, tx, actor, id, sent.get("name_zh"), sent.get("name_en")).map(|()| tree())
        }
        "close" => {
            let id = key()?;
            close(house, tx, actor, id).map(|()| tree())
        }
        "reopen" => {
            let id = key()?;
            reopen(house, tx, actor, id).map(|()| tree())
        }
        "add" => {
            let kind: PlaceKind = sent.parse("kind", "hall-error-level-word")?;
            let parent = super::by_code(tx, sent.get("parent"))?.id;
            let (code, name_zh, name_en) = (own("code"), own("name_zh"), own("name_en"));
            if kind == PlaceKind::Hall {
                let facts = Facts {
                    zone: own("zone"),
                    address_zh: own("address_zh"),
                    address_en: own("address_en"),
                    phone: own("phone"),
                };
                return create(house, tx, actor, &NewHall { parent, code, name_zh, name_en, facts })
                    .map(|_| tree());
            }
            add_place(house, tx, actor, &NewPlace { kind, parent: Some(parent), code, name_zh, name_en })
                .map(|_| tree())
        }
        "planning" | "name_days" | "unname" => {
            let id = key()?;
            planning::page::change(house, tx, actor, id, sent)?;
            Ok(format!("/network?edit={}", sent.get("key")))
        }
        _ => Err(Error::not_found("frame-error-not-found")),
    }
}

fn sheet(house: &House, tx: &mut Tx<'_>, asker: &Asker, edit: &str) -> Result<Sheet, Error> {
    let t = asker.texts();
    let language = asker.actor.language;
    let places = super::seen(tx, &asker.actor)?;
    let mut sheet = Sheet::of(house, asker, t.say("hall-network"), Where::default());
    sheet.frame = sheet.frame.keeping_house("network");
    let halls = places.iter().filter(|place| place.kind == PlaceKind::Hall).count();
    sheet.answer = t.with("hall-network-answer", "count", halls);
    sheet.blocks.push(Block::Table(tree(house, tx, asker, &places)?));
    if let Some(place) = places.iter().find(|place| place.code == edit && place.kind != PlaceKind::Hall)
        && asker.actor.may(Act::SetUpNetwork, &place.path)
    {
        sheet.blocks.push(Block::Form(Form {
            title: t.with("hall-rename", "name", place.name(language)),
            hidden: vec![("act", "rename".to_owned()), ("key", place.code.clone())],
            fields: vec![
                Field::text("name_zh", t.say("hall-field-name-zh"), &*place.name_zh),
                Field::text("name_en", t.say("hall-field-name-en"), &*place.name_en),
            ],
            submit: t.say("hall-save"),
            open: true,
            ..Form::default()
        }));
        sheet.blocks.extend(planning::page::of_place(tx, t, place, place.name(language))?);
    } else if places.iter().any(|place| asker.actor.may(Act::SetUpNetwork, &place.path)) {
        sheet.blocks.push(Block::Text(t.say("planning-where")));
    }
    let above: Vec<(String, String, bool)> = places
        .iter()
        .filter(|place| place.kind != PlaceKind::Hall && asker.actor.may(Act::SetUpNetwork, &place.path))
        .map(|place| (place.code.clone(), place.name(language).to_owned(), place.code == edit))
        .collect();
    if !above.is_empty() {
        sheet.blocks.push(add_form(asker, above, halls == 0));
    }
    Ok(sheet)
}

fn add_form(asker: &Asker, above: Vec<(String, String, bool)>, open: bool) -> Block {
    let t = asker.texts();
    let kind =
        |kind: PlaceKind| (kind.to_string(), t.say(&format!("hall-kind-{kind}")), kind == PlaceKind::Hall);
    let field = |name: &'static str, key: &str| Field::text(name, t.say(key), "");
    Block::Form(Form {
        title: t.say("hall-add-place"),
        hidden: vec![("act", "add".to_owned())],
        fields: vec![
            field("parent", "hall-field-parent").options("select", above),
            field("kind", "hall-field-kind").options(
                "select",
                [PlaceKind::Hall, PlaceKind::City, PlaceKind::Province].map(kind).to_vec(),
            ),
            field("code", "hall-field-code").hint(t.say("hall-code-hint")),
            field("name_zh", "hall-field-name-zh"),
            field("name_en", "hall-field-name-en").hint(t.say("hall-name-en-hint")),
            Field::text("zone", t.say("hall-field-zone"), "Asia/Shanghai").hint(t.say("hall-zone-only-hint")),
            field("address_zh", "hall-field-address-zh"),
            field("address_en", "hall-field-address-en"),
            field("phone", "hall-field-phone"),
        ],
        submit: t.say("hall-add-place"),
        open,
        ..Form::default()
    })
}

/// How a place stands.
const STATES: [&str; 4] =
    ["hall-place-closed", "hall-place-open", "hall-place-tickets", "hall-place-no-tickets"];

fn tree(house: &House, tx: &mut Tx<'_>, asker: &Asker, places: &[Place]) -> Result<Table, Error> {
    let t = asker.texts();
    let now = house.clock.now();
    let counters: HashMap<_, _> = counter::store::count_by_hall(tx)?.into_iter().collect();
    let mut people = staff::store::paths_of_people(tx)?;
    people.sort_unstable();
    let versions: HashMap<_, _> = versions(tx)?.into_iter().collect();
    let words = |ids: &[&'static str]| -> HashMap<&'static str, String> {
        ids.iter().map(|id| (*id, t.say(id))).collect()
    };
    let states = words(&STATES);
    let verbs = words(&["hall-reopen", "hall-close"]);
    let kinds = PlaceKind::ALL.iter().map(|kind| (*kind, t.say(&format!("hall-kind-{kind}"))));
    let kinds: HashMap<_, _> = kinds.collect();
    let mut rows = Vec::with_capacity(places.len());
    for place in places {
        let closed = place.closed_at.is_some();
        let hall = place.kind == PlaceKind::Hall;
        let state = if closed {
            "hall-place-closed"
        } else if !hall {
            "hall-place-open"
        } else {
            let version = versions.get(&place.id).ok_or_else(|| Error::not_found("run-error-no-hall"))?;
            let open = plan_of(house, tx, place.id, *version)?.is_open(now);
            if open { "hall-place-tickets" } else { "hall-place-no-tickets" }
        };
        let depth = place.path.matches('/').count().saturating_sub(2);
        let mut acts = Vec::new();
        if asker.actor.may(Act::SetUpNetwork, &place.path) {
            let (verb, word) = if closed { ("reopen", "hall-reopen") } else { ("close", "hall-close") };
            acts.push((vec![("act", verb.to_owned()), ("key", place.code.clone())], verbs[word].clone()));
        }
        let name = place.name(asker.actor.language);
        let from = people.partition_point(|path| *path < place.path);
        let own = people[from..].iter().take_while(|path| path.starts_with(&place.path)).count();
        rows.push(Line {
            cells: vec![
                format!("{}{name}", "\u{3000}".repeat(depth)),
                kinds[&place.kind].clone(),
                place.code.clone(),
                states[state].clone(),
                if hall { counters.get(&place.id).copied().unwrap_or(0).to_string() } else { String::new() },
                own.to_string(),
            ],
            href: if hall {
                format!("/run/{}/set-up", place.code)
            } else {
                format!("/network?edit={}", place.code)
            },
            off: closed,
            acts,
        });
    }
    let head = [
        "hall-head-place",
        "hall-field-kind",
        "hall-field-code",
        "hall-head-state",
        "hall-part-counters",
        "hall-head-people",
    ];
    Ok(Table {
        head: head.map(|id| t.say(id)).to_vec(),
        rows,
        empty: t.say("hall-no-places"),
        ..Table::default()
    })
}
