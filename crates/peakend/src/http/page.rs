//! Pages: a template becomes an answer, an error becomes a page or a problem.

use crate::house::House;
use crate::http::api::doc;
use crate::http::meter::RequestId;
use crate::http::who::{self, Asker};
use crate::ui::frame::Frame;
use crate::ui::text::{Language, Texts};
use crate::{Error, Refusal, RefusalKind};
use askama::Template;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::header::{ALLOW, CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// A page, made from its template.
pub struct Page<T>(pub T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => ([(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
            Err(error) => Error::Internal(error.to_string()).into_response(),
        }
    }
}

/// Goes on to another page after a form was sent, and may say there what was done.
pub struct Go {
    to: String,
    said: Option<(&'static str, Vec<(&'static str, String)>)>,
}

impl Go {
    /// To this address.
    pub fn to(address: impl Into<String>) -> Self {
        Self { to: address.into(), said: None }
    }

    /// Says the text of this id there.
    #[must_use]
    pub fn saying(mut self, id: &'static str, values: &[(&'static str, String)]) -> Self {
        self.said = Some((id, values.to_vec()));
        self
    }
}

/// The cookie that carries what is to be said on the next page.
pub const SAID: &str = "peakend_said";

impl IntoResponse for Go {
    fn into_response(self) -> Response {
        let mut response = StatusCode::SEE_OTHER.into_response();
        let to = HeaderValue::from_str(&self.to).unwrap_or(HeaderValue::from_static("/"));
        response.headers_mut().insert(LOCATION, to);
        if let Some((id, values)) = self.said {
            let text = serde_json::to_string(&(id, values)).unwrap_or_default();
            let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
            response.headers_mut().append(SET_COOKIE, crate::http::cookie::set(SAID, &hex, 30, false));
        }
        response
    }
}

/// What a cookie of [`Go`] says, in the reader's language.
pub(crate) fn said(cookie: &str, texts: &Texts) -> Option<String> {
    let bytes: Option<Vec<u8>> = cookie
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    let (id, values): (String, Vec<(String, String)>) = serde_json::from_slice(&bytes?).ok()?;
    let values: Vec<_> = values.iter().map(|(name, value)| (name.as_str(), value.as_str().into())).collect();
    texts.has(&id).then(|| texts.say_with(&id, &values))
}

/// Carries an error from where it arose to [`edge`], which knows how to say it.
#[derive(Clone)]
struct Fault(Arc<Refusal>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let refusal = self.refusal().unwrap_or_else(|| {
            tracing::error!(error = %self, "a request failed");
            Refusal { kind: RefusalKind::Busy, id: "frame-error-internal", values: Vec::new(), field: None }
        });
        let status = match self.refusal() {
            Some(refusal) => status(&refusal),
            None => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Fault(Arc::new(refusal)));
        response
    }
}

/// The status that says a refusal.
pub(crate) fn status(refusal: &Refusal) -> StatusCode {
    match refusal.kind {
        RefusalKind::NotFound => StatusCode::NOT_FOUND,
        RefusalKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalKind::Conflict => StatusCode::CONFLICT,
        RefusalKind::Forbidden => StatusCode::FORBIDDEN,
        RefusalKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        RefusalKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        RefusalKind::Busy => StatusCode::SERVICE_UNAVAILABLE,
        RefusalKind::Malformed => StatusCode::BAD_REQUEST,
        RefusalKind::Method => StatusCode::METHOD_NOT_ALLOWED,
        RefusalKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        RefusalKind::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
    }
}

/// The page of an error.
#[derive(Template)]
#[template(path = "http/error.html")]
struct ErrorPage {
    frame: Frame,
    text: String,
    back: String,
}

