//! All halls of a place at a glance: one tile each, those first that need somebody.
//!
//! Six queries, however many halls there are; none of them looks at the past.

use super::age::minutes;
use super::store::{self, Above, Hall};
use crate::Error;
use crate::house::House;
use crate::http::page::Page;
use crate::http::who::Asker;
use crate::kernel::Instant;
use crate::kernel::kinds::PlaceId;
use crate::run::hall::Hours;
use crate::run::hall::store::json;
use crate::staff::Actor;
use crate::staff::rights::Act;
use crate::ui::frame::{Frame, Step};
use crate::ui::text::{Language, Texts};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use db::Tx;
use jiff::tz::TimeZone;
use std::collections::HashMap;

/// The live page of a network, province or city.
#[derive(Template)]
#[template(path = "run/live/network.html")]
struct NetworkPage {
    frame: Frame,
    view: View,
}

/// What it shows.
struct View {
    path: String,
    sentence: String,
    groups: Vec<Group>,
    words: Words,
}

/// The halls of one place below.
struct Group {
    name: String,
    href: Option<String>,
    tiles: Vec<Tile>,
}

/// One hall.
struct Tile {
    code: String,
    name: String,
    state: &'static str,
    waiting: i64,
    longest: i64,
    open: i64,
    counters: i64,
    alarms: i64,
}

/// Words that stand on every tile, looked up once.
struct Words {
    calm: String,
    busy: String,
    alarm: String,
    closed: String,
    waiting: String,
    longest: String,
    counters: String,
    minutes: String,
}

impl Words {
    fn of(texts: &Texts) -> Self {
        Self {
            calm: texts.say("floor-hall-calm"),
            busy: texts.say("floor-hall-busy"),
            alarm: texts.say("floor-hall-alarm"),
            closed: texts.say("floor-hall-closed"),
            waiting: texts.say("floor-waiting"),
            longest: texts.say("floor-longest"),
            counters: texts.say("floor-counters"),
            minutes: texts.say("floor-minutes"),
        }
    }

    fn state(&self, state: &str) -> &str {
        match state {
            "calm" => &self.calm,
            "busy" => &self.busy,
            "alarm" => &self.alarm,
            _ => &self.closed,
        }
    }
}

impl Tile {
    /// Who needs somebody first: alarms, then the longest wait, then the longest line; the closed come last.
    fn need(&self) -> (bool, i64, i64, i64) {
        (self.state != "closed" || self.waiting > 0, self.alarms, self.longest, self.waiting)
    }
}

/// `GET /run`: every hall that may be seen.
///
/// # Errors
/// None may be seen.
pub async fn network(State(house): State<House>, asker: Asker) -> Result<Response, Error> {
    show(&house, &asker, None).await
}

/// The halls of a place, or of all places.
pub(super) async fn show(house: &House, asker: &Asker, code: Option<String>) -> Result<Response, Error> {
    let (actor, now) = (asker.actor.clone(), house.clock.now());
    let (view, title, steps) = house.db.read(move |tx| View::load(tx, &actor, code.as_deref(), now)).await?;
    let frame = Frame::of(asker, "run", title, now).at(steps);
    Ok(Page(NetworkPage { frame, view }).into_response())
}

impl View {
    fn load(
        tx: &mut Tx<'_>,
        actor: &Actor,
        code: Option<&str>,
        now: Instant,
    ) -> Result<(Self, String, Vec<Step>), Error> {
        let above = store::above(tx)?;
        let here = above
            .iter()
            .find(|place| code.is_none_or(|code| place.code == code))
            .ok_or_else(|| Error::not_found("floor-error-no-place"))?;
        let mut halls = store::halls(tx, &here.path)?;
        halls.retain(|hall| actor.may(Act::SeeFloor, &hall.path));
        if halls.is_empty() {
            actor.must(Act::SeeFloor, &here.path)?;
        }
        let texts = Texts::shared(actor.language);
        let tiles = tiles(tx, &halls, actor.language, now)?;
        let sentence = sentence(texts, &tiles);
        let groups = grouped(&above, here, tiles, actor.language);
        let steps = above
            .iter()
            .filter(|place| here.path.starts_with(&place.path))
            .map(|place| Step {
                name: named(place, actor.language).to_owned(),
                href: (place.path != here.path).then(|| format!("/run/{}", place.code)),
            })
            .collect();
        let path = code.map_or_else(|| "/run".to_owned(), |code| format!("/run/{code}"));
        let title = named(here, actor.language).to_owned();
        Ok((Self { path, sentence, groups, words: Words::of(texts) }, title, steps))
    }
}

fn named(place: &Above, language: Language) -> &str {
    if language == Language::En { &place.name_en } else { &place.name_zh }
}

