//! Halls by the API.

use super::{Offer, Plan, RuleSpec, store};
use crate::house::House;
use crate::http::api::{Answer, Code, Get, Hall, Query, Time, Turn};
use crate::kernel::Page;
use crate::kernel::kinds::PlaceId;
use crate::staff::rights::Act;
use serde::Serialize;

/// A hall in a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct HallLine {
    /// Its id.
    pub id: PlaceId,
    /// Its code, used in addresses.
    pub code: String,
    /// Where it is in the tree: the codes from the network down.
    pub path: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
}

/// A hall with what it offers.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct HallSeen {
    /// The hall.
    #[serde(flatten)]
    pub line: HallLine,
    /// Its zone, as IANA names it.
    pub zone: String,
    /// Whether it is open now.
    pub open: bool,
    /// Since when it is shut by hand.
    pub shut_since: Option<Time>,
    /// Weekly hours: seven lists of `[opens, closes]` in minutes of the local day, Monday first.
    pub hours: Vec<Vec<[u16; 2]>>,
    /// The line of news on its board.
    pub broadcast: Option<String>,
    /// How it calls.
    pub rule: RuleSpec,
    /// What it offers, in the order of its tiles.
    pub offers: Vec<OfferSeen>,
}

/// A purpose that a hall offers.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct OfferSeen {
    /// The purpose.
    pub purpose: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The letter of its tickets.
    pub letter: String,
    /// Norm of its service time, in seconds.
    pub norm_s: f64,
    /// Skills it takes.
    pub skills: Vec<String>,
    /// What to bring, in Chinese.
    pub documents_zh: Vec<String>,
    /// What to bring, in English.
    pub documents_en: Vec<String>,
    /// Channels that could do it instead.
    pub channels: Vec<String>,
}

impl From<&Offer> for OfferSeen {
    fn from(offer: &Offer) -> Self {
        Self {
            purpose: offer.purpose.clone(),
            name_zh: offer.name_zh.clone(),
            name_en: offer.name_en.clone(),
            letter: offer.letter.clone(),
            norm_s: offer.norm_s,
            skills: offer.skills.clone(),
            documents_zh: offer.documents_zh.clone(),
            documents_en: offer.documents_en.clone(),
            channels: offer.channels.clone(),
        }
    }
}

impl HallSeen {
    fn of(plan: &Plan, house: &House) -> Self {
        Self {
            line: HallLine {
                id: plan.hall,
                code: plan.code.clone(),
                path: plan.path.clone(),
                name_zh: plan.name_zh.clone(),
                name_en: plan.name_en.clone(),
            },
            zone: plan.zone.iana_name().unwrap_or("UTC").to_owned(),
            open: plan.is_open(house.clock.now()),
            shut_since: plan.shut.as_ref().map(|(at, _)| Time(*at)),
            hours: plan.hours.0.to_vec(),
            broadcast: plan.broadcast.clone(),
            rule: plan.rule_spec.clone(),
            offers: plan.offers.iter().filter(|offer| offer.offered).map(OfferSeen::from).collect(),
        }
    }
}

/// List the halls
///
/// Those whose floor the caller may see, by their codes.
#[utoipa::path(
    get, path = "/api/v1/halls", tag = "halls", params(Turn<Code>),
    responses((status = 200, description = "A page of halls", body = Page<HallLine>)),
)]
pub async fn list(get: Get, Query(turn): Query<Turn<Code>>) -> Answer {
    get.find(move |_, tx, actor| {
        let after = turn.cursor.as_ref().map_or("", |code| &code.0);
        let mut halls = store::codes_after(tx, after)?;
        halls.retain(|hall| actor.may(Act::SeeFloor, &hall.path));
        Ok(Page::cut(halls, turn.limit.get(), |hall: &HallLine| hall.code.clone()))
    })
    .await
}

/// Look at a hall
///
/// With what it offers, its hours and how it calls.
#[utoipa::path(
    get, path = "/api/v1/halls/{hall}", tag = "halls",
    params(Hall),
    responses((status = 200, description = "The hall", body = HallSeen)),
)]
pub async fn one(get: Get, hall: Hall) -> Answer {
    get.find_in(hall, Act::SeeFloor, |_, there| Ok(HallSeen::of(there.plan, there.house))).await
}
