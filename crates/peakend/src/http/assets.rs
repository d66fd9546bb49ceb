//! Styles, scripts and icons, embedded in the binary and served under a name that changes with what they hold.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use std::hash::{DefaultHasher, Hasher};
use std::sync::OnceLock;

/// Name, type, bytes.
const FILES: &[(&str, &str, &[u8])] = &[
    ("app.css", "text/css; charset=utf-8", include_bytes!("../../../../web/dist/app.css")),
    ("app.js", "text/javascript; charset=utf-8", include_bytes!("../../../../web/dist/app.js")),
    ("charts.js", "text/javascript; charset=utf-8", include_bytes!("../../../../web/dist/charts.js")),
    ("icons.svg", "image/svg+xml", include_bytes!("../../../../web/dist/icons.svg")),
];

/// The address under which assets are served: `/assets/` and a hash of them all.
pub fn root() -> &'static str {
    static ROOT: OnceLock<String> = OnceLock::new();
    ROOT.get_or_init(|| {
        let mut hasher = DefaultHasher::new();
        for (name, _, bytes) in FILES {
            hasher.write(name.as_bytes());
            hasher.write(bytes);
        }
        format!("/assets/{:016x}", hasher.finish())
    })
}

/// An asset. The address is never used again for other bytes, so browsers may keep it.
pub async fn asset(Path((_, name)): Path<(String, String)>) -> Response {
    let Some((_, kind, bytes)) = FILES.iter().find(|(file, ..)| *file == name) else {
        return axum::http::StatusCode::NOT_FOUND.into_response();
    };
    let headers = [(CONTENT_TYPE, *kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, *bytes).into_response()
}

/// The mark of the house on a tab: as in `icons.svg`, in a colour that is seen on light and dark tabs.
const ICON: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#2f8f8f" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="M2.5 17C6 17 7 6 11 6s4 9 6 9 2.5-3 4.5-6M11 3.5v.01M21.5 6v.01"/></svg>"##;

/// `GET /favicon.ico`, which browsers ask for by themselves.
pub async fn icon() -> Response {
    ([(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=86400")], ICON).into_response()
}
