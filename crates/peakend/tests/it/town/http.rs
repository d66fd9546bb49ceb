//! The town's server, asked without a network.

use super::Town;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use std::collections::BTreeMap;
use tower::ServiceExt as _;

/// Somebody in front of a browser: keeps cookies as browsers do, and says where its forms come from.
pub struct Browser {
    router: axum::Router,
    runtime: tokio::runtime::Runtime,
    /// Its cookies.
    pub cookies: BTreeMap<String, String>,
    /// Headers it sends with every request.
    pub headers: Vec<(&'static str, String)>,
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// Where it leads.
    #[track_caller]
    pub fn leads_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.headers[LOCATION].to_str().unwrap()
    }

    /// The page, which must be there.
    #[track_caller]
    pub fn page(&self) -> &str {
        assert_eq!(self.status, StatusCode::OK, "{:?} {}", self.headers, self.text);
        &self.text
    }
}

impl Town {
    /// A browser that reads English.
    pub fn browser(&self) -> Browser {
        Browser::of(&self.house)
    }
}

impl Browser {
    /// A browser in front of this house, that reads English.
    pub fn of(house: &peakend::house::House) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let cookies = BTreeMap::from([("peakend_lang".to_owned(), "en".to_owned())]);
        Self { router: peakend::router::router(house.clone()), runtime, cookies, headers: Vec::new() }
    }

    /// Asks for a page.
    pub fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap())
    }

    /// Sends a form, from one of our own pages.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form(fields))).unwrap())
    }

    /// Sends any request, with the cookies.
    pub fn send(&mut self, mut request: Request<Body>) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(COOKIE, cookies.join("; ").parse().unwrap());
        }
        request.headers_mut().insert(HOST, "peakend.test".parse().unwrap());
        for (name, value) in &self.headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let router = self.router.clone();
        let answer = self.runtime.block_on(async move {
            let response = router.oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            Answer {
                status: parts.status,
                headers: parts.headers,
                text: String::from_utf8_lossy(&bytes).into_owned(),
            }
        });
        for set in answer.headers.get_all(SET_COOKIE) {
            let (name, rest) = set.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if rest.contains("Max-Age=0;") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

/// Fields as a form sends them.
pub fn form(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        text.bytes().fold(String::new(), |mut encoded, byte| {
            if byte.is_ascii_alphanumeric() {
                encoded.push(char::from(byte));
            } else {
                encoded.push_str(&format!("%{byte:02X}"));
            }
            encoded
        })
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}
