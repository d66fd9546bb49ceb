//! What stands before every request: security headers, and the refusal of forms that other sites send.
//!
//! Cross-site request forgery is refused by what browsers say of where a request comes from (`Sec-Fetch-Site`, else
//! `Origin`), for everything that changes something and comes with a cookie; keys of the API are not sent by browsers
//! on their own and need no such check. See Fetch Metadata Request Headers (W3C) and RFC 6454.

use crate::{Error, RefusalKind};
use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, HeaderName, ORIGIN};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// The content security policy: everything from here, nothing inline.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Adds the security headers to every answer.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let set = [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in set {
        response
            .headers_mut()
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Refuses what another site makes a browser send.
pub async fn same_site(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let headers = request.headers();
    // a customer's page is opened by the secret in its address, which another site does not know, and by no cookie; being
    // kept out of addresses that browsers hand on, it sends no origin where there is no https
    let by_secret = request.uri().path().starts_with("/t/");
    let by_cookie = headers.contains_key(COOKIE) && !headers.contains_key(AUTHORIZATION) && !by_secret;
    if !safe && by_cookie && !is_ours(headers) {
        return Error::refused(RefusalKind::Forbidden, "frame-error-origin").into_response();
    }
    next.run(request).await
}

fn is_ours(headers: &axum::http::HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match text(&HeaderName::from_static("sec-fetch-site")) {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => match (text(&ORIGIN), text(&HOST)) {
            (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, rest)| rest == host),
            _ => false,
        },
    }
}
