//! People, what they may do, and how they show who they are.

pub mod device;
pub mod first_run;
pub mod home;
pub mod person;
pub mod rights;
pub mod session;
pub mod sign_in;
pub(crate) mod store;
pub mod token;

use crate::Error;
use crate::error::RefusalKind;
use crate::kernel::Instant;
use crate::kernel::kinds::{DeviceId, PersonId, SessionId, TokenId, VisitId};
use crate::ui::text::Language;
use rights::{Act, Role};

/// What somebody shows to be known.
#[derive(Debug, Clone)]
pub enum Shown {
    /// The secret of a key of the API.
    Token(String),
    /// The secret of a session's cookie.
    Session(String),
    /// The secret of a device's cookie.
    Device(String),
}

/// Somebody who is known.
#[derive(Debug, Clone)]
pub struct Known {
    /// Who they are to the acts.
    pub actor: Actor,
    /// The session they came by.
    pub session: Option<SessionId>,
    /// What is to be noted as seen, because it was not for a minute.
    pub unseen: Option<Unseen>,
}

/// What somebody came by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unseen {
    /// A session.
    Session(SessionId),
    /// A key of the API.
    Token(TokenId),
    /// A device.
    Device(DeviceId),
}

/// Notes that a session, key or device was seen.
///
/// # Errors
/// Those of the database.
pub fn see(tx: &mut db::Tx<'_>, unseen: Unseen, now: Instant) -> Result<(), Error> {
    store::see(tx, unseen, now)
}

/// Who has shown this; none if it is not, or no longer, good.
///
/// # Errors
/// Those of the database.
pub fn known(tx: &mut db::Tx<'_>, shown: &Shown, now: Instant) -> Result<Option<Known>, Error> {
    store::known(tx, shown, now)
}

/// Who is acting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A member of staff, signed in or by a token of theirs.
    Person(PersonId),
    /// A paired kiosk, evaluator or board.
    Device(DeviceId),
    /// The customer of a visit, by the secret of its page.
    Customer(VisitId),
    /// Somebody in front of a public page.
    Public,
    /// The program itself: jobs, simulations, the command line of whoever runs the machine.
    System,
}

impl std::fmt::Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Person(id) => id.fmt(f),
            Self::Device(id) => id.fmt(f),
            Self::Customer(_) => f.write_str("customer"),
            Self::Public => f.write_str("public"),
            Self::System => f.write_str("system"),
        }
    }
}

/// A role held at a place, and so in everything below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The path of the place: `/net/zj/`.
    pub path: String,
}

/// Somebody with rights: what every act is given.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Who.
    pub who: Who,
    /// Their name, for the audit.
    pub name: String,
    /// Their roles.
    pub grants: Vec<Grant>,
    /// The only acts allowed, for a token with a scope.
    pub scopes: Option<Vec<Act>>,
    /// From where: an address of the network.
    pub origin: String,
    /// The language they read.
    pub language: Language,
}

impl Actor {
    /// The program itself, which may do everything.
    pub fn system() -> Self {
        Self {
            who: Who::System,
            name: "system".to_owned(),
            grants: Vec::new(),
            scopes: None,
            origin: "local".to_owned(),
            language: Language::default(),
        }
    }

    /// Somebody with no rights at all beyond those of the public.
    pub fn public(origin: String, language: Language) -> Self {
        Self { who: Who::Public, name: String::new(), grants: Vec::new(), scopes: None, origin, language }
    }

    /// The person, if it is one.
    pub fn person(&self) -> Option<PersonId> {
        match self.who {
            Who::Person(id) => Some(id),
            _ => None,
        }
    }

    /// Whether the act is allowed at the place of this path.
    pub fn may(&self, act: Act, path: &str) -> bool {
        self.who == Who::System
            || (self.scopes.as_ref().is_none_or(|scopes| scopes.contains(&act))
                && self
                    .grants
                    .iter()
                    .any(|grant| path.starts_with(&grant.path) && rights::allows(grant.role, act)))
    }

    /// Goes on only if the act is allowed at the place of this path.
    ///
    /// # Errors
    /// It is not: forbidden, or unauthenticated if nobody is signed in.
    pub fn must(&self, act: Act, path: &str) -> Result<(), Error> {
        if self.may(act, path) {
            return Ok(());
        }
        Err(match self.who {
            Who::Public => Error::refused(RefusalKind::Unauthenticated, "staff-error-sign-in"),
            _ => forbidden(act),
        })
    }
}

/// The refusal of an act that is not allowed to whoever asks.
pub(crate) fn forbidden(act: Act) -> Error {
    Error::refused(RefusalKind::Forbidden, "staff-error-forbidden").with("act", act)
}
