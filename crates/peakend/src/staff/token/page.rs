//! The page of keys.

use super::{Token, act, store};
use crate::house::House;
use crate::http::form::{Fields, Wrong};
use crate::http::page::{Go, Page};
use crate::http::who::Asker;
use crate::kernel::kinds::TokenId;
use crate::kernel::{Cursor, Page as Cut};
use crate::staff::rights::{Act, text_of};
use crate::ui::frame::Frame;
use crate::{Error, RefusalKind};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};

/// Keys on one page.
const PAGE: usize = 50;

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
    /// Where older ones are.
    next: Option<String>,
    acts: &'static [Act],
}

impl Tokens {
    async fn of(
        house: &House,
        asker: &Asker,
        wrong: Wrong,
        sent: Fields,
        before: Option<TokenId>,
    ) -> Result<Self, Error> {
        let actor = asker.actor.clone();
        let tokens = house
            .db
            .read(move |tx| {
                act::must_manage(&actor)?;
                store::list(tx, before, PAGE + 1)
            })
            .await?;
        let frame = Frame::of(asker, "", asker.texts().say("staff-tokens"), house.clock.now());
        let cut = Cut::cut(tokens, PAGE, |token| token.id.to_string());
        let next = cut.next.map(|Cursor(before)| format!("/staff/tokens?before={before}"));
        let zone = house.config.zone.clone();
        Ok(Self { frame, zone, wrong, sent, fresh: None, tokens: cut.items, next, acts: Act::ALL })
    }

    fn act_name(&self, act: &Act) -> String {
        self.frame.t.say(&text_of(act.word()))
    }

    fn over(&self, token: &Token) -> bool {
        token.expires_at.is_some_and(|at| at <= self.frame.now)
    }
}

/// Which keys are looked at.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Looked {
    #[serde(default)]
    before: String,
}

/// `GET /staff/tokens`
pub async fn show(
    State(house): State<House>,
    asker: Asker,
    Query(looked): Query<Looked>,
) -> Result<Page<Tokens>, Error> {
    let sent = Fields(vec![("days".to_owned(), "90".to_owned())]);
    let before = looked.before.parse().ok();
    Ok(Page(Tokens::of(&house, &asker, Wrong::default(), sent, before).await?))
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
            let mut page = Tokens::of(&house, &asker, Wrong::default(), Fields::default(), None).await?;
            page.fresh = Some((token.name, secret));
            Ok(Page(page).into_response())
        }
        Err(error) => {
            let wrong = Wrong::of(error, asker.texts())?;
            Ok(wrong.answer(Tokens::of(&house, &asker, wrong.clone(), sent, None).await?))
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
