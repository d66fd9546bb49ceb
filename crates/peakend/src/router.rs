//! Every route, on one page.

use crate::Error;
use crate::audit;
use crate::house::House;
use crate::http::api::doc;
use crate::http::{assets, guard, meter, metrics, page};
use crate::listen::{evaluator, rating};
use crate::run::hall as set_up;
use crate::run::{alarm, appointment, network, next_hour, planning, tomorrow};
use crate::run::{board, counter, desk, guide, hall, kiosk, live, log, ticket, visit, wait, what_if};
use crate::score::experience;
use crate::staff::{device, first_run, home, person, session, sign_in, token};
use crate::webhook;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

/// The longest form or body of the API, in bytes. Routes that take files have a limit of their own.
const LONGEST_FORM: usize = 64 * 1024;

/// The longest file that is taken in, in bytes.
pub const LONGEST_FILE: usize = 1024 * 1024;

/// The routes of the server.
pub fn router(house: House) -> Router {
    Router::new()
        .route("/assets/{version}/{name}", get(assets::asset))
        .route("/favicon.ico", get(assets::icon))
        // in front of customers: kiosk, phone, ticket, board
        .route("/k/{hall}", get(kiosk::page::home))
        .route("/k/{hall}/for/{purpose}", get(kiosk::page::purpose))
        .route("/k/{hall}/take", post(kiosk::page::take))
        .route("/k/{hall}/elsewhere", post(kiosk::elsewhere::send))
        .route("/k/{hall}/elsewhere/{id}", get(kiosk::elsewhere::page))
        .route("/k/{hall}/issued/{key}", get(kiosk::page::issued))
        .route("/k/{hall}/check-in", get(kiosk::check_in::page).post(kiosk::check_in::send))
        .route("/q/{hall}", get(kiosk::page::phone_home))
        .route("/q/{hall}/for/{purpose}", get(kiosk::page::phone_purpose))
        .route("/q/{hall}/take", post(kiosk::page::phone_take))
        .route("/t/{secret}", get(ticket::page::page))
        .route("/t/{secret}/hold", post(ticket::page::hold))
        .route("/t/{secret}/leave", post(ticket::page::leave))
        .route("/t/{secret}/put-back", post(ticket::page::put_back))
        .route("/t/{secret}/form", post(ticket::page::form))
        .route("/t/{secret}/rate", post(ticket::page::rate))
        .route("/t/{secret}/explain", post(ticket::page::explain))
        .route("/t/{secret}/events", get(ticket::page::events))
        .route("/b/{hall}", get(board::page::page))
        .route("/b/{hall}/events", get(board::page::events))
        .route("/healthz", get(metrics::alive))
        .route("/readyz", get(metrics::ready))
        .route("/metrics", get(metrics::metrics))
        .route("/e/{counter}", get(evaluator::page::page))
        .route("/e/{counter}/answer", post(evaluator::page::answer))
        .route("/e/{counter}/explain", post(evaluator::page::explain))
        .route("/e/{counter}/time-out", post(evaluator::page::time_out))
        .route("/e/{counter}/events", get(evaluator::page::events))
        .route("/run/{hall}/poster", get(ticket::poster::page))
        .route("/run/{hall}/ratings", get(rating::page::page))
        // streams
        .route("/run/{hall}/events", get(log::api::events))
        // coming in, and one's own account
        .route("/", get(home::show))
        .route("/sign-in", get(sign_in::page::show).post(sign_in::page::send))
        .route("/sign-out", post(sign_in::page::out))
        .route("/set-up", get(first_run::page::show).post(first_run::page::send))
        .route("/me", get(session::page::show))
        .route("/me/password", post(session::page::password))
        .route("/me/language", post(session::page::language))
        .route("/me/sessions/{id}/end", post(session::page::end))
        .route("/me/sign-out-everywhere", post(session::page::end_all))
        // people, keys, devices, the audit
        .route("/staff", get(person::page::list).post(person::page::add))
        .route("/staff/new", get(person::page::new))
        .route("/staff/{id}", get(person::page::show).post(person::page::change))
        .route("/staff/{id}/password", post(person::page::password))
        .route("/staff/{id}/remove", post(person::page::remove))
        .route("/staff/tokens", get(token::page::show).post(token::page::make))
        .route("/staff/tokens/{id}/revoke", post(token::page::revoke))
        .route("/pair", get(device::page::show).post(device::page::begin))
        .route("/devices", get(device::page::list).post(device::page::pair))
        .route("/devices/{id}/revoke", post(device::page::revoke))
        .route("/audit", get(audit::page::show))
        .route("/api/v1/audit", get(audit::api::list))
        // what is sent to other systems
        .route("/webhooks", get(webhook::page::show).post(webhook::page::make))
        .route("/webhooks/{id}", get(webhook::page::one))
        .route("/webhooks/{id}/remove", post(webhook::page::remove))
        .route("/webhooks/{id}/resend", post(webhook::page::resend))
        // the desk
        .route("/run/{hall}/desk", get(desk::page::desk))
        .route("/run/{hall}/desk/{verb}", post(desk::page::press))
        // experience
        .route("/run/{hall}/visits", get(experience::list))
        .route("/run/{hall}/visits/{visit}", get(experience::page::page))
        .route("/run/{hall}/day", get(experience::day::day))
        .route("/run/{hall}/waits", get(wait::page::waits))
        .route("/run/waits", get(wait::page::network))
        // looking ahead
        .route("/run/{hall}/next-hour", get(next_hour::page::page))
        .route("/run/{hall}/tomorrow", get(tomorrow::page::page))
        .route("/run/{hall}/what-if", get(what_if::page::page))
        // the guide
        .route("/run/{hall}/guide", get(guide::page::guide))
        .route("/run/{hall}/guide/{verb}", post(guide::page::press))
        // the living hall, and the network above it
        .route("/run", get(live::network::network))
        .route("/run/{place}", get(live::page::place))
        .route("/run/{hall}/floor/{verb}", post(live::page::press))
        // the API
        .route("/api/docs", get(doc::page))
        .route("/api/v1/openapi.json", get(doc::openapi))
        .route("/api/v1/halls", get(hall::api::list))
        .route("/api/v1/halls/{hall}", get(hall::api::one))
        .route("/api/v1/halls/{hall}/events", get(log::api::list))
        .route("/api/v1/halls/{hall}/counters", get(counter::api::list))
        .route("/api/v1/halls/{hall}/visits", get(visit::api::list).post(visit::api::take))
        .route("/api/v1/counters/{id}/call", post(counter::api::call))
        .route("/api/v1/counters/{id}/open", post(counter::api::open))
        .route("/api/v1/counters/{id}/pause", post(counter::api::pause))
        .route("/api/v1/counters/{id}/close", post(counter::api::close))
        .route("/api/v1/visits/{id}", get(visit::api::one))
        .route("/api/v1/visits/{id}/events", get(visit::api::events))
        .route("/api/v1/visits/{id}/call", post(visit::api::call))
        .route("/api/v1/visits/{id}/recall", post(visit::api::recall))
        .route("/api/v1/visits/{id}/miss", post(visit::api::miss))
        .route("/api/v1/visits/{id}/put-back", post(visit::api::put_back))
        .route("/api/v1/visits/{id}/start", post(visit::api::start))
        .route("/api/v1/visits/{id}/park", post(visit::api::park))
        .route("/api/v1/visits/{id}/resume", post(visit::api::resume))
        .route("/api/v1/visits/{id}/transfer", post(visit::api::transfer))
        .route("/api/v1/visits/{id}/another", post(visit::api::another))
        .route("/api/v1/visits/{id}/finish", post(visit::api::finish))
        .route("/api/v1/visits/{id}/leave", post(visit::api::leave))
        .route("/api/v1/visits/{id}/hold", post(visit::api::hold))
        .route("/api/v1/visits/{id}/check", post(visit::api::check))
        .route("/api/v1/visits/{id}/greet", post(visit::api::greet))
        .route("/api/v1/visits/{id}/rating", get(rating::api::one).post(rating::api::rate))
        .route("/api/v1/visits/{id}/moments", get(experience::api::of_visit))
        .route("/api/v1/halls/{hall}/slots", get(appointment::api::slots))
        .route("/api/v1/halls/{hall}/appointments", get(appointment::api::list).post(appointment::api::book))
        .route("/api/v1/halls/{hall}/appointments/check-in", post(appointment::api::check_in))
        .route("/api/v1/appointments/cancel", post(appointment::api::cancel))
        .route("/api/v1/appointments/move", post(appointment::api::reschedule))
        .route("/api/v1/halls/{hall}/alarms", get(alarm::api::list))
        .route("/api/v1/alarms/{id}/see", post(alarm::api::see))
        .route("/api/v1/alarms/{id}/close", post(alarm::api::close))
        .route("/api/v1/halls/{hall}/waits", get(wait::api::now))
        .route("/api/v1/halls/{hall}/waits/accuracy", get(wait::api::accuracy))
        .route("/api/v1/halls/{hall}/next-hour", get(next_hour::api::next_hour))
        .route("/api/v1/halls/{hall}/forecast", get(tomorrow::api::forecast))
        .route("/api/v1/halls/{hall}/what-if", get(what_if::api::what_if))
        .route("/api/v1/halls/{hall}/ratings", get(rating::api::counted))
        .route("/api/v1/halls/{hall}/moments", get(experience::api::of_day))
        .route("/api/v1/places", get(network::api::list))
        .route("/api/v1/places/{id}/planning", get(planning::api::look).post(planning::api::set))
        .route("/api/v1/places/{id}/holidays", post(planning::api::name))
        .route("/api/v1/places/{id}/holidays/remove", post(planning::api::unname))
        .route("/api/v1/people", get(person::api::list))
        .route("/api/v1/people/{id}", get(person::api::one))
        .route("/api/v1/devices", get(device::api::list))
        // appointments
        .route("/run/{hall}/appointments", get(appointment::staff::show).post(appointment::staff::send))
        .route("/a/{hall}", get(appointment::page::show).post(appointment::page::send))
        // set-up
        .route("/network", get(network::page::show).post(network::page::send))
        .route("/run/{hall}/set-up", get(set_up::page::show))
        .route(
            "/run/{hall}/set-up/files",
            // what is sent by a form is up to three times as long as the file
            get(set_up::files::page::show)
                .post(set_up::files::page::send)
                .layer(DefaultBodyLimit::max(3 * LONGEST_FILE)),
        )
        .route("/run/{hall}/set-up/files/{name}", get(set_up::files::page::file))
        .route("/run/{hall}/set-up/{part}", get(set_up::page::part).post(set_up::page::send))
        .route("/api/v1/webhooks", get(webhook::api::list).post(webhook::api::make))
        .route("/api/v1/webhooks/{id}/remove", post(webhook::api::remove))
        .route("/api/v1/webhooks/{id}/resend", post(webhook::api::resend))
        .route("/api/v1/webhooks/{id}/deliveries", get(webhook::api::deliveries))
        .fallback(async || Error::not_found("frame-error-not-found"))
        .layer(CatchPanicLayer::custom(meter::panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, meter::PATIENCE))
        .layer(DefaultBodyLimit::max(LONGEST_FORM))
        .layer(from_fn(guard::same_site))
        .layer(from_fn_with_state(house.clone(), page::edge))
        .layer(from_fn(guard::headers))
        .layer(from_fn_with_state(house.clone(), meter::meter))
        .with_state(house)
}
