//! People: who works here, what they can do, and which roles they have where.

pub mod act;
pub(crate) mod store;

use crate::ui::text::Language;

/// Somebody who is to be added.
#[derive(Debug, Clone, serde::Serialize)]
pub struct New {
    /// What they sign in by.
    pub login: String,
    /// Their name.
    pub name: String,
    /// The language they read.
    #[serde(serialize_with = "tag")]
    pub language: Language,
    /// What they can do.
    pub skills: Vec<String>,
}

fn tag<S: serde::Serializer>(language: &Language, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(language.tag())
}
