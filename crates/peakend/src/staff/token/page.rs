//! The page of keys.

use super::{Token, act, store};
use crate::house::House;
use crate::http::form::{Fields, Wrong};
use crate::http::page::{Go, Page};
use crate::http::who::Asker;
use crate::kernel::kinds::TokenId;
use crate::staff::rights::{Act, text_of};
use crate::ui::frame::Frame;
use crate::{Error, RefusalKind};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};

/// The page.
#[derive(Template)]
#[template(path = "staff/token/tokens.html")]
pub struct Tokens {
    frame: Frame,
    zone: String,
    wrong: Wrong,
    sent: Fields,
    /// The key that was just made, which is shown this once.
    fresh: Option<(String, String)>,
    tokens: Vec<Token>,
    acts: &'static [Act],
}

impl Tokens {
    async fn of(house: &House, asker: &Asker, wrong: Wrong, sent: Fields) -> Result<Self, Error> {
        let actor = asker.actor.clone();
        let tokens = house
            .db
            .read(move |tx| {
                act::must_manage(&actor)?;
                store::list(tx)
            })
            .await?;
        let frame = Frame::of(asker, "", asker.texts().say("staff-tokens"), house.clock.now());
        Ok(Self { frame, zone: house.config.zone.clone(), wrong, sent, fresh: None, tokens, acts: Act::ALL })
    }

    fn act_name(&self, act: &Act) -> String {
        self.frame.t.say(&text_of(act.word()))
    }

    fn over(&self, token: &Token) -> bool {
        token.expires_at.is_some_and(|at| at <= self.frame.now)
    }
}

/// `GET /staff/tokens`
pub async fn show(State(house): State<House>, asker: Asker) -> Result<Page<Tokens>, Error> {
    let sent = Fields(vec![("days".to_owned(), "90".to_owned())]);
    Ok(Page(Tokens::of(&house, &asker, Wrong::default(), sent).await?))
}

/// What the form wants.
fn wanted(asker: &Asker, sent: &Fields) -> Result<act::Wanted, Error> {
    let person = asker.actor.person();
    let person = person.ok_or_else(|| Error::refused(RefusalKind::Unauthenticated, "staff-error-sign-in"))?;
    let scopes: Option<Vec<Act>> = sent.all("scope").map(|word| word.parse().ok()).collect();
    let scopes = scopes.ok_or_else(|| Error::invalid("scope", "staff-error-scope"))?;
    let days = match sent.maybe("days") {
        Some(_) => Some(sent.parse("days", "staff-error-days-number")?),
        None => None,
    };
    let all = sent.has("all", "yes");
    Ok(act::Wanted { person, name: sent.get("name").to_owned(), scopes: (!all).then_some(scopes), days })
}

/// `POST /staff/tokens`: the page shows the key, because it can never be shown again.
pub async fn make(State(house): State<House>, asker: Asker, sent: Fields) -> Result<Response, Error> {
    let (house_, actor) = (house.clone(), asker.actor.clone());
    let made = match wanted(&asker, &sent) {
        Ok(wanted) => house.db.write(move |tx| act::make(&house_, tx, &actor, &wanted)).await,
        Err(error) => Err(error),
    };
    match made {
        Ok((token, secret)) => {
            let mut page = Tokens::of(&house, &asker, Wrong::default(), Fields::default()).await?;
            page.fresh = Some((token.name, secret));
            Ok(Page(page).into_response())
        }
        Err(error) => {
            let wrong = Wrong::of(error, asker.texts())?;
            Ok(wrong.answer(Tokens::of(&house, &asker, wrong.clone(), sent).await?))
        }
    }
}

/// `POST /staff/tokens/{id}/revoke`
pub async fn revoke(State(house): State<House>, asker: Asker, Path(id): Path<String>) -> Result<Go, Error> {
    let id: TokenId = id.parse().map_err(|_| Error::not_found("staff-error-no-token"))?;
    let (house_, actor) = (house.clone(), asker.actor.clone());
    house.db.write(move |tx| act::revoke(&house_, tx, &actor, id)).await?;
    Ok(Go::to("/staff/tokens").saying("staff-token-revoked", &[]))
}
