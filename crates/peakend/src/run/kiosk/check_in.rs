//! Checking an appointment in at the kiosk, by its code.

use super::page::{Front, unkept};
use crate::Error;
use crate::house::House;
use crate::http::form::Fields;
use crate::http::page::{Go, Page, encode};
use crate::http::who::Asker;
use crate::run::appointment;
use crate::run::hall;
use crate::run::pages;
use crate::run::ticket::{clean, store};
use crate::run::visit::Source;
use crate::staff::rights::Act;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// The longest code that is looked for.
const LONGEST_CODE: usize = 40;

#[derive(Template)]
#[template(path = "run/kiosk/check_in.html")]
struct CheckIn {
    front: Front,
    key: String,
}

pub(crate) async fn page(
    State(house): State<House>,
    asker: Asker,
    headers: HeaderMap,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let (inside, actor) = (house.clone(), asker.actor.clone());
    let plan = house.db.read(move |tx| pages::plan(&inside, tx, &actor, &code, Act::TakeTicket)).await?;
    let front = Front::of(&house, &asker, &headers, &plan, false);
    Ok(unkept(Page(CheckIn { front, key: house.chance.secret() })))
}

/// Checks in, and shows the ticket; what stands against it is said where the code was typed.
pub(crate) async fn send(
    State(house): State<House>,
    asker: Asker,
    Path(code): Path<String>,
    typed: Fields,
) -> Result<Go, Error> {
    let (inside, actor, at) = (house.clone(), asker.actor.clone(), code.clone());
    let (lang, key) = (asker.actor.language.tag(), typed.get("key").to_owned());
    let job = move |tx: &mut db::Tx<'_>| {
        let hall = hall::store::by_code(tx, &at)?;
        store::must_be_key(typed.get("key"))?;
        if !store::begin(tx, hall, typed.get("key"), Source::Appointment, &actor.origin, inside.clock.now())?
        {
            return Ok(());
        }
        let visit =
            appointment::act::check_in(&inside, tx, &actor, hall, &clean(typed.get("code"), LONGEST_CODE))?;
        store::end(tx, hall, typed.get("key"), visit.id)
    };
    let code = encode(&code);
    match house.db.write(job).await {
        Ok(()) => Ok(Go::to(format!("/k/{code}/issued/{key}?lang={lang}"))),
        Err(error) => {
            match error.refusal().filter(|refusal| refusal.kind != crate::RefusalKind::Unauthenticated) {
                Some(refusal) => {
                    Ok(Go::to(format!("/k/{code}/check-in?lang={lang}")).saying(refusal.id, &refusal.values))
                }
                None => Err(error),
            }
        }
    }
}
