//! The pages of people.

use super::act::{self, Wanted};
use super::{Person, may_manage, store};
use crate::house::House;
use crate::http::form::{Fields, Wrong};
use crate::http::page::{Go, Page, encode};
use crate::http::who::Asker;
use crate::kernel::kinds::PersonId;
use crate::kernel::{Cursor, Page as Cut};
use crate::run::network::{self, Place};
use crate::staff::Actor;
use crate::staff::rights::Role;
use crate::ui::frame::Frame;
use crate::ui::text::Language;
use crate::{Error, RefusalKind};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use blueprint::{Blueprint, Lang};

/// People on one page.
const PAGE: usize = 50;
/// Above so many places a list to choose from is of no help.
const MOST_PLACES: usize = 300;

/// The list.
#[derive(Template)]
#[template(path = "staff/person/people.html")]
pub struct People {
    frame: Frame,
    reader: Actor,
    q: String,
    people: Vec<Person>,
    next: Option<String>,
}

/// What is looked for.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Looked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

/// `GET /staff`
pub async fn list(
    State(house): State<House>,
    asker: Asker,
    Query(looked): Query<Looked>,
) -> Result<Page<People>, Error> {
    let path = super::reach(&asker.actor)?;
    let (q, after) = (looked.q.chars().take(80).collect::<String>(), looked.after);
    let word = q.clone();
    let people = house.db.read(move |tx| store::list_under(tx, &path, word.trim(), &after, PAGE + 1)).await?;
    let cut = Cut::cut(people, PAGE, |person| person.login.clone());
    let next = cut.next.map(|Cursor(after)| format!("/staff?q={}&after={}", encode(&q), encode(&after)));
    let frame = Frame::of(&asker, "", asker.texts().say("staff-people"), house.clock.now());
    Ok(Page(People { frame, reader: asker.actor, q, people: cut.items, next }))
}

/// A form for one person.
#[derive(Template)]
#[template(path = "staff/person/person.html")]
pub struct Form {
    frame: Frame,
    wrong: Wrong,
    /// None: somebody new.
    id: Option<PersonId>,
    wanted: Wanted,
    skills: Vec<(String, String)>,
    places: Vec<Place>,
    roles: &'static [Role],
    /// The temporary password that was just set, which is shown this once.
    fresh: Option<String>,
}

impl Form {
    async fn of(
        house: &House,
        asker: &Asker,
        id: Option<PersonId>,
        mut wanted: Wanted,
        wrong: Wrong,
    ) -> Result<Self, Error> {
        let path = super::reach(&asker.actor)?;
        let places = house.db.read(move |tx| network::under(tx, &path)).await?;
        let language = asker.actor.language;
        let lang = if language == Language::En { Lang::En } else { Lang::Zh };
        let skills = Blueprint::service_hall().skills.iter();
        // two empty lines to fill in
        wanted.roles.resize(wanted.roles.len() + 2, (String::new(), String::new()));
        let title = match id {
            Some(_) => wanted.name.clone(),
            None => asker.texts().say("staff-person-new"),
        };
        Ok(Self {
            frame: Frame::of(asker, "", title, house.clock.now()),
            wrong,
            id,
            wanted,
            skills: skills.map(|skill| (skill.id.clone(), skill.name.get(lang).to_owned())).collect(),
            places: if places.len() > MOST_PLACES { Vec::new() } else { places },
            roles: Role::ALL,
            fresh: None,
        })
    }

    fn role_name(&self, role: &Role) -> String {
        self.frame.t.say(&format!("staff-role-{}", role.word().replace('_', "-")))
    }

    fn has(&self, skill: &str) -> bool {
        self.wanted.skills.iter().any(|there| there == skill)
    }
}

impl People {
    /// Whether the reader may open the page of somebody.
    fn may_open(&self, person: &Person) -> bool {
        may_manage(&self.reader, &person.roles)
    }

    fn role_name(&self, role: &Role) -> String {
        self.frame.t.say(&format!("staff-role-{}", role.word().replace('_', "-")))
    }
}

