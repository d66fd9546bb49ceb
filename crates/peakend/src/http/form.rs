//! What a form brings, and what to say beside the field at fault.

use crate::http::page::Page;
use crate::ui::text::Texts;
use crate::{Error, RefusalKind};
use askama::Template;
use axum::Form;
use axum::extract::{FromRequest, Request};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};

/// The fields of a form as they were sent, in their order; a name may come several times.
///
/// A field that is missing reads as empty, as an unticked box does, so that a handler needs no second way of saying no.
#[derive(Debug, Clone, Default)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The first value of this name; empty if there is none.
    pub fn get(&self, name: &str) -> &str {
        self.maybe(name).unwrap_or_default()
    }

    /// The first value of this name that is not empty.
    pub fn maybe(&self, name: &str) -> Option<&str> {
        self.all(name).find(|value| !value.is_empty())
    }

    /// Every value of this name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a box of this name was ticked, with this value.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|given| given == value)
    }

    /// A value that must parse; `id` is the text that says otherwise.
    ///
    /// # Errors
    /// It is missing or does not parse.
    pub fn parse<T: std::str::FromStr>(&self, name: &'static str, id: &'static str) -> Result<T, Error> {
        self.get(name).trim().parse().map_err(|_| Error::invalid(name, id))
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        match Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Error::refused(RefusalKind::TooLarge, "api-error-too-large"))
            }
            Err(_) => Err(Error::refused(RefusalKind::Invalid, "frame-error-form")),
        }
    }
}

/// What is wrong with a form that is shown again.
#[derive(Debug, Clone, Default)]
pub struct Wrong {
    /// The field at fault; empty for the form as a whole.
    pub field: &'static str,
    /// What to say; empty if nothing is wrong.
    pub text: String,
    /// The status of the answer.
    status: StatusCode,
    /// After how many seconds it makes sense to try again.
    wait_s: Option<String>,
}

impl Wrong {
    /// What a form can say itself: a refusal over one of its values, or that it is too late, or too often. All else goes on
    /// as an error.
    ///
    /// # Errors
    /// The error, if a form is not the place to say it.
    pub fn of(error: Error, texts: &Texts) -> Result<Self, Error> {
        let Some(refusal) = error.refusal() else { return Err(error) };
        match refusal.kind {
            RefusalKind::Invalid | RefusalKind::Conflict | RefusalKind::TooMany => Ok(Self {
                field: refusal.field.unwrap_or_default(),
                text: refusal.tell(texts),
                status: crate::http::page::status(&refusal),
                wait_s: refusal
                    .values
                    .iter()
                    .find(|(name, _)| *name == "seconds")
                    .map(|(_, value)| value.clone()),
            }),
            _ => Err(error),
        }
    }

    /// The page with the form, answered as what it is.
    pub fn answer<T: Template>(&self, page: T) -> Response {
        let mut response = Page(page).into_response();
        if response.status() == StatusCode::OK {
            *response.status_mut() = self.status;
        }
        if let Some(wait) = self.wait_s.as_ref().and_then(|wait| HeaderValue::from_str(wait).ok()) {
            response.headers_mut().insert(RETRY_AFTER, wait);
        }
        response
    }

    /// Whether this field is at fault.
    pub fn is(&self, field: &str) -> bool {
        !self.text.is_empty() && self.field == field
    }

    /// Whether nothing is wrong.
    pub fn is_none(&self) -> bool {
        self.text.is_empty()
    }
}
