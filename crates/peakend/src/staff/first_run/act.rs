//! Setting up.

use super::{is_code, store};
use crate::Error;
use crate::audit::{self, Line};
use crate::house::House;
use crate::kernel::text;
use crate::run::network::act::NewPlace;
use crate::run::network::{self, PlaceKind};
use crate::staff::person;
use crate::staff::rights::Role;
use crate::staff::sign_in::act::{Entered, From};
use crate::staff::sign_in::{self, password};
use crate::staff::{Actor, session};
use crate::ui::text::Language;
use db::Tx;

/// What the first set-up asks for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The code shown where the server was started.
    pub code: String,
    /// The network's name in Chinese.
    pub network_zh: String,
    /// The network's name in English; that in Chinese if empty.
    pub network_en: String,
    /// The administrator's name.
    pub name: String,
    /// The administrator's login.
    pub login: String,
    /// The administrator's password.
    pub password: String,
    /// The language they read.
    pub language: Language,
}

/// What was asked for, and can be used.
struct Parsed {
    network: [String; 2],
    new: person::New,
}

impl Wanted {
    fn parse(&self) -> Result<Parsed, Error> {
        let zh = text::name("network_zh", &self.network_zh)?;
        let en = text::maybe("network_en", &self.network_en, text::LONGEST_NAME)?;
        let en = if en.is_empty() { zh.clone() } else { en };
        let login = sign_in::login("login", &self.login)?;
        let name = text::name("name", &self.name)?;
        let new = person::New { login, name, language: self.language, skills: Vec::new() };
        Ok(Parsed { network: [zh, en], new })
    }
}

/// Makes the network and its first administrator, who is signed in at once.
///
/// # Errors
/// There is somebody already; the code is wrong, or was too often; a value cannot be used.
pub async fn set_up(house: &House, wanted: &Wanted, from: From) -> Result<Entered, Error> {
    let now = house.clock.now();
    house
        .db
        .write(move |tx| {
            must_be_needed(tx)?;
            sign_in::store::count(tx, "/set-up", now)
        })
        .await?;
    if !is_code(house, &wanted.code) {
        return Err(Error::invalid("code", "staff-error-set-up-code"));
    }
    // whoever has the code may mistype the rest as often as they like
    house.db.write(move |tx| sign_in::store::clear(tx, "/set-up")).await?;
    let parsed = wanted.parse()?;
    let password = password::parse("password", &wanted.password, &parsed.new.login)?;
    let hash = password::hash(&house.chance, &password).await?;
    let house_ = house.clone();
    house.db.write(move |tx| make(&house_, tx, &parsed, &hash, &from)).await
}

fn must_be_needed(tx: &mut Tx<'_>) -> Result<(), Error> {
    if store::is_needed(tx)? { Ok(()) } else { Err(Error::conflict("staff-error-set-up-done")) }
}

fn make(house: &House, tx: &mut Tx<'_>, parsed: &Parsed, hash: &str, from: &From) -> Result<Entered, Error> {
    must_be_needed(tx)?;
    let [zh, en] = &parsed.network;
    let actor = Actor { origin: from.origin.clone(), ..Actor::system() };
    let network = match network::root(tx)? {
        Some(root) => {
            store::name_network(tx, root.id, zh, en)?;
            root.id
        }
        None => {
            let new = NewPlace {
                kind: PlaceKind::Network,
                parent: None,
                code: "net".to_owned(),
                name_zh: zh.clone(),
                name_en: en.clone(),
            };
            // two set-ups at once: the code of the network is unique, so one of them fails here
            network::act::add_place(house, tx, &actor, &new)?.id
        }
    };
    let id = person::act::insert(house, tx, &parsed.new, Some((hash, None)))?;
    person::store::grant(tx, id, Role::Administrator, network)?;
    let line = Line { act: "set_up", path: "/net/", subject: &id };
    let after = serde_json::json!({ "network": zh, "login": parsed.new.login, "name": parsed.new.name });
    audit::write(house, tx, &actor, &line, &(), &after)?;
    let secret = session::act::begin(house, tx, id, &from.origin)?;
    Ok(Entered { person: id, secret })
}