/// Says an error to whoever asked: a problem (RFC 9457) where programs ask, a page elsewhere. Somebody who is not signed in is
/// sent to sign in, and back afterwards.
pub async fn edge(State(house): State<House>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let language = who::language(&parts).unwrap_or_default();
    let path = parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    let instance = parts.extensions.get::<RequestId>().cloned();
    let back = parts
        .headers
        .get(axum::http::header::REFERER)
        .and_then(|value| value.to_str().ok())
        .map_or_else(|| "/".to_owned(), str::to_owned);
    let kept = who::language_asked(parts.uri.query());
    let was_said = crate::http::cookie::get(&parts.headers, SAID).is_some();
    // an error's page knows who reads it, as every page does; programs read problems
    let is_program = path.starts_with("/api/") || parts.uri.path() == "/metrics";
    let reader = (!is_program).then(|| parts.clone());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    remember(&mut response, kept, was_said, house.config.cookies_are_secure());
    let Some(refusal) = refusal_of(&response) else { return response };
    let texts = Texts::shared(language);
    let text = refusal.tell(texts);
    let mut told = if is_program {
        problem(response.status(), &refusal, texts, instance.as_ref())
    } else if response.status() == StatusCode::UNAUTHORIZED {
        return Go::to(format!("/sign-in?next={}", encode(&path))).into_response();
    } else {
        let frame = frame_for(&house, reader, texts, &path).await;
        let mut page = Page(ErrorPage { frame, text, back }).into_response();
        *page.status_mut() = response.status();
        page
    };
    for name in [ALLOW, RETRY_AFTER] {
        if let Some(value) = response.headers_mut().remove(&name) {
            told.headers_mut().insert(name, value);
        }
    }
    told
}

/// The frame of an error's page: with the menu of whoever reads it, as far as they can be known.
async fn frame_for(
    house: &House,
    reader: Option<axum::http::request::Parts>,
    texts: &'static Texts,
    path: &str,
) -> Frame {
    let title = texts.say("frame-error-title");
    if let Some(mut parts) = reader
        && let Ok(asker) = Asker::from_request_parts(&mut parts, house).await
    {
        return Frame::of(&asker, "", title, house.clock.now());
    }
    Frame::bare(texts, title, path)
}

/// What an answer refuses: by an error of ours, or by the server itself before it came to a handler.
fn refusal_of(response: &Response) -> Option<Arc<Refusal>> {
    if let Some(Fault(refusal)) = response.extensions().get::<Fault>() {
        return Some(Arc::clone(refusal));
    }
    let (kind, id) = match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => (RefusalKind::Method, "api-error-method"),
        StatusCode::PAYLOAD_TOO_LARGE => (RefusalKind::TooLarge, "api-error-too-large"),
        StatusCode::SERVICE_UNAVAILABLE if !response.headers().contains_key(CONTENT_TYPE) => {
            (RefusalKind::Busy, "api-error-slow")
        }
        _ => return None,
    };
    Some(Arc::new(Refusal { kind, id, values: Vec::new(), field: None }))
}

/// Keeps the language that was asked for, and takes away what has been said on a page.
fn remember(response: &mut Response, language: Option<Language>, was_said: bool, secure: bool) {
    use crate::http::cookie;
    let is_page =
        response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if let Some(language) = language {
        let cookie = cookie::set(who::LANGUAGE, language.tag(), 365 * 24 * 3600, secure);
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    if was_said && is_page && !response.headers().contains_key(SET_COOKIE) {
        response.headers_mut().append(SET_COOKIE, cookie::set(SAID, "", 0, secure));
    }
}

/// A problem in the form of RFC 9457.
pub fn problem(
    status: StatusCode,
    refusal: &Refusal,
    texts: &Texts,
    instance: Option<&RequestId>,
) -> Response {
    let mut body = serde_json::json!({
        "type": format!("/problems/{}", refusal.id),
        "title": doc::what_went_wrong(texts, status.as_u16()),
        "detail": refusal.tell(texts),
        "status": status.as_u16(),
        "instance": instance.map_or("", RequestId::as_str),
    });
    if let Some(field) = refusal.field {
        body["field"] = field.into();
    }
    let mut response = (status, body.to_string()).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// A text within an address.
pub fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
        encoded
    })
}
