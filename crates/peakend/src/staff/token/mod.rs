//! Keys for the API: a program does what its owner may do, or less.
//!
//! A key is told once, when it is made; only its hash is kept. It ends when it is revoked, when its time is over, or when its
//! owner is removed.

pub mod act;
pub mod cli;
pub mod page;
pub(crate) mod store;

use super::rights::Act;
use crate::kernel::Instant;
use crate::kernel::kinds::TokenId;

/// What every key begins with, so that one that has got out is found by searching for it.
pub const PREFIX: &str = "pk_";
/// The longest life of a key, in days.
pub const LONGEST_DAYS: i64 = 730;

/// A key, without its secret.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// Whose it is.
    pub login: String,
    /// The acts it is for; none: all that its owner may do.
    pub scopes: Option<Vec<Act>>,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last used, to the minute.
    pub seen_at: Option<Instant>,
    /// When its time is over.
    pub expires_at: Option<Instant>,
}