fn wanted(sent: &Fields) -> Wanted {
    let pairs = sent.all("role").zip(sent.all("place")).filter(|(role, _)| !role.is_empty());
    Wanted {
        login: sent.get("login").to_owned(),
        name: sent.get("name").to_owned(),
        language: sent.get("language").to_owned(),
        skills: sent.all("skill").map(str::to_owned).collect(),
        roles: pairs.map(|(role, place)| (role.to_owned(), place.to_owned())).collect(),
    }
}

fn of(person: Person) -> Wanted {
    Wanted {
        login: person.login,
        name: person.name,
        language: person.language,
        skills: person.skills,
        roles: person.roles.into_iter().map(|held| (held.role.to_string(), held.place)).collect(),
    }
}

fn id_of(id: &str) -> Result<PersonId, Error> {
    id.parse().map_err(|_| Error::not_found("staff-error-no-person"))
}

/// `GET /staff/new`
pub async fn new(State(house): State<House>, asker: Asker) -> Result<Page<Form>, Error> {
    let wanted = Wanted { language: asker.actor.language.tag().to_owned(), ..Wanted::default() };
    Ok(Page(Form::of(&house, &asker, None, wanted, Wrong::default()).await?))
}

/// `POST /staff`: adds somebody, and shows their first password this once.
pub async fn add(State(house): State<House>, asker: Asker, sent: Fields) -> Result<Response, Error> {
    let (house_, actor, asked) = (house.clone(), asker.actor.clone(), wanted(&sent));
    match house.db.write(move |tx| act::add(&house_, tx, &actor, &asked, None)).await {
        Ok(person) => with_password(&house, &asker, person.id).await,
        Err(error) => {
            let wrong = Wrong::of(error, asker.texts())?;
            Ok(wrong.answer(Form::of(&house, &asker, None, wanted(&sent), wrong.clone()).await?))
        }
    }
}

/// The page of somebody, who may be managed by the asker.
async fn page(house: &House, asker: &Asker, id: PersonId) -> Result<Form, Error> {
    super::reach(&asker.actor)?;
    let person = house.db.read(move |tx| store::get(tx, id)).await?;
    if !may_manage(&asker.actor, &person.roles) {
        return Err(Error::refused(RefusalKind::Forbidden, "staff-error-reach"));
    }
    Form::of(house, asker, Some(id), of(person), Wrong::default()).await
}

/// `GET /staff/{id}`
pub async fn show(
    State(house): State<House>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<Page<Form>, Error> {
    Ok(Page(page(&house, &asker, id_of(&id)?).await?))
}

/// `POST /staff/{id}`
pub async fn change(
    State(house): State<House>,
    asker: Asker,
    Path(id): Path<String>,
    sent: Fields,
) -> Result<Response, Error> {
    let id = id_of(&id)?;
    let (house_, actor, asked) = (house.clone(), asker.actor.clone(), wanted(&sent));
    match house.db.write(move |tx| act::change(&house_, tx, &actor, id, &asked)).await {
        Ok(person) => {
            Ok(Go::to("/staff").saying("staff-person-saved", &[("name", person.name)]).into_response())
        }
        Err(error) => {
            let wrong = Wrong::of(error, asker.texts())?;
            Ok(wrong.answer(Form::of(&house, &asker, Some(id), wanted(&sent), wrong.clone()).await?))
        }
    }
}

/// `POST /staff/{id}/password`: sets a temporary password, and shows it this once.
pub async fn password(
    State(house): State<House>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    with_password(&house, &asker, id_of(&id)?).await
}

async fn with_password(house: &House, asker: &Asker, id: PersonId) -> Result<Response, Error> {
    let fresh = act::reset_password(house, &asker.actor, id).await?;
    let mut page = page(house, asker, id).await?;
    page.fresh = Some(fresh);
    Ok(Page(page).into_response())
}

/// `POST /staff/{id}/remove`
pub async fn remove(State(house): State<House>, asker: Asker, Path(id): Path<String>) -> Result<Go, Error> {
    let id = id_of(&id)?;
    let (house_, actor) = (house.clone(), asker.actor.clone());
    house.db.write(move |tx| act::remove(&house_, tx, &actor, id)).await?;
    Ok(Go::to("/staff").saying("staff-person-removed", &[]))
}
