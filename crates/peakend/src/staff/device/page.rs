//! The page on which a device waits, and the one on which devices are managed.

use super::act::{self, Standing, Wanted};
use super::{Device, DeviceKind, store};
use crate::Error;
use crate::house::House;
use crate::http::cookie;
use crate::http::form::{Fields, Wrong};
use crate::http::page::{Go, Page};
use crate::http::who::{Asker, DEVICE};
use crate::kernel::kinds::DeviceId;
use crate::run::network;
use crate::staff::Who;
use crate::ui::frame::Frame;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Response};

/// The cookie of a device that waits.
const WAITING: &str = "peakend_pairing";
/// How long a device stays paired, in seconds: five years, or until it is revoked.
const DEVICE_S: i64 = 5 * 365 * 24 * 3600;

/// What the device shows.
#[derive(Template)]
#[template(path = "staff/device/pair.html")]
pub struct Pair {
    frame: Frame,
    /// The code, in two halves; none: first it is chosen what the device is.
    code: Option<[String; 2]>,
    kind: String,
}

/// What a device says it is.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    kind: String,
}

fn page(house: &House, asker: &Asker, shown: Option<(&str, DeviceKind)>) -> Page<Pair> {
    let code = shown.map(|(code, _)| [code[..code.len() / 2].to_owned(), code[code.len() / 2..].to_owned()]);
    let kind = shown.map_or_else(String::new, |(_, kind)| asker.texts().say(&format!("staff-device-{kind}")));
    Page(Pair { frame: Frame::of(asker, "", asker.texts().say("staff-pair"), house.clock.now()), code, kind })
}

/// `GET /pair`: what a device is, the code that it shows, or its own page once it is paired.
pub async fn show(
    State(house): State<House>,
    asker: Asker,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    if let Who::Device(id) = asker.actor.who {
        let device = house.db.read(move |tx| super::get(tx, id)).await?;
        return Ok(Go::to(device.page()).into_response());
    }
    let asked = asked.kind.parse().ok();
    let Some(secret) = cookie::get(&headers, WAITING) else { return wait(&house, &asker, asked).await };
    let (house_, shown) = (house.clone(), secret.clone());
    match house.db.write(move |tx| act::look(&house_, tx, &shown)).await? {
        Standing::Waits { code, kind } => Ok(page(&house, &asker, Some((&code, kind))).into_response()),
        Standing::Over(kind) => wait(&house, &asker, asked.or(kind)).await,
        Standing::Paired(device) => {
            let go = Go::to(device.page()).into_response();
            Ok(with(&house, go, [(DEVICE, secret.as_str(), DEVICE_S), (WAITING, "", 0)]))
        }
    }
}

/// `POST /pair`
pub async fn begin(State(house): State<House>, asker: Asker, sent: Fields) -> Result<Response, Error> {
    let kind: DeviceKind = sent.parse("kind", "staff-error-device-kind")?;
    let (house_, origin) = (house.clone(), asker.actor.origin.clone());
    let waiting = house.db.write(move |tx| act::begin(&house_, tx, kind, &origin)).await?;
    Ok(with(&house, Go::to("/pair").into_response(), [(WAITING, waiting.secret.as_str(), super::CODE_S)]))
}

/// Begins to wait, or asks first what the device is.
async fn wait(house: &House, asker: &Asker, kind: Option<DeviceKind>) -> Result<Response, Error> {
    let Some(kind) = kind else { return Ok(page(house, asker, None).into_response()) };
    let (house_, origin) = (house.clone(), asker.actor.origin.clone());
    let waiting = house.db.write(move |tx| act::begin(&house_, tx, kind, &origin)).await?;
    let shown = page(house, asker, Some((&waiting.code, kind))).into_response();
    // a while longer than the code, so that the device is known to have waited and shows another by itself
    Ok(with(house, shown, [(WAITING, waiting.secret.as_str(), 2 * super::CODE_S)]))
}

fn with<const N: usize>(house: &House, mut response: Response, cookies: [(&str, &str, i64); N]) -> Response {
    for (name, value, seconds) in cookies {
        let cookie: HeaderValue = cookie::set(name, value, seconds, house.config.cookies_are_secure());
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The devices, and the form to pair one.
#[derive(Template)]
#[template(path = "staff/device/devices.html")]
pub struct Devices {
    frame: Frame,
    zone: String,
    wrong: Wrong,
    sent: Fields,
    devices: Vec<Device>,
    halls: Vec<network::Place>,
}

impl Devices {
    async fn of(house: &House, asker: &Asker, wrong: Wrong, sent: Fields) -> Result<Self, Error> {
        let path = act::reach(&asker.actor)?;
        let (devices, mut halls) = house
            .db
            .read(move |tx| Ok::<_, Error>((store::list_under(tx, &path)?, network::halls_under(tx, &path)?)))
            .await?;
        halls.truncate(300);
        let frame = Frame::of(asker, "", asker.texts().say("staff-devices"), house.clock.now());
        Ok(Self { frame, zone: house.config.zone.clone(), wrong, sent, devices, halls })
    }

    fn kind_name(&self, kind: DeviceKind) -> String {
        self.frame.t.say(&format!("staff-device-{kind}"))
    }
}

/// `GET /devices`
pub async fn list(State(house): State<House>, asker: Asker) -> Result<Page<Devices>, Error> {
    Ok(Page(Devices::of(&house, &asker, Wrong::default(), Fields::default()).await?))
}

/// `POST /devices`
pub async fn pair(State(house): State<House>, asker: Asker, sent: Fields) -> Result<Response, Error> {
    let wanted = Wanted {
        code: sent.get("code").to_owned(),
        name: sent.get("name").to_owned(),
        hall: sent.get("hall").to_owned(),
        counter: sent.get("counter").to_owned(),
    };
    match act::pair(&house, &asker.actor, &wanted).await {
        Ok(device) => {
            Ok(Go::to("/devices").saying("staff-device-paired", &[("name", device.name)]).into_response())
        }
        Err(error) => {
            let wrong = Wrong::of(error, asker.texts())?;
            Ok(wrong.answer(Devices::of(&house, &asker, wrong.clone(), sent).await?))
        }
    }
}

/// `POST /devices/{id}/revoke`
pub async fn revoke(State(house): State<House>, asker: Asker, Path(id): Path<String>) -> Result<Go, Error> {
    let id: DeviceId = id.parse().map_err(|_| Error::not_found("staff-error-no-device"))?;
    let (house_, actor) = (house.clone(), asker.actor.clone());
    house.db.write(move |tx| act::revoke(&house_, tx, &actor, id)).await?;
    Ok(Go::to("/devices").saying("staff-device-revoked", &[]))
}