/// The tile of every hall, beside its path.
fn tiles(
    tx: &mut Tx<'_>,
    halls: &[Hall],
    language: Language,
    now: Instant,
) -> Result<Vec<(String, Tile)>, Error> {
    let waiting: HashMap<PlaceId, (i64, Option<Instant>)> =
        store::waiting(tx, now)?.into_iter().map(|(hall, count, since)| (hall, (count, since))).collect();
    let counters: HashMap<PlaceId, (i64, i64)> =
        store::counters(tx)?.into_iter().map(|(hall, all, open)| (hall, (all, open))).collect();
    let alarms: HashMap<PlaceId, i64> = store::alarms(tx)?.into_iter().collect();
    let doors = Doors::load(tx, now)?;
    let mut zones = HashMap::new();
    halls
        .iter()
        .map(|hall| {
            let (count, since) = waiting.get(&hall.id).copied().unwrap_or_default();
            let (all, open) = counters.get(&hall.id).copied().unwrap_or_default();
            let alarms = alarms.get(&hall.id).copied().unwrap_or_default();
            if !zones.contains_key(&hall.zone) {
                let zone = TimeZone::get(&hall.zone).map_err(|error| Error::Internal(error.to_string()))?;
                zones.insert(hall.zone.clone(), zone);
            }
            let longest = since.map_or(0, |since| minutes(now.0 - since.0));
            let state = match () {
                () if alarms > 0 => "alarm",
                () if hall.shut || !doors.are_open(hall, &zones[&hall.zone], now)? => "closed",
                () if count > open.max(1) * 2 => "busy",
                () => "calm",
            };
            let name = if language == Language::En { &hall.name_en } else { &hall.name_zh };
            let tile = Tile {
                code: hall.code.clone(),
                name: name.clone(),
                state,
                waiting: count,
                longest,
                open,
                counters: all,
                alarms,
            };
            Ok((hall.path.clone(), tile))
        })
        .collect()
}

/// The dated exceptions of the days around now.
struct Doors(HashMap<(PlaceId, String), String>);

impl Doors {
    fn load(tx: &mut Tx<'_>, now: Instant) -> Result<Self, Error> {
        let days =
            [-1, 0, 1].map(|days| now.plus_seconds(days * 86_400).local(&TimeZone::UTC).date().to_string());
        let rows = store::exceptions(tx, &days)?;
        Ok(Self(rows.into_iter().map(|(hall, day, hours)| ((hall, day), hours)).collect()))
    }

    fn are_open(&self, hall: &Hall, zone: &TimeZone, now: Instant) -> Result<bool, Error> {
        let local = now.local(zone);
        let spans: Vec<[u16; 2]> = match self.0.get(&(hall.id, local.date().to_string())) {
            Some(hours) => json(hours)?,
            None => {
                let weekday = usize::try_from(local.weekday().to_monday_zero_offset()).unwrap_or_default();
                json::<Hours>(&hall.hours)?.0.into_iter().nth(weekday).unwrap_or_default()
            }
        };
        let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
        Ok(spans.iter().any(|[from, to]| (i32::from(*from)..i32::from(*to)).contains(&minute)))
    }
}

fn sentence(texts: &Texts, tiles: &[(String, Tile)]) -> String {
    if tiles.is_empty() {
        return texts.say("floor-network-empty");
    }
    let waiting: i64 = tiles.iter().map(|(_, tile)| tile.waiting).sum();
    let troubled = tiles.iter().filter(|(_, tile)| tile.alarms > 0).count();
    let first = tiles.iter().max_by_key(|(_, tile)| tile.need()).map(|(_, tile)| tile.name.clone());
    let values = [
        ("halls", tiles.len().into()),
        ("waiting", waiting.into()),
        ("troubled", troubled.into()),
        ("first", first.unwrap_or_default().into()),
    ];
    texts.say_with(if troubled > 0 { "floor-network-troubled" } else { "floor-network-calm" }, &values)
}

/// Tiles by the place just below, each group by need, the neediest group first.
fn grouped(above: &[Above], here: &Above, tiles: Vec<(String, Tile)>, language: Language) -> Vec<Group> {
    let by_path: HashMap<&str, &Above> = above.iter().map(|place| (place.path.as_str(), place)).collect();
    let mut groups: HashMap<String, Group> = HashMap::new();
    for (path, tile) in tiles {
        let below = path[here.path.len()..].split('/').next().unwrap_or_default();
        let below = format!("{}{below}/", here.path);
        let place = by_path.get(below.as_str());
        let key = place.map_or_else(|| here.path.clone(), |place| place.path.clone());
        let group = groups.entry(key).or_insert_with(|| Group {
            name: named(place.unwrap_or(&here), language).to_owned(),
            href: place.map(|place| format!("/run/{}", place.code)),
            tiles: Vec::new(),
        });
        group.tiles.push(tile);
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    for group in &mut groups {
        group.tiles.sort_by(|a, b| b.need().cmp(&a.need()).then_with(|| a.code.cmp(&b.code)));
    }
    groups.sort_by(|a, b| {
        let need = |group: &Group| group.tiles.first().map(Tile::need);
        need(b).cmp(&need(a)).then_with(|| a.name.cmp(&b.name))
    });
    groups
}
