//! Keys of the API for tests under load: counters are opened, and each clerk at one gets a key.

use super::Town;
use super::network::Stage;
use crate::Error;
use crate::house::House;
use crate::kernel::kinds::{CounterId, PersonId, PlaceId};
use crate::ops::private;
use crate::run::counter;
use crate::staff::person;
use crate::staff::token::act::{Wanted, make};
use crate::staff::{Actor, Who};
use db::Tx;
use std::path::Path;

/// The login of the administrator, see [`super::network`].
const ADMINISTRATOR: &str = "admin";

/// What is written.
#[derive(serde::Serialize)]
struct Keys {
    /// The administrator's key.
    administrator: String,
    halls: Vec<HallKeys>,
}

#[derive(serde::Serialize)]
struct HallKeys {
    id: PlaceId,
    code: String,
    counters: Vec<CounterKey>,
}

#[derive(serde::Serialize)]
struct CounterKey {
    id: CounterId,
    /// The key of the clerk who has opened it.
    key: String,
}

/// Opens the counters of the town that are not open, and writes the keys into a file that only its owner reads.
///
/// # Errors
/// Those of the database, and of the file.
pub(super) fn write(house: &House, town: &Town, file: &Path) -> Result<(), Error> {
    let mut halls = Vec::with_capacity(town.stages.len());
    for stage in &town.stages {
        halls.push(of_hall(house, stage)?);
    }
    let inside = house.clone();
    let administrator = house.db.write_now(move |tx| {
        let person = person::store::by_login(tx, ADMINISTRATOR)?.id;
        key(&inside, tx, person)
    })?;
    let text = serde_json::to_string_pretty(&Keys { administrator, halls });
    let text = text.map_err(|error| Error::Internal(error.to_string()))?;
    private::write(file, text.as_bytes())
}

fn of_hall(house: &House, stage: &Stage) -> Result<HallKeys, Error> {
    let (inside, stage) = (house.clone(), stage.clone());
    let counters = house.db.write_now(move |tx| {
        let desks = stage.counters.iter().copied().zip(&stage.clerks);
        desks.map(|(counter, clerk)| desk(&inside, tx, counter, clerk)).collect::<Result<Vec<_>, Error>>()
    })?;
    Ok(HallKeys { id: stage.hall, code: stage.code.clone(), counters })
}

fn desk(house: &House, tx: &mut Tx<'_>, id: CounterId, clerk: &Actor) -> Result<CounterKey, Error> {
    let Who::Person(person) = clerk.who else {
        return Err(Error::Internal("a clerk is a person".to_owned()));
    };
    let at = counter::store::get(tx, id)?;
    if at.state != counter::CounterState::Open {
        counter::act::open(house, tx, clerk, id, person)?;
    }
    Ok(CounterKey { id, key: key(house, tx, person)? })
}

fn key(house: &House, tx: &mut Tx<'_>, person: PersonId) -> Result<String, Error> {
    let wanted = Wanted { person, name: "demo".to_owned(), scopes: None, days: None };
    Ok(make(house, tx, &Actor::system(), &wanted)?.1)
}
